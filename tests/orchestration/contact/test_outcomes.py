"""What later imports show of what we did."""

from datetime import datetime, time, timedelta

import pytest

from cs_core.orchestration.contact.outcomes import read_outcomes
from cs_core.orchestration.review import action_of
from cs_core.records import Delivery, Outcome
from tests.orchestration.builders import FACTS, a_claim, a_fact, a_proposal
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    with_company,
    with_deal,
    with_message,
    with_person,
    with_record,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand")
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        yield store


def sent(store, days: int, proposal=None, status="sent") -> str:
    """A message that went out so many days ago."""
    made, at = proposal or a_proposal(), datetime.combine(ago(days), time(9))
    store.append("proposal", [made])
    action = action_of(made, by="Lea", now=at, route="agent_with_review")
    with_record(store, action)
    with_record(store, Delivery(id=f"d-{action.id}", action_id=action.id, at=at, status=status, via="outbox"))
    return action.id


def kinds(store, day=TODAY) -> set[str]:
    read_outcomes(store, as_of=day)
    return {o.kind for o in store.records(Outcome)}


def reply(store, days: int) -> None:
    with_message(store, "acme", "Thanks", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(days))


def test_a_reply_of_the_recipient_within_two_weeks_counts_and_reading_twice_adds_nothing(store):
    cause = sent(store, 20)
    reply(store, 10)
    assert read_outcomes(store, as_of=TODAY) == 1 and read_outcomes(store, as_of=TODAY) == 0
    [outcome] = store.records(Outcome)
    assert (outcome.cause_id, outcome.kind, outcome.good, outcome.observed_on) == (cause, "replied", True, ago(10))


def test_a_reply_before_or_long_after_is_none(store):
    sent(store, 20)
    reply(store, 21)
    reply(store, 3)
    assert kinds(store) == set()


def test_who_wrote_earlier_on_the_day_of_our_letter_has_not_answered_it(store):
    for days, hour in ((40, 7), (35, 11)):
        wrote = datetime.combine(ago(days), time(hour))
        with_message(store, "acme", "When is it fixed?", sender="ada@acme.example", recipients="mia@ours.example", sent=wrote)
    early, answered = sent(store, 40), sent(store, 35, a_proposal(play="report progress"))
    read_outcomes(store, as_of=TODAY)
    assert {(o.cause_id, o.kind, o.observed_on) for o in store.records(Outcome)} == {
        (early, "replied", ago(35)), (answered, "replied", ago(35)),
    }  # fmt: skip


def test_who_wrote_only_before_our_letter_of_that_day_stays_silent(store):
    wrote = datetime.combine(ago(40), time(7))
    with_message(store, "acme", "When is it fixed?", sender="ada@acme.example", recipients="mia@ours.example", sent=wrote)
    sent(store, 40)
    assert kinds(store) == {"silence"}


@pytest.mark.parametrize("said", ["stop", "We are well, and the export works now.\n\nPlease stop emailing me. Thanks."])
def test_who_asks_us_to_stop_in_a_word_or_in_a_sentence_of_a_longer_mail_has_not_merely_answered(store, said):
    cause = sent(store, 20)
    with_message(store, "acme", said, sender="ada@acme.example", recipients="mia@ours.example", sent=ago(10))
    read_outcomes(store, as_of=TODAY)
    assert [(o.kind, o.good, o.cause_id) for o in store.records(Outcome)] == [("asked_to_stop", False, cause)]


def test_thirty_days_without_a_word_are_silence(store):
    sent(store, 31)
    assert kinds(store, ago(2)) == set()
    assert kinds(store) == {"silence"}


def test_what_was_not_sent_has_no_outcome(store):
    sent(store, 31, status="failed")
    assert kinds(store) == set()


def test_a_ticket_that_was_open_when_we_wrote_of_tickets_and_closed_since_counts(store):
    tickets = a_fact("open_tickets", 1, "tickets")
    sent(store, 12, a_proposal(a_claim("One ticket is open.", tickets.id), facts=(*FACTS, tickets)))
    with_ticket(store, "acme", opened=ago(20), closed_at=datetime.combine(ago(5), time(10)))
    assert kinds(store) == {"ticket_closed"}


def test_use_that_came_back_counts_after_four_weeks(store):
    with_subscription(store, "acme", mrr=100.0)
    with_usage(store, "acme", [50] * 12)
    sent(store, 29)
    assert "usage_recovered" in kinds(store)


def test_a_won_renewal_and_a_won_expansion_count(store):
    sent(store, 40)
    reply(store, 39)
    for kind in ("renewal", "expansion"):
        with_deal(store, "acme", kind=kind, won=True, closed_on=ago(15))
    assert kinds(store) == {"replied", "renewed", "expanded"}


def test_a_customer_who_leaves_after_a_touch_is_a_bad_outcome_of_the_touch(store):
    with_subscription(store, "acme", mrr=100.0, ended_on=ago(3))
    touch = with_touch(store, "acme", day=ago(30))
    read_outcomes(store, as_of=TODAY)
    [outcome] = store.records(Outcome)
    assert (outcome.kind, outcome.good, outcome.cause_id, outcome.agent) == ("churned", False, touch, "person")


def test_nothing_is_read_where_nothing_was_done(store):
    assert read_outcomes(store, as_of=TODAY + timedelta(days=1)) == 0
