"""The record of a cycle and of one proposal, step by step: what it saw, what it said, who let it through."""

from cs_core.context.brief import briefs
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.taken_back import standing_rows
from cs_core.errors import NotFound
from cs_core.orchestration.flow.redraft import redraft_id
from cs_core.orchestration.learning.edits import changes


def cycles(store: Store) -> list[dict]:
    """Every cycle, newest first, with its summary."""
    return store.rows("cycle")[::-1]


def steps(store: Store, cycle_id: str) -> list[dict]:
    """The steps of one cycle in order: kind, agent, rows in and out, milliseconds."""
    return store.rows("step", cycle_id=cycle_id)


def trace(store: Store, proposal_id: str) -> dict:
    """Everything recorded about one proposal. Raises NotFound.

    Keys: proposal, verdicts, routed, calls, run, merged, redraft, handovers, decision, changes, action, deliveries, task, touches,
    outcomes;
    each a row, a list, or None. `calls`: what a model was asked for this customer by this agent in that cycle; `run`: the steps of
    its play so far; `merged`: what the letter says of other agents', and the letter that says its own; `redraft`: see
    `redrafts`; `changes`: what an edit did.
    """
    found = store.rows("proposal", id=proposal_id)
    if not found:
        raise NotFound(f"No proposal {proposal_id!r}: `python -m cs_core queue` lists those that wait")
    proposal, decision = found[0], _only(standing_rows(store, "decision", proposal_id=proposal_id))
    routed = _only(store.rows("routed", proposal_id=proposal_id))
    actions = standing_rows(store, "action", proposal_id=proposal_id)
    tasks = store.rows("task", proposal_id=proposal_id)
    touches = standing_rows(store, "touch", task_id=[t["id"] for t in tasks])
    causes = [row["id"] for row in (*actions, *touches)]
    return {
        "proposal": proposal,
        "verdicts": store.rows("verdict", proposal_id=proposal_id),
        "routed": routed,
        "calls": store.rows("model_call", cycle_id=proposal["cycle_id"], agent=proposal["agent"], account_id=proposal["account_id"]),
        "run": store.rows("play_run", run_id=proposal["run_id"]) if proposal["run_id"] else [],
        "merged": merged(store, proposal_id, routed),
        "redraft": redrafts(store, proposal),
        "handovers": store.rows("handover", proposal_id=proposal_id),
        "decision": decision,
        "changes": changes(proposal["body"], decision["body"]) if decision and decision["body"] else [],
        "action": _only(actions),
        "deliveries": store.rows("delivery", action_id=[a["id"] for a in actions]),
        "task": _only(tasks),
        "touches": touches,
        "outcomes": store.rows("outcome", cause_id=causes),
    }


def merged(store: Store, proposal_id: str, routed: dict | None) -> list[dict]:
    """id, agent, play, into_this (whether it is said in this letter, or this in its): what became one letter with this proposal."""
    others = [row["proposal_id"] for row in store.rows("routed", merged_into=proposal_id)]
    letter = [routed["merged_into"]] if routed and routed["merged_into"] else []
    rows = {row["id"]: row for row in store.rows("proposal", id=[*others, *letter])} if others or letter else {}
    there = (i for i in (*others, *letter) if i in rows)  # older stores name letters that were held again, and not written
    return [{k: rows[i][k] for k in ("id", "agent", "play")} | {"into_this": i in others} for i in there]


def redrafts(store: Store, proposal: dict) -> list[dict]:
    """id, drafted_by, failed (whether it is the one that failed): the other draft of the same job, where a gate failed a model's."""
    same = {k: proposal[k] for k in ("cycle_id", "agent", "play", "account_id")}
    pairs = {redraft_id(row["id"]): row for row in store.rows("proposal", **same)}
    if proposal["id"] in pairs:
        return [{k: pairs[proposal["id"]][k] for k in ("id", "drafted_by")} | {"failed": True}]
    return [{k: row[k] for k in ("id", "drafted_by")} | {"failed": False} for row in store.rows("proposal", id=redraft_id(proposal["id"]))]


def seen(snap: Snapshot, account_id: str) -> dict:
    """The brief of the snapshot's day: `facts`, how many it held, and `unknowns`, what was looked for and not found."""
    told = briefs(snap, [account_id]).get(account_id)
    return {"facts": len(told.facts), "unknowns": list(told.unknowns)} if told else {"facts": 0, "unknowns": []}


def _only(rows: list[dict]) -> dict | None:
    return rows[-1] if rows else None
