"""A decision is made once, by one of however many reviewers, and lets out exactly one action."""

import sys
from datetime import date, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Barrier, Thread

import pytest

from cs_core.context.gaps import turned_down
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.orchestration.gates import judge
from cs_core.orchestration.review import REJECT_REASONS, approve_all, decide, looked_for, queue, reason_for
from cs_core.orchestration.work import log_touch, task_of
from cs_core.orchestration.world import load_world, to_judge
from cs_core.records import Action, Decision, Routed
from tests.orchestration.builders import NOW, TODAY, a_brief, a_proposal, a_task, waiting
from tests.worlds import a_store, ago, with_company, with_person

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def test_an_approval_writes_the_decision_and_the_action_as_drafted(store):
    made = waiting(store)
    done = decide(store, made.id, "approve", by="Lea", now=NOW, seconds=12)
    [action] = store.records(Action)
    assert done == {"id": made.id, "decision": "approve", "action_id": action.id}
    assert (action.body, action.recipient, action.authorised_by) == (made.body, made.recipient, "Lea")
    assert not queue(store, now=NOW)


def test_a_rejection_lets_nothing_out_and_keeps_its_reason(store):
    made = waiting(store)
    assert decide(store, made.id, "reject", by="Lea", now=NOW, reason=REJECT_REASONS[0])["action_id"] is None
    assert store.count("action") == 0 and store.records(Decision)[0].reason == "wrong fact"


def test_deciding_twice_is_refused_and_says_who_decided(store):
    made = waiting(store)
    decide(store, made.id, "reject", by="Lea", now=NOW)
    with pytest.raises(Refused, match="decided already: reject by Lea"):
        decide(store, made.id, "approve", by="Tom", now=NOW)
    assert store.count("action") == 0


def test_of_two_reviewers_with_a_connection_each_one_wins(store):
    made = waiting(store)
    with open_store(store.path) as other:
        assert queue(other, now=NOW) and queue(store, now=NOW)
        decide(other, made.id, "approve", by="Tom", now=NOW)
        with pytest.raises(Refused, match="by Tom"):
            decide(store, made.id, "approve", by="Lea", now=NOW)
    assert store.count("decision") == 1 and store.count("action") == 1


def test_someone_who_opted_out_since_is_not_written_to(store):
    made = waiting(store)
    with_person(store, "acme", "Ada Lind", opted_out=True)
    with pytest.raises(Refused, match=r"ada@acme\.example opted out of our mail"):
        decide(store, made.id, "approve", by="Lea", now=NOW)
    assert decide(store, made.id, "reject", by="Lea", now=NOW)["action_id"] is None


@pytest.mark.parametrize(("kind", "why"), [("bounced", "it came back"), ("asked_to_stop", "opted out")])
def test_someone_whose_mail_came_back_or_who_asked_us_to_stop_is_not_written_to(store, kind, why):
    with_person(store, "acme", "Ada Lind")
    first = waiting(store, a_proposal(play="greet"))
    sent = decide(store, first.id, "approve", by="Lea", now=NOW)["action_id"]
    seen = {"id": "o1", "cause_id": sent, "account_id": "acme", "agent": "risk", "kind": kind, "good": False, "observed_on": TODAY}
    store.append("outcome", [seen])
    made = waiting(store)
    with pytest.raises(Refused, match=why):
        decide(store, made.id, "approve", by="Lea", now=NOW)


@pytest.mark.parametrize(
    "other",
    [{}, {"opted_out": True}, {"undeliverable": True}, {"left_on": ago(3)}, {"left_on": ago(-3)}],
    ids=["nothing", "opted out", "came back", "left", "leaves later"],
)
def test_a_yes_is_refused_exactly_where_the_gate_would_fail_it(store, other):
    with_person(store, "acme", "Ada Lind")
    with_person(store, "acme", "Ada Lind", system="salesforce", email="Ada@acme.example ", **other)
    made = waiting(store)
    snap = snapshot(store, TODAY)
    world = to_judge(load_world(snap, ["acme"]), snap, ["acme"], newest={})
    [gate] = [v for v in judge(made, a_brief(), world) if v.gate == "right_recipient"]
    if gate.passed:
        assert decide(store, made.id, "approve", by="Lea", now=NOW)["action_id"]
    else:
        with pytest.raises(Refused) as refused:
            decide(store, made.id, "approve", by="Lea", now=NOW)
        assert gate.why in str(refused.value)


@pytest.mark.parametrize("route", ["held", "rejected", "agent"])
def test_what_does_not_wait_for_a_person_cannot_be_decided(store, route):
    with pytest.raises(Refused, match="does not wait"):
        decide(store, waiting(store, route=route).id, "approve", by="Lea", now=NOW)


def test_what_expired_cannot_be_decided(store):
    made = waiting(store, a_proposal(expires_at=TODAY))
    with pytest.raises(Refused, match="expired"):
        decide(store, made.id, "approve", by="Lea", now=NOW + timedelta(days=1))
    assert decide(store, made.id, "approve", by="Lea", now=NOW)["action_id"]


