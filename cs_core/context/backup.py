"""A consistent copy of store and lake in one zip, putting it back, and checking that all is whole."""

import shutil
import tempfile
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import polars as pl

from cs_core.context import events
from cs_core.context.store import Store, open_store
from cs_core.errors import BadInput, StoreError
from cs_core.progress import Progress, silent

STORE_NAME = "context.db"
LAKE_NAME = "lake"

#: (child table, its column, parent table): rows that must have a parent.
REFERENCES = (
    ("verdict", "proposal_id", "proposal"),
    ("routed", "proposal_id", "proposal"),
    ("decision", "proposal_id", "proposal"),
    ("action", "proposal_id", "proposal"),
    ("delivery", "action_id", "action"),
    ("finding", "cycle_id", "cycle"),
    ("taken", "finding_id", "finding"),
    ("planted_decision", "planted_id", "planted"),
)


def backup(store: Store, path: Path, *, progress: Progress = silent) -> dict:
    """Write store and lake to one zip at `path`, which must not exist. Others may go on writing meanwhile; a stop leaves no file."""
    if path.exists():
        raise BadInput(f"{path} exists already: choose another name, a backup never overwrites one")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        files = _packed(store, part, progress)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)
    return {"ok": True, "path": str(path), "bytes": path.stat().st_size, "lake_files": files}


def _packed(store: Store, part: Path, progress: Progress) -> int:
    """Store and lake in a zip; how many files of the lake."""
    with tempfile.TemporaryDirectory(dir=part.parent) as folder, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        copy = Path(folder) / STORE_NAME
        progress(0.0, "copying the store")
        store.copy_to(copy)
        progress(0.1, "packing the store")
        archive.write(copy, STORE_NAME)
        lake = sorted(p for p in store.lake.rglob("*.parquet") if p.is_file())
        for n, file in enumerate(lake):
            progress(0.5 + 0.5 * n / len(lake), f"packing {file.name}")
            archive.write(file, f"{LAKE_NAME}/{file.relative_to(store.lake).as_posix()}", zipfile.ZIP_STORED)
    progress(1.0, "backed up")
    return len(lake)


def restore(path: Path, target: Path, *, now: datetime, progress: Progress = silent) -> dict:
    """Put a backup back at `target`. What stood there is kept beside it under the name in `kept`, never deleted.

    A stop by `progress` leaves all as it was.
    """
    if not zipfile.is_zipfile(path):
        raise BadInput(f"{path} is not a backup: it must be a file that `backup` wrote")
    with zipfile.ZipFile(path) as archive:
        progress(0.0, "testing the backup")
        if STORE_NAME not in archive.namelist() or archive.testzip():
            raise StoreError(f"{path} is damaged or holds no store: choose another backup")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            progress(0.3, "unpacking")
            archive.extractall(folder)
            progress(0.7, "checking the store")
            with closing(open_store(Path(folder) / STORE_NAME)) as whole:
                problems = whole.problems()
            if problems:
                raise StoreError(f"{path} holds a damaged store ({problems[0]}): choose another backup")
            progress(0.95, "putting it in its place")
            kept = _set_aside(target, now)
            shutil.move(Path(folder) / STORE_NAME, target)
            if (Path(folder) / LAKE_NAME).exists():
                shutil.move(Path(folder) / LAKE_NAME, target.with_suffix(".lake"))
    return {"ok": True, "store": str(target), "kept": kept}


def _set_aside(target: Path, now: datetime) -> list[str]:
    stamp, kept = now.strftime("%Y%m%d-%H%M%S"), []
    for old in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm"), target.with_suffix(".lake")):
        if old.exists():
            aside = old.with_name(f"{old.name}.before-restore-{stamp}")
            old.rename(aside)
            kept.append(str(aside))
    return kept


def check(store: Store) -> dict:
    """Whether the store is whole: SQLite's own check, orphans, the files of the lake. `ok`, `problems`, `rows` by table."""
    problems = store.problems()
    for child, column, parent in REFERENCES:
        orphans = set(store.frame(child, column)[column].drop_nulls()) - store.keys(parent)
        if orphans:
            problems.append(f"{len(orphans)} rows of {child} point at no {parent}, for example {sorted(orphans)[0]}")
    problems += lake_problems(store)
    files = list(store.lake.rglob("*.parquet"))
    tables = ("company", "person", "subscription", "ticket", "message", "proposal", "decision", "action", "touch")
    return {"ok": not problems, "problems": problems, "rows": {t: store.count(t) for t in tables}, "lake_files": len(files)}


def lake_problems(store: Store) -> list[str]:
    """Files of the lake that are gone, cannot be read, or hold other than the rows that were written to them."""
    noted = events.noted(store)
    there = {file.relative_to(store.lake).as_posix() for file in store.lake.rglob("*.parquet")}
    told = {name: _wrong_with(store.lake / name, noted.get(name)) for name in sorted({*noted, *there})}
    return [f"{name} of the lake {wrong}: import its file again, or restore a backup" for name, wrong in told.items() if wrong]


def _wrong_with(file: Path, rows: int | None) -> str:
    if not file.exists():
        return f"is missing ({rows:,} rows)"
    try:
        found = pl.scan_parquet(file).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        return f"cannot be read ({str(error).splitlines()[0]})"
    return "" if rows in (None, found) else f"holds {found:,} rows, not the {rows:,} that were written"
