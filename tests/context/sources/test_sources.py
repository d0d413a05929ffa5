"""The sources as data: each table is known by its header alone, names real fields, and reads its vendor's cells rightly."""

import json
from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.email import read_eml, read_mbox
from cs_core.context.sources.kinds import KINDS
from cs_core.context.sources.objects import read_lines
from cs_core.context.sources.slack import read_export
from cs_core.context.sources.table import detect, digests, fields_of, plain, read

EACH = pytest.mark.parametrize("table", SOURCES, ids=lambda t: f"{t.system}-{t.object}")


def table_of(system, name):
    return next(t for t in SOURCES if (t.system, t.object) == (system, name))


def rows_of(system, name, text):
    frame, bad = read_delimited(text.encode())
    assert not bad
    return read(frame, table_of(system, name)).to_dicts()


def a_cell(kind, text):
    how, _ = KINDS[kind]
    return pl.DataFrame({"cell": [text]}, schema={"cell": pl.String}).select(how(pl.col("cell"), pl.String())).item()


@EACH
def test_every_table_is_found_by_its_own_header_and_no_other_fits(table):
    header = [*table.signature, *(column.names[0] for column in table.columns.values())]
    assert detect(header, SOURCES) == (table, "")
    assert detect(table.signature, SOURCES) == (table, "")


@EACH
def test_every_table_names_fields_that_its_noun_has(table):
    fields = set() if table.unneeded else set(fields_of(table.noun))
    assert {f for f in (*table.columns, *table.derive) if not f.startswith("_")} <= fields | {"source_id"}
    assert {column.kind for column in table.columns.values()} <= {*KINDS, ""}
    assert set(table.needs) <= set(table.columns) | set(table.derive)


def test_two_tables_that_fit_equally_are_not_guessed_between():
    one = table_of("hubspot", "company")
    found, why = detect(one.signature, (one, replace(one, system="other")))
    assert found is None
    assert "fits hubspot company and other company" in why


