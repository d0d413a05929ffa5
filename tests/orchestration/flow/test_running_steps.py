"""The steps of a running play: which comes next, which is passed over, and what a leader's edit leaves alone."""

from dataclasses import replace

from cs_core.context.wording.days import spelt
from cs_core.records import Proposal
from tests.orchestration.running_plays import BILLS, approve, begun, cycle, last, leader_sets, roster_with, running, states, store
from tests.worlds import TODAY

__all__ = ["begun", "running", "store"]


def test_a_step_that_would_be_a_letter_too_many_is_left_out_and_the_task_after_it_is_given(store):
    soon = BILLS | {"then": [BILLS["then"][0] | {"after_days": 2}, BILLS["then"][1] | {"after_days": 18}], "most_letters": 1}
    for day in (0, 1, 2, 17, 18):
        cycle(store, day, roster=roster_with(soon))
        if day == 0:
            approve(store, 0)
    assert [p.kind for p in store.records(Proposal)] == ["message", "task"]


def test_a_letter_that_was_never_sent_is_not_spoken_of(store):
    cycle(store)
    approve(store, 0, sent=False)
    cycle(store, 1)
    cycle(store, 10)
    assert "we wrote" not in store.records(Proposal)[-1].body and "Still open at Acme Heating" in store.records(Proposal)[-1].body


def test_the_reason_of_a_step_may_be_one_that_only_the_brief_can_tell(store):
    book = roster_with(BILLS | {"why_in_full": ["About {ticket|quote}.", "In full: {overdue_amount} open at {name}."]})
    cycle(store, roster=book)
    approve(store, 0)
    cycle(store, 1, roster=book)
    cycle(store, 10, roster=book)
    assert store.records(Proposal)[-1].reason == f"Step 2 of a play begun on {spelt(TODAY)}: In full: 1,000 EUR open at Acme Heating."


def test_a_step_that_came_too_late_is_passed_over_and_the_next_one_still_comes(store):
    soon = roster_with(BILLS | {"then": [BILLS["then"][0] | {"after_days": 2}, BILLS["then"][1] | {"after_days": 18}]})
    cycle(store, roster=soon)
    approve(store, 0)
    cycle(store, 1, roster=soon)
    cycle(store, 17, roster=soon)
    assert states(store) == [("started", 0), ("stepped", 1)] and "not sent within 14 days" in last(store)["why"]
    cycle(store, 18, roster=soon)
    assert store.records(Proposal)[-1].kind == "task" and states(store)[-1] == ("stepped", 2)


def test_a_step_waits_where_too_little_is_known_by_its_day(running):
    cycle(running, 24)
    assert len(running.records(Proposal)) == 1 and states(running) == [("started", 0)]


def test_a_step_is_passed_over_when_its_unless_holds(store):
    book = BILLS | {"then": [BILLS["then"][0] | {"unless": ["seats >= 5"]}]}
    cycle(store, roster=roster_with(book))
    approve(store, 0)
    cycle(store, 1, roster=roster_with(book))
    cycle(store, 10, roster=roster_with(book))
    assert last(store)["why"] == "passed over, for it holds: seats >= 5" and len(store.records(Proposal)) == 1
    cycle(store, 11, roster=roster_with(book))
    assert states(store)[-1][0] == "finished"


def test_a_play_without_further_steps_ends_after_its_first(store):
    book = {k: v for k, v in BILLS.items() if k != "then"}
    cycle(store, roster=roster_with(book))
    approve(store, 0)
    cycle(store, 1, roster=roster_with(book))
    assert states(store) == [("started", 0), ("finished", 0)]


def test_it_keeps_the_version_that_it_began_with_while_a_leader_edits(store):
    only = lambda roster: (replace(roster[0], plays={"mind the bills": roster[0].plays["mind the bills"]}),)  # noqa: E731
    first = only(leader_sets(store, 2, -1))
    cycle(store, roster=first)
    approve(store, 0)
    cycle(store, 1, roster=first)
    second = only(leader_sets(store, 3, 1, then=[], when=["overdue_invoices >= 5"]))
    cycle(store, 10, roster=second)
    made = store.records(Proposal)[-1]
    assert made.playbook_version == 2 and "we wrote about" in made.body and states(store)[-1] == ("stepped", 1)
