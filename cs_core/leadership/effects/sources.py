"""Where an effect may be known from: the newest pilot that came due, or what came of those who were and were not in contact before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.leaving import chance_to_leave
from cs_core.context.signals.contract import departures
from cs_core.context.signals.past import FEATURES, features, learning_rows
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import between
from cs_core.leadership.effects.presence import CALL, NAMED, REVIEWED, WORKSHOP, present
from cs_core.leadership.effects.prior import prior_impact
from cs_core.leadership.impact import Impact, estimate
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, WITH_PERSON, Drawn, pilots
from cs_core.orchestration.pilots.readout import course_of

WINDOW_DAYS = 28
"""History is looked back on from past days: contact within so many days of one, and who was kept after."""

MOST_ROWS = 6_000
"""Of history so many rows are read at most, evenly chosen: more would keep a page waiting."""

FEWEST_DRAWN = 20
"""A pilot speaks for accounts of a segment of which it drew at least so many."""

KEPT_OUTCOMES = ("kept_90", "kept_180")
OUTCOME = "churn"


class Source(NamedTuple):
    """One answer for one mode: why it may or may not be used, and the effect of each account that it can speak for."""

    why: str
    rows: pl.DataFrame | None = None
    """account_id, effect, low, high, why; None where it may not be used."""
    alike: bool = False
    """It tells an average only: who gains more than others is not known from it."""


def by_pilot(snap: Snapshot, mode: str, seen: pl.DataFrame, current: pl.DataFrame) -> Source:
    """The effect of being drawn to a person (for reviewed agents: to agents), as the newest pilot that came due shows it.

    All that were drawn count, reached or not: what is told is the effect of giving an account the mode, not of a touch that succeeds.
    """
    one, two = (ONLY_AGENTS, HOLDOUT) if mode == REVIEWED else (WITH_PERSON, ONLY_AGENTS)
    drawn = [p for p in pilots(snap.store, snap.as_of) if {one, two} <= set(p.rows["arm"].unique())]
    if not drawn:
        return Source(f"no pilot has compared {one} with {two}")
    courses = [course_of(snap, p) for p in drawn]
    course = next((c for c in reversed(courses) if c.due), courses[-1])
    pilot = course.pilot
    called = f"pilot “{pilot.name}”"
    if course.outcome.key not in KEPT_OUTCOMES:
        return Source(f"{called} asks who is {course.outcome.says}: not yet customers kept")
    if not course.due:
        return Source(f"{called} comes due on {spelt(course.due_on)}")
    if pilot.ended and pilot.ended["at"][:10] < course.due_on.isoformat():
        return Source(f"{called} was ended before it came due: {pilot.ended['why']}")
    done, reached = _done(pilot, seen, course.due_on, one)
    if done != mode:
        return Source(f"{called} tried: {done}" if done else f"nobody logged what was done in {called}")
    rows = course.rows.filter(pl.col("arm").is_in([one, two]))
    then = _with_assumed(snapshot(snap.store, pilot.started_on).signals, mode)
    rows = rows.join(then, on="account_id", how="left", maintain_order="left").sort("account_id")
    told = estimate(rows.select(*FEATURES, *GUESSES), rows["arm"] == one, rows["day"].is_null(), randomised=True)
    if not told.usable:
        return Source(f"{called}: {told.says}")
    drawn_of = (pl.col("account_id").is_in(pilot.rows["account_id"].implode()).sum() >= FEWEST_DRAWN).over("segment")
    like = current.filter(drawn_of)
    if like.is_empty():
        return Source(f"{called} drew customers of kinds that are not there now")
    label = f"Measured in {called}: {one} less {two}, {course.outcome.says}, {reached:.0%} of them reached; {_average(told)}"
    return _answer(told, like, _with_assumed(like, mode), label, f"{called}: {told.says}")


def by_history(snap: Snapshot, mode: str, seen: pl.DataFrame, current: pl.DataFrame) -> Source:
    """What came of customers with whom we were in contact by the mode on past days, against those left alone, like with like."""
    if OUTCOME not in (rows := learning_rows(snap)).columns:
        return Source("no past day tells who was kept")
    rows = rows.filter(pl.col(OUTCOME).is_not_null())
    days = sorted(rows["day"].unique(), reverse=True)
    parts = [_contacted(rows.filter(pl.col("day") == day), day, seen, mode, departures(snap)) for day in days]
    rows = pl.concat(parts) if parts else rows.with_columns(touched=pl.lit(False))
    rows = rows.gather_every(max(1, -(-rows.height // MOST_ROWS)))
    told = estimate(
        rows.select(FEATURES), rows["touched"], ~rows[OUTCOME].cast(pl.Boolean), randomised=False, groups=rows["account_id"], if_usable=True
    )  # fmt: skip
    if not told.usable:
        return Source(told.says)
    if not told.sensitivity.holds:
        weak = "a hidden cause as strong as the strongest known feature would explain it away"
        return Source(f"{weak if told.sensitivity.interval else 'an order without an average is too little from history'}. {told.says}")
    label = f"Observed, may be confounded: contact within {WINDOW_DAYS} days of past days, kept after; {_average(told)}"
    return _answer(told, current, features(current), label, told.says)


def _answer(told: Impact, like: pl.DataFrame, known: pl.DataFrame, label: str, why: str) -> Source:
    found = told.effect(known) if told.ranks else pl.DataFrame([told.average] * like.height, schema=AVERAGE, orient="row")
    rows = found.with_columns(like["account_id"], why=pl.lit(label)).select("account_id", "effect", "low", "high", "why")
    return Source(why, rows, alike=not told.ranks)


def _average(told: Impact) -> str:
    return f"average {between(told.average._asdict(), unit='pt', times=100)}"


def _done(pilot: Drawn, seen: pl.DataFrame, end: date, arm: str) -> tuple[str | None, float]:
    """The mode by which most accounts of an arm that were reached were reached, fullest first, and the share that was reached by it."""
    drawn = pilot.rows.filter(pl.col("arm") == arm)
    rows = drawn.select("account_id").join(present(seen, pilot.started_on, end), on="account_id")
    count = {mode: int(rows[mode].sum()) for mode in FULLEST}
    most = max(count, key=lambda mode: count[mode])
    return (most if count[most] else None), count[most] / max(drawn.height, 1)


def _contacted(rows: pl.DataFrame, day: date, seen: pl.DataFrame, mode: str, gone: pl.DataFrame) -> pl.DataFrame:
    """The rows of one past day with `touched`; those of other modes, and of accounts that left within the window, are left out."""
    until = day + timedelta(days=WINDOW_DAYS)
    left = gone.filter(pl.col("churned_on") <= until)
    both = rows.join(left, on="account_id", how="anti", maintain_order="left").join(
        present(seen, day, until), on="account_id", how="left", maintain_order="left"
    )
    touched, alone = pl.col(mode).fill_null(False), pl.col("person").is_null()
    return both.with_columns(touched.alias("touched")).filter(touched | alone).select([*rows.columns, "touched"])


def _with_assumed(signals: pl.DataFrame, mode: str) -> pl.DataFrame:
    """account_id, `FEATURES` and `GUESSES`, in the order of `signals`: what was known, and what was thought of it."""
    signals = signals.with_columns(chance_to_leave())
    assumed = prior_impact(signals).filter(pl.col("mode") == mode).select("account_id", pl.col("impact").alias("assumed_impact"))
    told = features(signals).with_columns(signals["account_id"], signals["churn_probability"])
    return told.join(assumed, on="account_id", how="left", maintain_order="left")


GUESSES = ("churn_probability", "assumed_impact")
"""An assumption that is right makes the learner's work short, and one that is wrong gets no weight."""

FULLEST = (NAMED, WORKSHOP, CALL, REVIEWED)
AVERAGE = dict.fromkeys(("effect", "low", "high"), pl.Float64)
SOURCES: tuple[tuple[str, Callable[[Snapshot, str, pl.DataFrame, pl.DataFrame], Source]], ...] = (
    ("experiment", by_pilot), ("observed", by_history),
)  # fmt: skip
"""What is looked at before the assumption, the best first."""
