"""What waits for a leader's word: drafts that expire, tasks that are late, findings nobody acted on, a pilot that can be read."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot, end_of
from cs_core.context.wording.counted import counted
from cs_core.execution.jobs.cases import standing as cases_of_agent
from cs_core.execution.sending.attempts import unsettled
from cs_core.leadership.forecasting.over import in_words, terms_over
from cs_core.leadership.pilot import found, status
from cs_core.leadership.reports.words import FOUND
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.orchestrator import standing
from cs_core.orchestration.review import waiting
from cs_core.orchestration.work import open_tasks

WEEK = 7
SOON = 30
MOST_FINDINGS = 4
MOST_NAMES = 3


class Need(NamedTuple):
    """One thing to decide: in words, the page of the console where that is done, and where the figures stand."""

    says: str
    page: str
    source: str


def decisions(snap: Snapshot) -> list[Need]:
    """All of them as of the day, the most pressing first."""
    return [need for ask in ASKED for need in ask(snap)]


def _drafts(snap: Snapshot) -> list[Need]:
    waits = waiting(snap.store, now=end_of(snap.as_of)).filter(pl.col("as_of") <= snap.as_of)
    if waits.is_empty():
        return []
    soon = waits.filter(pl.col("expires_at") <= snap.as_of + timedelta(days=WEEK)).height
    expire = f"; {soon:,} of them expire{'s' * (soon == 1)} within {WEEK} days" if soon else ""
    return [Need(f"{counted(waits.height, 'draft')} of agents for approval{expire}", "Review", "the review queue")]


def _tasks(snap: Snapshot) -> list[Need]:
    late = open_tasks(snap.store, as_of=snap.as_of).filter("overdue")
    if late.is_empty():
        return []
    nobody = late.filter(pl.col("assignee") == UNASSIGNED).height
    word = f", {nobody:,} with nobody's name on them" if nobody else ""
    return [Need(f"{counted(late.height, 'task')} of people past the due day{word}", "My work", "tasks")]


def _renewals(snap: Snapshot) -> list[Need]:
    open_ = cases_of_agent(snap, "renewal").filter(pl.col("closed_on").is_null())
    ends = pl.col("data").str.json_path_match("$.renewal_on").str.to_date(strict=False)
    at_risk = open_.filter(pl.col("data").str.json_path_match("$.forecast.category") == "at risk")
    soon = at_risk.filter((ends - snap.as_of).dt.total_days().is_between(0, SOON))
    if soon.is_empty():
        return []
    names = _names(soon.join(snap.signals.select("account_id", "name"), on="account_id", how="left").sort(ends, "account_id"))
    says = f"{counted(soon.height, 'renewal')} at risk within {SOON} days, {names}: who goes, and with what"
    return [Need(says, "Forecast", "renewal cases")]


def _terms_over(snap: Snapshot) -> list[Need]:
    over = terms_over(snap)
    if over.is_empty():
        return []
    return [Need(f"{in_words(snap, over)}: {_names(over)}", "Accounts", "contracts")]


def _names(rows: pl.DataFrame) -> str:
    """The first few of them by name, or by their id where they have none."""
    named = rows.select(pl.coalesce("name", "account_id"))["name"].head(MOST_NAMES)
    return ", ".join(named) + (" and others" if rows.height > MOST_NAMES else "")


def _pilot(snap: Snapshot) -> list[Need]:
    if found(snap.store, snap.as_of) is None:
        return []
    told = status(snap.store, snap)
    if told["says"] not in ("works", "harms"):
        return []
    word = "works: widen it, or end it" if told["says"] == "works" else "does harm: end it"
    return [Need(f"The pilot of {told['n']:,} customers {word}", "Proof", "the pilot's read-out")]


def _findings(snap: Snapshot) -> list[Need]:
    told = [f for f in standing(snap.store) if not f["taken"] and f["since"] <= snap.as_of.isoformat()]
    return [Need(f"{f['says']} {f['action']}", f["page"] or "Agents", FOUND) for f in told[:MOST_FINDINGS]]


def _stuck(snap: Snapshot) -> list[Need]:
    held = unsettled(snap.store)
    return [Need(f"{counted(len(held), 'message')} of which nobody can tell whether it went out", "Agents", "deliveries")] if held else []


ASKED: tuple[Callable[[Snapshot], list[Need]], ...] = (_stuck, _drafts, _tasks, _renewals, _terms_over, _pilot, _findings)
"""In the order in which they are told."""
