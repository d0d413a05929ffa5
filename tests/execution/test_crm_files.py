"""Files that HubSpot and Salesforce import: their columns, their ids, one file a day, and no harm when they are brought back."""

import csv
from datetime import datetime, timedelta

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.passed_on import PASSED_ON
from cs_core.execution.sending.crm_files import LAYOUTS
from cs_core.execution.sending.delivery import deliver
from cs_core.records import Delivery, Task
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.web_server import WebServer
from tests.worlds import a_proposal, a_store, ago, land, with_company, with_person, with_record, with_team_member

NOW = datetime(2026, 6, 28, 12)
BOTH = [("hubspot", "Company Record ID"), ("salesforce", "WhatId")]


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "42", account="acme", system="hubspot", name="Acme Lifts", domain="acme.example")
        with_company(store, "001A", account="acme", system="salesforce", name="Acme")
        with_company(store, "bolt", system="stripe", name="Bolt", domain="bolt.example")
        with_person(store, "001A", "Eva Lind", email="Eva@acme.example", system="salesforce")
        with_team_member(store, "Mia Sand")
        land(store, "label", "005M", system="salesforce", born=ago(900), kind="owner", code="005M", email="mia@ours.example")
        yield store


def rows(tmp_path, name: str) -> list[dict]:
    with (tmp_path / "context.outbox" / "crm" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def task(store, action: str = "x1", account: str = "acme", *, day: datetime = NOW, **fields) -> None:
    made = a_proposal(account, play="call the sponsor", stakes="high", kind="task", channel="crm_task", recipient=None, subject=action)
    with_record(store, made)
    given = {"account_id": account, "proposal_id": made.id, "agent": "risk", "title": "x", "brief": "", "assignee": "Mia Sand"}
    with_record(store, Task(id=f"t-{action}", due_on=ago(-5), minutes=30, created_at=day, **given))
    with_record(store, an_action(action, kind="task", account_id=account, proposal_id=made.id, created_at=day, **fields))


def test_a_task_has_what_each_of_them_needs(store, tmp_path):
    task(store, body="Call Eva.\nUse fell.")
    deliver(store, Settings(), now=NOW)
    assert rows(tmp_path, "hubspot-tasks-2026-06-28") == [{
        "Task Title": "Use is down by 34 %", "Task Notes": "Call Eva.\nUse fell.", "Due Date": str(ago(-5)), "Task Type": "CALL",
        "Priority": "HIGH", "Task Status": "NOT_STARTED", "Assigned To": "mia@ours.example", "Company Record ID": "42",
        "Company Name": "Acme Lifts", "Company Domain Name": "acme.example", "CS Action ID": "x1",
    }]  # fmt: skip
    [row] = rows(tmp_path, "salesforce-tasks-2026-06-28")
    assert {k: v for k, v in row.items() if v} == {
        "Subject": "Use is down by 34 %", "Description": "Call Eva.\nUse fell.", "ActivityDate": str(ago(-5)), "Status": "Not Started",
        "Priority": "High", "Type": "Call", "TaskSubtype": "Call", "WhatId": "001A", "OwnerId": "005M", "Account Name": "Acme Lifts",
        "Account Domain": "acme.example", "Owner Email": "mia@ours.example", "CS_Action_Id__c": "x1",
    }  # fmt: skip


def test_a_task_that_was_passed_on_is_assigned_to_who_has_it_now(store, tmp_path):
    with_team_member(store, "Tor Lund")
    task(store)
    [proposal] = store.rows("proposal")
    handed = {
        "id": "h1",
        "proposal_id": proposal["id"],
        "as_of": ago(0),
        "how": PASSED_ON,
        "from_person": "Mia Sand",
        "to_person": "Tor Lund",
    }
    store.append("handover", [handed])
    deliver(store, Settings(), now=NOW)
    assert [row["Assigned To"] for row in rows(tmp_path, "hubspot-tasks-2026-06-28")] == ["tor@ours.example"]


def test_a_message_that_went_out_is_a_note_on_the_account_and_one_in_the_outbox_is_not(store, tmp_path):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1"), an_action("x2", authorised_by="autonomy")])
    with WebServer() as server:
        deliver(store, Settings(webhook_url=server.url, webhook_secret="s"), now=NOW)
    [note] = rows(tmp_path, "hubspot-notes-2026-06-28")
    assert (note["CS Action ID"], note["Activity date"], note["Email"]) == ("x1", "2026-06-28", "eva@acme.example")
    assert note["Note body"].startswith("E-mail to eva@acme.example by the risk agent, authorised by Mia Sand\n\nUse is down by 34 %\n\n")
    [row] = rows(tmp_path, "salesforce-notes-2026-06-28")
    assert (row["Status"], row["Type"], row["TaskSubtype"], row["ActivityDate"]) == ("Completed", "Email", "Email", "2026-06-28")
    assert (row["WhatId"], row["Contact Email"], bool(row["WhoId"])) == ("001A", "eva@acme.example", True)


@pytest.mark.parametrize(("crm", "column"), BOTH)
def test_an_account_without_an_id_there_is_told_by_name_and_domain(store, tmp_path, crm, column):
    task(store, account="bolt")
    deliver(store, Settings(crm=(crm,)), now=NOW)
    [row] = rows(tmp_path, f"{crm}-tasks-2026-06-28")
    assert row[column] == "" and {"Bolt", "bolt.example"} <= set(row.values())
    assert {f.name.split("-")[0] for f in (tmp_path / "context.outbox" / "crm").iterdir()} == {crm}


def test_a_day_has_its_own_file_whole_in_order_and_unchanged_once_it_is_over(store, tmp_path):
    task(store, "x1")
    deliver(store, Settings(), now=NOW)
    task(store, "x2", day=NOW + timedelta(hours=2))
    deliver(store, Settings(), now=NOW + timedelta(hours=3))
    first = rows(tmp_path, "hubspot-tasks-2026-06-28")
    assert [r["CS Action ID"] for r in first] == ["x1", "x2"]
    task(store, "x3", day=NOW + timedelta(days=1))
    for later in (timedelta(days=1, hours=1), timedelta(days=2), timedelta(days=9)):
        deliver(store, Settings(), now=NOW + later)
    assert rows(tmp_path, "hubspot-tasks-2026-06-28") == first
    assert [r["CS Action ID"] for r in rows(tmp_path, "hubspot-tasks-2026-06-29")] == ["x3"]


def test_a_file_lost_to_a_kill_after_the_record_is_written_by_the_next_run(store, tmp_path):
    task(store)
    store.append("delivery", [Delivery(id="d1", action_id="x1", at=NOW, status="sent", via="outbox/tasks.csv")])
    deliver(store, Settings(), now=NOW + timedelta(hours=20))
    assert len(rows(tmp_path, "salesforce-tasks-2026-06-28")) == 1


def test_no_cell_is_a_formula(store, tmp_path):
    task(store, subject="=1+1", body="@SUM(A1)")
    deliver(store, Settings(), now=NOW)
    assert rows(tmp_path, "hubspot-tasks-2026-06-28")[0]["Task Title"] == "'=1+1"
    assert rows(tmp_path, "salesforce-tasks-2026-06-28")[0]["Description"] == "'@SUM(A1)"


def test_what_was_written_is_known_and_left_out_when_it_is_brought_back(store, tmp_path):
    switched_on(store, "webhook")
    with WebServer() as server:
        store.append("action", [an_action("x0")])
        deliver(store, Settings(webhook_url=server.url, webhook_secret="s"), now=NOW)
    task(store)
    deliver(store, Settings(), now=NOW)
    before = store.version("message", "meeting", "person", "company", "knowledge")
    files = sorted((tmp_path / "context.outbox").rglob("*.csv"))
    report = import_paths(store, files, now=NOW)
    assert len(files) == len(LAYOUTS) + 1
    assert all(f["system"] == "cs_console" and f["refused"] == f["not_needed"] == f["rows"] == 1 for f in report["files"])
    assert store.version("message", "meeting", "person", "company", "knowledge") == before
