"""Risk: the most pressing cause first, against the account's own past, and no alarm where nothing is wrong."""

import pytest

from cs_core.execution.risk import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play

FALLING = {
    "tenure_days": 400, "usage_4w": 818, "usage_prev_4w": 1240, "usage_change": -34.03, "usage_z": -3.1, "days_since_event": 1,
    "last_event_on": ago(1), "seats": 20, "plan": "Professional", "active_users_4w": 9, "top_feature": "work_orders",
}  # fmt: skip


def test_a_fall_against_its_own_past_is_noticed_with_its_figures():
    row = noticed(AGENT, **FALLING)
    assert row["play"] == "recover use"
    assert row["reason"] == "Use fell by 34 %: 818 uses in the last four weeks, 1,240 in the four before."


def test_a_fall_that_is_usual_for_it_is_not():
    assert play(AGENT, **FALLING | {"usage_z": -1.0}) is None


def test_a_young_account_needs_a_plainer_fall():
    assert play(AGENT, **FALLING | {"usage_z": None}) is None
    assert play(AGENT, **FALLING | {"usage_z": None, "usage_change": -60.0}) == "recover use"


def test_a_fall_from_next_to_nothing_says_nothing():
    assert play(AGENT, **FALLING | {"usage_prev_4w": 8}) is None


def test_an_old_escalation_comes_before_all_else_and_its_stakes_are_high():
    row = noticed(AGENT, **FALLING, escalations_open=1, oldest_ticket_days=12, champion_left_on=ago(3))
    assert (row["play"], row["stakes"]) == ("own the escalation", "high")


def test_one_opened_this_morning_is_left_to_support():
    assert play(AGENT, escalations_open=1, oldest_ticket_days=0) is None


def test_a_lost_champion_is_noticed():
    assert play(AGENT, champion_left_on=ago(3)) == "re-engage after the champion left"


def test_silence_is_noticed_unless_it_is_its_way():
    quiet = {"tenure_days": 300, "days_since_event": 40, "last_event_on": ago(40)}
    assert play(AGENT, **quiet, usage_z=-4.0) == "break the silence"
    assert play(AGENT, **quiet, usage_z=0.2) is None


def test_bad_ratings_and_unpaid_bills_are_noticed():
    assert play(AGENT, satisfaction_90d=25.0, tickets_90d=4) == "answer the unhappy"
    assert play(AGENT, overdue_invoices=2, overdue_amount=300.0) == "settle the invoices"


def test_a_likely_departure_without_a_cause_is_a_task_and_never_a_letter():
    brief = a_brief(churn_probability=0.42, health=55.0)
    proposal = drafted(AGENT, brief)
    assert (proposal.kind, proposal.recipient, proposal.channel) == ("task", None, "crm_task")
    assert "42 %" in proposal.body


def test_a_healthy_customer_is_left_alone():
    assert play(AGENT, tenure_days=400, usage_4w=100, usage_prev_4w=95, usage_change=5.0, usage_z=0.1, health=80.0, open_tickets=1) is None


def test_the_further_it_fell_the_more_there_is_to_gain():
    steep, mild = (noticed(AGENT, **FALLING | {"usage_change": change})["gain"] for change in (-90.0, -30.0))
    assert steep > mild


UNHAPPY = {"satisfaction_90d": 0.0, "tickets_90d": 2, "tenure_days": 400}


def test_no_good_rating_is_said_in_words_and_few_as_few():
    none, few = (drafted(AGENT, a_brief(**UNHAPPY | {"satisfaction_90d": share})) for share in (0.0, 33.3))
    assert "None of the ratings you gave our support in the last 90 days was good." in none.body and "0 %" not in none.body
    assert "nly 33 %" in few.body


@pytest.mark.parametrize(("days", "said"), [(12, True), (31, False)])
def test_a_letter_in_the_last_month_of_the_term_names_its_end(days, said):
    known = {"tenure_days": 400, "renewal_on": ago(-days), "days_to_renewal": days}
    fall = {"usage_4w": 818, "usage_prev_4w": 1240, "usage_change": -34.0, "usage_z": -3.1}
    for more in (fall, UNHAPPY, {"days_since_event": 40, "last_event_on": ago(40)}, {"champion_left_on": ago(5)}):
        assert ("term ends" in drafted(AGENT, a_brief(**known | more)).body) is said
