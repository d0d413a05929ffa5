"""Rows kept beside the store: read once, known again by a sample of them, and never believed against the store."""

from contextlib import suppress

import polars as pl
import pytest

from cs_core.context.keeping import frames
from cs_core.context.keeping.frames import MOST_FILES, some_rows
from cs_core.context.nouns import NOUNS
from cs_core.context.store import columns_of, open_store
from tests.worlds import a_store, ago, at, land

ODD = ["", 'a "quoted" word', "back\\slash", "two\nlines\ttab", "nul\x00in it", "ünï — 会社 😀", "[1, 2]", "\x1f\x1e", "null", None]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "LEAST", 5)
    monkeypatch.setattr(frames, "AT_ONCE", 7)
    monkeypatch.setattr(frames, "FEW", 3)
    with a_store(tmp_path) as store:
        yield store


def tickets(store, first, last):
    for n in range(first, last):
        told = {"subject": ODD[n % len(ODD)], "satisfaction": n / 3, "escalated": n % 3 == 0}
        land(store, "ticket", f"t{n}", system="zendesk", born=at(ago(9), 9), **told)


def kept(store):
    return sorted(file.name.rsplit("-", 1)[0] for file in (store.lake / "kept").rglob("*.rows"))


def read_anew(store, table):
    return some_rows(store._db.conn, table, columns_of(table), "", [])


def test_rows_are_the_same_whether_read_or_kept(store):
    tickets(store, 0, 40)
    for _ in range(2):
        assert store.frame("ticket").equals(read_anew(store, "ticket"))
        assert store.frame("ticket", "subject", "satisfaction")["subject"].to_list() == [ODD[n % len(ODD)] for n in range(40)]
    assert kept(store) == ["0-40"]


def test_what_came_later_is_read_too_and_kept_when_it_is_much(store):
    tickets(store, 0, 20)
    store.frame("ticket")
    tickets(store, 20, 22)
    assert store.frame("ticket").equals(read_anew(store, "ticket")) and kept(store) == ["0-20"]
    tickets(store, 22, 30)
    assert store.frame("ticket", "source_id")["source_id"].to_list() == [f"t{n}" for n in range(30)]
    assert kept(store) == ["0-20", "20-30"]


def test_many_files_become_one(store):
    for n in range(MOST_FILES + 1):
        tickets(store, 5 * n, 5 * n + 5)
        store.frame("ticket", "key")
    assert kept(store) == [f"0-{5 * MOST_FILES + 5}"]


def test_rows_of_a_transaction_that_may_yet_be_undone_are_read_and_not_kept(store):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), store.transaction():
        tickets(store, 0, 20)
        assert store.frame("ticket").height == 20
        raise Undone
    assert kept(store) == [] and store.frame("ticket").is_empty()


def test_a_small_table_is_read_once_and_again_when_a_row_was_added_by_whomever(store):
    tickets(store, 0, 2)
    asked = []
    store._db.conn.set_trace_callback(asked.append)
    for _ in range(3):
        assert store.frame("ticket", "source_id")["source_id"].to_list() == ["t0", "t1"]
    assert sum("[source_id]" in line for line in asked) == 1
    with open_store(store.path) as other:
        tickets(other, 2, 3)
    assert store.frame("ticket", "source_id")["source_id"].to_list() == ["t0", "t1", "t2"]


def test_rows_that_were_undone_are_not_taken_for_others_of_their_numbers(store):
    with suppress(ZeroDivisionError), store.transaction():
        tickets(store, 0, 3)
        raise ZeroDivisionError(store.frame("ticket", "source_id"))
    tickets(store, 10, 13)
    assert store.frame("ticket", "source_id")["source_id"].to_list() == ["t10", "t11", "t12"]


def test_a_setting_that_was_changed_is_read_anew(store):
    for value in ("one", "two"):
        store.put("a setting", value, at=at(ago(1), 9))
        assert store.frame("meta")["value"].to_list() == [value]


def test_files_of_another_store_or_damaged_ones_are_left_alone(store, tmp_path):
    tickets(store, 0, 20)
    store.frame("ticket")
    other = tmp_path / "other.db"
    with open_store(other) as second:
        tickets(second, 10, 30)
        second.lake.mkdir(exist_ok=True)
        (store.lake / "kept").rename(second.lake / "kept")
        assert second.frame("ticket")["source_id"].to_list() == [f"t{n}" for n in range(10, 30)]
        file = max((second.lake / "kept").rglob("*.rows"), key=lambda f: f.stat().st_mtime_ns)
        file.write_bytes(b"PAR1 cut off")
        assert second.frame("ticket")["source_id"].to_list() == [f"t{n}" for n in range(10, 30)]


def test_every_noun_reads_as_it_did_row_by_row(store):
    for noun in NOUNS:
        assert store.frame(noun).schema == read_anew(store, noun).schema
    assert store.frame("meta").equals(read_anew(store, "meta"))


def test_nothing_is_kept_of_a_small_table(store):
    tickets(store, 0, 3)
    assert isinstance(store.frame("ticket"), pl.DataFrame) and kept(store) == []
