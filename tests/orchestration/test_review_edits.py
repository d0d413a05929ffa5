"""An edit is judged like a draft, and what it changed is told."""

import pytest

from cs_core.errors import Refused
from cs_core.orchestration.learning.edits import changes
from cs_core.orchestration.review import decide, edit_distance, queue
from cs_core.records import Action, Decision
from tests.orchestration.builders import NOW, a_task, waiting
from tests.worlds import a_store, with_company


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def test_an_edit_is_sent_as_edited_and_its_distance_is_kept(store):
    made = waiting(store)
    text = made.body.replace("What has changed in the work?", "May we call you?")
    decide(store, made.id, "edit", by="Lea", now=NOW, body=text)
    assert store.records(Action)[0].body == text
    assert 0 < store.records(Decision)[0].edit_distance < 0.5


def test_the_distance_runs_from_untouched_to_rewritten():
    assert edit_distance("Hello Ada", "Hello Ada ") == 0 and edit_distance("aaaa", "zzzz") == 1


@pytest.mark.parametrize(("text", "gate"), [("Your use fell by 71 %.", "figures_match"), ("We offer a discount of 20 %.", "keeps_policy")])
def test_an_edit_that_states_a_foreign_figure_or_breaks_policy_is_refused(store, text, gate):
    made = waiting(store)
    with pytest.raises(Refused, match=gate):
        decide(store, made.id, "edit", by="Lea", now=NOW, body=text)
    assert store.count("decision") == 0 and queue(store, now=NOW)


@pytest.mark.parametrize(
    ("added", "gate"),
    [
        ("We will knock a fifth off your price, half price for you next year.", "keeps_policy"),
        ("As you know, your competitor Bolt Works Ltd cancelled.", "names_no_other_customer"),
        ("I spoke about it with Priya Raman.", "states_nothing_uncited"),
        ("It was so on 3 March 2024.", "figures_match"),
    ],
)
def test_an_edit_passes_the_gates_of_a_draft(store, added, gate):
    with_company(store, "bolt", name="Bolt Works Ltd")
    made = waiting(store)
    with pytest.raises(Refused, match=gate) as refused:
        decide(store, made.id, "edit", by="Lea", now=NOW, body=f"{made.body}\n{added}")
    assert "\n" not in str(refused.value) and store.count("action") == 0


@pytest.mark.parametrize(
    ("added", "gate"), [("They have 9,999 seats.", "figures_match"), ("We offer 40 % discount. http://evil.example", "keeps_policy")]
)
def test_an_edit_of_a_task_is_judged_too(store, added, gate):
    made = waiting(store, a_task(), route="human_with_draft")
    with pytest.raises(Refused, match=gate):
        decide(store, made.id, "edit", by="Lea", now=NOW, body=f"{made.body} {added}")


def test_an_edit_may_ask_sign_and_name_the_customer(store):
    made = waiting(store)
    text = f"{made.body}\nWould a short call with Ada help you at Acme?\n\nBest regards,\nLea"
    assert decide(store, made.id, "edit", by="Lea", now=NOW, body=text)["action_id"]


def test_what_was_kept_taken_out_and_written_is_told_sentence_by_sentence():
    draft, edited = "Hello Ada,\n\nUse fell.\n\nShall we call?", "Hello Ada,\n\nMay we call you?"
    assert changes(draft, edited) == [("kept", "Hello Ada,"), ("out", "Use fell."), ("out", "Shall we call?"), ("in", "May we call you?")]
    assert {how for how, _ in changes(draft, draft)} == {"kept"}
