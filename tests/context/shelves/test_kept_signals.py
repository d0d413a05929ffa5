"""What is kept of the signals is worked out anew whenever a row was added that they read."""

import sqlite3
from datetime import timedelta

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.shelves import kept_signals as keeping
from cs_core.context.shelves.kept_signals import SIGNAL_TABLES, kept_signals, signals_mark
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END, NOON
from tests.worlds import TODAY, a_store, with_company

OTHERWISE = {"cycle", "case", "outcome", "meta"}
"""Tables that the mark counts by what of them matters: cycles before the day, with their cases, and letters that came back; `meta` is read
to refuse a lake that lacks files, which the shelf's own mark counts."""


def test_signals_read_no_table_that_their_mark_leaves_out(demo_store):
    with open_store(demo_store) as store:
        read = set()
        store._db.conn.set_authorizer(lambda action, table, *_: read.add(table) or 0 if action == sqlite3.SQLITE_READ else 0)
        assert snapshot(store, END).signals.height
        assert read - {*NOUNS, *SIGNAL_TABLES} - OTHERWISE <= {"json_each", "sqlite_master"}


def test_a_cycle_of_an_earlier_day_makes_them_anew_and_one_of_the_day_itself_does_not(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        before = signals_mark(snap)
        store.append("cycle", [{"id": "today", "as_of": END, "started_at": NOON, "summary": {}}])
        assert signals_mark(snapshot(store, END)) == before
        store.append("cycle", [{"id": "earlier", "as_of": END - timedelta(days=7), "started_at": NOON, "summary": {}}])
        assert signals_mark(snapshot(store, END)) != before


def test_what_is_imported_while_signals_are_worked_out_is_not_missing_from_the_next_ones(demo_store, monkeypatch):
    work = keeping._worked_out

    def and_meanwhile(snap):
        rows = work(snap)
        with_company(store, "newcomer")
        return rows

    with open_store(demo_store) as store:
        with_company(store, "comes-first")  # so that nothing is kept of this state yet
        monkeypatch.setattr(keeping, "_worked_out", and_meanwhile)
        assert "newcomer" not in kept_signals(snapshot(store, END))["account_id"]
        monkeypatch.setattr(keeping, "_worked_out", work)
        assert "newcomer" in kept_signals(snapshot(store, END))["account_id"]


def test_signals_that_another_process_removes_at_the_moment_of_reading_are_worked_out_again(tmp_path, monkeypatch):
    with a_store(tmp_path) as store:
        for company in ("acme", "bolt"):
            with_company(store, company)
        whole, scan = kept_signals(snapshot(store, TODAY)), pl.scan_parquet

        def removed(file):
            rows = scan(file)
            file.unlink()
            return rows

        monkeypatch.setattr(pl, "scan_parquet", removed)
        assert kept_signals(snapshot(store, TODAY)).equals(whole)
        assert kept_signals(snapshot(store, TODAY), account_id="bolt").equals(whole.filter(account_id="bolt"))
