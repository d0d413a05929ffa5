"""A question over the store: what it may read, and what it may take."""

import time

import polars as pl
import pytest

from cs_core.context.asking import LIMITS, TABLES, answer, schema_words
from cs_core.context.passed_on import PASSED_ON
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS
from cs_core.errors import BadInput, Refused
from cs_core.records import Task
from tests.context.questions import on_demo, snap, world
from tests.worlds import IMPORTED, TODAY, ago, with_company, with_record

__all__ = ["on_demo", "snap", "world"]

QUICK = LIMITS._replace(seconds=0.3)
HOSTILE = {
    "delete": "DELETE FROM accounts",
    "update": "UPDATE accounts SET name = 'x'",
    "insert": "INSERT INTO accounts (name) VALUES ('x')",
    "drop": "DROP TABLE accounts",
    "create": "CREATE TABLE mine (x)",
    "attach": "ATTACH DATABASE 'context.db' AS store",
    "attach in memory": "ATTACH ':memory:' AS more",
    "pragma": "PRAGMA writable_schema = ON",
    "reading pragma": "PRAGMA database_list",
    "pragma as a table": "SELECT * FROM pragma_database_list",
    "vacuum": "VACUUM INTO 'copy.db'",
    "two": "SELECT 1; SELECT 2",
    "hidden second": "SELECT 1; DELETE FROM accounts",
    "schema": "SELECT sql FROM sqlite_master",
    "temporary schema": "SELECT * FROM sqlite_temp_master",
    "settings": "SELECT * FROM meta",
    "raw table": "SELECT recipient FROM proposal",
    "named as ours": "WITH drafts AS (SELECT * FROM proposal) SELECT * FROM drafts",
    "load": "SELECT load_extension('x.so')",
    "read a file": "SELECT readfile('/etc/passwd')",
    "zeros": "SELECT zeroblob(1000000000)",
    "random": "SELECT randomblob(1000000000)",
    "printf": "SELECT printf('%1000000000d', 1)",
    "hex": "SELECT hex(hex(name)) FROM accounts",
    "json": "SELECT * FROM json_each('[1,2]')",
    "begin": "BEGIN EXCLUSIVE",
    "explain": "EXPLAIN SELECT 1",
    "nothing": " ;; ",
    "long": "SELECT " + "1 + " * 5_000 + "1",
    "deep": "SELECT " + "(" * 900 + "1" + ")" * 900,
    "unknown column": "SELECT email FROM people",
    "unknown name": "SELECT :who",
    "many columns": "SELECT " + ", ".join("1" for _ in range(100)),
    "wrong": "SELEC name FROM accounts",
}


@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_does_more_than_read_is_refused_in_one_line(sql, snap):
    before = snap.store.version("company", "proposal", "decision")
    with pytest.raises((BadInput, Refused)) as refused:
        answer(snap, sql, limits=QUICK)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 400
    assert snap.store.version("company", "proposal", "decision") == before


ENDLESS = {
    "recursion": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "recursion that grows": "WITH RECURSIVE n(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM n) SELECT max(length(x)) FROM n",
    "recursion that sorts": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n ORDER BY x DESC",
    "join of everything": "SELECT count(*) FROM " + ", ".join(f"drafts d{n}" for n in range(24)),
    "replace": "SELECT replace(replace(replace(hundred, 'a', hundred), 'a', hundred), 'a', hundred) FROM "
    "(SELECT group_concat('aaaaaaaaaa') AS hundred FROM drafts, accounts)",
}


@pytest.mark.parametrize("sql", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_would_never_end_or_fill_the_memory_is_stopped(sql, snap):
    began = time.monotonic()
    with pytest.raises(Refused, match=r"longer than|bytes"):
        answer(snap, sql, limits=QUICK)
    assert time.monotonic() - began < 3


def test_more_rows_than_the_limit_are_cut_and_said_and_long_texts_too(snap):
    many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    found = answer(snap, many)
    assert found.cut and found.rows.height == LIMITS.rows
    assert not answer(snap, f"{many} LIMIT {LIMITS.rows}").cut
    long = "WITH RECURSIVE n(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM n LIMIT 14) SELECT x FROM n ORDER BY length(x) DESC LIMIT 1"
    assert len(answer(snap, long).rows.item()) == LIMITS.cell_chars + 4


def test_a_column_of_mixed_kinds_or_one_named_twice_is_still_a_table(snap):
    found = answer(snap, "SELECT 1 AS x, 'a' AS x, NULL AS y UNION ALL SELECT 'b', 2, NULL")
    assert found.rows.columns == ["x", "x 2", "y"] and found.rows.rows() == [("1", "a", None), ("b", "2", None)]
    assert answer(snap, "SELECT median(arr) AS m FROM accounts WHERE arr > 0").rows.item() == 30_600.0


def test_no_table_holds_an_address_a_number_or_a_secret(on_demo):
    assert not {"email", "phone", "recipient", "recipients", "sender"} & {c for t in TABLES.values() for c in t.columns}
    for name in ("people", "team", "drafts", "sent"):
        rows = answer(on_demo, f"SELECT * FROM {name}").rows
        assert not [c for c in rows.columns if rows.schema[c] == pl.String and rows[c].str.contains(r"\S@\S").any()], name


@pytest.mark.parametrize("name", TABLES)
def test_every_column_that_is_told_of_can_be_asked_for(name, on_demo):
    most = LIMITS._replace(columns=200)
    assert answer(on_demo, f"SELECT * FROM {name} LIMIT 5", limits=most).rows.columns == list(TABLES[name].columns)


def test_the_words_of_the_tables_are_those_of_the_vocabulary():
    said = schema_words()
    assert all(f"  {name}: {signal.says}" in said for name, signal in SIGNALS.items())


def test_a_task_of_no_draft_that_was_passed_on_is_asked_about_under_who_has_it_now(store):
    with_company(store, "acme")
    given = {"account_id": "acme", "proposal_id": None, "agent": "person", "title": "Take over", "brief": "", "assignee": "Mia Sand"}
    with_record(store, Task(id="t1", due_on=ago(-5), minutes=30, created_at=IMPORTED, **given))
    handed = {"id": "h1", "proposal_id": "t1", "as_of": TODAY, "how": PASSED_ON, "from_person": "Mia Sand", "to_person": "Tor Lund"}
    store.append("handover", [handed])
    assert answer(snapshot(store, TODAY), "SELECT for_person FROM tasks").rows.item() == "Tor Lund"
