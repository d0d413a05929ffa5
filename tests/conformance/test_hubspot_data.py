"""A warehouse's copy of HubSpot that nobody here wrote: 63 tables, none without a decision, no row without an account of it."""

import csv
from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.table import detect
from cs_core.context.store import open_store

FILES = {
    "company": ("company",),
    "person": ("contact",),
    "deal": ("deal",),
    "ticket": ("ticket",),
    "meeting": ("engagement_call", "engagement_communication", "engagement_meeting", "engagement_note"),
    "message": ("engagement_email", "email_event"),
    "label": ("owner", "users", "team", "deal_pipeline", "deal_pipeline_stage", "ticket_pipeline", "ticket_pipeline_stage"),
    "merge": ("contact_merge_audit", "merged_deal"),
    "field_change": ("deal_stage", *(f"{of}_property_history" for of in ("company", "contact", "deal", "ticket"))),
    "relation": (
        *("deal_company", "deal_contact", "engagement_company", "engagement_contact", "engagement_deal", "owner_team", "team_user"),
        *(f"ticket_{to}" for to in ("company", "contact", "deal", "engagement")),
    ),
}
NOUNS = {name: noun for noun, names in FILES.items() for name in names}
"""The tables that are used, by file; of every other one nothing is needed."""
SAME = ("_databricks", "_postgres", "_snowflake")
"""The same rows under other headers."""


def name_of(path):
    """``../company_data_snowflake.csv`` -> company."""
    stem = path.rpartition("/")[2].removesuffix(".csv")
    return next((stem.removesuffix(end) for end in SAME if stem.endswith(end)), stem).removesuffix("_data")


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(conformance_data):
    return conformance_data / "exports" / "hubspot"


@pytest.fixture(scope="module")
def imported(tmp_path_factory, folder):
    """(store, first report, second report), each report by file."""
    with open_store(tmp_path_factory.mktemp("hubspot") / "context.db") as store:
        both = [import_paths(store, sorted(folder.glob("*.csv")), now=datetime(2026, 6, day)) for day in (1, 2)]
        yield store, *({file["path"]: file for file in document["files"]} for document in both)


def test_every_table_has_a_decision_and_every_row_an_account(imported, folder):
    _, first, _ = imported
    assert len(first) == 63
    for path, file in first.items():
        assert file["system"] == "hubspot", path
        assert file["decision"] == ("used" if name_of(path) in NOUNS else "not needed"), path
        assert file["rows"] == file["landed"] + file["unchanged"] + file["refused"] == len(cells(folder / path.rpartition("/")[2])), path


def test_of_used_tables_only_rows_with_a_named_reason_are_left(imported, folder):
    _, first, _ = imported
    mails = [row["type"] != "SENT" for row in cells(folder / "email_event_data.csv")]
    left = {"email_event": sum(mails), "engagement_communication": 1, "engagement_email": 1}
    used = {path: file for path, file in first.items() if file["decision"] == "used"}
    assert len(used) == 38
    assert {path: file["refused"] for path, file in used.items()} == {path: left.get(name_of(path), 0) for path in used}
    why = {reason["why"].partition(":")[0] for file in used.values() for reason in file["reasons"]}
    assert why == {"not needed", "no property_hs_email_from_email"}


def test_the_store_holds_each_row_once(imported, folder):
    store, first, _ = imported
    want = {}
    for path in first:
        noun = NOUNS.get(name_of(path))
        if noun and not any(path.endswith(f"{end}.csv") for end in SAME):
            want[noun] = want.get(noun, 0) + first[path]["rows"] - first[path]["refused"]
    assert {noun: store.count(noun) for noun in want} == want
    same = [file for path, file in first.items() if name_of(path) == "company"]
    assert sorted((file["landed"], file["unchanged"]) for file in same) == [(0, 24), (0, 24), (0, 24), (24, 0)]


def test_a_second_import_lands_nothing(imported):
    _, first, second = imported
    assert {file["landed"] for file in second.values()} == {0}
    assert {path: file["refused"] for path, file in second.items()} == {path: file["refused"] for path, file in first.items()}


def test_fields_are_those_of_the_file(imported, folder):
    store, _, _ = imported
    told = store.frame("ticket", "source_id", "subject", "opened_at", "closed_at", "status", "first_response_minutes").sort("source_id")
    rows = sorted(cells(folder / "ticket_data.csv"), key=lambda row: row["id"])
    assert told["subject"].to_list() == [row["property_subject"] for row in rows]
    assert [f"{at:%Y-%m-%d %H:%M:%S}" for at in told["opened_at"]] == [row["property_createdate"] for row in rows]
    assert [status == "closed" for status in told["status"]] == [row["property_closed_date"] != "" for row in rows]
    assert told["first_response_minutes"].null_count() == sum(row["property_first_agent_reply_date"] == "" for row in rows)
    meetings = store.frame("meeting", "source_id", "minutes", object="meeting")
    assert meetings.height == 100
    assert meetings["minutes"].min() > 0


def test_what_was_deleted_is_not_served_and_merged_contacts_are_named(imported, folder):
    store, _, _ = imported
    gone = sum(row["_fivetran_deleted"] == "TRUE" for row in cells(folder / "deal_pipeline_stage_data.csv"))
    stages = store.frame("label", "kind", "deleted", kind="stage")
    assert stages["deleted"].sum() == gone > 0
    merged = store.frame("person", "merged_refs").drop_nulls("merged_refs")
    assert merged["merged_refs"].to_list() == ["76340251;46897301;76226001"]
    assert store.frame("merge").filter(pl.col("of") == "deal").height == 14


def test_a_day_before_the_import_knows_what_dates_itself_and_nothing_else(imported):
    store, _, _ = imported
    then = snapshot(store, date(2020, 1, 1))
    assert then.noun("company").is_empty()
    assert then.noun("deal").height > 0
    assert then.noun("field_change")["changed_at"].max() <= datetime(2020, 1, 1, 23, 59, 59)


def test_no_table_is_taken_for_another_systems(conformance_data):
    ours = ("hubspot", "salesforce")
    folders = [conformance_data / "exports" / name for name in ("hubspot", "salesforce", "zendesk", "stripe", "ravenstack", "churnsim")]
    seen = 0
    for path in sorted(path for folder in folders for path in folder.glob("*.csv")):
        frame, _ = read_delimited(path.read_bytes())
        table, _ = detect((name for name in frame.columns if name != "_row"), SOURCES)
        system = table.system if table else None
        seen += 1
        assert system == path.parent.name if path.parent.name in ours else system not in ours, path
    assert seen >= 134
