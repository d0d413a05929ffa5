"""What a person did without a word on the draft was dealt with: it is not asked for again, and takes no place in line."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact.repeats import COOL_DOWN_DAYS, already, in_line, letters_of
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
