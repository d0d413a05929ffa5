"""Relationship: only with a reason; otherwise silence."""

import pytest

from cs_core.execution.relationship import AGENT
from cs_core.execution.success_planning import AGENT as PLANNER
from tests.execution.builders import a_brief, ago, drafted, noticed, play

TURN = {"tenure_days": 91 * 2 + 25, "customer_on": ago(91 * 2 + 25)}

FIX = {
    "release": ["Fix: photos"], "release_reason": ["touches work_orders"], "release_on": ago(41),
    "release_text": "Photos no longer drop off checklists when a phone changes from one network to another in the middle of a job. "
    "What was taken without a signal is sent in later, in its order.",
}  # fmt: skip


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
    brief = a_brief(**FIX | {"release_reason": ["mends Photos are lost"]}, top_feature="work_orders", usage_4w=88)
    proposal = drafted(AGENT, brief, notice)
    assert 'mends "Photos are lost"' in proposal.body
    assert proposal.reason == 'A release, "Fix: photos", mends "Photos are lost".'


def test_a_release_is_told_by_what_it_does_whole():
    notice = noticed(AGENT, **TURN, top_feature="work_orders")
    for account in "abcdefgh":
        brief = a_brief(account, **FIX, top_feature="work_orders", usage_4w=88)
        body = drafted(AGENT, brief, notice | {"account_id": account}).body
        assert f"{FIX['release_text']} " in body and "Work orders" in body and " ..." not in body


def test_without_a_release_or_without_a_word_of_what_it_does_nothing_is_drafted():
    notice = noticed(AGENT, **TURN, top_feature="work_orders")
    assert drafted(AGENT, a_brief(top_feature="work_orders", usage_4w=88), notice) is None
    mute = {key: value for key, value in FIX.items() if key != "release_text"}
    assert drafted(AGENT, a_brief(**mute, top_feature="work_orders", usage_4w=88), notice) is None


def test_a_first_result_since_the_last_word_is_news_while_it_is_new():
    known = {"tenure_days": 250, "last_touch_on": ago(200), "days_since_touch": 200}
    assert play(AGENT, **known, first_value_on=ago(40), days_to_value=210) == "greet the first value"
    assert play(AGENT, **known, first_value_on=ago(140), days_to_value=110) is None
    assert play(AGENT, **known, first_value_on=ago(230), days_to_value=20) is None


def test_what_grew_manyfold_is_told_in_counts():
    known = {"tenure_days": 500, "last_touch_on": ago(200), "days_since_touch": 200, "usage_change": 400.0, "usage_4w": 500}
    proposal = drafted(AGENT, a_brief(**known, usage_prev_4w=100))
    assert "400 %" not in proposal.body + proposal.reason and "500 uses" in proposal.body


YEARS = {"tenure_days": 800, "customer_on": ago(800), "seats": 8, "plan": "Pro"}
EVA, TOM = "Eva Lind <eva@kelmarn.example>", "Tom Berg <tom@kelmarn.example>"


def test_a_fix_is_told_while_it_is_new_and_to_who_asked():
    assert play(AGENT, **YEARS, mended_on=ago(31)) is None
    brief = a_brief(
        **YEARS, mended_on=ago(5), release=["Fix: photos"], release_reason=["mends Photos are lost"], release_fixes=["Photos are lost"],
        release_for=[EVA], release_text="Photos no longer drop off checklists.",
    )  # fmt: skip
    proposal = drafted(AGENT, brief)
    assert (proposal.play, proposal.recipient) == ("tell of the fix", "eva@kelmarn.example")
    assert '"Photos are lost"' in proposal.body and '"Fix: photos"' in proposal.body
    assert ": Photos no longer drop off checklists." in proposal.body
    assert proposal.reason == '"Fix: photos" mends "Photos are lost", which Eva Lind reported.'


