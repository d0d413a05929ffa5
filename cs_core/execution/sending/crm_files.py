"""Files that HubSpot and Salesforce import: tasks for our people, and every message that went out as a note on its account.

One file a day and kind (``crm/hubspot-tasks-2026-06-28.csv``), written anew as a whole, in the order in which things were done: once
the day is over it does not change, so that each file is imported once. A task stands under the day on which it was decided, a message
under the day on which it went out. Where the account has no id in that system, the id is empty, and name and domain tell whose it is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.errors import BadInput
from cs_core.execution.sending.about import About, about
from cs_core.execution.sending.invites import asks_for_call
from cs_core.execution.sending.outbox import put_table
from cs_core.records import Action

SUBJECT_MOST = 255
"""Characters that a task's subject takes in Salesforce."""
LEFT_HERE = ("outbox/", "none")
"""How `via` of a delivery begins that did not leave the machine."""


class Item(NamedTuple):
    """One row to be: the action, what is known about it, and its day."""

    action: Action
    about: About
    on: date


class Ids(NamedTuple):
    """What the CRM calls our accounts, their people and our people; all else is empty."""

    company: Mapping[str, str]
    """Account id -> record id."""
    person: Mapping[str, str]
    """Address -> record id."""
    owner: Mapping[str, str]
    """Address of one of ours -> user id."""
    team: Mapping[str, str]
    """Name of one of ours -> address."""


class Layout(NamedTuple):
    """How a CRM wants a kind of file: its columns, and the cells of one row."""

    crm: str
    kind: str
    columns: tuple[str, ...]
    cells: Callable[[Item, Ids], Iterable[object]]


def check_crms(crms: Collection[str]) -> None:
    """Raises BadInput for a CRM whose import is not known."""
    if unknown := sorted(set(crms) - set(CRMS)):
        raise BadInput(f"CS_CRM must be {' or '.join(CRMS)}, not {unknown[0]!r}")


def put_crm(folder: Path, snap: Snapshot, crms: Collection[str], *, tasks: Collection[Action], now: datetime) -> list[str]:
    """Write the files of every day that may have changed: of `tasks`, and of what was delivered since yesterday. Returns their names."""
    done = snap.store.frame("delivery", "action_id", "at", "status", "via").filter(pl.col("status") == "sent")
    done = done.unique("action_id", keep="first", maintain_order=True)
    new = pl.col("at") >= datetime.combine(now.date() - timedelta(days=1), datetime.min.time())
    items = {"tasks": _tasks(snap, done, tasks, new), "notes": _notes(snap, done.filter(new))}
    if not any(items.values()):
        return []
    ids = {crm: _ids(snap, crm) for crm in crms}
    return [
        put_table(folder / "crm" / f"{w.crm}-{w.kind}-{day}.csv", w.columns, [w.cells(i, ids[w.crm]) for i in items[w.kind] if i.on == day])
        for w in LAYOUTS
        if w.crm in crms
        for day in sorted({i.on for i in items[w.kind]})
    ]  # fmt: skip


def _tasks(snap: Snapshot, done: pl.DataFrame, tasks: Collection[Action], new: pl.Expr) -> list[Item]:
    """Those of `tasks`, and all that were put into the outbox before, of the days that may have changed."""
    put = done.filter(pl.col("via").str.starts_with("outbox/tasks"))
    at = snap.store.frame("action", "id", "created_at").with_columns(pl.col("created_at").dt.date().alias("on"))
    mine = at.filter(pl.col("id").is_in(put["action_id"].implode()) | pl.col("id").is_in([a.id for a in tasks]))
    fresh = mine.filter(pl.col("id").is_in(put.filter(new)["action_id"].implode()) | pl.col("id").is_in([a.id for a in tasks]))
    mine = mine.filter(pl.col("on").is_in(fresh["on"].implode()))
    return _items(snap, dict(mine.select("id", "on").iter_rows()), "task")


def _notes(snap: Snapshot, done: pl.DataFrame) -> list[Item]:
    """Messages that left the machine, by the day on which they did."""
    out = done.filter(~pl.any_horizontal(*(pl.col("via").str.starts_with(start) for start in LEFT_HERE)))
    return _items(snap, dict(out.select("action_id", pl.col("at").dt.date()).iter_rows()), "message")


def _items(snap: Snapshot, days: Mapping[str, date], kind: str) -> list[Item]:
    actions = [a for a in snap.store.records(Action, id=list(days)) if a.kind == kind] if days else []
    told = about(snap, actions)
    return [Item(a, told[a.id], days[a.id]) for a in actions]


