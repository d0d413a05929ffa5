"""Plays over their whole lives: days go by, the same play is not begun anew, the program stops and starts."""

from datetime import timedelta

import pytest

from cs_core.context.brief import brief
from cs_core.context.identity.answers import answer
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.wording.days import spelt
from cs_core.execution.playbooks.runs import own_words
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.review import queue
from cs_core.records import Action, Proposal, Routed
from tests.orchestration.running_plays import BILLS, approve, at, begun, cycle, last, roster_with, running, states, store
from tests.worlds import TODAY, ago, with_invoice

__all__ = ["begun", "running", "store"]


def test_a_play_lives_from_its_first_letter_to_its_last_step(running):
    first = running.records(Proposal)[0].id
    assert states(running) == [("started", 0)]
    assert (last(running)["proposal_id"], last(running)["started_on"]) == (first, TODAY.isoformat())
    for day in (5, 9):
        cycle(running, day)
    assert len(running.records(Proposal)) == 1
    assert cycle(running, 10)["proposals"]["risk"] == 1
    second = running.records(Proposal)[-1]
    assert (second.recipient, second.play, second.playbook_version) == ("ada@acme.example", "mind the bills", 2)
    assert second.run_id == last(running)["run_id"] == running.records(Proposal)[0].run_id
    assert second.reason.startswith(f"Step 2 of a play begun on {spelt(TODAY)}: Overdue invoices: 1")
    assert "On 28 June 2026 we wrote about 1,000 EUR" in second.body and second.subject == "1,000 EUR at Acme Heating, again"
    assert running.records(Routed, proposal_id=second.id)[0].route == "agent_with_review"
    approve(running, 10)
    cycle(running, 20)
    third = running.records(Proposal)[-1]
    assert third.kind == "task" and third.subject == "Acme Heating: bills unanswered"
    cycle(running, 21)
    assert states(running) == [("started", 0), ("stepped", 1), ("stepped", 2), ("finished", 2)]
    cycle(running, 22)
    assert len(running.rows("play_run")) == 4


def test_the_same_play_is_not_begun_anew_while_it_runs(running):
    for day in (3, 10, 15, 20, 24):
        cycle(running, day)
        if queue(running, now=at(day)) and day == 10:
            approve(running, day)
    assert [p.run_id for p in running.records(Proposal)].count(running.records(Proposal)[0].run_id) == 3
    assert len({row["run_id"] for row in running.rows("play_run") if row["as_of"] <= (TODAY + timedelta(days=20)).isoformat()}) == 1


def test_a_customer_who_had_the_letters_that_a_play_allows_is_called_and_not_written_to_again(running):
    once = roster_with(BILLS | {"most_letters": 1, "then": []})
    cycle(running, 2, roster=once)
    with_invoice(running, "bolt", due=ago(-20), paid=ago(-20), known_at=at(21))
    cycle(running, 22, roster=once)
    letter, task = running.records(Proposal)
    assert (letter.kind, task.kind, task.play) == ("message", "task", letter.play)
    assert task.reason.startswith("1 letter of this play went out in half a year, so a person goes on: Overdue invoices: 1")
    assert "Our last letter on this went out on 28 June 2026" in task.body


def test_a_second_cycle_on_the_day_and_a_past_day_read_again_change_nothing(running):
    cycle(running, 10)
    approve(running, 10)
    cycle(running, 20)
    tables = ("play_run", "proposal", "routed", "task", "action")
    before = {table: running.rows(table) for table in tables}
    for day in (20, 10, 1):
        cycle(running, day, hour=17)
        assert {table: running.rows(table) for table in tables} == before, day


def test_a_day_in_the_past_that_no_cycle_saw_leaves_later_runs_alone(running):
    cycle(running, 10)
    before = running.rows("play_run")
    cycle(running, 5, hour=17)
    assert running.rows("play_run") == before


def test_of_two_accounts_that_became_one_the_same_play_goes_on_once(running):
    of_bolt = {"id": "b", "run_id": "of-bolt", "account_id": "bolt", "as_of": TODAY + timedelta(days=2)}
    running.append("play_run", [last(running) | of_bolt])
    answer(running, "hubspot/acme", "hubspot/bolt", noun="company", same=True, by="Ann", now=at(2, 14))
    cycle(running, 3)
    first, _, stopped = running.rows("play_run")
    assert (stopped["run_id"], stopped["account_id"], stopped["state"]) == (first["run_id"], "acme", "stopped")
    assert stopped["why"] == "the same play goes on for them in another run: accounts became one"
    before = running.rows("play_run")
    cycle(running, 3, hour=17)
    assert running.rows("play_run") == before
    assert cycle(running, 12)["proposals"]["risk"] == 1 and running.records(Proposal)[-1].run_id == "of-bolt"


def test_it_goes_on_in_another_process_as_if_nothing_had_happened(running):
    path = running.path
    running.close()
    with open_store(path) as again:
        cycle(again, 10)
        assert states(again) == [("started", 0), ("stepped", 1)]


def test_a_cycle_killed_while_it_writes_leaves_the_play_as_it_was(running, monkeypatch):
    before = {table: running.rows(table) for table in ("play_run", "proposal")}
    real = running.append

    def dies(table, rows):
        if table == "step":
            raise KeyboardInterrupt
        return real(table, rows)

    monkeypatch.setattr(running, "append", dies)
    with pytest.raises(KeyboardInterrupt):
        cycle(running, 10)
    monkeypatch.undo()
    assert {table: running.rows(table) for table in before} == before
    cycle(running, 10, hour=18)
    assert states(running) == [("started", 0), ("stepped", 1)]


def test_what_goes_out_by_earned_autonomy_begins_at_once(store):
    set_level(store, "risk", "long tail", "autonomous", why="test", by="Lea", now=at(0))
    low = roster_with(BILLS | {"stakes": "low"})
    cycle(store, roster=low)
    assert len(store.records(Action)) == 1 and states(store) == [("started", 0)]
    cycle(store, hour=18, roster=low)
    assert states(store) == [("started", 0)]


def test_only_a_running_plays_own_last_word_is_told_to_it_and_to_a_new_run_that_of_the_run_before(running):
    known = brief(snapshot(running, TODAY + timedelta(days=2)), "acme")
    run, play = last(running)["run_id"], last(running)["play"]
    [fact] = own_words(known, {"run_id": run, "play": play}).all("last_word_on")
    assert fact.value == TODAY and fact.source_row.startswith("delivery:") and fact.id.endswith(run)
    [before] = own_words(known, {"run_id": None, "play": play}).all("last_word_on")
    assert before.value == TODAY and before.source_row == fact.source_row
    assert own_words(known, {"run_id": "another", "play": "recover use"}).all("last_word_on") == ()
    later = brief(snapshot(running, TODAY + timedelta(days=200)), "acme")
    assert own_words(later, {"play": play}).all("last_word_on") == ()
