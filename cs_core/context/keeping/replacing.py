"""A restored store takes the place of another one: wholly or not at all. What was cut off is finished by whoever opens the store next.

A folder beside the store, made ready and then given its name at once, says that it is to be done; what stood there before is moved to
names of its own, under which it opens like any store.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path

from cs_core.context.keeping.troubles import NO_FILE
from cs_core.errors import StoreError

STORE_NAME = "context.db"
LAKE_NAME = "lake"


def is_there(target: Path) -> bool:
    """Whether a store stands at `target`, whole or not, or is about to; an empty file without a lake is none."""
    return ready_at(target).is_dir() or (target.exists() and (target.stat().st_size > 0 or target.with_suffix(".lake").exists()))


def ready_at(target: Path) -> Path:
    """The folder that holds what is to stand at `target`. Raises StoreError where that names no file, as an empty word does."""
    if not target.name:
        raise StoreError(NO_FILE)
    return target.with_name(f"{target.name}.restoring")


def make_ready(folder: Path, target: Path, stamp: str) -> None:
    """From here on the store (and lake) in `folder` are what is to stand at `target`; see `put_in_place`."""
    names = (f"{target.stem}.before-restore-{stamp}{f'-{n}' if n > 1 else ''}{target.suffix}" for n in count(1))
    aside = next(name for name in names if not any(path.exists() for path in parts_of(target.with_name(name))))
    (folder / ASIDE).write_text(aside, encoding="utf-8")
    folder.rename(ready_at(target))


def put_in_place(target: Path) -> list[str]:
    """Put what is ready at `target` in its place, if anything is; returns where what stood there is kept."""
    ready = ready_at(target)
    if not ready.is_dir():
        return []
    with _alone(ready) as first:
        kept = _swapped(ready, target) if first else []
    shutil.rmtree(ready, ignore_errors=True)
    return kept


def _swapped(ready: Path, target: Path) -> list[str]:
    """Each step is done once, however often the whole is begun."""
    aside = target.with_name((ready / ASIDE).read_text(encoding="utf-8"))
    if not (ready / MOVED).exists():
        for old, away in zip(parts_of(target), parts_of(aside), strict=True):
            if old.exists():
                old.rename(away)
        (ready / MOVED).touch()
    if (ready / LAKE_NAME).exists():
        shutil.move(ready / LAKE_NAME, target.with_suffix(".lake"))
    if (ready / STORE_NAME).exists():
        shutil.move(ready / STORE_NAME, target)
    return [str(path) for path in parts_of(aside) if path.exists()]


def parts_of(store: Path) -> tuple[Path, ...]:
    """All that a store consists of."""
    return (store, store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm"), store.with_suffix(".lake"))


def removed(store: Path) -> list[Path]:
    """Remove all that a store consists of; returns what is gone."""
    there = [part for part in parts_of(store) if part.exists()]
    for part in there:
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    return there


@contextmanager
def _alone(ready: Path) -> Iterator[bool]:
    """Keeps all others waiting until it is done, or killed; whether there is still something to do."""
    with ExitStack() as stack:
        try:
            lock = stack.enter_context(closing(sqlite3.connect(ready / "lock", timeout=WAIT_SECONDS, isolation_level=None)))
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            if ready.is_dir():
                raise
        yield (ready / ASIDE).exists()


ASIDE, MOVED = "aside", "moved"
"""Files of the folder: the name under which what stood there is kept, and whether it is there by now."""
WAIT_SECONDS = 30
