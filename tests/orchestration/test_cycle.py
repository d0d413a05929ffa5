"""The whole loop on a handful of customers."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from cs_core.errors import BadInput
from cs_core.execution.models.model import ScriptedModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import log_touch
from cs_core.records import AGENTS, ROUTES, Action, Finding, Proposal, Routed, Task
from tests.orchestration.cycles import NOON, QUIET, after, after_risk, cycle, first, first_of_risk, store, world
from tests.worlds import TODAY, a_store, ago

__all__ = ["after", "after_risk", "first", "first_of_risk", "store", "world"]


def test_the_document_has_the_contracts_shape_and_counts_everything(first, after):
    store, made = after, first[1]
    assert set(made) >= {"cycle_id", "as_of", "accounts", "seconds", "proposals", "routed", "gates", "findings", "model"}
    assert (
        set(made["proposals"]) == set(AGENTS) and set(made["routed"]) == set(ROUTES) and set(made["gates"]) == {g.__name__ for g in GATES}
    )
    total = sum(made["proposals"].values())
    assert total == sum(made["routed"].values()) == store.count("proposal") == store.count("routed") > 0
    assert all(sum(counts.values()) == total for counts in made["gates"].values())
    assert store.count("verdict") == total * len(GATES) and made["accounts"] == 4


def test_those_who_stopped_are_noticed_and_each_claim_cites_facts_that_exist(after_risk):
    made = after_risk.records(Proposal)
    assert {p.account_id for p in made} == set(QUIET)
    assert all(p.recipient == f"{p.account_id}@{p.account_id}.example" for p in made)
    assert all(set(c.fact_ids) <= {f.id for f in p.facts} for p in made for c in p.claims)


def test_a_holdout_customer_is_never_touched(store):
    store.append(
        "pilot",
        [
            {
                "id": "p1",
                "name": "tail",
                "as_of": ago(1),
                "arm": "standard care",
                "account_id": "acme",
                "propensity": 0.1,
                "started_at": NOON,
            }
        ],
    )
    set_level(store, "risk", "long tail", "autonomous", why="test", by="Lea", now=NOON)
    cycle(store)
    mine = [r for r in store.records(Routed) if r.proposal_id in {p.id for p in store.records(Proposal, account_id="acme")}]
    assert mine and {r.route for r in mine} <= {"held", "rejected"} and any("holdout" in r.why for r in mine)
    assert not store.records(Action, account_id="acme") and not store.records(Task, account_id="acme")
    assert all(row["account_id"] != "acme" for row in queue(store, now=NOON))


def test_earned_autonomy_writes_the_action_itself(store):
    set_level(store, "risk", "long tail", "autonomous", why="test", by="Lea", now=NOON)
    low = replace(ROSTER[2], plays={n: p._replace(stakes="low") for n, p in ROSTER[2].plays.items()})
    made = cycle(store, roster=(low,))
    actions = store.records(Action)
    assert made["routed"]["agent"] == len(actions) == 3 and {a.authorised_by for a in actions} == {"autonomy"}


def test_a_persons_touch_counts_against_the_cap(store):
    for days in (4, 5):
        log_touch(store, "acme", mode="call", minutes=10, by="Mia Sand", now=NOON - timedelta(days=days))
    cycle(store, agents=["risk"])
    [made] = store.records(Proposal, account_id="acme")
    [routed] = store.records(Routed, proposal_id=made.id)
    assert routed.route == "held" and "cap is 2" in routed.why


def test_agents_that_lack_knowledge_say_what_and_for_how_many(first, after):
    made = first[1]
    assert made["missing"]["onboarding"] == {"milestones": 4} and made["proposals"]["onboarding"] == 0
    assert any("4 of 4 customers have no milestones on record" in f["says"] for f in made["findings"])
    assert after.records(Finding, cycle_id=made["cycle_id"])


def test_work_for_a_person_becomes_a_task(store):
    store.append(
        "coverage",
        [{"id": "x", "plan_id": "p", "as_of": ago(1), "account_id": "acme", "mode": "call", "person": "Mia Sand", "set_at": NOON}],
    )
    cycle(store, agents=["risk"])
    [task] = store.records(Task)
    assert (task.account_id, task.assignee) == ("acme", "Mia Sand") and "coverage plan" in task.brief


def test_a_model_that_cites_what_does_not_exist_is_stopped_by_the_gates(store):
    said = {"text": "Your use fell by 93 %.", "fact_ids": ["usage_change:acme:1999"], "new_paragraph": True}
    liar = ScriptedModel(lambda instructions, brief: {"subject": "Your use", "claims": [said]})
    made = cycle(store, agents=["risk"], model=liar)
    assert made["routed"]["rejected"] == 3 == made["gates"]["cites_known_facts"]["failed"] and made["proposals"]["risk"] == 6
    assert {row["drafted_by"] for row in queue(store, now=NOON)} == {"offline (fallback)"}


def test_steps_and_signals_of_the_cycle_are_kept(store):
    ticks = iter(range(1000))
    made = cycle(store, ticks=lambda: next(ticks) / 1000)
    steps = store.rows("step", cycle_id=made["cycle_id"])
    kinds = [s["kind"] for s in steps if s["kind"] != "notice"]
    assert kinds == ["outcomes", "signals", "lessons", "cases", "runs", "reach", "brief", "draft", "judge", "route",
                     "findings"]  # fmt: skip
    assert [s["agent"] for s in steps if s["kind"] == "notice"] == list(AGENTS) and all(s["ms"] == 1.0 for s in steps)
    kept = pl.read_parquet(store.lake / "snapshots" / f"{TODAY}-{made['cycle_id']}.parquet")
    assert kept.height == 4 and store.rows("cycle")[0]["summary"]["cycle_id"] == made["cycle_id"]


def test_progress_runs_from_start_to_end(store):
    heard = []
    cycle(store, progress=lambda done, what: heard.append(done))
    assert heard == sorted(heard) and heard[-1] == 1.0


def test_progress_of_the_items_of_a_step_never_runs_backwards(store, monkeypatch):
    monkeypatch.setattr("cs_core.orchestration.runner.EVERY", 1)
    heard = []
    cycle(store, agents=["risk"], progress=lambda done, what: heard.append((done, what)))
    assert {"Draft: 3 of 3", "Judge: 1 of 3", "Judge: 3 of 3"} <= {what for _, what in heard}
    shares = [done for done, _ in heard]
    assert shares == sorted(shares)


def test_an_unknown_agent_is_refused_before_anything_is_written(store):
    with pytest.raises(BadInput, match="No agent 'sales'"):
        cycle(store, agents=["sales"])
    assert store.count("cycle") == 0


def test_an_empty_store_has_nothing_to_do(tmp_path):
    with a_store(tmp_path / "empty") as store:
        made = cycle(store)
        assert made["accounts"] == 0 and sum(made["proposals"].values()) == 0 and made["findings"] == []


def test_a_past_day_sees_nothing_of_what_was_done_later(after_risk):
    earlier = cycle(after_risk, days=-7, hour=13, agents=["risk"])
    assert earlier["repeated"] == 0
