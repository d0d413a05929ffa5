"""What a person rejected does not come back unless something material changed: the facts it opened with, not the wording or the colour."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.execution.recipients import reachable
from cs_core.records import Brief, Proposal

MATERIAL = 0.25
"""A figure that moved by this share of itself has changed."""
MEMORY_DAYS = 365
BY_THE_CLOCK = (
    "days_", "tenure_days", "oldest_ticket_days", "milestone_overdue_days", "milestone_expected_days", "churn_probability", "health",
)  # fmt: skip
"""Keys of facts that move by themselves from day to day."""
NOT_YET = ("wrong time",)
"""Reasons that say only that it was too early: the ordinary cool-down is enough."""
OF_THE_READER = "wrong person"
"""The reason that is no word on what was to be said."""


class Rejected(NamedTuple):
    """A rejected draft: the values of the facts that its first statement cites, by key."""

    proposal_id: str
    reason: str
    cited: Mapping[str, object]
    reader: str | None = None
    """Address of whom it was to go to."""


Key = tuple[str, str, str]


def turned_down(snap: Snapshot) -> dict[Key, Rejected]:
    """(agent, play, account) -> the newest rejection of the last year, but for those that were only too early."""
    rows = snap.history("decision").filter(
        pl.col("decision") == "reject",
        pl.col("decided_at").dt.date() > snap.as_of - timedelta(days=MEMORY_DAYS),
        ~pl.col("reason").fill_null("").is_in(NOT_YET),
    )
    why = dict(rows.sort("decided_at").select("proposal_id", "reason").iter_rows())
    made = {p.id: p for p in snap.store.records(Proposal, id=list(why))} if why else {}
    return {(p.agent, p.play, p.account_id): Rejected(p.id, why[p.id] or "", _stood_on(p), p.recipient) for i in why if (p := made.get(i))}


def _stood_on(proposal: Proposal) -> dict[str, object]:
    opening = next((set(c.fact_ids) for c in proposal.claims if c.fact_ids), set())
    return {f.key: f.value for f in reversed(proposal.facts) if f.id in opening}


def unchanged(before: Rejected, brief: Brief) -> bool:
    """Whether all that the rejected draft opened with is as it was; a no to its reader alone stands as long as that one can be reached."""
    if before.reason == OF_THE_READER and (before.reader or "").lower() not in {person.email for person in reachable(brief)}:
        return False
    return not any(_differs(value, _now(brief, key)) for key, value in before.cited.items() if not key.startswith(BY_THE_CLOCK))


def _now(brief: Brief, key: str) -> object:
    fact = brief.get(key)
    return fact.value if fact else None


def _differs(before: object, now: object) -> bool:
    if isinstance(before, int | float) and isinstance(now, int | float) and not isinstance(before, bool):
        return abs(now - before) > MATERIAL * max(abs(before), 1)
    return str(before) != str(now)
