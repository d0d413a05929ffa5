"""A customer's timeline: newest first, whole lines, each of the day that it was about."""

from cs_core.context.brief import timeline
from cs_core.context.snapshot import snapshot
from cs_core.records import Decision
from tests.context.builders import a_rich_world
from tests.worlds import TODAY, a_proposal, ago, at, land, with_company, with_invoice, with_record, with_subscription, with_touch


def test_the_timeline_is_newest_first_and_holds_our_own_work(store):
    acme = a_rich_world(store)
    proposal = with_record(store, a_proposal(acme))
    with_record(store, Decision(id="d", proposal_id=proposal, decision="reject", by="Mia", decided_at=at(ago(19), 9), reason="not now"))
    rows = timeline(snapshot(store, TODAY), acme)
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert {"ticket", "message", "meeting", "deal", "subscription", "invoice", "proposal", "decision", "touch"} <= {
        row["kind"] for row in rows
    }
    assert all(row["source_row"] for row in rows)
    assert len(timeline(snapshot(store, TODAY), acme, limit=3)) == 3


def test_the_timeline_says_whole_lines_where_little_is_known(store):
    acme = with_company(store)
    land(store, "ticket", "T-7", system="hubspot", born=ago(9), company_ref=acme, opened_at=at(ago(9)), closed_at=at(ago(3)))
    with_subscription(store, acme, ended_on=ago(2))
    with_record(store, a_proposal(acme))
    with_touch(store, acme)
    lines = [row["text"] for row in timeline(snapshot(store, TODAY), acme)]
    assert {"closed: ticket T-7", "opened: ticket T-7", "ended", "started"} <= set(lines)
    assert "call of 30 min by Mia Sand" in lines
    assert not [line for line in lines if line.endswith((":", ". ", ".", " "))]


def test_what_an_agent_asked_a_person_to_do_is_dated_by_the_day_it_looked_at(store):
    acme = with_company(store)
    proposal = with_record(store, a_proposal(acme, as_of=ago(20)))
    task = {"id": "t", "account_id": acme, "proposal_id": proposal, "assignee": "Mia", "title": "Call Ada", "created_at": at(ago(20), 17)}
    store.append("task", [task])
    found = {row["kind"]: row["at"] for row in timeline(snapshot(store, TODAY), acme)}
    assert found["task"] == found["proposal"] == at(ago(20))


def test_an_amount_on_the_timeline_is_read_with_its_thousands_and_its_currency(store):
    acme = with_company(store)
    with_invoice(store, acme, due=ago(5), amount=12_500.0)
    assert any("12,500 EUR" in row["text"] for row in timeline(snapshot(store, TODAY), acme))
