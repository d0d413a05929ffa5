"""ChurnSim, three tables that no source knows: proposed rightly, and whole once a person has confirmed the proposals."""

from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.importing.mappings import confirm_mapping
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.usage.events import scan
from cs_core.context.usage.use import feed

NOW = datetime(2026, 6, 30)
ROWS = {"accounts": 776, "subscriptions": 17_082, "usage_monthly": 141_685}


@pytest.fixture(scope="module")
def imported(tmp_path_factory, conformance_data):
    """(store, reports before, proposals, reports after confirming, reports of a third import)"""
    folder = conformance_data / "exports" / "churnsim"
    files = [folder / "accounts.csv", folder / "subscriptions.csv", folder / "usage_monthly.csv.gz"]
    with open_store(tmp_path_factory.mktemp("churnsim") / "context.db") as store:
        before = import_paths(store, files, now=NOW, dry_run=True)
        proposals = {file["proposal"]["mapping"]["object"]: file["proposal"] for file in before["files"]}
        for proposal in proposals.values():
            confirm_mapping(store, proposal["mapping"], proposal["header"], by="Ada", now=NOW)
        after = import_paths(store, files, now=NOW)
        yield store, before, proposals, after, import_paths(store, files, now=NOW)


def test_nothing_is_imported_before_a_person_confirms(imported):
    _, before, _, _, _ = imported
    assert (before["totals"]["landed"], before["totals"]["refused"]) == (0, sum(ROWS.values()))


def test_each_table_is_proposed_as_what_it_is(imported):
    _, _, proposals, _, _ = imported
    assert {name: p["mapping"]["noun"] for name, p in proposals.items()} == {
        "accounts": "company", "subscriptions": "subscription", "usage_monthly": "event",
    }  # fmt: skip
    columns = {name: p["mapping"]["columns"] for name, p in proposals.items()}
    assert columns["accounts"].items() >= {"id": "account_id", "customer_on": "signup_date"}.items()
    assert columns["subscriptions"].items() >= {
        "company_ref": "account_id", "product": "product", "started_on": "start_date", "ended_on": "end_date", "mrr": "mrr",
    }.items()  # fmt: skip
    assert set(columns["subscriptions"]["id"]) == {"account_id", "product", "start_date"}
    assert columns["usage_monthly"] == {
        "id": ["account_id", "month", "event"], "ref": "account_id", "at": {"column": "month", "kind": "month"}, "event": "event",
        "count": "event_count",
    }  # fmt: skip


def test_what_is_doubtful_is_left_out(imported):
    _, _, proposals, _, _ = imported
    used = {column["column"] for p in proposals.values() for column in p["columns"]}
    assert not used & {"date_founded", "channel", "units", "discount", "event_value"}
    assert "date_founded" in {column["column"] for column in proposals["accounts"]["unsure"]}


def test_every_row_lands_once_confirmed_and_never_again(imported):
    store, _, _, after, again = imported
    assert {file["object"]: file["landed"] for file in after["files"]} == ROWS
    assert {file["mapping"] for file in after["files"]} == {"remembered"}
    assert (again["totals"]["landed"], again["totals"]["unchanged"]) == (0, sum(ROWS.values()))
    assert store.count("company") == ROWS["accounts"]
    assert store.frame("link")["account_id"].n_unique() == ROWS["accounts"]


def test_the_values_are_those_of_the_files(imported, conformance_data):
    store, _, _, _, _ = imported
    folder = conformance_data / "exports" / "churnsim"
    theirs = pl.read_csv(folder / "subscriptions.csv")
    assert store.frame("subscription")["mrr"].sum() == pytest.approx(theirs["mrr"].sum())
    use = scan(store).select(pl.col("count").sum(), pl.col("at").dt.date().min()).collect()
    usage = pl.read_csv(folder / "usage_monthly.csv.gz")
    assert use["count"].item() == usage["event_count"].sum()
    assert use["at"].item() == date(2023, 1, 31)


def test_subscriptions_and_usage_are_of_the_accounts(imported):
    store, _, _, _, _ = imported
    known = set(store.frame("link")["company_key"])
    refs = {*store.frame("subscription")["company_ref"], *scan(store).select("ref").unique().collect()["ref"]}
    assert {f"table/{ref}" for ref in refs} <= known


def test_its_usage_is_known_to_be_by_the_month_and_never_before_the_month_is_over(imported):
    store, _, _, _, _ = imported
    for day, until, sunday in ((date(2024, 7, 30), date(2024, 6, 30), date(2024, 6, 30)), (date(2024, 7, 31), None, date(2024, 7, 28))):
        found = feed(snapshot(store, day))
        assert [(m.first_on, m.until, m.opens) for m in found.monthly] == [(date(2023, 1, 1), until or day, False)]
        assert found.week_end == sunday
