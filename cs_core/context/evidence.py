"""The evidence that each cycle keeps beside the store, for good: the signals as it saw them, and what its cases cite.

A fact is its account's signal, or a row of words, with the place that it comes from: three Parquet files a cycle, a folder each.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store

SIGNALS, PLACES, WORDS = "snapshots", "places", "words"
FOLDERS = (SIGNALS, PLACES, WORDS)
GROUP = 8_192
"""Rows that are read together: one account's are found among so many."""


class Evidence(NamedTuple):
    """What a cycle keeps. `places` and `words` of what its cases cite: see `context.cited_facts`."""

    signals: pl.DataFrame
    places: pl.DataFrame = pl.DataFrame()
    words: pl.DataFrame = pl.DataFrame()


@contextmanager
def aside(store: Store, evidence: Evidence, *, as_of: date, cycle_id: str) -> Iterator[Callable[[], list[tuple[Path, int]]]]:
    """Write it under names of this process alone; what it yields puts the files in their places, wholly, and gives each with its rows.

    What was not put there is gone afterwards: of two processes with the same cycle only the one that keeps it touches its evidence.
    """
    ours = f".{os.getpid()}-{token_hex(4)}.tmp"
    files = [(kept_by(store, as_of, cycle_id, kind), frame) for kind, frame in zip(FOLDERS, evidence, strict=True) if frame.width]
    parts = [file.with_suffix(ours) for file, _ in files]
    try:
        for part, (file, frame) in zip(parts, files):
            file.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(part, row_group_size=GROUP)
        yield lambda: [(part.replace(file), frame.height) for part, (file, frame) in zip(parts, files)]
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def kept_by(store: Store, as_of: date, cycle_id: str, kind: str = SIGNALS) -> Path:
    """Where a cycle's evidence of a kind is, if it still is."""
    return store.lake / kind / f"{as_of}-{cycle_id}.parquet"


def is_evidence(name: str) -> bool:
    """Whether a file of the lake, by its path within it, is one that a cycle kept."""
    return name.partition("/")[0] in FOLDERS


def kept_of(store: Store, day: date, *columns: str) -> Path | None:
    """The signals of the last cycle as of a day that holds all of these columns; None where none does."""
    files = sorted((store.lake / SIGNALS).glob(f"{day}-*.parquet"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return next((path for path in files if set(columns) <= set(pl.read_parquet_schema(path))), None)
