"""A pilot in words: what it could see, why it says what it says, and when it could say more."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import in_points, signed
from cs_core.leadership.revenue import days
from cs_core.leadership.trials.design import Design, design_from, eligible, scope, takes
from cs_core.orchestration.pilots.readout import Course
from cs_core.orchestration.pilots.sequential import factor

ACCRUAL_DAYS = 180
"""New customers of the last so many days tell how many will come."""
FARTHEST_DAYS = 3 * 365
"""A date further off than this is none."""
NOT_YET, TOO_SMALL = "cannot tell yet", "too small to tell"
"""What a pilot says whose interval holds no effect; and why, where none was to be seen from its beginning."""


def scope_in_words(design: Design) -> str:
    """Whom a pilot studies: ``long-tail accounts``, ``mid-market or long-tail accounts of ARR up to 9,000``."""
    named = " or ".join(s.replace(" ", "-") for s in design.segments)
    whom = f"{named} accounts" if named else "accounts of any segment"
    bounds = [f"from {design.least_arr:,.0f}"] if design.least_arr is not None else []
    bounds += [f"up to {design.most_arr:,.0f}"] if design.most_arr is not None else []
    return f"{whom} of ARR {' '.join(bounds)}" if bounds else whom


def power_in_words(told: Mapping[str, Any]) -> str:
    """What a pilot could see, and how large one must be, by one row of `design.power` (base, mde, says, takes)."""
    base, mde, must = told["base"], told["mde"], told["takes"]
    if base is None:
        return "How much could be seen is unknown: of nobody like these can it be told for the same time before."
    if mde is None:
        least = f"Even 100% {told['says']} could not be told from the {base['point']:.1%} before"
        return f"{least}: it takes {_needed(must)}, or an early sign, which shows sooner."
    before = f"{base['point']:.1%} were {told['says']} before"
    seen = f"A difference of {mde * 100:.1f} points would be seen in four of five such pilots ({before})."
    return f"{seen} To tell less it takes {_needed(must)}." if must and mde > must["rise"] else seen


def _needed(must: Mapping[str, Any] | None) -> str:
    """About 9,800 accounts to see a rise of 1.1 points: how large a pilot must be, by `design.takes`."""
    if must is None or must["n"] is None:
        return "more accounts than anybody has" if must else "more accounts"
    return f"about {must['n']:,} accounts to see a rise of {must['rise'] * 100:.1f} points (a third of those who did badly)"


def why(course: Course, says: str, pair: Mapping[str, Any], ahead: Mapping[str, Any] | None) -> str:
    """The reason of what a pilot says, in sentences."""
    told, ended = pair["effect"], course.pilot.ended
    parts = [f"It was {ended['kind']} on {spelt(ended['at'][:10])} by {ended['by']}: {ended['why']}."] if ended else []
    if says == NOT_YET and too_small(course.pilot.design):
        parts.append(_too_few(course))
    if told is None:
        parts.append(_nothing(course))
    else:
        so_far = "" if course.due else f" by day {course.day} of {course.outcome.days}"
        parts.append(f"{pair['one'].capitalize()} less {pair['two']}: {in_points(told)} {course.outcome.says}{so_far}.")
        if says == NOT_YET:
            parts.append("No effect at all is still possible.")
        elif course.outcome.watched:
            parts.append("The interval holds however often it was looked at.")
    parts += [ahead["says"]] if ahead else []
    if course.outcome.proxy:
        parts.append(f"An early sign only: {course.outcome.proxy}.")
    return " ".join(parts)


def _nothing(course: Course) -> str:
    came = int(course.rows["day"].is_not_null().sum())
    if not course.outcome.watched and not course.due:
        return f"It is told once, on {spelt(course.due_on)}: nothing is read before."
    word = "left" if course.outcome.bad else f"were {course.outcome.says}"
    so_far = f"By day {course.day} of {course.outcome.days}, {came} of {course.rows.height:,} accounts {word}"
    return f"{so_far}: too few to compare the groups."


def when(snap: Snapshot, course: Course, told: Mapping[str, float] | None) -> dict[str, Any]:
    """on (ISO day, or null) and says: when an answer could come, if what was seen so far goes on; from due day, size and new customers."""
    if told is None or not told["point"] or not course.due:
        return _by_the_due_day(course, told)
    need = ceil(course.pilot.rows.height * (_radius(told) / abs(told["point"])) ** 2)
    more = need - course.pilot.rows.height
    free, coming = _free(snap, course), _accrual(snap, course)
    wait = 0 if free >= more else ceil((more - free) / coming) if coming else None
    point = f"At the difference seen so far ({signed(told['point'] * 100)} points) it takes about {need:,} accounts, {more:,} more"
    if wait is None or wait + course.outcome.days > FARTHEST_DAYS:
        has = f"{free:,} are eligible now and {coming * 30:.0f} come a month"
        return {"on": None, "says": f"{point}; {has}: no date within three years. An early sign, or a wider scope, could tell sooner."}
    on = snap.as_of + days(wait + course.outcome.days)
    begin = "now" if not wait else f"on {spelt(snap.as_of + days(wait))}, when so many have come"
    return {"on": on.isoformat(), "says": f"{point}: a second pilot with those not yet drawn, begun {begin}, could tell on {spelt(on)}."}


def _by_the_due_day(course: Course, told: Mapping[str, float] | None) -> dict[str, Any]:
    """Before the due day: the first day on which the difference, going on as it does, would be outside the sequence; else that day."""
    due, mde = course.due_on, course.pilot.design.get("mde")
    if told and told["point"] and (day := _crosses(course, told)):
        on = course.pilot.started_on + days(day)
        return {"on": on.isoformat(), "says": f"If the difference goes on as so far, it could be told on {spelt(on)}."}
    if told and told["point"] and course.day * 3 >= course.outcome.days:
        says = f"If the difference goes on as so far, it can't be told from chance by {spelt(due)} either, when all is in."
        return {"on": due.isoformat(), "says": says}
    if too_small(course.pilot.design):
        return {"on": None, "says": f"All is in on {spelt(due)}."}
    least = f" if it is {mde * 100:.1f} points or more" if mde else ""
    return {"on": due.isoformat(), "says": f"It could be told by {spelt(due)}{least}."}


def too_small(design: Mapping[str, Any]) -> bool:
    """Whether a pilot, by its design as it was stored, was too small from its beginning: no difference was expected to be seen."""
    return design.get("mde") is None and bool(design.get("base"))


def _too_few(course: Course) -> str:
    """Of a pilot that was too small from its beginning: how many accounts it takes."""
    must = _needed(takes(design_from(course.pilot.design), course.outcome, course.pilot.design["base"]))
    n = course.pilot.rows.height
    sooner = "or an early sign, which shows sooner"
    return f"Of {n:,} accounts no difference in this outcome was expected to be seen: it takes {must}, {sooner}."


def _crosses(course: Course, told: Mapping[str, float]) -> int | None:
    """Difference and variance both grow as departures do, evenly: the day on which the one outgrows the sequence of the other."""
    for day in range(course.day, course.outcome.days + 1):
        grown = day / course.day
        seen = day / course.outcome.days
        radius = _radius(told) / factor(course.day / course.outcome.days) * grown**0.5 * factor(seen)
        if abs(told["point"]) * grown > radius:
            return day
    return None


def _radius(told: Mapping[str, float]) -> float:
    return max(told["high"] - told["point"], told["point"] - told["low"])


def _free(snap: Snapshot, course: Course) -> int:
    return eligible(snap, design_from(course.pilot.design)).accounts.height


def _accrual(snap: Snapshot, course: Course) -> float:
    """New customers in scope a day, over the last half-year."""
    young = (pl.col("tenure_days") <= ACCRUAL_DAYS, pl.col("churned_on").is_null())
    return snap.signals.filter(*young, *scope(design_from(course.pilot.design))).height / ACCRUAL_DAYS


