import numpy as np
import pytest

from cs_core.context.outlook import auc_interval
from cs_core.leadership.effects.ranking import clustered_auc, ranked


def test_one_row_an_account_gives_delong():
    rng = np.random.default_rng(1)
    left = (rng.random(400) < 0.3).astype(int)
    score = rng.normal(size=400) + left
    ours, delong = clustered_auc(score, left, np.arange(400)), auc_interval(score, left)
    assert ours.point == pytest.approx(delong.point)
    assert ours.low == pytest.approx(delong.low, abs=0.002)


def test_seeing_the_same_accounts_ten_times_is_not_ten_times_the_evidence():
    rng = np.random.default_rng(2)
    left = (rng.random(100) < 0.3).astype(int)
    score = rng.normal(size=100) + left
    once = clustered_auc(score, left, np.arange(100))
    often = clustered_auc(np.repeat(score, 10), np.repeat(left, 10), np.repeat(np.arange(100), 10))
    assert often.point == pytest.approx(once.point)
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=0.05)


def test_ten_different_accounts_are_needed_on_either_side():
    left = np.array([1] * 40 + [0] * 40)
    assert clustered_auc(np.arange(80.0), left, np.array([0] * 40 + list(range(1, 41)))) is None


def test_the_interval_of_noise_covers_one_half_about_nineteen_times_in_twenty():
    rng, covered = np.random.default_rng(4), 0
    for _ in range(200):
        account = np.repeat(np.arange(150), 6)
        score = np.repeat(rng.normal(size=150), 6) + 0.3 * rng.normal(size=900)
        left = np.repeat((rng.random(150) < 0.3).astype(int), 6)
        found = clustered_auc(score, left, account)
        covered += found.low <= 0.5 <= found.high
    assert 0.91 <= covered / 200 <= 0.985


def test_equal_values_share_the_mean_of_their_ranks():
    assert ranked(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]
