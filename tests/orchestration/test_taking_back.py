"""What was decided or logged by mistake is taken back while nothing left the house; nothing counts it, and it never goes out."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.output.track import track
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.taking_back import last_decided, undecide
from cs_core.orchestration.trace import trace
from cs_core.orchestration.work import log_touch, open_tasks, task_of, withdraw_touch
from cs_core.records import Routed
from cs_core.settings import Settings
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, with_company, with_person

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_person(store, "acme", "Ada Lind")
        yield store


def counted(store) -> int:
    return int(track(snapshot(store, TODAY))["rejected"].is_not_null().sum())


def a_task_of(store, **changed):
    made = waiting(store, a_proposal(**changed), route="human_with_draft")
    routed = Routed(
        proposal_id=made.id, cycle_id="c1", as_of=TODAY, route="human_with_draft", why="", change="", priority=0.1, assignee="Mia Sand"
    )
    task = task_of(made, routed, now=NOW)
    store.append("task", [task])
    return made, task


def test_an_approval_taken_back_waits_again_and_never_goes_out(store, tmp_path):
    made = waiting(store)
    decide(store, made.id, "approve", by="Lea", now=NOW)
    assert not queue(store, now=NOW) and last_decided(store, by="Lea")["proposal_id"] == made.id
    assert undecide(store, made.id, by="Lea", why="wrong key", now=LATER) == {"id": made.id, "decision": "approve", "waits": True}
    assert [row["id"] for row in queue(store, now=LATER)] == [made.id]
    told = deliver(store, Settings(store=store.path), now=LATER)
    assert told["sent"] == 0 and not store.count("delivery") and not list(tmp_path.rglob("*.eml"))
    assert snapshot(store, TODAY).history("decision").is_empty() and snapshot(store, TODAY).history("action").is_empty()
    assert trace(store, made.id)["decision"] is None and trace(store, made.id)["action"] is None
    assert last_decided(store, by="Lea") is None


def test_it_may_be_decided_anew_and_then_goes_out_once(store):
    made = waiting(store)
    decide(store, made.id, "approve", by="Lea", now=NOW)
    undecide(store, made.id, by="Lea", now=LATER)
    again = decide(store, made.id, "approve", by="Mia", now=LATER)
    with pytest.raises(Refused, match="decided already: approve by Mia"):
        decide(store, made.id, "reject", by="Lea", now=LATER)
    assert deliver(store, Settings(store=store.path), now=LATER)["sent"] == 1
    assert [row["action_id"] for row in store.rows("delivery", status="sent")] == [again["action_id"]]
    assert store.count("decision") == 2 and snapshot(store, TODAY).history("decision").height == 1


def test_the_database_holds_one_standing_decision(store):
    made = waiting(store)
    decide(store, made.id, "approve", by="Lea", now=NOW)
    [row] = store.rows("decision")
    assert store.append("decision", [row | {"id": "another"}]) == 0 and store.count("decision") == 1


def test_no_delivery_is_written_for_what_was_taken_back(store):
    made = waiting(store)
    action = decide(store, made.id, "approve", by="Lea", now=NOW)["action_id"]
    undecide(store, made.id, by="Lea", now=LATER)
    assert store.append("delivery", [{"id": "d", "action_id": action, "at": LATER, "status": "sent", "via": "email", "why": ""}]) == 0


def test_what_went_out_cannot_be_taken_back(store):
    made = waiting(store)
    decide(store, made.id, "approve", by="Lea", now=NOW)
    deliver(store, Settings(store=store.path), now=NOW)
    with pytest.raises(Refused, match="what was sent cannot be taken back"):
        undecide(store, made.id, by="Lea", now=LATER)
    assert last_decided(store, by="Lea") is None


def test_a_rejection_taken_back_teaches_nothing_and_counts_nowhere(store):
    made = waiting(store)
    decide(store, made.id, "reject", by="Lea", now=NOW, reason="wrong tone")
    assert counted(store) == 1
    undecide(store, made.id, by="Lea", now=LATER)
    assert counted(store) == 0 and store.count("decision") == 1


def test_the_day_before_it_was_taken_back_it_stood(store):
    made = waiting(store)
    decide(store, made.id, "reject", by="Lea", now=NOW, reason="wrong tone")
    undecide(store, made.id, by="Lea", now=NOW + timedelta(days=2))
    assert snapshot(store, TODAY).history("decision").height == 1
    assert snapshot(store, TODAY + timedelta(days=2)).history("decision").is_empty()


def test_what_cannot_be_taken_back_is_refused_with_the_reason(store):
    made = waiting(store)
    with pytest.raises(Refused, match="not decided"):
        undecide(store, made.id, by="Lea", now=NOW)
    with pytest.raises(NotFound):
        undecide(store, "nothing", by="Lea", now=NOW)
    with pytest.raises(BadInput):
        undecide(store, made.id, by=" ", now=NOW)


def test_a_task_that_is_done_holds_the_decision_until_its_touch_is_withdrawn(store):
    made, task = a_task_of(store)
    decide(store, made.id, "approve", by="Mia Sand", now=NOW)
    logged = log_touch(store, "acme", mode="call", minutes=20, by="Mia Sand", now=NOW, task_id=task.id, result="agreed")
    with pytest.raises(Refused, match="withdraw the touch"):
        undecide(store, made.id, by="Mia Sand", now=LATER)
    withdraw_touch(store, logged["touch_id"], why="another customer", by="Mia Sand", now=LATER)
    assert undecide(store, made.id, by="Mia Sand", now=LATER)["waits"]


def test_a_touch_withdrawn_opens_its_task_again_and_nobody_counts_it(store):
    _, task = a_task_of(store)
    logged = log_touch(store, "acme", mode="call", minutes=20, by="Mia Sand", now=NOW, task_id=task.id, result="agreed")
    assert open_tasks(store, as_of=TODAY).is_empty()
    with pytest.raises(Refused, match="only who logged it"):
        withdraw_touch(store, logged["touch_id"], why="x", by="Lea", now=LATER)
    with pytest.raises(BadInput, match="why"):
        withdraw_touch(store, logged["touch_id"], why=" ", by="Mia Sand", now=LATER)
    told = withdraw_touch(store, logged["touch_id"], why="another customer", by="Mia Sand", now=LATER)
    assert told["task_id"] == task.id
    assert open_tasks(store, as_of=TODAY)["minutes_logged"].to_list() == [0.0]
    assert snapshot(store, TODAY).history("touch").is_empty() and store.count("touch") == 1
    with pytest.raises(Refused, match="taken back already"):
        withdraw_touch(store, logged["touch_id"], why="again", by="Mia Sand", now=LATER)
