"""Success planning: each account's turn once a quarter; a plan, a progress check, or the question."""

from cs_core.execution.playbooks.conditions import QUARTER_DAYS
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


GOAL = {"desired_outcome": "Fix more on the first visit", "outcome_stated_on": ago(200)}
GOAL |= {"plan_state": "on course", "plan_due_on": ago(-100)}
OUT_OF_TURN = TURN | {"tenure_days": QUARTER_DAYS * 4 + 40, "customer_on": ago(QUARTER_DAYS * 4 + 40)}
FIGURE = {"outcome_way": 105.0, "outcome_told_on": ago(3)}


def test_a_goal_is_closed_only_by_their_own_figure():
    assert play(AGENT, **OUT_OF_TURN, **GOAL) is None
    assert play(AGENT, **OUT_OF_TURN, **GOAL, **FIGURE) == "close the objective"
    told = OUT_OF_TURN | GOAL | FIGURE | {"outcome_figure": 75, "outcome_target": 74}
    body = drafted(AGENT, a_brief(**told, outcome_metric="first-time fix rate")).body
    assert "75" in body and "74" in body
    without = {k: v for k, v in told.items() if k != "outcome_figure"}
    assert drafted(AGENT, a_brief(**without), noticed(AGENT, **OUT_OF_TURN, **GOAL, **FIGURE)) is None


def test_all_milestones_reached_ask_for_the_figure_and_claim_nothing():
    row = OUT_OF_TURN | GOAL | {"full_value_on": ago(5)}
    assert play(AGENT, **row) == "ask for their figure"
    body = drafted(AGENT, a_brief(**row, outcome_metric="first-time fix rate")).body
    assert "only you can" in body or "does not show in our product" in body


def test_a_goal_that_was_missed_goes_to_a_person():
    row = noticed(AGENT, **OUT_OF_TURN, **GOAL | {"plan_state": "missed", "plan_due_on": ago(4)}, outcome_way=20.0, outcome_told_on=ago(10))
    assert (row["play"], row["kind"]) == ("talk about the goal", "task")


def test_a_plan_that_changed_is_told_with_what_changed():
    row = OUT_OF_TURN | GOAL | {"plan_changed_on": ago(3)}
    assert play(AGENT, **row) == "re-plan"
    body = drafted(AGENT, a_brief(**row, plan_change="The target is now 85 %, before it was 80 %.")).body
    assert "The target is now 85 %, before it was 80 %." in body


def test_a_stalled_plan_goes_to_a_person_and_one_that_somebody_holds_does_not():
    late = TURN | {"tenure_days": QUARTER_DAYS * 4 + 20, "customer_on": ago(QUARTER_DAYS * 4 + 20)} | GOAL
    late |= {"plan_state": "behind", "milestone_overdue_days": 70}
    assert noticed(AGENT, **late)["play"] == "rescue the plan" and noticed(AGENT, **late)["kind"] == "task"
    assert play(AGENT, **late, last_touch_on=ago(5), days_since_touch=5) is None


def test_the_review_is_offered_once_a_quarter_to_those_we_speak_with():
    turn = TURN | {"tenure_days": QUARTER_DAYS * 4 + 65, "customer_on": ago(QUARTER_DAYS * 4 + 65)} | GOAL
    assert play(AGENT, **turn, **SPOKEN) == "offer the review"
    assert play(AGENT, **turn, last_touch_on=ago(3), days_since_touch=3) is None
