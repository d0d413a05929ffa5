"""What a leader types for a goal or a guardrail, read and checked: ``+2@2027-06-30*2`` is two more than today, by that day, at weight 2."""

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any, NamedTuple

from cs_core.errors import BadInput
from cs_core.orchestration.direction import BY_KEY, GUARDRAILS, Guardrail

LIMITS: dict[str, Guardrail] = {g.key: g for g in GUARDRAILS}
WEIGHTS = (0.1, 5.0)
EXAMPLE = "for example 95, +2 or -10d, with @2027-06-30 for the day and *2 for the weight"
NOTHING = ("", "none", "off")
_SAID = re.compile(r"(?P<value>[^@*]*)(?:@(?P<due>[^*]*))?(?:\*(?P<weight>.*))?", re.S)
_UNIT = re.compile(r"\s*(%|pt|pts|points?|d|days?|x)$", re.I)


class Aim(NamedTuple):
    """One change as a leader gave it: the value (None takes it away), whether it is added to today's figure, the day and the weight."""

    value: float | None
    relative: bool = False
    due_on: date | None = None
    weight: float | None = None
    """None leaves day and weight as they were set, else no day and weight 1."""


def checked(changes: Mapping[str, Any]) -> dict[str, Aim]:
    """Every change as an Aim with its figures in range; BadInput in one line says what is wrong.

    A change is a number, None, an Aim, or text: VALUE, VALUE@DAY, VALUE*WEIGHT or VALUE@DAY*WEIGHT; a sign makes VALUE relative.
    """
    if unknown := sorted(set(changes) - set(BY_KEY) - set(LIMITS)):
        known = f"goals are {', '.join(BY_KEY)}; guardrails are {', '.join(LIMITS)}"
        raise BadInput(f"There is no goal or guardrail {', '.join(unknown)}: {known}")
    return {key: _checked(key, _read(key, said)) for key, said in changes.items()}


def with_defaults(key: str, said: Any, *, due_on: date | None = None, weight: float | None = None) -> Any:
    """A change with a day and a weight where it names none itself; guardrails, and what is taken away, have neither."""
    if key not in BY_KEY or (due_on is None and weight is None):
        return said
    aim = _read(key, said)
    if aim.value is None:
        return aim
    return aim._replace(due_on=aim.due_on or due_on, weight=weight if aim.weight is None else aim.weight)


def _read(key: str, said: Any) -> Aim:
    if said is None or isinstance(said, Aim):
        return said or Aim(None)
    if not isinstance(said, str):
        return Aim(_number(key, said))
    parts = _SAID.fullmatch(said.strip())
    text = parts["value"].strip()
    if text.lower() in NOTHING:
        if parts["due"] or parts["weight"]:
            raise BadInput(f"{key}={said} has a day or a weight but no figure: {EXAMPLE}")
        return Aim(None)
    due = None if parts["due"] is None else _day(key, parts["due"])
    weight = None if parts["weight"] is None else _number(key, parts["weight"])
    return Aim(_number(key, _UNIT.sub("", text)), text[0] in "+-", due, weight)


def _number(key: str, said: Any) -> float:
    try:
        number = float(said)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number):
        raise BadInput(f"{key} must be a number, or none to take it away, not {said!r}: {EXAMPLE}")
    return number


def _day(key: str, said: str) -> date:
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise BadInput(f"The day of {key} must be written as 2027-06-30, not {said.strip()!r}") from None


def _checked(key: str, aim: Aim) -> Aim:
    if key in LIMITS:
        if aim.relative or aim.due_on or aim.weight is not None:
            raise BadInput(f"{key} is a guardrail: give a plain number {_range(LIMITS[key].low, LIMITS[key].high)}, no sign, day or weight")
        _within(key, aim.value, LIMITS[key].low, LIMITS[key].high)
        return aim
    low, high = WEIGHTS
    if aim.weight is not None and not low <= aim.weight <= high:
        raise BadInput(f"The weight of {key} must be a number {_range(low, high)}, not {aim.weight:g}")
    if not aim.relative:
        _within(key, aim.value, 0.0, BY_KEY[key].most)
    elif aim.value == 0 or (aim.value > 0) is not (BY_KEY[key].better == "up"):
        sign = "+" if BY_KEY[key].better == "up" else "-"
        raise BadInput(f"{key}={aim.value:+g} would be no better than today: for this goal the way is {sign}, or give the figure itself")
    return aim


def _within(key: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (isfinite(value) and low <= value <= high):
        raise BadInput(f"{key} must be a number {_range(low, high)}, or none to take it away, not {value:g}")


def _range(low: float, high: float) -> str:
    return f"from {low:g} to {high:g}" if isfinite(high) else f"of {low:g} or more"


def resolved(key: str, aim: Aim, today: float | None) -> float | None:
    """The target itself, given today's figure. Raises BadInput where a relative one cannot be told, or would leave the range."""
    if not aim.relative:
        return aim.value
    if today is None:
        raise BadInput(f"{key}={aim.value:+g} cannot be set: today's figure cannot be told, so give the target itself")
    target = today + aim.value
    if not 0 <= target <= BY_KEY[key].most:
        raise BadInput(f"{key}={aim.value:+g} would be {target:.4g}: today it is {today:.4g}, and it goes {_range(0, BY_KEY[key].most)}")
    return target
