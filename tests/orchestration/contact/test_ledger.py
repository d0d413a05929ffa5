"""The ledger of contacts: what is read into it, what waits, and what is ahead."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact.calls import Asked
from cs_core.orchestration.contact.ledger import ledger_of, open_proposals, to_be_done
from cs_core.orchestration.contact.repeats import in_line
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import log_touch, task_of
from cs_core.orchestration.world import load_book, load_world
from cs_core.records import Action, Case, Decision, Routed
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, waiting
from tests.worlds import a_store, at, land, with_company, with_meeting, with_message, with_person, with_record, with_team_member, with_touch


def test_the_ledger_reads_touches_meetings_mails_and_actions(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand")
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        with_touch(store, "acme", day=TODAY - timedelta(days=9))
        with_meeting(store, "acme", held=TODAY - timedelta(days=12))
        with_meeting(store, "acme", held=TODAY - timedelta(days=13), status="No show")
        with_message(
            store, "acme", "Here is the plan", sender="mia@ours.example", recipients="ada@acme.example", sent=TODAY - timedelta(days=14)
        )
        with_message(store, "acme", "Thank you", sender="ada@acme.example", recipients="mia@ours.example", sent=TODAY - timedelta(days=13))
        action = {"id": "a1", "proposal_id": "p1", "account_id": "acme", "agent": "risk", "kind": "message", "channel": "email"}
        with_record(store, Action(**action, recipient="Ada@acme.example", subject="", body="", created_at=NOW, authorised_by="Lea"))
        ledger = ledger_of(snapshot(store, TODAY))
        assert ledger.on_account("acme", TODAY - timedelta(days=20)) == 4
        assert ledger.on_person("ada@acme.example", TODAY - timedelta(days=28)) == 2
        assert ledger.last_by_person("acme").on == TODAY - timedelta(days=9)
        assert ledger_of(snapshot(store, TODAY - timedelta(days=10))).on_account("acme", TODAY - timedelta(days=20)) == 2
        assert ledger_of(snapshot(store, TODAY), ["acme"]).by_account == {"acme": ledger.by_account["acme"]}
        assert ledger_of(snapshot(store, TODAY), []).by_account == {}


def test_what_somebody_heard_at_another_customer_of_ours_counts(tmp_path):
    with a_store(tmp_path) as store:
        for company in ("acme", "bolt"):
            with_company(store, company, domain=f"{company}.example")
            with_person(store, company, "Ada Lind")
        sent = {"agent": "risk", "kind": "message", "channel": "email", "subject": "", "body": ""}
        sent |= {"created_at": NOW, "authorised_by": "Lea"}
        for n, person in enumerate(("ada@acme.example", "tom@bolt.example")):
            with_record(store, Action(id=f"a{n}", proposal_id=f"p{n}", account_id="bolt", recipient=person, **sent))
        snap, ada = snapshot(store, TODAY), pl.Series(["ada@acme.example"])
        assert ledger_of(snap, ["acme"]).by_person == {}
        assert ledger_of(snap, ["acme"], people=ada).by_person.keys() == {*ada}
        assert load_world(snap, ["acme"]).ledger.by_person.keys() == {*ada}, "in a preview as in the cycle"


def test_the_ledger_knows_what_waits_and_can_leave_out_a_cycle(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store)
        snap = snapshot(store, TODAY)
        assert ledger_of(snap).waiting == {"acme": "risk"} and ledger_of(snap).worried == {"acme"}
        replay = ledger_of(snap, before="c1")
        assert not replay.waiting and not replay.worried
        assert replace(replay, waiting={"acme": "risk"}).waiting


def test_a_letter_of_a_play_that_stopped_waits_for_nobody_and_keeps_no_other_letter_back(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        waiting(store, a_proposal(run_id="r1"))
        assert ledger_of(snapshot(store, TODAY)).waiting == {"acme": "risk"} and to_be_done(snapshot(store, TODAY)).height == 1
        store.append("play_run", [{"id": "p1", "run_id": "r1", "state": "stopped", "as_of": TODAY, "account_id": "acme", "step": 1}])
        snap = snapshot(store, TODAY)
        assert ledger_of(snap).waiting == {} and to_be_done(snap).is_empty() and not queue(store, now=NOW)
        assert [row["waits"] for row in in_line(snap, {})] == [False]


def test_the_ledger_knows_whom_a_person_is_to_call(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store)
        assert not ledger_of(snapshot(store, TODAY)).calls
        call = a_task(account="bolt", play="keep our promise", stakes="high")
        waiting(store, call, route="human_with_draft")
        assert ledger_of(snapshot(store, TODAY)).calls == {"bolt": (Asked("keep our promise", "Mia Sand", TODAY),)}
        assert not ledger_of(snapshot(store, call.expires_at + timedelta(days=1))).calls


def test_a_call_that_somebody_said_yes_to_is_still_to_be_made(tmp_path):
    def known():
        snap = snapshot(store, TODAY)
        return ledger_of(snap).calls.keys(), len(load_book(snap).waiting), set(open_proposals(snap)["id"])

    with a_store(tmp_path) as store:
        with_company(store, "bolt")
        call, no = (a_task(account=name, play="keep our promise", stakes="high") for name in ("bolt", "cedar"))
        letter = waiting(store)
        for task in (call, no):
            waiting(store, task, route="human_with_draft")
        assert known() == ({"bolt", "cedar"}, 3, {letter.id, call.id, no.id})
        for proposal, word in ((call, "approve"), (no, "reject"), (letter, "approve")):
            said = Decision(id=proposal.id, proposal_id=proposal.id, decision=word, by="Mia Sand", decided_at=NOW)
            with_record(store, said)
        assert known() == ({"bolt"}, 1, set()), "nobody is asked again, and the call is not made yet"
        done = with_record(store, task_of(call, store.records(Routed, proposal_id=call.id)[0], now=NOW))
        log_touch(store, "bolt", mode="call", minutes=20, by="Mia Sand", now=NOW, task_id=done)
        assert known() == (set(), 0, set())


@pytest.mark.parametrize(("two_way", "made"), [(True, {"bolt": (Asked("answer the notice", "Mia Sand", TODAY),)}), (False, {})])
def test_the_ledger_knows_who_made_the_call_on_whether_a_customer_stays(tmp_path, two_way, made):
    with a_store(tmp_path) as store:
        with_company(store, "bolt")
        for play in ("answer the notice", "own the escalation"):
            call = waiting(store, a_task(account="bolt", play=play, stakes="high"), route="human_with_draft")
            task = with_record(store, task_of(call, store.records(Routed, proposal_id=call.id)[0], now=NOW))
            log_touch(store, "bolt", mode="call", minutes=20, by="Mia Sand", now=NOW, task_id=task, two_way=two_way)
        assert ledger_of(snapshot(store, TODAY)).made == made
        assert not ledger_of(snapshot(store, TODAY), before=call.cycle_id).made
        assert not ledger_of(snapshot(store, TODAY + timedelta(days=61))).made


def test_the_calendar_tells_the_next_meeting_and_not_one_that_was_called_off(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        for day, status in ((2, "Canceled"), (5, "Scheduled"), (9, "Scheduled")):
            on = TODAY + timedelta(days=day)
            with_meeting(store, "acme", held=on, status=status, held_by="Mia Sand")
        known = at(TODAY - timedelta(days=1))
        with_company(store, "bolt")
        land(
            store, "meeting", "m-bolt", system="hubspot", born=TODAY, known_at=known, recorded_at=known, company_ref="bolt",
            held_at=at(TODAY + timedelta(days=1)), held_by="Tor Lund",
        )  # fmt: skip
        ledger = ledger_of(snapshot(store, TODAY))
        assert set(ledger.meets) == {"bolt"} and ledger.meets["bolt"].by == "Tor Lund"
        assert ledger.on_account("bolt", TODAY - timedelta(days=7)) == 0


def test_an_open_case_of_risk_is_known_to_the_ledger_until_it_closes(tmp_path):
    case = {"case_id": "r1", "agent": "risk", "account_id": "acme", "kind": "risk", "state": "open", "opened_on": TODAY, "reason": "x"}
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_record(store, Case(id="a", as_of=TODAY - timedelta(days=3), **case))
        assert ledger_of(snapshot(store, TODAY)).at_risk == {"acme"}
        with_record(store, Case(id="b", as_of=TODAY - timedelta(days=1), closed_on=TODAY - timedelta(days=1), **case))
        assert not ledger_of(snapshot(store, TODAY)).at_risk
