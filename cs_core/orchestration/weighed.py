"""What waits, weighed by the goals as they are set now: whatever was drafted under other goals stands in one order with what is new."""

from datetime import date

import polars as pl

from cs_core.context.evidence import kept_of
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.orchestration.direction import BY_KEY, Direction, direction


def weighed(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of proposals (account_id, agent, value, as_of) with `priority`, their value times today's weight, and the `goals` they serve."""
    now = direction(store)
    placed = rows.join(_segments(store, rows, now), on="account_id", how="left", maintain_order="left")
    kinds = placed.select("agent", "segment").unique()
    told = pl.DataFrame(
        [(a, s, now.weight(a, s), list(now.serves(a, s))) for a, s in kinds.iter_rows()], orient="row",
        schema={"agent": pl.String, "segment": pl.String, "_weight": pl.Float64, "goals": pl.List(pl.String)},
    )  # fmt: skip
    both = placed.join(told, on=["agent", "segment"], how="left", nulls_equal=True, maintain_order="left")
    return both.with_columns((pl.col("value") * pl.col("_weight")).alias("priority")).drop("segment", "_weight")


def _segments(store: Store, rows: pl.DataFrame, now: Direction) -> pl.DataFrame:
    """account_id, segment as the newest of the cycles saw it; nobody's where no goal that is set asks for it."""
    day: date | None = rows["as_of"].max()
    if day is None or not any(BY_KEY[key].segment for key in now.goals):
        return pl.DataFrame(schema={"account_id": pl.String, "segment": pl.String})
    kept = kept_of(store, day, "account_id", "segment")
    known = pl.read_parquet(kept, columns=["account_id", "segment"]) if kept else snapshot(store, day).signals
    return known.select("account_id", pl.col("segment").cast(pl.String))
