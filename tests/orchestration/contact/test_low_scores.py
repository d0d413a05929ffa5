"""A low score that came after the draft: told to whoever reviews it, in the way of a yes, and of what was approved before."""

from datetime import timedelta

import pytest

from cs_core.context.wording.days import spelt
from cs_core.errors import Refused
from cs_core.execution.sending.delivery import deliver
from cs_core.orchestration.contact import low_scores
from cs_core.orchestration.contact.ledger import contacts_of
from cs_core.orchestration.contact.low_scores import by_now
from cs_core.orchestration.contact.since import stopped
from cs_core.orchestration.review import approve_all, decide, queue
from cs_core.settings import Settings
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, ago, at, land, with_company, with_person, with_touch

TOLD = f"Ada Lind gave us 2 of 10 in a survey on {spelt(TODAY)}, and nobody has answered yet"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", domain="acme.example")
        with_person(made, "acme", "Ada Lind")
        yield made


def waits(store, **changed):
    """A letter to Ada that was drafted four days ago, before any score."""
    return waiting(store, a_proposal(as_of=ago(4), **changed))


def ada_answers(store, score: float) -> None:
    on = at(TODAY, 8)
    land(
        store, "survey", "s1", system="survey", born=on, company_ref="acme", email="Ada@acme.example", kind="nps", score=score, most=10.0,
        answered_at=on,
    )  # fmt: skip


def test_whoever_reviews_a_letter_is_told_the_low_score_that_came_since(store):
    waits(store)
    assert [row["by_now"] for row in queue(store, now=NOW)] == [""]
    ada_answers(store, 2.0)
    assert [row["by_now"] for row in queue(store, now=NOW)] == [TOLD]


@pytest.mark.parametrize("decision", ["approve", "edit"])
def test_a_letter_of_another_matter_is_refused_until_a_person_has_answered_the_score(store, decision):
    letter = waits(store)
    ada_answers(store, 2.0)
    words = {"body": letter.body} if decision == "edit" else {}
    with pytest.raises(Refused, match="gave us 2 of 10"):
        decide(store, letter.id, decision, by="Lea", now=NOW, **words)
    assert store.count("action") == 0
    with_touch(store, "acme", day=TODAY)
    assert decide(store, letter.id, "approve", by="Lea", now=NOW + timedelta(hours=6))["action_id"]


def test_several_approved_at_once_are_held_to_the_same(store):
    letter = waits(store)
    ada_answers(store, 2.0)
    assert TOLD in approve_all(store, [letter.id], by="Lea", now=NOW)["refused"][letter.id]


def test_one_letter_asks_for_the_contacts_of_its_own_account_and_hears_what_the_whole_book_would_say(store, monkeypatch):
    asked = []
    monkeypatch.setattr(low_scores, "contacts_of", lambda snap, ids: asked.append(ids) or contacts_of(snap, ids))
    with_company(store, "bolt", domain="bolt.example")
    with_touch(store, "bolt", day=TODAY)
    letter = waits(store)
    ada_answers(store, 2.0)
    assert by_now(store, [letter], TODAY) == {letter.id: TOLD}
    with_touch(store, "acme", day=TODAY)
    assert by_now(store, [letter], TODAY) == {} and [list(ids) for ids in asked] == [["acme"], ["acme"]]


def test_a_good_score_is_in_nobodys_way(store):
    letter = waits(store)
    ada_answers(store, 9.0)
    assert queue(store, now=NOW)[0]["by_now"] == "" and decide(store, letter.id, "approve", by="Lea", now=NOW)["action_id"]


def test_a_letter_that_a_day_of_the_contract_asks_for_may_go_and_its_reviewer_is_told(store):
    letter = waits(store, agent="renewal", play="tell the notice day")
    ada_answers(store, 2.0)
    assert queue(store, now=NOW)[0]["by_now"] == TOLD and decide(store, letter.id, "approve", by="Lea", now=NOW)["action_id"]


@pytest.mark.parametrize(("play", "sent"), [("recover use", 0), ("tell the notice day", 1)])
def test_what_was_approved_before_the_score_came_is_stopped_at_delivery_with_the_reason(store, play, sent):
    decide(store, waits(store, play=play).id, "approve", by="Lea", now=NOW - timedelta(days=1))
    ada_answers(store, 2.0)
    assert deliver(store, Settings(), now=NOW, stopped=stopped)["sent"] == sent
    assert store.rows("delivery")[-1]["why"] == ("" if sent else f"{TOLD}; it was approved before that was known")
