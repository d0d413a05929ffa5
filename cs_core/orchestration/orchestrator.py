"""The orchestrator agent: after each cycle it reads the record and says, with figures, what a leader should look at.

Job: notice what no single agent can see: autonomy earned or lost, drift after a change, missing knowledge, a queue larger than the
hours, gates that never or always fire, agents that collide, effort that serves no goal, a model or channel that fails, a dead feed.
Reads: the cycle's proposals, verdicts and routes, what came of earlier ones, goals and hours. It never writes to a customer.
Success: leaders act on what it reports, and nothing they find by themselves was missing from it.
"""

from collections.abc import Callable, Mapping

from cs_core.context.store import Store
from cs_core.orchestration.flow.cycle_record import CycleRecord, Note
from cs_core.orchestration.oversight import watch_cycle as now
from cs_core.orchestration.oversight import watch_past as past
from cs_core.records import Finding, key_of

CHARTER = (__doc__ or "").strip()

MOST_OF_A_KIND = 3
"""Findings of one kind that are told; the last says how many more there are."""
MOVED = 0.25
"""A finding whose figure moved by this share of itself is said again; else it still stands, as first said."""


def findings(record: CycleRecord) -> list[Finding]:
    """Every finding of the cycle, the most important first. One that stands from the cycle before, much as it was, keeps its id."""
    return [_finding(note, record) for watch in WATCHES for note in _few(watch(record))]


def _few(notes: list[Note]) -> list[Note]:
    told = notes[:MOST_OF_A_KIND]
    more = len(notes) - len(told)
    return [*told[:-1], told[-1]._replace(says=f"{told[-1].says} And {more:,} more like it.")] if more else told


def _finding(note: Note, record: CycleRecord) -> Finding:
    about = f"{note.kind}: {note.about}" if note.about else note.kind
    made = Finding(
        id=key_of("finding", record.cycle_id, about), cycle_id=record.cycle_id, kind=note.kind, says=note.says, action=note.action,
        page=note.page, act=note.act, about=about, size=note.size,
    )  # fmt: skip
    before = record.past.said.get(about)
    if before is None or _core(before["act"]) != _core(note.act) or abs(note.size - before["size"]) > MOVED * max(abs(before["size"]), 1):
        return made
    return made.model_copy(update={"id": before["id"], "cycle_id": before["cycle_id"], "act": before["act"]})


def _core(act: Mapping | None) -> dict:
    """What an act does, without the reasons, which move with each decision."""
    return {k: v for k, v in (act or {}).items() if k not in ("why", "evidence")}


def standing(store: Store) -> list[dict]:
    """What the newest cycle found, the most important first: id, kind, says, action, page, act, since (day first said), new, taken.

    `taken` is the row of the click that was made on it, or None.
    """
    cycles = store.rows("cycle")
    if not cycles:
        return []
    told = (cycles[-1]["summary"] or {}).get("findings", [])
    first = {row["id"]: row["cycle_id"] for row in store.rows("finding", id=[f["id"] for f in told])}
    days = {row["id"]: row["as_of"] for row in cycles}
    taken = {row["finding_id"]: row for row in store.rows("taken", finding_id=[f["id"] for f in told])}
    return [
        {"act": None} | f | {"since": days.get(first.get(f["id"]), cycles[-1]["as_of"]), "taken": taken.get(f["id"])}
        | {"new": first.get(f["id"]) == cycles[-1]["id"]}
        for f in told
    ]  # fmt: skip


WATCHES: tuple[Callable[[CycleRecord], list[Note]], ...] = (
    past.pilots_halted,
    past.failing_channels,
    past.gates_asleep,
    past.reviewers_asleep,
    past.autonomy_lost,
    past.autonomy_unproven,
    past.quality_drift,
    now.model_failures,
    now.stopped_feeds,
    past.unread_texts,
    now.stale_context,
    past.long_queue,
    now.queue_larger_than_hours,
    now.calls_not_made,
    past.unwanted_plays,
    past.autonomy_earned,
    now.silent_and_loud_gates,
    now.effort_without_goal,
    now.collisions,
    now.unsaid,
    now.missing_knowledge,
    now.idle_gates,
    now.model_budget,
)
"""The most important first."""

__all__ = ["CHARTER", "CycleRecord", "findings", "standing"]
