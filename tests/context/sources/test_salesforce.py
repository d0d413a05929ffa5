"""Salesforce as warehouses, the Data Loader and reports write it: fields, versions, what is gone, what is left, ids of two lengths."""

from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import META, read_delimited
from cs_core.context.sources.salesforce_reports import whole_id
from cs_core.context.sources.table import detect, read, shares
from tests.worlds import a_store


def rows_of(text):
    """(object, rows) of a CSV, known by its header alone; rows that nobody needs are left out."""
    frame, bad = read_delimited(text.encode())
    table, why = detect((name for name in frame.columns if name not in META), SOURCES)
    assert (bad, why) == ([], "")
    assert table.system == "salesforce"
    parts = [read(part, one).to_dicts() for one, part in shares(frame, table) if not one.unneeded]
    return table.object, [row for rows in parts for row in rows]


def only(object, cells):
    """The one row of a CSV with these columns and cells."""
    found, [row] = rows_of(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    assert (found, row["_why"]) == (object, None)
    return row


def told(row, *fields):
    return tuple(row[field] for field in fields)


def camel(name):
    """As the Data Loader writes it: ``account_id`` -> ``AccountId``, ``no_show_c`` -> ``No_Show__c``."""
    if name.endswith("_c"):
        return "_".join(part.capitalize() for part in name[:-2].split("_")) + "__c"
    return name if name.startswith("_") else "".join(part.capitalize() for part in name.split("_"))


SPELT = pytest.mark.parametrize("spelt", [str, str.upper, camel], ids=["warehouse", "upper case", "data loader"])

ACCOUNT = {
    "id": "001A", "name": "Acme", "owner_id": "005A", "parent_id": "001P", "billing_country": "Germany", "industry": "Banking",
    "number_of_employees": "1200", "website": "https://www.Acme.example/en?x=1", "type": "Customer", "is_deleted": "false",
    "last_modified_date": "2026-05-01 10:00:00", "customer_tier_c": "Enterprise",
}  # fmt: skip


@SPELT
def test_an_account_is_a_company_with_its_parent_owner_industry_and_size(spelt):
    row = only("account", {spelt(name): cell for name, cell in ACCOUNT.items()})
    assert told(row, "source_id", "name", "parent_ref", "owner", "employees") == ("001A", "Acme", "001P", "005A", 1200)
    assert told(row, "domain", "country", "industry", "stage") == ("acme.example", "Germany", "Banking", "customer")
    assert row["segment"] == "enterprise"
    assert told(row, "deleted", "_own") == (False, datetime(2026, 5, 1, 10))


@pytest.mark.parametrize(
    ("website", "domain"),
    [("acme.example", "acme.example"), ("HTTP://shop.acme.co.uk:80/", "shop.acme.co.uk"), ("n/a", None), ("see acme", None), ("", None)],
)
def test_a_web_address_is_read_to_its_host(website, domain):
    assert only("account", ACCOUNT | {"website": website})["domain"] == domain


def test_an_account_that_was_merged_names_the_one_that_it_is_part_of():
    row = only("account", ACCOUNT | {"is_deleted": "true", "master_record_id": "001M"})
    assert told(row, "deleted", "merged_refs") == (True, "001M")


@SPELT
def test_a_contact_says_whether_it_may_be_written_to(spelt):
    contact = {"id": "003A", "account_id": "001A", "owner_id": "005A", "first_name": "Ada", "last_name": "Lind", "title": "CTO",
               "email": "ada@acme.example", "has_opted_out_of_email": "TRUE", "is_email_bounced": "FALSE",
               "created_date": "2024-01-02 03:04:05"}  # fmt: skip
    row = only("contact", {spelt(name): cell for name, cell in contact.items()})
    assert told(row, "company_ref", "name", "email", "title") == ("001A", "Ada Lind", "ada@acme.example", "CTO")
    assert told(row, "opted_out", "undeliverable", "created_on") == (True, False, date(2024, 1, 2))


DEAL = {
    "id": "006A", "account_id": "001A", "name": "Acme more", "stage_name": "Closed Won", "amount": "24120000", "close_date": "2026-05-01",
    "created_date": "2026-01-01 09:00:00", "is_closed": "true", "is_won": "true", "type": "Existing Customer - Upgrade",
    "forecast_category_name": "Closed", "owner_id": "005A", "loss_reason_c": "",
}  # fmt: skip


@SPELT
def test_an_opportunity_is_a_deal_won(spelt):
    row = only("opportunity", {spelt(name): cell for name, cell in DEAL.items()})
    assert told(row, "company_ref", "name", "kind", "stage", "amount") == ("001A", "Acme more", "expansion", "closed won", 24_120_000)
    assert told(row, "closed_on", "won", "created_on", "forecast", "owner") == (date(2026, 5, 1), True, date(2026, 1, 1), "closed", "005A")


def test_an_opportunity_that_is_open_or_lost_is_neither_won_nor_closed_too_soon():
    still = only("opportunity", DEAL | {"is_closed": "false", "is_won": "false", "close_date": "2026-12-01", "type": "Existing Business"})
    assert told(still, "closed_on", "close_on", "won", "kind") == (None, date(2026, 12, 1), None, "existing business")
    lost = only("opportunity", DEAL | {"is_won": "false", "loss_reason_c": "Price"})
    assert told(lost, "closed_on", "won", "lost_reason") == (date(2026, 5, 1), False, "price")


def test_a_line_costs_its_price_less_its_discount():
    line = {"id": "00kA", "opportunity_id": "006A", "quantity": "6", "unit_price": "850", "discount": "10", "product_2_id": "01tA"}
    row = only("opportunity_line_item", line)
    assert told(row, "of", "parent_ref", "quantity", "amount", "product") == ("deal", "006A", 6, pytest.approx(765), "01tA")


@SPELT
def test_a_case_is_a_ticket(spelt):
    case = {"id": "500A", "case_number": "17", "account_id": "001A", "contact_id": "003A", "status": "Escalated", "priority": "High",
            "subject": "Export fails", "created_date": "2026-05-01 08:00:00", "closed_date": "", "is_escalated": "true"}  # fmt: skip
    row = only("case", {spelt(name): cell for name, cell in case.items()})
    assert told(row, "company_ref", "person_ref", "subject", "status", "priority") == ("001A", "003A", "Export fails", "escalated", "high")
    assert told(row, "opened_at", "escalated") == (datetime(2026, 5, 1, 8), True)


EVENT = {
    "id": "00UA", "who_id": "003A", "account_id": "001A", "duration_in_minutes": "30", "start_date_time": "2026-05-01T08:00:00.000Z",
    "subject": "Review", "description": "Went well", "owner_id": "005A", "type": "Meeting", "is_archived": "true", "is_child": "false",
    "is_private": "false", "no_show_c": "false",
}  # fmt: skip


@SPELT
def test_an_event_is_a_meeting_and_not_deleted_because_it_is_old_and_archived(spelt):
    row = only("event", {spelt(name): cell for name, cell in EVENT.items()})
    assert told(row, "company_ref", "person_refs", "title", "notes", "kind") == ("001A", "003A", "Review", "Went well", "meeting")
    assert told(row, "minutes", "held_at", "status", "deleted", "held_by") == (30, datetime(2026, 5, 1, 8), None, False, "005A")


@SPELT
@pytest.mark.parametrize("column", ["is_child", "is_private"])
def test_a_private_event_and_an_invitees_copy_are_left(spelt, column):
    cells = {spelt(name): cell for name, cell in (EVENT | {column: "true"}).items()}
    assert rows_of(",".join(cells) + "\n" + ",".join(cells.values()) + "\n") == ("event", [])


@SPELT
def test_a_meeting_that_nobody_came_to_did_not_take_place(spelt):
    assert only("event", {spelt(name): cell for name, cell in (EVENT | {"no_show_c": "true"}).items()})["status"] == "no show"


@SPELT
@pytest.mark.parametrize(
    ("type_", "subtype", "status", "expected"),
    [
        ("Call", "Task", "Completed", ("call", "completed", 2)),
        ("", "Call", "Completed", ("call", "completed", 2)),
        ("Call", "Call", "Not Started", ("call", "scheduled", 2)),
        ("Other", "Task", "Completed", None),
        ("", "Email", "Completed", None),
    ],
)
def test_of_tasks_only_calls_and_meetings_are_contacts(spelt, type_, subtype, status, expected):
    task = {"id": "00TA", "who_id": "003A", "account_id": "001A", "status": status, "priority": "Normal", "type": type_,
            "task_subtype": subtype, "activity_date": "2026-05-01", "call_duration_in_seconds": "120"}  # fmt: skip
    cells = {spelt(name): cell for name, cell in task.items()}
    _, rows = rows_of(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    assert [told(row, "kind", "status", "minutes") for row in rows] == ([expected] if expected else [])


def test_users_and_products_are_the_words_of_their_codes():
    user = {"id": "005A", "username": "m", "email": "mia@ours.example", "user_role_id": "1", "profile_id": "2", "first_name": "Mia",
            "last_name": "Ek"}  # fmt: skip
    assert told(only("user", user), "kind", "code", "label", "email") == ("owner", "005A", "Mia Ek", "mia@ours.example")
    product = {"id": "01tA", "name": "Pro plan", "product_code": "P", "is_active": "true"}
    assert told(only("product", product), "kind", "code", "label") == ("product", "01tA", "Pro plan")


@SPELT
def test_a_fields_history_says_who_set_which_value_when(spelt):
    change = {"id": "017A", "account_id": "001A", "field": "Industry", "old_value": "Retail", "new_value": "Banking",
              "created_date": "2026-05-01 08:00:00", "created_by_id": "005A"}  # fmt: skip
    row = only("account_field_history", {spelt(name): cell for name, cell in change.items()})
    assert told(row, "of", "thing_ref", "field", "value", "by") == ("account", "001A", "Industry", "Banking", "005A")
    assert row["changed_at"] == datetime(2026, 5, 1, 8)


@SPELT
@pytest.mark.parametrize("columns", ["id company last_name status owner_id is_converted", "id account_id order_number effective_date"])
def test_leads_and_orders_are_known_and_not_needed(spelt, columns):
    table, _ = detect([spelt(name) for name in columns.split()], SOURCES)
    assert table.system == "salesforce"
    assert table.unneeded


VERSIONS = "id,name,owner_id,parent_id,billing_country,_fivetran_active,_fivetran_start,_fivetran_end,is_deleted\n"


def as_of_days(tmp_path, text, *days):
    """Names of live accounts as of each day, after an import in June."""
    (tmp_path / "account_history.csv").write_text(text)
    with a_store(tmp_path) as store:
        import_paths(store, [tmp_path / "account_history.csv"], now=datetime(2026, 6, 30))
        return [sorted(snapshot(store, day).accounts["name"]) for day in days]


def test_versions_of_an_account_hold_since_they_began(tmp_path):
    text = VERSIONS + "1,Old,,,,false,2026-01-01,2026-02-28 23:59:59,false\n1,New,,,,true,2026-03-01,9999-12-31 23:59:59,false\n"
    assert as_of_days(tmp_path, text, date(2026, 2, 1), date(2026, 4, 1)) == [["Old"], ["New"]]


def test_an_account_none_of_whose_versions_is_active_is_gone_since_the_last_ended_and_not_before(tmp_path):
    text = VERSIONS + "1,Old,,,,false,2026-01-01,2026-02-28,false\n1,New,,,,false,2026-03-01,2026-04-30,false\n"
    assert as_of_days(tmp_path, text, date(2026, 2, 1), date(2026, 4, 1), date(2026, 5, 2)) == [["Old"], ["Old"], []]


def test_versions_are_known_in_whatever_order_they_come(tmp_path):
    text = VERSIONS + "1,New,,,,true,2026-03-01,9999-12-31,false\n1,Old,,,,false,2026-01-01,2026-02-28,false\n"
    assert as_of_days(tmp_path, text, date(2026, 6, 30)) == [["New"]]


def test_a_version_whose_beginning_cannot_be_read_is_refused():
    _, [row] = rows_of(VERSIONS + "1,Acme,,,,true,soon,,false\n")
    assert row["_why"].startswith("_fivetran_start is not a time")


@pytest.mark.parametrize(
    ("shown", "whole"),
    [
        ("0011G00000eM9wv", "0011G00000eM9wvQAC"),  # both as Salesforce made them
        ("0031G00000rfAvu", "0031G00000rfAvuQAE"),
        ("0051G000005Mumu", "0051G000005MumuQAC"),
        ("0011G00000eM9wvQAC", "0011G00000eM9wvQAC"),
        ("acme-0001", "acme-0001"),
        (None, None),
    ],
)
def test_the_id_that_a_report_shows_tells_the_whole_id(shown, whole):
    assert pl.DataFrame({"ref": [shown]}, schema={"ref": pl.String}).select(whole_id(pl.col("ref"))).item() == whole


def test_a_report_speaks_of_the_same_account_as_the_data_loader():
    loaded = only("account", {camel(name): cell for name, cell in (ACCOUNT | {"id": "0011G00000eM9wvQAC"}).items()})
    shown = only("account", {"Account ID": "0011G00000eM9wv", "Account Name": "Acme", "Account Owner": "Mia Ek", "Employees": '"1,200"'})
    deal = only(
        "opportunity",
        {"Opportunity ID": "0061G00000eM9wv", "Opportunity Name": "More", "Stage": "Closed Lost", "Close Date": "2026-05-01",
         "Account ID": "0011G00000eM9wv", "Type": "Renewal"},
    )  # fmt: skip
    assert loaded["source_id"] == shown["source_id"] == deal["company_ref"]
    assert (shown["employees"], deal["kind"], deal["closed_on"], deal["won"]) == (1200, "renewal", date(2026, 5, 1), False)


def test_a_contact_of_a_report_is_of_its_account():
    row = only("contact", {"Contact ID": "0031G00000rfAvu", "Account ID": "0011G00000eM9wv", "Last Name": "Lind", "Email": "a@x.example",
                           "Email Opt Out": "1"})  # fmt: skip
    assert told(row, "source_id", "company_ref", "opted_out") == ("0031G00000rfAvuQAE", "0011G00000eM9wvQAC", True)