def _ids(snap: Snapshot, crm: str) -> Ids:
    mine = pl.col("system") == crm
    companies = snap.companies.filter(mine, ~pl.col("deleted").fill_null(False)).unique("account_id", keep="first", maintain_order=True)
    people = snap.noun("person").filter(mine, ~pl.col("deleted").fill_null(False)).drop_nulls("email")
    owners = snap.noun("label").filter(mine, pl.col("kind") == "owner").drop_nulls("email")
    address = pl.col("email").str.to_lowercase().str.strip_chars()
    team = snap.team.drop_nulls("email")
    return Ids(
        dict(companies.select("account_id", "source_id").iter_rows()),
        dict(people.select(address, "source_id").unique("email", keep="first", maintain_order=True).iter_rows()),
        dict(owners.select(address, "code").iter_rows()),
        dict(team.select("name", address).iter_rows()),
    )


def _hubspot_task(item: Item, ids: Ids) -> tuple:
    action, told, _ = item
    kind = "CALL" if asks_for_call(action, told) else "TODO"
    owner = ids.team.get(told.assignee, "")
    return (
        action.subject, action.body, told.due_on, kind, HUBSPOT_PRIORITY.get(told.stakes, ""), "NOT_STARTED", owner,
        ids.company.get(action.account_id, ""), told.account or action.account_id, told.domain, action.id,
    )  # fmt: skip


def _hubspot_note(item: Item, ids: Ids) -> tuple:
    action, told, on = item
    return (
        f"{_logged(action)}\n\n{action.subject}\n\n{action.body}", on, ids.company.get(action.account_id, ""),
        told.account or action.account_id, told.domain, action.recipient, action.id,
    )  # fmt: skip


def _salesforce_task(item: Item, ids: Ids) -> tuple:
    action, told, _ = item
    owner = ids.team.get(told.assignee, "")
    kind, subtype = ("Call", "Call") if asks_for_call(action, told) else ("Other", "Task")
    priority = SALESFORCE_PRIORITY.get(told.stakes, "Normal")
    return (
        action.subject[:SUBJECT_MOST], action.body, told.due_on, "Not Started", priority, kind, subtype,
        ids.company.get(action.account_id, ""), "", ids.owner.get(owner, ""), told.account or action.account_id, told.domain, "", owner,
        action.id,
    )  # fmt: skip


def _salesforce_note(item: Item, ids: Ids) -> tuple:
    action, told, on = item
    kind = ("Email", "Email") if action.channel == "email" else ("Other", "Task")
    return (
        action.subject[:SUBJECT_MOST], f"{_logged(action)}\n\n{action.body}", on, "Completed", "Normal", *kind,
        ids.company.get(action.account_id, ""), ids.person.get((action.recipient or "").lower(), ""), "",
        told.account or action.account_id, told.domain, action.recipient, "", action.id,
    )  # fmt: skip


def _logged(action: Action) -> str:
    """Who wrote to whom, and who let it out."""
    what = {"email": "E-mail", "slack": "Slack message"}.get(action.channel, "Message")
    to = f" to {action.recipient}" if action.recipient else ""
    return f"{what}{to} by the {action.agent.replace('_', ' ')} agent, authorised by {action.authorised_by}"


HUBSPOT_PRIORITY = {"high": "HIGH", "medium": "MEDIUM", "low": "LOW"}
SALESFORCE_PRIORITY = {"high": "High", "medium": "Normal", "low": "Low"}
HUBSPOT_OF = ("Company Record ID", "Company Name", "Company Domain Name")
SALESFORCE = (
    "Subject", "Description", "ActivityDate", "Status", "Priority", "Type", "TaskSubtype", "WhatId", "WhoId", "OwnerId", "Account Name",
    "Account Domain", "Contact Email", "Owner Email", "CS_Action_Id__c",
)  # fmt: skip
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "hubspot", "tasks",
        ("Task Title", "Task Notes", "Due Date", "Task Type", "Priority", "Task Status", "Assigned To", *HUBSPOT_OF, "CS Action ID"),
        _hubspot_task,
    ),
    Layout("hubspot", "notes", ("Note body", "Activity date", *HUBSPOT_OF, "Email", "CS Action ID"), _hubspot_note),
    Layout("salesforce", "tasks", SALESFORCE, _salesforce_task),
    Layout("salesforce", "notes", SALESFORCE, _salesforce_note),
)  # fmt: skip
CRMS: tuple[str, ...] = tuple(dict.fromkeys(layout.crm for layout in LAYOUTS))
