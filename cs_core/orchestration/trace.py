"""The record of a cycle and of one proposal, step by step: what it saw, what it said, who let it through."""

from cs_core.context.store import Store
from cs_core.errors import NotFound


def cycles(store: Store) -> list[dict]:
    """Every cycle, newest first, with its summary."""
    return store.rows("cycle")[::-1]


def last_cycle(store: Store) -> dict | None:
    """The newest cycle, or None where none has run."""
    found = cycles(store)
    return found[0] if found else None


def steps(store: Store, cycle_id: str) -> list[dict]:
    """The steps of one cycle in order: kind, agent, rows in and out, milliseconds."""
    return store.rows("step", cycle_id=cycle_id)


def trace(store: Store, proposal_id: str) -> dict:
    """Everything recorded about one proposal. Raises NotFound.

    Keys: proposal, verdicts, routed, decision, action, deliveries, task, touches, outcomes; each a row, a list, or None.
    """
    found = store.rows("proposal", id=proposal_id)
    if not found:
        raise NotFound(f"No proposal {proposal_id!r}: `python -m cs_core queue` lists those that wait")
    actions = store.rows("action", proposal_id=proposal_id)
    tasks = store.rows("task", proposal_id=proposal_id)
    touches = store.rows("touch", task_id=[t["id"] for t in tasks])
    causes = [row["id"] for row in (*actions, *touches)]
    return {
        "proposal": found[0],
        "verdicts": store.rows("verdict", proposal_id=proposal_id),
        "routed": _only(store.rows("routed", proposal_id=proposal_id)),
        "decision": _only(store.rows("decision", proposal_id=proposal_id)),
        "action": _only(actions),
        "deliveries": store.rows("delivery", action_id=[a["id"] for a in actions]),
        "task": _only(tasks),
        "touches": touches,
        "outcomes": store.rows("outcome", cause_id=causes),
    }


def _only(rows: list[dict]) -> dict | None:
    return rows[-1] if rows else None
