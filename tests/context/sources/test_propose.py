"""Proposals: the noun and the columns of tables that nobody told us of, and silence where a table says too little."""

import json

import polars as pl
import pytest

from cs_core.context.sources.mapping import tables_from
from cs_core.context.sources.propose import propose
from cs_core.context.sources.table import read
from cs_core.errors import BadInput
from tests.context.sources.guessed import LICENCES, fields, proposed


def test_a_table_of_contracts_is_known_by_its_columns_and_read_whole():
    frame, found = proposed(LICENCES, "export.csv")
    assert found.mapping["noun"] == "subscription"
    assert fields(found) == {
        "id": "Contract No", "company_ref": "Client ID", "plan": "Edition", "started_on": "Begins on", "term_end_on": "Renewal date",
        "mrr": "Monthly fee", "currency": "Ccy", "seats": "Licences",
    }  # fmt: skip
    assert "a row is named by Contract No" in found.says
    [table] = tables_from(found.mapping)
    rows = read(frame, table)
    assert rows["_why"].null_count() == rows["mrr"].count() == 30


TICKETS = (
    "Ticket #,Customer,Requester e-mail,Created,Solved at,Priority,Status,Subject,Message\n"
    "T-1001,Tessellate GmbH,iris@tessellate.example,2026-07-02,2026-07-04,normal,closed,Export broken,The button gives an empty file.\n"
    "T-1002,Halden & Sons Ltd,ben@halden.example,2026-10-11,,urgent,open,Sync fails again,We are losing patience.\n"
)
BILLS = (
    "Invoice #,Bill To,Invoice Date,Due,Amount USD,Paid on\n"
    "INV-200,Tessellate GmbH,2026-09-01,2026-10-01,4500.00,\nINV-201,Halden & Sons Ltd,2026-09-01,2026-10-01,3125.00,2026-09-28\n"
)


def test_tickets_and_bills_that_name_their_customer_in_words_are_guessed_by_a_number_sign_and_all_they_say():
    _, found = proposed(TICKETS, "support tickets export.csv")
    assert found.mapping["noun"] == "ticket" and not found.unsure
    assert {"id": "Ticket #", "company_ref": "Customer", "person_ref": "Requester e-mail"}.items() <= fields(found).items()
    _, found = proposed(BILLS, "invoices_qb.csv")
    assert found.mapping["noun"] == "invoice"
    assert {"id": "Invoice #", "company_ref": "Bill To", "due_on": "Due", "amount": "Amount USD"}.items() <= fields(found).items()


def test_content_decides_where_a_name_alone_would_mislead():
    text = LICENCES.replace("2026-0", "in spring 0")
    _, found = proposed(text)
    assert "term_end_on" not in fields(found)
    assert any(column == "Renewal date" and "only 0% of its values can be read: in spring" in why for column, why in found.unsure)


def test_addresses_are_found_by_what_they_are_under_whatever_name():
    rows = "".join(f"{n},Ann{'abcdefgh'[n]} Berg,ann{n}@acme.example,CFO\n" for n in range(8))
    _, found = proposed("Id,Name,Erreichbar,Job title\n" + rows, "contacts.csv")
    assert found.mapping["noun"] == "person"
    assert fields(found)["email"] == "Erreichbar"
    assert next(match for match in found.columns if match.field == "email").score < 0.9


def test_monthly_sums_without_an_id_are_named_by_the_columns_that_tell_them_apart_and_count_from_the_months_end():
    rows = "".join(f"C-{n % 3},2025-{1 + n // 6:02},{'search' if n % 6 < 3 else 'export'},{n}\n" for n in range(60))
    frame, found = proposed("account_id,month,event,event_count\n" + rows, "usage.csv")
    assert found.mapping["noun"] == "event"
    assert fields(found)["id"] == ["account_id", "month", "event"]
    assert fields(found)["at"] == {"column": "month", "kind": "month"}
    [table] = tables_from(found.mapping)
    assert read(frame, table)["at"].dt.date().min().isoformat() == "2025-01-31"


def test_yearly_prices_become_monthly_ones_and_cents_become_units():
    frame, found = proposed(LICENCES.replace("Monthly fee", "ARR"))
    [table] = tables_from(found.mapping)
    assert read(frame, table)["mrr"][0] == pytest.approx(100.5 / 12)
    bills = "".join(f"I-{n},C-{n % 4},2026-01-0{n + 1},{1000 + n}\n" for n in range(8))
    frame, found = proposed("Invoice No,Customer ID,Invoice date,Amount cents\n" + bills)
    [table] = tables_from(found.mapping)
    assert read(frame, table)["amount"].to_list()[:2] == [10.0, 10.01]


