"""How far a plan's outcomes are, by rules alone: achieved, on course, just begun, behind or cannot tell; and what they come to at its end.

Only the customer's own figure says that its goal is reached. What we can see ourselves (milestones, seats in use) is a proxy: it tells
whether the plan is on course, never that the goal is reached. A customer that gave notice has its plan on hold: nothing of it is on course.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

ACHIEVED, ON_COURSE, JUST_BEGUN, BEHIND, CANNOT_TELL = "achieved", "on course", "just begun", "behind", "cannot tell"
ON_HOLD = "on hold"
PARTIAL, MISSED, CANCELLED = "partial", "missed", "cancelled"


class Progress(NamedTuple):
    """A word of the above, and why in a sentence."""

    word: str
    why: str


def way(baseline: float | None, target: float | None, now: float | None) -> float | None:
    """Share of the way from baseline to target, 1 where it is reached; works for figures that are to fall. None where it cannot be told."""
    if baseline is None or target is None or now is None:
        return None
    return (now - baseline) / (target - baseline) if target != baseline else float(now == target)


def expected(start: date, due: date, on: date) -> float:
    """Share of the way that a steady pace would have gone by a day."""
    whole = (due - start).days
    return min(max((on - start).days / whole, 0.0), 1.0) if whole > 0 else 1.0


def own_progress(
    baseline: float | None, target: float | None, figure: float | None, *, told_on: date | None, start: date, due: date, as_of: date
) -> Progress:
    """Progress by the customer's own figure alone."""
    if figure is None or told_on is None:
        return Progress(CANNOT_TELL, "their own figure is not known: ask")
    if target is None:
        return Progress(CANNOT_TELL, "no target is on record to hold their figure against: ask")
    gone = way(baseline, target, figure)
    if gone is None:
        return Progress(CANNOT_TELL, "where they started is not on record, so their figure cannot be placed: ask")
    if gone >= 1:
        return Progress(ACHIEVED, "their own figure meets the target")
    age = (as_of - told_on).days
    if age > FRESH_DAYS:
        return Progress(CANNOT_TELL, f"their own figure is {age} days old: ask again")
    due_by_then = expected(start, due, told_on)
    said = f"their own figure is {gone:.0%} of the way, a steady pace would be at {due_by_then:.0%}"
    return Progress(_pace(gone, due_by_then, TOLERANCE), said)


def milestone_progress(done: int | None, total: int | None, overdue_days: int | None) -> Progress:
    """Progress by the vendor's value milestones."""
    if done is None or not total:
        return Progress(CANNOT_TELL, "milestones cannot be seen")
    if done >= total:
        return Progress(ACHIEVED, f"all {total} milestones are reached")
    said = f"{done} of {total} milestones are reached"
    if overdue_days is None:
        return Progress(CANNOT_TELL, f"{said}; when the next one is due is not known")
    late = overdue_days > 0
    return Progress(BEHIND if late else ON_COURSE, f"{said}, the next one is {'late' if late else 'in time'}")


def adoption_progress(baseline: float, target: float, now: float | None, *, start: date, due: date, as_of: date) -> Progress:
    """Progress by the share of seats in use, at a steady pace from the day on which the plan began."""
    gone = way(baseline, target, now)
    if gone is None:
        return Progress(CANNOT_TELL, "seats in use cannot be seen")
    if gone >= 1:
        return Progress(ACHIEVED, "seats in use are where those of customers alike are")
    by_now = expected(start, due, as_of)
    said = f"seats in use are {max(gone, 0):.0%} of the way, a steady pace would be at {by_now:.0%}"
    return Progress(_pace(gone, by_now, ADOPTION_TOLERANCE), said)


def _pace(gone: float, by_now: float, tolerance: float) -> str:
    """A pace that is kept, within the tolerance: on course once some of the way is gone, and until then no more than begun."""
    if gone < by_now - tolerance:
        return BEHIND
    return ON_COURSE if round(gone, 2) > 0 else JUST_BEGUN


