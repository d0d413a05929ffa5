"""Success planning: each account's turn once a quarter; a plan, a progress check, or the question."""

from cs_core.execution.conditions import QUARTER_DAYS
from cs_core.execution.success_planning import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play

TURN = {
    "tenure_days": QUARTER_DAYS * 4 + 3,
    "customer_on": ago(QUARTER_DAYS * 4 + 3),
    "usage_4w": 120,
    "usage_prev_4w": 100,
    "usage_change": 20.0,
}
SPOKEN = {"last_touch_on": ago(40), "days_since_touch": 40}


def test_without_an_outcome_it_asks_for_one():
    assert play(AGENT, **TURN) == "ask for the outcome"


def test_with_one_and_nobody_spoken_with_it_agrees_a_plan():
    assert play(AGENT, **TURN, desired_outcome="Invoice sooner") == "agree the plan"


def test_a_settled_customer_gets_a_progress_check_with_figures():
    row = noticed(AGENT, **TURN, **SPOKEN, desired_outcome="Invoice sooner")
    assert row["play"] == "report progress"
    assert "120 uses" in row["reason"] and "100" in row["reason"]


def test_outside_its_turn_there_is_nothing_to_do():
    assert play(AGENT, **TURN | {"tenure_days": QUARTER_DAYS * 4 + 40}) is None


def test_every_account_has_its_turn_once_a_quarter():
    due = [play(AGENT, **TURN | {"tenure_days": 364 + day}) is not None for day in range(QUARTER_DAYS)]
    assert 7 <= sum(due) <= 21


def test_an_open_escalation_or_a_lost_champion_comes_first():
    assert play(AGENT, **TURN, escalations_open=1) is None
    assert play(AGENT, **TURN, champion_left_on=ago(5)) is None


def test_progress_is_told_beside_the_target_in_their_unit():
    known = TURN | SPOKEN | {"desired_outcome": "Fix more on the first visit", "outcome_target": 74, "outcome_baseline": 62}
    body = drafted(AGENT, a_brief(**known, outcome_metric="first-time fix rate")).body
    assert '"Fix more on the first visit"' in body and "74" in body and "62" in body
