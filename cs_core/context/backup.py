"""A consistent copy of store and lake in one zip, putting it back, and checking that all is whole."""

import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path

import polars as pl

from cs_core.context.evidence import FOLDERS, is_evidence
from cs_core.context.keeping.frames import SUFFIX
from cs_core.context.keeping.replacing import LAKE_NAME, STORE_NAME, make_ready, put_in_place
from cs_core.context.keeping.troubles import MEND, trouble
from cs_core.context.sources.packed import SPOILT_ZIP
from cs_core.context.store import Store, open_store
from cs_core.context.usage import events
from cs_core.errors import BadInput, StoreError
from cs_core.progress import Progress, silent

LOST = "the evidence that was kept {days} is lost"
TOLD = 3
"""Damaged files that are named when a copy is refused; `check` names all."""
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
    """Write store and lake to one zip at `path`, which must not exist. Others may go on writing meanwhile; a stop leaves no file.

    Evidence that a cycle kept and that is gone keeps nothing else from being backed up: `without` says so. Raises StoreError where the
    store or its lake is damaged: a backup of it would be worth nothing.
    """
    if path.exists():
        raise BadInput(f"{path} exists already: choose another name, a backup never overwrites one")
    packed = path.with_name(f"{path.name}.packed")
    try:
        with _room(path.with_name(f"{path.name}.part")) as room:
            files, without = _packed(store, room, packed, progress)
        packed.replace(path)
    finally:
        packed.unlink(missing_ok=True)
    return {"ok": True, "path": str(path), "bytes": path.stat().st_size, "lake_files": files} | ({"without": without} if without else {})


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """An empty folder to work in, gone afterwards; what one that was killed left there is gone too."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _packed(store: Store, room: Path, packed: Path, progress: Progress) -> tuple[int, str]:
    """Store and lake in a zip at `packed`: how many files of the lake, and in words what is not there to be packed."""
    copy = room / STORE_NAME
    progress(0.0, "copying the store")
    store.copy_to(copy)
    progress(0.1, "checking the copy")
    without = _whole(copy, store.lake, store.path, told="{} is damaged ({}), so it is not backed up. " + MEND)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        progress(0.2, "packing the store")
        archive.write(copy, STORE_NAME)
        lake = sorted(p for p in store.lake.rglob("*.parquet") if p.is_file())
        for n, file in enumerate(lake):
            progress(0.5 + 0.5 * n / len(lake), f"packing {file.name}")
            archive.write(file, f"{LAKE_NAME}/{file.relative_to(store.lake).as_posix()}", zipfile.ZIP_STORED)
    progress(1.0, "backed up")
    return len(lake), without


def _whole(copy: Path, lake: Path, known_as: Path, *, told: str) -> str:
    """In words what evidence of cycles is gone. Raises StoreError where the copy of a store, or the lake that belongs to it, is damaged.

    A person knows it as `known_as`.
    """
    try:
        with open_store(copy) as copied:
            gone = [name for kind in FOLDERS for name in events.missing(copied, kind, lake=lake)]
            problems = copied.problems()[:1] or [f"{name} of the lake {wrong}" for name, wrong in _of_lake(copied, lake, gone)]
    except StoreError as error:
        raise StoreError(str(error).replace(str(copy), str(known_as))) from error
    if problems:
        more = f"; and {len(problems) - TOLD:,} more" if len(problems) > TOLD else ""
        raise StoreError(told.format(known_as, "; ".join(problems[:TOLD]) + more))
    return f"{LOST.format(days=_days(gone))} ({len(gone):,} missing: see `check`); everything else is in it" if gone else ""


def restore(path: Path, target: Path, *, now: datetime, progress: Progress = silent) -> dict:
    """Put a backup back at `target`. What stood there is kept beside it under the names in `kept`, never deleted, and opens as a store.

    A stop by `progress` leaves all as it was; where it is killed, all is as it was, or is as it should be once the store is opened.
    """
    if not zipfile.is_zipfile(path):
        raise BadInput(f"{path} is not a backup: it must be a file that `backup` wrote")
    put_in_place(target)
    try:
        with _room(target.with_name(f"{target.name}.unpacking")) as room:
            _unpacked(path, room, progress)
            progress(0.95, "putting it in its place")
            make_ready(room, target, now.strftime("%Y%m%d-%H%M%S"))
        return {"ok": True, "store": str(target), "kept": put_in_place(target)}
    except OSError as error:
        raise trouble(error, target) or error from error


def _unpacked(path: Path, room: Path, progress: Progress) -> None:
    """Raises StoreError where the backup is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            progress(0.0, "testing the backup")
            if STORE_NAME not in archive.namelist() or archive.testzip():
                raise StoreError(f"{path} is damaged or holds no store: choose another backup")
            progress(0.3, "unpacking")
            archive.extractall(room)
    except SPOILT_ZIP as error:
        raise StoreError(f"{path} is damaged ({error}): choose another backup") from error
    progress(0.7, "checking the store")
    _whole(room / STORE_NAME, room / LAKE_NAME, path, told="{} holds a damaged store ({}): choose another backup")


