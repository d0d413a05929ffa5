"""Shares with their intervals, and differences of shares."""

from math import sqrt

from cs_core.records import Interval

Z = 1.959963984540054
"""Two-sided 95 %."""

LIGHT = 0.2
"""Share of characters that a light edit changes at most: a sentence of a letter, not its substance."""


def wilson(k: float, n: float) -> Interval | None:
    """Share k of n with its 95 % interval (Wilson 1927); None where n is 0: there is nothing to tell from."""
    if n <= 0:
        return None
    share, z2 = k / n, Z * Z / n
    middle, half = (share + z2 / 2) / (1 + z2), Z / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n))
    return Interval(share, max(0.0, middle - half) if k > 0 else 0.0, min(1.0, middle + half) if k < n else 1.0)


def newcombe(k: float, n: float, k_before: float, n_before: float) -> Interval | None:
    """Share k of n less the share k_before of n_before with its 95 % interval (Newcombe 1998, method 10); None where either n is 0."""
    now, then = wilson(k, n), wilson(k_before, n_before)
    if now is None or then is None:
        return None
    gap = now.point - then.point
    low = gap - sqrt((now.point - now.low) ** 2 + (then.high - then.point) ** 2)
    high = gap + sqrt((now.high - now.point) ** 2 + (then.point - then.low) ** 2)
    return Interval(gap, low, high)
