"""What a channel says besides the text itself: of which customer it is, why, by when, and who of ours has it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.passed_on import tasks_now
from cs_core.context.snapshot import Snapshot
from cs_core.records import Action


class About(NamedTuple):
    """Of one action."""

    account: str = ""
    """The customer's name."""
    domain: str = ""
    reason: str = ""
    play: str = ""
    stakes: str = ""
    due_on: date | None = None
    """Of a task: by when it should be done."""
    minutes: float | None = None
    assignee: str = ""


def about(snap: Snapshot, actions: Collection[Action]) -> Mapping[str, About]:
    """Action id -> what is known about it; what the store does not say stays empty."""
    return about_rows(snap, [(a.id, a.account_id, a.proposal_id) for a in actions])


def about_rows(snap: Snapshot, rows: Collection[tuple[str, str, str]]) -> Mapping[str, About]:
    """`about` of (action id, account id, proposal id)."""
    ids, accounts = [proposal for _, _, proposal in rows], {account for _, account, _ in rows}
    columns = ("id", "reason", "play", "stakes", "expires_at")
    made = {r["id"]: r for r in snap.store.frame("proposal", *columns, id=ids).iter_rows(named=True)} if ids else {}
    tasks = {r["proposal_id"]: r for r in _tasks(snap, ids).iter_rows(named=True)} if ids else {}
    known = snap.accounts.select("account_id", "name", "domain").iter_rows() if accounts else ()
    names = {account: (name, domain or "") for account, name, domain in known if account in accounts}
    return {action: _about(names.get(account), made.get(proposal, {}), tasks.get(proposal, {})) for action, account, proposal in rows}


def _tasks(snap: Snapshot, proposals: list[str]) -> pl.DataFrame:
    """Their tasks, each with whoever has it now."""
    tasks = snap.store.frame("task", "id", "proposal_id", "due_on", "minutes", "assignee", proposal_id=proposals)
    handed = snap.store.frame("handover", proposal_id=[*proposals, *tasks["id"]]).filter(pl.col("as_of") <= snap.as_of)
    return tasks_now(tasks, handed)


def _about(named: tuple[str, str] | None, made: dict, task: dict) -> About:
    name, domain = named or ("", "")
    words = (made.get("reason") or "", made.get("play") or "", made.get("stakes") or "")
    return About(name, domain, *words, task.get("due_on") or made.get("expires_at"), task.get("minutes"), task.get("assignee") or "")
