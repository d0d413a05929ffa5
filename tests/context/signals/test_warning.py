"""The early warning against a naive rule, on made series whose falls are known: seeded, seasonal, autocorrelated."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from cs_core.context.signals.warning import KEPT, drift, fall, row_median, weeks
from cs_core.context.usage.use import Feed

ACCOUNTS, WATCHED, WITHIN = 1_500, 40, 12
FALSE_ALARMS = 0.05
"""Share of accounts without a fall that are alarmed at any time in `WATCHED` weeks: the same for every rule."""


def a_book(carried, *, sudden, seed):
    """Uses by week, who falls and from which week: a season and a holiday for all, each account's own noise, one in ten falls."""
    rng, length = np.random.default_rng(seed), KEPT + WATCHED + WITHIN
    noise = 0.3 * np.exp(0.5 * rng.normal(size=(ACCOUNTS, 1)))
    own = np.empty((ACCOUNTS, length))
    own[:, 0] = (noise * rng.normal(size=(ACCOUNTS, 1)))[:, 0]
    for week in range(1, length):
        own[:, week] = carried * own[:, week - 1] + np.sqrt(1 - carried**2) * noise[:, 0] * rng.normal(size=ACCOUNTS)
    week = np.arange(length)
    season = 0.3 * np.sin(2 * np.pi * week / 52) - 0.7 * (week % 52 == 40)
    falls, since = rng.random(ACCOUNTS) < 0.1, rng.integers(KEPT + 2, KEPT + 12, ACCOUNTS)
    after = week[None] - since[:, None]
    fallen = np.where(after >= 0, -0.9, 0.0) if sudden else -np.clip(0.075 * after, 0, 1.8)
    level = rng.normal(3.5, 1, size=(ACCOUNTS, 1)) + season + own + np.where(falls[:, None], fallen, 0.0)
    return rng.poisson(np.exp(level)), falls, since


def rest_of(uses):
    """What `weeks` gives, for uses that are already a matrix."""
    level = np.log1p(uses)
    own = level - row_median(level)[:, None]
    return own - row_median(own.T)


def naive(uses):
    """The last four weeks against the four before."""
    return np.log((uses[:, -4:].sum(axis=1) + 1) / (uses[:, -8:-4].sum(axis=1) + 1))


def naive_in_season(uses):
    """The same once each week's median is taken out, in logarithms."""
    rest = rest_of(uses)
    return rest[:, -4:].mean(axis=1) - rest[:, -8:-4].mean(axis=1)


def hit_rates(carried, *, sudden, within=WITHIN):
    """Share of falls that each rule sees in time, at the same share of false alarms."""
    uses, falls, since = a_book(carried, sudden=sudden, seed=4)
    days = range(KEPT + 1, KEPT + WATCHED + 1)
    rules = {"fall": lambda u: fall(rest_of(u)), "drift": lambda u: -drift(rest_of(u)), "naive": naive, "naive in season": naive_in_season}
    told = {}
    for name, rule in rules.items():
        scores = np.column_stack([rule(uses[:, day - KEPT : day]) for day in days])
        limit = np.quantile(scores[~falls].min(axis=1), FALSE_ALARMS)
        first = since[falls] - days[0] + 1
        told[name] = np.mean([(row[k : k + within] <= limit).any() for row, k in zip(scores[falls], first, strict=True)])
    return told


@pytest.mark.parametrize("carried", [0.0, 0.5, 0.8])
def test_a_sudden_fall_is_seen_more_often_than_by_a_naive_rule_at_the_same_false_alarms(carried):
    told = hit_rates(carried, sudden=True)
    assert told["fall"] > max(told["naive"], told["naive in season"]) + 0.25


@pytest.mark.parametrize("carried", [0.0, 0.5, 0.8])
def test_a_slow_drift_is_seen_more_often_than_by_the_others(carried):
    told = hit_rates(carried, sudden=False, within=20)
    assert told["drift"] > told["fall"] + 0.05
    assert told["drift"] > max(told["naive"], told["naive in season"]) + 0.4


END = date(2026, 6, 28)


def weeks_of(uses, starts=None):
    """`weeks` of a matrix of uses, oldest week first, the newest full week ending on `END`."""
    n, length = uses.shape
    rows = [(f"a{i}", length - 1 - w, int(uses[i, w])) for i in range(n) for w in range(length) if uses[i, w]]
    weekly = pl.DataFrame(rows, schema={"account_id": pl.String, "week": pl.Int32, "uses": pl.Int64}, orient="row")
    began = END - timedelta(days=7 * length - 1)
    start = pl.DataFrame({"account_id": [f"a{i}" for i in range(n)], "start": starts or [began] * n})
    return weeks(weekly.filter(pl.col("week") < KEPT), start, Feed(began, END, END, names_people=False, stale=False))


def test_weeks_before_the_start_are_unknown_and_weeks_without_use_are_zero():
    uses = np.full((1, 10), 7)
    uses[0, 4] = 0
    own = weeks_of(uses, starts=[END - timedelta(days=7 * 8 - 1)]).own[0]
    assert np.isnan(own[: KEPT - 8]).all()
    assert (~np.isnan(own[KEPT - 8 :])).all()
    assert own[KEPT - 6] == pytest.approx(-np.log(8))
    assert own[-1] == 0.0


def test_a_start_within_a_week_begins_with_the_next_full_one():
    assert (~np.isnan(weeks_of(np.full((1, 10), 7), starts=[END - timedelta(days=7 * 8 - 2)]).own)).sum() == 7


def test_those_who_never_use_it_do_not_hold_the_median_of_a_holiday_still():
    uses = np.full((60, 40), 50)
    uses[:25, -4:] = 10
    uses[25:] = 0
    rest = weeks_of(uses).rest
    assert np.abs(fall(rest)[:25]).max() < 1


def test_a_past_that_is_too_short_is_no_score():
    assert np.isnan(fall(weeks_of(np.full((1, 14), 7)).rest)).all()
    assert np.isnan(drift(weeks_of(np.full((1, 20), 7)).rest)).all()
    assert fall(weeks_of(np.full((1, 15), 7)).rest)[0] == 0.0


def test_the_median_of_a_row_is_that_of_its_known_values():
    values = np.array([[3.0, np.nan, 1.0, 2.0], [np.nan] * 4, [4.0, 1.0, 2.0, 3.0]])
    assert row_median(values).tolist()[::2] == [2.0, 2.5]
    assert np.isnan(row_median(values)[1])
    assert len(row_median(np.empty((0, 4)))) == 0
