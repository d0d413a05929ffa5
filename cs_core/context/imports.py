"""When what we know was imported: the second of a fact's two times, beside the day up to which it is true."""

from typing import NamedTuple

import polars as pl

from cs_core.context.cut import Cut, end_of
from cs_core.context.usage import events

MORE = r" and \d+ more$"
"""What a place of several rows ends with."""
SOURCES = (
    "companies", "subscriptions", "invoices", "tickets", "deals", "messages", "churn_events", "desired_outcomes", "meetings", "surveys",
    "knowledge", "notes",
)  # fmt: skip


class Imports(NamedTuple):
    """When the rows known by a day were imported: by system and place, and of usage by system."""

    rows: pl.DataFrame
    usage: pl.DataFrame


def imports(cut: Cut) -> Imports:
    """Of all that a cut (with what was observed) holds."""
    return Imports(_rows(cut), cut.imported_use)


def imported(rows: pl.DataFrame, known: Imports) -> pl.DataFrame:
    """Adds recorded_at to rows of source and source_row that have none: the import of that row, else of its system's usage."""
    place = pl.col("source_row").str.replace(MORE, "").alias("_place")
    told = rows.with_columns(place).join(known.rows, on=["source", "_place"], how="left", maintain_order="left")
    told = told.join(known.usage, on="source", how="left", maintain_order="left").drop("_place")
    own = [c for c in ("recorded_at",) if c in rows.columns]
    return told.with_columns(pl.coalesce(*own, "_row_at", "_use_at").alias("recorded_at")).drop("_row_at", "_use_at")


def _rows(snap: Cut) -> pl.DataFrame:
    """source, _place, _row_at of each row known by the day; of two of one name the earlier, which no later import can change."""
    frames = [*(getattr(snap, name) for name in SOURCES), snap.noun("person")]
    one = [frame.select(pl.col("system").alias("source"), pl.col("source_row").alias("_place"), "recorded_at") for frame in frames]
    return pl.concat(one).group_by("source", "_place").agg(pl.col("recorded_at").min().alias("_row_at"))


def usage_imports(snap: Cut) -> pl.DataFrame:
    """source, _use_at: when the newest file with a use up to the day was imported."""
    files = events.imports(snap.store, end_of(snap.as_of)).rename({"system": "source"})
    return files.group_by("source").agg(pl.col("recorded_at").max().alias("_use_at"))
