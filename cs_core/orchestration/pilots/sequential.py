"""Two shares compared: what difference a pilot can see, and an interval that holds however often it is looked at."""

from collections.abc import Sequence
from math import log, sqrt
from statistics import NormalDist
from typing import NamedTuple

from cs_core.records import Interval

ALPHA = 0.05
POWER = 0.8
FEWEST_DUE = 30
TIGHTEST = 8.78
"""-2 ln a + ln(-2 ln a) + 1 at a = 0.05: makes the mixture tightest at the planned information (Waudby-Smith et al. 2024, appendix)."""

LEAST_CELL = 10
"""Strata with fewer accounts in an arm are taken together."""
STEPS = 50


class Cell(NamedTuple):
    """Two groups within one stratum: how many did well, of how many."""

    well_one: int
    n_one: int
    well_two: int
    n_two: int


def factor(seen: float | None, alpha: float = ALPHA) -> float:
    """What the standard error is multiplied by. `seen`: information so far as a share of that planned; None: looked at once, ever.

    Normal mixture: sqrt((1 + 1/r) ln((1 + r) / a^2)), r = 8.78 seen (Robbins 1970; Waudby-Smith et al. 2024).
    """
    if seen is None:
        return NormalDist().inv_cdf(1 - alpha / 2)
    r = TIGHTEST * max(seen, 1e-9)
    return sqrt((1 + 1 / r) * log((1 + r) / alpha**2))


def detectable(base: float, n_one: int, n_two: int, *, power: float = POWER, watched: bool = True) -> float | None:
    """The smallest rise over the share `base` seen with that power by the interval used; None where even 100 % would not be seen.

    d = (k + z(power)) sqrt(p1 q1 / n1 + p0 q0 / n0) with p1 = p0 + d, solved by iteration (Fleiss 1981, 3.2); k is that of the
    sequence once all is known where it is `watched`, else of a single look.
    """
    if not min(n_one, n_two) or base >= 1:
        return None
    k = factor(1.0 if watched else None) + NormalDist().inv_cdf(power)

    def needed(rise: float) -> float:
        raised = min(1.0, base + rise)
        return k * sqrt(raised * (1 - raised) / n_one + base * (1 - base) / n_two)

    low, high = 0.0, 1 - base
    if needed(high) > high:
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(middle) > middle else (low, middle)
    return high


def difference(cells: Sequence[Cell], *, seen: float | None, alpha: float = ALPHA) -> Interval | None:
    """Share one less share two over all strata, with a 1 - `alpha` confidence sequence; None below 30 accounts in either group.

    Of the plain difference and the one within strata, the one with the smaller standard error is told: what strata explain is no
    doubt about the arms.
    """
    total = _sum(cells) if cells else Cell(0, 0, 0, 0)
    if min(total.n_one, total.n_two) < FEWEST_DUE:
        return None
    point, error = min((_plain(total), _within(cells, total)), key=lambda told: told[1])
    radius = error * factor(seen, alpha)
    return Interval(point, max(-1.0, point - radius), min(1.0, point + radius))


def error_of(total: Cell) -> float:
    """The standard error of the plain difference: the larger of that of two shares and that of one share common to both.

    Shares are drawn to one half by two accounts (Agresti and Caffo 2000): none lost isn't certainty. The common one matters where one
    arm is small: before any of its few accounts has left, its own share says that there is no doubt.
    """
    return sqrt(_variance(total, 0.5, 0.5))


def _variance(c: Cell, one: float, two: float) -> float:
    """Of a difference of two shares; each, and the common one, is drawn by two accounts to what is given."""
    p, q = (c.well_one + 2 * one) / (c.n_one + 2), (c.well_two + 2 * two) / (c.n_two + 2)
    both = (c.well_one + c.well_two + one + two) / (c.n_one + c.n_two + 2)
    return max(p * (1 - p) / c.n_one + q * (1 - q) / c.n_two, both * (1 - both) * (1 / c.n_one + 1 / c.n_two))


def _plain(total: Cell) -> tuple[float, float]:
    return total.well_one / total.n_one - total.well_two / total.n_two, error_of(total)


def _within(cells: Sequence[Cell], total: Cell) -> tuple[float, float]:
    """Post-stratified: differences weighted by stratum; in it each share is drawn to its arm's by two accounts."""
    large = [c for c in cells if min(c.n_one, c.n_two) >= LEAST_CELL]
    small = [c for c in cells if min(c.n_one, c.n_two) < LEAST_CELL]
    parts = [*large, *([_sum(small)] if small else [])]
    if min(min(c.n_one, c.n_two) for c in parts) < LEAST_CELL:
        return _plain(total)
    one, two = (total.well_one + 1) / (total.n_one + 2), (total.well_two + 1) / (total.n_two + 2)
    weights = [(c.n_one + c.n_two) / (total.n_one + total.n_two) for c in parts]
    point = sum(w * (c.well_one / c.n_one - c.well_two / c.n_two) for w, c in zip(weights, parts, strict=True))
    return point, sqrt(sum(w**2 * _variance(c, one, two) for w, c in zip(weights, parts, strict=True)))


def _sum(cells: Sequence[Cell]) -> Cell:
    return Cell(*(sum(column) for column in zip(*cells, strict=True)))
