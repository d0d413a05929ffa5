"""The gates: each looks at one proposal and says passed, failed or cannot tell, with a reason. Cannot tell is never a pass.

A gate's first docstring line is what the pages show. Contact caps are the governor's; `judge` runs the gates in order.
"""

from collections.abc import Mapping, Sequence

from cs_core.orchestration.judging.facts import borne_by, cites_known_facts, facts_are_fresh, figures_match, states_nothing_uncited
from cs_core.orchestration.judging.grounding import TextCheck, check_text
from cs_core.orchestration.judging.likeness import fits_no_neighbour, is_specific, not_a_duplicate
from cs_core.orchestration.judging.people import names_no_other_customer, right_recipient
from cs_core.orchestration.judging.uncited import sentences, states, uncovered
from cs_core.orchestration.judging.understood import is_understood
from cs_core.orchestration.judging.verdicts import Gate, verdict
from cs_core.orchestration.judging.words import (
    keeps_policy,
    links_only_where_allowed,
    right_language,
    right_tone,
    without_quotes,
)
from cs_core.orchestration.world import World
from cs_core.records import Brief, Proposal, Verdict


def judge(proposal: Proposal, brief: Brief, world: World) -> tuple[Verdict, ...]:
    """Every gate's verdict, in the order of GATES. Changes nothing; the same arguments give the same verdicts."""
    return tuple(_asked(gate, proposal, brief, world) for gate in GATES)


def judge_alone(proposal: Proposal, brief: Brief, world: World) -> tuple[Verdict, ...]:
    """As `judge`, before the cycle's other drafts are there: less the verdict of AMONG, which `judge_among` adds."""
    return tuple(_asked(gate, proposal, brief, world) for gate in GATES if gate is not AMONG)


def judge_among(proposal: Proposal, alone: Sequence[Verdict], world: World) -> tuple[Verdict, ...]:
    """What `judge` says, from the verdicts of `judge_alone`, once the world knows the cycle's other drafts."""
    at = GATES.index(AMONG)
    return (*alone[:at], _asked(AMONG, proposal, None, world), *alone[at:])


def _asked(gate: Gate, proposal: Proposal, brief: Brief | None, world: World) -> Verdict:
    """Its verdict. One text that a gate breaks on is one that it cannot tell of: it stops neither the other gates nor the cycle."""
    try:
        return gate(proposal, brief, world)
    except Exception as error:
        return verdict(gate.__name__, proposal, None, f"the gate broke on this text ({type(error).__name__}: {error})")


GATES: tuple[Gate, ...] = (
    cites_known_facts,
    figures_match,
    states_nothing_uncited,
    is_understood,
    facts_are_fresh,
    right_recipient,
    names_no_other_customer,
    keeps_policy,
    links_only_where_allowed,
    right_tone,
    right_language,
    not_a_duplicate,
    is_specific,
    fits_no_neighbour,
)
AMONG: Gate = not_a_duplicate
"""The one that compares a draft with the others of its cycle; it looks at no brief."""
CHECKS: Mapping[str, str] = {
    "cites_known_facts": "each fact that it cites is on record", "figures_match": "its figures are those of its facts",
    "states_nothing_uncited": "a fact stands behind all that it states", "is_understood": "each of its sentences is understood",
    "facts_are_fresh": "its facts are fresh", "right_recipient": "it goes to the right person",
    "names_no_other_customer": "it names no other customer", "keeps_policy": "it keeps our policies",
    "links_only_where_allowed": "it links only where it may", "right_tone": "its tone is right", "right_language": "its language is right",
    "not_a_duplicate": "it repeats no other draft", "is_specific": "it says enough of this customer",
    "fits_no_neighbour": "it would fit no other customer",
}  # fmt: skip
"""Gate -> what it checks of a draft, as a clause."""

__all__ = [
    "CHECKS", "GATES", "Gate", "TextCheck", "borne_by", "check_text", "judge", "keeps_policy", "sentences", "states",
    "states_nothing_uncited", "uncovered", "without_quotes",
]  # fmt: skip
