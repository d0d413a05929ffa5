"""What was learnt from people's decisions, as the composer and the routes read it; `lessons` draws it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from cs_core.execution.writing.wording import AS_WRITTEN, Wording
from cs_core.records import Proposal, key_of

PROBE_ONE_IN = 10
"""Of the customers for whom a play is held back, so many still get it: else nobody could ever find it good again."""


class Lesson(NamedTuple):
    """One thing learnt: k of n decisions say so, at least `low` of all with 97.5 % confidence."""

    id: str
    kind: str
    """``avoid`` a phrasing, say something ``instead``, write ``short``, or leave a ``play`` alone."""
    what: str
    instead: str
    says: str
    k: int
    n: int
    low: float
    newest_on: date
    examples: tuple[str, ...]
    off: bool = False


class Learnt(NamedTuple):
    """The lessons that are switched on, as the composer and the routes read them."""

    wording: Wording = AS_WRITTEN
    unwanted: Mapping[str, Lesson] = MappingProxyType({})
    """`play_key` -> the lesson that it is turned down there."""

    def against(self, proposal: Proposal, segment: str | None) -> Lesson | None:
        """The lesson by which this proposal is held back, but for the customers that keep testing it."""
        if int(key_of("probe", proposal.account_id), 16) % PROBE_ONE_IN == 0:
            return None
        return self.unwanted.get(play_key(proposal.agent, proposal.play, segment))


NOTHING = Learnt()


def play_key(agent: str, play: str, segment: str | None) -> str:
    """How a play in a segment is named in a lesson."""
    return f"{agent} / {play} / {segment or 'no segment'}"
