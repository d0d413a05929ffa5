"""One account made of several records: which of them says who it is, since when it is a customer, and by which names it is found."""

from datetime import date

import pytest

from cs_core.context.brief import brief, find_account
from cs_core.context.field_history import field_history
from cs_core.context.snapshot import snapshot
from cs_core.errors import NotFound
from tests.worlds import TODAY, with_company, with_subscription

LONG, LATELY = date(2021, 11, 5), date(2025, 8, 9)


def with_two(store, *, large=3_000.0, small=400.0, **ended):
    """The customer of long, and a record that somebody made of it lately."""
    with_company(store, "r1", account="r1", name="Harlow & Sons Ltd", owner="Priya Nair", segment="Mid", customer_on=LONG)
    with_company(store, "r2", account="r1", name="Harlow and Sons Limited", owner="Tom Okafor", segment="SMB", customer_on=LATELY)
    if large:
        with_subscription(store, "r1", mrr=large, **ended)
    with_subscription(store, "r2", mrr=small)


def told(store, *keys):
    known = brief(snapshot(store, TODAY), "r1")
    return [known.get(key).value for key in keys]


def test_the_record_with_the_largest_running_contract_says_who_the_customer_is(store):
    with_two(store)
    assert told(store, "name", "owner", "segment", "customer_on") == ["Harlow & Sons Ltd", "Priya Nair", "mid-market", LONG]


@pytest.mark.parametrize("kept", [{"large": None}, {"ended_on": date(2026, 1, 1)}, {"small": 3_000.0}])
def test_where_no_running_contract_is_larger_the_newest_says_it_and_the_earliest_since_when(store, kept):
    with_two(store, **kept)
    assert told(store, "name", "owner", "segment", "customer_on") == ["Harlow and Sons Limited", "Tom Okafor", "long tail", LONG]


def test_a_less_trusted_system_overrides_neither_by_a_larger_contract_nor_by_an_earlier_day(store):
    with_two(store)
    early = with_company(store, "r3", account="r1", system="zendesk", name="Harlow", owner="Eve", customer_on=date(2019, 1, 1))
    with_subscription(store, early, mrr=9_000.0, system="zendesk")
    assert told(store, "owner", "customer_on") == ["Priya Nair", LONG]


def test_the_fact_and_its_history_name_the_record_that_is_believed(store):
    with_two(store)
    snap = snapshot(store, TODAY)
    rows = {r["source_id"]: r["source_row"] for r in snap.companies.to_dicts()}
    known = brief(snap, "r1")
    assert {known.get(key).source_row for key in ("owner", "customer_on", "segment", "name")} == {rows["r1"]}
    since = {row["value"]: (row["chosen"], row["why"]) for row in field_history(snap, "r1").to_dicts() if row["field"] == "customer_on"}
    assert since[LATELY.isoformat()] == (False, "another record of HubSpot tells an earlier day")
    assert since[LONG.isoformat()][0]


@pytest.mark.parametrize("text", ["Harlow & Sons Ltd", "harlow and sons LIMITED", "r1", "R2", " r2 "])
def test_an_account_is_found_by_every_name_and_id_of_its_records(store, text):
    with_two(store)
    assert find_account(snapshot(store, TODAY), text) == "r1"


def test_a_name_of_records_of_two_accounts_means_neither(store):
    with_two(store)
    with_company(store, "s1", account="s1", name="Smith")
    with_company(store, "s2", account="s1", name="Harlow and Sons Limited", customer_on=date(2020, 1, 1))
    with pytest.raises(NotFound, match="2 accounts are called"):
        find_account(snapshot(store, TODAY), "Harlow and Sons Limited")
