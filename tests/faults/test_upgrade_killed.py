"""An upgrade that is killed half way is whole once the store is opened again; two that upgrade at once do it once."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cs_core.context.backup import check
from cs_core.context.keeping.schema import HISTORY, history_columns, noun_columns
from cs_core.context.nouns import NOUNS
from cs_core.context.store import open_store
from tests.faults import work
from tests.faults.work import Running

SCHEMAS = sorted((Path(__file__).parent.parent / "context" / "schemas").glob("v*.sql"))
MOMENTS = 1
"""Of each release, besides the first and the last."""


def old_store(schema: Path, path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(schema.read_text(encoding="utf-8"))
    return path


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def is_of_today(path: Path) -> bool:
    with open_store(path) as store:
        columns = {table: set(store.frame(table).columns) for table in (*NOUNS, *HISTORY)}
        assert columns == {table: set(noun_columns(table) if table in NOUNS else history_columns(table)) for table in columns}
        return check(store)["ok"]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.stem)
def test_an_upgrade_killed_at_any_statement_leaves_the_old_store_and_the_next_opening_completes_it(schema, tmp_path):
    [statements] = Running(work.do_upgrade, old_store(schema, tmp_path / "measured.db")).end()
    assert statements > 5
    for moment in (0, statements - 1, *random.Random(schema.stem).sample(range(1, statements - 1), MOMENTS)):
        path = old_store(schema, tmp_path / f"{moment}.db")
        before, run = content(path), Running(work.do_upgrade, path, dies_at=moment)
        assert run.end() == [] and run.process.exitcode == -9
        assert content(path) == before, f"killed at statement {moment} of {statements}"
        assert is_of_today(path)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.stem)
def test_four_that_open_an_old_store_at_once_upgrade_it_once(schema, tmp_path):
    path = old_store(schema, tmp_path / "context.db")
    ended = [run.end() for run in [Running(work.do_upgrade, path) for _ in range(4)]]
    assert sorted(told > 5 for [told] in ended) == [False, False, False, True] and is_of_today(path)
