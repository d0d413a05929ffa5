"""Who is in which arm of which pilot now. A pilot that was stopped holds nobody; one that was scaled up holds whom its event names."""

import json
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.identity.linked_before import moved_of
from cs_core.context.store import Store

ONLY_AGENTS, WITH_PERSON, HOLDOUT = "agents", "agents + human", "standard care"
ARMS = (ONLY_AGENTS, WITH_PERSON, HOLDOUT)

STOPPED, SCALED = "stopped", "scaled"


class Drawn(NamedTuple):
    """One pilot as it was drawn."""

    name: str
    started_on: date
    rows: pl.DataFrame
    """account_id, arm, propensity, stratum."""
    design: dict[str, Any]
    """As it was stored; empty for a pilot without one."""
    ended: dict[str, Any] | None
    """The event that ended it: kind, why, by, at and arms (arm -> ids that it still holds)."""


def pilots(store: Store, as_of: date) -> list[Drawn]:
    """Every pilot that had begun by the day, the newest last; an end counts from the day on which it was written."""
    rows = store.frame("pilot").filter(pl.col("as_of") <= as_of)
    if rows.is_empty():
        return []
    designs = {row["name"]: json.loads(row["design"]) for row in store.rows("pilot_design")}
    ends = {row["name"]: _event(row) for row in store.rows("pilot_event") if row["at"] <= end_of(as_of).isoformat()}
    groups = rows.group_by("name", maintain_order=True)
    return [Drawn(name, mine["as_of"][0], mine, designs.get(name, {}), ends.get(name)) for (name,), mine in groups]


def arms_of(store: Store, as_of: date) -> dict[str, str]:
    """Account -> the arm that holds it on the day: its own, else that of a part of it, for a customer stays in its group when two
    records of it are found to be one.
    """
    found: dict[str, str] = {}
    for pilot in pilots(store, as_of):
        if pilot.ended is None:
            found |= dict(pilot.rows.select("account_id", "arm").iter_rows())
        else:
            found |= {account: arm for arm, accounts in pilot.ended["arms"].items() for account in accounts}
    moved = moved_of(store, found, end_of(as_of))
    return {now: found[part] for part, now in moved.items()} | found


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return {k: row[k] for k in ("kind", "why", "by", "at")} | {"arms": {}} | json.loads(row["detail"] or "{}")
