"""What a person arranges in a letter is theirs to say: when to talk, who signs, in which language; what it tells of the customer is not."""

from datetime import date, timedelta

import pytest

from cs_core.errors import Refused
from cs_core.orchestration.review import decide
from cs_core.records import Action
from tests.orchestration.builders import NOW, a_claim, a_fact, a_proposal, waiting
from tests.worlds import a_store, with_company, with_person

FACTS = (a_fact(), a_fact("usage_4w", 99, "uses"), a_fact("renewal_on", date(2026, 7, 20), ""))
USE = "Your team's use fell by 34 %, to 99 uses in the last four weeks."
RENEWAL = "The contract renews on 20 July 2026."
ASK = "What has changed in the work?"
SOON = NOW.date() + timedelta(days=8)
DAY, WEEKDAY = f"{SOON.day} {SOON:%B}", f"{SOON:%A}"
OTHER = f"{SOON + timedelta(days=1):%A}"

ARRANGED = (
    f"Would {WEEKDAY} at 10:00 suit you for a short call?",
    f"Could we talk on {DAY} at 14:30?",
    f"Would {WEEKDAY} {DAY} or the day after be better for you?",
    "Does 3 pm CET on Wednesday work?",
    "I am free on Tuesday between 9 and 11.",
    "I will call you on Tuesday at 10:00.",
    f"Could we talk about the renewal on {DAY} at 10:00?",
    f"I will be on leave until {DAY}.",
    "It was nice talking to you yesterday.",
    "Thank you for your time last week.",
    "Would Tuesday, 9:30-10:00, suit you?",
    "Auriez-vous un moment jeudi à 10 h ?",
    "Tom Rask asked for it as well.",
    "Best regards,\nLea Falk\nSenior Customer Success Manager\n+44 20 7946 0958",
)
TOLD = (
    (f"Shall we talk before the contract ends on {DAY}?", DAY),
    (f"The phone app arrives on {DAY}.", DAY),
    (f"The old version is available until {DAY}.", DAY),
    (f"Could we talk on {OTHER} {DAY}?", f"is a {WEEKDAY}"),
    ("Your team went from 20 to 12, shall we talk?", "20"),
    ("You met 10 to 12 of them, shall we talk?", "10"),
    ("It was nice talking to you on 3 March 2024.", "3 March 2024"),
    ("You called us 12 times, shall we talk at 10:00?", "12"),
    ("Shall we talk about 40 more seats at 10:00?", "40"),
    ("Shall we talk with Priya Raman at 10:00?", "Priya Raman"),
    ("Best regards,\nCustomer Success at Bolt", "Bolt"),
)

GERMAN = "Guten Tag Ada,\n\nuns ist aufgefallen, dass Ihr Team nicht mehr so oft mit uns arbeitet. Gibt es dafür einen Grund?\n\n"
GERMAN_ASK = "Passt Ihnen ein kurzes Gespräch am Donnerstag um 10 Uhr?\n\nMit freundlichen Grüßen\nLea"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_person(store, "acme", "Tom Rask")
        yield store


def edited(store, body: str, made=None) -> str:
    """The text that goes out once a person made this of the draft."""
    facts = FACTS
    claims = (a_claim(USE, facts[0].id, facts[1].id), a_claim(RENEWAL, facts[2].id), a_claim(ASK))
    made = made or waiting(store, a_proposal(*claims, facts=facts))
    decide(store, made.id, "edit", by="Lea Falk", now=NOW, body=body.replace("{draft}", made.body))
    return store.records(Action)[0].body


@pytest.mark.parametrize("added", ARRANGED)
def test_when_to_talk_who_is_known_there_and_who_signs_is_for_a_person_to_say(store, added):
    assert edited(store, "{draft}\n\n" + added).endswith(added)


@pytest.mark.parametrize(("added", "says"), TOLD)
def test_a_day_or_a_figure_of_theirs_hides_behind_no_appointment(store, added, says):
    with pytest.raises(Refused, match=says):
        edited(store, "{draft}\n\n" + added)


def test_a_letter_is_written_anew_in_german_nouns_and_all(store):
    assert edited(store, GERMAN + GERMAN_ASK) == GERMAN + GERMAN_ASK


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ("Wir geben Ihnen dafür einen Rabatt.", "Rabatt"), ("Das ist für Sie kostenlos.", "kostenlos"),
        ("Sonst geht die Sache zu unserem Anwalt.", "Anwalt"), ("Wir garantieren Ihnen das.", "garantieren"),
        ("Ihr Team hat 40 Plätze.", "40"), ("Ihr Team nutzt es fünfzig Prozent weniger.", "Prozent"),
    ],
)  # fmt: skip
def test_but_no_price_promise_threat_or_figure_that_nobody_here_can_judge(store, added, says):
    with pytest.raises(Refused, match=says):
        edited(store, GERMAN + added + "\n\n" + GERMAN_ASK)


def test_in_a_german_letter_too_another_customer_is_no_noun(store):
    with_company(store, "bolt", name="Bolt Werke GmbH")
    with pytest.raises(Refused, match="“Bolt Werke GmbH” is another customer"):
        edited(store, GERMAN + "Auch die Bolt Werke GmbH hat uns das gesagt.\n\n" + GERMAN_ASK)
