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
