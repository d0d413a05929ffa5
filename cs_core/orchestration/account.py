"""One customer on one page: the brief, how it stands, what is open, and what happened."""

import polars as pl

from cs_core.context.brief import brief, find_account, timeline
from cs_core.context.health import drivers
from cs_core.context.snapshot import Snapshot
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
    """Proposals not yet decided and tasks not yet done, newest first."""
    routed = {r["proposal_id"]: r for r in snap.store.rows("routed")}
    decided = snap.store.keys_of("decision", "proposal_id")
    waiting = [
        {"kind": "proposal", "id": p["id"], "agent": p["agent"], "what": p["subject"], "why": p["reason"],
         "route": routed[p["id"]]["route"], "since": p["as_of"], "until": p["expires_at"]}
        for p in snap.store.rows("proposal", account_id=account_id)
        if p["id"] in routed and p["id"] not in decided and snap.as_of.isoformat() <= p["expires_at"] and p["as_of"] <= snap.as_of.isoformat()
        and routed[p["id"]]["route"] not in ("rejected", "held", "agent")
    ]  # fmt: skip
    tasks = open_tasks(snap.store, as_of=snap.as_of)
    mine = tasks.filter(tasks["account_id"] == account_id).to_dicts()
    return waiting[::-1] + [
        {"kind": "task", "id": t["id"], "agent": t["agent"], "what": t["title"], "why": t["brief"], "route": "human_with_draft",
         "since": t["created_at"], "until": t["due_on"], "assignee": t["assignee"]}
        for t in mine
    ]  # fmt: skip
