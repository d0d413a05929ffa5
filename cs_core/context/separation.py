"""How well a score separates those with an outcome from those without, and how far its probabilities are from what happened.

Source: DeLong et al. 1988 (interval of the AUC, and of the difference of two on the same rows).
"""

import numpy as np
from scipy.stats import norm, rankdata

from cs_core.records import Interval

BINS = 10


def auc_interval(scores: np.ndarray, y: np.ndarray) -> Interval:
    """AUC with DeLong's 95 % interval; scores and 0/1 labels of one length, both labels present."""
    won, lost = _placements(scores, y)
    auc, half = float(won.mean()), _half(won, lost)
    return Interval(auc, max(0.0, auc - half), min(1.0, auc + half))


def auc_gain(new: np.ndarray, old: np.ndarray, y: np.ndarray) -> Interval:
    """AUC of one score less that of another on the same rows, with DeLong's 95 % interval for a paired difference."""
    won, lost = (a - b for a, b in zip(_placements(new, y), _placements(old, y), strict=True))
    gain, half = float(won.mean()), _half(won, lost)
    return Interval(gain, gain - half, gain + half)


def _placements(scores: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row with the outcome the share of those without that it beats; of each without, the share of those with that beat it."""
    above, below = scores[y == 1], scores[y == 0]
    m, n = len(above), len(below)
    ranks = rankdata(np.concatenate([above, below]))
    return (ranks[:m] - rankdata(above)) / n, 1 - (ranks[m:] - rankdata(below)) / m


def _half(won: np.ndarray, lost: np.ndarray) -> float:
    return float(norm.ppf(0.975) * np.sqrt(np.var(won, ddof=1) / len(won) + np.var(lost, ddof=1) / len(lost)))


def calibration_error(probability: np.ndarray, y: np.ndarray) -> float:
    """Expected calibration error: mean gap of forecast and observed share over ten groups of equal size."""
    groups = np.array_split(np.argsort(probability, kind="stable"), BINS)
    gaps = [len(g) * abs(probability[g].mean() - y[g].mean()) for g in groups if len(g)]
    return float(sum(gaps) / len(y))