BOOK = """Customer,Website,CSM,Tier,ARR,Currency,Seats,Start date,Renewal date,Mood
Acme GmbH,acme.example,Mia Lund,Enterprise,"120,000",EUR,200,2024-02-01,2026-02-01,7
Bolt Inc,bolt.example,Jo Ray,Mid,24000,USD,30,2025-03-15,2026-03-15,4
Crane & Sons,crane.example,Jo Ray,Mid,18000,EUR,25,2023-06-01,2026-06-01,
"""


def test_a_list_of_customers_tells_of_the_customers_and_of_their_contracts():
    frame, found = proposed(BOOK, "book of business.csv")
    company, contract = tables_from(found.mapping)
    assert (company.noun, contract.noun) == ("company", "subscription")
    assert read(frame, company)["owner"].to_list() == ["Mia Lund", "Jo Ray", "Jo Ray"]
    rows = read(frame, contract)
    assert rows["mrr"].to_list() == [10_000, 2_000, 1_500]
    assert rows["company_ref"].to_list() == read(frame, company)["source_id"].to_list()
    assert "and their contracts" in found.says
    assert any(match.field == "subscription.mrr/12" for match in found.columns)


def test_a_list_of_customers_without_a_price_is_of_customers_only():
    _, found = proposed(BOOK.replace("ARR", "Postcode"), "customers.csv")
    assert found.mapping["noun"] == "company"
    assert "also" not in found.mapping


def test_refs_that_are_another_systems_ids_place_the_table_there_beside_its_own_objects():
    known = {"hubspot": {f"90{n:04}" for n in range(40)}, "stripe": {f"cus_{n:09}" for n in range(40)}}
    rows = "".join(f"V-{n},90{n:04},2026-02-0{1 + n % 9},Quarterly review\n" for n in range(30))
    header = "visit_id,{},held_on,topic\n"
    _, found = proposed(header.format("whose") + rows, "visits.csv", known)
    assert (found.mapping["system"], found.mapping["object"]) == ("hubspot", "own_visits")
    assert fields(found)["company_ref"] == "whose"
    _, stranger = proposed(header.format("account_id") + rows, "visits.csv", {"stripe": known["stripe"]})
    assert stranger.mapping["system"] == "table"


def test_hostile_cells_and_headers_are_only_words():
    rows = "".join(f"C-{n},=cmd|' /C calc'!A0,\"'; drop table company;--\",2024-01-0{n + 1}\n" for n in range(9))
    _, found = proposed('customer_id,name,"columns\n\u202e{",customer_since\n' + rows, "../../etc/passwd.csv")
    assert found.mapping["object"] == "passwd"
    tables_from(found.mapping)
    json.dumps(found.report(["customer_id"]))


def test_typed_columns_are_read_as_they_are():
    frame = pl.DataFrame(
        {"_row": [1, 2, 3], "customer_id": [71, 72, 73], "name": ["Acme", "Bolt", "Crane"], "seats": [1, 2, 3], "bag": [[1], [2], [3]]}
    ).with_columns(pl.date(2024, 1, pl.col("_row")).alias("signup_date"))
    found = propose(frame, name="customers.parquet")
    assert fields(found) == {"id": "customer_id", "name": "name", "customer_on": "signup_date", "seats": "seats"}
    assert [column for column, why in found.unsure if "lists" in why] == ["bag"]


def test_ten_thousand_columns_are_looked_at_in_time_and_the_telling_ones_are_found():
    wide = {f"c{n}": ["x"] * 3 for n in range(10_000)}
    frame = pl.DataFrame({"_row": [1, 2, 3]} | wide | {"customer_id": ["A1", "B2", "C3"], "customer_name": ["Acme", "Bolt", "Crane"]})
    found = propose(frame, name="customers.csv")
    assert fields(found) == {"id": "customer_id", "name": "customer_name"}


def test_a_proposal_is_a_json_document_with_the_header_it_is_confirmed_for():
    frame, found = proposed(BOOK, "book.csv")
    told = json.loads(json.dumps(found.report(frame.columns[1:])))
    assert {"mapping", "columns", "unsure", "score", "says", "header"} == set(told)
    assert {"field", "column", "score", "why"} == set(told["columns"][0])
    assert all(0 <= column["score"] <= 1 for column in told["columns"])


PEOPLE = "Company,Last name,First name,E-mail address,Position,Role in account\n" + "".join(
    f"firm{n % 5},Carter-{'abcdefghijklmnopqrst'[n]},Anna,anna.{n}@firm{n % 5}.example,Director,Champion\n" for n in range(20)
)


