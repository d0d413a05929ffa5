"""A store is whole when its lake is, too: what was written there is missed when it is gone."""

import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.backup import backup, check, restore
from cs_core.context.evidence import FOLDERS, WORDS, Evidence, aside, kept_by
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.usage.events import missing, scan, written
from cs_core.errors import StoreError
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
USAGE = "event_id,workspace_id,user_email,event,occurred_at,count,duration_seconds,errors\n"
ROWS = "".join(f"e{n},ws,a@acme.example,report,2026-06-0{n}T08:00:00Z,3,60,0\n" for n in range(1, 6))


@pytest.fixture
def usage(tmp_path):
    (tmp_path / "events.csv").write_text(USAGE + ROWS)
    return tmp_path / "events.csv"


@pytest.fixture
def store(tmp_path, usage):
    with a_store(tmp_path / "store") as store:
        import_paths(store, [usage], now=NOW)
        yield store


def lake_file(store):
    [file] = store.lake.rglob("*.parquet")
    return file


def test_a_file_of_the_lake_that_is_gone_is_missed_until_its_file_is_imported_again(store, usage):
    assert check(store)["ok"]
    lake_file(store).unlink()
    [problem] = check(store)["problems"]
    assert "is missing (5 rows): import its file again, or restore a backup" in problem
    import_paths(store, [usage], now=NOW)
    assert check(store)["ok"]


def test_a_file_of_the_lake_that_lost_rows_or_cannot_be_read_is_told(store):
    pl.read_parquet(lake_file(store)).head(3).write_parquet(lake_file(store))
    assert "holds 3 rows, not the 5 that were written" in check(store)["problems"][0]
    lake_file(store).write_bytes(b"PAR1")
    assert "cannot be read" in check(store)["problems"][0]


def test_a_part_that_is_landed_again_overwrites_no_other_part(store, usage):
    first = lake_file(store)
    usage.write_text(USAGE + ROWS + ROWS.replace("report", "export"))
    import_paths(store, [usage], now=NOW)
    first.unlink()
    import_paths(store, [usage], now=NOW)
    assert scan(store).collect().height == 10


def test_a_backup_is_whole_where_it_is_put_back(store, tmp_path):
    backup(store, tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "other" / "context.db", now=NOW)
    with a_store(tmp_path / "other") as other:
        assert check(other) == check(store) | {"ok": True, "problems": []}
        assert scan(other).collect().height == 5


def kept_by_a_cycle(store, cycle_id="c1", **cited):
    signals = pl.DataFrame({"account_id": ["a", "b"], "health": [80.0, 20.0]})
    with aside(store, Evidence(signals, **cited), as_of=NOW.date(), cycle_id=cycle_id) as put, store.transaction():
        for file, rows in put():
            written(store, file, rows, now=NOW)
    return kept_by(store, NOW.date(), cycle_id)


def test_evidence_of_a_cycle_that_is_gone_is_told_as_lost_and_keeps_nothing_else_from_being_backed_up(store, tmp_path):
    kept_by_a_cycle(store).unlink()
    [problem] = check(store)["problems"]
    assert problem == (
        "of the lake snapshots/2026-06-30-c1.parquet is missing (2 rows): the evidence that was kept of the cycle of 2026-06-30 is lost, "
        "everything else stands; restore a backup that has it"
    )
    said = backup(store, tmp_path / "kept.zip")
    assert said["ok"] and said["without"] == (
        "the evidence that was kept of the cycle of 2026-06-30 is lost (1 missing: see `check`); everything else is in it"
    )
    restore(tmp_path / "kept.zip", tmp_path / "other" / "context.db", now=NOW)
    with a_store(tmp_path / "other") as other:
        assert check(other)["problems"] == [problem] and scan(other).collect().height == 5


def test_evidence_of_a_cycle_that_is_damaged_may_be_removed_and_then_all_else_is_backed_up(store, tmp_path):
    kept_by_a_cycle(store).write_bytes(b"PAR1")
    [problem] = check(store)["problems"]
    assert "of the cycle of 2026-06-30 is lost, everything else stands; remove what is damaged, or restore a backup that has it" in problem
    with pytest.raises(StoreError, match=r"snapshots/.* cannot be read"):
        backup(store, tmp_path / "kept.zip")
    kept_by(store, NOW.date(), "c1").unlink()
    assert backup(store, tmp_path / "kept.zip")["ok"]


