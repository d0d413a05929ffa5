import pytest

from cs_core.leadership.quality import gates, quality
from cs_core.records import AGENTS, Decision, Verdict
from tests.worlds import IMPORTED, a_proposal, a_store, with_record


def decided(store, agent, decision, n, reason=""):
    for i in range(n):
        made = a_proposal(f"{agent}-{decision}-{i}", agent=agent)
        with_record(store, made)
        with_record(
            store, Decision(id=f"d-{made.id}", proposal_id=made.id, decision=decision, by="Ines", decided_at=IMPORTED, reason=reason)
        )
        store.append(
            "verdict", [Verdict(proposal_id=made.id, gate="figures_match", passed=i > 0, why="").model_dump() | {"id": f"v-{made.id}"}]
        )


def test_before_any_decision_every_agent_is_listed_and_nothing_is_claimed(tmp_path):
    document = quality(a_store(tmp_path))
    assert [row["agent"] for row in document["agents"]] == list(AGENTS)
    assert all(row["accepted"]["point"] is None and row["n"] == 0 for row in document["agents"])
    assert "No proposal has been decided yet" in document["says"]


def test_there_is_no_judge_and_it_says_so(tmp_path):
    judge = quality(a_store(tmp_path))["judge"]
    assert judge["available"] is False and "no model judge" in judge["says"]


def test_rates_have_their_n_and_interval(tmp_path):
    store = a_store(tmp_path)
    decided(store, "risk", "approve", 8)
    decided(store, "risk", "reject", 2, "wrong tone")
    document = quality(store)
    risk = next(row for row in document["agents"] if row["agent"] == "risk")
    assert risk["n"] == 10 and risk["accepted"]["point"] == pytest.approx(0.8)
    assert risk["accepted"]["low"] == pytest.approx(0.490, abs=0.001) and risk["accepted"]["high"] == pytest.approx(0.943, abs=0.001)
    assert risk["grounded"]["n"] == 10 and risk["grounded"]["point"] == pytest.approx(0.8)
    assert document["reasons"] == [{"reason": "wrong tone", "n": 2}]


def test_gates_are_counted_with_what_they_could_not_tell(tmp_path):
    store = a_store(tmp_path)
    for i, passed in enumerate((True, True, False, None)):
        store.append("verdict", [{"id": f"v{i}", "proposal_id": "p", "gate": "facts_are_fresh", "passed": passed, "why": ""}])
    assert gates(store).to_dicts() == [{"gate": "facts_are_fresh", "passed": 2, "failed": 1, "unknown": 1}]
