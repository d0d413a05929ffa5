"""A warehouse's copy of Salesforce that nobody here wrote: 14 tables of up to 382 columns, none without a decision."""

import csv
from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

USED = {
    "sf_account": "company", "sf_account_history": "company", "sf_contact": "person", "sf_contact_history": "person", "sf_event": "meeting",
    "sf_opportunity": "deal", "sf_opportunity_history": "deal", "sf_opportunity_line_item": "line", "sf_product_2": "label",
    "sf_task": "meeting", "sf_user": "label",
}  # fmt: skip
"""The tables that are used, by file; of leads, orders and roles nothing is needed."""
LEFT = {"sf_task": 10}
"""Rows of used tables that are left: all ten tasks are to-dos."""


def name_of(path):
    return path.rpartition("/")[2].removesuffix("_data.csv")


@pytest.fixture(scope="module")
def folder(conformance_data):
    return conformance_data / "exports" / "salesforce"


@pytest.fixture(scope="module")
def cells(folder):
    """Rows of a file by its name."""

    def read(name):
        with (folder / f"{name}_data.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="module")
def imported(tmp_path_factory, folder):
    """(store, first report, second report), each report by name of its file."""
    with open_store(tmp_path_factory.mktemp("salesforce") / "context.db") as store:
        both = [import_paths(store, sorted(folder.glob("*.csv")), now=datetime(2026, 6, day)) for day in (1, 2)]
        yield store, *({name_of(file["path"]): file for file in document["files"]} for document in both)


def test_every_table_has_a_decision_and_every_row_an_account(imported, cells):
    _, first, _ = imported
    assert len(first) == 14
    for name, file in first.items():
        assert file["system"] == "salesforce", name
        assert file["decision"] == ("used" if name in USED else "not needed"), name
        assert file["rows"] == len(cells(name)), name
        left = LEFT.get(name, 0) if name in USED else file["rows"]
        assert (file["landed"], file["unchanged"], file["refused"]) == (file["rows"] - left, 0, left), name


def test_a_second_import_lands_nothing(imported):
    _, first, second = imported
    assert {file["landed"] for file in second.values()} == {0}
    assert {name: file["unchanged"] for name, file in second.items()} == {name: file["landed"] for name, file in first.items()}


def test_every_deleted_account_is_kept_but_not_served(imported, cells):
    store, _, _ = imported
    rows = cells("sf_account")
    live = {row["name"] for row in rows if row["is_deleted"] == "false"}
    now = snapshot(store, date(2026, 6, 30))
    assert set(now.accounts["name"]) == live == {"Eric's Test"}
    assert now.noun("company").height == len(rows)
    assert now.noun("deal").is_empty()  # all ten are deleted
    assert store.frame("company", "merged_refs").drop_nulls()["merged_refs"].unique().len() == 1


def test_amounts_and_days_are_those_of_the_file(imported, cells):
    store, _, _ = imported
    rows = cells("sf_opportunity")
    deals = store.frame("deal").filter(store.frame("deal")["source_row"].str.starts_with("sf_opportunity_data"))
    assert deals["amount"].to_list() == [float(row["amount"]) if row["amount"] else None for row in rows]
    assert [closed is not None for closed in deals["closed_on"]] == [row["is_closed"] == "true" for row in rows]
    assert deals["won"].to_list() == [row["is_won"] == "true" if row["is_closed"] == "true" else None for row in rows]
    lines = store.frame("line")
    totals = (lines["quantity"] * lines["amount"]).to_list()
    assert totals == pytest.approx([float(row["total_price"]) for row in cells("sf_opportunity_line_item")], abs=0.01)


def test_versions_hold_since_they_began_and_a_version_that_ended_says_so_at_its_end(imported, cells):
    store, _, _ = imported
    rows = cells("sf_opportunity_history")
    history = store.frame("deal", "source_row", "known_at").filter(
        store.frame("deal")["source_row"].str.starts_with("sf_opportunity_history")
    )
    want = [row["_fivetran_start" if row["_fivetran_active"] == "true" else "_fivetran_end"] for row in rows]
    assert [f"{at:%Y-%m-%d %H:%M:%S}" for at in history["known_at"]] == want


def test_owners_are_named_by_their_codes(imported, cells):
    store, _, _ = imported
    named = store.frame("label", "code", "label", kind="owner")
    assert dict(named.iter_rows()) == {row["id"]: row["name"] for row in cells("sf_user")}
