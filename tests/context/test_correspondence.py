"""Who wrote to whom, told by addresses, domains and shared channels."""

import pytest

from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, with_company, with_message, with_person, with_team_member


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


def test_an_address_that_two_accounts_share_tells_neither(store):
    with_company(store, "bolt", domain="bolt.example")
    for company in ("acme", "bolt"):
        with_person(store, company, "Advisor", email="advisor@agency.example")
    with_message(store, "acme", sender="advisor@agency.example", recipients="mia@ours.example")
    assert message(store)["account_id"] is None


def test_a_post_of_ours_in_a_shared_channel_belongs_to_the_customer_it_is_named_for(store):
    with_team_member(store, "Mia Sand")
    with_message(store, "acme", sender="mia@ours.example", recipients=None, channel="slack", thread="ext-acme/1", system="slack")
    row = message(store)
    assert (row["account_id"], row["inbound"], row["ours"]) == ("acme", False, "Mia Sand")


def test_messages_after_the_day_are_not_there(store):
    with_message(store, "acme", sender="ada@acme.example", recipients="mia@ours.example", sent=TODAY)
    assert snapshot(store, ago(1)).messages.is_empty()
