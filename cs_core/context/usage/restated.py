"""Counts that a later import states otherwise: the newer one counts from the day of its import on, the older one as of every day before.

The lake keeps both rows. Which took whose place is noted in the store, by digest; 0 stands for nothing, where something is no use any more.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import polars as pl

from cs_core.context.store import Store

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
NOTE = "restated:"
"""Begins the keys of `meta` that say it: system and file."""
NOTHING = 0
_GONE = {"system": pl.String, "digest": pl.UInt64}


def note(store: Store, system: str, name: str, pairs: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """Of each pair (older, newer) of digests the newer one counts from `now` on; `name` tells the import apart from others."""
    told = " ".join(f"{old:x}>{new:x}" for old, new in pairs)
    store.put(f"{NOTE}{system}/{name}-{now.isoformat()}", told, at=now)


def counting(rows: Frame, gone: pl.DataFrame) -> Frame:
    """The rows of the lake less those `gone`: see `not_counting`."""
    away = gone.lazy() if isinstance(rows, pl.LazyFrame) else gone
    return rows.join(away, on=list(_GONE), how="anti", maintain_order="left") if gone.height else rows


def not_counting(store: Store, end: datetime | None = None) -> pl.DataFrame:
    """system, digest of the rows of the lake that do not count as of a moment, else now: replaced by then, or stated only later."""
    meta = store.frame("meta", "key", "value", "set_at").filter(pl.col("key").str.starts_with(NOTE)).sort("set_at", "key")
    first: set[tuple[str, int]] = set()
    met: set[tuple[str, int]] = set()
    known: list[tuple[tuple[str, int], tuple[str, int]]] = []
    for key, value, at in meta.iter_rows():
        system = key.removeprefix(NOTE).partition("/")[0]
        for old, new in (pair.split(">") for pair in value.split()):
            pair = (system, int(old, 16)), (system, int(new, 16))
            first |= {pair[0]} - met
            met |= {*pair}
            known += [pair] if end is None or at <= end else []
    counts = set(first)
    for old, new in known:
        counts = counts - {old} | {new}
    return pl.DataFrame([row for row in met - counts if row[1] != NOTHING], schema=_GONE, orient="row")
