"""The signals that past cycles kept beside the store: the evidence of how an account stood, one Parquet file a cycle, read lazily."""

from datetime import date
from pathlib import Path

import polars as pl

from cs_core.context.evidence import kept_by
from cs_core.context.health.score import READS
from cs_core.context.store import Store
from cs_core.context.vocabulary import SIGNALS, type_of

MOST_DAYS = 60
"""Past days looked at, newest first."""
COLUMNS: tuple[str, ...] = ("account_id", "churned_on", *READS)


def kept_days(store: Store, *, before: date, since: date = date.min) -> list[tuple[date, Path]]:
    """(day, file) of the last cycle as of each day from `since` to the day before `before`, oldest first; at most `MOST_DAYS`."""
    last = store.frame("cycle", "as_of", "id").unique("as_of", keep="last").filter(pl.col("as_of").is_between(since, before, closed="left"))
    files = [(day, kept_by(store, day, cycle)) for day, cycle in last.sort("as_of").iter_rows()]
    return [(day, file) for day, file in files if file.exists()][-MOST_DAYS:]


def kept_rows(days: list[tuple[date, Path]], account_id: str | None = None) -> pl.DataFrame:
    """day and `COLUMNS` of these days, of one account or of all; a signal that an older file does not hold is null."""
    parts = [_scan(day, file) for day, file in days]
    empty = pl.LazyFrame(schema={"day": pl.Date} | {c: type_of(c) for c in COLUMNS})
    rows = pl.concat([empty, *parts])
    return (rows if account_id is None else rows.filter(pl.col("account_id") == account_id)).collect()


def _scan(day: date, file: Path) -> pl.LazyFrame:
    scan = pl.scan_parquet(file)
    there = scan.collect_schema().names()
    columns = [(pl.col(c) if c in there else pl.lit(None)).cast(type_of(c)).alias(c) for c in COLUMNS]
    return scan.select(pl.lit(day).alias("day"), *columns)


assert set(COLUMNS) <= set(SIGNALS)
