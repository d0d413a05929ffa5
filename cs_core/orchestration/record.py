"""Shares with their intervals, differences of shares, and which goals the work served."""

from datetime import date, timedelta
from math import sqrt

import polars as pl

from cs_core.context.store import Store
from cs_core.records import Interval

Z = 1.959963984540054
"""Two-sided 95 %."""

LIGHT = 0.2
"""Share of characters that a light edit changes at most: a sentence of a letter, not its substance."""

NO_GOAL = "none"
EFFORT_DAYS = 28


def wilson(k: float, n: float) -> Interval | None:
    """Share k of n with its 95 % interval (Wilson 1927); None where n is 0: there is nothing to tell from."""
    if n <= 0:
        return None
    share, z2 = k / n, Z * Z / n
    middle, half = (share + z2 / 2) / (1 + z2), Z / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n))
    return Interval(share, max(0.0, middle - half) if k > 0 else 0.0, min(1.0, middle + half) if k < n else 1.0)


def newcombe(k: float, n: float, k_before: float, n_before: float) -> Interval | None:
    """Share k of n less the share k_before of n_before with its 95 % interval (Newcombe 1998, method 10); None where either n is 0."""
    now, then = wilson(k, n), wilson(k_before, n_before)
    if now is None or then is None:
        return None
    gap = now.point - then.point
    low = gap - sqrt((now.point - now.low) ** 2 + (then.high - then.point) ** 2)
    high = gap + sqrt((now.high - now.point) ** 2 + (then.point - then.low) ** 2)
    return Interval(gap, low, high)


def effort_by_goal(store: Store, as_of: date) -> pl.DataFrame:
    """Where the last 28 days' work went: goal, touches, minutes, actions. Work for two goals counts half for each.

    ``none`` is work that served no goal: touches without a task of an agent, and proposals that no goal set then covered.
    """
    start = as_of - timedelta(days=EFFORT_DAYS)
    served = store.frame("routed", "proposal_id", "goals").with_columns(pl.col("goals").str.json_decode(pl.List(pl.String)))
    tasks = store.frame("task", "id", "proposal_id").rename({"id": "task_id"})
    touches = store.frame("touch", "task_id", "minutes", "at").join(tasks, on="task_id", how="left")
    actions = store.frame("action", "proposal_id", "created_at").rename({"created_at": "at"})
    work = pl.concat(
        [
            touches.select("proposal_id", "at", "minutes", pl.lit(1.0).alias("touches"), pl.lit(0.0).alias("actions")),
            actions.select("proposal_id", "at", pl.lit(0.0).alias("minutes"), pl.lit(0.0).alias("touches"), pl.lit(1.0).alias("actions")),
        ]
    ).filter(pl.col("at").dt.date().is_between(start, as_of, closed="right"))
    goals = work.join(served, on="proposal_id", how="left").with_columns(
        pl.when(pl.col("goals").list.len() > 0).then(pl.col("goals")).otherwise(pl.lit([NO_GOAL])).alias("goals")
    )
    split = goals.with_columns(pl.col("touches", "minutes", "actions") / pl.col("goals").list.len()).explode("goals")
    return split.group_by(pl.col("goals").alias("goal")).agg(pl.col("touches", "minutes", "actions").sum()).sort("goal")