def test_headers_compare_without_case_and_punctuation():
    assert plain(" Company Domain-Name ") == plain("company_domain_name") == "company_domain_name"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1)),
        ("2026/03/01 08:05", datetime(2026, 3, 1, 8, 5)),
        ("2026-03-01T08:05:06.789Z", datetime(2026, 3, 1, 8, 5, 6)),
        ("2026-03-01 08:05:06 UTC", datetime(2026, 3, 1, 8, 5, 6)),
        ("2026-03-01T01:00:00+02:00", datetime(2026, 2, 28, 23)),
        ("2026-03-01T23:30:00-0500", datetime(2026, 3, 2, 4, 30)),
        ("01.03.2026", datetime(2026, 3, 1)),
        ("1772352000", datetime(2026, 3, 1, 8)),
        ("1772352000000", datetime(2026, 3, 1, 8)),
        ("2025-02-31", None),
        ("31/02/2025", None),
        ("01/03/2026", None),
        ("0000-00-00", None),
        ("2026-03-01T25:00:00Z", None),
        ("n/a", None),
        ("20260301", None),
    ],
)
def test_a_time_is_read_or_refused_never_guessed(text, moment):
    assert a_cell("time", text) == moment
    assert a_cell("day", text) == (moment.date() if moment else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), (" 12.50 ", 12.5), ("1,234.5", 1234.5), ("1,234", 1234), ("12,5", 12.5), ("1.234,50", 1234.5), ("-3", -3), ("€ 12", 12),
        ("5 %", 5), ("1e3", 1000), ("1e999", None), ("NaN", None), ("inf", None), ("twelve", None), ("1,23,4", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_is_finite_or_refused(text, value):
    assert a_cell("number", text) == value


@pytest.mark.parametrize(("text", "value"), [("7", 7), ("7.0", 7), ("7.5", None), ("1e20", None), ("x", None)])
def test_a_whole_number_is_whole(text, value):
    assert a_cell("integer", text) == value


@pytest.mark.parametrize(("text", "value"), [("TRUE", True), ("no", False), ("1", True), ("maybe", None), ("", None)])
def test_a_flag_is_yes_or_no(text, value):
    assert a_cell("flag", text) is value


def test_digests_are_the_same_on_every_machine_and_ignore_what_is_unknown():
    row = pl.DataFrame({"source_id": ["1"], "name": ["Acme"], "employees": [12], "customer_on": [date(2024, 1, 5)], "stage": [None]})
    assert digests(row, row.columns) == ["9ede635dc3aa0a7e"]
    assert digests(row.drop("stage"), ["source_id", "name", "employees", "customer_on"]) == ["9ede635dc3aa0a7e"]
    assert digests(row.with_columns(employees=13), row.columns) != ["9ede635dc3aa0a7e"]


def test_stripe_prices_are_per_seat_in_cents_and_become_net_monthly_revenue():
    header = "id,customer,status,start_date,current_period_start,current_period_end,cancel_at_period_end,canceled_at,ended_at,quantity,"
    header += "plan_nickname,plan_amount,plan_interval,currency,discount_percent\n"
    yearly = "sub_1,cus_1,active,2025-01-01 00:00:00,2026-01-01 00:00:00,2027-01-01 00:00:00,false,,,10,Pro,12000,year,eur,10\n"
    monthly = "sub_2,cus_2,active,2025-01-01,2026-06-01,2026-07-01,true,2026-06-03 10:00:00,,4,Pro,1500,month,eur,\n"
    first, second = rows_of("stripe", "subscription", header + yearly + monthly)
    assert first["mrr"] == pytest.approx(10 * 120 * 0.9 / 12)
    assert (first["auto_renew"], first["term_end_on"], first["currency"]) == (True, date(2027, 1, 1), "EUR")
    assert (second["mrr"], second["auto_renew"], second["cancelled_on"]) == (60.0, False, date(2026, 6, 3))


def test_a_version_of_a_subscription_says_since_when_it_holds_in_a_column_that_begins_with_an_underscore():
    header = "id,customer,status,start_date,current_period_end,cancel_at_period_end,quantity,_fivetran_start,_file\n"
    row = "sub_1,cus_1,active,2025-01-01,2026-01-01,false,10,{},theirs.csv\n"
    frame, _ = read_delimited((header + row.format("2025-03-01 08:00:00") + row.format("some day")).encode())
    table, _ = detect(frame.columns, SOURCES)
    good, bad = read(frame, table).to_dicts()
    assert (table.noun, table.object, good["seats"], good["_own"]) == ("subscription", "subscription", 10, datetime(2025, 3, 1, 8))
    assert bad["_why"].startswith("_fivetran_start is not a time")


@pytest.mark.parametrize(("email", "domain"), [("BILLS@Acme.example", "acme.example"), ("someone@gmail.com", None), ("", None)])
def test_a_stripe_customer_has_the_domain_of_its_billing_address_unless_anyone_may_have_it(email, domain):
    [row] = rows_of("stripe", "customer", f"id,email,name,created,currency,delinquent\ncus_1,{email},Acme,2025-01-01 00:00:00,eur,false\n")
    assert row["domain"] == domain


def test_a_hubspot_deal_is_closed_only_where_it_says_so():
    header = "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Is closed won,Is closed,Associated Company IDs\n"
    rows = "1,Acme renewal,Renewals,Upcoming,1200.00,2026-09-01,false,false,11;12\n"
    rows += "2,Acme more,Expansion,Closed won,300.00,2026-05-01,true,true,11\n"
    open_deal, won = rows_of("hubspot", "deal", header + rows)
    assert (open_deal["kind"], open_deal["close_on"], open_deal["closed_on"], open_deal["won"]) == ("renewal", date(2026, 9, 1), None, None)
    assert open_deal["company_ref"] == "11"
    assert (won["kind"], won["closed_on"], won["won"]) == ("expansion", date(2026, 5, 1), True)


def test_roles_are_told_in_our_words_and_unknown_ones_are_kept():
    header = "Record ID,First Name,Last Name,Email,Buying Role\n"
    rows = "1,Ada,Lind,a@x.example,Executive Sponsor\n2,Bo,,b@x.example,Blocker\n3,,,c@x.example,\n"
    found = [(row["name"], row["role"]) for row in rows_of("hubspot", "contact", header + rows)]
    assert found == [("Ada Lind", "sponsor"), ("Bo", "blocker"), (None, None)]


def test_a_zendesk_user_is_no_role_but_an_agent_is_and_inactive_ones_are_deleted():
    users = [{"id": n, "name": "x", "email": None, "organization_id": 1, "role": role, "active": active} for n, role, active in
             ((1, "end-user", True), (2, "agent", True), (3, "end-user", False))]  # fmt: skip
    frame, _ = read_lines("\n".join(map(json.dumps, users)).encode())
    found = read(frame, table_of("zendesk", "user"))
    assert found["role"].to_list() == [None, "agent", None]
    assert found["deleted"].to_list() == [False, False, True]


MBOX = b"""From a@acme.example Mon Jun 01 08:00:00 2026
Message-ID: <one@acme.example>
Date: Mon, 1 Jun 2026 10:00:00 +0200
From: =?utf-8?q?Ad=C3=A8le?= <A@acme.example>
To: Mia <mia@ours.example>, bo@ours.example
Subject: =?utf-8?b?w4RuZGVydW5n?=
Content-Type: text/plain; charset=utf-8

Hello
>From here on all is well.

From mia@ours.example Mon Jun 01 09:00:00 2026
Message-ID: <two@ours.example>
Date: Mon, 1 Jun 2026 09:00:00 +0000
From: mia@ours.example
To: a@acme.example
In-Reply-To: <one@acme.example>
Auto-Submitted: auto-generated
Subject: Re: hello
Content-Type: text/html

<p>Dear <b>Ad&egrave;le</b></p><p>Thanks</p>

From nobody Mon Jun 01 09:00:00 2026
Date: yesterday
Subject: no sender and no id

Text
"""


def test_mails_are_decoded_threaded_and_their_quoting_undone():
    mails, cut = read_mbox(MBOX)
    first, second = read(mails, table_of("email", "message")).to_dicts()
    assert (first["sender"], first["sender_name"], first["subject"]) == ("a@acme.example", "Adèle", "Änderung")
    assert first["recipients"] == "mia@ours.example;bo@ours.example"
    assert first["sent_at"] == datetime(2026, 6, 1, 8)
    assert first["body"] == "Hello\nFrom here on all is well."
    assert (second["thread"], second["channel"], first["channel"]) == ("one@acme.example", "email-auto", "email")
    assert "Adèle" in second["body"]
    assert "<" not in second["body"]
    assert [bad.why[:13] for bad in cut] == ["no Message-ID"]


def test_a_reply_to_a_reply_is_in_the_first_mails_thread():
    mail = "From x\nMessage-ID: <{}>\nDate: Mon, 1 Jun 2026 10:00:00 +0200\nFrom: a@x.example\nTo: b@y.example\n{}\nText\n\n"
    text = mail.format("m1", "") + mail.format("m2", "In-Reply-To: <m1>\n") + mail.format("m3", "In-Reply-To: <m2>\n")
    assert read_mbox(text.encode())[0]["mail_thread"].to_list() == ["m1", "m1", "m1"]


def test_mails_that_answer_each_other_in_a_ring_do_not_hang():
    mail = "From x\nMessage-ID: <{}>\nIn-Reply-To: <{}>\n\nText\n\n"
    assert read_mbox((mail.format("m1", "m2") + mail.format("m2", "m1")).encode())[0].height == 2


def test_one_mail_alone_is_an_eml_file():
    body = MBOX.split(b"\n", 1)[1].split(b"\nFrom mia")[0]
    assert read_eml(body)[0]["mail_subject"].to_list() == ["Änderung"]


def test_slack_posts_carry_the_address_of_who_wrote_and_joins_are_no_messages():
    users = [{"id": "U1", "profile": {"email": "ada@acme.example", "real_name": "Ada Lind"}}]
    posts = [
        {"type": "message", "user": "U1", "text": "Hi", "ts": "1772352000.000100"},
        {"type": "message", "subtype": "channel_join", "user": "U1", "text": "joined", "ts": "1772352001.000100"},
        {"type": "message", "user": "U9", "text": "Yes", "ts": "1772352002.000100", "thread_ts": "1772352000.000100"},
    ]
    files = {"users.json": json.dumps(users).encode(), "channels.json": b"[]", "ext-acme/2026-03-01.json": json.dumps(posts).encode()}
    frame, bad = read_export(files | {"ext-acme/2026-03-02.json": b"[broken"})
    first, reply = read(frame, table_of("slack", "message")).to_dicts()
    assert (first["sender"], first["sender_name"]) == ("ada@acme.example", "Ada Lind")
    assert first["sent_at"].replace(microsecond=0) == datetime(2026, 3, 1, 8)
    assert reply["thread"] == first["thread"] == "ext-acme/1772352000.000100"
    assert reply["sender"] == "U9"
    assert [(file, row) for file, row, _, _ in bad] == [("ext-acme/2026-03-01.json", 2), ("ext-acme/2026-03-02.json", 0)]