def test_a_name_in_two_columns_is_proposed_as_one_and_read_joined():
    frame, found = proposed(PEOPLE, "contacts.csv")
    assert found.mapping["noun"] == "person" and "6 of 6 columns understood" in found.says
    assert fields(found)["name"] == ["First name", "Last name"]
    halves = frame.with_columns(pl.when(pl.col("Last name") != "Carter-a").then("First name").alias("First name"))
    rows = read(halves, tables_from(found.mapping)[0])
    assert rows["name"].head(2).to_list() == ["Carter-a", "Anna Carter-b"]


def test_half_a_name_is_none_and_a_column_of_whole_names_goes_before_both_halves():
    _, found = proposed(PEOPLE.replace("First name", "Nick"), "contacts.csv")
    assert "name" not in fields(found) and dict(found.unsure)["Last name"] == "half of a name, without the other half"
    _, found = proposed(PEOPLE.replace("Position", "Full name").replace("Director", "Anna Carter"), "contacts.csv")
    assert fields(found)["name"] == "Full name"
    assert dict(found.unsure)["First name"] == "half of a name: Full name is taken for all of it"


ANSWERS = "Response date,Customer,Respondent e-mail,Score,Comment\n" + "".join(
    f"2026-03-{1 + n:02},Firm {n % 5},anna.{n}@firm{n % 5}.example,{n % 11},it is fine\n" for n in range(20)
)


def test_a_score_from_0_to_10_that_is_called_nps_is_proposed_as_one():
    for answers, name in ((ANSWERS, "nps.csv"), (ANSWERS.replace("Score", "NPS score").replace("Customer", "x"), "export.csv")):
        frame, found = proposed(answers, name)
        assert found.mapping["noun"] == "survey" and fields(found)["score"]["of"] == "nps"
        assert fields(found)["id"] == ["Response date", "Respondent e-mail"]
        rows = read(frame, tables_from(found.mapping)[0])
        assert rows.select("kind", "score", "most", "_why").row(7) == ("nps", 7.0, 10.0, None)


def test_a_score_that_nothing_names_or_that_is_off_its_scale_is_no_answer_to_a_survey():
    for answers, name in ((ANSWERS, "scores.csv"), (ANSWERS.replace(",10,", ",90,"), "nps.csv"), (ANSWERS, "csat.csv")):
        _, found = proposed(answers, name)
        assert found is None or found.mapping["noun"] != "survey"


def test_a_table_of_answers_that_names_its_scales_is_read_by_them():
    header, *rows = ANSWERS.splitlines()
    text = "\n".join([f"{header},Type", *(f"{row},{'CSAT' if int(row.split(',')[3]) in (1, 2, 3) else 'NPS'}" for row in rows)])
    frame, found = proposed(text, "answers.csv")
    assert found.mapping["noun"] == "survey" and fields(found)["kind"] == "Type"
    assert read(frame, tables_from(found.mapping)[0])["kind"].to_list()[:5] == ["nps", "csat", "csat", "csat", "nps"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"columns": {"id": "a", "mrr": {"column": "b", "divide": 0}}}, "other than 0"),
        ({"columns": {"id": "a", "seats": {"column": "b", "divide": 12}}}, "no amount"),
        ({"columns": {"id": "a", "mrr": {"column": "b", "kind": "sum"}}}, "no kind"),
        ({"columns": {"id": [], "mrr": "b"}}, "needs a column for its id"),
        ({"columns": {"id": "a", "mrr": 3}}, "where a column must stand"),
        ({"columns": ["id"]}, "must be an object"),
        ({"also": "more"}, "must be a list"),
        ({"also": [{"system": "s", "object": "o", "noun": "person", "columns": {"id": "a"}}]}, "another object"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_line(change, why):
    mapping = {"system": "s", "object": "o", "noun": "subscription", "columns": {"id": "a", "mrr": "b"}} | change
    with pytest.raises(BadInput, match=why) as caught:
        tables_from(mapping)
    assert "\n" not in str(caught.value)


def test_a_table_of_commitments_tells_what_was_bought_what_counts_it_and_how_it_ends():
    text = "Contract No,Client ID,Product,Term start,Renewal date,ARR,Included usage,Unit of measure,Meter,Overage rate,Notice period\n"
    for n in range(30):
        days = f"2025-0{1 + n % 9}-03,2026-0{1 + n % 9}-03"
        text += f"K-{n},C-{n % 7},Flow,{days},{1000 + n},{100 * (n + 1)},deliveries,delivery_made,0.{n + 10},{30 * (1 + n % 3)}\n"
    _, found = proposed(text, "export.csv")
    told = {
        "commitment": "Included usage", "unit": "Unit of measure", "meter": "Meter", "overage_price": "Overage rate",
        "notice_days": "Notice period",
    }  # fmt: skip
    assert {field: fields(found).get(field) for field in told} == told
