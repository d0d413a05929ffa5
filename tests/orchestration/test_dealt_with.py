"""What a person did without a word on the draft was dealt with: it is not asked for again, and takes no place in line."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact import repeats
from cs_core.orchestration.contact.repeats import COOL_DOWN_DAYS, already, in_line, letters_of, repeats_of
from cs_core.orchestration.oversight.past import past_of
from cs_core.orchestration.work import log_touch, task_of
from cs_core.records import Routed
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, waiting
from tests.worlds import with_company, with_record

KEY = ("risk", "recover use", "acme")


@pytest.fixture
def done(store):
    """Of a proposal that came with a task: the store in which somebody has done it, all of it or a part."""

    def do(proposal, *, whole: bool = True):
        with_company(store, "acme")
        made = waiting(store, proposal, route="human_with_draft")
        [row] = store.records(Routed)
        task = task_of(made, row, now=NOW)
        with_record(store, task)
        log_touch(store, "acme", mode="call", minutes=20, by="Mia Sand", now=NOW, task_id=task.id, done=whole)
        return store

    return do


def seen(store, days: int):
    return snapshot(store, TODAY + timedelta(days=days))


@pytest.mark.parametrize("proposal", [a_task(), a_proposal(stakes="high")])
def test_a_call_that_was_made_is_not_asked_for_again_before_the_agent_s_cool_down_is_over(done, proposal):
    store, rest = done(proposal), COOL_DOWN_DAYS["risk"]
    assert proposal.expires_at < TODAY + timedelta(days=rest - 1)
    assert KEY in already(seen(store, 1)) and KEY in already(seen(store, rest - 1)) and KEY not in already(seen(store, rest))
    assert letters_of(seen(store, 1)) == {}, "no letter went"


def test_a_call_that_was_tried_and_not_finished_is_asked_for_again_once_its_time_is_over(done):
    store = done(a_task(), whole=False)
    assert KEY in already(seen(store, 1)) and KEY not in already(seen(store, 8))


@pytest.mark.parametrize(("whole", "waits"), [(True, []), (False, [True])])
def test_what_was_done_stands_in_no_line(done, whole, waits):
    assert [row["waits"] for row in in_line(seen(done(a_task(), whole=whole), 1), {})] == waits


GONE = {"id": "h", "as_of": TODAY + timedelta(days=1), "cycle_id": "c2", "from_person": "Mia Sand", "to_person": None, "why": "test"}


@pytest.mark.parametrize("how", ["withdrawn", "taken over"])
@pytest.mark.parametrize("kind", [a_proposal, a_task])
def test_what_nobody_is_asked_for_any_more_keeps_neither_its_play_nor_its_words_from_the_customer(store, how, kind):
    with_company(store, "acme")
    made = waiting(store, kind(), route="human_with_draft")
    assert KEY in already(seen(store, 2)) and "acme" in repeats_of(seen(store, 2)).by_account
    store.append("handover", [GONE | {"proposal_id": made.id, "how": how}])
    assert KEY not in already(seen(store, 2)) and not repeats_of(seen(store, 2)).by_account


def test_a_letter_of_a_play_that_stopped_keeps_neither_its_play_nor_its_words_from_the_customer(store):
    with_company(store, "acme")
    letter = waiting(store, a_proposal(run_id="r1"))
    run = {"run_id": "r1", "agent": "risk", "play": "recover use", "version": 1, "account_id": "acme", "started_on": TODAY, "step": 1}
    stopped = run | {"id": "stop", "state": "stopped", "why": "they wrote to us", "proposal_id": letter.id, "cycle_id": "c2"}
    store.append("play_run", [stopped | {"as_of": TODAY + timedelta(days=1)}])
    assert KEY not in already(seen(store, 2)) and not repeats_of(seen(store, 2)).by_account
    past = past_of(seen(store, 8))
    assert (past.called, past.expired) == (1, 0), "nobody is told that it was not seen to"


def test_what_became_of_all_that_was_proposed_is_read_once_until_something_is_added(store, monkeypatch):
    with_company(store, "acme")
    made, reads, day = waiting(store, a_proposal()), [], seen(store, 2)
    monkeypatch.setattr(repeats, "_carried_out", lambda snap, work=repeats._carried_out: reads.append(snap) or work(snap))
    assert KEY in already(day) and in_line(day, {}) and not letters_of(day) and len(reads) == 1
    store.append("handover", [GONE | {"proposal_id": made.id, "how": "withdrawn"}])
    assert KEY not in already(day) and len(reads) == 2
