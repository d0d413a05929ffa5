"""Forecasts by a store's own past: what they say, that their intervals hold, how biased they were, and when they cannot be told."""

from datetime import date

import numpy as np
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.forecasting.ahead import forecast
from cs_core.leadership.forecasting.past import FEWEST, HORIZONS, begins, bias, quarter_ends
from cs_core.leadership.forecasting.windows import FIGURES, Days, ahead, share, starts
from cs_core.leadership.revenue import months_before
from tests.worlds import TODAY, a_store, with_company, with_subscription


def a_book(store, n=400, *, monthly=0.03, seed=1, months=18, even=False):
    """Customers of whom so many leave in each of the last months; half pay ten times as much unless even."""
    rng = np.random.default_rng(seed)
    with store.transaction():
        for i in range(n):
            with_company(store, f"c{i}")
            left = next((m for m in range(months, 0, -1) if rng.random() < monthly), None)
            gone = {"ended_on": months_before(TODAY, left - 1).replace(day=15)} if left is not None else {}
            gone = {} if gone and gone["ended_on"] > TODAY else gone
            paid = 100.0 if even or i % 2 else 1_000.0
            with_subscription(store, f"c{i}", mrr=paid, currency="EUR", started_on=date(2023, 1, 1), **gone)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with a_store(tmp_path_factory.mktemp("book")) as made:
        a_book(made, months=26)
        yield made


def test_the_ends_of_quarters_are_calendar_days_up_to_the_day():
    assert quarter_ends(date(2026, 6, 28), 3) == [date(2026, 3, 31), date(2025, 12, 31), date(2025, 9, 30)]
    assert quarter_ends(date(2026, 6, 30), 2) == [date(2026, 6, 30), date(2026, 3, 31)]


def test_windows_of_the_past_never_reach_before_the_records_begin():
    spans = starts(date(2026, 6, 30), 3, date(2025, 10, 1))
    assert spans == [(date(2026, 3, 30), date(2026, 6, 30)), (date(2025, 12, 30), date(2026, 3, 30))]


def test_the_forecast_is_what_the_last_windows_kept(store):
    days = Days(store)
    found = ahead(days, TODAY, 3, begins(snapshot(store, TODAY)))
    kept = [share(days.window(*span), "logo") for span in starts(TODAY, 3, begins(snapshot(store, TODAY)))]
    assert found["logo"].point == pytest.approx(np.mean(kept), abs=0.01) and found["logo"].low < found["logo"].point < found["logo"].high
    assert found["grr"].high <= 1 and found["nrr"] is None, "no amount ever changes here: growth is not seen"


@pytest.fixture(scope="module")
def foretold(tmp_path_factory):
    """(figure, whether its interval held what happened), three months of each of twelve books."""
    found = []
    for seed in range(12):
        with a_store(tmp_path_factory.mktemp("foretold")) as made:
            a_book(made, 150, seed=seed, even=True)
            days, since = Days(made), begins(snapshot(made, TODAY))
            for back in (1, 4, 7):
                day = months_before(TODAY, back)
                told, window = ahead(days, day, 1, since), days.window(day, months_before(TODAY, back - 1))
                found += [(figure, told[figure].low <= share(window, figure) <= told[figure].high) for figure in ("logo", "grr")]
    return found


@pytest.mark.parametrize("figure", ["logo", "grr"])
def test_nineteen_in_twenty_intervals_hold_what_happens(foretold, figure):
    held = [holds for of, holds in foretold if of == figure]
    assert len(held) == 36 and sum(held) / len(held) >= 0.88, f"{sum(held)} of {len(held)}"


def test_a_replayed_forecast_knows_nothing_of_later(tmp_path):
    made_on = months_before(TODAY, 3)
    with a_store(tmp_path) as made:
        a_book(made, 60)
        before = ahead(Days(made), made_on, 3, date(2025, 1, 1))
        with_company(made, "late")
        with_subscription(made, "late", mrr=9e6, currency="EUR", started_on=months_before(TODAY, 1))
        assert ahead(Days(made), made_on, 3, date(2025, 1, 1)) == before


def test_bias_is_told_by_horizon_with_its_number_and_how_many_intervals_held(store):
    told = bias(snapshot(store, TODAY))
    assert [(h["horizon"], h["figure"]) for h in told["horizons"]] == [(h, f) for h in HORIZONS for f in FIGURES]
    for h in told["horizons"]:
        if h["figure"] == "nrr":
            assert h["n"] == 0 and "cannot tell" in h["says"]
            continue
        assert h["n"] >= FEWEST and h["bias"]["low"] < h["bias"]["point"] < h["bias"]["high"] and h["covered"]["n"] == h["n"]
    assert {r["quarter"] for r in told["replayed"]} <= {q.isoformat() for q in quarter_ends(TODAY)}
    assert all(r["made_on"] < r["quarter"] for r in told["replayed"])


def test_departures_that_pick_up_make_past_forecasts_too_high(tmp_path):
    with a_store(tmp_path) as made:
        left = [m for m in range(24, 0, -1) for _ in range((25 - m) ** 2 // 20 + 1)]
        for i in range(600):
            with_company(made, f"c{i}")
            gone = {"ended_on": months_before(TODAY, left[i]).replace(day=10)} if i < len(left) else {}
            with_subscription(made, f"c{i}", mrr=100.0, currency="EUR", started_on=date(2023, 1, 1), **gone)
        told = bias(snapshot(made, TODAY))
        far = next(h for h in told["horizons"] if (h["horizon"], h["figure"]) == (90, "logo"))
        assert far["bias"]["point"] > 0


def test_the_second_look_reads_what_the_first_worked_out(store, monkeypatch):
    first = bias(snapshot(store, TODAY))
    monkeypatch.setattr("cs_core.leadership.forecasting.past._bias", None)
    assert bias(snapshot(store, TODAY)) == first


def test_without_departures_or_a_past_nothing_is_forecast(tmp_path):
    with a_store(tmp_path) as made:
        for i in range(40):
            with_company(made, f"c{i}")
            with_subscription(made, f"c{i}", mrr=100.0, currency="EUR")
        told = forecast(snapshot(made, TODAY))
        assert "no departure is on record" in told["bias"]["says"] and told["bias"]["replayed"] == []
        assert all(a[f]["point"] is None and "cannot tell" in a[f]["says"] for a in told["ahead"] for f in FIGURES)
        assert told["year"]["grr"]["point"] is None and told["year"]["says"] == "" and told["categories"]["rows"] == []


def test_churn_is_what_retention_leaves_and_a_year_ahead_is_the_past_times_the_forecast(store):
    told = forecast(snapshot(store, TODAY))
    assert told["now"]["churn"]["point"] == pytest.approx(1 - told["now"]["logo"]["point"])
    assert told["now"]["churn"]["low"] == pytest.approx(1 - told["now"]["logo"]["high"])
    year, quarter = told["year"]["logo"], told["ahead"][-1]["logo"]
    assert year["low"] < year["point"] < year["high"] and year["point"] < quarter["point"]
    assert "Strategy carries the trend" in told["year"]["says"]
