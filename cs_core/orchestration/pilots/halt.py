"""A pilot that harms stops by itself: its arms hold no longer, and leaders are told."""

from datetime import datetime, timedelta

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.wording.signed import in_points
from cs_core.orchestration.pilots.arms import STOPPED, Drawn, pilots
from cs_core.orchestration.pilots.readout import course_of, harmful
from cs_core.records import key_of

ITSELF = "the stop rule"
TOLD_DAYS = 28
"""Leaders are told of a stop for so long."""


def halt(snap: Snapshot, *, now: datetime) -> list[str]:
    """Stop every running pilot of which an arm surely harms; returns their names. Written before the cycle routes anything."""
    stopped = []
    for pilot in pilots(snap.store, snap.as_of):
        if pilot.ended is not None:
            continue
        if (found := harmful(course := course_of(snap, pilot))) is None:
            continue
        pair, told = found
        interval = in_points(told._asdict())
        why = f"{pair.one} did worse than {pair.two} on day {course.day}: {interval} {course.outcome.says}, which is surely below 0"
        end(snap.store, pilot.name, STOPPED, why=why, by=ITSELF, now=now)
        stopped.append(pilot.name)
    return stopped


def halted(snap: Snapshot) -> list[Drawn]:
    """Pilots that the stop rule ended lately, the newest first."""
    since = (snap.as_of - timedelta(days=TOLD_DAYS)).isoformat()
    ended = [p for p in pilots(snap.store, snap.as_of) if p.ended and p.ended["by"] == ITSELF and p.ended["at"] >= since]
    return sorted(ended, key=lambda p: p.ended["at"], reverse=True)


def end(store: Store, name: str, kind: str, *, why: str, by: str, now: datetime, arms: dict[str, list[str]] | None = None) -> str:
    """Write that a pilot ended; `arms` are those that it still holds (arm -> ids). Returns the row's id."""
    row_id = key_of("pilot_event", name, kind, now.isoformat())
    row = {"id": row_id, "name": name, "kind": kind, "detail": {"arms": arms or {}}, "why": why, "by": by, "at": now}
    store.append("pilot_event", [row])
    return row_id
