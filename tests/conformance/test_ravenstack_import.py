"""RavenStack through the ordinary importer: five tables that nobody here wrote, and not a row lost."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
from cs_core.context.usage.events import scan

ROWS = {"account": 500, "subscription": 5_000, "usage": 25_000, "ticket": 2_000, "churn_event": 600}


@pytest.fixture(scope="module")
def imported(tmp_path_factory, conformance_data):
    """(store, first report, second report)"""
    folder = conformance_data / "exports" / "ravenstack"
    with open_store(tmp_path_factory.mktemp("ravenstack") / "context.db") as store:
        first = import_paths(store, [folder], now=datetime(2026, 6, 30))
        yield store, first, import_paths(store, [folder], now=datetime(2026, 7, 1))


def test_every_row_of_the_five_tables_lands(imported):
    _, first, _ = imported
    assert {file["object"]: file["landed"] for file in first["files"]} == ROWS
    assert {file["system"] for file in first["files"]} == {"ravenstack"}
    assert first["totals"]["refused"] == first["totals"]["unchanged"] == 0


def test_the_store_holds_as_many_rows_as_the_files(imported):
    store, _, _ = imported
    nouns = {"account": "company", "subscription": "subscription", "ticket": "ticket", "churn_event": "churn_event"}
    held = {name: store.count(noun) for name, noun in nouns.items()} | {"usage": scan(store).collect().height}
    assert held == ROWS


def test_a_second_import_changes_nothing(imported):
    _, first, second = imported
    assert second["totals"] == first["totals"] | {"landed": 0, "unchanged": sum(ROWS.values()), "links": 0}


def test_account_ids_are_kept_and_no_two_accounts_become_one(imported):
    store, _, _ = imported
    links = store.frame("link")
    assert links["account_id"].n_unique() == ROWS["account"]
    assert links.filter(pl.col("company_key") != "ravenstack/" + pl.col("account_id")).is_empty()


def test_usage_ids_that_come_twice_with_other_content_are_both_kept(imported):
    store, _, _ = imported
    twice = scan(store).group_by("event_id").len().filter(pl.col("len") > 1).collect()
    assert twice.height == 21


def test_nothing_is_invented_where_the_tables_are_silent(imported):
    store, _, _ = imported
    subscriptions = store.frame("subscription")
    assert subscriptions["term_end_on"].null_count() == subscriptions["currency"].null_count() == ROWS["subscription"]
    assert store.count("person") == store.count("deal") == 0


def test_the_import_takes_seconds(imported):
    _, first, _ = imported
    assert first["seconds"] < 15
