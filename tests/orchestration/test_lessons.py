"""Lessons are drawn from what most reviewers do, stay among safe words, can be switched off, and fade."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import NotFound
from cs_core.execution.roster import ROSTER
from cs_core.execution.writing.composer import greeting
from cs_core.execution.writing.wording import AS_WRITTEN, CLOSING, GREETING, Wording, advice
from cs_core.orchestration.learning.learnt import PROBE_ONE_IN
from cs_core.orchestration.learning.lessons import LEARN_DAYS, learnt, lessons, switch
from cs_core.orchestration.learning.turned_down import turned_down, unchanged
from cs_core.records import Decision, key_of
from tests.orchestration.builders import NOW, TODAY, a_brief, a_fact, a_proposal
from tests.worlds import a_store, with_company

RISK = next(a for a in ROSTER if a.name == "risk")
PLAY = RISK.plays["recover use"]
ASK = next(t for t in PLAY.script.ask if "{" not in t)
BODY = f"Hello Ada,\n\nYour team's use fell by 34 %, to 120 uses.\n\n{ASK}\n\n{CLOSING}\nMia Sand"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for n in range(12):
            with_company(store, f"c{n}", segment="long tail")
        yield store


def decided(store, n, decision, *, body=None, reason="", days_ago=10, draft=BODY, play="recover use"):
    """The nth customer's draft, and what a person made of it."""
    at = NOW - timedelta(days=days_ago)
    proposal = a_proposal(account=f"c{n}", body=draft, play=play, as_of=at.date(), id=key_of(n, play, days_ago))
    store.append("proposal", [proposal])
    row = Decision(id=key_of("d", proposal.id), proposal_id=proposal.id, decision=decision, by="Ana", decided_at=at, body=body,
                   reason=reason, edit_distance=0.1 if body else 0.0, seconds=None)  # fmt: skip
    store.append("decision", [row])
    return proposal


def drawn(store, day=TODAY):
    return lessons(snapshot(store, day), ROSTER)


def test_a_sentence_that_most_take_out_is_avoided_and_one_that_few_take_out_is_not(store):
    for n in range(4):
        decided(store, n, "edit", body=BODY.replace(f"\n\n{ASK}", ""))
    [lesson] = drawn(store)
    assert (lesson.kind, lesson.what, lesson.k, lesson.n) == ("avoid", ASK, 4, 4) and lesson.low > 0.5 and len(lesson.examples) == 4
    for n in range(4, 9):
        decided(store, n, "approve")
    assert drawn(store) == []


def test_words_that_most_write_instead_are_learnt_with_the_readers_name_left_open(store):
    for n in range(5):
        decided(store, n, "edit", body=BODY.replace("Hello Ada", "Dear Ada").replace(CLOSING, "Kind regards,"))
    wording = learnt(drawn(store)).wording
    assert wording.instead == {GREETING: "Dear {first},", CLOSING: "Kind regards,"} and not wording.avoid
    assert greeting("Bea Lund", wording).text == "Dear Bea," and greeting(None, wording).text == "Hello,"


@pytest.mark.parametrize("words", ["We will give you 20 % off.", "Mr Olsen of Bolt told us that it works.", "Your use fell last month."])
def test_words_that_state_something_are_never_learnt(store, words):
    for n in range(6):
        decided(store, n, "edit", body=BODY.replace(ASK, words))
    assert not learnt(drawn(store)).wording.instead


def test_a_play_that_most_turn_down_in_a_segment_is_held_there_but_for_a_few_that_keep_testing_it(store):
    for n in range(5):
        decided(store, n, "reject", reason="not worth their time")
    [lesson] = drawn(store)
    assert lesson.kind == "play"
    told = "Reviewers turn down the risk agent's “recover use” for long tail customers: not worth their time (5 of 5 times)"
    assert lesson.says == told
    known = learnt([lesson])
    held = [known.against(a_proposal(account=f"x{n}"), "long tail") is not None for n in range(300)]
    assert 0.05 < 1 - sum(held) / 300 < 2 / PROBE_ONE_IN
    assert known.against(a_proposal(account="x1"), "enterprise") is None


def test_old_decisions_are_let_go_and_later_ones_do_not_reach_back(store):
    for n in range(5):
        decided(store, n, "reject", days_ago=10)
    assert drawn(store) and not drawn(store, TODAY - timedelta(days=20))
    assert not drawn(store, TODAY + timedelta(days=LEARN_DAYS))


def test_a_lesson_that_is_switched_off_teaches_nothing_until_it_is_switched_on(store):
    for n in range(5):
        decided(store, n, "reject")
    [lesson] = drawn(store)
    switch(store, lesson.id, off=True, by="Lea", now=NOW, known=[lesson])
    assert drawn(store)[0].off and not learnt(drawn(store)).unwanted
    switch(store, lesson.id, off=False, by="Lea", now=NOW + timedelta(hours=1), known=[lesson])
    assert learnt(drawn(store)).unwanted
    with pytest.raises(NotFound, match="No lesson 'nope'"):
        switch(store, "nope", off=True, by="Lea", now=NOW, known=[lesson])


def test_what_was_rejected_stays_away_until_what_it_opened_with_changes(store):
    proposal = decided(store, 1, "reject", reason="not worth their time")
    before = turned_down(snapshot(store, TODAY))["risk", "recover use", "c1"]
    assert before.proposal_id == proposal.id
    assert unchanged(before, a_brief(facts=(a_fact(value=-35.0), a_fact("usage_4w", 118, "uses"))))
    assert not unchanged(before, a_brief(facts=(a_fact(value=-60.0), a_fact("usage_4w", 118, "uses"))))


def test_what_was_only_too_early_may_come_back_after_its_rest(store):
    decided(store, 1, "reject", reason="wrong time")
    assert turned_down(snapshot(store, TODAY)) == {}


def test_a_model_is_told_the_same_in_words():
    assert advice(AS_WRITTEN) == ""
    told = advice(Wording(frozenset({"We spoke."}), {GREETING: "Dear {first},"}, 1))
    assert "“We spoke.”" in told and "at most 3 sentences" in told and "Dear" not in told
