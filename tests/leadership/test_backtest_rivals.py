"""The agent beside simple lists at the same number of alerts; chances held against what happened; a future dealt out anew."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.backtest import backtest
from cs_core.leadership.backtesting.calibration import calibration
from cs_core.leadership.backtesting.leak import FalseFuture, leak_test
from cs_core.leadership.backtesting.lists import by_alerts, compared
from cs_core.leadership.backtesting.replay import Replay, followed
from cs_core.leadership.revenue import every_departure
from tests.leadership.test_backtest import END, START, a_past, silent
from tests.worlds import TODAY, with_team_member

BEGIN = date(2026, 1, 5)
DAYS = [BEGIN + timedelta(weeks=i) for i in range(12)]


def a_replay(accounts=400, *, tells=1.0, seed=0):
    """Every sixth account leaves on day 80; the small ones, and the agent's flags and chances tell who, as far as `tells`."""
    rng = np.random.default_rng(seed)
    leaves = np.arange(accounts) % 6 == 0
    likely = np.clip(0.15 + tells * np.where(leaves, 0.5, -0.1) + 0.05 * rng.random(accounts), 0.01, 0.99)
    rows = pl.DataFrame(
        {
            "account_id": [f"a{i:03}" for i in range(accounts)], "arr": np.where(leaves, 100.0, 1_000.0) + np.arange(accounts) / 1_000,
            "silent": rng.integers(1, 200, accounts), "score": rng.permutation(accounts) / accounts, "likely": likely, "urgency": likely,
            "flagged": likely > 0.3 if tells else rng.random(accounts) < 0.2,
        }
    )  # fmt: skip
    gone = rows.filter(pl.Series(leaves)).select("account_id", pl.lit(BEGIN + timedelta(days=80)).alias("left_on"))
    seen = pl.concat([rows.with_columns(pl.lit(day).alias("day")) for day in DAYS])
    return Replay(followed(seen, gone), tuple(DAYS), gone)


def of(found, name):
    return next(row for row in found["policies"] if row["name"] == name)


def test_every_list_gives_the_same_number_of_alerts_on_the_same_days():
    found = compared(a_replay(), a_week=5)
    assert {row["alerts"] for row in found["policies"]} == {found["alerts"]} and found["alerts_per_week"] == pytest.approx(5, abs=0.1)


def test_an_agent_that_knows_beats_lists_that_do_not_and_the_difference_has_an_interval():
    found = compared(a_replay(), a_week=5)
    agent, arr, chance = (of(found, n) for n in ("risk agent", "sort by ARR", "chance"))
    assert agent["precision"]["point"] > 0.9 and arr["precision"]["point"] == 0.0
    assert arr["ahead"]["precision"]["low"] > 0.5 and chance["ahead"]["precision"]["low"] > 0.2 and agent["ahead"] is None
    assert agent["early"]["60"]["low"] > chance["early"]["60"]["high"]
    assert agent["auc"]["low"] > 0.9 > 0.3 > arr["auc"]["high"]


def test_an_agent_that_knows_nothing_is_told_no_better_than_chance():
    found = compared(a_replay(tells=0.0), a_week=5)
    ahead = of(found, "chance")["ahead"]
    assert all(ahead[k]["low"] <= 0 <= ahead[k]["high"] for k in ("precision", "early_60"))


def test_without_a_limit_all_that_the_agent_flags_is_looked_at_once():
    found = compared(a_replay(), a_week=None)
    assert found["alerts"] == 67, "each flagged account once in 90 days"


def test_a_list_by_what_nobody_knows_is_not_made():
    replay = a_replay()
    found = compared(replay._replace(seen=replay.seen.with_columns(pl.lit(None, pl.Int64).alias("silent"))), a_week=5)
    assert [row["name"] for row in found["policies"]] == ["risk agent", "likeliest first", "sort by ARR", "chance"]


