"""How each goal's figure stood on the same day of the last months: what a forecast rests on.

Read so that a page can wait for it: money and customers from the contracts of each day, contacts and first value by their dates, states
of onboardings from what each cycle kept of its day.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.evidence import kept_of
from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.leadership.forecast import retention
from cs_core.leadership.revenue import in_segment, months_before
from cs_core.leadership.steering.measures import MONTHS, covered_within, expansion, kept, on_track, time_to_value, untouched
from cs_core.orchestration.direction import BY_KEY

POINTS = 7
"""Monthly figures looked at, the present one among them."""
KEPT_WITHIN = 6
"""Days before a month's day within which a cycle's record counts as that day's."""
FIGURE = {"grr": "grr", "nrr": "nrr", "logo_retention": "logo", "long_tail_grr": "grr"}


class Point(NamedTuple):
    """The figure of one goal on one day."""

    on: date
    value: float


class ReadOnce:
    """A store whose tables are read once, to look at many days of it; in all else the store itself."""

    def __init__(self, store: Store):
        self._store = store
        self._frames: dict[tuple, pl.DataFrame] = {}

    def frame(self, table: str, *columns: str, **equals: object) -> pl.DataFrame:
        """As `Store.frame`."""
        key = (table, columns, repr(sorted(equals.items())))
        if key not in self._frames:
            self._frames[key] = self._store.frame(table, *columns, **equals)
        return self._frames[key]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def figures(snap: Snapshot, keys: Collection[str]) -> dict[str, list[Point]]:
    """Goal -> its figures, oldest first, of the days on which they can be told. A month without one is left out."""
    days = [months_before(snap.as_of, k) for k in range(POINTS)][::-1]
    found: dict[str, list[Point]] = {}
    money = [key for key in keys if key in FIGURE]
    if money:
        found |= _retained(snap, days, money)
    for key in keys:
        if key in OTHERS:
            found[key] = OTHERS[key](snap, days)
    return {key: found[key] for key in keys if key in found}


def _retained(snap: Snapshot, days: Sequence[date], keys: Sequence[str]) -> dict[str, list[Point]]:
    """All retention figures of one day from one reading of it, and of the day a year before."""
    read: dict[date, Snapshot] = {snap.as_of: snap}
    store = ReadOnce(snap.store)
    found: dict[str, list[Point]] = {key: [] for key in keys}
    for day in days:
        then = months_before(day, MONTHS)
        here, start = (read.setdefault(d, snapshot(store, d)) for d in (day, then))
        told_all = set(keys) - {"long_tail_grr"}
        all_of_it = (kept(here) if here is snap else retention(here, MONTHS, start=start)) if told_all else None
        for key in keys:
            segment = BY_KEY[key].segment
            told = retention(here, MONTHS, start=start, accounts=in_segment(start, segment)["account_id"]) if segment else all_of_it
            if told[FIGURE[key]]["point"] is not None:
                found[key].append(Point(day, 100 * told[FIGURE[key]]["point"]))
    return found


def _waits(snap: Snapshot, days: Sequence[date]) -> list[Point]:
    return _told(days, lambda day: time_to_value(as_it_was(snap.signals, snap.as_of, day)))


def as_it_was(signals: pl.DataFrame, as_of: date, day: date) -> pl.DataFrame:
    """tenure_days, days_to_value, milestones_total of the customers who had started by an earlier day, as they stood then."""
    older = (as_of - day).days
    tenure = pl.col("tenure_days") - older
    rows = signals.select("account_id", tenure, "days_to_value", "milestones_total").filter(pl.col("tenure_days") >= 0)
    return rows.with_columns(pl.when(pl.col("days_to_value") <= pl.col("tenure_days")).then("days_to_value").alias("days_to_value"))


def _contacts(snap: Snapshot, days: Sequence[date]) -> list[Point]:
    touched = two_way(snap).select("account_id", "on")
    return _told(days, lambda day: covered_within(since_touch(snap.signals, touched, snap.as_of, day)))


def since_touch(signals: pl.DataFrame, touched: pl.DataFrame, as_of: date, day: date) -> pl.DataFrame:
    """`untouched` of the customers of an earlier day, by the days of contact known today (account_id, on)."""
    older = (as_of - day).days
    there = signals.filter(
        pl.col("churned_on").is_null() | (pl.col("churned_on") > day), (pl.col("tenure_days") - older >= 0).fill_null(True)
    )
    last = touched.filter(pl.col("on") <= day).group_by("account_id").agg(pl.col("on").max())
    since = (pl.lit(day) - pl.col("on")).dt.total_days().alias("days_since_touch")
    rows = there.join(last, on="account_id", how="left", maintain_order="left")
    return untouched(rows.select("account_id", since))


def _states(snap: Snapshot, days: Sequence[date]) -> list[Point]:
    kept = [(day, cycle_signals(snap, day, on_track_columns)) for day in days[:-1]]
    points = [Point(day, told["point"]) for day, rows in kept if rows is not None and (told := on_track(rows))["point"] is not None]
    now = on_track(snap.signals)["point"]
    return [*points, *([] if now is None else [Point(snap.as_of, now)])]


on_track_columns = ("account_id", "churned_on", "tenure_days", "onboarding_status")


def cycle_signals(snap: Snapshot, day: date, columns: Sequence[str], *, within: int = KEPT_WITHIN) -> pl.DataFrame | None:
    """The signals that the last cycle of the days before (or of the day itself) kept; None where none ran, or it lacks a column."""
    for back in range(within + 1):
        if kept := kept_of(snap.store, day - timedelta(days=back), *columns):
            return pl.read_parquet(kept, columns=list(columns))
    return None


def _won(snap: Snapshot, days: Sequence[date]) -> list[Point]:
    first = snap.deals.drop_nulls("account_id")["closed_on"].drop_nulls().min()
    known = [day for day in days if first is not None and months_before(day, MONTHS) >= first]
    return _told(known, lambda day: expansion(snap, on=day))


def _told(days: Sequence[date], figure) -> list[Point]:
    return [Point(day, told["point"]) for day in days if (told := figure(day))["point"] is not None]


OTHERS = {"ttv_days": _waits, "touch_every_days": _contacts, "onboarding_on_track": _states, "expansion_arr": _won}
