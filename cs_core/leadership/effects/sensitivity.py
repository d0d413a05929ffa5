"""How strong a hidden cause would have to be to explain an observed effect away, and how strong the strongest known feature is.

The robustness value of an AIPW average: the share that one hidden cause would have to explain of what the features leave open, of the
touch and of the outcome alike, to move the average (or the nearer end of its interval) to nothing.
Sources: Cinelli and Hazlett 2020 (robustness value, partial R2), Chernozhukov et al. 2022 (its bound without a linear model).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cs_core.records import Interval


class Sensitivity(NamedTuple):
    """Shares from 0 to 1: what would explain the average away, its interval, and what the strongest known feature explains."""

    average: float
    interval: float
    feature: str | None
    strongest: float

    @property
    def holds(self) -> bool:
        """A hidden cause as strong as the strongest known feature would not bring the interval to nothing."""
        return self.interval > self.strongest


def sensitivity(average: Interval, residual: np.ndarray, propensity: np.ndarray, t: np.ndarray) -> tuple[float, float]:
    """The robustness value of the average and of its interval's end nearer to nothing."""
    weight = t / propensity - (1 - t) / (1 - propensity)
    scale = float(np.sqrt(np.mean(residual**2) * np.mean(weight**2)))
    nearer = 0.0 if average.low <= 0 <= average.high else min(abs(average.low), abs(average.high))
    return strength(abs(average.point) / scale if scale else 0.0), strength(nearer / scale if scale else 0.0)


def strength(f: float) -> float:
    """The share r of which r^2 / (1 - r) = f^2: a cause that explains r of either moves the effect by f times its scale."""
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)


def strongest(x: np.ndarray, owners: Sequence[str], t: np.ndarray, y: np.ndarray) -> tuple[str | None, float]:
    """The known feature that explains most of touch and outcome together, and as one share of either how much.

    Partial R2 by linear models given all other features; `owners` names the feature of each column.
    """
    names = np.array(owners)
    on_touch, on_outcome = _partial(x, names, t), _partial(np.column_stack([x, t]), np.append(names, ""), y)
    told = {name: strength(float(np.sqrt(on_outcome[name] * on_touch[name] / (1 - on_touch[name])))) for name in on_touch}
    best = max(told, key=lambda name: told[name], default=None)
    return best, told[best] if best is not None else 0.0


def _partial(x: np.ndarray, names: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Partial R2 of each feature's columns together, from the Wald test of an almost unpenalised linear model."""
    z = np.column_stack([np.ones(len(x)), x])
    inverse = np.linalg.inv(z.T @ z + np.eye(z.shape[1]) * 1e-6 * len(x))
    beta = inverse @ z.T @ y
    free = max(len(y) - z.shape[1], 1)
    noise = max(float(np.sum((y - z @ beta) ** 2)) / free, 1e-12)
    out = {}
    for name in dict.fromkeys(str(n) for n in names if n):
        own = 1 + np.flatnonzero(names == name)
        wald = float(beta[own] @ np.linalg.solve(inverse[np.ix_(own, own)], beta[own])) / noise
        out[name] = min(wald / (wald + free), 0.999)
    return out
