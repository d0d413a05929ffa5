"""What stops a running play: its reason is gone, the customer speaks or leaves, a reviewer turns it down, a leader switches it off."""

from datetime import timedelta

import pytest

from cs_core.errors import Refused
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch
from cs_core.records import Proposal
from tests.orchestration.running_plays import BILLS, approve, at, begun, cycle, last, leader_sets, roster_with, running, states, store
from tests.worlds import TODAY, ago, with_churn_event, with_invoice, with_message, with_subscription

__all__ = ["begun", "running", "store"]


def test_it_stops_when_its_reason_is_gone_and_says_which(running):
    with_invoice(running, "acme", due=ago(20), paid=TODAY + timedelta(days=3), known_at=at(3))
    cycle(running, 4)
    assert states(running) == [("started", 0), ("stopped", 0)]
    assert last(running)["why"] == "it holds no more, or is no longer known: overdue_invoices >= 1"
    cycle(running, 10)
    assert len(running.records(Proposal)) == 1


def test_it_stops_when_the_customer_answers(running):
    with_message(running, "acme", "Paid tomorrow.", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(-2))
    cycle(running, 3)
    assert states(running)[-1] == ("stopped", 0) and last(running)["why"].startswith("they wrote to us on 30 June 2026")


def test_it_stops_when_one_of_ours_has_spoken_with_them(running):
    log_touch(running, "acme", mode="call", minutes=10, by="Mia Sand", now=at(3))
    cycle(running, 4)
    assert states(running)[-1] == ("stopped", 0) and "one of ours spoke with them on 1 July 2026" in last(running)["why"]


def test_a_call_that_reached_nobody_does_not_stop_it(running):
    log_touch(running, "acme", mode="call", minutes=10, by="Mia Sand", now=at(3), two_way=False)
    cycle(running, 4)
    assert states(running) == [("started", 0)]


def test_it_stops_when_the_customer_leaves(running):
    with_subscription(running, "acme", mrr=100.0, seats=5, ended_on=TODAY + timedelta(days=2), known_at=at(2), status="cancelled")
    with_churn_event(running, "acme", churned=TODAY + timedelta(days=2))
    cycle(running, 4)
    assert states(running)[-1] == ("stopped", 0) and last(running)["why"].startswith("the customer left")


def test_it_stops_by_a_line_of_its_own(store):
    book = BILLS | {"stop": ["overdue_invoices >= 2"]}
    cycle(store, roster=roster_with(book))
    approve(store, 0)
    cycle(store, 1, roster=roster_with(book))
    with_invoice(store, "acme", due=TODAY - timedelta(days=1), known_at=at(1))
    cycle(store, 3, roster=roster_with(book))
    assert last(store)["why"] == "it holds: overdue_invoices >= 2"


def test_what_a_reviewer_turned_down_ends_the_play(store):
    cycle(store)
    [row] = queue(store, now=at(0))
    decide(store, row["id"], "reject", by="Lea", now=at(0, 13), reason="wrong tone")
    cycle(store, 1)
    assert states(store) == [("stopped", 0)] and last(store)["why"] == "turned down: wrong tone"


def test_a_step_turned_down_ends_it_too(running):
    cycle(running, 10)
    [row] = queue(running, now=at(10))
    decide(running, row["id"], "reject", by="Lea", now=at(10, 13))
    cycle(running, 11)
    assert states(running)[-1] == ("stopped", 1) and last(running)["why"] == "turned down"


def test_while_a_step_waits_for_review_the_next_one_does_not_come_and_undecided_it_ends(running):
    cycle(running, 10)
    cycle(running, 15)
    assert states(running) == [("started", 0), ("stepped", 1)]
    cycle(running, 21)
    assert last(running)["why"] == "nobody decided on its last word, or did what it asked, before that expired"


def test_a_letter_that_waits_is_withdrawn_when_its_play_stops(running):
    cycle(running, 10)
    [row] = queue(running, now=at(10))
    with_message(running, "acme", "Paid now.", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(-10))
    cycle(running, 11)
    assert queue(running, now=at(11)) == []
    with pytest.raises(Refused, match="a play that stopped on 9 July 2026: they wrote to us on 8 July 2026"):
        decide(running, row["id"], "approve", by="Lea", now=at(11))


def test_a_playbook_switched_off_ends_what_runs_of_it(store):
    leader_sets(store, 2, -1)
    cycle(store)
    approve(store, 0)
    cycle(store, 1)
    off = leader_sets(store, 3, 1, off=True)
    cycle(store, 10, roster=off)
    assert [r["why"] for r in store.rows("play_run") if r["state"] == "stopped"] == ["the playbook was switched off"]
