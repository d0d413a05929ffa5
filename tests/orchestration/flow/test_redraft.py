"""What a model wrote and a gate failed is written again by the composer: nobody can suppress a job by making a draft fail."""

import json
from datetime import datetime, time

import pytest

from cs_core.execution.models.model import OfflineModel, ScriptedModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.redraft import redraft_id
from cs_core.orchestration.replay import replay_cycle
from cs_core.orchestration.trace import trace
from cs_core.records import Proposal, Routed, Verdict
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = datetime.combine(TODAY, time(12))
CUSTOMERS = 4


def a_world(folder):
    """Customers whose use fell."""
    store = a_store(folder)
    with_team_member(store, "Mia Sand", hours=10)
    for n in range(CUSTOMERS):
        company = f"quiet{n}"
        with_company(store, company, name=f"Quiet {n} Heating", segment="long tail", domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0 * (n + 1), seats=5)
        with_person(store, company, f"Ada{n} Lind")
        with_usage(store, company, [50 + n] * 16 + [10 + n] * 6, until=ago(0))
    return store


@pytest.fixture
def store(tmp_path):
    with a_world(tmp_path) as store:
        yield store


def offering(instructions: str, brief: str) -> dict:
    """A model that was talked into an offer nobody may make: for one customer in two, else a sound sentence."""
    known = {f["key"]: f for f in json.loads(brief)["facts"]}
    now, before = known["usage_4w"], known["usage_prev_4w"]
    text = f"Your team recorded {now['value']:,} uses in the last four weeks, {before['value']:,} in the four before."
    if now["value"] % 8:
        text += " We give you 50 % off the next term."
    said = {"text": text, "fact_ids": [now["id"], before["id"]], "new_paragraph": True}
    return {"subject": f"Your use: {now['value']:,}", "claims": [said]}


def always(instructions: str, brief: str) -> dict:
    """One that makes the offer to everybody, in the same words."""
    return {"subject": "An offer", "claims": [{"text": "We give you 50 % off the next term.", "fact_ids": ["x"], "new_paragraph": True}]}


def cycle(store, model, *, now=NOON) -> dict:
    return run_cycle(store, as_of=TODAY, now=now, model=model, roster=ROSTER, agents=["risk"])


def test_every_job_that_the_composer_would_have_brought_is_brought_by_a_model_whose_drafts_fail(store, tmp_path):
    made = cycle(store, ScriptedModel(always))
    with a_world(tmp_path / "twin") as twin:
        cycle(twin, OfflineModel())
        offline = {(p.play, p.account_id): p for p in twin.records(Proposal)}
        routes = {r.proposal_id: r.route for r in twin.records(Routed)}
    kept = [p for p in store.records(Proposal) if p.drafted_by == "offline (fallback)"]
    assert {(p.play, p.account_id): p.body for p in kept} == {job: p.body for job, p in offline.items()} and len(kept) == CUSTOMERS
    here = {r.proposal_id: r.route for r in store.records(Routed)}
    assert [here[p.id] for p in kept] == [routes[offline[p.play, p.account_id].id] for p in kept]
    assert made["model"]["fallbacks"] == CUSTOMERS and made["not_drafted"] == 0


def test_the_draft_that_failed_is_kept_with_its_verdicts_and_goes_nowhere(store):
    cycle(store, ScriptedModel(always))
    failed = [p for p in store.records(Proposal) if p.drafted_by == "scripted"]
    routes = {r.proposal_id: r.route for r in store.records(Routed)}
    stopped = {v.proposal_id for v in store.records(Verdict) if v.passed is False}
    assert len(failed) == CUSTOMERS and {p.id for p in failed} == stopped and {routes[p.id] for p in failed} == {"rejected"}
    for p in failed:
        told = trace(store, p.id)["redraft"]
        assert told == [{"id": redraft_id(p.id), "drafted_by": "offline (fallback)", "failed": False}]
        assert trace(store, told[0]["id"])["redraft"] == [{"id": p.id, "drafted_by": "scripted", "failed": True}]


def test_what_passes_stays_the_models_and_the_orchestrator_says_how_many_did_not(store):
    made = cycle(store, ScriptedModel(offering))
    by = [p.drafted_by for p in store.records(Proposal)]
    failed = made["model"]["fallbacks"]
    assert 0 < failed < CUSTOMERS and by.count("offline (fallback)") == failed and by.count("scripted") == CUSTOMERS
    [found] = [f["says"] for f in made["findings"] if f["kind"] == "model drafts failed"]
    assert f"failed {failed} of {CUSTOMERS} drafts" in found
    assert made["agents"]["risk"]["drafted"] == made["agents"]["risk"]["noticed"] == CUSTOMERS
    assert not [f for f in made["findings"] if f["kind"] == "model failures"], "it did answer"


def test_a_draft_that_stands_in_is_no_freer_than_one_of_a_model_that_failed(store):
    cycle(store, ScriptedModel(always))
    made = store.records(Proposal)
    failed = {p.account_id: p for p in made if p.drafted_by == "scripted"}
    assert all(p.others_words == failed[p.account_id].others_words for p in made if p.drafted_by == "offline (fallback)")


def test_a_second_cycle_on_the_same_day_brings_nothing_twice_and_a_replay_says_the_same(store):
    first = cycle(store, ScriptedModel(always))
    assert cycle(store, ScriptedModel(always), now=datetime.combine(TODAY, time(13)))["repeated"] == CUSTOMERS
    assert len(store.records(Proposal)) == 2 * CUSTOMERS
    again = list(replay_cycle(store, first["cycle_id"]))
    assert len(again) == 2 * CUSTOMERS and all(r.then == r.now for r in again), [r.differs for r in again]
