"""Two shares compared: what difference a pilot can see, and an interval that holds however often it is looked at."""

from math import log, sqrt
from statistics import NormalDist

from cs_core.records import Interval

ALPHA = 0.05
FEWEST_DUE = 30
TIGHTEST = 8.78
"""-2 ln a + ln(-2 ln a) + 1 at a = 0.05: makes the mixture tightest at the planned size (Waudby-Smith et al. 2024, appendix)."""

STEPS = 50


def detectable(base: float, n_one: int, n_two: int, *, power: float = 0.8) -> float | None:
    """The smallest rise over the share `base` seen with that power at 5 %, two-sided; None where even 100 % kept would not be seen.

    d = (z(1 - a/2) + z(power)) sqrt(p1 q1 / n1 + p0 q0 / n0) with p1 = p0 + d, solved by iteration (Fleiss 1981, 3.2).
    """
    if not min(n_one, n_two) or base >= 1:
        return None
    z = NormalDist().inv_cdf(1 - ALPHA / 2) + NormalDist().inv_cdf(power)

    def needed(rise: float) -> float:
        raised = min(1.0, base + rise)
        return z * sqrt(raised * (1 - raised) / n_one + base * (1 - base) / n_two)

    low, high = 0.0, 1 - base
    if needed(high) > high:
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(middle) > middle else (low, middle)
    return high


def difference(kept_one: int, n_one: int, kept_two: int, n_two: int, *, planned: int) -> Interval | None:
    """Share one less share two, with a 95 % confidence sequence; None below 30 accounts in either group.

    Normal mixture: radius = se sqrt((1 + 1/r) ln((1 + r) / a^2)), r = 8.78 n / planned (Robbins 1970; Waudby-Smith et al. 2024).
    Shares in the standard error are drawn to one half by two accounts (Agresti and Caffo 2000), so that none lost isn't certainty.
    """
    if min(n_one, n_two) < FEWEST_DUE:
        return None
    shrunk = [((k + 1) / (n + 2), n + 2) for k, n in ((kept_one, n_one), (kept_two, n_two))]
    error = sqrt(sum(p * (1 - p) / n for p, n in shrunk))
    r = TIGHTEST * (n_one + n_two) / max(planned, 1)
    radius = error * sqrt((1 + 1 / r) * log((1 + r) / ALPHA**2))
    point = kept_one / n_one - kept_two / n_two
    return Interval(point, max(-1.0, point - radius), min(1.0, point + radius))
