"""What one cycle did, as the orchestrator reads it; and a finding before it is written down."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from cs_core.orchestration.oversight.past import NOTHING_BEFORE, Past
from cs_core.orchestration.world import World
from cs_core.records import Proposal, Routed, Verdict

FEW = 20
"""Below so many proposals a rate says nothing."""


class TooLittle(NamedTuple):
    """Of one agent: the customers for whom it had a reason and no letter, each with the knowledge that its words would speak of."""

    accounts: Mapping[str, tuple[str, ...]]
    """Account -> kinds of knowledge that are missing; empty where none of it is."""

    @property
    def lacks(self) -> dict[str, int]:
        """Kind of knowledge -> customers who lack it, the most first."""
        return dict(Counter(kind for kinds in self.accounts.values() for kind in kinds).most_common())


class CycleRecord(NamedTuple):
    """What one cycle did, and what came of those before it. Earlier ones of its day may stand in it: see `same_day`."""

    cycle_id: str
    as_of: date
    accounts: int
    proposals: Sequence[Proposal]
    verdicts: Mapping[str, Sequence[Verdict]]
    routed: Sequence[Routed]
    missing: Mapping[str, Mapping[str, int]]
    ready: Mapping[str, int]
    model: Mapping[str, object]
    world: World
    past: Past = NOTHING_BEFORE
    beyond: Sequence[float] = ()
    """What is assumed to be kept by each of those noticed that wait for people's time before they are put into words."""
    unsaid: Mapping[str, TooLittle] = MappingProxyType({})
    """Agent -> its letters that were not written, as too little is known."""

    @property
    def own(self) -> list[Proposal]:
        """What this very cycle proposed, with its own model."""
        return [p for p in self.proposals if p.cycle_id == self.cycle_id]

    @property
    def said(self) -> Counter[tuple[str, bool | None]]:
        """(gate, whether it passed) -> of how many proposals it said so."""
        return Counter((v.gate, v.passed) for verdicts in self.verdicts.values() for v in verdicts)


class Note(NamedTuple):
    """One finding before it gets its id: kind, what it says, what to do, on which page, and what one click would do."""

    kind: str
    says: str
    action: str
    page: str
    size: float = 0.0
    """Its main figure: said again once this has moved."""
    about: str = ""
    """What it is about besides its kind: an agent, a gate, a play."""
    act: dict | None = None


def name(agent: str) -> str:
    """An agent in a sentence."""
    return agent.replace("_", " ")


def set_level(agent: str, to: str, *, segment: str | None = None, play: str | None = None, why: str, evidence: dict | None = None) -> dict:
    """The act that gives an agent a level; no segment means all, no play means all."""
    return {"do": "set_level", "agent": agent, "segment": segment, "play": play, "to": to, "why": why, "evidence": evidence}


def set_guardrail(key: str, value: float) -> dict:
    """The act that moves a limit."""
    return {"do": "set_guardrail", "key": key, "value": value}


def playbook_off(agent: str, play: str) -> dict:
    """The act that switches a playbook off."""
    return {"do": "playbook_off", "agent": agent, "name": play}
