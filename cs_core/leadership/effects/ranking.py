"""Does a score rank those who left above those who stayed? The AUC with an interval that knows that an account is seen many times."""

from statistics import NormalDist

import numpy as np
import polars as pl

from cs_core.records import Interval

FEWEST = 10
"""Fewer different accounts than this that left, or that stayed: no interval."""

Z = NormalDist().inv_cdf(0.975)


def clustered_auc(score: np.ndarray, left: np.ndarray, account: np.ndarray) -> Interval | None:
    """AUC of `score` for `left` (0/1), one row an account and day; the 95 % interval takes rows of one account as one piece of evidence.

    Source: Obuchowski 1997 (DeLong's components summed by cluster). None below ten different accounts on either side.
    """
    yes, no = left == 1, left == 0
    if min(len(np.unique(account[yes])), len(np.unique(account[no]))) < FEWEST:
        return None
    m, n = int(yes.sum()), int(no.sum())
    ranks = ranked(np.concatenate([score[yes], score[no]]))
    won = (ranks[:m] - ranked(score[yes])) / n
    lost = 1 - (ranks[m:] - ranked(score[no])) / m
    auc = float(won.mean())
    half = Z * float(np.sqrt(_variance(won - auc, lost - auc, account[yes], account[no])))
    return Interval(auc, max(0.0, auc - half), min(1.0, auc + half))


def ranked(values: np.ndarray) -> np.ndarray:
    """Ranks from 1; equal values share the mean of their ranks."""
    return pl.Series(values).rank("average").to_numpy()


def _variance(won: np.ndarray, lost: np.ndarray, yes: np.ndarray, no: np.ndarray) -> float:
    accounts, at = np.unique(np.concatenate([yes, no]), return_inverse=True)
    ones = np.bincount(at[: len(yes)], weights=won, minlength=len(accounts))
    zeros = np.bincount(at[len(yes) :], weights=lost, minlength=len(accounts))
    i_yes, i_no, both = len(np.unique(yes)), len(np.unique(no)), len(accounts)
    m, n = len(yes), len(no)
    return (
        i_yes / (i_yes - 1) * (ones @ ones) / m**2
        + i_no / (i_no - 1) * (zeros @ zeros) / n**2
        + 2 * both / (both - 1) * (ones @ zeros) / (m * n)
    )


def qini(order: np.ndarray, gain: np.ndarray, group: np.ndarray | None = None, *, choices: int = 1) -> Interval:
    """Area between the gain curve of treating the highest `order` first and that of chance, with its 95 % interval.

    `gain` is an unbiased gain an account (AIPW), `group` the account where one has several rows. The interval is that of a
    U-statistic, widened where `order` is the best of so many `choices`. Sources: Radcliffe 2007, Yadlowsky et al. 2021.
    """
    n, place = len(order), _places(order)
    _, level = np.unique(order, return_inverse=True)
    sums = np.bincount(level, weights=gain)
    above = (sums.sum() - np.cumsum(sums) + sums / 2)[level] / n - gain.mean() / 2
    point = float(np.mean(gain * place))
    half = NormalDist().inv_cdf(1 - 0.025 / choices) * mean_error(gain * place + above, group)
    return Interval(point, point - half, point + half)


def ahead(one: np.ndarray, other: np.ndarray, gain: np.ndarray, group: np.ndarray | None = None) -> float:
    """By how many of its standard errors the Qini of one order exceeds that of the other; 0 where they are the same order."""
    parts = (_places(one) - _places(other)) * gain
    error = mean_error(parts, group)
    return float(parts.mean()) / error if error else 0.0


def mean_error(values: np.ndarray, group: np.ndarray | None = None) -> float:
    """Standard error of a mean; rows of one group are one piece of evidence."""
    if group is None:
        return float(np.std(values, ddof=1) / np.sqrt(len(values)))
    sums = np.bincount(group, weights=values - values.mean())[np.bincount(group) > 0]
    return float(np.sqrt(np.sum(sums**2) * len(sums) / (len(sums) - 1))) / len(values)


def _places(order: np.ndarray) -> np.ndarray:
    return (ranked(order) - 0.5) / len(order) - 0.5
