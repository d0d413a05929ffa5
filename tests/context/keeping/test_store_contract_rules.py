"""The contract of the store: what no row may say, whoever appends it, and how a value is kept whatever is written."""

from datetime import datetime

import pytest

from cs_core.context.keeping.access import Actor
from cs_core.context.store import open_store
from tests.context.keeping.builders import NOW, ids, in_memory, opened, store

__all__ = ["in_memory", "opened", "store"]


def a_decision(n: int, **changed: object) -> dict:
    return {"id": f"d{n}", "proposal_id": "p", "decision": "approve", "by": "Lea", "decided_at": NOW} | changed


def take_back(store, noun: str, row_id: str) -> None:
    store.append("taken_back", [{"id": f"{noun} {row_id}", "noun": noun, "row_id": row_id, "by": "Lea", "at": NOW}])


def test_a_proposal_has_one_decision_that_stands(store, opened):
    assert store.append("decision", [a_decision(1), a_decision(2), a_decision(3, proposal_id="q")]) == 2
    with opened() as other:
        assert other.append("decision", [a_decision(4)]) == 0
    take_back(store, "decision", "d1")
    assert store.append("decision", [a_decision(5), a_decision(6)]) == 1 and ids(store.rows("decision")) == ["d1", "d3", "d5"]


def test_a_test_draft_never_becomes_an_action_and_what_was_written_with_it_is_taken_back(store):
    store.append("planted", [{"id": "wrong"}])
    with pytest.raises(Exception, match="a test draft is never sent"):
        store.append("action", [{"id": "a1", "proposal_id": "p"}, {"id": "a2", "proposal_id": "wrong"}])
    assert store.count("action") == 0 and store.append("action", [{"id": "a1", "proposal_id": "p"}]) == 1


def test_what_was_taken_back_is_not_delivered(store):
    store.append("action", [{"id": "a1", "proposal_id": "p"}, {"id": "a2", "proposal_id": "q"}])
    take_back(store, "action", "a1")
    assert store.append("delivery", [{"id": "v1", "action_id": "a1"}, {"id": "v2", "action_id": "a2"}]) == 1
    assert ids(store.rows("delivery")) == ["v2"]


def test_a_copy_holds_every_row_in_its_order_whatever_came_of_it_later_and_keeps_the_rules(store, tmp_path):
    store.append("action", [{"id": "a1", "proposal_id": "p"}])
    store.append("delivery", [{"id": "v1", "action_id": "a1"}])
    store.append("decision", [a_decision(2)])
    take_back(store, "decision", "d2")
    take_back(store, "action", "a1")
    store.append("decision", [a_decision(1)])
    store.put("colour", "red", at=NOW)
    store.copy_to(tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as copy:
        for table in ("action", "delivery", "decision", "taken_back", "meta"):
            assert copy.rows(table) == store.rows(table) != [], table
        assert copy.state() == store.state()
        assert copy.append("decision", [a_decision(3)]) == copy.append("delivery", [{"id": "v2", "action_id": "a1"}]) == 0


def test_a_value_is_kept_as_its_column_says_or_refused(store):
    store.append("cycle", [{"id": 7, "accounts": 5.0, "seconds": 2, "tokens": 2**62 + 1, "calls": True, "model": 3}])
    [row] = store.rows("cycle")
    assert [row[c] for c in ("id", "accounts", "seconds", "tokens", "calls", "model")] == ["7", 5, 2.0, 2**62 + 1, 1, "3"]
    assert store.append("cycle", [{"id": "nan", "seconds": float("nan")}, {"id": None}]) == 1
    assert store.rows("cycle", id="nan")[0]["seconds"] is None
    for wrong in ({"accounts": "many"}, {"accounts": 5.5}, {"seconds": "long"}):
        with pytest.raises(Exception):  # noqa: B017  (each in its own words)
            store.append("cycle", [{"id": "c", **wrong}])
    assert store.count("cycle") == 2


def test_the_team_knows_a_person_by_address_whatever_they_call_themselves(store, opened):
    rob = Actor(name="Robbie", email=" Rob@x.example", role="leader")
    with opened(rob) as unknown:
        assert unknown.by == "Robbie ( Rob@x.example)"
    for n, name in enumerate(("Rob", "Robert")):
        store.append("team_member", [{"key": f"k{n}", "email": "ROB@x.example ", "name": name}])
    with opened(rob) as known:
        assert known.by == "Robert"
    store.append("team_edit", [{"id": "e", "email": "rob@x.example", "name": "Rob R", "set_at": datetime(2026, 1, 1)}])
    with opened(rob) as known:
        assert known.by == "Rob R"
