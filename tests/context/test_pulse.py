"""The CSM's pulse: six points with a reason and an age, in brief, timeline and signals, in the score only by a leader's weight."""

from datetime import datetime, time, timedelta

import polars as pl
import pytest

from cs_core.context.brief import brief, timeline
from cs_core.context.health import health, weights
from cs_core.context.health.weights import set_weight
from cs_core.context.pulse import STALE_DAYS, disagreements, set_pulse, withdraw_pulse
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.models.prompt import shown
from tests.worlds import TODAY, a_store, ago, seen_on, with_company, with_subscription, with_usage

NOON = datetime.combine(TODAY, time(12))


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        with_subscription(opened, with_company(opened), mrr=100.0, seats=10)
        yield opened


def felt(store, score, *, days=0, why="the sponsor went quiet"):
    return set_pulse(store, "acme", score, why=why, by="Mia Sand", now=NOON - timedelta(days=days))


def row(store, day=TODAY):
    return seen_on(store, day).signals.row(by_predicate=pl.col("account_id") == "acme", named=True)


def test_nobody_set_a_pulse_and_none_is_made_up(store):
    assert (row(store)["pulse"], row(store)["pulse_age_days"]) == (None, None)
    assert not [f for f in brief(seen_on(store), "acme").facts if "pulse" in f.key]


def test_a_pulse_is_a_signal_and_a_fact_with_its_age_its_reason_and_whose_it_is(store):
    made = felt(store, 3, days=9)
    known = brief(seen_on(store), "acme")
    assert (known.get("pulse").value, known.get("pulse").unit, known.get("pulse").observed_at) == (3, "of 6", ago(9))
    assert known.get("pulse").source_row == f"pulse:{made} by Mia Sand"
    assert known.get("pulse_age_days").value == 9
    assert known.get("note:pulse").value == "worried: the sponsor went quiet"


def test_a_pulse_older_than_two_weeks_is_said_to_be_stale(store):
    felt(store, 5, days=STALE_DAYS + 1)
    said = brief(seen_on(store), "acme").get("note:pulse").value
    assert said == "happy: the sponsor went quiet; stale: 15 days old, it speaks for 14 days"


def test_the_newest_one_holds_and_earlier_days_keep_theirs(store):
    felt(store, 5, days=5)
    felt(store, 2)
    assert (row(store)["pulse"], row(store, ago(1))["pulse"]) == (2, 5)


def test_taking_one_back_lets_the_one_before_it_hold_again_and_the_timeline_says_so(store):
    felt(store, 5, days=5)
    withdraw_pulse(store, felt(store, 1), by="Lea", now=NOON)
    assert (row(store)["pulse"], row(store)["pulse_age_days"]) == (5, 5)
    story = [r["text"] for r in timeline(seen_on(store), "acme") if r["kind"] in ("pulse", "undo")]
    assert set(story) == {
        "pulse taken back by Lea: set by mistake",
        "5 of 6, happy: the sponsor went quiet (by Mia Sand)",
    }  # fmt: skip


def test_what_is_taken_back_once_is_not_taken_back_twice(store):
    made = felt(store, 1)
    withdraw_pulse(store, made, by="Lea", now=NOON)
    with pytest.raises(Refused):
        withdraw_pulse(store, made, by="Lea", now=NOON)


@pytest.mark.parametrize("score", [0, 7, 2.5])
def test_only_the_six_points_are_taken(store, score):
    with pytest.raises(BadInput, match="1 leaving, 2 at risk"):
        felt(store, score)


def test_it_needs_a_reason_a_name_and_a_known_account(store):
    with pytest.raises(BadInput, match="why"):
        felt(store, 3, why="  ")
    with pytest.raises(BadInput, match="whose"):
        set_pulse(store, "acme", 3, why="x", by=" ", now=NOON)
    with pytest.raises(NotFound):
        set_pulse(store, "nobody", 3, why="x", by="Mia", now=NOON)


def test_it_moves_the_score_only_where_a_leader_gives_it_a_weight_and_only_while_fresh(store):
    with_usage(store, "acme", weekly=[50] * 20)
    before = row(store)["health"]
    felt(store, 1, days=3)
    assert row(store)["health"] == before
    set_weight(store, segment=row(store)["segment"], measure="pulse", weight=40, by="Vera", now=NOON)
    assert row(store)["health"] < before
    stale = pl.DataFrame([row(store) | {"pulse_age_days": STALE_DAYS + 1}], schema=seen_on(store).signals.schema)
    assert health(stale, weights(store, TODAY))["health"].item() is None or health(stale, weights(store, TODAY))["health"].item() == before


def test_where_pulse_and_health_contradict_each_other_is_a_list(store):
    rows = [
        {"account_id": a, "pulse": p, "pulse_age_days": d, "health_band": b, "arr": 1.0, "churned_on": None,
         "notice_given_on": TODAY if a in ("told", "both") else None}
        for a, p, d, b in (
            ("dark", 2, 1, "green"), ("bright", 5, 1, "red"), ("old", 1, 15, "green"), ("same", 2, 1, "red"), ("told", 6, 1, "green"),
            ("both", 1, 1, "green"),
        )
    ]  # fmt: skip
    found = disagreements(pl.DataFrame(rows))
    assert dict(found.select("account_id", "disagrees").iter_rows()) == {
        "dark": "pulse 2 (at risk) while health is green", "bright": "pulse 5 (happy) while health is red",
        "told": "pulse 6 (thriving) while notice was given",
    }  # fmt: skip


def test_no_model_is_told_of_it(store):
    felt(store, 2)
    assert not [f for f in brief(seen_on(store), "acme").facts if "pulse" in f.key and shown(f)]
