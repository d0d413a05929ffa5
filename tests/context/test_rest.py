"""Frames that are put down in a file: the same rows for whoever looks at them, and nothing is left behind."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from cs_core.context import rest
from cs_core.context.rest import RESTS, Rest, as_it_rests, let_rest, resting
from cs_core.context.shelves.kept_signals import kept_signals, put_down_known, shelved
from cs_core.context.shelves.shelf import ATTRIBUTES, SUMS, shelf_there
from cs_core.context.shelves.shelved import for_a_while
from cs_core.context.signals.known import gathered
from cs_core.context.signals.past import LEARNT_FROM, looking_back
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END

pytestmark = pytest.mark.skipif(os.name != "posix", reason="an open file cannot lose its name here")


@pytest.fixture(autouse=True)
def every_frame_is_large(monkeypatch):
    monkeypatch.setattr(rest, "LARGE", 1)


def mapped_files() -> int:
    """How many files without a name this process looks at."""
    return sum("rest." in line and "(deleted)" in line for line in Path("/proc/self/maps").read_text().splitlines())


def test_the_signals_and_the_shelf_are_the_same_whether_frames_rest_or_not(demo_store):
    with open_store(demo_store) as store:
        whole = snapshot(store, END)
        wanted = whole.signals
        snap = snapshot(store, END)
        with resting(store) as vars(snap)[RESTS]:
            assert snap.signals.equals(wanted)
            for name in ATTRIBUTES:
                assert getattr(snap, name).equals(getattr(whole, name)), name
            for name in SUMS:
                rows, others = (getattr(s.use, name) for s in (snap, whole))
                assert rows.sort(rows.columns).equals(others.sort(rows.columns)), name
        assert not [*(store.lake / "shelf").glob("rest.*")]


def test_what_is_one_of_many_parts_is_put_down_sooner(tmp_path, monkeypatch):
    monkeypatch.setattr(rest, "LARGE", 1_000_000)
    rows = pl.DataFrame({"n": range(100)})
    put = Rest(tmp_path, least=100).put(rows)
    assert Rest(tmp_path).put(rows) is rows and isinstance(put, Path)
    assert Rest(tmp_path).taken(put).equals(rows) and not put.exists()


def test_the_day_that_is_put_down_by_a_resting_snapshot_is_that_of_any_other(demo_store):
    day = END.replace(day=20)
    with open_store(demo_store) as store:
        snap = snapshot(store, day)
        with resting(store) as vars(snap)[RESTS]:
            put_down_known(snap)
        shelf, whole = shelf_there(snap), snapshot(store, day)
        assert kept_signals(whole).equals(whole.signals) and whole.signals.height == whole.accounts.height > 100
        for name in ATTRIBUTES:
            rows = getattr(whole, name).drop_nulls("account_id").sort("account_id", maintain_order=True)
            assert shelf.whole(name).equals(rows), name


def test_past_days_are_the_same_whether_frames_rest_or_not(demo_store):
    with open_store(demo_store) as store:
        whole, snap = snapshot(store, END), snapshot(store, END)
        before = mapped_files()
        with resting(store) as vars(snap)[RESTS]:
            back = looking_back(snap)
            found = gathered(as_it_rests(back, as_of=END - timedelta(days=90)), LEARNT_FROM)
            assert mapped_files() > before
        wanted = gathered(replace(whole, as_of=END - timedelta(days=90)), LEARNT_FROM)
        assert found.equals(wanted) and found["usage_4w"].drop_nulls().len() > 20


def test_a_frame_that_one_process_puts_down_is_taken_by_another_and_its_file_is_gone(tmp_path):
    rows = pl.DataFrame({"text": ["one", None, "a longer one of more than twelve letters"], "n": [1, 2, 3]})
    file = Rest(tmp_path).put(rows)
    assert file.parent == tmp_path and file.exists()
    assert Rest(tmp_path).taken(file).equals(rows) and not file.exists()


def test_a_frame_that_cannot_be_put_down_is_handed_over_as_it_is(tmp_path):
    rows = pl.DataFrame({"n": [1, 2, 3]})
    assert Rest(tmp_path / "nowhere").put(rows) is rows and Rest(tmp_path).taken(rows) is rows


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="which files are looked at is read from /proc")
def test_a_frame_that_rests_is_looked_at_in_a_file_once_and_gone_with_it(tmp_path):
    rows = pl.DataFrame({"text": ["one", None, "a longer one of more than twelve letters"], "n": [1, 2, 3]})
    before, holder = mapped_files(), {"own": rows, "pair": (rows, rows.head(1)), "word": "as it was"}
    (tmp_path / "rest.here").mkdir()
    down = Rest(tmp_path / "rest.here")
    down.all_of(holder)
    assert mapped_files() > before and not [*(tmp_path / "rest.here").iterdir()]
    assert holder["own"] is holder["pair"][0] and holder["own"].equals(rows) and holder["word"] == "as it was"
    again = dict(holder)
    down.all_of(again)
    assert all(again[name] is holder[name] or again[name][0] is holder[name][0] for name in holder)


def test_where_nothing_can_be_written_frames_stay_where_they_are(tmp_path):
    rows = pl.DataFrame({"n": [1, 2, 3]})
    assert Rest(tmp_path / "not there").frame(rows) is rows


def test_where_no_file_can_be_looked_at_it_is_read(tmp_path, monkeypatch):
    def refused(_path):
        raise OSError("No such device")

    monkeypatch.setattr(pa, "memory_map", refused)
    rows, down = pl.DataFrame({"n": [1, 2, 3]}), Rest(tmp_path)
    assert down.frame(rows).equals(rows) and not [*tmp_path.iterdir()]


def test_a_snapshot_of_which_nobody_wants_it_keeps_its_frames(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        rows = snap.companies
        let_rest(snap)
        assert snap.companies is rows


def test_what_nobody_asks_for_any_more_goes_where_frames_rest_and_stays_where_they_do_not(demo_store):
    with open_store(demo_store) as store:
        for rests in (False, True):
            snap = snapshot(store, END)
            with resting(store) as down:
                vars(snap).update({RESTS: down} if rests else {})
                rows = snap.users
                let_rest(snap, spent=("users", "not asked for yet"))
                assert ("users" in vars(snap)) is not rests
                assert snap.users.sort(rows.columns).equals(rows.sort(rows.columns))


def test_what_is_read_for_a_while_is_the_same_and_leaves_nothing_with_the_snapshot(demo_store):
    with open_store(demo_store) as store:
        whole = snapshot(store, END)
        put_down_known(snapshot(store, END)), kept_signals(snapshot(store, END))
        snap = shelved(snapshot(store, END))
        before, there = {*vars(snap)}, for_a_while(snap)
        assert there.messages.equals(snap.shelf.whole("messages")) and there.signals is snap.signals
        assert {*vars(snap)} == before
        assert for_a_while(whole) is whole
