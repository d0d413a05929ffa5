"""Every value that a field ever had in every system, side by side, with the one that is believed and why."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.brief import brief, timeline
from cs_core.context.field_history import conflicts, field_history
from cs_core.context.notes import add_note
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.account import account_page
from tests.worlds import IMPORTED, TODAY, ago, at, land, with_company, with_subscription


def told(store, field, day=TODAY, *columns):
    rows = field_history(snapshot(store, day), "acme")
    return rows.filter(field=field).select(columns or ("value", "system", "chosen")).rows()


def renamed(store, name, *, known, system="hubspot", **fields):
    land(store, "company", "acme", system=system, born=ago(730), known_at=at(known), name=name, customer_on=ago(730), **fields)


def test_versions_of_a_row_follow_each_other_and_none_is_lost(store):
    with_company(store, name="Acme", country="SE")
    renamed(store, "Acme Group", known=ago(40), country="SE")
    renamed(store, "Acme Holding", known=ago(10), country="SE")
    assert told(store, "name", TODAY, "value", "since", "until", "chosen") == [
        ("Acme Holding", at(ago(10)), None, True),
        ("Acme Group", at(ago(40)), at(ago(10)), False),
        ("Acme", at(ago(730)), at(ago(40)), False),
    ]
    assert told(store, "country", TODAY, "value", "since", "until") == [("SE", at(ago(730)), None)]


def test_the_most_trusted_system_is_chosen_and_the_others_stay_with_the_reason(store):
    with_company(store, country="Sweden")
    with_company(store, "cus_1", account="acme", system="stripe", country="Norway", domain="acme.example")
    rows = told(store, "country", TODAY, "value", "system", "rank", "chosen", "why")
    assert [(value, system, chosen, why) for value, system, _, chosen, why in rows] == [
        ("Sweden", "hubspot", True, "HubSpot is the most trusted that says it"),
        ("Norway", "stripe", False, "HubSpot is trusted more"),
    ]
    assert told(store, "domain") == [("acme.example", "stripe", True)]
    assert brief(snapshot(store, TODAY), "acme").get("country").source == "hubspot"


def test_of_two_records_of_one_system_the_newest_is_chosen_and_the_account_shows_it(store):
    with_company(store, "acme", country="Sweden")
    with_company(store, "bolt", account="acme", country="Norway")
    renamed(store, "Acme", known=ago(10), country="Denmark")
    assert told(store, "country") == [("Denmark", "hubspot", True), ("Sweden", "hubspot", False), ("Norway", "hubspot", False)]
    assert brief(snapshot(store, TODAY), "acme").get("country").value == "Denmark"


@pytest.mark.parametrize("field", ["country", "industry", "owner", "customer_on"])
def test_what_is_chosen_is_what_the_brief_says_and_where_it_comes_from(store, field):
    fields = {"country": "SE", "industry": "Lifts", "owner": "Mia"}
    with_company(store, **({k: v for k, v in fields.items() if k != field}))
    with_company(store, "cus_1", account="acme", system="stripe", customer_on=ago(99), **fields)
    [(value, row)] = [(v, r) for v, r, chosen in told(store, field, TODAY, "value", "source_row", "chosen") if chosen]
    fact = brief(snapshot(store, TODAY), "acme").get(field)
    assert (str(fact.value), fact.source_row) == (value, row)


def test_what_a_running_contract_says_goes_before_the_company_record(store):
    with_company(store, plan="Basic", seats=5)
    with_subscription(store, "acme", plan="Pro", seats=20, mrr=1.0)
    assert told(store, "plan", TODAY, "value", "chosen", "why") == [("Basic", False, "the running contract says it")]
    assert told(store, "contract.plan") == [("Pro", "hubspot", True)]
    assert told(store, "contract.seats") == [("20", "hubspot", True)]


def test_history_tables_are_part_of_it_under_our_own_field_names(store):
    with_company(store, owner="Mia Sand")
    change = {"of": "company", "thing_ref": "acme", "changed_at": ago(300)}
    land(store, "field_change", "c1", system="hubspot", born=ago(300), field="Company owner", value="Old Hand", **change)
    land(store, "field_change", "c2", system="hubspot", born=ago(300), field="favourite_colour", value="green", **change)
    land(store, "field_change", "c3", system="hubspot", born=ago(300), field="name", value="Bolt", **(change | {"thing_ref": "bolt"}))
    assert told(store, "owner", TODAY, "value", "source_row") == [("Old Hand", "field_change.csv:2"), ("Mia Sand", "company.csv:2")]
    assert told(store, "favourite_colour", TODAY, "value") == [("green",)]
    assert told(store, "name", TODAY, "value") == [("Acme",)]


def test_what_is_learnt_later_is_in_no_past_history(store):
    with_company(store, name="Acme", stage="customer")
    before = field_history(snapshot(store, ago(20)), "acme")
    renamed(store, "Acme Group", known=ago(10), stage="former customer")
    change = {"of": "company", "thing_ref": "acme", "changed_at": ago(5), "field": "name", "value": "Acme AB"}
    land(store, "field_change", "c1", system="hubspot", born=ago(5), **change)
    with_company(store, "cus_1", account="acme", system="stripe", customer_on=ago(15), country="NO")
    add_note(store, "acme", key="renewal_on", text="2026-09-01", by="Mia", now=IMPORTED, observed_on=ago(100))
    assert field_history(snapshot(store, ago(20)), "acme").equals(before)
    assert not field_history(snapshot(store, TODAY), "acme").equals(before)


def test_a_field_that_became_empty_ends_there(store):
    with_company(store, name="Acme", owner="Mia Sand")
    renamed(store, "Acme", known=ago(10))
    assert told(store, "owner", TODAY, "value", "until", "chosen") == [("Mia Sand", at(ago(10)), False)]


def test_a_deleted_record_says_nothing_that_is_believed(store):
    with_company(store, country="Sweden")
    land(store, "company", "old", system="hubspot", born=ago(730), name="Acme", country="NO", customer_on=ago(730))
    store.append("link", [{"id": "l", "company_key": "hubspot/old", "account_id": "acme", "score": 1.0, "linked_at": IMPORTED}])
    gone = {"key": "hubspot/company/old@x", "system": "hubspot", "object": "company", "source_id": "old", "digest": "x", "country": "FI"}
    store.append("company", [gone | {"known_at": at(ago(3)), "recorded_at": IMPORTED, "source_row": "company.csv:9", "deleted": True}])
    assert {value: chosen for value, _, chosen in told(store, "country")} == {"Sweden": True, "NO": False, "FI": False}


def test_conflicts_are_the_fields_on_which_systems_disagree_now(store):
    with_company(store, country="Sweden", industry="Lifts", domain="ACME.example")
    with_company(store, "cus_1", account="acme", system="stripe", name="Acme Inc.", country="Norway", domain="acme.example")
    assert set(conflicts(field_history(snapshot(store, TODAY), "acme"))["field"]) == {"country"}
    page = account_page(snapshot(store, TODAY), "acme")
    assert [(row["field"], row["value"], row["chosen"]) for row in page["conflicts"]] == [
        ("country", "Sweden", True), ("country", "Norway", False)
    ]  # fmt: skip


def test_a_change_of_a_field_is_told_in_the_timeline(store):
    with_company(store, name="Acme")
    renamed(store, "Acme Group", known=ago(40))
    [row] = [row for row in timeline(snapshot(store, TODAY), "acme") if row["kind"] == "change"]
    assert (row["text"], row["at"], row["source_row"]) == ("name: Acme Group instead of Acme", at(ago(40)), "company.csv:3")


def test_a_change_from_yes_to_no_is_told_in_words(store):
    rows = pl.DataFrame({"field": "contract.auto_renew", "thing": "s1", "value": ["true", "false"], "system": "crm", "source_row": "3",
                         "since": [at(ago(40)), at(ago(10))]})  # fmt: skip
    [row] = [r for r in timeline(snapshot(store, TODAY), "acme", history=rows) if r["kind"] == "change"]
    assert row["text"] == "contract auto renew: no instead of yes"


def test_facts_say_when_their_row_was_imported(store):
    with_company(store, name="Acme")
    later, since = datetime(2026, 6, 28, 9), ago(730)
    land(store, "company", "acme", system="hubspot", born=since, known_at=at(ago(1)), recorded_at=later, name="Acme AB", customer_on=since)
    facts = brief(snapshot(store, TODAY), "acme")
    assert (facts.get("name").value, facts.get("name").recorded_at) == ("Acme AB", later)
    assert brief(snapshot(store, ago(2)), "acme").get("name").recorded_at == IMPORTED
    page = account_page(snapshot(store, TODAY), "acme")
    assert {fact["recorded_at"] for fact in page["facts"] if fact["key"] == "name"} == {"2026-06-28T09:00:00"}
