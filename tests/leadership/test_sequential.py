import numpy as np
import pytest

from cs_core.leadership.sequential import detectable, difference


@pytest.mark.parametrize(("base", "n", "rise"), [(0.88, 15_975, 0.01), (0.88, 3_841, 0.02), (0.88, 1_638, 0.03), (0.80, 905, 0.05)])
def test_the_detectable_rise_is_that_of_the_known_tables(base, n, rise):
    assert detectable(base, n, n) == pytest.approx(rise, rel=0.02)


def test_where_even_nobody_leaving_could_not_be_told_there_is_no_figure():
    assert detectable(0.99, 60, 60) is None
    assert detectable(0.9, 0, 100) is None
    assert detectable(1.0, 500, 500) is None


def test_a_large_difference_is_seen_and_none_is_not():
    works = difference(950, 1000, 800, 1000, planned=2000)
    nothing = difference(900, 1000, 898, 1000, planned=2000)
    assert works.low > 0 and works.point == pytest.approx(0.15)
    assert nothing.low < 0 < nothing.high


def test_below_thirty_accounts_there_is_no_interval():
    assert difference(29, 29, 20, 29, planned=1000) is None


def test_nobody_lost_on_either_side_is_not_certainty():
    found = difference(200, 200, 200, 200, planned=400)
    assert found.low < 0 < found.high


def test_looking_after_every_account_rarely_cries_wolf():
    """The promise of a confidence sequence: with no effect, at most 5 % of pilots ever exclude 0, however often they are read."""
    rng, looks, wrong = np.random.default_rng(3), range(60, 1001, 20), 0
    for _ in range(400):
        kept = np.cumsum(rng.random((2, 1000)) < 0.85, axis=1)
        found = (difference(int(kept[0, n - 1]), n, int(kept[1, n - 1]), n, planned=2000) for n in looks)
        wrong += any(not i.low <= 0 <= i.high for i in found)
    assert wrong / 400 <= 0.05
