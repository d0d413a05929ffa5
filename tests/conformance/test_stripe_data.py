"""Stripe's tables as a warehouse syncs them: a decision for each, not a row lost, and what the subscriptions are worth."""

from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

LANDED = {
    "coupon_data": 10, "customer_data": 12, "discount_data": 10, "discount_data_postgres": 9, "discount_data_snowflake": 0,
    "invoice_data": 2, "invoice_line_item_data": 3, "plan_data": 13, "price_data": 4, "product_data": 10, "subscription_data": 2,
    "subscription_discount_data": 3, "subscription_discount_data_postgres": 0, "subscription_discount_data_snowflake": 0,
    "subscription_history_data": 2, "subscription_item_data": 14,
}  # fmt: skip
"""Rows that are new of each file that is used; the rest of a file are rows that came before, word for word."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory, conformance_data):
    """(store, first report, second report)"""
    files = sorted((conformance_data / "exports" / "stripe").glob("*.csv"))
    with open_store(tmp_path_factory.mktemp("stripe") / "context.db") as store:
        first = import_paths(store, files, now=datetime(2026, 6, 30))
        yield store, first, import_paths(store, files, now=datetime(2026, 7, 1))


def name_of(file):
    return file["path"].rpartition("/")[2].removesuffix(".csv")


def test_every_table_is_stripes_and_decided(imported):
    _, first, _ = imported
    assert len(first["files"]) == 31
    assert {file["system"] for file in first["files"]} == {"stripe"}
    assert {name_of(file) for file in first["files"] if file["decision"] == "used"} == set(LANDED)
    assert {file["decision"] for file in first["files"]} == {"used", "not needed"}


def test_every_row_is_accounted_for_and_none_is_refused_in_a_table_that_is_used(imported):
    _, first, _ = imported
    assert all(file["rows"] == file["landed"] + file["unchanged"] + file["refused"] for file in first["files"])
    assert {name_of(file): file["landed"] for file in first["files"] if file["decision"] == "used"} == LANDED
    assert sum(file["refused"] for file in first["files"] if file["decision"] == "used") == 0


def test_what_is_not_needed_says_why_in_every_row(imported):
    _, first, _ = imported
    unneeded = [file for file in first["files"] if file["decision"] == "not needed"]
    assert all(file["refused"] == file["rows"] for file in unneeded)
    assert all(reason["why"].startswith("not needed: ") for file in unneeded for reason in file["reasons"])


def test_a_second_import_lands_nothing(imported):
    _, first, second = imported
    assert second["totals"]["landed"] == 0
    assert second["totals"]["rows"] == first["totals"]["rows"]


def test_a_subscription_without_a_plan_is_worth_what_its_items_cost(imported):
    store, _, _ = imported
    rows = {row["source_id"]: row for row in snapshot(store, date(2026, 7, 1)).subscriptions.to_dicts()}
    assert (rows["sdgfs4536"]["mrr"], rows["sfjytkyu876"]["mrr"]) == (1500.0, 3000.0)
    assert {(row["billing"], row["currency"]) for row in rows.values()} == {("month", "USD")}
    assert (rows["sdgfs4536"]["seats"], rows["sfjytkyu876"]["seats"]) == (4, 5)
