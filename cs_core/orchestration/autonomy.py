"""How much an agent may do by itself, for each play and segment: it starts in review, and every change is a row with its evidence.

A level is granted for all plays of an agent in a segment, or for one. The one play's own word holds, unless all of the agent's plays
were set lower since: taking trust back is never undone by an older grant.
"""

from collections.abc import Mapping
from datetime import datetime

from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.playbooks.shelf import shelf
from cs_core.orchestration.direction import direction
from cs_core.records import AGENTS, SEGMENTS, key_of

LEVELS: tuple[str, ...] = ("shadow", "review", "sample", "autonomous")
"""shadow: recorded, nobody sees it; review: a person decides each; sample: one in five is reviewed; autonomous: low stakes go out."""

START = "review"
FIRST = "long tail"
"""The segment where autonomy is earned first: the others may have what it has, never more."""

Granted = Mapping[tuple[str, ...], str]
"""(agent, segment) -> level of all its plays there, and (agent, segment, play) -> level of that play."""


def levels(store: Store) -> dict[tuple[str, ...], str]:
    """What was granted, as it holds now: see Granted."""
    newest: dict[tuple[str, ...], tuple[int, str]] = {}
    for n, row in enumerate(store.rows("autonomy")):
        newest[key_for(row["agent"], row["segment"], row["action"])] = n, row["level"]
    return {key: _holds(newest, key) for key in newest}


def _holds(newest: Mapping[tuple[str, ...], tuple[int, str]], key: tuple[str, ...]) -> str:
    at, own = newest[key]
    since, general = newest.get(key[:2], (-1, own))
    return general if since > at and LEVELS.index(general) < LEVELS.index(own) else own


def key_for(agent: str, segment: str, play: str | None) -> tuple[str, ...]:
    """The key of Granted."""
    return (agent, segment) if play is None else (agent, segment, play)


def read_first(agent: str, at: str, stakes: str) -> str:
    """Why a draft that every gate passed goes to a reviewer all the same, in a sentence."""
    return f"Every gate passed; the {agent} agent is at level “{at}” here and the stakes are {stakes}, so a person reads it first"


def level(granted: Granted, agent: str, segment: str | None, play: str | None = None, *, ceiling: float = len(LEVELS) - 1) -> str:
    """The level that holds: the play's own, else the agent's, else review; never above the ceiling (0 shadow ... 3 autonomous)."""
    said = granted.get((agent, segment or "", play or ""), granted.get((agent, segment or ""), START))
    return LEVELS[min(LEVELS.index(said), int(ceiling))]


def set_level(
    store: Store, agent: str, segment: str, to: str, *, why: str, by: str, now: datetime, play: str | None = None,
    evidence: Mapping | None = None,
) -> str:  # fmt: skip
    """Grant a level from the next cycle on; `play` None means all of the agent's plays. `evidence` is kept with the change.

    Raises BadInput for unknown words, NotFound for a play that the agent never had, Refused above the ceiling, without a reason, or
    where the long tail does not have the level yet.
    """
    for given, known, what in ((agent, AGENTS, "agent"), (segment, SEGMENTS, "segment"), (to, LEVELS, "level")):
        if given not in known:
            raise BadInput(f"{given!r} is no {what}: choose one of {', '.join(known)}")
    if play is not None and play not in plays_of(store, agent):
        raise NotFound(f"The {agent.replace('_', ' ')} agent has no play {play!r}: choose one of its plays, or all of them")
    ceiling = direction(store).ceiling(agent, segment)
    if LEVELS.index(to) > ceiling:
        raise Refused(f"The autonomy ceiling allows at most {LEVELS[ceiling]} here: raise it on the Strategy page first")
    if not why.strip():
        raise Refused("A change of autonomy needs a reason: say which evidence it rests on")
    with store.transaction():
        first = level(levels(store), agent, FIRST, play)
        if segment != FIRST and LEVELS.index(to) > LEVELS.index(START) and LEVELS.index(to) > LEVELS.index(first):
            raise Refused(f"The {FIRST} comes first: there it stands at {first}, so {segment} cannot have {to} yet")
        number = store.count("autonomy")
        row = {"id": key_of("autonomy", agent, segment, play, to, number, now.isoformat()), "agent": agent, "segment": segment}
        row |= {"level": to, "why": why.strip(), "set_at": now, "by": by, "action": play}
        store.append("autonomy", [row | {"evidence": dict(evidence) if evidence else None}])
    return to


def plays_of(store: Store, agent: str) -> tuple[str, ...]:
    """The plays of an agent: as shipped, as edited, and those that it proposed before."""
    proposed = store.frame("proposal", "play", agent=agent)["play"].unique().sort().to_list()
    edited = [row["name"] for row in store.latest("playbook", "name", agent=agent)]
    return tuple(dict.fromkeys([*(book.name for book in shelf(agent).playbook), *edited, *proposed]))


def changes(store: Store) -> list[dict]:
    """Every change, newest first: agent, segment, action (the play, or None for all), level, why, set_at, by, evidence."""
    return store.rows("autonomy")[::-1]
