"""What whole months did to the book of customers, and what the same months ahead may do: the forecast by a store's own past.

A window is so many whole months: who paid at its start, and what they pay at its end, apart for those who had given notice for an end
in it, others with a renewal in it, and the rest. The share that the last windows kept is what the next one is expected to keep, each
part by its own record; who gave notice is taken as lost. Three figures: logos (customers), GRR (each capped at what it paid) and NRR
(growth included).
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.context.signals.contract import renewal
from cs_core.context.signals.terms import notice_given
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.leadership.forecast import NORMAL
from cs_core.leadership.revenue import months_before, recurring
from cs_core.records import Interval

FIGURES: tuple[str, ...] = ("logo", "grr", "nrr")
NOTICE, DUE, REST = PARTS = ("notice", "due", "rest")
"""Who gave notice for an end in the window; who else has a renewal in it; who has none."""
WINDOWS = 4
"""So many windows of the past are looked at."""
FEWEST_WINDOWS = 2
FEWEST_ACCOUNTS = 20
FEWEST_TO_CHANGE = 30
SUMS = ("n", "x", "y", "xx", "xy", "yy")


class Days:
    """Who paid on a day, and when their term ends; each day is read from the store once."""

    def __init__(self, store: Store):
        self._store = store
        self._read: dict[date, pl.DataFrame] = {}

    def on(self, day: date) -> pl.DataFrame:
        """account_id, arr, currency, renewal_on, notice (whether it was given) of those who paid on the day, as known by then."""
        if day not in self._read:
            snap = snapshot(self._store, day)
            terms = renewal(snap).select("account_id", "renewal_on")
            told = notice_given(snap, terms).filter(pl.col("notice_given_on") <= day)
            terms = terms.with_columns(pl.col("account_id").is_in(told["account_id"].implode()).alias("notice"))
            self._read[day] = recurring(snap).join(terms, on="account_id", how="left", maintain_order="left")
        return self._read[day]

    def window(self, start: date, end: date) -> pl.DataFrame:
        """One row a payer of the start: part (of PARTS), arr, now (0: left), money (of the commonest currency)."""
        base, now = self.on(start), self.on(end).select("account_id", pl.col("arr").alias("now"))
        both = base.join(now, on="account_id", how="left", maintain_order="left")
        return both.select("arr", pl.col("now").fill_null(0.0), _part(end), _money(base))


def _part(end: date) -> pl.Expr:
    due = (pl.col("renewal_on") <= end).fill_null(False)
    told = pl.when(due & pl.col("notice").fill_null(False)).then(pl.lit(NOTICE)).when(due).then(pl.lit(DUE))
    return told.otherwise(pl.lit(REST)).alias("part")


def _money(base: pl.DataFrame) -> pl.Expr:
    return pl.col("currency").eq_missing(pl.lit(_commonest(base))).alias("money")


def _commonest(base: pl.DataFrame) -> str | None:
    known = base["currency"].drop_nulls()
    return known.mode().sort()[0] if len(known) else None


class Sums(NamedTuple):
    """Of one figure and part, over one window: customers, and sums of base x and kept y with their squares and products."""

    n: float
    x: float
    y: float
    xx: float
    xy: float
    yy: float


def sums(rows: pl.DataFrame, figure: str) -> dict[str, Sums]:
    """Part -> Sums of one figure."""
    kept = rows if figure == "logo" else rows.filter("money")
    x, y = SIDES[figure]
    told = kept.select("part", x.alias("x"), y.alias("y")).group_by("part").agg(
        pl.len().cast(pl.Float64).alias("n"), pl.col("x", "y").sum(), (pl.col("x") ** 2).sum().alias("xx"),
        (pl.col("x") * pl.col("y")).sum().alias("xy"), (pl.col("y") ** 2).sum().alias("yy"),
    )  # fmt: skip
    return {row["part"]: Sums(*(row[c] for c in SUMS)) for row in told.to_dicts()}


def share(rows: pl.DataFrame, figure: str) -> float | None:
    """What the window kept of a figure; None where nobody paid."""
    told = sums(rows, figure).values()
    whole = sum(s.x for s in told)
    return sum(s.y for s in told) / whole if whole else None


def starts(day: date, months: int, begins: date) -> list[tuple[date, date]]:
    """The past windows of so many months that ended by the day, newest first, none of which starts before records begin."""
    found = [(months_before(day, months * (k + 1)), months_before(day, months * k)) for k in range(WINDOWS)]
    return [(start, end) for start, end in found if start >= begins]


def ahead(days: Days, day: date, months: int, begins: date) -> dict[str, Interval | None]:
    """Each figure of the payers of the day, so many months on: a 95 % interval, or None where the past tells too little.

    Its doubt: chance from customer to customer in the window ahead, the rate's own from the windows behind, and what windows differ by
    beyond chance (moments, never below 0; DerSimonian and Laird 1986). Where nobody left, two made-up customers, one of them gone, keep
    the rate from certainty.
    """
    past, book = _read(days, day, months, begins)
    if book is None:
        return dict.fromkeys(FIGURES)
    found = {figure: _figure([sums(rows, figure) for rows in past], sums(book, figure), figure) for figure in FIGURES}
    return found | ({"nrr": None} if _never_changes(past) else {})


def lost(days: Days, day: date, months: int, begins: date) -> dict[str, float] | None:
    """Part -> the money of the day's payers that GRR is expected to lose so many months on, or None where the past tells too little."""
    past, book = _read(days, day, months, begins)
    if book is None:
        return None
    seen, ours = [sums(rows, "grr") for rows in past], sums(book, "grr")
    return {part: s.x if part == NOTICE else s.x * (1 - _rate(_seen(seen, part), "grr")[0]) for part, s in ours.items()}


