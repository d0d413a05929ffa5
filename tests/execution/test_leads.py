"""Leads over their lives: qualified with figures, never beside a risk, followed to what became of them."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.growth import AGENT
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.jobs.lead_types import LEAD_TYPES
from cs_core.execution.risk import AGENT as RISK
from cs_core.records import Action, Delivery
from tests.execution.builders import cases_kept
from tests.execution.leads import PEOPLE, a_day, full_seats, store, summary
from tests.worlds import TODAY, a_proposal, ago, at, with_deal, with_invoice, with_knowledge, with_record, with_subscription, with_usage

__all__ = ["store"]


def test_full_seats_qualify_a_lead_with_what_it_may_bring_and_how_that_was_worked_out(store):
    full_seats(store)
    [lead] = a_day(store, 0)
    assert (lead.kind, lead.state, lead.data["type"]) == ("lead", "qualified", "seats")
    assert (lead.owner, lead.play) == ("Mia Sand", "talk about seats")
    assert lead.reason.startswith("4 people active on 4 seats, 100%")
    # 4 people on 85% of their seats need 5; on 75% they need 6; one costs 4,800 / 4.
    assert (lead.data["low"], lead.data["expected"], lead.data["high"]) == (0.0, 1_200.0, 2_400.0)
    assert lead.data["how"] == (
        "Seats short: 1, to put 4 people on 85% of the seats, which leaves room to grow; "
        "times 1200 EUR a seat and year, what a seat costs them now"
    )
    assert {f.key for f in lead.facts} >= {"seats", "active_users_4w", "utilisation"}
    assert lead.due_on == ago(-90)


def test_nothing_is_qualified_where_seats_are_free(store):
    full_seats(store, seats=9)
    assert a_day(store, 0) == []


def test_a_risk_of_the_same_day_comes_first(store):
    full_seats(store)
    with_invoice(store, "acme", due=ago(10), paid=ago(2))
    assert a_day(store, 5) == [], "the bill is overdue"
    [lead] = a_day(store, 0)
    assert lead.state == "qualified"


def test_an_open_risk_forbids_the_letter_even_where_its_signal_is_better_by_now(store):
    full_seats(store)
    snap = snapshot(store, TODAY)
    signals = with_open_cases(snap.signals, snap)
    assert AGENT.notice(signals)["play"].to_list() == ["talk about seats"]
    assert AGENT.notice(signals.with_columns(open_risks=1)).is_empty()


def test_a_risk_that_opens_withdraws_the_lead_and_once_it_is_over_the_lead_may_come_back(store):
    full_seats(store)
    with_invoice(store, "acme", due=ago(20), paid=ago(8))
    [first], [withdrawn], [again] = a_day(store, 30), a_day(store, 15), a_day(store, 5)
    assert (first.state, withdrawn.state, withdrawn.closed_on, withdrawn.play) == ("qualified", "withdrawn", ago(15), None)
    assert (again.state, again.case_id, again.opened_on, again.data["lives"]) == ("qualified", first.case_id, ago(5), 2)


def test_a_letter_of_its_play_makes_it_a_conversation(store):
    full_seats(store)
    a_day(store, 20)
    proposal = a_proposal("acme", agent="growth", play="talk about seats")
    with_record(store, proposal)
    action = Action(
        id="x1", proposal_id=proposal.id, account_id="acme", agent="growth", kind="message", channel="email", recipient="a@acme.example",
        subject="s", body="b", created_at=at(ago(10), 9), authorised_by="Mia Sand",
    )  # fmt: skip
    with_record(store, action)
    assert a_day(store, 9) == [], "written is not delivered"
    with_record(store, Delivery(id="d1", action_id="x1", at=at(ago(8), 9), status="sent", via="smtp"))
    [talk] = a_day(store, 7)
    assert (talk.state, talk.data["talked_on"]) == ("in conversation", ago(8).isoformat())


def test_a_deal_that_is_made_and_won_is_followed_to_its_amount(store):
    full_seats(store)
    with_deal(store, "acme", kind="expansion", created_on=ago(20), amount=900.0, closed_on=ago(5), won=True)
    states = [a_day(store, days)[0] for days in (30, 15, 2)]
    assert [row.state for row in states] == ["qualified", "accepted", "won"]
    assert states[-1].data["won_arr"] == 900.0 and states[-1].closed_on == ago(2)
    found = summary(store)
    assert (found.won, found.n_priced, found.won_expected, found.won_arr, found.open) == (1, 1, 1_200.0, 900.0, 0)


def test_a_lost_deal_is_told_with_its_reason_and_the_lead_rests(store):
    full_seats(store)
    with_deal(store, "acme", kind="expansion", created_on=ago(20), closed_on=ago(5), won=False, lost_reason="no budget")
    rows = [a_day(store, days) for days in (30, 15, 2, 0)]
    assert rows[2][0].state == "lost" and "no budget" in rows[2][0].reason
    assert rows[3] == []


def test_an_open_deal_outlives_a_risk_for_people_hold_it(store):
    full_seats(store)
    with_deal(store, "acme", kind="expansion", created_on=ago(20))
    with_invoice(store, "acme", due=ago(10))
    states = [[row.state for row in a_day(store, days)] for days in (30, 15, 5)]
    assert states == [["qualified"], ["accepted"], []]


def test_more_seats_without_a_deal_are_won_too(store):
    with_subscription(store, "acme", "s1", mrr=400.0, seats=4, currency="EUR")
    for person in PEOPLE:
        with_usage(store, "acme", weekly=[30] * 60, person=person)
    with_subscription(store, "acme", "s2", mrr=100.0, seats=1, currency="EUR", started_on=ago(10))
    [first], [won] = a_day(store, 20), a_day(store, 5)
    assert (first.state, won.state, won.data["won_arr"]) == ("qualified", "won", 1_200.0)


def test_a_lead_of_which_nothing_came_expires_and_rests(store):
    full_seats(store)
    rows = [a_day(store, days) for days in (100, 50, 5, 0)]
    assert (rows[0][0].state, rows[1], rows[2][0].state, rows[3]) == ("qualified", [], "expired", [])
    assert "Nothing came of it" in rows[2][0].reason


def test_without_a_price_nobody_can_tell_what_it_brings(store):
    with_subscription(store, "acme", seats=4)
    for person in PEOPLE:
        with_usage(store, "acme", weekly=[30] * 60, person=person)
    [lead] = a_day(store, 0)
    assert lead.data["expected"] is None and lead.data["how"].startswith("Cannot tell")
    assert summary(store).unpriced == 1


def plans(store):
    with_knowledge(store, "plan", "Small", event="dispatch_board", amount=100.0, unit="EUR")
    with_knowledge(store, "plan", "Large", event="dispatch_board;route_planner", amount=150.0, unit="EUR")


def test_a_plan_in_full_use_is_a_lead_for_the_next_one_at_the_difference_of_the_prices(store):
    plans(store)
    full_seats(store, seats=5, plan="Small")
    [lead] = a_day(store, 0)
    assert (lead.data["type"], lead.play) == ("plan upgrade", "talk about the plan")
    assert (lead.data["low"], lead.data["expected"]) == (200.0, 250.0)
    assert "difference of the list prices of Large and Small" in lead.data["how"]


def test_of_leads_that_would_be_paid_for_an_account_has_one_at_a_time(store):
    plans(store)
    full_seats(store, plan="Small")
    assert [row.data["type"] for row in a_day(store, 0)] == ["seats"]


def committed(store, commitment: float, **more) -> None:
    with_subscription(
        store, "acme", mrr=1_000.0, currency="EUR", commitment=commitment, unit="reports", meter="report", overage_price=2.0,
        started_on=ago(300), term_start_on=ago(200), term_end_on=ago(-165), **more,
    )  # fmt: skip
    with_usage(store, "acme", weekly=[70] * 50, event="report")


def test_a_commitment_that_will_not_last_is_a_lead_before_the_bill_says_so(store):
    committed(store, 2_500.0)
    [lead] = a_day(store, 0)
    assert (lead.data["type"], lead.play) == ("consumption", "talk about the commitment")
    over = next(f.value for f in lead.facts if f.key == "overage_expected")
    assert lead.data["expected"] == pytest.approx(2 * over, abs=1) and lead.data["low"] <= lead.data["expected"] <= lead.data["high"]
    assert "the contract's price of a unit beyond" in lead.data["how"]


def test_a_commitment_that_is_hardly_used_is_a_risk_and_nothing_is_sold(store):
    committed(store, 9_000.0)
    day = snapshot(store, TODAY)
    [risk] = cases_kept("risk", RISK.keep, day, cycle_id="c")
    assert (risk.data["type"], risk.play) == ("under-use of the commitment", "use what was committed")
    assert a_day(store, 0) == []


def test_a_customer_who_left_has_no_lead(store):
    full_seats(store, ended_on=ago(3))
    first, last = a_day(store, 30), a_day(store, 0)
    assert (first[0].state, last[0].state, "left" in last[0].reason) == ("qualified", "withdrawn", True)


def test_an_expectation_that_hardly_moves_is_left_as_it_stood(store):
    full_seats(store)
    assert len(a_day(store, 10)) == 1 and a_day(store, 3) == [] and a_day(store, 0) == []


@pytest.mark.parametrize("kind", LEAD_TYPES, ids=lambda k: k.name)
def test_every_type_has_a_play_that_exists(kind):
    assert kind.play in AGENT.plays and kind.evidence
