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
