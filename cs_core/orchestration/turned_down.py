"""What a person rejected does not come back unless something material changed: the facts it stood on, not the wording."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.records import Brief, Proposal

MATERIAL = 0.25
"""A figure that moved by this share of itself has changed."""
MEMORY_DAYS = 365
BY_THE_CLOCK = ("days_", "tenure_days", "milestone_overdue_days", "milestone_expected_days", "churn_probability", "health")
"""Keys of facts that move by themselves from day to day."""
NOT_YET = ("wrong time",)
"""Reasons that say only that it was too early: the ordinary cool-down is enough."""


class Rejected(NamedTuple):
    """A rejected draft: the values of the facts that it cited, by key."""

    proposal_id: str
    reason: str
    cited: Mapping[str, object]


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
    return {
        (p.agent, p.play, p.account_id): Rejected(p.id, why[p.id] or "", {f.key: f.value for f in reversed(p.facts)})
        for i in why
        if (p := made.get(i))
    }


def unchanged(before: Rejected, brief: Brief) -> bool:
    """Whether all that the rejected draft stood on is as it was."""
    return not any(_differs(value, _now(brief, key)) for key, value in before.cited.items() if not key.startswith(BY_THE_CLOCK))


def _now(brief: Brief, key: str) -> object:
    fact = brief.get(key)
    return fact.value if fact else None


def _differs(before: object, now: object) -> bool:
    if isinstance(before, int | float) and isinstance(now, int | float) and not isinstance(before, bool):
        return abs(now - before) > MATERIAL * max(abs(before), 1)
    return str(before) != str(now)
