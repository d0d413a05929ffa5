"""Databases as sources: a real SQLite file (and PostgreSQL where one is at hand), read only, with no password anywhere."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sql

from cs_core.context.importing import databases
from cs_core.context.importing.databases import is_uri, read_database
from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
from cs_core.errors import BadInput
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)


@pytest.fixture
def crm(tmp_path) -> Path:
    path = tmp_path / "crm.db"
    with sqlite3.connect(path) as db:
        db.execute('CREATE TABLE companies ("Record ID" INTEGER, "Company name" TEXT, "Company Domain Name" TEXT)')
        db.executemany("INSERT INTO companies VALUES (?, ?, ?)", [(n, f"Firm {n}", f"firm{n}.example") for n in range(1, 6)])
        db.execute("CREATE TABLE [odd name; --] (a, b, c)")
        db.executemany("INSERT INTO [odd name; --] VALUES (?, ?, ?)", [(1, 1.5, None), ("x", b"\x00\xff", "t\x00t"), (None, 3, "é")])
        db.execute("CREATE TABLE empty (a, b)")
    db.close()
    return path


@pytest.fixture
def own(tmp_path) -> Path:
    with a_store(tmp_path / "store"):
        return tmp_path / "store" / "context.db"


def said(uri, own, **what):
    with pytest.raises(BadInput) as caught:
        read_database(uri, own=own, **what)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_table_lands_like_a_file_of_its_system(crm, own):
    sheet = read_database(f"sqlite:///{crm}", own=own, table="companies")
    with open_store(own) as store:
        [first] = import_paths(store, [], sheets=[sheet], now=NOW)["files"]
        assert (first["system"], first["landed"], first["path"]) == ("hubspot", 5, f"sqlite:///{crm}#companies")
        assert store.rows("company")[0]["source_row"] == "companies@crm.db:1"
        again = import_paths(store, [], sheets=[sheet], now=NOW)["totals"]
    assert (again["landed"], again["unchanged"]) == (0, 5)


def test_a_query_is_read_as_it_stands(crm, own):
    query = """-- the newest
    select "Record ID", ':n' as "a:b", 'x%y' as c from companies where "Company name" like '%m 3'"""
    frame = read_database(f"sqlite:///{crm}", own=own, query=query).frame
    assert frame.to_dicts() == [{"_row": 1, "Record ID": "3", "a:b": ":n", "c": "x%y"}]


def test_a_column_that_holds_anything_comes_as_text_and_no_value_is_lost(crm, own):
    frame = read_database(f"sqlite:///{crm}", own=own, table="odd name; --").frame
    assert frame.rows() == [(1, "1", "1.5", None), (2, "x", "00ff", "tt"), (3, None, "3", "é")]


def test_batches_hang_together(crm, own, monkeypatch):
    monkeypatch.setattr(databases, "BATCH_ROWS", 2)
    frame = read_database(f"sqlite:///{crm}", own=own, table="companies").frame
    assert frame["_row"].to_list() == [1, 2, 3, 4, 5]
    assert frame["Record ID"].to_list() == ["1", "2", "3", "4", "5"]


def test_an_empty_table_has_its_columns_and_no_rows(crm, own):
    frame = read_database(f"sqlite:///{crm}", own=own, table="empty").frame
    assert (frame.columns, frame.height) == (["_row", "a", "b"], 0)


def test_without_a_table_the_tables_are_named(crm, own):
    assert "companies, empty, odd name; --" in said(f"sqlite:///{crm}", own)
    assert "has no table compnies" in said(f"sqlite:///{crm}", own, table="compnies")


@pytest.mark.parametrize(
    "query",
    ["delete from companies", "drop table companies", "-- select\nupdate companies set a=1", "pragma user_version = 1", "attach 'x' as y"],
)
def test_only_reading_is_asked_for(crm, own, query):
    assert "may only read" in said(f"sqlite:///{crm}", own, query=query)


def test_what_gets_past_the_words_cannot_write(crm, own):
    query = 'with x as (select 1) insert into companies select 9, "n", "d" from x'
    assert "cannot be read" in said(f"sqlite:///{crm}", own, query=query)
    with sqlite3.connect(crm) as db:
        assert db.execute("select count(*) from companies").fetchone() == (5,)
    db.close()


def test_a_name_given_twice_is_refused(crm, own):
    assert "two columns one name (a)" in said(f"sqlite:///{crm}", own, query="select 1 as a, 2 as a")


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite:///file:{}?uri=true", "duckdb:///{}", "sqlite3:///{}"])
def test_the_live_store_is_no_source(own, form):
    assert "own store" in said(form.format(own), own, table="company")


def test_the_live_store_is_no_source_under_another_name_either(own, tmp_path):
    link = tmp_path / "innocent.db"
    link.symlink_to(own)
    assert "own store" in said(f"sqlite:///{link}", own, table="company")


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("sqlite:///nowhere/x.db", "There is no file"),
        ("sqlite://", "There is no file"),
        ("nonsense://host/db", "No driver for nonsense:// is installed"),
        ("://", "no database URI"),
    ],
)
def test_a_wrong_uri_is_refused_in_one_line(own, uri, why):
    assert why in said(uri, own, table="t")


def test_a_missing_file_is_not_made(own, tmp_path):
    said(f"sqlite:///{tmp_path / 'new.db'}", own, table="t")
    assert not (tmp_path / "new.db").exists()


def test_a_file_that_is_no_database_is_refused(own, tmp_path):
    (tmp_path / "letter.db").write_text("Dear Sir or Madam, " * 100)
    assert "cannot be read" in said(f"sqlite:///{tmp_path / 'letter.db'}", own, table="t")


def test_a_password_is_never_told(own, monkeypatch):
    class Engine:
        def __init__(self, url, **_):
            self.url = url

        def connect(self):
            said = f"reader cannot come in by {self.url.password} with {dict(self.url.query)}"
            raise sql.exc.OperationalError("connect", {}, RuntimeError(said))

        def dispose(self):
            pass

    monkeypatch.setattr(databases.sql, "create_engine", Engine)
    line = said("postgresql://reader:hunter%252@host:5432/crm?token=t0ps3cret", own, table="t")
    assert "hunter" not in line
    assert "t0ps3cret" not in line
    assert "reader" in line


def test_a_path_is_no_uri():
    assert is_uri("postgresql://host/db")
    assert not is_uri("C:/exports/a.csv")
    assert not is_uri("./sqlite.db")


@pytest.fixture
def postgres() -> str:
    """`$CS_TEST_POSTGRES`, such as postgresql://cs@127.0.0.1:5432/postgres: a database in which a schema may be made and dropped."""
    uri = os.environ.get("CS_TEST_POSTGRES")
    if not uri:
        pytest.skip("no PostgreSQL at hand: set CS_TEST_POSTGRES to a URI")
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL: pip install 'psycopg[binary]'")
    engine = sql.create_engine(uri, poolclass=sql.NullPool)
    with engine.begin() as db:
        db.exec_driver_sql("DROP SCHEMA IF EXISTS cs_test CASCADE")
        db.exec_driver_sql("CREATE SCHEMA cs_test")
        db.exec_driver_sql('CREATE TABLE cs_test."Firms" (id int, arr numeric(9, 2), at timestamptz, tags text[], ok bool, more jsonb)')
        db.exec_driver_sql(
            'INSERT INTO cs_test."Firms" VALUES (2, null, null, null, null, null), '
            "(1, 10.50, '2026-03-01T08:00:00+02', '{a,b}', true, '{\"x\": 1}')"
        )
    yield uri
    with engine.begin() as db:
        db.exec_driver_sql("DROP SCHEMA cs_test CASCADE")


def test_postgres_is_read_with_its_types_and_never_written(postgres, own):
    second, first = read_database(postgres, own=own, table="cs_test.Firms").frame.to_dicts()
    assert (first["id"], first["arr"], first["tags"], first["ok"], first["more"]) == ("1", "10.50", "a;b", "true", '{"x": 1}')
    assert first["at"].startswith("2026-03-01T06:00:00+00:00") or "+02:00" in first["at"]
    assert set(second.values()) == {1, "2", None}
    assert "cannot be read" in said(postgres, own, query='with x as (delete from cs_test."Firms" returning id) select * from x')
    assert read_database(postgres, own=own, query='select count(*) as n from cs_test."Firms"').frame["n"].to_list() == ["2"]
    assert "Firms" in said(postgres, own, table="cs_test.Farms")