def test_somebody_new_is_welcomed_in_person_and_nobody_else_is():
    known = YEARS | {"newcomer_on": ago(9)}
    proposal = drafted(AGENT, a_brief(**known, newcomer=EVA, newcomer_role="Head of Dispatch"))
    assert (proposal.play, proposal.kind, proposal.recipient) == ("welcome the newcomer", "message", "eva@kelmarn.example")
    assert "21 April 2024" in proposal.body and "Pro" in proposal.body and "eva@" not in proposal.body + proposal.reason
    task = drafted(AGENT, a_brief(**known, newcomer=TOM, newcomer_role="Head of Dispatch"))
    assert task.kind == "task" and "Tom Berg" in task.body


def test_a_good_answer_is_thanked_for_with_its_words():
    proposal = drafted(AGENT, a_brief(**YEARS, answered_on=ago(8), answered_by=EVA, answer_score=9, answer_comment="It saves us an hour"))
    assert proposal.play == "thank for the answer" and "8" not in proposal.subject.split("on")[0]
    assert '"It saves us an hour"' in proposal.body and "9" in proposal.body
    assert play(AGENT, **YEARS, answered_on=ago(22)) is None


def test_whoever_gives_a_good_answer_is_asked_nothing_that_the_best_mark_makes_silly():
    letters = [drafted(AGENT, a_brief(f"a{n}", **YEARS, answered_on=ago(8), answered_by=EVA, answer_score=10)).body for n in range(40)]
    assert len({body.split("\n\n")[-2] for body in letters}) == 3
    assert not any("better" in body or "higher" in body for body in letters)
    assert any("has been with us since" in body for body in letters)


DAYS = 91 * 3 + 2
QUARTER = {
    "tenure_days": DAYS, "customer_on": ago(DAYS), "last_touch_on": ago(30), "days_since_touch": 30, "usage_4w": 88, "usage_prev_4w": 90,
    "usage_change": -2.0, "desired_outcome": "fewer empty drives",
}  # fmt: skip


def a_check_up(*, by=EVA, days=8, **known):
    """The quarterly look at the goal, to Eva, after a good answer to the survey."""
    return drafted(PLANNER, a_brief(**QUARTER | {"answered_on": ago(days), "answered_by": by, "answer_score": 10} | known))


def test_whoever_gave_us_a_good_answer_lately_is_thanked_in_whatever_letter_comes_next():
    letter = a_check_up()
    [thanks] = [c for c in letter.claims if "10" in c.text and "22 June 2026" in c.text]
    assert letter.body.split("\n\n")[1] == thanks.text.strip() and "hank you" in thanks.text
    assert "survey" not in a_check_up(days=15).body


def test_nobody_else_at_the_customer_is_told_of_the_answer():
    assert a_check_up(by=TOM).recipient == "eva@kelmarn.example" and "survey" not in a_check_up(by=TOM).body


def test_an_answer_that_was_thanked_for_is_not_thanked_for_again():
    assert "survey" not in a_check_up(answer_score=None).body
    assert drafted(AGENT, a_brief(**YEARS, answered_on=ago(8))) is None


def test_use_after_a_pause_is_welcomed_back():
    known = YEARS | {"back_on": ago(10), "pause_weeks": 6, "top_feature": "work_orders"}
    proposal = drafted(AGENT, a_brief(**known))
    assert proposal.play == "welcome back" and "6 weeks" in proposal.body and "Work orders" in proposal.body
    assert play(AGENT, **known | {"back_on": ago(40)}) is None


def test_due_alone_is_no_play():
    assert play(AGENT, **YEARS, last_touch_on=ago(300), days_since_touch=300, champion="Eva Lind") is None


@pytest.mark.parametrize("below", [{"usage_alert": "sudden"}, {"usage_alert": "slow drift"}, {"usage_z": -3.5}], ids=str)
def test_use_that_grew_and_is_still_far_below_what_is_usual_is_no_good_news(below):
    grown = {
        "tenure_days": 500, "days_since_touch": 150, "last_touch_on": ago(150), "usage_change": 44.0, "usage_4w": 310, "usage_prev_4w": 215,
    }  # fmt: skip
    assert play(AGENT, **grown) == "say what is new"
    assert play(AGENT, **grown, **below) != "say what is new"