def _read(days: Days, day: date, months: int, begins: date) -> tuple[list[pl.DataFrame], pl.DataFrame | None]:
    """The past windows, and the payers of the day as rows of one; None where they tell too little."""
    past, payers = [days.window(*span) for span in starts(day, months, begins)], days.on(day)
    if len(past) < FEWEST_WINDOWS or payers.height < FEWEST_ACCOUNTS:
        return past, None
    return past, payers.select("arr", pl.lit(0.0).alias("now"), _part(months_before(day, -months)), _money(payers))


def _seen(past: list[dict[str, Sums]], part: str) -> list[Sums]:
    """What the past tells of a part; where it has none of it, of all who had not given notice."""
    found = [window[part] for window in past if part in window]
    return found or [s for window in past for of, s in window.items() if of != NOTICE]


def _figure(past: list[dict[str, Sums]], book: dict[str, Sums], figure: str) -> Interval | None:
    whole, point, var = sum(s.x for s in book.values()), 0.0, 0.0
    for part, ours in book.items():
        if part == NOTICE:  # taken as lost: nothing of it is kept, and nothing of that is in doubt
            continue
        seen = _seen(past, part)
        weight = ours.x / whole
        rate, own, spread = _rate(seen, figure)
        point += weight * rate
        var += weight**2 * (own + spread) + _chance(seen, rate, figure) * ours.xx / whole**2
    gone = book[NOTICE].x / whole if NOTICE in book else 0.0
    half, most = NORMAL * var**0.5, float("inf") if figure == "nrr" else 1.0 - gone
    return Interval(point, max(0.0, point - half), min(most, point + half))


def _rate(seen: list[Sums], figure: str) -> tuple[float, float, float]:
    """The pooled rate, the variance of its own doubt, and what windows vary by beyond chance."""
    x, y = sum(s.x for s in seen), sum(s.y for s in seen)
    rate = y / x
    per = _chance(seen, rate, figure)
    own = per * sum(s.xx for s in seen) / x**2
    each = np.array([s.y / s.x for s in seen])
    expected = np.mean([per * s.xx / s.x**2 for s in seen])
    spread = max(0.0, float(each.var(ddof=1)) - float(expected)) if len(seen) > 1 else 0.0
    return rate, own, spread


def _chance(seen: list[Sums], rate: float, figure: str) -> float:
    """Variance from customer to customer, for each unit of base squared."""
    off = sum(s.yy - 2 * rate * s.xy + rate**2 * s.xx for s in seen)
    per = off / sum(s.xx for s in seen)
    if figure == "nrr":
        return per
    n = sum(s.n for s in seen)
    least = (min(rate, 1.0) * n + 1) / (n + 2)
    return max(per, least * (1 - least))


def _never_changes(past: list[pl.DataFrame]) -> bool:
    """Not one of many kept customers pays another amount: the source keeps today's amounts only, and growth is not seen."""
    kept = pl.concat(past).filter(pl.col("now") > 0)
    return kept.height >= FEWEST_TO_CHANGE and bool((kept["now"] == kept["arr"]).all())


SIDES: dict[str, tuple[pl.Expr, pl.Expr]] = {
    "logo": (pl.col("arr") * 0 + 1, (pl.col("now") > 0).cast(pl.Float64)),
    "grr": (pl.col("arr"), pl.min_horizontal("arr", "now")),
    "nrr": (pl.col("arr"), pl.col("now")),
}
"""Of each figure: a customer's base, and what of it was kept."""
