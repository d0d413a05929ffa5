"""One customer on one page: the brief, how it stands, what is open, and what happened."""

import polars as pl

from cs_core.context.brief import brief, find_account, timeline
from cs_core.context.contradictions.added import contracts_added
from cs_core.context.field_history import conflicts, field_history
from cs_core.context.health import drivers, weights
from cs_core.context.health.changes import changes
from cs_core.context.health.score import held_back
from cs_core.context.leaving import chance_to_leave, status
from cs_core.context.pulse import SCALE, pulses
from cs_core.context.signals.outlooks import outlook_of
from cs_core.context.snapshot import Snapshot, end_of
from cs_core.context.wording.days import spelt
from cs_core.execution.jobs.cases import cases_of
from cs_core.execution.jobs.value import value_of
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import open_tasks
from cs_core.records import FACT


def account_page(snap: Snapshot, words: str) -> dict:
    """The document of the `account` command for an id or a name. Raises NotFound with the nearest names."""
    account_id = find_account(snap, words)
    known = brief(snap, account_id)
    row = snap.signals.row(by_predicate=pl.col("account_id") == account_id, named=True)
    history = field_history(snap, account_id)
    return {
        "account_id": account_id,
        "name": known.name,
        "as_of": snap.as_of,
        "facts": [FACT.dump_python(fact, mode="json") for fact in known.facts],
        "unknowns": list(known.unknowns),
        "health": health(snap, row),
        "outlook": outlook(snap, row),
        "history": history.to_dicts(),
        "conflicts": conflicts(history).to_dicts(),
        "added": contracts_added(snap, account_id),
        "open": open_work(snap, account_id),
        "cases": cases_of(snap, account_id),
        "value": value_of(snap, account_id),
        "pulse": standing_pulse(snap, account_id),
        "timeline": timeline(snap, account_id, history=history),
    }


def standing_pulse(snap: Snapshot, account_id: str) -> dict | None:
    """The newest pulse that stands: id, score, word, why, by, on, age_days, stale; None where nobody set one."""
    mine = pulses(snap).filter(pl.col("account_id") == account_id)
    if mine.is_empty():
        return None
    row = mine.row(0, named=True)
    told = {c: row[c] for c in ("id", "score", "why", "by", "age_days", "stale")}
    return told | {"word": SCALE[row["score"]], "on": row["at"].date()}


def health(snap: Snapshot, row: dict) -> dict:
    """The score with its drivers, how it stands to its own past and to its peers, and what moved it from cycle to cycle."""
    return {
        "score": None if row["health"] is None else round(row["health"]),
        "band": row["health_band"],
        "held_back": held_back(row),
        "status": _of(row, status()),
        "drivers": drivers(row, weights(snap.store, snap.as_of)),
        "vs_own": {"points": row["health_vs_own"], "weeks": row["health_vs_own_weeks"]},
        "vs_peers": {"percent_below": row["health_vs_peers"], "peers": row["health_peers"]},
        "changes": changes(snap.store, row["account_id"], snap.as_of),
    }


def outlook(snap: Snapshot, row: dict) -> dict:
    """What is likely to come: churn, renewal and expansion, each with what drives it, or the reason why it cannot be told.

    Where notice was given it outweighs both models of leaving, and is told first.
    """
    told = outlook_of(snap, row)
    if on := row["notice_given_on"]:
        known = (("churn", _of(row, chance_to_leave()), "they are leaving"), ("renewal", 0.0, "counted as not renewing"))
        told = told | {
            name: told[name]
            | {"probability": p, "says": f"Notice was given on {spelt(on)}: {counted}. By use and contact alone: {told[name]['says']}"}
            for name, p, counted in known
        }
    return {
        "churn_probability_90d": told["churn"]["probability"],
        "says": told["churn"]["says"],
        **told,
        "renewal_on": row["renewal_on"],
        "days_to_renewal": row["days_to_renewal"],
    }


def _of(row: dict, expression: pl.Expr) -> object:
    """An expression over the signals, of one row of them."""
    return pl.DataFrame([row], infer_schema_length=None).select(expression).item()


def open_work(snap: Snapshot, account_id: str) -> list[dict]:
    """Proposals not yet decided, in the order of the queue, and tasks not yet done; a proposal and the task it made are one (`task_id`).

    Those of accounts that are part of it by now are among them.
    """
    whole = [account_id, *(gone for gone, now in snap.moved.items() if now == account_id)]
    tasks = open_tasks(snap.store, account_ids=whole, as_of=snap.as_of).to_dicts()
    task_of = {t["proposal_id"]: t["id"] for t in tasks if t["proposal_id"]}
    waiting = [
        {"kind": "proposal", "id": p["id"], "agent": p["agent"], "what": p["subject"], "why": p["reason"], "route": p["route"],
         "since": p["as_of"], "until": p["due_on"], "assignee": p["assignee"], "task_id": task_of.get(p["id"])}
        for p in queue(snap.store, now=end_of(snap.as_of), account_ids=whole)
        if p["as_of"] <= snap.as_of.isoformat()
    ]  # fmt: skip
    shown = {p["id"] for p in waiting}
    return waiting + [
        {"kind": "task", "id": t["id"], "agent": t["agent"], "what": t["title"], "why": t["brief"], "route": "human_with_draft",
         "since": t["created_at"], "until": t["due_on"], "assignee": t["assignee"], "task_id": t["id"]}
        for t in tasks
        if t["proposal_id"] not in shown
    ]  # fmt: skip
