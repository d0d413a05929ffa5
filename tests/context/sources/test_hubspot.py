"""HubSpot's exports and its warehouse-synced tables, each with rows of ours: fields, days, codes, merges, history, what is left."""

from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import META, read_delimited
from cs_core.context.sources.table import detect, read, shares
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)


def rows_of(text):
    """(object, rows) of a CSV, known by its header alone; rows that nobody needs are left out."""
    frame, bad = read_delimited(text.encode())
    table, why = detect((name for name in frame.columns if name not in META), SOURCES)
    assert (bad, why) == ([], "")
    assert table.system == "hubspot"
    parts = [read(part, one).to_dicts() for one, part in shares(frame, table) if not one.unneeded]
    return table.object, [row for rows in parts for row in rows]


def only(object, **cells):
    """The one row of a CSV with these columns and cells."""
    found, [row] = rows_of(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    assert (found, row["_why"]) == (object, None)
    return row


def told(row, *fields):
    return tuple(row[field] for field in fields)


def test_a_ticket_of_the_portal_is_open_until_its_close_date():
    text = "Record ID,Ticket name,Pipeline,Ticket status,Create date,Close date,Priority,Associated Company IDs,Associated Contact IDs\n"
    text += "1,Export fails,Support,New,2026-05-01 08:00,,HIGH,11,21;22\n2,Done,Support,Closed,2026-05-01,2026-05-02,,,\n"
    found, rows = rows_of(text)
    assert found == "ticket"
    assert told(rows[0], "subject", "status", "priority", "company_ref", "person_ref") == ("Export fails", "new", "high", "11", "21")
    assert told(rows[1], "status", "closed_at") == ("closed", datetime(2026, 5, 2))


def test_a_meeting_of_the_portal_keeps_its_name():
    header = "Record ID,Meeting name,Activity date,Meeting outcome\n"
    _, [row] = rows_of(header + "1,Kick-off,2026-05-01 08:00,Canceled\n")
    assert told(row, "title", "status", "held_at") == ("Kick-off", "cancelled", datetime(2026, 5, 1, 8))


COMPANY = {"id": "7", "is_deleted": "false", "property_name": "Acme", "property_industry": "COMPUTER_SOFTWARE"}


def test_a_synced_company_is_the_company_of_the_export_with_its_parent_owner_and_size():
    more = {"property_domain": "acme.example", "property_numberofemployees": "120", "property_hubspot_owner_id": "35",
            "property_hs_parent_company_id": "3", "property_lifecyclestage": "customer", "property_country": "Germany",
            "property_hs_lifecyclestage_customer_date": "2024-02-03 10:00:00",
            "property_hs_lastmodifieddate": "2026-05-01 9:05:00"}  # fmt: skip
    row = only("company", **COMPANY, **more)
    assert told(row, "source_id", "name", "domain", "employees", "owner", "parent_ref") == ("7", "Acme", "acme.example", 120, "35", "3")
    assert told(row, "stage", "customer_on", "_own", "deleted") == ("customer", date(2024, 2, 3), datetime(2026, 5, 1, 9, 5), False)


@pytest.mark.parametrize("header", [str.upper, lambda name: f'"""{name}"""', lambda name: f"`{name}`"])
def test_a_synced_company_is_known_however_its_warehouse_writes_headers(header):
    cells = COMPANY | {"property_hs_all-funky-a9384-syntax": "23"}
    row = only("company", **{header(name): cell for name, cell in cells.items()})
    assert told(row, "source_id", "name", "industry") == ("7", "Acme", "COMPUTER_SOFTWARE")


def test_what_was_deleted_in_hubspot_is_said_to_be_deleted():
    assert only("company", **COMPANY | {"is_deleted": "TRUE"})["deleted"] is True


def test_a_company_without_an_id_is_refused():
    _, [row] = rows_of(",".join(COMPANY) + "\n,false,Acme,x\n")
    assert row["_why"] == "no id"


CONTACT = {"id": "21", "property_email": "ada@acme.example", "property_firstname": "Ada", "property_lastname": "Lind"}


def test_a_synced_contact_has_a_role_a_company_and_says_whether_it_may_be_written_to():
    more = {"property_jobtitle": "CTO", "property_hs_buying_role": "EXECUTIVE_SPONSOR", "property_associatedcompanyid": "7",
            "property_hs_email_optout": "true", "property_createdate": "2024-01-02 03:04:05", "property_phone": "+49 1"}  # fmt: skip
    row = only("contact", **CONTACT, **more)
    assert told(row, "name", "title", "role", "company_ref", "opted_out") == ("Ada Lind", "CTO", "sponsor", "7", True)
    assert told(row, "created_on", "phone", "undeliverable") == (date(2024, 1, 2), "+49 1", None)


@pytest.mark.parametrize(
    ("column", "cell", "undeliverable"),
    [
        ("property_hs_email_hard_bounce_reason_enum", "UNKNOWN_USER", True),
        ("property_hs_email_bad_address", "true", True),
        ("property_hs_email_quarantined", "true", True),
        ("property_hs_email_quarantined", "false", None),
        ("property_hs_email_hard_bounce_reason", "", None),
    ],
)
def test_an_address_that_bounces_for_good_is_undeliverable(column, cell, undeliverable):
    assert only("contact", **CONTACT, **{column: cell})["undeliverable"] is undeliverable


@pytest.mark.parametrize(
    ("column", "cell"),
    [("property_hs_merged_object_ids", "763;468"), ("property_hs_calculated_merged_vids", "763:1570000000000;468:1570000000001")],
)
def test_a_contact_names_the_contacts_that_were_merged_into_it(column, cell):
    assert only("contact", **CONTACT, **{column: cell})["merged_refs"] == "763;468"


def test_merges_say_which_row_was_kept():
    row = only("contact_merge", canonical_vid="5", contact_id="5", vid_to_merge="11", timestamp="2019-10-08 15:50:57")
    assert told(row, "of", "kept_ref", "merged_ref", "merged_at") == ("contact", "5", "11", datetime(2019, 10, 8, 15, 50, 57))
    row = only("deal_merge", deal_id="9", merged_deal_id="8")
    assert told(row, "of", "kept_ref", "merged_ref") == ("deal", "9", "8")


DEAL = {"deal_id": "1", "deal_pipeline_id": "default", "deal_pipeline_stage_id": "s9", "owner_id": "35", "property_dealname": "Acme more",
        "property_amount": "1200.50", "property_closedate": "2026-05-01 10:00:00", "property_createdate": "2026-01-01"}  # fmt: skip


@pytest.mark.parametrize(("closed", "won", "expected"), [("true", "true", (date(2026, 5, 1), True)), ("false", "false", (None, None))])
def test_a_synced_deal_is_closed_only_where_it_says_so(closed, won, expected):
    row = only("deal", **DEAL, property_hs_is_closed=closed, property_hs_is_closed_won=won)
    assert told(row, "closed_on", "won") == expected
    assert told(row, "source_id", "name", "stage", "kind", "amount", "owner") == ("1", "Acme more", "s9", "default", 1200.5, "35")


def test_a_synced_ticket_counts_the_minutes_to_the_first_reply():
    ticket = {"id": "3", "property_subject": "Export fails", "property_content": "It stops.", "property_hs_pipeline": "0",
              "property_hs_pipeline_stage": "1", "property_createdate": "2026-05-01 8:00:00", "property_closed_date": "",
              "property_first_agent_reply_date": "2026-05-01 09:30:00"}  # fmt: skip
    row = only("ticket", **ticket)
    assert told(row, "subject", "body", "status", "first_response_minutes") == ("Export fails", "It stops.", "1", 90)
    assert only("ticket", **ticket | {"property_closed_date": "2026-05-02", "property_first_agent_reply_date": ""})["status"] == "closed"


ACTIVITY = {
    "engagement_id": "5", "_fivetran_deleted": "false", "property_hs_timestamp": "2026-05-01 08:00:00", "property_hubspot_owner_id": "35",
}  # fmt: skip


@pytest.mark.parametrize(("status", "said"), [("COMPLETED", "completed"), ("NO_ANSWER", "no show"), ("QUEUED", "scheduled")])
def test_a_call_lasts_its_minutes_and_counts_only_if_somebody_answered(status, said):
    row = only("call", **ACTIVITY, type="CALL", property_hs_call_status=status, property_hs_call_duration="90000")
    assert told(row, "kind", "status", "minutes", "held_at", "held_by") == ("call", said, 1.5, datetime(2026, 5, 1, 8), "35")


def test_a_bare_activity_that_is_no_call_is_left():
    """The tables of calls and of other messages have the same header: only the word in `type` tells them apart."""
    header = ",".join((*ACTIVITY, "type")) + "\n"
    row = ",".join(ACTIVITY.values())
    found, rows = rows_of(f"{header}{row},CALL\n{row.replace('5', '6', 1)},COMMUNICATION\n")
    assert (found, [row["source_id"] for row in rows]) == ("call", ["5"])


def test_a_logged_mail_has_its_sender_and_all_recipients():
    mail = {"property_hs_email_subject": "Hello", "property_hs_email_text": "Text", "property_hs_email_from_email": "mia@ours.example",
            "property_hs_email_to_email": "ada@acme.example", "property_hs_email_cc_email": "bo@acme.example"}  # fmt: skip
    row = only("email", **ACTIVITY, type="EMAIL", **mail)
    assert told(row, "channel", "sender", "recipients") == ("email", "mia@ours.example", "ada@acme.example;bo@acme.example")
    assert told(row, "subject", "body", "sent_at") == ("Hello", "Text", datetime(2026, 5, 1, 8))


def test_a_mail_without_a_sender_is_refused_for_nobody_can_tell_who_wrote_it():
    cells = ACTIVITY | {"type": "EMAIL", "property_hs_email_subject": "Hello"}
    _, [row] = rows_of(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    assert row["_why"] == "no property_hs_email_from_email"


def test_another_message_keeps_its_channel():
    more = {"property_hs_communication_body": "Hi", "property_hs_communication_channel_type": "WHATS_APP"}
    row = only("communication", **ACTIVITY, type="COMMUNICATION", **more)
    assert told(row, "channel", "body") == ("whats_app", "Hi")


@pytest.mark.parametrize(
    "columns",
    [
        ("start_time", "end_time", "title", "body", "meeting_outcome"),
        tuple(f"property_hs_meeting_{name}" for name in ("start_time", "end_time", "title", "body", "outcome")),
    ],
)
def test_a_meeting_lasts_from_its_start_to_its_end(columns):
    cells = dict(zip(columns, ("2026-05-01 08:00:00", "2026-05-01 08:45:00", "Review", "Went well", "NO_SHOW"), strict=True))
    row = only("meeting", engagement_id="5", type="MEETING", **cells)
    assert told(row, "title", "notes", "status", "minutes") == ("Review", "Went well", "no show", 45)


def test_a_campaigns_mail_is_one_message_and_its_opens_are_none():
    header = "id,type,recipient,email_campaign_id,sent_by_id,created\n"
    rows = "a,SENT,ada@acme.example,2,a,2026-05-01 08:00:00\nb,OPEN,ada@acme.example,2,a,2026-05-01 08:05:00\n"
    _, [row] = rows_of(header + rows)
    assert told(row, "source_id", "channel", "recipients", "sender") == ("a", "email-auto", "ada@acme.example", None)


def test_associations_tie_the_objects_by_the_names_of_their_tables():
    row = only("deal_company", company_id="7", deal_id="1", type_id="5", category="HUBSPOT_DEFINED")
    assert told(row, "left_object", "left_ref", "right_object", "right_ref") == ("deal", "1", "company", "7")
    row = only("engagement_contact", contact_id="21", engagement_id="5", engagement_type="CALL", type_id="194", category="x")
    assert told(row, "left_object", "left_ref", "right_object", "right_ref") == ("call", "5", "contact", "21")


def test_codes_have_words():
    row = only("owner", owner_id="35", portal_id="4", type="PERSON", email="mia@ours.example", first_name="Mia", last_name="Ek")
    assert told(row, "kind", "code", "label", "email") == ("owner", "35", "Mia Ek", "mia@ours.example")
    row = only("deal_stage", stage_id="s9", pipeline_id="default", label="Negotiation", closed_won="FALSE", is_closed="FALSE")
    assert told(row, "kind", "code", "label", "parent", "source_id") == ("stage", "s9", "Negotiation", "default", "default/s9")
    row = only("ticket_stage", stage_id="1", pipeline_id="0", label="New", ticket_state="OPEN", is_closed="FALSE")
    assert told(row, "kind", "code", "label") == ("ticket stage", "1", "New")


def test_a_team_is_known_by_its_whole_header_only():
    assert only("team", id="67", name="Nordics", _fivetran_synced="2026-01-01")["label"] == "Nordics"
    assert detect(["id", "name", "_fivetran_synced", "colour"], SOURCES)[0] is None


@pytest.mark.parametrize("of", ["company", "contact", "deal", "ticket"])
def test_a_propertys_history_says_which_value_holds_since_when(of):
    at = "timestamp_instant" if of == "ticket" else "timestamp"
    cells = {f"{of}_id": "7", at: "2020-05-08 14:54:29.658", "name": "industry", "value": "BANKING", "source": "CRM_UI"}
    row = only(f"{of}_property_history", **cells)
    assert told(row, "of", "thing_ref", "field", "value") == (of, "7", "industry", "BANKING")
    assert told(row, "changed_at", "by") == (datetime(2020, 5, 8, 14, 54, 29), "CRM_UI")


def test_the_stages_of_a_deal_are_its_history():
    row = only("deal_stage_history", deal_id="1", value="s9", date_entered="2021-01-07 6:49:18", source="x")
    assert told(row, "of", "thing_ref", "field", "value") == ("deal", "1", "dealstage", "s9")
    assert row["changed_at"] == datetime(2021, 1, 7, 6, 49, 18)


def test_a_history_without_its_day_is_refused():
    _, [row, other] = rows_of("company_id,name,value,timestamp,source\n7,industry,BANKING,,CRM_UI\n7,industry,BANKING,soon,CRM_UI\n")
    assert other["_why"] == "timestamp is not a time (write 2026-03-01T08:00:00Z): soon"
    assert row["_why"] == "no timestamp"


@pytest.fixture
def imported(tmp_path):
    """Tables, given as text, -> what is known of them at the end of June."""
    with a_store(tmp_path) as store:

        def known(**files):
            for name, text in files.items():
                (tmp_path / f"{name}.csv").write_text(text)
            report = import_paths(store, [tmp_path / f"{name}.csv" for name in files], now=NOW)
            assert report["totals"]["refused"] == 0
            return snapshot(store, date(2026, 6, 30))

        yield known


COMPANIES = "id,is_deleted,property_name,property_industry,property_hubspot_owner_id\n7,false,Acme,x,35\n"
HEAD = ",".join(ACTIVITY)
DAY = "false,2026-05-0{} 08:00:00,35"


def test_a_note_is_kept_but_neither_it_nor_a_call_without_answer_is_a_contact(imported):
    snap = imported(
        companies=COMPANIES,
        calls=f"{HEAD},type,property_hs_call_status\n1,{DAY.format(1)},CALL,COMPLETED\n2,{DAY.format(2)},CALL,NO_ANSWER\n",
        notes=f"{HEAD},type,property_hs_note_body\n3,{DAY.format(3)},NOTE,They have doubts\n",
        ties="company_id,engagement_id,engagement_type\n7,1,CALL\n7,2,CALL\n7,3,NOTE\n",
    )  # fmt: skip
    rows = snap.meetings.sort("held_at").select("account_id", "kind", "status", "notes").rows()
    assert rows == [("7", "call", "completed", None), ("7", "call", "no show", None), ("7", "note", "noted", "They have doubts")]
    assert two_way(snap)["on"].to_list() == [date(2026, 5, 1)]


def test_a_deal_that_is_only_tied_to_its_company_and_only_coded_is_an_open_renewal_of_the_account(imported):
    deals = "deal_id,deal_pipeline_id,deal_pipeline_stage_id,owner_id,property_dealname,property_createdate,property_amount\n"
    snap = imported(
        companies=COMPANIES, deals=deals + "1,p1,s9,35,More,2026-01-01,500\n",
        ties="company_id,deal_id,category\n7,1,HUBSPOT_DEFINED\n",
        owners="owner_id,portal_id,email,first_name,last_name\n35,1,mia@ours.example,Mia,Ek\n",
        pipelines="pipeline_id,label,display_order\np1,Renewals,1\n",
        stages="stage_id,pipeline_id,label,closed_won\ns9,p1,Negotiation,FALSE\n",
    )  # fmt: skip
    assert snap.deals.select("account_id", "kind", "stage", "owner").row(0) == ("7", "renewals", "negotiation", "Mia Ek")
    assert snap.signals.select("open_renewal", "owner").row(0) == (500, "Mia Ek")


@pytest.mark.parametrize(
    "header",
    [
        "id,category,response,status,_fivetran_synced",
        "id,bounced,portal_subscription_status,subscriptions,_fivetran_synced",
        "id,ip_address,user_agent,_fivetran_synced",
    ],
)
def test_a_bounce_or_an_opt_out_without_its_address_says_that_it_may_be_lost(header):
    table, _ = detect(header.split(","), SOURCES)
    assert "names a mail, not its address" in table.unneeded
    assert "lost where it lacks that" in table.unneeded
