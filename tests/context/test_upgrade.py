"""A store of every earlier release opens with nothing lost, and does today's work."""

import sqlite3
from pathlib import Path

import pytest

from cs_core.context.nouns import NOUNS
from cs_core.context.schema import HISTORY, history_columns, noun_columns
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.records import Proposal
from tests.worlds import TODAY, with_company

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("v*.sql"))


@pytest.fixture(params=SCHEMAS, ids=lambda path: path.stem)
def old(request, tmp_path) -> tuple[Path, dict[str, int]]:
    """A store as an earlier release wrote it, and how many rows each of its tables has."""
    path = tmp_path / "context.db"
    with sqlite3.connect(path) as db:
        db.executescript(request.param.read_text(encoding="utf-8"))
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {table: db.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0] for table in tables}
    db.close()
    return path, rows


def test_opening_it_loses_no_row_and_gives_every_table_todays_columns(old):
    path, rows = old
    with open_store(path) as store:
        assert all(store.count(table) == rows[table] for table in (*NOUNS, *HISTORY) if table in rows)
        assert store.problems() == []
        for table in (*NOUNS, *HISTORY):
            expected = noun_columns(table) if table in NOUNS else history_columns(table)
            assert set(store.frame(table).columns) == set(expected)


def test_what_it_knew_is_known_still_and_new_rows_join_it(old):
    path, _ = old
    with open_store(path) as store:
        before = snapshot(store, TODAY).signals
        assert before["account_id"].to_list() == ["acme"]
        assert len(store.records(Proposal)) == store.count("proposal") > 0
        with_company(store, "bolt")
        assert snapshot(store, TODAY).signals.height == 2


def test_tables_that_came_later_are_append_only_too(old):
    path, _ = old
    with open_store(path) as store:
        store.append("note", [{"id": "n1", "account_id": "acme", "text": "They open a second depot in May."}])
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store._db.execute("UPDATE note SET text = 'other'")
