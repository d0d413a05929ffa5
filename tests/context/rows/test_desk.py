"""A help desk's history and its users: when tickets were solved, as of any day, and who wrote to whom."""

import json
from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import snapshot
from tests.worlds import a_store

FILES = {
    "organizations": "id,created_at,details,external_id,group_id,name,shared_comments,shared_tickets,updated_at,url\n"
    "7,2024-01-01,,,,Acme,FALSE,FALSE,2024-01-01,u\n",
    "users": "id,active,created_at,email,name,organization_id,role,updated_at\n"
    "9,TRUE,2024-01-01,ADA@acme.example,Ada Lind,7,end-user,2024-01-01\n8,TRUE,2024-01-01,mia@ours.example,Mia Sand,,agent,2024-01-01\n",
    "tickets": "id,created_at,description,organization_id,priority,requester_id,status,subject,updated_at\n"
    "5,2026-01-02 08:00:00,Slow,7,normal,9,closed,Slow,2026-06-20 10:00:00\n"
    "6,2026-01-02 08:00:00,x,7,normal,9,open,x,2026-06-20 10:00:00\n",
    "history": "field_name,ticket_id,updated,user_id,value\n"
    "status,5,2026-01-02 08:00:00,,open\nstatus,5,2026-02-01 10:00:00,8,solved\nstatus,5,2026-02-10 10:00:00,9,open\n"
    "status,5,2026-03-01 10:00:00,8,solved\nstatus,5,2026-03-05 10:00:00,8,closed\nsatisfaction_score,5,2026-03-06 10:00:00,9,good\n"
    "status,6,2026-02-01 10:00:00,8,solved\n",
    "tags": "tag,ticket_id\nescalation,6\nsync,6\n",
    "comments": "id,body,created,public,ticket_id,user_id\n1,Slow,2026-01-02 08:00:00,TRUE,5,9\n2,We look,2026-01-03 08:00:00,TRUE,5,8\n"
    "3,Hard one,2026-01-04 08:00:00,FALSE,5,8\n4,Who knows,2026-01-05 08:00:00,TRUE,5,404\n",
    "chats": "chat_id,ticket_id,user_id,visitor_id\nc1,6,9,v\n",
    "events": "chat_id,created_at,actor_id,chat_index,message,type\nc1,2026-01-06 08:00:00,agent:8,0,Hello,ChatMessage\n",
    "team": "name,email,role,weekly_hours,skills\nMia Sand,mia@ours.example,CSM,30,technical\n",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text)
    with a_store(folder / "store") as store:
        report = import_paths(store, [folder / f"{name}.csv" for name in FILES], now=datetime(2026, 6, 30, 12))
        assert report["totals"]["refused"] == 0, report
        yield store


def ticket(store, number, day):
    return next(row for row in snapshot(store, day).tickets.to_dicts() if row["source_id"] == number)


@pytest.mark.parametrize(
    ("day", "status", "closed_at"),
    [
        (date(2026, 1, 15), "open", None),
        (date(2026, 2, 5), "solved", datetime(2026, 2, 1, 10)),
        (date(2026, 2, 15), "open", None),
        (date(2026, 3, 2), "solved", datetime(2026, 3, 1, 10)),
        (date(2026, 6, 30), "closed", datetime(2026, 3, 1, 10)),
    ],
)
def test_a_ticket_is_as_its_history_says_by_the_day(store, day, status, closed_at):
    row = ticket(store, "5", day)
    assert (row["status"], row["closed_at"]) == (status, closed_at)


def test_a_rating_shows_from_the_day_it_was_given(store):
    assert [ticket(store, "5", day)["satisfaction"] for day in (date(2026, 3, 5), date(2026, 3, 6))] == [None, 1.0]


def test_a_ticket_that_says_it_is_open_has_no_closing_day_whatever_its_history(store):
    row = ticket(store, "6", date(2026, 6, 30))
    assert (row["status"], row["closed_at"]) == ("open", None)


def test_a_tag_without_a_day_escalates_from_its_import_on_and_not_before(store):
    assert [ticket(store, "6", day)["escalated"] for day in (date(2026, 3, 1), date(2026, 6, 30))] == [False, True]
    assert ticket(store, "6", date(2026, 6, 30))["tags"] == "escalation;sync"


def messages(store):
    return {(row["thread"], row["source_id"]): row for row in snapshot(store, date(2026, 6, 30)).messages.to_dicts()}


def test_comments_have_their_writers_address_and_reach_the_customer_whose_ticket_it_is(store):
    found = messages(store)
    asked, told = found["5", "1"], found["5", "2"]
    assert (asked["sender"], asked["sender_name"], asked["inbound"]) == ("ada@acme.example", "Ada Lind", True)
    assert (told["sender"], told["inbound"], told["account_id"]) == ("mia@ours.example", False, asked["account_id"])
    assert asked["account_id"] is not None


def test_a_note_among_us_reaches_nobody_and_a_writer_nobody_knows_wrote_nothing_for_the_customer(store):
    found = messages(store)
    assert found["5", "3"]["account_id"] is None
    assert found["5", "4"]["inbound"] is False


def test_a_chat_reaches_its_visitor(store):
    [chat] = [row for row in messages(store).values() if row["channel"] == "chat"]
    assert (chat["sender"], chat["person_id"], chat["inbound"]) == ("mia@ours.example", "ada@acme.example", False)


def test_an_answered_ticket_is_two_way_contact(store):
    assert date(2026, 1, 3) in two_way(snapshot(store, date(2026, 6, 30)))["on"].to_list()


def test_an_answer_in_intercom_reaches_the_contact_of_its_conversation(tmp_path):
    company = {"id": "i7", "company_id": "77", "name": "Bolt", "website": "bolt.example", "monthly_spend": 0, "user_count": 1,
               "updated_at": 1772352000}  # fmt: skip
    contact = {"id": "u1", "role": "user", "email": "bo@bolt.example", "name": "Bo", "unsubscribed_from_emails": False,
               "created_at": 1772352000, "companies": {"data": [{"id": "i7"}]}}  # fmt: skip
    part = {"id": "m1", "part_type": "comment", "body": "We look", "created_at": 1772353800, "author": {"type": "admin", "id": "3"}}
    conversation = {
        "type": "conversation", "id": "500", "state": "open", "priority": "not_priority", "created_at": 1772352000,
        "source": {"id": "m0", "body": "Slow", "author": {"type": "user", "id": "u1"}}, "contacts": {"contacts": [{"id": "u1"}]},
        "conversation_parts": {"conversation_parts": [part]},
    }  # fmt: skip
    for name, thing in {"companies": company, "contacts": contact, "conversations": conversation}.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(thing))
    with a_store(tmp_path / "store") as store:
        import_paths(store, sorted(tmp_path.glob("*.jsonl")), now=datetime(2026, 6, 30, 12))
        rows = snapshot(store, date(2026, 6, 30)).messages.sort("sent_at").to_dicts()
        [ticket] = snapshot(store, date(2026, 6, 30)).tickets.to_dicts()
    assert [(row["sender"], row["person_id"], row["inbound"]) for row in rows] == [
        ("bo@bolt.example", "bo@bolt.example", True), ("3", "bo@bolt.example", False),
    ]  # fmt: skip
    assert ticket["account_id"] == rows[0]["account_id"] is not None
