"""What is said before a customer leaves: the wish to end it, another vendor, a bad answer; and what only sounds like it."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.readings import read_new
from cs_core.context.shelves.narrow import narrowed
from cs_core.context.signals.grievances import grievances
from cs_core.context.snapshot import snapshot
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_store,
    ago,
    at,
    land,
    with_company,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
)  # fmt: skip

OURS = "mia@ours.example"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        acme = with_company(made, "acme", segment="mid-market", domain="acme.example")
        with_subscription(made, acme, mrr=100.0, seats=8)
        with_person(made, acme, "Ada Lind")
        yield made


def they_write(store, body: str, days: int = 5) -> None:
    with_message(store, "acme", body, sender="ada@acme.example", recipients="us@ours.example", sent=ago(days))
    read_new(store, now=IMPORTED)


def they_answer(store, score: float, *, most: float = 10, days: int = 5, kind: str = "nps", comment: str | None = None) -> None:
    answered = at(ago(days), 9)
    land(
        store, "survey", f"s-{days}-{score}", system="survey", born=answered, email="ada@acme.example", kind=kind, score=score, most=most,
        comment=comment, answered_at=answered, company_ref="acme",
    )  # fmt: skip


def told(store) -> dict:
    rows = grievances(snapshot(store, TODAY)).to_dicts()
    return rows[0] if rows else {}


def test_a_notice_is_a_wish_to_leave_and_is_quoted_with_its_row(store):
    they_write(store, "We are not happy with this. Please take this as notice: we cancel our contract at the end of the term.")
    assert told(store)["leaving_said_on"] == ago(5)
    fact = brief(snapshot(store, TODAY), "acme").get("leaving_said")
    assert "cancel our contract" in fact.value and fact.source == "email"


@pytest.mark.parametrize("by_mail", [False, True])
def test_a_serious_complaint_is_told_for_two_months_until_one_of_ours_has_answered(store, by_mail):
    with_team_member(store, "Mia Sand")
    they_write(store, "Thanks for the call. This is unacceptable, the export fails each day.", 65)
    assert told(store).get("alarm_said_on") is None
    they_write(store, "This is unacceptable, the export fails each day.")
    assert told(store)["alarm_said_on"] == ago(5)
    assert "unacceptable" in brief(snapshot(store, TODAY), "acme").get("alarm_said").value
    answers = [lambda: with_touch(store, "acme", day=ago(2)),
               lambda: with_message(store, "acme", "I am sorry.", sender=OURS, recipients="ada@acme.example", sent=ago(2))]  # fmt: skip
    answers[by_mail]()
    assert told(store).get("alarm_said_on") is None and brief(snapshot(store, TODAY), "acme").get("alarm_said") is None


def test_a_notice_in_german_is_a_wish_to_leave_in_their_own_words(store):
    they_write(store, "Sehr geehrter Herr Behr, hiermit kündigen wir unseren Vertrag fristgerecht zum 31.12.2026.")
    assert told(store)["leaving_said_on"] == ago(5)
    assert "kündigen wir unseren Vertrag" in brief(snapshot(store, TODAY), "acme").get("leaving_said").value


def test_to_ask_for_the_notice_period_is_none(store):
    they_write(store, "What is the notice period of our contract?")
    assert told(store).get("leaving_said_on") is None


def test_another_vendor_is_noticed_whatever_the_mood(store):
    they_write(store, "We are comparing it with another system at the moment.")
    assert told(store)["competitor_said_on"] == ago(5)


def test_a_plan_of_ours_that_they_weigh_is_no_other_vendor(store):
    they_write(store, "We are considering Dispatch Max.")
    assert told(store)["competitor_said_on"] == ago(5)
    with_subscription(store, "acme", "second", plan="Dispatch Max")
    assert told(store).get("competitor_said_on") is None


def test_a_plan_that_only_others_have_is_no_other_vendor_of_a_customer_by_itself(store):
    they_write(store, "We are considering Dispatch Max.")
    assert brief(narrowed(snapshot(store, TODAY), "acme"), "acme").get("competitor_said") is not None
    with_subscription(store, with_company(store, "bolt"), plan="Dispatch Max")
    assert brief(narrowed(snapshot(store, TODAY), "acme"), "acme").get("competitor_said") is None


@pytest.mark.parametrize(
    ("body", "signal"),
    [
        ("We cancel our contract, this is not acceptable.", "leaving_said_on"),
        ("We are evaluating other vendors and will decide after October.", "competitor_said_on"),
    ],
)
def test_what_was_said_long_ago_is_let_go_once_one_of_ours_has_answered(store, body, signal):
    they_write(store, body, days=70)
    assert told(store)[signal] == ago(70)
    with_touch(store, "acme", day=ago(66))
    assert told(store).get(signal) is None


@pytest.mark.parametrize(("rating", "waits"), [(5.0, False), (1.0, True), (None, True)])
def test_a_complaint_in_a_ticket_is_answered_by_closing_it_to_their_satisfaction(store, rating, waits):
    with_ticket(store, "acme", "Still down", opened=ago(20), body="This is unacceptable.", closed_at=at(ago(12), 9), satisfaction=rating)
    with_ticket(store, "acme", "Another", opened=ago(300), closed_at=at(ago(299), 9), satisfaction=5.0)
    read_new(store, now=IMPORTED)
    assert (told(store).get("alarm_said_on") is not None) is waits


@pytest.mark.parametrize(("closed", "rating", "waits"), [(13, None, True), (14, None, False), (14, 1.0, True), (None, None, True)])
def test_a_complaint_in_a_ticket_closed_and_unrated_rests_after_two_weeks(store, closed, rating, waits):
    done = {"closed_at": at(ago(closed), 9), "satisfaction": rating} if closed else {}
    with_ticket(store, "acme", "Still down", opened=ago(20), body="This is unacceptable.", **done)
    with_ticket(store, "acme", "Another", opened=ago(300), closed_at=at(ago(299), 9), satisfaction=5.0)
    read_new(store, now=IMPORTED)
    assert (told(store).get("alarm_said_on") is not None) is waits
    assert (brief(snapshot(store, TODAY), "acme").get("alarm_said") is not None) is waits


def test_by_itself_a_customer_is_told_what_the_whole_book_says_of_its_complaint(store):
    with_ticket(store, "acme", "Still down", opened=ago(20), body="This is unacceptable.", closed_at=at(ago(12), 9), satisfaction=1.0)
    with_ticket(store, with_company(store, "bolt"), opened=ago(300), closed_at=at(ago(299), 9), satisfaction=5.0)
    read_new(store, now=IMPORTED)
    assert told(store)["alarm_said_on"] == ago(20)
    assert "unacceptable" in brief(narrowed(snapshot(store, TODAY), "acme"), "acme").get("alarm_said").value


def test_what_nobody_answered_for_half_a_year_is_let_go_too(store):
    they_write(store, "We cancel our contract, this is not acceptable.", days=181)
    assert told(store) == {}


@pytest.mark.parametrize(
    "body",
    [
        "Honestly, I cannot see the value of this any more. Please resend the invoice.",
        "To be frank, we don't see any value in the tool.",
        "We are not getting the value we hoped for.",
    ],
)
def test_who_sees_no_value_any_more_complains_seriously_and_is_heard_weeks_later(store, body):
    they_write(store, body, days=50)
    assert told(store)["alarm_said_on"] == ago(50)


@pytest.mark.parametrize("body", ["I cannot see the value of column B in the export.", "Our new crews can see the value at once."])
def test_who_misses_a_figure_or_sees_the_value_makes_no_serious_complaint(store, body):
    they_write(store, body)
    assert told(store).get("alarm_said_on") is None


SCALES = [(6, 10, "nps", True), (7, 10, "nps", False), (2, 5, "csat", True), (3, 5, "csat", False)]


@pytest.mark.parametrize(("score", "most", "kind", "low"), SCALES)
def test_an_answer_is_low_by_its_own_scale(store, score, most, kind, low):
    they_answer(store, score, most=most, kind=kind)
    assert (told(store).get("low_answer_on") is not None) is low


def test_a_better_answer_of_the_same_person_takes_it_back(store):
    they_answer(store, 3, days=30, comment="Too many errors.")
    assert brief(snapshot(store, TODAY), "acme").get("low_answer").value == "3 of 10"
    they_answer(store, 9, days=3)
    assert told(store).get("low_answer_on") is None


def test_of_a_customer_who_said_nothing_nothing_is_known(store):
    assert told(store) == {}
