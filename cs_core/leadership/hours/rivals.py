"""What other rules would do with the same hours: the largest accounts first, the likeliest to leave first, or whoever comes up."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

ORDERS = ("arr", "risk", "random")
RANDOM_DRAWS = 20


class Rival(NamedTuple):
    """A rule's plan, fullest mode first, and what it reaches; what it reaches with one lighter mode for all, and with which.

    By chance: the first draw's plan, and the mean of all draws.
    """

    rows: pl.DataFrame
    fullest: float
    one_mode: float
    mode: str

    def detail(self) -> dict[str, float | str]:
        """fullest, one_mode, mode."""
        return {"fullest": self.fullest, "one_mode": self.one_mode, "mode": self.mode}


class Modes(NamedTuple):
    """Offers as arrays of modes x accounts, the fullest mode first; `row` is -1 where a mode is not offered."""

    names: list[str]
    hours: np.ndarray
    impact: np.ndarray
    row: np.ndarray


def rivals(options: pl.DataFrame, hours: float) -> dict[str, Rival]:
    """The hours given out in each rule's order, as leaders do today: the fullest mode until they run out, the rest to lighter modes.

    Any person may do it. One mode for as many as the hours reach can serve a rule better: the best such mode is told beside it.
    """
    if options.is_empty():
        return dict.fromkeys(ORDERS, Rival(options, 0.0, 0.0, ""))
    modes, accounts = _modes(options)
    return {rule: _rival(options, modes, _orders(accounts, rule), hours) for rule in ORDERS}


def _modes(options: pl.DataFrame) -> tuple[Modes, pl.DataFrame]:
    """The arrays, and the accounts in their order with what rules go by."""
    names = options.group_by("mode").agg(pl.col("hours").max()).sort("hours", "mode", descending=[True, False])["mode"].to_list()
    accounts = options.unique("account_id", keep="first").sort("account_id").select("account_id", "arr", "churn_probability", "health")
    account = options.select(pl.col("account_id").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    at = options["mode"].cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy(), account
    parts = []
    for values, empty in ((options["hours"].to_numpy(), 0.0), (options["impact"].to_numpy(), 0.0), (np.arange(options.height), -1)):
        grid = np.full((len(names), accounts.height), empty, values.dtype)
        grid[at] = values
        parts.append(grid)
    return Modes(names, *parts), accounts


def _orders(accounts: pl.DataFrame, rule: str) -> list[np.ndarray]:
    """Numbers of accounts, first come first served; chance is drawn several times."""
    # A risk that no model can tell is read from health; who has neither comes last.
    risk = pl.coalesce(pl.col("churn_probability"), (100 - pl.col("health")) / 1e4)
    draws = [np.random.default_rng(seed).random(accounts.height) for seed in range(RANDOM_DRAWS if rule == "random" else 1)]
    if rule == "random":
        return [np.argsort(-chance, kind="stable") for chance in draws]
    first = accounts.select((pl.col("arr") if rule == "arr" else risk).cast(pl.Float64).fill_null(-np.inf)).to_series().to_numpy()
    return [np.lexsort((-chance, -first)) for chance in draws]


def _rival(options: pl.DataFrame, modes: Modes, orders: list[np.ndarray], hours: float) -> Rival:
    every = range(len(modes.names))
    plans = [_fill(modes, order, every, hours) for order in orders]
    alone = [np.mean([_impact(modes, _fill(modes, order, [k], hours)) for order in orders]) for k in every]
    best = int(np.argmax(alone))
    rows = np.concatenate([modes.row[k, taken] for k, taken in plans[0]])
    return Rival(options[rows], float(np.mean([_impact(modes, plan) for plan in plans])), float(alone[best]), modes.names[best])


def _fill(modes: Modes, order: np.ndarray, which: Iterable[int], hours: float) -> list[tuple[int, np.ndarray]]:
    """Down the list mode by mode, each account once, as far as the hours go: accounts by mode."""
    plan, left = [], hours
    for k in which:
        offered = modes.row[k, order] >= 0
        fits = np.zeros(len(order), bool)
        fits[offered] = np.cumsum(modes.hours[k, order[offered]]) <= left
        plan.append((k, order[fits]))
        left -= modes.hours[k, order[fits]].sum()
        order = order[~fits]
    return plan


def _impact(modes: Modes, plan: list[tuple[int, np.ndarray]]) -> float:
    return float(sum(modes.impact[k, taken].sum() for k, taken in plan))


def as_owned(options: pl.DataFrame, owned: pl.DataFrame, hours: dict[str, float]) -> pl.DataFrame:
    """Offers as owners give them today: all their accounts the same mode, the fullest that their hours reach, and what is left to the
    largest as a fuller one. `owned`: account_id, person_now, arr; `hours`: by person. An assumption: nobody writes such hours down.
    """
    modes = options.group_by("mode").agg(pl.col("hours").max()).sort("hours").rename({"hours": "_hours"}).with_row_index("step")
    mine = owned.filter(pl.col("person_now").is_in(list(hours)))
    if modes.is_empty() or mine.is_empty():
        return options.clear()
    have = pl.col("person_now").replace_strict(hours, return_dtype=pl.Float64)
    rank = pl.col("arr").rank("ordinal", descending=True).over("person_now")
    place = pl.when(pl.col("arr").is_null()).then(pl.len().over("person_now")).otherwise(rank).alias("_place")
    mine = mine.with_columns(have.alias("_have"), pl.len().over("person_now").alias("_n"), place)
    mine = mine.with_columns((pl.col("_have") / pl.col("_n")).alias("_each")).sort("_each")
    base = mine.join_asof(modes, left_on="_each", right_on="_hours").with_columns(pl.col("step").cast(pl.Int64).fill_null(-1))
    more = modes.select((pl.col("step").cast(pl.Int64) - 1).alias("step"), pl.col("_hours").alias("_next"))
    base = base.join(more, on="step", how="left")
    spare = pl.col("_have") - pl.col("_n") * pl.col("_hours").fill_null(0.0)
    fuller = (spare / (pl.col("_next") - pl.col("_hours").fill_null(0.0))).floor().fill_null(0.0)
    step = pl.col("step") + (pl.col("_place") <= fuller).cast(pl.Int64)
    names = dict(modes.select(pl.col("step").cast(pl.Int64), "mode").iter_rows())
    given = base.select("account_id", step.replace_strict(names, default=None, return_dtype=pl.String).alias("mode"))
    return options.join(given, on=["account_id", "mode"], how="inner", maintain_order="left")
