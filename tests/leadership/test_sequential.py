import pytest

from bench.pilot_sequence import watched
from cs_core.orchestration.pilots.sequential import Cell, detectable, difference, factor


def total(kept_one, n_one, kept_two, n_two):
    return [Cell(kept_one, n_one, kept_two, n_two)]


@pytest.mark.parametrize(("base", "n", "rise"), [(0.88, 15_975, 0.01), (0.88, 3_841, 0.02), (0.88, 1_638, 0.03), (0.80, 905, 0.05)])
def test_the_rise_that_one_look_detects_is_that_of_the_known_tables(base, n, rise):
    assert detectable(base, n, n, watched=False) == pytest.approx(rise, rel=0.02)


def test_watching_has_its_price():
    assert detectable(0.8, 905, 905) > 1.3 * detectable(0.8, 905, 905, watched=False)


def test_where_even_nobody_leaving_could_not_be_told_there_is_no_figure():
    assert detectable(0.99, 60, 60) is None
    assert detectable(0.9, 0, 100) is None
    assert detectable(1.0, 500, 500) is None


def test_a_large_difference_is_seen_and_none_is_not():
    works, nothing = (difference(total(*c), seen=1.0) for c in ((950, 1000, 800, 1000), (900, 1000, 898, 1000)))
    assert works.low > 0 and works.point == pytest.approx(0.15)
    assert nothing.low < 0 < nothing.high


def test_the_sequence_is_tightest_at_the_planned_size():
    assert factor(1.0) < min(factor(0.2), factor(5.0)) and factor(None) == pytest.approx(1.96, abs=0.001)


def test_below_thirty_accounts_there_is_no_interval():
    assert difference(total(29, 29, 20, 29), seen=0.1) is None
    assert difference([], seen=0.1) is None


def test_nobody_lost_on_either_side_is_not_certainty():
    found = difference(total(200, 200, 200, 200), seen=1.0)
    assert found.low < 0 < found.high


def test_what_strata_explain_is_no_doubt_about_the_arms():
    """Half of the accounts hardly ever leave, the others often do: the difference within strata is told with a smaller error."""
    strata = [Cell(196, 200, 194, 200), Cell(110, 200, 90, 200)]
    crude = difference([Cell(*(a + b for a, b in zip(*strata, strict=True)))], seen=1.0)
    within = difference(strata, seen=1.0)
    assert within.point == pytest.approx(crude.point) and within.high - within.low < 0.85 * (crude.high - crude.low)



@pytest.mark.parametrize(("n_one", "n_two", "left"), [(400, 400, 0.12), (520, 80, 0.12), (160, 160, 0.05)])
def test_looking_every_day_rarely_cries_wolf(n_one, n_two, left):
    """The promise of a confidence sequence: with no effect, at most 5 % of pilots ever say works or harms, however often they are read.

    `bench/pilot_sequence.py` draws 10,000 of each. An arm of 80 beside one of 520 said "harms" in 11 % before the common share counted.
    """
    said = watched(300, n_one=n_one, n_two=n_two, left_one=left, left_two=left)
    assert said["works"] + said["harms"] <= 0.05


def test_a_difference_of_the_size_told_before_is_seen_four_times_in_five():
    rise = detectable(0.85, 400, 400)
    assert watched(150, n_one=400, n_two=400, left_one=0.15 - rise, left_two=0.15)["works"] >= 0.72
