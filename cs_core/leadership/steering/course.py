"""Whether a goal will be met: how far its figure has come, where the months so far lead by its day, and how likely that is, in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import exp, inf, log, sqrt
from typing import Any, NamedTuple

from scipy.special import stdtr, stdtrit

from cs_core.context.wording.days import DAYS_A_MONTH, spelt
from cs_core.leadership.revenue import months_before
from cs_core.leadership.steering.past import Point
from cs_core.orchestration.direction import Goal
from cs_core.records import Interval


class Scale(NamedTuple):
    """How a figure is carried on, and back."""

    to: Callable[[float], float]
    back: Callable[[float], float]


AS_IT_IS, IN_PROPORTION = Scale(float, float), Scale(log, exp)
"""Days change in proportion: they never come to nothing, and a long wait may become much longer."""
UNTOLD = {"point": None, "low": None, "high": None, "wide": False, "chance": None}
WIDE = 0.5
"""A range wider than this share of its figure is told as a range: the figure in its middle is none to plan by."""
FEWEST_POINTS = 4
AHEAD_MONTHS = 3
NOT_YET = "cannot tell yet"
MORE_LIKELY, LESS_LIKELY = "more likely than not", "less likely than not"
"""All that is said of a chance where the range is too wide to plan by: a percentage would sound surer than the range is."""
CHANCES: tuple[tuple[float, str], ...] = (
    (0.9, "very likely"), (0.67, "likely"), (0.33, "could go either way"), (0.1, "unlikely"), (0.0, "very unlikely"),
)  # fmt: skip
"""(chance from which on, how it is said)."""
REACHED, ON_COURSE, EITHER_WAY, OFF_COURSE, MISSED, CANNOT_TELL, NOT_SET = (
    "reached", "on course", "could go either way", "off course", "missed", NOT_YET, "not set",
)  # fmt: skip
STATUSES = (REACHED, ON_COURSE, EITHER_WAY, OFF_COURSE, MISSED, CANNOT_TELL, NOT_SET)


def reached(figure: float | None, target: float, better: str) -> bool | None:
    """Whether a figure meets the target; None where there is no figure."""
    if figure is None:
        return None
    return figure >= target if better == "up" else figure <= target


def meets(told: Mapping[str, Any], target: float, better: str) -> bool | None:
    """`reached` of a figure as measured: never of one that too many customers stand apart from."""
    met = reached(told["point"], target, better)
    return met and not told.get("short")


def progress(now: Mapping[str, Any], baseline: float | None, target: float) -> dict[str, float] | None:
    """Share of the way from baseline to target (1 is there), with the figure's own interval; None where either end is unknown."""
    if baseline is None or baseline == target or any(now[c] is None for c in Interval._fields):
        return None
    share = {c: (now[c] - baseline) / (target - baseline) for c in Interval._fields}
    low, high = sorted((share["low"], share["high"]))
    return {"point": share["point"], "low": low, "high": high}


def forecast(
    goal: Goal, points: Sequence[Point], *, as_of: date, target: float | None, due_on: date | None, short: str = ""
) -> dict[str, Any]:
    """point, low, high (95 %) on the goal's day, else three months on; `wide`: too wide a range to plan by; `chance` of meeting the target
    by then; `on`; `says`. `short`: why no figure of it would meet a target.
    """
    on = due_on if due_on and due_on > as_of else months_before(as_of, -AHEAD_MONTHS)
    if target is not None and short:
        return UNTOLD | {"on": on.isoformat(), "says": f"{NOT_YET}: {short}"}
    scale = IN_PROPORTION if goal.unit == "days" and all(p.value > 0 for p in points) else AS_IT_IS
    told = ahead([p._replace(value=scale.to(p.value)) for p in points], on)
    if told is None or points[-1].on != as_of:
        known = f"{len(points)} of {FEWEST_POINTS} monthly figures are known" if told is None else "today's figure cannot be told"
        return UNTOLD | {"on": on.isoformat(), "says": f"{NOT_YET}: {known}"}
    point, spread, df = told
    half = float(stdtrit(df, 0.975)) * spread
    end = scale.to(goal.most)
    least, likeliest, most = (scale.back(min(x, end)) for x in (point - half, point, point + half))
    if likeliest <= 0 < points[-1].value:
        says = f"{NOT_YET}: {_so_far(points)}, the figure would be at nothing before {spelt(on)}, so it will not go on so"
        return UNTOLD | {"on": on.isoformat(), "says": says}
    low, found_at, high = (min(max(x, 0.0), goal.most) for x in (least, likeliest, most))
    found = {"point": found_at, "low": low, "high": high, "wide": high - low > WIDE * found_at, "on": on.isoformat()}
    if target is None:
        return found | {"chance": None, "says": _doubt(goal, points, on)}
    aim = scale.to(target) if target > 0 else -inf if scale is IN_PROPORTION else target
    under = float(stdtr(df, (aim - point) / spread)) if spread else float(point < aim)
    chance = 1 - under if goal.better == "up" else under
    said = likely(chance, wide=found["wide"])
    met = f"it {said} whether it is met" if _word(chance) == EITHER_WAY else f"{said} to be met"
    return found | {"chance": chance, "says": f"{met} by {spelt(on)} {_doubt(goal, points, on)}"}


