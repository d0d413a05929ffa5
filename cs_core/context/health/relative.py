"""Health against what is usual: for the account itself, and for customers like it."""

from datetime import timedelta

import polars as pl

from cs_core.context.health.kept import kept_days, kept_rows
from cs_core.context.health.score import score
from cs_core.context.observed import Observed

OWN_PAST_DAYS = 182
FEWEST_WEEKS = 4
"""Past weeks with a score, below which there is no own past."""
FEWEST_PEERS = 20


def relative(snap: Observed, rows: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """account_id, health_vs_own, health_vs_own_weeks, health_vs_peers, health_peers for `rows` (signals with health)."""
    return rows.select("account_id").join(against_own(snap, rows, weights), on="account_id", how="left", maintain_order="left").join(
        against_peers(rows), on="account_id", how="left", maintain_order="left"
    )  # fmt: skip


def against_own(snap: Observed, rows: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """account_id, health_vs_own (points above its median of half a year), health_vs_own_weeks; from the signals that cycles kept.

    The past is scored by the weights of today, so that a changed weight is no change of the customer; of a week the last day counts.
    """
    past = kept_rows(kept_days(snap.store, before=snap.as_of, since=snap.as_of - timedelta(days=OWN_PAST_DAYS)))
    if past.is_empty():
        return pl.DataFrame(schema={"account_id": pl.String, "health_vs_own": pl.Float64, "health_vs_own_weeks": pl.Int64})
    back = ((pl.lit(snap.as_of) - pl.col("day")).dt.total_days() - 1) // 7
    weekly = (
        past.with_columns(score(weights).alias("health"), back.alias("back"))
        .drop_nulls("health")
        .sort("day")
        .unique(["account_id", "back"], keep="last", maintain_order=True)
    )
    usual = weekly.group_by("account_id").agg(pl.col("health").median().alias("usual"), pl.len().cast(pl.Int64).alias("weeks"))
    enough = pl.col("health").is_not_null() & (pl.col("weeks") >= FEWEST_WEEKS)
    return rows.join(usual, on="account_id", maintain_order="left").filter(enough).select(
        "account_id", (pl.col("health") - pl.col("usual")).alias("health_vs_own"), pl.col("weeks").alias("health_vs_own_weeks")
    )  # fmt: skip


def against_peers(rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, health_vs_peers (% of them with a lower score, half of those alike), health_peers: same segment and plan."""
    scored = rows.drop_nulls(["health", "segment", "plan"]).select("account_id", "health", "segment", "plan")
    like = ["segment", "plan"]
    others = pl.len().over(like).cast(pl.Int64) - 1
    below = pl.col("health").rank("average").over(like) - 1
    return scored.select("account_id", (100 * below / others).alias("health_vs_peers"), others.alias("health_peers")).filter(
        pl.col("health_peers") >= FEWEST_PEERS
    )
