"""Is every customer served alike, whatever its size? What was acted on and delivered in the quarter, by decile of recurring revenue."""

from typing import Any

import polars as pl

from cs_core.orchestration.record import newcombe, wilson
from cs_core.records import Interval

DECILES = 10
ENDS = 3
"""The smallest and the largest so many deciles are held against each other."""
MARGIN = 0.05
"""A share lower by less than this counts as the same: a decision, not a measurement."""
FEWEST = 30
"""Customers, and customers served, below which nothing is told."""
DONE = {"acted": "acted on", "delivered": "reached"}


def by_decile(rows: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    """decile (1: smallest), agent, n, acted, delivered: counts of current accounts whose ARR is known.

    `rows` is the frame of `orchestration.quarter`; agent ``any`` counts an account for which at least one agent did.
    """
    deciles = deciles_of(signals.filter(pl.col("churned_on").is_null()))
    acted = rows.with_columns((pl.col("outcome") == "acted").alias("acted"))
    whole = acted.group_by("account_id").agg(pl.col("acted", "delivered").any()).with_columns(pl.lit("any").alias("agent"))
    both = pl.concat([acted.select("account_id", "agent", "acted", "delivered"), whole.select("account_id", "agent", "acted", "delivered")])
    joined = both.join(deciles, on="account_id")
    counted = joined.group_by("decile", "agent").agg(pl.len().alias("n"), pl.col("acted", "delivered").sum())
    return counted.sort("agent", "decile")


def deciles_of(accounts: pl.DataFrame) -> pl.DataFrame:
    """account_id, decile (1: smallest) of those whose `arr` is above 0."""
    sized = accounts.filter(pl.col("arr") > 0).select("account_id", "arr").sort("arr", "account_id")
    ranks = (pl.col("arr").rank("ordinal") - 1) * DECILES // pl.len() + 1
    return sized.select("account_id", ranks.cast(pl.Int64).alias("decile"))


def parity(rows: pl.DataFrame, signals: pl.DataFrame) -> dict[str, Any]:
    """For each agent and for any: shares by decile with 95 % intervals, smallest less largest three deciles, and what that says."""
    counted = by_decile(rows, signals)
    return {agent: _of(counted.filter(pl.col("agent") == agent)) for agent in counted["agent"].unique(maintain_order=True)}


def _of(rows: pl.DataFrame) -> dict[str, Any]:
    shares = [
        {"decile": r["decile"], "n": r["n"]} | {what: listed(wilson(r[what], r["n"])) for what in ("acted", "delivered")}
        for r in rows.to_dicts()
    ]
    return {"deciles": shares} | {what: compared(rows, what) for what in ("acted", "delivered")}


def compared(rows: pl.DataFrame, what: str, done: str | None = None) -> dict[str, Any]:
    """The share among the smallest less that among the largest, with Newcombe's interval for a difference of two shares (1998)."""
    small, large = rows.filter(pl.col("decile") <= ENDS), rows.filter(pl.col("decile") > DECILES - ENDS)
    (k1, n1), (k2, n2) = ((part[what].sum(), part["n"].sum()) for part in (small, large))
    if min(n1, n2) < FEWEST:
        return {"difference": None, "says": f"cannot tell: {n1:,} small and {n2:,} large customers are too few"}
    if k1 + k2 < FEWEST:
        were = f"{k1 + k2:,} of the {n1 + n2:,} smallest and largest customers were {done or DONE[what]}"
        return {"difference": None, "says": f"cannot tell yet: {were}, and {FEWEST} are needed to compare"}
    gap = newcombe(k1, n1, k2, n2)
    return {"difference": listed(gap), "says": says(gap.low, gap.high)}


def says(low: float, high: float) -> str:
    if high < 0:
        return "small customers get less"
    return "small customers get as much" if low >= -MARGIN else "cannot tell yet"


def listed(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {k: round(v, 4) for k, v in interval._asdict().items()}