def check(store: Store) -> dict:
    """Whether the store is whole: SQLite's own check, orphans, the files of the lake. `ok`, `problems`, `rows` by table."""
    problems = store.problems()
    if problems:
        return {"ok": False, "problems": [*problems, MEND], "rows": {}, "lake_files": len(list(store.lake.rglob("*.parquet")))}
    for child, column, parent in REFERENCES:
        orphans = set(store.frame(child, column)[column].drop_nulls()) - store.keys(parent)
        if orphans:
            problems.append(f"{len(orphans)} rows of {child} point at no {parent}, for example {sorted(orphans)[0]}")
    problems += lake_problems(store)
    files = list(store.lake.rglob("*.parquet"))
    tables = ("company", "person", "subscription", "ticket", "message", "proposal", "decision", "action", "touch")
    return {"ok": not problems, "problems": problems, "rows": {t: store.count(t) for t in tables}, "lake_files": len(files)}


def lake_problems(store: Store) -> list[str]:
    """Files of the lake that are gone, cannot be read, or hold other than what was written to them; each with what to do.

    Of the evidence that a cycle kept all in one.
    """
    found = dict(_of_lake(store, store.lake, ()))
    kept = sorted(filter(is_evidence, found), key=_cycle_of)
    problems = [f"{name} of the lake {found[name]}: import its file again, or restore a backup" for name in found if name not in kept]
    problems += [_lost({name: found[name] for name in names}) for _, names in groupby(kept, _cycle_of)]
    made = ((file, _wrong_with(file, None)) for file in sorted(store.lake.rglob(f"*{SUFFIX}")))
    return problems + [f"{file} {wrong}: remove it, it is made anew" for file, wrong in made if wrong]


def _lost(wrong: Mapping[str, str]) -> str:
    """What a cycle wrote no import brings back, and nothing but looking back on its day reads it. `wrong`: with which of its files what."""
    files = ", ".join(f"{name} {what}" for name, what in wrong.items())
    remove = "" if all(what.startswith("is missing") for what in wrong.values()) else "remove what is damaged, or "
    return f"of the lake {files}: {LOST.format(days=_days(wrong))}, everything else stands; {remove}restore a backup that has it"


def _cycle_of(name: str) -> str:
    return Path(name).name


def _of_lake(store: Store, lake: Path, gone: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the files that the store notes, and with others of the lake that are read, less those known to be `gone`.

    `lake` may lie elsewhere.
    """
    noted = events.noted(store)
    there = {file.relative_to(lake).as_posix() for file in lake.rglob("*.parquet")}
    for name in sorted({*noted, *there}.difference(gone)):
        if wrong := _wrong_with(lake / name, noted.get(name)):
            yield name, wrong


def _days(names: Collection[str]) -> str:
    """The days of the cycles that wrote these files, in words."""
    days = sorted({Path(name).name[: len("2026-06-30")] for name in names})
    return f"of the cycle of {days[0]}" if len(days) == 1 else f"of cycles from {days[0]} to {days[-1]}"


def _wrong_with(file: Path, noted: events.Noted | None) -> str:
    if not file.exists():
        return f"is missing ({noted.rows:,} rows)" if noted else ""
    try:
        found = pl.scan_parquet(file).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        return "cannot be read: it is damaged or cut short" if noted or file.exists() else ""
    if noted and noted.rows != found:
        return f"holds {found:,} rows, not the {noted.rows:,} that were written"
    return "is not as it was written" if noted and noted.digest and noted.digest != events.digest_of(file) else ""
