"""How much an agent may do by itself, for each segment: it starts in review, and every change is a row with its reason."""

from collections.abc import Mapping
from datetime import datetime

from cs_core.context.store import Store
from cs_core.errors import BadInput, Refused
from cs_core.orchestration.direction import direction
from cs_core.records import AGENTS, SEGMENTS, key_of

LEVELS: tuple[str, ...] = ("shadow", "review", "sample", "autonomous")
"""shadow: recorded, nobody sees it; review: a person decides each; sample: one in five is reviewed; autonomous: low stakes go out."""

START = "review"


def levels(store: Store) -> dict[tuple[str, str], str]:
    """(agent, segment) -> level, where one was ever set."""
    return {(row["agent"], row["segment"]): row["level"] for row in store.latest("autonomy", "agent", "segment")}


def level(granted: Mapping[tuple[str, str], str], agent: str, segment: str | None, *, ceiling: float = len(LEVELS) - 1) -> str:
    """The level that holds: as granted, else review; never above the leader's ceiling (0 shadow ... 3 autonomous)."""
    rank = LEVELS.index(granted.get((agent, segment or ""), START))
    return LEVELS[min(rank, int(ceiling))]


def set_level(store: Store, agent: str, segment: str, to: str, *, why: str, by: str, now: datetime) -> str:
    """Grant a level from the next cycle on. Raises BadInput for unknown words, Refused above the ceiling or without a reason."""
    for given, known, what in ((agent, AGENTS, "agent"), (segment, SEGMENTS, "segment"), (to, LEVELS, "level")):
        if given not in known:
            raise BadInput(f"{given!r} is no {what}: choose one of {', '.join(known)}")
    ceiling = int(direction(store).guardrails["autonomy_ceiling"])
    if LEVELS.index(to) > ceiling:
        raise Refused(f"The guardrail autonomy_ceiling allows at most {LEVELS[ceiling]}: raise it on the Strategy page first")
    if not why.strip():
        raise Refused("A change of autonomy needs a reason: say which evidence it rests on")
    row = {"id": key_of("autonomy", agent, segment, to, now.isoformat()), "agent": agent, "segment": segment, "level": to}
    store.append("autonomy", [row | {"why": why.strip(), "set_at": now, "by": by}])
    return to