def ahead(points: Sequence[Point], on: date) -> tuple[float, float, int] | None:
    """Figure on a later day, its standard error and degrees of freedom: a random walk with drift; None of fewer than FEWEST_POINTS.

    Neighbouring 12-month figures share eleven months, so that a straight line through them would look far surer than it is. What is new
    each month is their difference: its mean carries the figure on, for as many months as it was seen and no longer, and its spread adds
    up with the months ahead.
    """
    if len(points) < FEWEST_POINTS:
        return None
    gaps = [(b.on - a.on).days / DAYS_A_MONTH for a, b in pairwise(points)]
    steps = [b.value - a.value for a, b in pairwise(points)]
    span, months = sum(gaps), (on - points[-1].on).days / DAYS_A_MONTH
    drift, df = sum(steps) / span, len(steps) - 1
    variance = sum((step - drift * gap) ** 2 / gap for step, gap in zip(steps, gaps, strict=True)) / df
    return points[-1].value + drift * min(months, span), sqrt(variance * (months + months**2 / span)), df


def likely(chance: float, *, wide: bool = False) -> str:
    """A chance in words with its figure, never surer than 99 in 100; of a `wide` range which way it leans, and no figure."""
    word = _word(chance)
    if wide:
        return word if word == EITHER_WAY else MORE_LIKELY if chance > 0.5 else LESS_LIKELY
    return f"{word} ({min(max(chance, 0.01), 0.99):.0%})"


def _word(chance: float) -> str:
    return next(word for least, word in CHANCES if chance >= least)


def status(goal: Goal, told: Mapping[str, Any], target: float | None, due_on: date | None, ahead: Mapping[str, Any], as_of: date) -> str:
    """One of STATUSES."""
    if target is None:
        return NOT_SET
    met, chance = meets(told, target, goal.better), ahead["chance"]
    if met or (met is False and due_on and due_on <= as_of):
        return REACHED if met else MISSED
    if met is None or chance is None:
        return CANNOT_TELL
    return ON_COURSE if chance >= CHANCES[1][0] else EITHER_WAY if chance >= CHANCES[2][0] else OFF_COURSE


def _months(points: Sequence[Point]) -> int:
    return round((points[-1].on - points[0].on).days / DAYS_A_MONTH)


def _so_far(points: Sequence[Point]) -> str:
    return f"if it goes on as in the {_months(points)} months so far"


def _doubt(goal: Goal, points: Sequence[Point], on: date) -> str:
    longer = on - points[-1].on > points[-1].on - points[0].on
    said = f"{_so_far(points)}{f' for {_months(points)} months more and then stays as it is' if longer else ''}"
    return f"{said}; {BESIDE_FORECAST}" if goal.key in ALSO_FORECAST else said


ALSO_FORECAST = ("grr", "nrr", "logo_retention")
"""Goals of whose figure the Forecast page tells the coming months too, in another way."""
BESIDE_FORECAST = (
    "this is the trend of a twelve-month figure, while the Forecast page counts the renewals and notices of the days ahead, and may tell "
    "another figure for the same day"
)
