"""Whose a meeting or an answer is: by name only where exactly one account has it, by people only where they are customers."""

from datetime import date

import polars as pl
import pytest

from cs_core.context.rows.attendance import MOST_ACCOUNTS, named
from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import snapshot
from cs_core.context.usage.event_names import users_at
from tests.worlds import TODAY, a_store, ago, at, land, with_company, with_meeting, with_person, with_usage


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme", name="Acme GmbH", domain="acme.example")
        with_company(store, "bolt", name="Bolt Ltd", domain="bolt.example")
        land(store, "team_member", "mia", system="vendor", born=ago(400), name="Mia Sand", email="Mia@us.example")
        yield store


def met(store, attendees=None, *, company_ref=None, held=None, **fields):
    day = at(held or ago(9), 10)
    land(
        store, "meeting", "m", system="calendar", born=day, held_at=day, attendees=attendees, company_ref=company_ref, **fields
    )  # fmt: skip
    return sorted(snapshot(store, TODAY).meetings.select("account_id").to_series().to_list(), key=str)


def answered(store, **fields):
    land(store, "survey", "s", system="survey", born=at(ago(3), 9), answered_at=at(ago(3), 9), kind="nps", score=9.0, most=10.0, **fields)
    return snapshot(store, TODAY).surveys["account_id"].to_list()


@pytest.mark.parametrize(
    ("attendees", "accounts"),
    [
        ("mia@us.example;ada@acme.example", ["acme"]), ("ADA@Acme.example ; mia@us.example", ["acme"]), ("mia@us.example", [None]),
        ("x@gmail.com;mia@us.example", [None]), ("ada@acme.example;bo@bolt.example", ["acme", "bolt"]), ("", [None]), (None, [None]),
    ],
)  # fmt: skip
def test_a_meeting_is_of_the_customers_who_were_there(store, attendees, accounts):
    assert met(store, attendees) == accounts


def test_a_person_known_by_another_address_brings_the_meeting_to_their_account(store):
    with_person(store, "bolt", "Eve Moe", email="eve.moe@home.example")
    assert met(store, "eve.moe@home.example;mia@us.example") == ["bolt"]


def test_our_own_domain_is_never_a_customer_even_where_a_record_says_so(store):
    with_company(store, "us", name="Us", domain="us.example")
    with_person(store, "bolt", "Mia Sand", email="mia@us.example")
    assert met(store, "mia@us.example;kim@us.example") == [None]


def test_a_webinar_is_nobodys_meeting(store):
    for n in range(MOST_ACCOUNTS):
        with_company(store, f"c{n}", domain=f"c{n}.example")
    guests = ";".join(["ada@acme.example", *(f"x@c{n}.example" for n in range(MOST_ACCOUNTS))])
    assert met(store, guests) == [None]


@pytest.mark.parametrize(
    ("ref", "account"),
    [("Acme GmbH", "acme"), ("ACME", "acme"), ("acme.example", "acme"), ("bolt", "bolt"), ("Acme Rockets", None), ("Ac", None), ("", None)],
)
def test_a_company_is_known_by_its_exact_name_domain_or_id_only(store, ref, account):
    assert dict(named(snapshot(store, TODAY).companies, pl.Series([ref])).iter_rows()).get(ref) == account
    assert met(store, company_ref=ref or None) == [account]


def test_a_name_that_two_accounts_have_names_neither(store):
    with_company(store, "acme-2", name="Acme Inc", domain="acme-two.example")
    assert met(store, company_ref="Acme") == [None]


def test_our_person_among_the_guests_is_who_held_it(store):
    met(store, "mia@us.example;ada@acme.example", held_by="ada@acme.example")
    assert snapshot(store, TODAY).meetings["held_by"].to_list() == ["Mia Sand"]


def test_a_meeting_written_down_before_its_day_is_no_contact_yet(store):
    with_meeting(store, "acme", held=ago(-2), status=None)
    assert two_way(snapshot(store, ago(-3))).height == 0
    with_meeting(store, "acme", held=ago(2), status="tentative")
    assert two_way(snapshot(store, TODAY)).height == 0
    with_meeting(store, "acme", held=ago(4), status=None)
    assert two_way(snapshot(store, TODAY))["on"].to_list() == [ago(4)]


def test_an_answer_is_of_its_person_else_of_the_company_it_names(store):
    assert answered(store, email="Ada@Acme.example", company_ref="Bolt Ltd") == ["acme"]


def test_an_answer_by_a_stranger_is_of_the_company_it_names(store):
    assert answered(store, email="x@gmail.com", company_ref="Bolt Ltd") == ["bolt"]
    assert snapshot(store, date(2026, 1, 1)).surveys.height == 0


def test_a_user_that_no_list_names_is_known_by_their_domain(store):
    with_usage(store, "nobody", [3], person="new@bolt.example", system="posthog")
    with_usage(store, "nobody", [3], person="new@gmail.com", system="posthog")
    assert users_at(snapshot(store, TODAY)).rows() == [("new@bolt.example", "bolt")]
