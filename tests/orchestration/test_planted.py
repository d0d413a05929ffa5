"""Test drafts measure whether gates and reviewers look, and can never be sent."""

import sqlite3

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import Refused
from cs_core.execution.sending.delivery import deliver
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.gates import judge
from cs_core.orchestration.oversight.earned import standings
from cs_core.orchestration.oversight.planted import ENOUGH, caught
from cs_core.orchestration.oversight.planting import ERRORS, plant
from cs_core.orchestration.review import action_of, decide, queue
from cs_core.orchestration.routing import route_all
from cs_core.records import Proposal
from cs_core.settings import Settings
from tests.orchestration.builders import NOW, TODAY, a_brief, a_proposal, a_world
from tests.worlds import a_store, at, land, with_company, with_person


def a_record(n: int = 1, *, rate: float = 10.0) -> CycleRecord:
    """A cycle of so many sound letters to Acme, where a leader asked for test drafts."""
    limits = Direction().guardrails | {"test_drafts": rate}
    world = a_world(direction=Direction({"grr": 95.0}, limits))
    proposals = [a_proposal(id=f"p{i:03}") for i in range(n)]
    verdicts = {p.id: judge(p, a_brief(), world) for p in proposals}
    assert all(v.passed for v in verdicts["p000"])
    return CycleRecord("c1", TODAY, 3, proposals, verdicts, route_all(proposals, verdicts, world), {}, {}, {"name": "offline"}, world)


def rows_of(record: CycleRecord, before: int = 0) -> list[dict]:
    return plant(record, lambda _: {"acme": a_brief()}, now=NOW, before=before)


@pytest.fixture
def store(tmp_path):
    """One test draft of each error waits for a reviewer."""
    with a_store(tmp_path) as store:
        with_company(store, "acme", segment="long tail")
        with_person(store, "acme")
        for n in range(len(ERRORS)):
            store.append("planted", rows_of(a_record(), before=n))
        yield store


def test_none_is_planted_unless_a_leader_asks_and_then_as_many_as_asked_for():
    assert rows_of(a_record(20, rate=0.0)) == []
    assert len(rows_of(a_record(20, rate=10.0))) == 2 and len(rows_of(a_record(1, rate=1.0))) == 1


def test_each_error_takes_its_turn_and_the_gates_catch_it():
    rows = [row for n in range(len(ERRORS)) for row in rows_of(a_record(), before=n)]
    assert [r["error"] for r in rows] == [e.name for e in ERRORS]
    assert all(r["caught"] is True and r["gates"] for r in rows)


def test_a_reviewer_sees_it_as_any_other_draft(store):
    seen = queue(store, now=NOW)
    assert len(seen) == len(ERRORS) and all(v["passed"] for row in seen for v in row["verdicts"])
    assert {row["recipient"] for row in seen} == {"ada@acme.example"} and {row["route"] for row in seen} == {"agent_with_review"}


def test_it_is_told_of_a_low_score_of_its_reader_as_any_other_draft_is(store):
    land(
        store, "survey", "s1", system="survey", born=at(TODAY), company_ref="acme", email="ada@acme.example", kind="nps", score=2.0,
        most=10.0, answered_at=at(TODAY),
    )  # fmt: skip
    assert all("gave us 2 of 10" in row["by_now"] for row in queue(store, now=NOW))


@pytest.mark.parametrize("n", range(len(ERRORS)))
def test_who_approves_one_is_told_at_once_and_nothing_goes_out(store, n, tmp_path):
    row = next(r for r in store.rows("planted") if r["error"] == ERRORS[n].name)
    with pytest.raises(Refused, match=f"test draft: it holds {ERRORS[n].says}"):
        decide(store, row["id"], "approve", by="Lea", now=NOW)
    assert store.count("action") == 0 and deliver(store, Settings(outbox=tmp_path / "out"), now=NOW)["sent"] == 0
    with pytest.raises(Refused, match="decided already"):
        decide(store, row["id"], "reject", by="Mia", now=NOW)
    assert row["id"] not in {r["id"] for r in queue(store, now=NOW)}


def test_the_database_itself_refuses_an_action_made_of_one(store):
    row = store.rows("planted")[0]
    draft = Proposal(**{k: v for k, v in row["draft"].items() if k in Proposal.model_fields})
    with pytest.raises(sqlite3.IntegrityError, match="never sent"):
        store.append("action", [action_of(draft, by="Lea", now=NOW, route="agent_with_review")])
    assert store.count("action") == 0


def test_an_edit_has_found_it_only_where_the_planted_words_are_gone(store):
    row = next(r for r in store.rows("planted") if r["error"] == "promise")
    with pytest.raises(Refused, match="test draft"):
        decide(store, row["id"], "edit", by="Lea", now=NOW, body=row["draft"]["body"].replace("Hello", "Dear"))
    other = next(r for r in store.rows("planted") if r["error"] == "wrong figure")
    clean = other["draft"]["body"].replace(other["draft"]["spoilt_by"], "120")
    assert decide(store, other["id"], "edit", by="Lea", now=NOW, body=clean)["action_id"] is None
    assert store.count("action") == 0


def test_no_figure_of_an_agents_work_counts_them(store):
    decide(store, store.rows("planted")[0]["id"], "reject", by="Lea", now=NOW, reason="wrong fact")
    assert store.count("proposal") == 0 and standings(snapshot(store, TODAY)) == [] and store.count("decision") == 0


def test_catch_rates_cannot_be_told_until_enough_were_seen_and_then_have_an_interval(store):
    assert caught(store)["gates"]["rate"] is None and "cannot tell yet" in caught(store)["reviewers"]["says"]
    for n in range(ENOUGH):
        row = {"id": f"t{n}", "error": "promise", "caught": n != 0, "expires_at": TODAY}
        store.append("planted", [row | {"draft": {}, "gates": []}])
        store.append("planted_decision", [{"id": f"d{n}", "planted_id": f"t{n}", "decision": "reject", "caught": n < 15, "by": "Lea"}])
    told = caught(store)
    assert told["reviewers"]["rate"].point == 0.75 and "15 of 20" in told["reviewers"]["says"]
    assert told["gates"]["n"] == 24 and told["gates"]["caught"] == 23 and told["gates"]["rate"].low < 23 / 24
    assert next(e for e in told["errors"] if e["error"] == "promise") == {"error": "promise", "n": 21, "caught": 20}
