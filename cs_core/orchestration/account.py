"""One customer on one page: the brief, how it stands, what is open, and what happened."""

import polars as pl

from cs_core.context.brief import brief, find_account, timeline
from cs_core.context.health import drivers
from cs_core.context.snapshot import Snapshot, end_of
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import open_tasks


def account_page(snap: Snapshot, words: str) -> dict:
    """The document of the `account` command for an id or a name. Raises NotFound with the nearest names."""
    account_id = find_account(snap, words)
    known = brief(snap, account_id)
    row = snap.signals.row(by_predicate=pl.col("account_id") == account_id, named=True)
    return {
        "account_id": account_id,
        "name": known.name,
        "as_of": snap.as_of,
        "facts": [fact.model_dump(mode="json") for fact in known.facts],
        "unknowns": list(known.unknowns),
        "health": {"score": row["health"], "band": row["health_band"], "drivers": drivers(row)},
        "outlook": outlook(row),
        "open": open_work(snap, account_id),
        "timeline": timeline(snap, account_id),
    }


def outlook(row: dict) -> dict:
    """What is likely to come, each with the reason where it cannot be told."""
    p = row["churn_probability"]
    return {
        "churn_probability_90d": p,
        "says": f"{p:.0%} likely to leave within 90 days" if p is not None else "cannot tell: no churn model is usable on this data",
        "renewal_on": row["renewal_on"],
        "days_to_renewal": row["days_to_renewal"],
    }


def open_work(snap: Snapshot, account_id: str) -> list[dict]:
    """Proposals not yet decided, most valuable first, and tasks not yet done."""
    waiting = [
        {"kind": "proposal", "id": p["id"], "agent": p["agent"], "what": p["subject"], "why": p["reason"], "route": p["route"],
         "since": p["as_of"], "until": p["expires_at"], "assignee": p["assignee"]}
        for p in queue(snap.store, now=end_of(snap.as_of))
        if p["account_id"] == account_id and p["as_of"] <= snap.as_of.isoformat()
    ]  # fmt: skip
    tasks = open_tasks(snap.store, as_of=snap.as_of).filter(pl.col("account_id") == account_id)
    return waiting + [
        {"kind": "task", "id": t["id"], "agent": t["agent"], "what": t["title"], "why": t["brief"], "route": "human_with_draft",
         "since": t["created_at"], "until": t["due_on"], "assignee": t["assignee"]}
        for t in tasks.to_dicts()
    ]  # fmt: skip
