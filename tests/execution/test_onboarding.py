"""Onboarding: behind, stuck, not started, just arrived at first value; silent on track."""

from cs_core.execution.onboarding import AGENT
from tests.execution.builders import a_brief, ago, drafted, play

NEW = {
    "customer_on": ago(60), "tenure_days": 60, "onboarding_status": "stuck", "next_milestone": "Crew on the dispatch board",
    "milestones_done": 0, "milestones_total": 3, "milestone_progress": 20.0, "milestone_overdue_days": 39, "last_event_on": ago(3),
}  # fmt: skip


def test_a_stuck_customer_is_unblocked():
    assert play(AGENT, **NEW) == "unblock the milestone"


def test_one_who_is_behind_is_nudged():
    assert play(AGENT, **NEW | {"onboarding_status": "behind"}) == "nudge to the milestone"


def test_one_who_never_used_it_is_started_together():
    assert play(AGENT, **NEW | {"last_event_on": None}) == "start together"


def test_a_missing_usage_feed_is_not_taken_for_no_use():
    assert play(AGENT, **NEW | {"last_event_on": None, "onboarding_status": None}) is None


def test_first_value_just_reached_leads_to_the_next_step():
    reached = {"onboarding_status": "on track", "first_value_on": ago(10), "days_to_value": 50}
    assert play(AGENT, **NEW | reached) == "build on first value"
    assert play(AGENT, **NEW | reached | {"days_to_value": 20}) is None


def test_on_track_and_done_need_nothing():
    assert play(AGENT, **NEW | {"onboarding_status": "on track"}) is None
    assert play(AGENT, **NEW | {"onboarding_status": "done"}) is None


def test_a_customer_of_two_years_is_no_longer_onboarding():
    assert play(AGENT, **NEW | {"tenure_days": 730}) is None


def test_the_letter_says_how_many_uses_the_milestone_takes():
    brief = a_brief(**NEW, milestone_feature="dispatch_board", milestone_threshold=60, milestone_uses=12)
    body = drafted(AGENT, brief).body
    assert "Dispatch board" in body and "60" in body and "12" in body


FRESH = {"tenure_days": 0, "customer_on": ago(0), "seats": 12, "plan": "Professional", "milestones_done": 0, "milestones_total": 3}


def test_the_welcome_comes_on_the_first_day_and_is_about_what_they_bought_and_want():
    assert play(AGENT, **FRESH) == "welcome"
    step = {"next_milestone": "Crew on the dispatch board", "milestone_feature": "dispatch_board", "milestone_threshold": 60}
    body = drafted(AGENT, a_brief(**FRESH, **step, milestone_due_on=ago(-21), desired_outcome="Halve the planning time")).body
    for said in ("Professional", "12 seats", "Crew on the dispatch board", "Dispatch board", "21 July 2026", "Halve the planning time"):
        assert said in body


def test_nobody_is_welcomed_late_or_who_is_under_way():
    assert play(AGENT, **FRESH | {"tenure_days": 10}) is None
    assert play(AGENT, **FRESH | {"milestones_done": 1}) is None


def test_who_uses_something_else_is_shown_the_feature_that_is_next():
    near = {"onboarding_status": "on track", "milestone_progress": 0.0, "milestone_overdue_days": -5, "usage_4w": 80}
    assert play(AGENT, **NEW | near) == "open the next feature"
    assert play(AGENT, **NEW | near | {"milestone_overdue_days": -40}) is None
    assert play(AGENT, **NEW | near | {"usage_4w": 3}) is None


def test_who_uses_few_of_the_seats_is_asked_for_the_others():
    few = {"onboarding_status": "on track", "active_users_4w": 3, "seats": 12, "utilisation": 25.0}
    assert play(AGENT, **NEW | few) == "bring the others in"
    assert play(AGENT, **NEW | few | {"seats": 4}) is None
    body = drafted(AGENT, a_brief(**NEW | few)).body
    assert "12 seats" in body and "3" in body


def test_full_value_closes_the_onboarding_with_its_days():
    reached = {
        "onboarding_status": "done", "next_milestone": None, "milestones_done": 3, "full_value_on": ago(4), "days_to_full_value": 56,
        "first_value_on": ago(30), "days_to_value": 30, "milestone_progress": None, "milestone_overdue_days": None,
    }  # fmt: skip
    assert play(AGENT, **NEW | reached) == "close the onboarding"
    body = drafted(AGENT, a_brief(**NEW | reached)).body
    assert "56 days" in body and "30 days" in body
    assert play(AGENT, **NEW | reached | {"full_value_on": ago(14)}) is None


def test_no_use_at_all_of_a_feature_is_said_in_a_sentence_of_its_own():
    brief = a_brief(**NEW, milestone_feature="dispatch_board", milestone_threshold=60, milestone_uses=0, milestone_left=60)
    assert "None of the 60 of Dispatch board that it takes are recorded so far." in drafted(AGENT, brief).body


def test_what_is_long_overdue_is_planned_anew_once_in_a_quarter_and_not_pressed_again():
    late = {"milestone_overdue_days": 90, "tenure_days": 91 + 30, "customer_on": ago(91 + 30)}
    assert play(AGENT, **NEW | late) is None
    assert play(AGENT, **NEW | late | {"tenure_days": 91 + 5, "customer_on": ago(91 + 5)}) == "plan the milestone anew"
