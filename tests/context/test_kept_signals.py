"""Signals of a large store are worked out once and kept beside it; whatever they rest on makes them anew."""

import sqlite3
from datetime import date

import polars as pl
import pytest

from cs_core.context.signals import kept
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END, NOON


@pytest.fixture
def large(monkeypatch):
    """Every store counts as large."""
    monkeypatch.setattr(kept, "FROM_ACCOUNTS", 1)


def files(store) -> list[str]:
    return sorted(p.name for p in (store.lake / "signals").glob("*"))


def test_a_second_reader_gets_the_same_frame_without_working_it_out(demo_store, large, monkeypatch):
    with open_store(demo_store) as store:
        first = snapshot(store, END).signals
        assert len(files(store)) == 1
        monkeypatch.setattr("cs_core.context.snapshot.signals", lambda snap: pytest.fail("worked out again"))
        assert snapshot(store, END).signals.equals(first)


def test_a_row_more_or_another_day_is_worked_out_anew(demo_store, large):
    with open_store(demo_store) as store:
        before = snapshot(store, END).signals
        account = before["account_id"][0]
        store.append("touch", [{"id": "t", "account_id": account, "mode": "call", "minutes": 20, "two_way": True, "by": "Ada", "at": NOON}])
        after = snapshot(store, END).signals
        [row] = after.filter(pl.col("account_id") == account)["last_touch_on"]
        assert row == END
        assert snapshot(store, date(2026, 6, 1)).signals.height
        assert len(files(store)) == 3


def test_a_file_cut_short_counts_for_none_and_only_the_newest_are_kept(demo_store, large):
    with open_store(demo_store) as store:
        whole = snapshot(store, END).signals
        [name] = files(store)
        (store.lake / "signals" / name).write_bytes(b"PAR1")
        assert snapshot(store, END).signals.equals(whole)
        for n in range(kept.MOST + 2):
            kept._keep(whole.head(1), store.lake / "signals" / f"{n}.parquet")
        assert len(files(store)) == kept.MOST


def test_a_small_store_keeps_no_file(demo_store):
    with open_store(demo_store) as store:
        assert snapshot(store, END).signals.height
        assert not files(store)


def test_signals_read_no_table_that_the_mark_leaves_out(demo_store):
    with open_store(demo_store) as store:
        read = set()
        store._db.conn.set_authorizer(lambda action, table, *_: read.add(table) or 0 if action == sqlite3.SQLITE_READ else 0)
        assert snapshot(store, END).signals.height
        assert read - set(kept.READ) <= {"json_each", "sqlite_master"}
