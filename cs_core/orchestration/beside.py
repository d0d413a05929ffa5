"""The customers most like each one, as of a day: a draft that would be as true of them says nothing of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import polars as pl

NEAREST = 5
"""Customers that a text is tried on."""


@dataclass(frozen=True)
class Beside:
    """What stands beside each account: current customers in an order in which the nearest are next to each other."""

    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Their signals."""
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Account -> the rows next to it."""

    def get(self, account_id: str, default: Sequence = ()) -> Sequence[Mapping[str, object]]:
        """The signals of the customers next to the account; `default` where there are none."""
        return [Row(self, at) for at in self.places[account_id]] if account_id in self.places else default

    def of(self, account_ids: Collection[str]) -> "Beside":
        """The same of these accounts alone."""
        places = {account: self.places[account] for account in account_ids if account in self.places}
        used = sorted({at for ats in places.values() for at in ats})
        now = dict(zip(used, range(len(used))))
        return Beside(self.rows[used], {account: [now[at] for at in ats] for account, ats in places.items()})

    def column(self, signal: str) -> list:
        """A signal of all rows; drafts speak of few of them."""
        if signal not in self._columns:
            self._columns[signal] = self.rows[signal].to_list() if signal in self.rows.columns else [None] * self.rows.height
        return self._columns[signal]

    @cached_property
    def _columns(self) -> dict[str, list]:
        return {}


class Row(NamedTuple):
    """One of its rows."""

    beside: Beside
    at: int

    def get(self, signal: str) -> object:
        """A signal of that customer, None where it is not known."""
        return self.beside.column(signal)[self.at]


def near(signals: pl.DataFrame, account_ids: Collection[str]) -> Beside:
    """Account -> signals of the NEAREST other current customers of its segment and plan, next to it by revenue; fewer where there are."""
    kind = ["segment", "plan"]
    rows = signals.select("account_id", "arr", "churned_on", *kind).with_row_index("_row").filter(pl.col("churned_on").is_null())
    rows = rows.sort(*kind, "arr", "account_id", nulls_last=True).with_row_index("_at")
    groups = rows.group_by(kind).agg(pl.col("_at").min().alias("_first"), pl.col("_at").max().alias("_last"))
    wanted = rows.filter(pl.col("account_id").is_in(list(account_ids))).select("account_id", "_at", *kind)
    places = wanted.join(groups, on=kind, nulls_equal=True).select("account_id", "_at", "_first", "_last").rows()
    around = {account: _next_to(at, first, last) for account, at, first, last in places}
    beside = Beside(rows, {account: ats for account, ats in around.items() if ats}).of(around)
    return replace(beside, rows=signals[beside.rows["_row"]])


def _next_to(at: int, first: int, last: int) -> list[int]:
    """The NEAREST places to a place, within first to last."""
    low = max(first, min(at - NEAREST // 2, last - NEAREST))
    return [place for place in range(low, min(last, low + NEAREST) + 1) if place != at]
