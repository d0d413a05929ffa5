"""Rates with intervals, and which goals the work served."""

import pytest

from cs_core.orchestration.record import newcombe, wilson


def test_wilson_gives_the_published_interval_and_nothing_for_no_trials():
    found = wilson(90, 100)
    assert found.point == 0.9 and found.low == pytest.approx(0.826, abs=1e-3) and found.high == pytest.approx(0.945, abs=1e-3)
    assert wilson(0, 0) is None
    assert wilson(0, 10).low == 0 and wilson(10, 10).high == pytest.approx(1)


def test_a_difference_of_shares_has_newcombes_published_interval():
    found = newcombe(56, 70, 48, 80)
    assert tuple(found) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert newcombe(1, 2, 0, 0) is None
