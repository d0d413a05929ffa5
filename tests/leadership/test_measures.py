import numpy as np
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.steering.measures import MEASURES, _median_wait, stands
from cs_core.orchestration.direction import GOALS
from tests.worlds import TODAY, a_store, ago, with_company, with_deal, with_milestone, with_subscription, with_usage


def test_every_goal_of_the_catalogue_has_a_measure():
    assert set(MEASURES) == {g.key for g in GOALS}


def test_without_knowledge_every_measure_gives_a_reason(tmp_path):
    store = a_store(tmp_path)
    with_company(store)
    told = {key: stands(snapshot(store, TODAY), key) for key in MEASURES}
    assert all(t["point"] is None and t["says"] for t in told.values())


def test_without_waiting_customers_the_median_is_the_plain_one():
    days = np.arange(1.0, 102.0)
    assert _median_wait(days, np.ones(101, dtype=bool))[0] == 51


def test_customers_still_on_their_way_raise_the_median():
    reached = np.array([10.0] * 40)
    waiting = np.array([60.0] * 35)
    days = np.concatenate([reached, [30.0] * 20, waiting])
    done = np.array([True] * 60 + [False] * 35)
    assert _median_wait(days, done)[0] == 30.0, "those who reached it have a median of 10"
    assert _median_wait(np.array([5.0, 60.0, 60.0]), np.array([True, False, False]))[0] is None


def test_the_interval_of_the_median_covers_the_truth_about_nineteen_times_in_twenty():
    rng, covered = np.random.default_rng(5), 0
    for _ in range(300):
        true, censor = rng.exponential(30, 120), rng.uniform(10, 120, 120)
        _, low, high = _median_wait(np.minimum(true, censor), true <= censor)
        covered += (low or 0) <= 30 * np.log(2) <= (high or np.inf)
    assert 0.91 <= covered / 300 <= 0.985


def test_the_long_tail_is_who_was_long_tail_a_year_ago(tmp_path):
    store = a_store(tmp_path)
    for i in range(20):
        with_company(store, f"c{i}", segment="Long tail" if i < 12 else "Enterprise")
        with_subscription(store, f"c{i}", mrr=100.0, currency="EUR", **({"ended_on": ago(40)} if i < 3 else {}))
    told = stands(snapshot(store, TODAY), "long_tail_grr")
    assert told["point"] == pytest.approx(75) and told["n"] == 12


def test_onboardings_of_the_last_year_count(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "veteran")
    with_usage(store, "veteran", weekly=[20] * 30)
    with_milestone(store, "First plan", event="dispatch_board", threshold=5, days=30, main=True)
    for i in range(12):
        with_company(store, f"c{i}", customer_on=ago(60))
        with_subscription(store, f"c{i}", started_on=ago(60))
        with_usage(store, f"c{i}", weekly=[1] * 8 if i < 9 else [1, 1])
    assert stands(snapshot(store, TODAY), "onboarding_on_track")["point"] == pytest.approx(75)


def test_expansion_is_the_sum_of_what_was_won_in_twelve_months(tmp_path):
    store = a_store(tmp_path)
    for company, fields in (
        ("a", {"won": True}),
        ("b", {"won": False}),
        ("c", {"won": True, "created_on": ago(600), "closed_on": ago(500)}),
    ):
        with_company(store, company)
        with_deal(store, company, kind="expansion", amount=5_000.0, **({"closed_on": ago(20)} | fields))
    assert stands(snapshot(store, TODAY), "expansion_arr")["point"] == 5_000
    with_deal(store, "a stranger", kind="expansion", amount=9_000.0, won=True, closed_on=ago(20))
    assert stands(snapshot(store, TODAY), "expansion_arr")["point"] == 5_000
