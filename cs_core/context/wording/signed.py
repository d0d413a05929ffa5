"""How a figure is written that may be below nothing: a difference with its sign, where it has one, and no figure as ``-0``."""

from collections.abc import Mapping

from cs_core.context.wording.counted import in_unit, unit_behind


def signed(x: float, form: str = ".1f") -> str:
    """``+0.5``, ``-0.8``; what rounds to nothing has no sign."""
    told = f"{x:+{form}}"
    return told if any(digit in told for digit in "123456789") else told[1:]


def amount(x: float, form: str = ".1f") -> str:
    """``0.5``, ``-0.8``; what rounds to nothing has no sign."""
    return signed(x, form).removeprefix("+")


def figure(x: float) -> str:
    """At most one decimal, and none from a thousand on: ``84.1``, ``110``, ``501,704``."""
    return amount(x, ",.1f").removesuffix(".0") if abs(x) < 1_000 else f"{x:,.0f}"


def figure_in(x: float, unit: str) -> str:
    """A `figure` with its unit: ``84.1%``, ``1 day``, ``501,704 EUR/yr``."""
    return in_unit(figure(x), unit_behind(round(x, 1), unit))


def between(told: Mapping[str, float], form: str = ".1f", *, unit: str = "", times: float = 1) -> str:
    """``+0.5 points (-0.3 to +1.2)`` of a difference with point, low and high in this `unit`; `times` 100 makes points of shares."""
    point, low, high = (signed(told[bound] * times, form) for bound in ("point", "low", "high"))
    return f"{point}{unit and ' '}{unit} ({low} to {high})"


def in_points(told: Mapping[str, float]) -> str:
    """``+0.5 points (-0.3 to +1.2)`` of a difference of shares with point, low and high."""
    return between(told, unit="points", times=100)
