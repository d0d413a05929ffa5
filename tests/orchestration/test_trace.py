"""The record of one proposal tells its whole story: what was seen, asked, said, judged, routed, handed over, changed and sent."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import NotFound
from cs_core.orchestration.review import decide
from cs_core.orchestration.trace import seen, trace
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, with_company


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def test_a_proposal_that_nobody_knows_is_not_found(store):
    with pytest.raises(NotFound):
        trace(store, "nope")


def test_it_tells_what_a_model_was_asked_for_this_customer_in_that_cycle_and_what_it_cost(store):
    made = waiting(store)
    call = {"key": "k", "cycle_id": "c1", "agent": "risk", "account_id": "acme", "tokens_in": 700, "tokens_out": 90, "ms": 812.5}
    store.append("model_call", [call | {"id": "1"}, call | {"id": "2", "account_id": "bolt"}, call | {"id": "3", "cycle_id": "c0"}])
    [found] = trace(store, made.id)["calls"]
    assert (found["id"], found["tokens_in"] + found["tokens_out"], found["ms"]) == ("1", 790, 812.5)


def test_it_tells_the_steps_of_the_play_so_far(store):
    made = waiting(store, a_proposal(run_id="r1"))
    rows = [{"id": f"{n}", "run_id": "r1", "agent": "risk", "step": n, "state": state} for n, state in enumerate(["started", "stepped"])]
    store.append("play_run", [*rows, {"id": "x", "run_id": "r2", "state": "started"}])
    assert [row["state"] for row in trace(store, made.id)["run"]] == ["started", "stepped"]
    assert trace(store, waiting(store, a_proposal(id="alone")).id)["run"] == []


def test_of_two_that_became_one_letter_each_tells_of_the_other(store):
    lead = waiting(store, a_proposal(agent="renewal", play="tell the notice day"))
    other = waiting(store, a_proposal(agent="relationship", play="tell of the release"), route="held", merged_into=lead.id)
    assert trace(store, lead.id)["merged"] == [{"id": other.id, "agent": "relationship", "play": "tell of the release", "into_this": True}]
    assert trace(store, other.id)["merged"] == [{"id": lead.id, "agent": "renewal", "play": "tell the notice day", "into_this": False}]
    assert trace(store, waiting(store, a_proposal(id="alone")).id)["merged"] == []


def test_it_tells_what_an_edit_changed_and_who_had_it_before(store):
    made = waiting(store)
    assert trace(store, made.id)["changes"] == []
    store.append("handover", [{"id": "h", "proposal_id": made.id, "how": "passed on", "from_person": "Mia Sand", "to_person": "Tor Lund"}])
    decide(store, made.id, "edit", by="Lea", now=NOW, body=made.body.replace("What has changed in the work?", "May we call you?"))
    found = trace(store, made.id)
    assert ("in", "May we call you?") in found["changes"] and ("out", "What has changed in the work?") in found["changes"]
    assert found["handovers"][0]["to_person"] == "Tor Lund"


def test_what_the_agent_saw_names_the_gaps_too(store):
    told = seen(snapshot(store, TODAY), "acme")
    assert told["facts"] > 0 and "usage" in told["unknowns"]
    assert seen(snapshot(store, TODAY), "nobody") == {"facts": 0, "unknowns": []}