def test_whatever_of_its_evidence_is_gone_a_cycle_has_one_line_that_says_what_to_do(store, usage):
    words = pl.DataFrame({"account_id": ["a", "b"], "says": ["yes", "no"]})
    for cycle_id in ("c1", "c2"):
        kept_by_a_cycle(store, cycle_id, places=words, words=words.head(1))
        for kind in FOLDERS:
            kept_by(store, NOW.date(), cycle_id, kind).unlink()
    kept_by(store, NOW.date(), "c2", WORDS).write_bytes(b"PAR1")
    next(store.lake.glob("events/*/*.parquet")).unlink()
    first, second, use = sorted(check(store)["problems"], key=lambda told: ("events/" in told, told))
    assert first.split(": ") == [
        "of the lake places/2026-06-30-c1.parquet is missing (2 rows), snapshots/2026-06-30-c1.parquet is missing (2 rows), "
        "words/2026-06-30-c1.parquet is missing (1 rows)",
        "the evidence that was kept of the cycle of 2026-06-30 is lost, everything else stands; restore a backup that has it",
    ]
    assert "words/2026-06-30-c2.parquet cannot be read" in second and "remove what is damaged, or restore" in second
    assert use.endswith("import its file again, or restore a backup")


def test_a_backup_of_whole_evidence_says_nothing_of_any_that_is_lost(store, tmp_path):
    kept_by_a_cycle(store)
    assert "without" not in backup(store, tmp_path / "kept.zip") and check(store)["ok"]


def test_signals_are_refused_while_a_file_of_use_is_missing_and_told_again_once_it_is_imported(store, usage):
    assert missing(store) == [] and snapshot(store, NOW.date()).feed.first_on == date(2026, 6, 1)
    lake_file(store).unlink()
    told = "events/product/events.*parquet of the lake is missing, and customers' use with it: import its file again, or put a backup back"
    with pytest.raises(StoreError, match=told) as error:
        snapshot(store, NOW.date()).signals  # noqa: B018 - it is asked for
    assert len(str(error.value).splitlines()) == 1
    import_paths(store, [usage], now=NOW)
    assert missing(store) == [] and snapshot(store, NOW.date()).feed.first_on == date(2026, 6, 1)


@pytest.mark.parametrize("harm", [lambda file: file.write_bytes(file.read_bytes()[:100]), Path.unlink], ids=["cut off", "gone"])
def test_a_lake_that_is_damaged_is_not_backed_up_and_its_files_are_named(store, tmp_path, harm):
    harm(lake_file(store))
    named = f"{store.path} is damaged .events/.*events.* of the lake .*, so it is not backed up"
    with pytest.raises(StoreError, match=named):
        backup(store, tmp_path / "kept.zip")
    assert [path.name for path in tmp_path.glob("kept.zip*")] == []


def test_a_backup_whose_lake_is_damaged_is_not_put_back(store, tmp_path):
    backup(store, tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as good, zipfile.ZipFile(tmp_path / "cut.zip", "w") as cut:
        for name in good.namelist():
            cut.writestr(name, good.read(name)[:100] if name.endswith(".parquet") else good.read(name))
    target = tmp_path / "other" / "context.db"
    with pytest.raises(StoreError, match=r"cut.zip holds a damaged store .events/.* of the lake cannot be read.*: choose another backup"):
        restore(tmp_path / "cut.zip", target, now=NOW)
    assert not target.exists() and not target.with_suffix(".lake").exists()
    assert [path.name for path in target.parent.iterdir()] == []


@pytest.mark.parametrize("size", [20_000, 10_000_000], ids=["some pages", "all but the first page"])
def test_a_damaged_store_is_not_backed_up_and_named_by_its_own_path(store, tmp_path, size):
    path = store.path
    store.close()
    data = bytearray(path.read_bytes())
    size = min(size, len(data) - 4_096)
    data[4_096 : 4_096 + size] = random.Random(1).randbytes(size)
    path.write_bytes(data)
    with pytest.raises(StoreError) as told, open_store(path) as damaged:
        backup(damaged, tmp_path / "kept.zip")
    assert str(path) in str(told.value) and ".part" not in str(told.value) and len(str(told.value).splitlines()) == 1
    assert [kept.name for kept in tmp_path.glob("kept.zip*")] == []