def test_an_unknown_proposal_is_not_found(store):
    with pytest.raises(NotFound):
        decide(store, "nope", "approve", by="Lea", now=NOW)


@pytest.mark.parametrize(
    "call",
    [
        {"decision": "maybe"}, {"decision": "edit"}, {"decision": "edit", "body": "  "}, {"decision": "approve", "body": "x"},
        {"decision": "approve", "by": " "}, {"decision": "approve", "seconds": float("inf")}, {"decision": "approve", "seconds": -1},
    ],
)  # fmt: skip
def test_a_wrong_call_changes_nothing(store, call):
    made = waiting(store)
    with pytest.raises(BadInput):
        decide(store, made.id, **({"by": "Lea", "now": NOW} | call))
    assert store.count("decision") == 0


def test_what_people_only_may_do_is_never_sent_in_their_name(store):
    made = waiting(store, route="human_only")
    decide(store, made.id, "approve", by="Lea", now=NOW)
    [action] = store.records(Action)
    assert (action.kind, action.channel, action.recipient) == ("task", "crm_task", None)


def test_a_proposal_whose_task_is_done_no_longer_waits(store):
    made = waiting(store, a_task(), route="human_with_draft")
    routed = Routed(proposal_id=made.id, cycle_id="c1", as_of=TODAY, route="human_with_draft", why="a task", change="a contact")
    store.append("task", [task := task_of(made, routed, now=NOW)])
    log_touch(store, "acme", mode="call", minutes=10, by="Mia", now=NOW, task_id=task.id)
    assert not queue(store, now=NOW)


def test_a_reason_that_blames_what_is_known_counts_as_the_cost_of_that_gap(store):
    for n, (code, about) in enumerate([("wrong fact", "usage"), ("missing context", "roles"), ("wrong tone", "usage")]):
        made = waiting(store, a_proposal(id=f"p{n}"))
        decide(store, made.id, "reject", by="Lea", now=NOW, reason=reason_for(code, about))
    counted = {row["knowledge"]: row["rejected"] for row in turned_down(snapshot(store, TODAY)).to_dicts()}
    assert counted == {"usage": 1, "roles": 1}
    assert [d.reason for d in store.records(Decision)] == ["wrong fact: usage", "missing context: roles", "wrong tone"]


def test_several_of_one_agent_and_play_are_approved_together_and_a_refusal_of_one_leaves_the_others(store):
    with_company(store, "bolt")
    one = waiting(store, a_proposal())
    two = waiting(store, a_proposal(account="bolt", recipient="ada@bolt.example"))
    decide(store, two.id, "reject", by="Tom", now=NOW)
    done = approve_all(store, [one.id, two.id], by="Lea", now=NOW, seconds=9.0)
    assert done["approved"] == [one.id] and "by Tom" in done["refused"][two.id]
    assert store.rows("decision", proposal_id=one.id)[0]["seconds"] == 4.5


@pytest.mark.parametrize("other", [{"play": "break the silence"}, {"agent": "renewal"}])
def test_drafts_of_two_agents_or_plays_are_not_approved_together(store, other):
    ids = [waiting(store, a_proposal()).id, waiting(store, a_proposal(**other)).id]
    with pytest.raises(Refused, match="one agent and one play"):
        approve_all(store, ids, by="Lea", now=NOW)
    assert store.count("decision") == 0


def test_a_draft_that_stood_open_for_hours_does_not_count_as_hours_of_looking():
    assert (looked_for(12.34), looked_for(4_000), looked_for(-1)) == (12.3, None, None)


def test_of_many_reviewers_at_once_each_proposal_is_decided_by_one(store):
    ids = [waiting(store, a_proposal(id=f"p{n}")).id for n in range(8)]
    start, won, lost = Barrier(3), [], []

    def review(name: str) -> None:
        with open_store(store.path) as mine:
            start.wait(10)
            for i in ids:
                try:
                    won.append((i, decide(mine, i, "approve", by=name, now=NOW)["action_id"]))
                except Refused as refused:
                    lost.append(str(refused))

    people = [Thread(target=review, args=(name,)) for name in ("Lea", "Tom", "Mia")]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert sorted(i for i, _ in won) == ids and len(lost) == 16 and all("decided already" in why for why in lost)
    assert store.count("decision") == store.count("action") == 8


def test_two_processes_that_decide_the_same_proposal_write_one_decision(store):
    made = waiting(store, a_proposal(expires_at=date(2100, 1, 1)))
    command = [sys.executable, "-m", "cs_core", "--store", str(store.path), "decide", made.id, "approve", "--by"]
    both = [Popen([*command, name], stdout=PIPE, stderr=PIPE, cwd=ROOT) for name in ("Lea", "Tom")]
    said = [(p.communicate(timeout=60)[0], p.returncode) for p in both]
    assert sorted(code == 0 for _, code in said) == [False, True]
    assert store.count("decision") == store.count("action") == 1
