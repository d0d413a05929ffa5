"""A past proposal, judged again, gets the verdicts that it got; what changed since shows."""

from datetime import datetime

import pytest

from cs_core.context.store import open_store
from cs_core.errors import NotFound
from cs_core.execution.writing.voice import set_voice
from cs_core.orchestration.replay import replay, replay_cycle
from cs_core.orchestration.trace import cycles
from cs_core.records import Proposal
from tests.orchestration.builders import waiting


def test_every_proposal_of_a_cycle_is_judged_again_to_the_same_verdicts(demo_template):
    with open_store(demo_template) as store:
        again = list(replay_cycle(store, cycles(store)[0]["id"]))
    assert len(again) > 30
    assert all(r.then == r.now for r in again), [r.differs for r in again if r.then != r.now][:3]
    assert {v.passed for r in again for v in r.now} == {True, False, None} or len({v.passed for r in again for v in r.now}) > 1


def test_what_is_set_later_does_not_change_what_was_judged_before(demo_store):
    with open_store(demo_store) as store:
        first = store.rows("proposal")[0]["id"]
        before = replay(store, first)
        set_voice(store, {"banned_phrases": "your\nteam\nthe"}, by="Mia", now=datetime(2026, 7, 2, 9))
        assert replay(store, first) == before and before.differs == ()


def test_what_a_later_cycle_of_the_same_day_wrote_was_not_said_before(demo_store):
    with open_store(demo_store) as store:
        cycle = cycles(store)[0]
        first = next(p for p in store.records(Proposal, cycle_id=cycle["id"]) if p.kind == "message" and not replay(store, p.id).differs)
        store.append("cycle", [{"id": "later", "as_of": first.as_of, "started_at": datetime(2026, 6, 30, 15), "summary": {}}])
        waiting(store, first.model_copy(update={"id": "again", "cycle_id": "later"}))
        assert replay(store, first.id).differs == ()


def test_a_verdict_that_would_be_another_today_is_told(demo_store):
    with open_store(demo_store) as store:
        kept = replay(store, store.rows("proposal")[0]["id"])
    changed = kept._replace(then=tuple(v.model_copy(update={"passed": None}) for v in kept.then[:1]) + kept.then[1:])
    assert changed.differs[0].startswith("cites_known_facts: could not tell then, passed now")


def test_a_proposal_that_is_not_there_is_said_to_be_missing(demo_template):
    with open_store(demo_template) as store, pytest.raises(NotFound, match="No proposal"):
        replay(store, "nothing")
