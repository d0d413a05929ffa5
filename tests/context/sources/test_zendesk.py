"""Zendesk's tables, each with a row of ours: fields, days, flags, and what is refused."""

import json
from datetime import datetime

import pytest

from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.objects import read_lines
from cs_core.context.sources.table import detect, read
from tests.exports import import_files
from tests.worlds import a_store


def rows_of(text):
    """(object, rows) of a CSV, found by its header alone."""
    frame, bad = read_delimited(text.encode())
    table, why = detect(frame.columns, SOURCES)
    assert (table.system, bad, why) == ("zendesk", [], "")
    return table.object, read(frame, table).to_dicts()


def only(text, name):
    found, [row] = rows_of(text)
    assert (found, row["_why"]) == (name, None)
    return row


def test_an_organisation_of_a_warehouse_is_a_company_that_was_last_changed_on_its_day():
    header = "id,_fivetran_synced,created_at,details,external_id,group_id,name,notes,shared_comments,shared_tickets,updated_at,url\n"
    row = only(header + "7,2026-06-01,2024-01-02 03:04:05,,crm-1,,Acme,,FALSE,FALSE,2026-05-01 10:00:00,x\n", "organization")
    assert (row["name"], row["external_id"], row["_own"]) == ("Acme", "crm-1", datetime(2026, 5, 1, 10))


def test_an_organisation_of_the_api_is_not_taken_for_a_group_though_it_has_all_that_a_group_has():
    organisation = {"id": 7, "url": "u", "name": "Acme", "shared_tickets": True, "shared_comments": False, "group_id": None, "tags": [],
                    "domain_names": ["acme.example", "acme.test"], "external_id": "c", "created_at": "2024-01-02T03:04:05Z",
                    "updated_at": "2024-01-02T03:04:05Z"}  # fmt: skip
    frame, _ = read_lines(json.dumps(organisation).encode())
    table, _ = detect(frame.columns, SOURCES)
    [row] = read(frame, table).to_dicts()
    assert (table.object, row["domain"]) == ("organization", "acme.example")


def test_every_domain_of_an_organisation_is_a_label_with_its_code():
    row = only("index,organization_id,_fivetran_synced,domain_name\n1,7,2026-06-01,ACME.test\n", "domain_name")
    assert (row["kind"], row["code"], row["label"], row["source_id"]) == ("domain", "7", "acme.test", "7/ACME.test")


USER = "id,_fivetran_synced,{},created_at,email,name,organization_id,role,updated_at,url\n"
USER += "7,2026-06-01,{},2024-01-02,a@x.example,Ada,3,{},2026-05-01,u\n"


@pytest.mark.parametrize("active", ["active", '"""ACTIVE"""'])
def test_a_user_is_deleted_where_inactive_however_the_warehouse_writes_the_header(active):
    there = only(USER.format(active, "TRUE", "end-user"), "user")
    gone = only(USER.format(active, "FALSE", "agent"), "user")
    assert [(row["deleted"], row["role"], row["company_ref"]) for row in (there, gone)] == [(False, None, "3"), (True, "agent", "3")]


TICKET = "id,created_at,description,organization_id,priority,requester_id,status,subject,updated_at\n"


def test_a_ticket_that_was_deleted_there_is_deleted_here():
    _, rows = rows_of(TICKET + "1,2026-01-02 03:04:05,Text,7,Urgent,9,Solved,Help,2026-01-05\n2,2026-01-02,,,,,deleted,,2026-01-05\n")
    first, second = rows
    assert (first["status"], first["priority"], first["opened_at"]) == ("solved", "urgent", datetime(2026, 1, 2, 3, 4, 5))
    assert (first["deleted"], second["deleted"]) == (False, True)


def test_zendesks_own_ticket_export_gives_rating_answer_time_and_tags():
    header = "Id,Requester,Requester id,Requester email,Subject,Tags,Status,Priority,Created at,Updated at,Solved at,Satisfaction Score,"
    header += "First reply time in minutes\n"
    line = "5,Ada,9,a@x.example,Help,billing escalation,Closed,High,2026-01-02 03:04,2026-01-03,2026-01-03 08:00,Bad,42\n"
    row = only(header + line, "ticket")
    assert (row["satisfaction"], row["first_response_minutes"], row["tags"], row["escalated"]) == (0.0, 42.0, "billing;escalation", True)
    assert (row["person_ref"], row["closed_at"], row["status"]) == ("9", datetime(2026, 1, 3, 8), "closed")


def test_a_public_comment_is_a_message_on_the_ticket_and_a_note_is_not_one_to_the_customer():
    header = "id,_fivetran_synced,body,created,public,ticket_id,user_id\n"
    lines = "1,2026-06-01,Hello,2026-01-02 03:04:05,TRUE,5,9\n2,2026-06-01,Careful,2026-01-02,FALSE,5,8\n3,,x,,TRUE,5,8\n"
    name, rows = rows_of(header + lines)
    assert (name, [row["channel"] for row in rows[:2]]) == ("ticket_comment", ["ticket", "ticket note"])
    assert (rows[0]["thread"], rows[0]["sender"], rows[0]["sent_at"]) == ("5", "9", datetime(2026, 1, 2, 3, 4, 5))
    assert rows[2]["_why"] == "no created"


