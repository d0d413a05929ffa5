"""Plays over their whole lives: days go by, customers answer or do not, leaders edit, the program stops and starts."""

import shutil
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from cs_core.context.brief import brief
from cs_core.context.days import spelt
from cs_core.context.identity.answers import answer
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store, open_store
from cs_core.errors import Refused
from cs_core.execution.agent import with_edits
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.runs import own_words
from cs_core.execution.playbooks.shelf import parsed, play_of, shelf
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch
from cs_core.records import Action, Delivery, Proposal, Routed
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    with_churn_event,
    with_company,
    with_invoice,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
)  # fmt: skip

BILLS = {
    "name": "mind the bills",
    "when": ["overdue_invoices >= 1"],
    "why": ["Overdue invoices: {overdue_invoices|n}, together {overdue_amount}."],
    "gain": 0.02,
    "role": "champion",
    "words": {
        "subject": ["{name}: {overdue_amount} past due"],
        "opening": ["In our books {name} has {overdue_invoices} past the due day, together {overdue_amount}."],
        "details": [["You have {seats} on the {plan} plan."]],
        "ask": ["Has it gone to the wrong desk?"],
    },
    "then": [
        {
            "after_days": 10,
            "do": "message",
            "to": "champion",
            "words": {
                "subject": ["{overdue_amount} at {name}, again"],
                "opening": ["On {last_word_on} we wrote about {overdue_amount} that is past due; it is open still.",
                            "Still open at {name}: {overdue_amount}, on {overdue_invoices}."],
                "details": [["The contract is the {plan} plan, for {seats}."]],
                "ask": ["Who on your side can look into it with us this week?"],
            },
        },
        {
            "after_days": 20,
            "do": "task",
            "unless": ["open_tickets >= 1"],
            "words": {"title": "bills unanswered", "step": "call, and ask who pays."},
        },
    ],
    "stop": ["health < 5 or escalated"],
}  # fmt: skip


def roster_with(*books: dict, version: int = 2) -> tuple:
    """The risk agent with these playbooks only."""
    own = shelf("risk")
    plays = {b["name"]: play_of(parsed(b), own, version=version) for b in books}
    return (replace(ROSTER[2], plays=plays),)


def at(days: int, hour: int = 12) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour))


def cycle(store, days: int = 0, *, hour: int = 12, roster=None) -> dict:
    now = at(days, hour)
    return run_cycle(store, as_of=now.date(), now=now, model=OfflineModel(), roster=roster or roster_with(BILLS))


def bills(folder) -> Store:
    """Acme has not paid a bill; Bolt has. Mia has hours."""
    store = a_store(folder)
    with_team_member(store, "Mia Sand", hours=10)
    for company in ("acme", "bolt"):
        with_company(store, company, name=f"{company.title()} Heating", segment="long tail", domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0, seats=5, plan="Essential", currency="EUR")
        with_person(store, company, "Ada Lind")
        with_invoice(store, company, due=ago(20), paid=ago(25) if company == "bolt" else None)
    return store


@pytest.fixture
def store(tmp_path):
    with bills(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The first letter was made, approved and sent on day 0; on day 1 the play runs. Never written to: `running` is a copy."""
    folder = tmp_path_factory.mktemp("begun")
    with bills(folder) as store:
        cycle(store)
        approve(store, 0)
        cycle(store, 1)
        yield store


@pytest.fixture
def running(begun, tmp_path):
    begun.copy_to(tmp_path / "context.db")
    shutil.copytree(begun.lake, tmp_path / "context.lake")
    with open_store(tmp_path / "context.db") as store:
        yield store


def approve(store, days: int, *, sent: bool = True) -> str:
    """A person says yes to what waits, and it is sent."""
    [row] = queue(store, now=at(days))
    action = decide(store, row["id"], "approve", by="Lea", now=at(days, 13))["action_id"]
    if sent:
        store.append("delivery", [Delivery(id=f"d-{action}", action_id=action, at=at(days, 14), status="sent", via="outbox")])
    return row["id"]


def states(store) -> list[tuple]:
    return [(row["state"], row["step"]) for row in store.rows("play_run")]


def last(store) -> dict:
    return store.rows("play_run")[-1]


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


def test_a_step_that_would_be_a_letter_too_many_is_left_out_and_the_task_after_it_is_given(store):
    soon = BILLS | {"then": [BILLS["then"][0] | {"after_days": 2}, BILLS["then"][1] | {"after_days": 18}], "most_letters": 1}
    for day in (0, 1, 2, 17, 18):
        cycle(store, day, roster=roster_with(soon))
        if day == 0:
            approve(store, 0)
    assert [p.kind for p in store.records(Proposal)] == ["message", "task"]


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
    assert last(running)["why"] == "nobody decided on its last word before that expired"


def test_a_letter_that_waits_is_withdrawn_when_its_play_stops(running):
    cycle(running, 10)
    [row] = queue(running, now=at(10))
    with_message(running, "acme", "Paid now.", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(-10))
    cycle(running, 11)
    assert queue(running, now=at(11)) == []
    with pytest.raises(Refused, match="a play that stopped on 9 July 2026: they wrote to us on 8 July 2026"):
        decide(running, row["id"], "approve", by="Lea", now=at(11))


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


def leader_sets(running, version: int, days: int, **changed) -> tuple:
    """A leader's version of the playbook in the running, and the roster that the next cycle works with."""
    row = {"id": f"pb{version}", "agent": "risk", "name": "mind the bills", "version": version, "data": BILLS | changed, "set_at": at(days)}
    running.append("playbook", [row | {"why": "test", "by": "Lea"}])
    return with_edits(ROSTER[2:3], running.latest("playbook", "agent", "name"))


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


def test_a_playbook_switched_off_ends_what_runs_of_it(store):
    leader_sets(store, 2, -1)
    cycle(store)
    approve(store, 0)
    cycle(store, 1)
    off = leader_sets(store, 3, 1, off=True)
    cycle(store, 10, roster=off)
    assert [r["why"] for r in store.rows("play_run") if r["state"] == "stopped"] == ["the playbook was switched off"]


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
