"""Growth: full seats, growing use, an unused feature; never while anything is wrong."""

import pytest

from cs_core.execution.growth import AGENT
from cs_core.execution.writing.composer import compose
from cs_core.orchestration.gates import sentences, states
from tests.execution.builders import a_brief, ago, drafted, noticed, play, signals_of

FULL = {
    "tenure_days": 300,
    "utilisation": 95.0,
    "seats": 20,
    "active_users_4w": 19,
    "usage_change": 4.0,
    "usage_4w": 208,
    "usage_prev_4w": 200,
}
TURN = {"tenure_days": 91 * 4 + 49, "unused_feature": "parts_stock", "top_feature": "work_orders"}


def test_full_seats_open_the_conversation():
    row = noticed(AGENT, **FULL)
    assert row["play"] == "talk about seats"
    assert "95%" in row["reason"] and "20 seats" in row["reason"]


def test_free_seats_do_not():
    assert play(AGENT, **FULL | {"utilisation": 70.0}) is None


def test_unknown_use_of_seats_is_not_taken_for_full():
    assert play(AGENT, **FULL | {"utilisation": None}) is None


def test_strong_growth_does():
    grown = {"tenure_days": 300, "usage_change": 48.0, "usage_z": 2.2, "usage_4w": 148, "usage_prev_4w": 100}
    assert play(AGENT, **grown) == "talk about growth"
    assert play(AGENT, **grown | {"usage_z": 0.4}) is None


def test_a_feature_that_peers_use_is_shown_in_its_turn():
    assert play(AGENT, **TURN) == "show the unused feature"
    assert play(AGENT, **TURN | {"tenure_days": TURN["tenure_days"] + 40}) is None


@pytest.mark.parametrize(
    "trouble",
    [
        {"escalations_open": 1}, {"health_band": "red"}, {"satisfaction_90d": 20.0}, {"overdue_invoices": 1}, {"usage_change": -30.0},
        {"champion_left_on": ago(4)}, {"days_to_renewal": 10}, {"open_expansion": 500.0}, {"usage_alert": "sudden"},
    ],
    ids=lambda t: next(iter(t)),
)  # fmt: skip
def test_trouble_forbids_it(trouble):
    assert play(AGENT, **FULL | trouble) is None
    assert play(AGENT, **TURN | trouble) is None


def test_far_more_people_than_seats_is_a_record_for_one_of_ours_to_check_and_no_letter():
    known = FULL | {"seats": 1, "active_users_4w": 4, "utilisation": 400.0, "plan": "Pro"}
    proposal = drafted(AGENT, a_brief(**known))
    assert (proposal.play, proposal.kind) == ("check the seats on record", "task")
    assert "4 people" in proposal.body and "1 seat" in proposal.body
    assert "400%" not in proposal.subject + proposal.body + proposal.reason
    assert play(AGENT, **known | {"usage_change": -5.0}) == "check the seats on record", "whether use grows does not matter"


def test_a_few_more_people_than_seats_are_still_asked_whether_they_want_more():
    proposal = drafted(AGENT, a_brief(**FULL | {"active_users_4w": 24, "utilisation": 120.0}))
    assert (proposal.play, proposal.kind) == ("talk about seats", "message")


AHEAD = {
    "tenure_days": 300, "commitment": 1_000.0, "consumed": 850.0, "consumed_share": 85.0, "term_share": 60.0, "consumed_by_end": 1_400.0,
    "consumed_by_end_low": 1_250.0, "consumed_by_end_high": 1_550.0, "overage_expected": 400.0, "overage_amount": 800.0,
    "exhausted_on": ago(-40), "meter_unit": "service reports",
}  # fmt: skip


def test_a_commitment_that_will_not_last_is_told_before_the_bill_tells_it_and_no_price_is_named():
    proposal = drafted(AGENT, a_brief(**AHEAD, currency="EUR"))
    assert (proposal.play, proposal.stakes) == ("talk about the commitment", "high")
    assert "85%" in proposal.body and "800" not in proposal.body
    assert "800 EUR" in proposal.reason, "one of ours is told what it may come to"


def test_one_that_may_just_last_is_left_alone_and_one_far_from_used_is_never_sold_to():
    assert play(AGENT, **AHEAD | {"consumed_by_end_low": 950.0}) is None
    assert play(AGENT, **FULL, commitment=1_000.0, consumed_by_end=300.0) is None


def test_a_plan_in_full_use_is_a_question_about_what_comes_next():
    used_up = {
        "tenure_days": 91 * 4 + 30, "plan": "Essential", "plan_in_use": 100.0, "features_4w": 4, "utilisation": 80.0, "usage_change": 3.0,
        "seats": 10, "active_users_4w": 8, "top_feature": "work_orders",
    }  # fmt: skip
    proposal = drafted(AGENT, a_brief(**used_up))
    assert proposal.play == "talk about the plan" and "4 features" in proposal.body
    assert play(AGENT, **used_up | {"plan_in_use": 75.0}) is None
    assert play(AGENT, **used_up | {"plan_in_use": None}) is None


def test_no_play_is_due_while_a_risk_case_is_open():
    signals = signals_of(FULL, AHEAD, TURN)
    assert AGENT.notice(signals.with_columns(open_risks=0)).height == 3
    assert AGENT.notice(signals.with_columns(open_risks=1)).is_empty()


STEPS = [(name, n) for name, one in AGENT.plays.items() for n in range(len(one.then))]


@pytest.mark.parametrize(("name", "n"), STEPS)
def test_what_follows_an_unanswered_letter_is_a_persons(name, n):
    step, brief = AGENT.plays[name].then[n], a_brief(**FULL | AHEAD | {"sponsor": "Ida Berg"})
    assert step.do == "task"
    draft = compose(brief, {"kind": "task"}, AGENT.plays[name]._replace(script=step.script))
    assert any(claim.fact_ids for claim in draft.claims)


@pytest.mark.parametrize("one", AGENT.plays.values(), ids=lambda p: p.name)
def test_no_suggested_step_states_anything(one):
    steps = [one.script.step, *(then.script.step for then in one.then)]
    assert [why for step in steps for part in sentences(f"Suggested step: {step}") if (why := states(part, ()))] == []
