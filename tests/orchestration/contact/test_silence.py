"""Whoever leaves three letters unanswered hears from us every other week at most, until they say a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.context.shelves.shelf import shelf_of
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact.ledger import Contact, ledger_of, of_contacts
from cs_core.orchestration.governor import govern
from cs_core.records import Action
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, a_world
from tests.worlds import (
    a_store,
    ago,
    at,
    land,
    with_company,
    with_meeting,
    with_message,
    with_person,
    with_record,
    with_team_member,
    with_touch,
)  # fmt: skip

ADA, BO = "ada@acme.example", "bo@acme.example"
LETTER = a_proposal()


def written(*days: int, how: str = "agent"):
    return of_contacts([Contact("acme", ADA, TODAY - timedelta(days=d), "risk", how) for d in days])


def test_after_three_letters_without_an_answer_the_next_waits_for_two_weeks():
    why = govern([LETTER], a_world(ledger=written(7, 21, 35)))[LETTER.id].why
    assert why == "Ada Lind answered none of our last 3 letters, the newest of 21 June 2026"
    assert not govern([LETTER], a_world(ledger=written(14, 28, 42)))
    assert not govern([LETTER], a_world(ledger=written(7, 21)))


def test_mails_of_people_and_campaigns_are_no_letters_of_ours_that_wait_for_an_answer():
    assert not any(govern([LETTER], a_world(ledger=written(8, 21, 35, how=how))) for how in ("person", "campaign"))


@pytest.mark.parametrize("word", [{ADA: 20}, {"acme": 20}, {ADA: 21}])
def test_a_word_of_theirs_begins_the_count_anew(word):
    heard = {who: TODAY - timedelta(days=days) for who, days in word.items()}
    assert not govern([LETTER], a_world(ledger=replace(written(7, 21, 35), heard=heard)))


def test_a_word_before_the_letters_is_no_answer_to_them():
    heard = {ADA: TODAY - timedelta(days=40)}
    assert govern([LETTER], a_world(ledger=replace(written(7, 21, 35), heard=heard)))


def test_tasks_and_days_of_the_contract_do_not_wait_for_an_answer():
    silent = a_world(ledger=written(7, 21, 35))
    assert not govern([a_task()], silent) and not govern([a_proposal(agent="renewal", play="tell the notice day")], silent)


def test_what_they_reported_themselves_is_answered_however_silent_they_are():
    assert not govern([a_proposal(agent="relationship", play="tell of the fix")], a_world(ledger=written(7, 21, 35)))


def with_letters_to_ada(made, account):
    """Ada had three letters of an agent, 8, 22 and 36 days ago; Bo works there too."""
    with_company(made, account, domain="acme.example")
    with_team_member(made)
    with_person(made, account)
    with_person(made, account, "Bo Berg")
    for days in (8, 22, 36):
        sent = Action(
            id=f"a{days}", proposal_id="p", account_id=account, agent="risk", kind="message", channel="email", recipient=ADA,
            subject="s", body="b", created_at=NOW - timedelta(days=days), authorised_by="Lea",
        )  # fmt: skip
        with_record(made, sent)


@pytest.fixture
def store(tmp_path):
    """Of Acme: see `with_letters_to_ada`."""
    with a_store(tmp_path) as made:
        with_letters_to_ada(made, "acme")
        yield made


def silent(store) -> int:
    return len(ledger_of(snapshot(store, TODAY)).without_answer(ADA))


def test_a_mail_a_survey_and_a_logged_talk_are_words_of_theirs(store):
    assert silent(store) == 3
    with_message(store, "acme", "All well here.", sender=ADA, recipients="mia@ours.example", sent=ago(30))
    assert silent(store) == 2
    rated = {"company_ref": "acme", "email": "Ada@Acme.example", "kind": "nps", "score": 9.0, "most": 10.0, "answered_at": at(ago(20))}
    land(store, "survey", "s1", system="survey", born=ago(20), **rated)
    assert silent(store) == 1
    with_touch(store, "acme", day=ago(5))
    assert silent(store) == 0


@pytest.mark.parametrize(
    ("there", "left"),
    [
        ({"attendees": f"mia@ours.example;{BO}"}, 3), ({"attendees": "new@acme.example"}, 3), ({"person_refs": "p-acme-Bo Berg"}, 3),
        ({"attendees": "Mia Sand <mia@ours.example>; Bo Berg <Bo@Acme.example>"}, 3), ({"person_refs": "x; p-acme-Bo Berg"}, 3),
        ({"attendees": f"{BO}; Ada@Acme.example"}, 0), ({"person_refs": "p-acme-Bo Berg;p-acme-Ada Lind"}, 0),
        ({"attendees": "mia@ours.example"}, 0), ({}, 0), ({"person_refs": "nobody"}, 0),
    ],
)  # fmt: skip
def test_a_meeting_is_a_word_of_those_who_were_there_and_of_all_where_nothing_tells_who_was(store, there, left):
    with_meeting(store, "acme", held=ago(5), **there)
    assert silent(store) == left
    shelf = with_answers(Shelved(store, TODAY, shelf_of(snapshot(store, TODAY))))
    assert len(ledger_of(shelf, ["acme"]).without_answer(ADA)) == left, "a large book says the same"


@pytest.mark.parametrize("spoke", [with_touch, with_meeting])
def test_a_talk_is_heard_of_a_customer_whom_a_system_calls_by_capital_letters(tmp_path, spoke):
    with a_store(tmp_path) as made:
        with_letters_to_ada(made, "001A00000B")
        assert silent(made) == 3
        spoke(made, "001A00000B", **({"day": ago(5)} if spoke is with_touch else {"held": ago(5)}))
        assert silent(made) == 0


def test_a_mail_of_a_colleague_is_no_word_of_theirs(store):
    with_message(store, "acme", "All well here.", sender=BO, recipients="mia@ours.example", sent=ago(5))
    assert silent(store) == 3
