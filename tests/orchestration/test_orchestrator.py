"""What the orchestrator notices in the record, in words with figures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.orchestration.contact.calls import Asked
from cs_core.orchestration.contact.ledger import Ledger
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.orchestrator import CHARTER, CycleRecord, findings
from cs_core.orchestration.routing import governed, route_all
from cs_core.records import Finding, Verdict
from tests.orchestration.builders import TODAY, a_member, a_proposal, a_task, a_world, passes

GOAL = a_proposal(agent="success_planning", play="ask for the outcome")
MODEL = {"name": "offline", "calls": 0, "tokens": 0, "fallbacks": 0}


def a_record(proposals=(), *, world=None, verdicts=None, **changed) -> CycleRecord:
    world = world or a_world(direction=Direction({"grr": 95.0}))
    verdicts = verdicts or {p.id: passes(p) for p in proposals}
    made = {"ready": {"risk": 3}, "missing": {"risk": {}}, "routed": route_all(proposals, verdicts, world), "model": MODEL}
    return CycleRecord(
        **({"cycle_id": "c1", "as_of": TODAY, "accounts": 3, "proposals": proposals, "verdicts": verdicts, "world": world} | made | changed)
    )


def said(record) -> dict[str, str]:
    found = findings(record)
    assert all(f.action and f.page for f in found) and len({f.id for f in found}) == len(found)
    return {f.kind: f.says for f in found}


def many(n: int, **changed):
    return [a_proposal(account=f"a{i}", recipient=f"ada@a{i}.example", **changed) for i in range(n)]


def test_a_quiet_cycle_has_no_findings_and_the_agent_has_a_charter():
    assert said(a_record()) == {} and "Job:" in CHARTER


def test_missing_knowledge_is_told_once_with_the_agents_it_stops_the_largest_gap_first():
    gaps = {"risk": {"usage": 1}, "renewal": {"renewal date": 2, "usage": 1}, "growth": {}}
    found = [f.says for f in findings(a_record(missing=gaps)) if f.kind == "missing knowledge"]
    assert found == [
        f"2 of 3 customers have no renewal date on record ({KNOWLEDGE['renewal date'].says}): the renewal agent could not act on them.",
        f"1 of 3 customers have no usage on record ({KNOWLEDGE['usage'].says}): the risk and renewal agents could not act on them.",
    ]


def test_knowledge_that_every_agent_lacks_stops_them_all():
    gaps = {"risk": {"contract": 3}, "renewal": {"contract": 3}}
    assert said(a_record(missing=gaps))["missing knowledge"].endswith(
        f"no contract on record ({KNOWLEDGE['contract'].says}): no agent could act on them."
    )


def test_a_dead_feed_is_named_with_its_age():
    world = a_world(newest={"usage": TODAY.replace(month=1), "contract": TODAY, "releases": TODAY.replace(year=2020)})
    assert "usage: 151 days, at most 21" in said(a_record(world=world))["stale feed"]


def test_a_queue_larger_than_the_hours_is_told_with_the_hours():
    world = a_world(team=(a_member(hours=0.1),), direction=Direction({"grr": 95.0}))
    assert "2 proposals wait because the 0.1 hours" in said(a_record(many(3), world=world))["queue larger than hours"]
    assert "No team is known" in said(a_record(many(3)))["no team"]


def calls_not_made(*asked, letter=GOAL):
    world = a_world(direction=Direction({"grr": 95.0}), ledger=Ledger(calls={"acme": asked}))
    return said(a_record([letter], world=governed([letter], {letter.id: passes(letter)}, world))).get("calls not made")


def test_letters_that_wait_for_a_call_that_nobody_made_are_told_with_whom_they_wait_for():
    told = calls_not_made
    late = Asked("keep our promise", "Mia Sand", TODAY - timedelta(days=7))
    assert told(late) == (
        "1 letter waits until a call or another task of ours is done (Mia Sand 1); the oldest was asked for on 21 June 2026."
    )
    assert told(late._replace(since=TODAY)) is None, "nobody is late on the first day"
    assert told(Asked("write up the quote", "Ola Berg", TODAY - timedelta(days=9)), late).count("Ola Berg") == 0, "it waits for no quote"
    assert told(late, letter=a_proposal(agent="onboarding", play="unblock the milestone")) is None, "it does not wait"


@pytest.mark.parametrize("waits", ["write up the quote", "answer the notice"])
def test_a_quote_and_another_call_that_wait_for_a_call_that_nobody_made_are_told_and_not_as_letters(waits):
    task, asked = a_task(agent="renewal", play=waits, stakes="high"), TODAY - timedelta(days=7)
    own, late = Asked(waits, "Ola Berg", asked), Asked("hear why they look elsewhere", "Mia Sand", asked)
    told = "1 proposal waits until a call or another task of ours is done (Mia Sand 1); the oldest was asked for on 21 June 2026."
    assert calls_not_made(own, late, letter=task) == told
    assert calls_not_made(own, letter=task) is None


def test_a_gate_that_stops_half_of_the_drafts_is_named_and_idle_gates_in_a_large_cycle_too():
    drafts = many(20)
    verdicts = {p.id: (Verdict(proposal_id=p.id, gate="is_specific", passed=n % 2 == 0, why=""),) for n, p in enumerate(drafts)}
    assert "“is specific” failed 10 of 20" in said(a_record(drafts, verdicts=verdicts))["gate fires too often"]
    assert (
        "gates never fire" not in said(a_record(drafts)) and "let all 100 drafts through" in said(a_record(many(100)))["gates never fire"]
    )


def test_two_agents_that_keep_colliding_are_named():
    both = many(20) + many(20, agent="renewal", play="prepare the quote")
    assert "Renewal and risk had something to say to the same customer 20 times" in said(a_record(both))["agents collide"]


def test_effort_that_serves_no_goal_and_a_missing_goal_are_told():
    aimed = a_world(direction=Direction({"ttv_days": 30.0}))
    assert "3 of 3 proposals that go ahead serve none" in said(a_record(many(3), world=aimed))["effort without goal"]
    assert "No goal is set" in said(a_record(many(3), world=replace(aimed, direction=Direction())))["no goal"]


def test_an_agent_is_offered_for_shadow_only_where_most_of_its_own_work_serves_no_goal():
    def told(idle: int) -> Finding:
        record = a_record(many(4), world=a_world(direction=Direction({"ttv_days": 30.0})))
        rows = [r.model_copy(update={"goals": () if n < idle else ("grr",)}) for n, r in enumerate(record.routed)]
        return next(f for f in findings(record._replace(routed=rows)) if f.kind == "effort without goal")

    assert told(3).act["to"] == "shadow"
    assert told(2).act is None and "or have fewer of it" in told(2).action


def test_fallbacks_of_a_model_are_counted():
    found = said(a_record(many(2, drafted_by="offline (fallback)"), model=MODEL | {"name": "gpt", "problem": "Error code: 404"}))
    assert "gpt gave no usable answer for 2 of 2" in found["model failures"]
    assert "Most often it was “Error code: 404”." in found["model failures"]


def test_drafts_that_the_budget_did_not_cover_are_counted_apart():
    found = said(a_record(many(3, drafted_by="offline (budget)"), model=MODEL | {"name": "gpt"}))
    assert "did not cover 3 of 3 drafts" in found["model budget"] and "model failures" not in found
