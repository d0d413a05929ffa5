"""Systems that tell use by the month: a row is a month's sum, known when the month is over, and no week may be read from it as it stands.

A month's uses are spread evenly over its days; the week in which they fell is not known, and every place that rests on them says so.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import polars as pl

A_MONTH = (27, 32)
"""Days between two rows of a feed by the month, in the middle."""
SPREAD = ", each the sum of a month, spread evenly over its days"
_OF_MONTHS = tuple(
    (re.compile(weeks, re.IGNORECASE), month)
    for weeks, month in (
        (r"\blast (?:four|4) weeks\b", "latest month on record"), (r"\bthe (?:four|4) weeks before\b", "the month before"),
        (r"\bthe four before\b", "the month before"), (r"\bin four weeks\b", "in a month"),
    )
)  # fmt: skip
"""What is said of weeks -> how it is said of the months that they are told by."""
_QUOTED = re.compile(r'("[^"]*")')


class Monthly(NamedTuple):
    """A system that tells use by the month: the first day that it tells of, the last, and whether a row bears its month's first day."""

    system: str
    first_on: date
    until: date
    opens: bool


def monthly(system: str, days: list[date], as_of: date) -> Monthly | None:
    """The system's rhythm where all its days are a month apart: each the last of its month, or each the same day of one; else None.

    `days`: its distinct days up to the day, none of which has an hour. The first of a month names the month that it opens, which is
    over on its last day: a sum is never known before.
    """
    days = sorted(days)
    gaps = [(b - a).days for a, b in pairwise(days)]
    if not gaps or not A_MONTH[0] <= median(gaps) <= A_MONTH[1]:
        return None
    if len({day.day for day in days}) > 1 and not all((day + timedelta(days=1)).day == 1 for day in days):
        return None
    opens = days[0].day == 1
    ends = [end for end in map(_month_end, days) if end <= as_of] if opens else days
    return Monthly(system, pl.select(_begin(pl.lit(ends[0]))).item(), ends[-1], opens)


def told_at(of: list[Monthly]) -> pl.Expr:
    """When a row's use was known: its own time, or the last day of the month that it opens."""
    opens, at = [m.system for m in of if m.opens], pl.col("at")
    return pl.when(pl.col("system").is_in(opens)).then(at.dt.month_end()).otherwise(at) if opens else at


def by_week(rows: pl.LazyFrame, of: list[Monthly], ends: list[date]) -> pl.LazyFrame:
    """Rows of these systems (at: the last day), one for each week that their month touches: `week` back from the system's Sunday in
    `ends`, `uses` the share of the month's that fell in it."""
    systems = pl.LazyFrame({"system": [m.system for m in of], "_sunday": ends})
    systems = systems.with_columns(pl.col("system").cast(rows.collect_schema()["system"]))
    last, sunday = pl.col("at").dt.date(), pl.col("_sunday")
    weeks = pl.int_ranges((sunday - last).dt.total_days() // 7, (sunday - pl.col("_begin")).dt.total_days() // 7 + 1)
    rows = rows.join(systems, on="system").with_columns(_begin(last).alias("_begin")).with_columns(weeks.alias("week")).explode("week")
    closes = sunday - pl.duration(days=7 * pl.col("week"))
    inside = pl.min_horizontal(last, closes) - pl.max_horizontal("_begin", closes - pl.duration(days=6))
    share = (inside.dt.total_days() + 1) / ((last - pl.col("_begin")).dt.total_days() + 1)
    return rows.with_columns(pl.col("uses") * share, pl.col("week").cast(pl.Int32)).drop("_sunday", "_begin")


def on_record(text: str, places: Iterable[str]) -> str:
    """A sentence about the last weeks as what these rows can bear: of use that is told by the month, of its last month."""
    return months_on_record(text) if any(SPREAD in place for place in places) else text


def months_on_record(text: str) -> str:
    """``last four weeks`` and ``the four before`` as what they are of use that is told by the month: its last month, and the one before.

    What stands in quotation marks are the words of others, and stays.
    """
    parts = _QUOTED.split(text)
    for weeks, month in _OF_MONTHS:
        parts[::2] = [weeks.sub(month, part) for part in parts[::2]]
    return "".join(parts)


def _begin(last: pl.Expr) -> pl.Expr:
    """The first day of the month that ends on `last`."""
    return last.dt.offset_by("1d").dt.offset_by("-1mo")


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
