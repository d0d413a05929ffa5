"""Usage is imported to the lake: once each, with its own time, whatever file told it."""

from datetime import datetime

import polars as pl

from cs_core.context.usage.events import scan
from tests.context.importing.builders import COMPANIES, LATER, USAGE, counts, run, store, write

__all__ = ["store", "write"]


def test_usage_goes_to_the_lake_once_each_and_another_content_under_the_same_id_is_kept(store, write):
    row = "e1,ws,a@acme.example,report,2026-06-01T08:00:00Z,3,60,0\n"
    folder = write(USAGE + row + row + row.replace(",3,", ",4,") + "e2,,b@acme.example,report,2026-06-02T08:00:00Z,1,60,0\n", "events.csv")
    assert counts(run(store, folder)) == (4, 3, 1, 0)
    assert counts(run(store, folder, now=LATER)) == (4, 0, 4, 0)
    lake = scan(store).collect()
    assert sorted(lake["event_id"]) == ["e1", "e1", "e2"]
    assert lake.filter(pl.col("event_id") == "e2")["ref"].to_list() == [None]


def test_a_year_that_no_calendar_has_is_refused(store, write):
    report = run(store, write(COMPANIES + "1,Acme,acme.example,12,0000-01-05,2026-01-02 08:00\n"))
    assert counts(report) == (1, 0, 0, 1)
    assert report["files"][0]["reasons"][0]["why"].startswith("Became a Customer Date is not a date")
    assert counts(run(store, write(USAGE + "e1,ws1,a@x.example,report,0000-06-01T08:00:00Z,1,1,0\n", "u.csv")))[3] == 2


def test_usage_without_a_time_is_refused(store, write):
    [file] = run(store, write(USAGE + "e1,ws,a@acme.example,report,,3,60,0\n", "events.csv"))["files"]
    assert [reason["why"] for reason in file["reasons"]] == ["no occurred_at"]


def test_the_same_usage_is_the_same_as_parquet_and_as_csv(store, write):
    run(store, write(USAGE + "e1,ws,a@acme.example,report,2026-06-01T08:00:00Z,3,60,0\n", "events.csv"))
    typed = pl.DataFrame(
        {"event_id": ["e1"], "workspace_id": ["ws"], "user_email": ["a@acme.example"], "event": ["report"],
         "occurred_at": [datetime(2026, 6, 1, 8)], "count": [3], "duration_seconds": [60], "errors": [0]}
    )  # fmt: skip
    typed.write_parquet(write("", "ignored.csv") / "events.parquet")
    assert counts(run(store, write("", "ignored.csv") / "events.parquet")) == (1, 0, 1, 0)


def test_another_reading_of_the_same_usage_file_does_not_replace_the_first(store, write):
    folder = write("id,ws,what,when,n\n1,ws,report,2026-06-01,3\n", "usage.csv")
    mapping = {"system": "app", "object": "event", "noun": "event", "columns": {"id": "id", "ref": "ws", "event": "what", "at": "when"}}
    run(store, folder, mapping=mapping)
    run(store, folder, mapping=mapping | {"columns": mapping["columns"] | {"count": "n"}})
    assert scan(store).collect()["count"].sort().to_list() == [None, 3]
