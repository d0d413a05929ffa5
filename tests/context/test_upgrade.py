"""A store of every earlier release opens with nothing lost, and does today's work."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cs_core.context.backup import check
from cs_core.context.keeping.schema import HISTORY, history_columns, noun_columns
from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from cs_core.records import Action, Decision, Finding, Proposal, Task, Touch
from tests.worlds import TODAY, with_company

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("v*.sql"))
NOW = datetime(2026, 6, 29, 9)
Rows = dict[str, Counter]
"""Table -> its rows, each as pairs of column and value."""


def rows_of(path: Path, like: Rows | None = None) -> Rows:
    """The rows of each table; with `like`, of its tables and columns only."""
    with closing(sqlite3.connect(path)) as db:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        return {table: Counter(_rows(db, table, like)) for table in (like or [row[0] for row in db.execute(named)])}


def _rows(db: sqlite3.Connection, table: str, like: Rows | None) -> Iterator[tuple]:
    first = next(iter(like[table]), None) if like else None
    columns = [pair[0] for pair in first] if first else [row[1] for row in db.execute(f"PRAGMA table_info([{table}])")]
    for row in db.execute(f"SELECT [{'], ['.join(columns)}] FROM [{table}]"):
        yield tuple(zip(columns, row, strict=True))


@pytest.fixture(params=SCHEMAS, ids=lambda path: path.stem)
def old(request, tmp_path) -> tuple[Path, Rows]:
    """A store as an earlier release wrote it, and its rows."""
    path = tmp_path / "context.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(request.param.read_text(encoding="utf-8"))
    return path, rows_of(path)


def test_every_table_that_a_release_had_holds_a_row_here(old):
    _, rows = old
    assert len(rows) > 30 and [table for table in rows if not rows[table]] == []


def test_opening_it_changes_no_row_and_gives_every_table_todays_columns(old):
    path, rows = old
    with open_store(path) as store:
        assert check(store)["problems"] == []
        for table in (*NOUNS, *HISTORY):
            expected = noun_columns(table) if table in NOUNS else history_columns(table)
            assert set(store.frame(table).columns) == set(expected)
            assert len(store.rows(table)) == sum(rows.get(table, {}).values())
    assert rows_of(path, rows) == rows


def test_it_is_the_store_that_a_new_one_is(old, tmp_path):
    path, _ = old
    with open_store(path), open_store(tmp_path / "new.db"):
        pass
    assert _made_of(path) == _made_of(tmp_path / "new.db")


def _made_of(path: Path) -> set[tuple]:
    """Columns, indexes and triggers; the order of columns may differ."""
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'")]
        columns = {(table, *row[1:4]) for table in tables for row in db.execute(f"PRAGMA table_info([{table}])")}
        found = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
        return columns | {row for row in found if "sqlite_migrations" not in row[2]}


def test_what_it_knew_is_known_still_and_new_rows_join_it(old):
    path, _ = old
    with open_store(path) as store:
        before = snapshot(store, TODAY).signals
        assert set(before["account_id"]) == {"acme", "bolt"}
        for kind in (Proposal, Decision, Action, Touch, Task, Finding):
            assert len(store.records(kind)) == store.count(kind.__name__.lower()) > 0
        with_company(store, "cobalt")
        assert snapshot(store, TODAY).signals.height == 3


def test_a_cycle_runs_on_it_and_its_proposals_can_be_decided(old):
    path, rows = old
    with open_store(path) as store:
        done = run_cycle(store, as_of=NOW.date(), now=NOW, model=OfflineModel(), roster=ROSTER)
        assert done["accounts"] == 1 and store.count("cycle") == sum(rows["cycle"].values()) + 1
        waits = queue(store, now=NOW)
        for row in waits:
            assert decide(store, row["id"], "reject", by="Ana", now=NOW + timedelta(hours=1), reason="wrong time")["decision"] == "reject"
        assert check(store)["ok"]
    after = rows_of(path, rows)
    assert not {table: gone for table in rows if (gone := rows[table] - after[table])}


def test_tables_that_came_later_are_append_only_too(old):
    path, _ = old
    with open_store(path) as store:
        store.append("note", [{"id": "n1", "account_id": "acme", "text": "They open a second depot in May."}])
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store._db.execute("UPDATE note SET text = 'other'")