def test_what_a_chat_holds_beside_words_is_refused_and_its_machines_are_no_people():
    header = "chat_id,created_at,actor_id,chat_index,message,type\n"
    lines = "c1,2026-01-02 03:04:05.678,agent:8,0,Hello,ChatMessage\nc1,2026-01-02,9,1,,ChatJoin\n"
    lines += "c1,2026-01-02,__trigger,2,Wait,ChatMessage\nc1,2026-01-02,agent:,3,Nobody,ChatMessage\n"
    name, rows = rows_of(header + lines)
    assert name == "chat_message"
    assert [(row["sender"], row["channel"], row["_why"] is None) for row in rows] == [
        ("8", "chat", True), ("9", "chat", False), ("__trigger", "chat-auto", True), (None, "chat", False),
    ]  # fmt: skip


def test_who_came_to_a_chat_and_where_it_was_handed_is_not_needed_and_no_missing_words(tmp_path):
    kinds = ("ChatMessage", "ChatDepartmentTransfer", "ChatEmailChanged", "ChatJoin", "ChatMessage")
    lines = (f"c1,2026-05-01 10:0{n}:00,8,{n},{'Hello' * (n < 4)},{kind}\n" for n, kind in enumerate(kinds))
    with a_store(tmp_path) as store:
        text = "chat_id,created_at,actor_id,chat_index,message,type\n" + "".join(lines)
        report = import_files(store, tmp_path, {"chat.csv": text})["chat.csv"]
        assert store.frame("message")["body"].to_list() == ["Hello"]
    why = "not needed: a chat event: who came, left or was handed on, no words"
    assert [(bad["row"], bad["why"]) for bad in report["reasons"]] == [(3, why), (4, why), (5, why), (6, "no body")]


@pytest.mark.parametrize("header", ["organization_id,tag,_fivetran_synced", "tag,user_id,_fivetran_synced"])
def test_tags_left_alone_do_not_claim_to_be_told_elsewhere(header):
    table, _ = detect(header.split(","), SOURCES)
    assert "is not read" in table.unneeded
    assert "come from" not in table.unneeded


def test_a_chat_is_tied_to_its_visitor():
    row = only("chat_id,ticket_id,user_id,visitor_id\nc1,5,9,v\n", "chat")
    assert (row["left_object"], row["left_ref"], row["right_object"], row["right_ref"]) == ("chat", "c1", "user", "9")


def test_a_tickets_history_is_field_changes_with_their_day_and_one_without_a_day_is_refused():
    header = "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n"
    name, rows = rows_of(header + "status,5,2026-01-02 03:04:05,2026-06-01,8,solved\nstatus,5,,2026-06-01,8,open\n")
    first = rows[0]
    assert (name, first["of"], first["thing_ref"]) == ("ticket_field_history", "ticket", "5")
    assert (first["field"], first["value"], first["changed_at"]) == ("status", "solved", datetime(2026, 1, 2, 3, 4, 5))
    assert "updated" in rows[1]["_why"]


def test_a_ticket_tag_is_a_change_without_a_day_so_that_no_past_day_shows_it():
    row = only("tag,ticket_id,_fivetran_synced\nescalation,5,2026-06-01\n", "ticket_tag")
    assert (row["of"], row["field"], row["value"], row["changed_at"], row["_own"]) == ("ticket", "tag", "escalation", None, None)


def test_a_rating_that_was_only_offered_is_no_answer():
    header = "id,ticket_id,requester_id,score,comment,created_at,updated_at\n"
    name, rows = rows_of(header + "1,5,9,good,Fine,2026-01-02,2026-01-03 10:00:00\n2,5,9,offered,,2026-01-02,2026-01-02\n")
    assert (name, rows[0]["kind"], rows[0]["score"], rows[0]["most"]) == ("satisfaction_rating", "csat", 1.0, 1.0)
    assert (rows[0]["answered_at"], rows[0]["person_ref"], rows[1]["_why"]) == (datetime(2026, 1, 3, 10), "9", "no score")


def test_groups_and_brands_are_words_for_codes_and_keep_that_they_were_deleted():
    header = "id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url\n"
    group = only(header + "4,TRUE,2026-06-01,2024-01-01,Billing,2024-01-01,u\n", "group")
    brand = only("id,_fivetran_deleted,active,brand_url,has_help_center,name,subdomain,url\n2,FALSE,TRUE,u,TRUE,Ours,ours,u\n", "brand")
    assert [(row["kind"], row["code"], row["label"], row["deleted"]) for row in (group, brand)] == [
        ("group", "4", "Billing", True), ("brand", "2", "Ours", False),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["tag,user_id", '"""TAG""",organization_id', "sla_policy_id,index,metric,priority,target"])
def test_what_is_not_needed_says_why(header):
    table, _ = detect(read_delimited((header + "\n").encode())[0].columns, SOURCES)
    assert table.unneeded
