"""A renewal through whole cycles: told, noticed, carried on and, where the customer left without a word, asked after by a person."""

from datetime import datetime, time, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.execution.sending.delivery import deliver
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide
from cs_core.orchestration.work import log_touch
from cs_core.settings import Settings
from tests.worlds import (
    a_store,
    ago,
    at,
    land,
    with_churn_event,
    with_company,
    with_deal,
    with_message,
    with_person,
    with_team_member,
    with_touch,
    with_usage,
)

END = ago(-20)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", owner="Mia Sand")
        with_person(made, "acme", "Ada Lind", role="Champion")
        with_team_member(made, "Mia Sand", hours=40.0)
        with_usage(made, "acme", [40] * 20)
        yield made


BEFORE = ago(300)


def a_term(store, known=BEFORE, end=END, **fields):
    land(store, "subscription", "s1", system="hubspot", born=ago(800), known_at=at(known), company_ref="acme", started_on=ago(800),
         term_start_on=end - timedelta(days=365), term_end_on=end, seats=20, plan="Pro", currency="EUR", mrr=1_000.0, **fields)  # fmt: skip


def cycle(store, day) -> list[dict]:
    document = run_cycle(
        store, as_of=day, now=datetime.combine(day, time(12)), model=OfflineModel(), roster=ROSTER, agents=["renewal"]
    )
    return store.rows("proposal", cycle_id=document["cycle_id"])


def test_a_customer_who_left_without_a_recorded_reason_is_asked_after_once_by_a_person(store):
    a_term(store)
    cycle(store, ago(0))
    a_term(store, known=END, ended_on=END)
    [asked] = cycle(store, END + timedelta(days=1))
    assert (asked["play"], asked["kind"], asked["recipient"]) == ("ask why they left", "task", None)
    [routed] = store.rows("routed", proposal_id=asked["id"])
    assert routed["route"].startswith("human")
    assert cycle(store, END + timedelta(days=2)) == []


@pytest.mark.parametrize(("over", "days"), [({}, 31), ({"ended_on": ago(-9)}, 1)])
def test_who_renewed_by_a_deal_and_has_no_new_contract_is_not_asked_why_they_left_but_a_person_enters_it(store, over, days):
    end, day = ago(-9), ago(-9) + timedelta(days=days)
    a_term(store, end=end)
    cycle(store, ago(0))
    with_deal(store, "acme", closed_on=end - timedelta(days=20), won=True)
    a_term(store, known=end, end=end, **over)
    [asked] = cycle(store, day)
    assert (asked["play"], asked["kind"], asked["recipient"]) == ("enter the new contract", "task", None)
    [routed] = store.rows("routed", proposal_id=asked["id"])
    assert routed["route"].startswith("human")
    assert signals_on(store, day)["won_unentered_on"] == end - timedelta(days=20)
    land(store, "subscription", "s2", system="hubspot", born=end, known_at=at(day), company_ref="acme", started_on=end,
         term_start_on=end, term_end_on=end + timedelta(days=365), plan="Pro", currency="EUR", mrr=1_000.0)  # fmt: skip
    assert signals_on(store, day + timedelta(days=1))["won_unentered_on"] is None


def signals_on(store, day) -> dict:
    return snapshot(store, day).signals.to_dicts()[0]


def test_where_the_reason_is_on_record_nobody_asks(store):
    a_term(store)
    cycle(store, ago(0))
    a_term(store, known=END, ended_on=END)
    with_churn_event(store, "acme", churned=END, reason="competitor")
    assert cycle(store, END + timedelta(days=1)) == []
    assert store.rows("case", agent="renewal")[-1]["state"] == "lost"


def test_a_customer_who_left_before_we_kept_a_case_is_not_asked_after(store):
    a_term(store, ended_on=ago(3))
    assert cycle(store, ago(0)) == []


def the_look_back_is_approved(store, *, at_days: int = 115) -> dict:
    """The letter before the renewal, let out by a person; the customer answers five days later, which ends the play."""
    day = END - timedelta(days=at_days)
    [letter] = cycle(store, day)
    assert letter["play"] == "prepare the renewal" and letter["kind"] == "message"
    decide(store, letter["id"], "approve", by="Mia Sand", now=datetime.combine(day, time(13)))
    with_message(store, "acme", "Thank you, noted.", sender="ada@acme.example", recipients="us@ours.example", sent=day + timedelta(days=5))
    return letter


def test_a_customer_who_answered_the_letter_on_a_renewal_does_not_get_it_again_for_that_term(store):
    a_term(store)
    the_look_back_is_approved(store)
    assert [row["play"] for days in (100, 90, 85, 78) for row in cycle(store, END - timedelta(days=days))] == []
    assert store.rows("play_run", play="prepare the renewal")[-1]["state"] == "stopped"
    [next_word] = cycle(store, END - timedelta(days=70))
    assert next_word["play"] == "prepare the quote", "another matter of the same term"


