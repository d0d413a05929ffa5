"""The signals that each cycle keeps beside the store as it saw them: the evidence behind every fact, one Parquet file a cycle, for good."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex

import polars as pl

from cs_core.context.store import Store

FOLDER = "snapshots"


@contextmanager
def aside(store: Store, signals: pl.DataFrame, *, as_of: date, cycle_id: str) -> Iterator[Callable[[], Path]]:
    """Write them under a name of this process alone; what it yields puts them in their place, wholly, and says where that is.

    What was not put there is gone afterwards: of two processes with the same cycle only the one that keeps it touches its evidence.
    """
    path = kept_by(store, as_of, cycle_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}-{token_hex(4)}.tmp")
    try:
        signals.write_parquet(part)
        yield lambda: part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def kept_by(store: Store, as_of: date, cycle_id: str) -> Path:
    """Where a cycle's signals are, if they still are."""
    return store.lake / FOLDER / f"{as_of}-{cycle_id}.parquet"


def is_evidence(name: str) -> bool:
    """Whether a file of the lake, by its path within it, is one that a cycle kept."""
    return name.startswith(f"{FOLDER}/")


def kept_of(store: Store, day: date, *columns: str) -> Path | None:
    """The signals of the last cycle as of a day that holds all of these columns; None where none does."""
    files = sorted((store.lake / FOLDER).glob(f"{day}-*.parquet"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return next((path for path in files if set(columns) <= set(pl.read_parquet_schema(path))), None)
