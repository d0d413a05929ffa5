"""Which shelves stay beside the store: the newest, and those that somebody reads; what was left half done goes in time."""

import os
from datetime import date, timedelta
from shutil import rmtree

import polars as pl
import pytest

from cs_core.context.shelves.shelf import LATELY, MOST, MOST_READ, WHOLE, shelf_of, shelf_there
from cs_core.context.shelves.shelved import Shelved, some_of, with_answers
from cs_core.context.snapshot import snapshot
from cs_core.errors import StoreError
from tests.worlds import a_store, at, land, with_company

DAY = date(2026, 6, 30)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def put_down(store, days: range):
    return [shelf_of(snapshot(store, DAY - timedelta(days=n))) for n in days]


def untouched(*shelves, seconds: int = 2 * LATELY) -> None:
    for shelf in shelves:
        at = shelf.folder.stat().st_mtime - seconds
        os.utime(shelf.folder, (at, at))


def there(store) -> set[str]:
    return {folder.name for folder in (store.lake / "shelf").iterdir()}


def test_of_shelves_that_nobody_reads_any_more_the_newest_stay(store):
    for shelf in put_down(store, range(6)):
        untouched(shelf)
    [last] = put_down(store, range(6, 7))
    assert len(there(store)) == MOST and last.folder.name in there(store)


def test_a_shelf_that_was_read_lately_stays_whatever_other_days_are_opened(store):
    [first] = put_down(store, range(1))
    untouched(first, seconds=LATELY // 2)
    put_down(store, range(1, MOST + 2))
    assert first.whole("accounts").height == 1


def test_some_rows_of_a_shelf_are_those_of_the_whole_and_the_rest_is_not_held(store):
    with_company(store, "bolt")
    whole = snapshot(store, DAY)
    snap, bolt = with_answers(Shelved(store, DAY, shelf_of(whole))), pl.col("account_id") == whole.accounts["account_id"][1]
    found = some_of(snap, "accounts", bolt, "name")
    assert "accounts" not in vars(snap) and found.height == 1
    assert found.equals(some_of(whole, "accounts", bolt, "name")) and found.equals(snap.accounts.filter(bolt).select("name"))


def test_rows_of_nobody_are_among_some_rows_neither_of_a_shelf_nor_of_the_whole(store):
    land(store, "survey", "s1", system="survey", born=DAY, email="ada@agency.example", kind="nps", score=9.0, answered_at=at(DAY))
    whole = snapshot(store, DAY)
    assert whole.surveys["account_id"].to_list() == [None]
    there = with_answers(Shelved(store, DAY, shelf_of(whole)))
    assert some_of(there, "surveys", pl.lit(True), "email").equals(some_of(whole, "surveys", pl.lit(True), "email"))


def test_shelves_that_are_read_are_bounded_too_and_one_that_went_is_told_in_one_line(store):
    [first, *_] = put_down(store, range(MOST_READ + 2))
    assert len(there(store)) == MOST_READ
    with pytest.raises(StoreError, match=r"^What was put down of this day was removed .*: run it again$"):
        first.whole("accounts")


def a_half(store, name: str):
    half = store.lake / "shelf" / f"{name}.0123456789abcdef"
    half.mkdir(parents=True)
    (half / "accounts.rows").write_bytes(b"PAR1")
    return half


def test_what_is_half_put_down_pushes_out_no_shelf(store):
    shelves = put_down(store, range(MOST))
    halves = [a_half(store, f"{DAY}-{n}") for n in range(MOST)]
    untouched(*shelves)
    put_down(store, range(MOST, MOST + 1))
    assert all(half.exists() for half in halves), "somebody may be at work on them"
    assert {shelf.folder.name for shelf in shelves[1:]} < there(store) and len(there(store)) == 2 * MOST


def test_what_a_killed_process_left_half_put_down_goes_with_the_next_shelf(store):
    half = a_half(store, f"{DAY}-0")
    os.utime(half, (0, 0))
    put_down(store, range(1))
    assert not half.exists() and len(there(store)) == 1


def test_a_writer_whose_half_was_taken_for_a_dead_ones_reads_all_as_without_a_shelf(store, monkeypatch):
    def taken(_):
        for half in (store.lake / "shelf").iterdir():
            rmtree(half)
        return pl.DataFrame()

    monkeypatch.setitem(WHOLE, "hierarchy", taken)
    snap = snapshot(store, DAY)
    assert shelf_of(snap) is None and shelf_there(snap) is None and there(store) == set()
