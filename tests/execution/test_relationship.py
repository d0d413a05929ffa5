"""Relationship: only with a reason; otherwise silence."""

from cs_core.execution.relationship import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play

TURN = {"tenure_days": 91 * 2 + 25, "customer_on": ago(91 * 2 + 25)}


def test_good_ratings_are_thanked_for():
    assert play(AGENT, **TURN, satisfaction_90d=100.0, tickets_90d=3, open_tickets=0) == "thank for the rating"


def test_an_anniversary_needs_a_result():
    year = {"tenure_days": 367, "customer_on": ago(367)}
    assert play(AGENT, **year, first_value_on=ago(300), days_to_value=67) == "mark the anniversary"
    assert play(AGENT, **year) is None


def test_a_long_time_without_a_word_needs_something_to_say():
    long_ago = {"tenure_days": 500, "last_touch_on": ago(200), "days_since_touch": 200}
    assert play(AGENT, **long_ago, usage_change=35.0, usage_4w=135, usage_prev_4w=100) == "say what is new"
    assert play(AGENT, **long_ago, usage_change=35.0, usage_4w=4, usage_prev_4w=3) is None
    assert play(AGENT, **long_ago, usage_change=25.0, usage_4w=125, usage_prev_4w=100, milestone_progress=90.0) is None
    assert play(AGENT, **long_ago, usage_change=2.0) is None


def test_an_open_escalation_is_no_time_for_pleasantries():
    assert play(AGENT, **TURN, satisfaction_90d=100.0, tickets_90d=3, open_tickets=0, escalations_open=1) is None


def test_a_release_that_mends_their_ticket_is_told_with_that_reason():
    notice = noticed(AGENT, **TURN, top_feature="work_orders")
    assert notice["play"] == "tell of the release"
    brief = a_brief(release=["Fix: photos"], release_reason=["mends Photos are lost"], top_feature="work_orders", usage_4w=88)
    proposal = drafted(AGENT, brief, notice)
    assert 'mends "Photos are lost"' in proposal.body
    assert proposal.reason == 'A release, "Fix: photos", mends "Photos are lost".'


def test_without_a_release_nothing_is_drafted():
    notice = noticed(AGENT, **TURN, top_feature="work_orders")
    assert drafted(AGENT, a_brief(top_feature="work_orders", usage_4w=88), notice) is None


def test_a_first_result_since_the_last_word_is_news_while_it_is_new():
    known = {"tenure_days": 250, "last_touch_on": ago(200), "days_since_touch": 200}
    assert play(AGENT, **known, first_value_on=ago(40), days_to_value=210) == "greet the first value"
    assert play(AGENT, **known, first_value_on=ago(140), days_to_value=110) is None
    assert play(AGENT, **known, first_value_on=ago(230), days_to_value=20) is None


def test_what_grew_manyfold_is_told_in_counts():
    known = {"tenure_days": 500, "last_touch_on": ago(200), "days_since_touch": 200, "usage_change": 400.0, "usage_4w": 500}
    proposal = drafted(AGENT, a_brief(**known, usage_prev_4w=100))
    assert "400 %" not in proposal.body + proposal.reason and "500 uses" in proposal.body
