"""The leader's voice binds whoever writes: the composer, a model, and a person who edits."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from cs_core.errors import Refused
from cs_core.execution.models.model import OfflineModel, ScriptedModel
from cs_core.execution.roster import ROSTER
from cs_core.execution.writing.voice import Voice, set_voice
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.gates import keeps_policy, states_nothing_uncited
from cs_core.orchestration.judging.policy import offence
from cs_core.orchestration.review import decide, queue
from cs_core.records import Proposal
from tests.orchestration.builders import a_brief, a_claim, a_proposal, a_task, a_world
from tests.worlds import TODAY, a_store, ago, with_company, with_invoice, with_person, with_subscription, with_team_member

NOON = datetime.combine(TODAY, time(12))
BANNED = Voice(banned=("to 120 uses",))


@pytest.fixture
def store(tmp_path):
    """One customer who has not paid a bill, with another one not yet due."""
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand", hours=10)
        with_company(store, "acme", name="Acme Heating", segment="long tail", domain="acme.example")
        with_subscription(store, "acme", mrr=100.0, seats=5)
        with_person(store, "acme", "Ada Lind")
        for due in (20, -10):
            with_invoice(store, "acme", due=ago(due))
        yield store


def cycle(store, **more) -> None:
    run_cycle(store, **({"as_of": TODAY, "now": NOON, "model": OfflineModel(), "roster": ROSTER[2:3]} | more))


def test_a_letter_of_the_cycle_is_greeted_and_signed_as_the_leader_set_it(store):
    set_voice(store, {"tone": "formal", "sender": "Tarnbeck Service"}, by="Lea", now=NOON)
    cycle(store)
    [made] = store.records(Proposal)
    assert made.body.startswith("Dear Ada,") and made.body.endswith("Yours sincerely,\nTarnbeck Service")
    assert all(v["passed"] for v in store.rows("verdict", proposal_id=made.id) if v["gate"] in ("states_nothing_uncited", "keeps_policy"))


def test_a_banned_phrase_fails_the_draft_of_a_model(store):
    set_voice(store, {"banned_phrases": "synergies"}, by="Lea", now=NOON)
    said = [{"text": "Shall we look at synergies together?", "fact_ids": [], "new_paragraph": True}]
    cycle(store, model=ScriptedModel(lambda instructions, brief: {"subject": "A question", "claims": said}))
    [made] = [p for p in store.records(Proposal) if "synergies" in p.body]
    [verdict] = store.rows("verdict", proposal_id=made.id, gate="keeps_policy")
    assert verdict["passed"] is False and "the leader banned “synergies”" in verdict["why"]


def test_an_edit_that_writes_a_banned_phrase_is_refused(store):
    set_voice(store, {"banned_phrases": "circle around"}, by="Lea", now=NOON)
    cycle(store)
    [row] = queue(store, now=NOON)
    with pytest.raises(Refused, match="keeps_policy: the leader banned “Circle around”"):
        decide(store, row["id"], "edit", body=row["body"] + "\nCircle around it?", by="Mia", now=NOON)
    assert store.count("decision") == 0


def test_what_is_banned_to_customers_may_be_said_among_us():
    assert keeps_policy(a_proposal(), a_brief(), a_world(voice=BANNED)).passed is False
    assert keeps_policy(a_task(), a_brief(), a_world(voice=BANNED)).passed is True
    assert offence("to 120 uses", max_discount=0, internal=True, voice=BANNED) is None


def test_the_customers_own_words_are_not_banned_but_seen_by_a_person():
    facts = (*a_brief().facts, replace(a_brief().facts[0], id="t1", key="ticket", value="No synergies", unit=""))
    quoting = a_proposal(a_claim('Your ticket "No synergies" is open.', "t1"), facts=facts)
    assert keeps_policy(quoting, a_brief(facts=facts), a_world(voice=Voice(banned=("synergies",)))).passed is None


def test_the_name_that_stands_for_the_company_states_nothing():
    made = a_proposal()
    signed = made.model_copy(update={"body": made.body + "\n\nBest regards,\nTarnbeck Service"})
    assert states_nothing_uncited(signed, a_brief(), a_world()).passed is False
    assert states_nothing_uncited(signed, a_brief(), replace(a_world(), voice=Voice(sender="Tarnbeck Service"))).passed is True
