"""Intercom: companies and contacts, and conversations whose messages stand within them."""

import json
from datetime import datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.intercom import unfolded
from cs_core.context.sources.objects import read_lines
from cs_core.context.sources.table import detect, read
from tests.worlds import a_store

ADA = {"type": "user", "id": "u1", "name": "Ada Lind", "email": "ada@acme.example"}
MIA = {"type": "admin", "id": "9", "name": "Mia", "email": "mia@ours.example"}
CONVERSATION = {
    "type": "conversation", "id": "500", "created_at": 1772352000, "updated_at": 1772438400, "title": None, "state": "closed",
    "source": {"id": "m0", "subject": "<p>Sync</p>", "body": "<p>It is &lt;slow&gt;</p><p>Help</p>", "author": ADA},
    "priority": "priority",
    "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "u1"}]},
    "statistics": {"last_close_at": 1772438400, "time_to_admin_reply": 1800},
    "conversation_rating": {"rating": 4},
    "conversation_parts": {"conversation_parts": [
        {"id": "m1", "part_type": "comment", "body": "<p>We look</p>", "created_at": 1772353800, "author": MIA},
        {"id": "m2", "part_type": "note", "body": "Big one", "created_at": 1772353900, "author": MIA},
        {"id": "m3", "part_type": "close", "body": None, "created_at": 1772438400, "author": MIA},
        {"id": "m4", "part_type": "comment", "body": "Bye", "created_at": 1772438400,
         "author": {"type": "bot", "id": "b", "name": "Fin", "email": "fin@intercom.example"}},
    ]},
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


def imported(store, tmp_path, *conversations):
    file = tmp_path / "conversations.jsonl"
    file.write_text("\n".join(map(json.dumps, conversations)))
    [report] = import_paths(store, [file], now=datetime(2026, 6, 30))["files"]
    return report


def read_as(name, frame):
    table, why = detect(frame.columns, SOURCES)
    assert (table.system, table.object, why) == ("intercom", name, "")
    return read(frame, table).to_dicts()


def lines(*things):
    return read_lines("\n".join(map(json.dumps, things)).encode())[0]


def test_a_conversation_is_a_ticket_and_every_message_in_it_a_message(store, tmp_path):
    report = imported(store, tmp_path, CONVERSATION)
    assert (report["system"], report["object"]) == ("intercom", "conversation")
    assert (report["rows"], report["landed"], report["refused"]) == (6, 5, 1)
    [ticket] = store.rows("ticket")
    assert (ticket["subject"], ticket["body"], ticket["person_ref"]) == ("Sync", "It is <slow>\nHelp", "u1")
    assert (ticket["status"], ticket["priority"], ticket["satisfaction"]) == ("closed", "high", 4.0)
    assert (ticket["opened_at"], ticket["closed_at"]) == ("2026-03-01T08:00:00", "2026-03-02T08:00:00")
    assert ticket["first_response_minutes"] == 30.0
    found = [(row["source_id"], row["channel"], row["sender"], row["body"]) for row in store.rows("message")]
    assert found == [
        ("500/m0", "chat", "ada@acme.example", "It is <slow>\nHelp"), ("500/m1", "chat", "mia@ours.example", "We look"),
        ("500/m2", "ticket note", "mia@ours.example", "Big one"), ("500/m4", "chat-auto", "fin@intercom.example", "Bye"),
    ]  # fmt: skip


def test_importing_it_again_lands_nothing_and_a_new_message_lands_alone(store, tmp_path):
    imported(store, tmp_path, CONVERSATION)
    again = imported(store, tmp_path, CONVERSATION)
    assert (again["landed"], again["unchanged"]) == (0, 5)
    more = {"id": "m5", "part_type": "comment", "body": "Thanks", "created_at": 1772438500, "author": ADA}
    parts = CONVERSATION["conversation_parts"]["conversation_parts"]
    report = imported(store, tmp_path, CONVERSATION | {"conversation_parts": {"conversation_parts": [*parts, more]}})
    assert report["landed"] == 1


@pytest.mark.parametrize("held", [[], [None, "text", 7]])
def test_parts_that_are_none_cost_nothing_else(store, tmp_path, held):
    report = imported(store, tmp_path, CONVERSATION, CONVERSATION | {"id": "501", "conversation_parts": {"conversation_parts": held}})
    assert report["rows"] == report["landed"] + report["unchanged"] + report["refused"]
    assert store.count("ticket") == 2


def test_an_open_conversation_has_no_closing_day_and_a_bots_has_no_customer():
    told = CONVERSATION | {"state": "open", "contacts": {"contacts": []}, "source": {"body": "Hi", "author": {"type": "bot", "id": "b"}}}
    rows = read_as("conversation", unfolded(lines(told)))
    assert (rows[0]["closed_at"], rows[0]["person_ref"]) == (None, None)


def test_a_company_is_known_by_its_site_and_by_the_id_that_we_gave_it():
    company = {"type": "company", "id": "i7", "company_id": "77", "name": "Acme", "website": "https://WWW.acme.example/about", "size": 40,
               "monthly_spend": 9, "user_count": 3, "plan": {"name": "Pro"}, "industry": "Lifts", "updated_at": 1772352000}  # fmt: skip
    [row] = read_as("company", lines(company))
    assert (row["domain"], row["external_id"], row["plan"], row["employees"]) == ("acme.example", "77", "Pro", 40)
    assert row["_own"] == datetime(2026, 3, 1, 8)


def test_a_contact_belongs_to_its_first_company_and_says_whether_it_wants_mail():
    contact = {"type": "contact", "id": "u1", "role": "user", "email": "ada@acme.example", "name": "Ada", "unsubscribed_from_emails": True,
               "created_at": 1772352000, "updated_at": 1772352000, "companies": {"data": [{"id": "i7"}, {"id": "i8"}]}}  # fmt: skip
    [row] = read_as("contact", lines(contact))
    assert (row["company_ref"], row["opted_out"], row["role"]) == ("i7", True, "user")


def test_a_warehouse_keeps_messages_apart_and_ties_contacts_by_tables():
    header = "id,updated_at,author_id,author_type,body,conversation_id,created_at,part_type\n"
    line = "m1,2026-03-01,u1,user,<b>Hi</b>,500,2026-03-01 08:00:00,comment\n"
    [part] = read_as("conversation_part", read_delimited((header + line).encode())[0])
    assert (part["thread"], part["sender"], part["body"], part["sent_at"]) == ("500", "u1", "Hi", datetime(2026, 3, 1, 8))
    [tie] = read_as("contact_company", read_delimited(b"contact_id,company_id\nu1,i7\n")[0])
    assert (tie["left_object"], tie["left_ref"], tie["right_object"], tie["right_ref"]) == ("contact", "u1", "company", "i7")
