"""Whole cycles: trust that is no longer borne out ends at once, test drafts wait among real ones, findings stand until they change."""

from dataclasses import replace
from datetime import timedelta

from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import changes, set_level
from cs_core.orchestration.orchestrator import standing
from cs_core.orchestration.oversight.planted import caught
from cs_core.orchestration.review import queue
from tests.orchestration.cycles import NOON, cycle, store, with_customer, world
from tests.orchestration.test_earned import decided

__all__ = ["store", "world"]

LOW = replace(ROSTER[2], plays={n: p._replace(stakes="low") for n, p in ROSTER[2].plays.items()})


def test_a_level_that_the_record_no_longer_bears_lets_nothing_out_in_the_very_cycle_that_sees_it(store):
    set_level(store, "risk", "long tail", "autonomous", why="a trial", by="Lea", now=NOON - timedelta(days=30))
    decided(store, "reject", 6, days=5, account="dune")
    made = cycle(store, roster=(LOW,))
    assert made["routed"]["agent"] == 0 and store.count("action") == 0
    # The play that did it, and all of the agent's plays, of which it is all that was ever decided.
    assert {(row["by"], row["level"]) for row in changes(store)[:2]} == {("orchestrator", "review")}
    assert any(f["kind"] == "autonomy taken back" and "0 of 6" in f["says"] for f in made["findings"])


def test_test_drafts_wait_in_the_queue_as_a_leader_asked_and_are_no_proposals(store):
    store.append("goal", [{"id": "g", "key": "test_drafts", "kind": "guardrail", "value": 10.0, "set_at": NOON, "by": "Lea"}])
    cycle(store, agents=["risk"])
    planted = store.rows("planted")
    assert planted and all(row["caught"] for row in planted) and caught(store)["gates"]["n"] == len(planted)
    ids = {row["id"] for row in planted}
    assert ids <= {row["id"] for row in queue(store, now=NOON)}
    assert not ids & (store.keys("proposal") | store.keys_of("routed", "proposal_id") | store.keys_of("action", "proposal_id"))


def test_what_a_cycle_found_stands_in_the_next_one(store):
    cycle(store)
    first = {f["kind"]: f for f in standing(store)}
    assert "no goal" in first and first["no goal"]["new"]
    with_customer(store, "elm", 4)
    cycle(store, days=1)
    again = {f["kind"]: f for f in standing(store)}
    assert again["no goal"]["id"] == first["no goal"]["id"] and not again["no goal"]["new"]
