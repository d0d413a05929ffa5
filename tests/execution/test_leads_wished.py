"""Leads that a customer asks for: a stated wish to buy, quoted, counted, and held by a person."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.execution.growth import AGENT
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.risk import AGENT as RISK
from cs_core.execution.writing.phrases import say
from tests.execution.leads import a_day, full_seats, store, summary
from tests.worlds import IMPORTED, TODAY, ago, with_deal, with_invoice, with_message, with_person

__all__ = ["store"]


def they_wish(store, body: str = "We would like ten more seats.", days: int = 5) -> None:
    """A mail of Ada's, who works at acme, where most seats are free."""
    if not store.count("person"):
        with_person(store, "acme", "Ada Lind")
    with_message(store, "acme", body, sender="ada@acme.example", recipients="us@ours.example", sent=ago(days))
    read_new(store, now=IMPORTED)


def noticed(agent, store) -> list[str]:
    """The plays that are due today, with the cases as the day's cycle has them."""
    snap = snapshot(store, TODAY)
    return agent.notice(with_open_cases(snap.signals, snap))["play"].to_list()


def test_a_stated_wish_to_buy_is_a_lead_that_quotes_the_message_and_counts_the_seats_asked_for(store):
    full_seats(store, seats=9)
    they_wish(store)
    [lead] = a_day(store, 0)
    assert (lead.data["type"], lead.state, lead.owner) == ("stated wish", "qualified", "Mia Sand")
    assert lead.reason == f'On {say(ago(5))} they wrote "We would like ten more seats".'
    said = next(f for f in lead.facts if f.key == "buying_said")
    assert (said.value, said.source) == ("We would like ten more seats.", "email")
    # 9 seats cost 4,800 a year.
    assert lead.data["expected"] == pytest.approx(10 * 4_800 / 9, abs=1) and "Seats they ask for: 10" in lead.data["how"]


def test_another_twelve_are_twelve(store):
    full_seats(store, seats=9)
    they_wish(store, "We need another twelve licences.")
    assert "Seats they ask for: 12" in a_day(store, 0)[0].data["how"]


def test_a_wish_to_roll_it_out_elsewhere_is_a_lead_that_counts_the_people_there(store):
    full_seats(store, seats=9)
    they_wish(store, "Roll it out there too, about 40 people.")
    [lead] = a_day(store, 0)
    assert lead.data["type"] == "stated wish" and "Seats they ask for: 40" in lead.data["how"]


def test_a_stated_wish_without_a_number_is_a_lead_of_which_nobody_can_tell_what_it_brings(store):
    full_seats(store, seats=9)
    they_wish(store, "What would the analytics module cost?")
    [lead] = a_day(store, 0)
    assert lead.data["type"] == "stated wish" and lead.data["expected"] is None and "no number of seats" in lead.data["how"]


def test_a_stated_wish_goes_to_a_person_once_and_not_as_an_unanswered_question_too(store):
    full_seats(store, seats=9)
    they_wish(store)
    assert noticed(RISK, store) == ["answer what they asked"], "as long as no lead holds it"
    a_day(store, 0)
    assert noticed(AGENT, store) == ["answer the wish to buy"]
    assert AGENT.plays["answer the wish to buy"].kind == "task"
    assert noticed(RISK, store) == []


def test_another_question_beside_a_stated_wish_is_still_asked_for(store):
    full_seats(store, seats=9)
    they_wish(store)
    they_wish(store, "Could you send us the guide on routes?", 4)
    a_day(store, 0)
    assert noticed(RISK, store) == ["answer what they asked"]


def test_a_stated_wish_counts_for_more_than_what_use_lets_guess(store):
    wish, guess = AGENT.plays["answer the wish to buy"], AGENT.plays["talk about seats"]
    assert wish.gain > guess.gain and wish.confidence > guess.confidence


def test_a_stated_wish_takes_the_place_of_a_lead_guessed_from_use(store):
    full_seats(store)
    they_wish(store)
    [guessed], now = a_day(store, 10), {row.data["type"]: row for row in a_day(store, 0)}
    assert guessed.data["type"] == "seats"
    assert (now["stated wish"].state, now["seats"].state) == ("qualified", "withdrawn")
    assert "said themselves" in now["seats"].reason
    assert summary(store).open == 1


def test_a_stated_wish_of_a_customer_in_trouble_is_no_lead_and_stays_a_question(store):
    full_seats(store, seats=9)
    with_invoice(store, "acme", due=ago(20))
    they_wish(store)
    assert [row.data["type"] for row in a_day(store, 0)] == []
    assert noticed(AGENT, store) == [] and noticed(RISK, store) == ["answer what they asked"]


def test_a_wish_that_a_closed_deal_has_answered_opens_no_lead_and_a_later_one_does(store):
    full_seats(store, seats=9)
    with_deal(store, "acme", kind="expansion", created_on=ago(20), amount=900.0, closed_on=ago(3), won=True)
    they_wish(store)
    assert a_day(store, 1) == []
    they_wish(store, "We need another five seats.", 0)
    [lead] = a_day(store, 0)
    assert lead.data["type"] == "stated wish"


def test_what_is_no_wish_to_buy_opens_no_lead(store):
    full_seats(store, seats=9)
    for n, body in enumerate(("We do not need more seats.", "We have more seats than we need.", "What does our plan cost?"), 2):
        they_wish(store, body, n)
    assert a_day(store, 0) == []


def test_the_brief_quotes_a_stated_wish_with_its_row(store):
    they_wish(store)
    fact = brief(snapshot(store, TODAY), "acme").get("buying_said")
    assert fact.value == "We would like ten more seats." and fact.observed_at == ago(5)
