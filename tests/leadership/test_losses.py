"""What may be lost is told three ways, each leads to the others, and who gave notice is lost in all of them."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.forecast import renewals
from cs_core.leadership.forecasting.ahead import forecast
from cs_core.leadership.forecasting.losses import by_outlook
from cs_core.leadership.forecasting.past import begins
from cs_core.leadership.forecasting.windows import NOTICE, Days, ahead, lost
from cs_core.leadership.revenue import months_before
from cs_core.leadership.today import standing
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription

TERM = {"mrr": 100.0, "currency": "EUR", "started_on": ago(1000)}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Ninety who pay, of whom six gave notice for an end in twenty days; one left in each of the last months, having given notice."""
    with a_store(tmp_path_factory.mktemp("notices")) as made, made.transaction():
        for n in range(90):
            with_company(made, f"c{n}", customer_on=ago(1000))
            ends = {"term_start_on": ago(345), "term_end_on": TODAY + timedelta(days=20)} if n < 12 else {}
            told = {"cancelled_on": ago(10)} if n < 6 else {}
            with_subscription(made, f"c{n}", **TERM, **ends, **told)
        for month in range(1, 13):
            with_company(made, f"left{month}", customer_on=ago(1000))
            left = months_before(TODAY, month) + timedelta(days=3)
            term = {"term_start_on": left - timedelta(days=365), "term_end_on": left, "ended_on": left}
            with_subscription(made, f"left{month}", **TERM, **term, cancelled_on=left - timedelta(days=60))
        yield made


def test_retention_loses_no_less_than_the_notices_given(store):
    days, since = Days(store), begins(snapshot(store, TODAY))
    for months in (1, 2, 3):
        told, gone = ahead(days, TODAY, months, since), lost(days, TODAY, months, since)
        assert gone[NOTICE] == 6 * 1200
        for figure in ("grr", "logo"):
            assert told[figure].point <= told[figure].high <= 1 - 6 / 90 + 1e-9
        assert sum(gone.values()) == pytest.approx((1 - told["grr"].point) * 90 * 1200)


def test_those_who_left_after_a_notice_do_not_make_the_others_look_as_if_they_leave(store):
    gone = lost(Days(store), TODAY, 1, begins(snapshot(store, TODAY)))
    assert sum(gone.values()) - gone[NOTICE] == pytest.approx(0, abs=1), "the notices of the past were known before each window"


def test_each_of_the_three_figures_leads_to_the_others(store):
    snap = snapshot(store, TODAY)
    told, at = forecast(snap)["losses"], standing(snap, snap.signals.filter(pl.col("churned_on").is_null()))
    assert told["rows"][0]["outlook"] == told["rows"][0]["renewals"] == told["rows"][0]["past"] == 6 * 1200
    for way in ("outlook", "renewals", "past"):
        assert told["totals"][way] == pytest.approx(sum(row[way] or 0 for row in told["rows"]))
    due = renewals(snap, within_days=90).drop_nulls("probability")
    assert told["totals"]["renewals"] == pytest.approx((due["arr"] * (1 - due["probability"])).sum())
    assert told["totals"]["outlook"] == pytest.approx(at["arr_expected_to_leave"])
    assert "7,200 by notices given" in told["says"]
    assert told["rows"][-1]["renewals"] is None, "what has no renewal in those days is no loss at a renewal"


def test_what_may_leave_of_customers_whose_chance_is_not_known_is_not_told_as_nothing():
    about = {"account_id": ["a", "b", "c"], "arr": [1200.0, 600.0, 400.0], "notice_given_on": [TODAY, None, None]}
    current = pl.DataFrame(about | {"days_to_renewal": [20, 30, 300], "churn_probability": pl.Series([None] * 3, dtype=pl.Float64)})
    assert by_outlook(current) == {"notice": 1200.0, "due": None, "rest": None}
    assert by_outlook(current.head(1)) == {"notice": 1200.0, "due": 0.0, "rest": 0.0}, "where there is nobody, nothing is lost"
