"""What a gate is and what it answers: passed, failed or cannot tell, always with a reason."""

from collections.abc import Callable

from cs_core.orchestration.world import World
from cs_core.records import Brief, Proposal, Verdict

Gate = Callable[[Proposal, Brief, World], Verdict]

LONGEST = 90
"""Characters of a sentence that a reason quotes."""


def verdict(gate: str, proposal: Proposal, passed: bool | None, why: str) -> Verdict:
    """The answer of one gate; None for cannot tell."""
    return Verdict(proposal_id=proposal.id, gate=gate, passed=passed, why=why)


def short(text: str) -> str:
    """A sentence as a reason quotes it: on one line, cut."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
