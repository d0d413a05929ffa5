"""What a brief holds of the health score besides the score: which measures take most off it."""

import polars as pl

from cs_core.context.facts.rows import COMPUTED, SHAPE, fact_rows
from cs_core.context.health import points, weights
from cs_core.context.snapshot import Snapshot

MOST, LEAST = 3, 2.0
"""So many measures are named, and of each it takes so many points, or it is not what holds the score down."""


def taken_off(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`health_taken_off` of each account with a score: the measures that take most off it, with how many points each, largest first."""
    scored = accounts.filter(pl.col("health").is_not_null())
    if scored.is_empty():
        return pl.DataFrame(schema=SHAPE)
    low = points(scored, weights(snap.store, snap.as_of)).filter(pl.col("points") <= -LEAST).sort("account_id", "points", "measure")
    said = pl.format("{} ({} points)", "measure", pl.col("points").abs().round(0).cast(pl.Int64))
    one = low.group_by("account_id", maintain_order=True).agg(said.head(MOST).alias("said"))
    source, place, _ = COMPUTED
    told = one.with_columns(pl.col("said").list.join(", "), system=pl.lit(source), source_row=pl.lit(place), row=pl.lit(f"{snap.as_of}"))
    return fact_rows(told, "health_taken_off", row="row", observed=pl.lit(snap.as_of), text=pl.col("said"))
