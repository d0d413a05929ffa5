from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput
from cs_core.leadership.backtest import backtest
from cs_core.leadership.backtesting.replay import replayed_days
from cs_core.leadership.revenue import every_departure
from tests.worlds import TODAY, a_store, ago, with_churn_event, with_company, with_subscription, with_usage

START, END = ago(200), ago(116)


def silent(signals):
    """Flag whoever has not used the product for three weeks."""
    return signals.filter(pl.col("days_since_event") > 21)


def nobody(signals):
    return signals.head(0)


def a_past(folder, *, leavers=12, stayers=30, quiet_weeks=8):
    """Leavers fall silent eight weeks before they leave; stayers use the product every week."""
    store = a_store(folder)
    with store.transaction():
        for i in range(leavers + stayers):
            with_company(store, f"c{i}")
            if i < leavers:
                end = START + timedelta(days=50 + 5 * i)
                with_subscription(store, f"c{i}", mrr=100.0, currency="EUR", ended_on=end)
                with_usage(store, f"c{i}", weekly=[20] * 25, until=end - timedelta(weeks=quiet_weeks))
            else:
                with_subscription(store, f"c{i}", mrr=100.0, currency="EUR")
                with_usage(store, f"c{i}", weekly=[20] * 45)
    return store


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    return a_past(tmp_path_factory.mktemp("past"))


@pytest.fixture(scope="module")
def told(past):
    return backtest(past, START, END, notice=silent)


def test_those_who_fell_silent_are_caught_with_their_lead(told):
    assert told["departures"] == 12 and told["caught"] == 12 and told["caught_arr"] == told["churned_arr"] == 12 * 1200
    assert 21 <= told["median_lead_days"] <= 35 and told["precision"] == 1.0 and told["precision_interval"]["low"] < 1
    assert told["flags"] == 12 and told["alerts_per_week"] == pytest.approx(12 / (84 / 7), rel=0.1)


def test_an_alert_is_counted_once_while_it_stays_up(past):
    told = backtest(past, START, END, notice=lambda signals: signals)
    assert told["flags"] == 42 and told["precision"] < 0.5


def test_nobody_flagged_is_nothing_caught(past):
    told = backtest(past, START, END, notice=nobody)
    assert told["caught_arr"] == 0 and told["median_lead_days"] is None and told["precision"] is None
    assert "No account was flagged" in told["says"]


def test_few_departures_cannot_be_told(tmp_path):
    told = backtest(a_past(tmp_path, leavers=3), START, END, notice=silent)
    assert told["auc"] is None and told["says"].startswith("Cannot tell")


def test_days_without_ninety_days_after_them_are_not_replayed(past):
    store = past
    told = backtest(store, ago(110), TODAY, notice=silent)
    assert told["to"] <= str(ago(90)) and "left out" in told["says"]
    with pytest.raises(BadInput, match="90 days after each"):
        backtest(store, ago(30), TODAY, notice=silent)
    with pytest.raises(BadInput, match="after"):
        backtest(store, END, START, notice=silent)


def test_an_empty_store_says_what_to_do(tmp_path):
    with pytest.raises(BadInput, match="import"):
        backtest(a_store(tmp_path), START, END, notice=silent)


def test_what_happens_later_changes_no_past_flag(tmp_path):
    """The past is replayed from what was known then: taking the later departures away leaves every flag where it was."""
    flags = []
    for folder, more in (("a", {}), ("b", {"ended_on": ago(5)})):
        store = a_past(tmp_path / folder, leavers=0, stayers=15)
        for i in range(10):
            with_company(store, f"x{i}")
            with_subscription(store, f"x{i}", mrr=50.0, **more)
            with_usage(store, f"x{i}", weekly=[20] * 20, until=ago(165))
        flags.append(backtest(store, START, END, notice=silent)["flags"])
    assert flags[0] == flags[1] == 10


@pytest.mark.parametrize("span", [20, 180, 365, 2000])
def test_long_spans_are_replayed_in_wider_steps(past, span):
    replayed, _ = replayed_days(past, ago(90 + span), ago(90))
    assert 2 <= len(replayed) <= 26 and replayed[0] == ago(90 + span) and replayed[-1] <= ago(90)


def test_progress_is_told(past):
    seen = []
    backtest(past, START, ago(180), notice=nobody, progress=lambda share, what: seen.append((share, what)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] < 1
    assert seen[0][1] == f"as of {spelt(START)}"


def test_a_recorded_churn_event_is_a_departure_and_an_upgrade_is_not(tmp_path):
    store = a_store(tmp_path)
    for company in ("told", "upgraded", "ended"):
        with_company(store, company)
    with_subscription(store, "told", mrr=1.0)
    with_churn_event(store, "told", churned=ago(30))
    with_subscription(store, "upgraded", "old", mrr=1.0, ended_on=ago(40))
    with_subscription(store, "upgraded", "new", mrr=2.0, started_on=ago(40))
    with_subscription(store, "ended", mrr=1.0, ended_on=ago(20))
    found = every_departure(snapshot(store, TODAY)).select("account_id", "by").rows()
    assert found == [("ended", "subscription"), ("told", "event")]


def test_departures_that_subscriptions_contradict_are_called_disputed(told, tmp_path):
    store = a_past(tmp_path)
    assert "disputed" not in told["says"]
    for i in range(12, 20):
        with_churn_event(store, f"c{i}", churned=ago(150))
    assert "8 of 8 accounts recorded as having left still have a running subscription" in backtest(store, START, END, notice=silent)["says"]
