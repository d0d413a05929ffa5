"""The jobs done: what each agent noticed, drafted and passed in the last cycle, what became of every customer, and parity by size."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.execution.agent import Agent
from cs_core.leadership.apart import apart
from cs_core.leadership.parity import parity
from cs_core.leadership.served import by_size
from cs_core.orchestration.pilots.arms import HOLDOUT, arms_of
from cs_core.orchestration.quarter import DAYS, counts, quarter


def jobs(snap: Snapshot, roster: Sequence[Agent], *, days: int = DAYS) -> dict[str, Any]:
    """The `work` document: as_of, days, accounts, agents (job, last cycle, outcomes of the quarter), `held_because` of the last cycle,
    parity by decile of ARR of what was done, `size`: of contact, plans, retention, and renewals with a reason, and `apart`: what each
    gap consists of.

    Parity leaves out `held_out` customers whom a running pilot keeps in standard care: they are served less by design.
    """
    rows = quarter(snap, roster, days=days, told=False)
    seen, last = counts(rows), _last(snap)
    done = last.get("agents", {})
    held = [account for account, arm in arms_of(snap.store, snap.as_of).items() if arm == HOLDOUT]
    served = rows.filter(~pl.col("account_id").is_in(held))
    even, size = parity(served, snap.signals), by_size(snap, served, besides=held)
    gaps = {what: even["any"][what] for what in ("acted", "delivered") if "any" in even} | size
    return {
        "as_of": snap.as_of.isoformat(),
        "days": days,
        "accounts": rows["account_id"].n_unique(),
        "agents": [{"agent": a.name, "job": a.job, "cycle": done.get(a.name), "outcomes": seen.get(a.name, {})} for a in roster],
        "held_because": last.get("held_because", {}),
        "parity": even,
        "size": size,
        "apart": apart(snap, served, gaps, besides=held),
        "held_out": len(held),
    }


def _last(snap: Snapshot) -> dict[str, Any]:
    """The document of the newest cycle as of the day."""
    past = [row for row in snap.store.rows("cycle") if row["as_of"] <= snap.as_of.isoformat()]
    return past[-1]["summary"] if past else {}
