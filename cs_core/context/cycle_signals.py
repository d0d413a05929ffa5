"""The signals that each cycle keeps beside the store as it saw them: the evidence behind every fact, one Parquet file a cycle, for good."""

from datetime import date
from pathlib import Path

import polars as pl

from cs_core.context.store import Store

FOLDER = "snapshots"


def keep(store: Store, signals: pl.DataFrame, *, as_of: date, cycle_id: str) -> Path:
    """Write them, wholly or not at all; where they are."""
    path = kept_by(store, as_of, cycle_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".tmp")
    signals.write_parquet(part)
    return part.replace(path)


def kept_by(store: Store, as_of: date, cycle_id: str) -> Path:
    """Where a cycle's signals are, if they still are."""
    return store.lake / FOLDER / f"{as_of}-{cycle_id}.parquet"


def kept_of(store: Store, day: date, *columns: str) -> Path | None:
    """The signals of the last cycle as of a day that holds all of these columns; None where none does."""
    files = sorted((store.lake / FOLDER).glob(f"{day}-*.parquet"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return next((path for path in files if set(columns) <= set(pl.read_parquet_schema(path))), None)
