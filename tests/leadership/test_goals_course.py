"""Whether a goal will be met: an interval that grows with the months ahead, a chance in words, and "cannot tell" as an answer."""

import re
from datetime import date, timedelta

import numpy as np
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.goals import told_ahead
from cs_core.leadership.revenue import months_before
from cs_core.leadership.steering.course import BESIDE_FORECAST, STATUSES, ahead, forecast, likely, status
from cs_core.leadership.steering.measures import stands
from cs_core.leadership.steering.past import Point, figures
from cs_core.orchestration.direction import BY_KEY
from tests.leadership.test_goals_moved import snap  # noqa: F401
from tests.worlds import TODAY

GRR, TTV = BY_KEY["grr"], BY_KEY["ttv_days"]


def monthly(*values):
    return [Point(months_before(TODAY, k), v) for k, v in zip(range(len(values) - 1, -1, -1), values, strict=True)]


def test_a_forecast_needs_four_figures_the_last_of_them_todays():
    told = forecast(GRR, monthly(90, 91, 92), as_of=TODAY, target=95, due_on=None)
    assert told["point"] is None and told["says"] == "cannot tell yet: 3 of 4 monthly figures are known"
    old = [p._replace(on=p.on - timedelta(days=40)) for p in monthly(90, 91, 92, 93)]
    assert "today's figure cannot be told" in forecast(GRR, old, as_of=TODAY, target=95, due_on=None)["says"]


def test_the_months_so_far_are_carried_on_and_the_doubt_grows_with_the_time():
    near = forecast(GRR, monthly(86.9, 88.1, 89.0, 90.0), as_of=TODAY, target=95, due_on=date(2026, 9, 28))
    assert near["point"] == pytest.approx(93.1, abs=0.1) and near["low"] < 93.1 < near["high"]
    high = forecast(GRR, monthly(94.0, 98.0, 97.0, 99.0), as_of=TODAY, target=95, due_on=date(2027, 6, 28))
    assert high["high"] == high["point"] == 100 > high["low"], "retention never passes 100 %"
    flat = [forecast(TTV, monthly(30, 31, 30, 31), as_of=TODAY, target=20, due_on=d) for d in (date(2026, 9, 28), date(2027, 6, 28))]
    assert flat[1]["high"] - flat[1]["low"] > flat[0]["high"] - flat[0]["low"]


def test_what_was_seen_for_so_long_is_carried_on_for_as_long_and_no_longer():
    points = monthly(90, 89.1, 87.9, 87)
    near, far = (forecast(GRR, points, as_of=TODAY, target=95, due_on=d) for d in (date(2026, 9, 28), date(2027, 6, 28)))
    assert near["point"] == pytest.approx(far["point"], abs=0.1) == pytest.approx(84, abs=0.1) and far["low"] < near["low"]
    assert "months more and then stays as it is" in far["says"] and "then stays" not in near["says"]


def test_days_fall_in_proportion_and_never_to_nothing():
    told = forecast(TTV, monthly(39, 36, 34, 36, 33, 29, 29), as_of=TODAY, target=20, due_on=date(2027, 4, 28))
    assert told["point"] == pytest.approx(29 * 29 / 39, abs=0.1) and told["low"] > 5
    assert 0.2 < told["chance"] < 0.6
    assert forecast(TTV, monthly(39, 36, 34, 33), as_of=TODAY, target=0, due_on=None)["chance"] == 0


def test_days_that_leap_from_month_to_month_are_told_within_what_the_goal_may_be_however_far_its_day():
    told = forecast(TTV, monthly(1, 60, 1, 60), as_of=TODAY, target=20, due_on=date(2036, 6, 28))
    assert told["wide"] and told["low"] == pytest.approx(0, abs=0.01) and told["high"] == TTV.most


def test_a_range_too_wide_to_plan_by_is_told_as_a_range():
    wide = forecast(TTV, monthly(39, 36, 34, 36, 33, 29, 29), as_of=TODAY, target=20, due_on=date(2027, 4, 28))
    close = forecast(TTV, monthly(30, 30.2, 30, 30.2), as_of=TODAY, target=20, due_on=None)
    assert wide["wide"] and not close["wide"]
    said = told_ahead(wide, "days")
    assert said.startswith("too uncertain to plan by, anything from ") and " days, it could go either way whether it is met by " in said
    assert told_ahead(close, "days").startswith("30.4 days (28 to 33)")