def test_a_term_that_moved_is_another_matter(store):
    a_term(store)
    the_look_back_is_approved(store)
    moved = END + timedelta(days=30)
    land(store, "subscription", "s1", system="hubspot", born=ago(800), known_at=at(END - timedelta(days=100)), company_ref="acme",
         started_on=ago(800), term_start_on=END - timedelta(days=365), term_end_on=moved, seats=20, plan="Pro", currency="EUR",
         mrr=1_000.0)  # fmt: skip
    [again] = cycle(store, END - timedelta(days=85))
    assert again["play"] == "prepare the renewal" and spelt(moved) in again["body"]


def test_a_letter_that_nobody_let_out_was_not_told(store):
    a_term(store)
    [letter] = cycle(store, END - timedelta(days=119))
    [again] = cycle(store, END - timedelta(days=90))
    assert letter["play"] == again["play"] == "prepare the renewal"


def the_notice(store, **sponsor) -> dict:
    """What is proposed thirty days before the last day for notice, where the term renews by itself and Tom Berg decides."""
    with_person(store, "acme", "Tom Berg", role="Executive sponsor", **sponsor)
    a_term(store, auto_renew=True, notice_days=30.0)
    [made] = cycle(store, END - timedelta(days=60))
    assert made["play"] == "tell the notice day"
    return made


def tom_answers(store, score: float, days: int) -> None:
    on = at(END - timedelta(days=days), 9)
    land(store, "survey", "s1", system="survey", born=on, company_ref="acme", email="tom@acme.example", kind="nps", score=score, most=10.0,
         answered_at=on)  # fmt: skip


def test_a_notice_goes_to_who_decides(store):
    assert the_notice(store)["recipient"] == "tom@acme.example"


@pytest.mark.parametrize("barred", ["a low score", "opted out"])
@pytest.mark.parametrize(("other", "recipient"), [("Billing", "pia@acme.example"), ("User", None)])
def test_where_who_decides_is_out_of_reach_a_notice_goes_to_who_pays_else_to_a_person_of_ours(store, barred, other, recipient):
    with_person(store, "acme", "Pia Roth", role=other)
    if barred == "a low score":
        tom_answers(store, 2.0, 65)
    made = the_notice(store, **({"opted_out": True} if barred == "opted out" else {}))
    assert (made["recipient"], made["kind"]) == (recipient, "message" if recipient else "task")


def test_a_score_that_a_person_has_answered_keeps_no_notice_from_who_decides(store):
    tom_answers(store, 2.0, 65)
    with_touch(store, "acme", day=END - timedelta(days=64))
    assert the_notice(store)["recipient"] == "tom@acme.example"


def test_a_notice_that_was_stopped_at_delivery_goes_to_the_next_reader_in_the_next_cycle(store):
    with_person(store, "acme", "Pia Roth", role="Billing")
    made, day = the_notice(store), END - timedelta(days=60)
    decide(store, made["id"], "approve", by="Mia Sand", now=datetime.combine(day, time(13)))
    later = day + timedelta(days=1)
    with_person(store, "acme", "Tom Berg", role="Executive sponsor", opted_out=True, known_at=at(later))
    assert deliver(store, Settings(), now=datetime.combine(later, time(15)))["sent"] == 0
    [again] = cycle(store, later + timedelta(days=6))
    assert (again["play"], again["recipient"]) == ("tell the notice day", "pia@acme.example")


def test_a_no_to_a_letter_whose_reader_opted_out_is_no_word_on_one_to_the_next_reader(store):
    with_person(store, "acme", "Pia Roth", role="Billing")
    made, day = the_notice(store), END - timedelta(days=60)
    with_person(store, "acme", "Tom Berg", role="Executive sponsor", opted_out=True, known_at=at(day))
    decide(store, made["id"], "reject", by="Mia Sand", now=datetime.combine(day, time(13)), reason="wrong person")
    [again] = cycle(store, day + timedelta(days=22))
    assert (again["play"], again["recipient"]) == ("tell the notice day", "pia@acme.example")


def test_a_notice_that_one_of_ours_gave_in_person_is_not_asked_for_again_in_that_term(store):
    made, day = the_notice(store, opted_out=True), END - timedelta(days=60)
    [task] = store.rows("task", proposal_id=made["id"])
    log_touch(store, "acme", mode="call", minutes=15, by="Mia Sand", now=datetime.combine(day, time(14)), task_id=task["id"], result="told")
    assert [row["play"] for days in (50, 43, 36) for row in cycle(store, END - timedelta(days=days))] == []


def test_a_deal_that_came_to_proposal_ends_the_letter_about_the_quote_and_nobody_writes_up_another(store):
    a_term(store)
    day = END - timedelta(days=70)
    [letter] = cycle(store, day)
    assert letter["play"] == "prepare the quote"
    decide(store, letter["id"], "approve", by="Mia Sand", now=datetime.combine(day, time(13)))
    with_deal(store, "acme", created_on=day, known_at=at(day + timedelta(days=2)), stage="Proposal sent", close_on=END)
    assert [row["play"] for days in (65, 62, 58, 50) for row in cycle(store, END - timedelta(days=days))] == []
    assert store.rows("case", agent="renewal")[-1]["state"] == "quoted"
    run = store.rows("play_run", play="prepare the quote")[-1]
    assert (run["state"], run["why"]) == ("stopped", "it holds: quotes_out >= 1")
