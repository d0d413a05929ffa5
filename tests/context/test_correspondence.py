"""Who wrote to whom, told by addresses, domains and shared channels."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from tests.execution.builders import an_action
from tests.worlds import TODAY, a_store, ago, at, with_company, with_message, with_person, with_record, with_team_member


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme", domain="acme.example")
    with_person(store, "acme", "Ada Lind")
    yield store
    store.close()


def message(store):
    [row] = snapshot(store, TODAY).messages.to_dicts()
    return row


def test_a_mail_of_a_known_person_is_inbound_and_names_our_person(store):
    with_team_member(store, "Mia Sand")
    with_message(store, "acme", sender="ADA@acme.example", recipients="mia@ours.example")
    row = message(store)
    assert (row["account_id"], row["person_id"], row["inbound"], row["ours"]) == ("acme", "ada@acme.example", True, "Mia Sand")


def test_a_name_that_stands_before_an_address_hides_nobody(store):
    with_team_member(store, "Mia Sand")
    with_message(store, "acme", sender="Ada Lind <ADA@acme.example>", recipients="Mia Sand <mia@ours.example>; bo@else.example")
    row = message(store)
    assert (row["account_id"], row["person_id"], row["inbound"], row["ours"]) == ("acme", "ada@acme.example", True, "Mia Sand")


def test_a_mail_of_ours_is_outbound_to_the_first_customer_named(store):
    with_team_member(store, "Mia Sand")
    with_message(store, "acme", sender="mia@ours.example", recipients="bo@ours.example;ada@acme.example", channel="email-auto")
    row = message(store)
    assert (row["account_id"], row["person_id"], row["inbound"], row["automatic"]) == ("acme", "ada@acme.example", False, True)
    assert row["ours"] == "Mia Sand"


def test_a_stranger_at_a_known_domain_belongs_to_its_account(store):
    with_message(store, "acme", sender="new@acme.example", recipients="mia@ours.example")
    assert (message(store)["account_id"], message(store)["inbound"]) == ("acme", True)


def test_without_a_team_the_customers_side_still_tells_the_direction(store):
    with_message(store, "acme", sender="mia@ours.example", recipients="ada@acme.example")
    assert (message(store)["inbound"], message(store)["ours"]) == (False, "mia@ours.example")


def test_a_mail_between_strangers_is_of_no_account(store):
    with_message(store, "acme", sender="x@else.example", recipients="y@else.example")
    assert (message(store)["account_id"], message(store)["inbound"]) == (None, False)


ADVISOR = "advisor@agency.example"


@pytest.fixture
def shared(store):
    """An adviser stands at two customers under one address, and a letter of ours about each of three went to it."""
    for company in ("bolt", "cold"):
        with_company(store, company, domain=f"{company}.example")
    for company in ("acme", "bolt"):
        with_person(store, company, "Advisor", email=ADVISOR)
    for company in ("acme", "bolt", "cold"):
        with_record(store, an_action(f"to-{company}", account_id=company, recipient=ADVISOR, created_at=at(ago(9))))
    return store


def test_an_address_that_two_accounts_share_tells_neither(shared):
    with_message(shared, "acme", sender=ADVISOR, recipients="mia@ours.example")
    assert (message(shared)["account_id"], message(shared)["inbound"]) == (None, False)


@pytest.mark.parametrize(("about", "account", "person"), [("bolt", "bolt", ADVISOR), ("acme", "acme", ADVISOR), ("cold", None, None)])
def test_an_answer_from_such_an_address_is_of_the_account_that_our_letter_was_about_where_they_stand_there(shared, about, account, person):
    with_message(shared, "x", sender=ADVISOR, recipients="mia@ours.example", thread=f"to-{about}@actions.cs-console")
    row = message(shared)
    assert (row["account_id"], row["person_id"], row["inbound"]) == (account, person, account is not None)


def test_who_wrote_from_such_an_address_is_known_where_a_system_files_the_mail_under_one_of_them(shared):
    with_message(shared, "bolt", sender=ADVISOR, recipients="mia@ours.example", system="hubspot", company_ref="bolt")
    row = message(shared)
    assert (row["account_id"], row["person_id"], row["inbound"]) == ("bolt", ADVISOR, True)


def test_a_post_of_ours_in_a_shared_channel_belongs_to_the_customer_it_is_named_for(store):
    with_team_member(store, "Mia Sand")
    with_message(store, "acme", sender="mia@ours.example", recipients=None, channel="slack", thread="ext-acme/1", system="slack")
    row = message(store)
    assert (row["account_id"], row["inbound"], row["ours"]) == ("acme", False, "Mia Sand")


@pytest.mark.parametrize(("channel", "account"), [("ext-pine-ridge", "pine"), ("shared-pineridgehotels", "pine"), ("ext-pine", None)])
def test_a_shared_channel_is_named_for_a_customer_by_its_name_or_its_website(store, channel, account):
    with_company(store, "c-1", account="pine", name="Pine Ridge Ltd", domain="pineridgehotels.example")
    with_message(store, "ours", sender="u1", sender_name="Mia Sand", recipients=None, channel="slack", thread="ext-x/1", system="slack")
    with_message(store, "pine", sender="u9", recipients=None, channel="slack", thread=f"{channel}/1", system="slack")
    row = snapshot(store, TODAY).messages.row(by_predicate=pl.col("sender") == "u9", named=True)
    assert (row["account_id"], row["inbound"]) == (account, account is not None), "a guest whom nobody's list knows is the customer's"


def test_where_a_workspace_lists_nobody_its_ids_tell_of_no_guest(store):
    with_message(store, "acme", sender="u9", recipients=None, channel="slack", thread="ext-acme/1", system="slack")
    assert (message(store)["account_id"], message(store)["inbound"]) == ("acme", False), "it may be one of ours"


def test_a_channel_named_for_a_customer_with_two_domains_of_one_beginning_is_theirs(store):
    with_company(store, "c-1", account="pine", name="Ridge Hotels", domain="pine.example")
    with_company(store, "c-2", account="pine", name="Ridge Hotels", domain="pine.test", system="stripe")
    with_message(store, "pine", sender="u9", recipients=None, channel="slack", thread="ext-pine/1", system="slack")
    assert message(store)["account_id"] == "pine"


def test_a_colleague_without_an_address_is_no_guest(store):
    with_message(store, "acme", sender="u7", sender_name="Mia Sand", recipients=None, channel="slack", thread="ext-acme/1", system="slack")
    assert (message(store)["account_id"], message(store)["inbound"]) == ("acme", False)


def test_messages_after_the_day_are_not_there(store):
    with_message(store, "acme", sender="ada@acme.example", recipients="mia@ours.example", sent=TODAY)
    assert snapshot(store, ago(1)).messages.is_empty()