def overall(outcomes: Iterable[Mapping]) -> Progress:
    """The plan's progress: by their own figure where it can be told, else by what we can see, and then it says so."""
    own = [o for o in outcomes if not o["proxy"]]
    told = next((o for o in own if o["progress"] != CANNOT_TELL), None)
    if told:
        return Progress(told["progress"], told["why"])
    seen = [o for o in outcomes if o["proxy"] and o["progress"] != CANNOT_TELL]
    ask = own[0]["why"] if own else "their own figure is not known: ask"
    if not seen:
        return Progress(CANNOT_TELL, ask)
    late = [o for o in seen if o["progress"] == BEHIND]
    moved = [o for o in seen if o["progress"] != JUST_BEGUN]
    word = BEHIND if late else ON_COURSE if moved else JUST_BEGUN
    return Progress(word, f"by what we can see, {'; '.join(o['why'] for o in late or moved or seen)}; {ask}")


def on_hold(outcomes: Iterable[Mapping], why: str) -> list[dict]:
    """The outcomes with their initiatives and tasks put on hold, save what is achieved."""

    def held(one: Mapping) -> dict:
        return {**one} if one["progress"] == ACHIEVED else {**one, "progress": ON_HOLD}

    def with_tasks(way_there: Mapping) -> dict:
        return held(way_there) | {"tasks": [held(t) for t in way_there["tasks"]]}

    found = ((held(o), o) for o in outcomes)
    return [
        new | {"why": o["why"] if new["progress"] == ACHIEVED else why, "initiatives": [with_tasks(i) for i in o["initiatives"]]}
        for new, o in found
    ]


def closing(outcomes: Iterable[Mapping], *, due: date, as_of: date) -> Progress | None:
    """How the plan closes today, or None while it stays open.

    Reached by their own figure it closes at once; else on its date, partial from half of the way on. Where they told no figure it waits
    so long for one, and then closes as what it is: cannot tell.
    """
    own = next(o for o in outcomes if not o["proxy"])
    if own["progress"] == ACHIEVED:
        return Progress(ACHIEVED, own["why"])
    if as_of < due:
        return None
    gone = way(own["baseline"], own["target"], own["current"])
    if gone is not None:
        return Progress(PARTIAL if gone >= HALF else MISSED, f"on its date their own figure was {max(gone, 0):.0%} of the way")
    if as_of >= due + timedelta(days=WAIT_DAYS):
        return Progress(CANNOT_TELL, f"its date has passed by {(as_of - due).days} days and {own['why']}")
    return None


def result(outcome: Mapping, state: str, *, due: date, as_of: date) -> str:
    """What one outcome comes to when its plan closes; before the plan's date what is not achieved is cancelled."""
    if outcome["progress"] == ACHIEVED:
        return ACHIEVED
    if state == CANCELLED or as_of < due:
        return CANCELLED
    gone = way(outcome["baseline"], outcome["target"], outcome["current"])
    if gone is None:
        return CANNOT_TELL
    return PARTIAL if gone >= HALF else MISSED


def success_rate(results: Iterable[str]) -> float | None:
    """Mean of outcomes: achieved 1, partial 0.5, missed 0; cancelled ones, and those that cannot be told, are left out."""
    worth = [WORTH[r] for r in results if r in WORTH]
    return sum(worth) / len(worth) if worth else None


WORTH = {ACHIEVED: 1.0, PARTIAL: 0.5, MISSED: 0.0}
FRESH_DAYS = 120
"""So long their own figure speaks for today: a quarter and a month."""
TOLERANCE = 0.1
"""So far behind a steady pace an outcome is still on course."""
ADOPTION_TOLERANCE = 0.25
"""Seats come into use in jumps, so that adoption may lag a steady pace by more."""
HALF = 0.5
WAIT_DAYS = 60
"""After its date a plan waits so long for their own figure."""
