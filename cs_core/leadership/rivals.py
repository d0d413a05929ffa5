"""What other rules would do with the same hours: the largest accounts first, the likeliest to leave first, or whoever comes up."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

ORDERS = ("arr", "risk", "random")
RANDOM_DRAWS = 20


class Rival(NamedTuple):
    """Plans of one rule (one, or many draws), fullest mode first; and those with one lighter mode for all, and which mode that is."""

    plans: list[pl.DataFrame]
    one_mode: list[pl.DataFrame]
    mode: str

    def detail(self) -> dict[str, float | str]:
        """Mean impact of the draws either way: fullest, one_mode, mode."""
        return {"fullest": mean_impact(self.plans), "one_mode": mean_impact(self.one_mode), "mode": self.mode}


def rivals(options: pl.DataFrame, hours: float) -> dict[str, Rival]:
    """The hours given out in each rule's order, as leaders do today: the fullest mode until they run out, the rest to lighter modes.

    Any person may do it. One mode for as many as the hours reach can serve a rule better: the best such mode is told beside it.
    """
    modes = [rows for _, rows in sorted(((rows["hours"].max(), rows) for rows in options.partition_by("mode")), key=lambda m: -m[0])]
    modes = [rows.sort("account_id") for rows in modes]
    return {rule: _rival(modes, hours, rule) for rule in ORDERS} if modes else {rule: Rival([options], [options], "") for rule in ORDERS}


def mean_impact(plans: Sequence[pl.DataFrame]) -> float:
    """Impact of a plan, the mean of several draws."""
    return float(np.mean([rows["impact"].sum() for rows in plans]))


def _rival(modes: Sequence[pl.DataFrame], hours: float, rule: str) -> Rival:
    draws = range(RANDOM_DRAWS if rule == "random" else 1)
    ranked = [[_ranked(rows, rule, seed) for rows in modes] for seed in draws]
    alone = [[_fill([mine[k]], hours) for mine in ranked] for k in range(len(modes))]
    best = max(range(len(modes)), key=lambda k: mean_impact(alone[k]))
    return Rival([_fill(mine, hours) for mine in ranked], alone[best], modes[best]["mode"][0])


def _ranked(rows: pl.DataFrame, rule: str, seed: int) -> pl.DataFrame:
    chance = pl.Series("chance", np.random.default_rng(seed).random(rows.height))
    # A risk that no model can tell is read from health; who has neither comes last.
    risk = pl.coalesce(pl.col("churn_probability"), (100 - pl.col("health")) / 1e4)
    order = {"arr": pl.col("arr"), "risk": risk, "random": pl.col("chance")}[rule]
    both = rows.with_columns(chance).with_columns(order.alias("order"))
    return both.sort("order", "chance", descending=True, nulls_last=True).drop("order", "chance")


def _fill(modes: Sequence[pl.DataFrame], hours: float) -> pl.DataFrame:
    """Down the list mode by mode, each account once, as far as the hours go."""
    parts, left = [modes[0].clear()], hours
    for rows in modes:
        fresh = rows.join(pl.concat(parts).select("account_id"), on="account_id", how="anti", maintain_order="left")
        taken = fresh.filter(pl.col("hours").cum_sum() <= left)
        parts.append(taken)
        left -= taken["hours"].sum()
    return pl.concat(parts)
