"""What a pilot shows so far: arms compared in pairs by a sequence that stays valid however often it is read. Intention to treat."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON, Drawn
from cs_core.orchestration.pilots.outcomes import BY_KEY, USUAL, Outcome
from cs_core.orchestration.pilots.sequential import ALPHA, Cell, difference, error_of
from cs_core.records import Interval

PLANNED = 0.1
"""Share to which it comes to pass, where nothing was known of it when the pilot was drawn."""

FEWEST_CAME = 5
"""Fewer than this in two arms together: no interval."""

WEEK = 7


class Pair(NamedTuple):
    """Two arms compared: the first less the second."""

    one: str
    two: str
    says: str


PAIRS = (
    Pair(ONLY_AGENTS, HOLDOUT, "what agents change"),
    Pair(WITH_PERSON, ONLY_AGENTS, "what people add to agents"),
    Pair(WITH_PERSON, HOLDOUT, "what agents and people change together"),
)
"""The first whose arms a pilot has is its question."""


class Course(NamedTuple):
    """What is known of one pilot: rows (account_id, arm, stratum, day: how many days from the start it came to pass, or null)."""

    pilot: Drawn
    outcome: Outcome
    rows: pl.DataFrame
    day: int
    """Days since the start, at most those of the outcome."""

    @property
    def due(self) -> bool:
        return self.day >= self.outcome.days

    @property
    def due_on(self) -> date:
        return self.pilot.started_on + timedelta(days=self.outcome.days)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        arms = set(self.pilot.rows["arm"].unique())
        return tuple(pair for pair in PAIRS if {pair.one, pair.two} <= arms)

    @property
    def planned(self) -> float:
        """The share to which it was expected to come to pass by the due day."""
        base = self.pilot.design.get("base")
        return PLANNED if base is None else 1 - base["point"] if self.outcome.bad else base["point"]


def course_of(snap: Snapshot, pilot: Drawn) -> Course:
    """What came of the accounts of a pilot by the snapshot's day. All that were drawn count, whatever was done with them since.

    What came of one that is part of another one by now is what came of that one.
    """
    outcome = BY_KEY[pilot.design.get("outcome", USUAL)]
    day = min((snap.as_of - pilot.started_on).days, outcome.days)
    about = pilot.rows.select("account_id", "arm", "stratum", pl.col("account_id").replace(snap.moved).alias("now"))
    if outcome.watched or day >= outcome.days:
        came = outcome.came(snap, about.select(pl.col("now").unique(maintain_order=True).alias("account_id")), pilot.started_on, day)
        about = about.join(came.rename({"account_id": "now"}), on="now", maintain_order="left")
    else:
        about = about.with_columns(pl.lit(None, pl.Date).alias("on"))
    since = (pl.col("on") - pl.lit(pilot.started_on)).dt.total_days()
    return Course(pilot, outcome, about.select("account_id", "arm", "stratum", since.alias("day")), day)


def effect(
    course: Course, pair: Pair, *, day: int | None = None, within: pl.Expr | None = None, alpha: float = ALPHA
) -> Interval | None:
    """Share that did well in the first arm less that in the second, by a day of the pilot; None where too little came to pass.

    `within` keeps only some accounts, chosen by what was known at the start (the stratum).
    """
    day = course.day if day is None else day
    if not course.outcome.watched and day < course.outcome.days:
        return None
    rows = course.rows if within is None else course.rows.filter(within)
    cells, came = _cells(rows, course.outcome, pair, day)
    if came < FEWEST_CAME:
        return None
    return difference(cells, seen=_seen(cells, course) if course.outcome.watched else None, alpha=alpha)


def weekly(course: Course, pair: Pair) -> list[dict[str, Any]]:
    """The effect with its sequence at the end of each week so far, and today: day, on, point, low, high."""
    days = [*range(WEEK, course.day, WEEK), course.day]
    told = ((day, effect(course, pair, day=day)) for day in days if day > 0)
    return [{"day": d, "on": (course.pilot.started_on + timedelta(days=d)).isoformat(), **e._asdict()} for d, e in told if e]


def harmful(course: Course) -> tuple[Pair, Interval] | None:
    """The first arm that does surely worse than the one it is compared with: the sequence's upper bound is below 0."""
    held = [p for p in course.pairs if p.two == HOLDOUT] or list(course.pairs)
    told = ((pair, effect(course, pair)) for pair in held)
    return next(((pair, found) for pair, found in told if found and found.high < 0), None)


def counts(course: Course) -> list[dict[str, Any]]:
    """arm, n, came (to how many it came to pass so far), known (of how many it can be told) for each arm, in the order of ARMS."""
    found = []
    for arm in (a for a in ARMS if (course.pilot.rows["arm"] == a).any()):
        rows = course.rows.filter(pl.col("arm") == arm)
        n = course.pilot.rows.filter(pl.col("arm") == arm).height
        found.append({"arm": arm, "n": n, "known": rows.height, "came": int(rows["day"].is_not_null().sum())})
    return found


def _cells(rows: pl.DataFrame, outcome: Outcome, pair: Pair, day: int) -> tuple[list[Cell], int]:
    """A cell a stratum, and to how many accounts of the two arms it came to pass by the day."""
    both = rows.filter(pl.col("arm").is_in([pair.one, pair.two])).with_columns((pl.col("day") <= day).fill_null(False).alias("came"))
    well = ~pl.col("came") if outcome.bad else pl.col("came")
    one, two = (pl.col("arm") == arm for arm in pair[:2])
    sums = (well & one, one, well & two, two)
    table = both.group_by("stratum").agg(e.sum().alias(name) for name, e in zip(Cell._fields, sums, strict=True)).sort("stratum")
    return [Cell(*row) for row in table.select(Cell._fields).iter_rows()], int(both["came"].sum())


def _seen(cells: Sequence[Cell], course: Course) -> float:
    """Information so far as a share of what was expected by the due day: in both, the variance of the difference that has come about."""
    total = Cell(*(sum(column) for column in zip(*cells, strict=True)))
    share = course.planned
    least = 1 / (min(total.n_one, total.n_two) + 2)
    planned = min(1 - least, max(least, share))
    return error_of(total) ** 2 / (planned * (1 - planned) * (1 / (total.n_one + 2) + 1 / (total.n_two + 2)))
