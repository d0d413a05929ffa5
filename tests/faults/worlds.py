"""Stores to break: a small company as exports, imported, with a cycle, with decisions; and what two stores hold in common."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import polars as pl

from cs_core.context.store import TABLES, Store, open_store

Rows = dict[str, Counter]
"""Table -> its rows."""
VOLATILE = {"seconds", "ms", "summary", "landed", "unchanged"}
"""Columns that tell how long something took, and in which of two runs a row came in."""


def copied(template: Path, folder: Path) -> Path:
    """A copy of a store, its lake and all, in a folder that is made: the store's file."""
    folder.mkdir(parents=True)
    with open_store(template) as store:
        store.copy_to(folder / "context.db")
        if store.lake.exists():
            shutil.copytree(store.lake, folder / "context.lake")
    return folder / "context.db"


def rows_of(path: Path) -> Rows:
    """All rows of a store and its lake, without columns that differ from run to run."""
    with open_store(path) as store, closing(sqlite3.connect(path)) as db:
        return {table: _rows(db, table) for table in TABLES} | {"lake": lake_of(store)}


def _rows(db: sqlite3.Connection, table: str) -> Counter:
    columns = [row[1] for row in db.execute(f"PRAGMA table_info([{table}])")]
    kept = [c for c in columns if c not in VOLATILE]
    where = " WHERE key NOT LIKE 'lake:%'" if table == "meta" else ""
    return Counter(db.execute(f"SELECT [{'], ['.join(kept)}] FROM [{table}]{where}"))


def lake_of(store: Store) -> Counter:
    """The events of the lake."""
    files = sorted((store.lake / "events").glob("*/*.parquet"))
    return Counter(pl.concat([pl.read_parquet(f) for f in files]).drop("file", "row").iter_rows()) if files else Counter()


def lost(before: Rows, after: Rows) -> dict[str, Counter]:
    """Rows that were there and are not any more, settings apart."""
    return {table: gone for table, rows in before.items() if table != "meta" and (gone := rows - after[table])}


def differing(one: Rows, other: Rows) -> set[str]:
    """Tables whose rows are not the same."""
    return {table for table in one if one[table] != other[table]}


def sizes(rows: Rows) -> dict[str, int]:
    """How many rows each table has."""
    return {table: counter.total() for table, counter in rows.items() if counter}