def test_fewer_alerts_a_week_are_compared_too():
    rows = by_alerts(a_replay(), most=10)
    assert sorted({row["a_week"] for row in rows}) == [1, 2, 5, 10] and len(rows) == 20
    assert all(row["precision"] > 0.9 for row in rows if row["name"] == "risk agent" and row["a_week"] <= 5)


def test_chances_that_are_right_lie_within_their_intervals_and_bold_ones_do_not():
    rng, n = np.random.default_rng(1), 4_000
    likely = rng.uniform(0.02, 0.4, n)
    rows = pl.DataFrame({"account_id": [f"a{i}" for i in range(n)], "likely": likely, "left": rng.random(n) < likely, "score": likely})
    fair, bold = calibration(rows), calibration(rows.with_columns(pl.col("likely") * 2))
    assert fair["ece"] < 0.025 and fair["n"] == n and sum(g["n"] for g in fair["groups"]) == n
    assert bold["ece"] > 0.15 and "lie outside" in bold["says"]


def test_without_an_outlook_health_is_told_by_tenths_and_is_no_probability():
    rows = a_replay().seen.with_columns(pl.lit(None, pl.Float64).alias("likely"))
    told = calibration(rows)
    assert told["ece"] is None and len(told["groups"]) == 10 and told["of"] == "health"
    assert "Cannot tell" in calibration(rows.head(50))["says"]


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    store = a_past(tmp_path_factory.mktemp("past"), leavers=30, stayers=60, quiet_weeks=14)
    with_team_member(store, hours=10.0)
    return store


def silence(snap, current):
    return current["days_since_event"].fill_null(0).cast(pl.Float64)


@pytest.fixture(scope="module")
def told(past):
    return backtest(past, START, END, notice=silent, score=silence, leak=True)


def test_the_team_s_hours_say_how_many_alerts_it_can_look_at(past, told):
    assert told["capacity"]["hours_per_week"] == pytest.approx(6.0) and told["capacity"]["alerts_per_week"] == pytest.approx(18.0)
    assert told["compared"]["alerts"] > 4
    few = backtest(past, START, START + timedelta(days=21), notice=silent, a_week=1)
    assert few["compared"]["alerts"] <= 4 and few["capacity"]["alerts_per_week"] == 1 and few["leak_test"] is None


def test_in_a_false_future_others_leave_and_the_past_is_as_it_was(past):
    day = START + timedelta(days=40)
    false = FalseFuture(past, day)
    known, dealt = (every_departure(snapshot(s, TODAY)).filter(pl.col("left_on") > day) for s in (past, false))
    assert known.height == dealt.height and known["left_on"].sort().equals(dealt["left_on"].sort())
    assert not known["account_id"].equals(dealt["account_id"])
    assert snapshot(past, day).subscriptions.equals(snapshot(false, day).subscriptions)


def test_an_honest_score_does_not_move_with_the_future(told):
    """The true future it tells well, a false one not at all."""
    leak = told["leak_test"]
    assert not leak["leak"] and leak["moved"] == leak["flags_moved"] == 0 and leak["says"].startswith("No leak")
    assert told["auc"]["low"] > 0.9 and leak["auc"]["low"] <= 0.5 <= leak["auc"]["high"]


def test_a_score_that_reads_the_future_is_found_out(past):
    """It looks up when each subscription will end: the replay shows skill that nobody had, and follows any future it is given."""

    def peeks(snap, current):
        ends = snap.store.frame("subscription").select(pl.col("company_ref").alias("account_id"), pl.col("ended_on"))
        both = current.join(ends.unique("account_id"), on="account_id", how="left", maintain_order="left")
        return both["ended_on"].is_not_null().cast(pl.Float64)

    days = [START + timedelta(days=21 * i) for i in range(3)]
    told = leak_test(past, days, silent, score=peeks)
    assert told["leak"] and told["moved"] > 0 and told["auc"]["low"] > 0.5 and told["says"].startswith("A leak")
