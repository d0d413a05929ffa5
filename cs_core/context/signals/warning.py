"""The early warning on weekly use: how far each account stands below its own past once what everybody did that week is taken out.

`fall` is a robust z-score of the last 4 weeks against the account's own earlier 4-week means; `drift` adds up, over a quarter, small
falls against the half year before (a CUSUM that forgets after a quarter: one that never forgets loses on autocorrelated use).
Sources: Page 1954 (CUSUM); median and MAD as robust centre and spread.

A matrix has one row an account and one column a week, oldest first, NaN before the account's start.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.context.usage.use import BASELINE, KEPT, WINDOW, Feed

FEWEST_BASELINE = 8
"""With fewer earlier 4-week means there is no own past to compare with."""
FEWEST_PEERS = 20
"""With fewer accounts a week's median tells nothing, and `most peers` neither."""
LEAST_SPREAD = 0.1
"""Ten percent: a steadier past than this would call every wiggle an alarm."""
DRIFT = 13
"""Weeks over which small falls add up."""
SLACK = 0.5
"""What a week may fall below its past for nothing, in deviations."""
LARGEST_STEP = 2.5
"""What one week can add at most: a single bad week is no drift."""


class Weeks(NamedTuple):
    """Use by week, in logarithms: `own` against the account's own median, `rest` after each week's median over all is taken out."""

    ids: list[str]
    own: np.ndarray
    rest: np.ndarray


def weeks(weekly: pl.DataFrame, starts: pl.DataFrame, span: Feed) -> Weeks:
    """The last `KEPT` weeks of the accounts in `starts` (account_id, start), which should be current customers; no use is zero."""
    first = span.first_on - timedelta(days=span.first_on.weekday())
    rows = starts.with_row_index("at").with_columns(_full_weeks(pl.max_horizontal("start", pl.lit(first)), span.week_end).alias("known"))
    uses = weekly.join(rows.select("account_id", "at"), on="account_id")
    table = np.zeros((rows.height, KEPT))
    table[uses["at"].to_numpy(), KEPT - 1 - uses["week"].to_numpy()] = np.log1p(uses["uses"].to_numpy())
    table[np.arange(KEPT)[::-1] >= rows["known"].to_numpy()[:, None]] = np.nan
    middle = row_median(table)
    own = table - middle[:, None]
    return Weeks(rows["account_id"].to_list(), own, own - _everybody(own[middle > 0]))


def _full_weeks(start: pl.Expr, week_end: date) -> pl.Expr:
    return (((pl.lit(week_end) - start).dt.total_days() + 1) // 7).clip(0, KEPT).fill_null(0)


def _everybody(own: np.ndarray) -> np.ndarray:
    """Each week's median; 0 where too few accounts are known."""
    enough = (~np.isnan(own)).sum(axis=0) >= FEWEST_PEERS
    return np.where(enough, row_median(own.T), 0.0)


def fall(rest: np.ndarray) -> np.ndarray:
    """z-score of the newest 4 weeks against the own 4-week means of the half year before; NaN with too short a past."""
    means = np.lib.stride_tricks.sliding_window_view(rest[:, -(WINDOW + BASELINE) :], WINDOW, axis=1).mean(axis=2)
    past, now = means[:, :-WINDOW], means[:, -1]
    middle = row_median(past)
    known = (~np.isnan(past)).sum(axis=1) >= FEWEST_BASELINE
    return np.where(known, (now - middle) / _spread(past, middle), np.nan)


def slides(rest: np.ndarray) -> np.ndarray:
    """Whether use sank evenly over the last 30 weeks: a falling line comes nearer to them than any two levels, one after the other.

    False where some of these weeks are not known.
    """
    weeks = rest[:, -(WINDOW + BASELINE) :]
    n, off = weeks.shape[1], weeks - weeks.mean(axis=1, keepdims=True)
    at = np.arange(n) - (n - 1) / 2
    slope = off @ at / (at @ at)
    first, there = np.cumsum(off, axis=1)[:, :-1], np.arange(1, n)
    by_levels = (first**2 * (1 / there + 1 / (n - there))).max(axis=1)
    return (slope < 0) & (slope**2 * (at @ at) > by_levels)


def drift(rest: np.ndarray) -> np.ndarray:
    """How far small falls have added up over the last `DRIFT` weeks, in deviations; NaN with too short a past."""
    past, now = rest[:, -(DRIFT + BASELINE) : -DRIFT], rest[:, -DRIFT:]
    middle = row_median(past)
    steps = (middle[:, None] - now) / _spread(past, middle)[:, None]
    total = np.cumsum(np.clip(steps, -LARGEST_STEP, LARGEST_STEP) - SLACK, axis=1)
    known = (~np.isnan(past)).sum(axis=1) >= FEWEST_BASELINE
    return np.where(known, total[:, -1] - np.minimum(total.min(axis=1), 0.0), np.nan)


def row_median(values: np.ndarray) -> np.ndarray:
    """Median of each row's known values; NaN where there is none. (numpy's own is slow where there are NaNs.)"""
    if not values.size:
        return np.full(len(values), np.nan)
    ordered, n = np.sort(values, axis=1), (~np.isnan(values)).sum(axis=1)
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, values.shape[1] - 1)
    rows = np.arange(len(values))
    return np.where(n > 0, (ordered[rows, low] + ordered[rows, high]) / 2, np.nan)


def _spread(values: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Robust deviation of each row, drawn half-way to the usual one of all rows: half a year tells it only roughly."""
    own = 1.4826 * row_median(np.abs(values - middle[:, None]))
    usual = row_median(np.where(own > 0, own, np.nan)[None, :])
    return np.maximum(np.sqrt((own**2 + np.nan_to_num(usual) ** 2) / 2), LEAST_SPREAD)
