"""Zendesk's tables as a warehouse syncs them: a decision for each, and not a row lost."""

from datetime import date, datetime
from functools import partial

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.packed import from_disk
from cs_core.context.sources.reading import Entry, read_sheet
from cs_core.context.sources.table import detect
from cs_core.context.store import open_store

LANDED = {
    "brand_data": 1, "brand_data_postgres": 0, "domain_name_data": 10, "group_data": 8, "organization_data": 10,
    "ticket_chat_data": 10, "ticket_chat_event_data": 5, "ticket_comment_data": 20, "ticket_data": 10, "ticket_field_history_data": 35,
    "ticket_tag_data": 7, "user_data": 10,
    "user_data_snowflake": 2,
}  # fmt: skip
"""Rows that are new of each file that is used; the rest of a file are rows that came before, word for word, or are no message."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory, conformance_data):
    """(store, first report, second report)"""
    files = sorted((conformance_data / "exports" / "zendesk").glob("*.csv"))
    with open_store(tmp_path_factory.mktemp("zendesk") / "context.db") as store:
        first = import_paths(store, files, now=datetime(2026, 6, 30))
        yield store, first, import_paths(store, files, now=datetime(2026, 7, 1))


def name_of(file):
    return file["path"].rpartition("/")[2].removesuffix(".csv")


def test_every_table_is_zendesks_and_decided(imported):
    _, first, _ = imported
    assert len(first["files"]) == 26
    assert {file["system"] for file in first["files"]} == {"zendesk"}
    assert {name_of(file) for file in first["files"] if file["decision"] == "used"} == set(LANDED)
    assert {file["decision"] for file in first["files"]} == {"used", "not needed"}


def test_every_row_is_accounted_for(imported):
    _, first, _ = imported
    assert all(file["rows"] == file["landed"] + file["unchanged"] + file["refused"] for file in first["files"])
    assert {name_of(file): file["landed"] for file in first["files"] if file["decision"] == "used"} == LANDED


def test_only_rows_that_are_no_message_are_refused_in_a_table_that_is_used(imported):
    _, first, _ = imported
    assert {name_of(file): file["refused"] for file in first["files"] if file["decision"] == "used" and file["refused"]} == {
        "ticket_chat_event_data": 7
    }


def test_a_second_import_lands_nothing(imported):
    _, first, second = imported
    assert second["totals"]["landed"] == 0
    assert second["totals"]["rows"] == first["totals"]["rows"]


def test_the_one_ticket_with_a_history_was_closed_when_it_was_solved(imported):
    store, _, _ = imported
    rows = {row["source_id"]: row for row in snapshot(store, date(2026, 7, 1)).tickets.to_dicts()}
    assert rows["11071"]["closed_at"] == datetime(2020, 11, 14, 11, 1, 27)
    then = {row["source_id"]: row for row in snapshot(store, date(2020, 10, 16)).tickets.to_dicts()}
    assert (then["11071"]["status"], then["11071"]["closed_at"]) == ("open", None)
    assert "1595" not in rows


def test_no_table_of_any_other_system_is_taken_for_zendesks_stripes_intercoms_or_chargebees(conformance_data):
    mine = {"zendesk", "stripe", "intercom", "chargebee"}
    folders = [conformance_data / "exports" / name for name in ("zendesk", "stripe", "hubspot", "salesforce", "ravenstack", "churnsim")]
    wrong = []
    for file in (file for folder in folders for file in sorted(folder.rglob("*.csv"))):
        frame = read_sheet([Entry(str(file), partial(from_disk, file))], datetime(2026, 6, 30)).frame
        header = [name for name in frame.columns if name != "_row"]
        table, _ = detect(header, SOURCES)
        said, folder = table.system if table else None, file.parent.name
        wrong += [(file.name, said)] if (said in mine or folder in mine) and said != folder else []
    assert wrong == []


def test_writers_are_named_by_their_addresses(imported):
    store, _, _ = imported
    people = store.frame("person", "source_id", "email").drop_nulls()
    messages = snapshot(store, date(2026, 7, 1)).messages
    known = store.frame("message", "key", "sender").join(people, left_on="sender", right_on="source_id")
    told = messages.filter(pl.col("key").is_in(known["key"].implode()))
    assert told["sender"].str.contains("@").all()