def test_of_a_range_too_wide_to_plan_by_the_chance_is_told_without_a_figure():
    sold = forecast(BY_KEY["expansion_arr"], monthly(10, 90, 20, 120, 90), as_of=TODAY, target=30, due_on=None)
    assert sold["wide"] and "%" not in sold["says"]
    assert re.match(r"more likely than not to be met by [^;]+ if it goes on as in the 4 months so far$", sold["says"])
    assert [likely(c, wide=True) for c in (0.99, 0.5, 0.01)] == ["more likely than not", "could go either way", "less likely than not"]


def test_nobody_is_told_that_a_figure_will_be_nothing_because_it_has_fallen_fast():
    sold = [forecast(BY_KEY["expansion_arr"], monthly(58, 43, 28, 13), as_of=TODAY, target=30, due_on=d) for d in (None, date(2026, 7, 28))]
    assert (sold[0]["point"], sold[0]["chance"]) == (None, None) and "so it will not go on so" in sold[0]["says"]
    assert sold[1]["point"] is None
    assert forecast(TTV, monthly(58, 53, 48, 43, 38), as_of=TODAY, target=30, due_on=date(2026, 8, 28))["point"] > 20
    none = forecast(BY_KEY["expansion_arr"], monthly(0, 0, 0, 0, 0), as_of=TODAY, target=30_000, due_on=date(2027, 6, 28))
    assert (none["point"], none["chance"]) == (0, 0), "it is nothing, and may stay so"


def test_a_goal_whose_figure_the_forecast_tells_too_says_that_it_is_told_in_another_way():
    for key, aimed in (("grr", 95), ("nrr", 110), ("logo_retention", None)):
        assert BESIDE_FORECAST in forecast(BY_KEY[key], monthly(90, 91, 92, 93), as_of=TODAY, target=aimed, due_on=None)["says"], key
    assert BESIDE_FORECAST not in forecast(TTV, monthly(30, 31, 30, 31), as_of=TODAY, target=20, due_on=None)["says"]


def test_the_chance_is_of_meeting_the_target_by_its_day_in_the_goals_direction():
    rising = monthly(80, 82.2, 83.8, 86.1, 88)
    assert forecast(GRR, rising, as_of=TODAY, target=92, due_on=date(2026, 12, 28))["chance"] > 0.9
    assert forecast(GRR, rising, as_of=TODAY, target=99.9, due_on=date(2026, 7, 28))["chance"] < 0.1
    assert forecast(TTV, monthly(40, 37.8, 36.2, 33.9, 32), as_of=TODAY, target=28, due_on=date(2026, 12, 28))["chance"] > 0.9
    assert [likely(c).split(" (")[0] for c in (1, 0.7, 0.5, 0.2, 0)] == [
        "very likely", "likely", "could go either way", "unlikely", "very unlikely",
    ]  # fmt: skip
    assert likely(1.0) == "very likely (99%)", "nothing is certain"


def test_the_interval_covers_what_comes_about_nineteen_times_in_twenty_where_months_overlap():
    rng, covered, tries = np.random.default_rng(3), 0, 400
    for _ in range(tries):
        months = rng.normal(1.0, 3.0, 40)
        rolling = np.convolve(months, np.ones(12), "valid")  # figures over 12 months, of which neighbours share eleven
        points = [Point(date(2026, 1, 1) + timedelta(days=round(30.4375 * k)), float(v)) for k, v in enumerate(rolling[:7])]
        point, spread, df = ahead(points, points[-1].on + timedelta(days=91))
        half = {5: 2.5706}[df] * spread
        covered += abs(rolling[9] - point) <= half
    assert 0.91 <= covered / tries <= 0.99


def test_the_status_says_how_it_stands_in_one_of_the_words_shown():
    def of(now, target=95.0, due=date(2026, 12, 31), chance=0.5):
        return status(GRR, {"point": now}, target, due, {"chance": chance}, TODAY)

    said = [of(96), of(90, chance=0.8), of(90), of(90, chance=0.2), of(90, due=TODAY), of(None), of(90, target=None)]
    assert said == list(STATUSES) and of(90, chance=None) == "cannot tell yet"


@pytest.mark.parametrize("key", ["grr", "nrr", "logo_retention", "long_tail_grr", "ttv_days", "touch_every_days"])
def test_figures_of_past_days_are_those_that_the_day_itself_would_have_told(snap, key):  # noqa: F811
    points = figures(snap, [key])[key]
    assert points[-1].on == TODAY and points[-1].value == pytest.approx(stands(snap, key)["point"])
    earlier = points[-3]
    assert earlier.value == pytest.approx(stands(snapshot(snap.store, earlier.on), key)["point"])
