"""A model's draft that a gate failed is written again by the composer: neither a bad model nor a text that misled it can suppress a job.

The failed draft is kept as it is, with its verdicts, and goes nowhere; what stands in for it is a proposal of its own, judged anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cs_core.execution.draft import draft
from cs_core.execution.models.model import OFFLINE, Model, OfflineModel
from cs_core.execution.playbooks.runs import own_words
from cs_core.orchestration.contact.repeats import Repeats, with_drafts
from cs_core.orchestration.flow.drafting import VALUE_UNIT, in_order, worded
from cs_core.orchestration.flow.stages import Known, Noticed
from cs_core.orchestration.gates import judge
from cs_core.orchestration.world import World
from cs_core.records import Proposal, Verdict, key_of

FALLBACK = f"{OFFLINE} (fallback)"


class Redrafted(NamedTuple):
    """All proposals, those that failed and those that stand in for them; every verdict; and the world with the texts that stand."""

    proposals: list[Proposal]
    verdicts: dict[str, tuple[Verdict, ...]]
    world: World


def redraft(
    proposals: Sequence[Proposal], verdicts: Mapping[str, tuple[Verdict, ...]], world: World, noticed: Noticed, known: Known, model: Model
) -> Redrafted:
    """Write again, with the composer, what the model wrote and a gate failed. Each counts as one of the model's fallbacks."""
    failed = {_job(p): p for p in proposals if p.drafted_by == model.name != OFFLINE and any(v.passed is False for v in verdicts[p.id])}
    again, told = [], noticed.briefs({p.account_id for p in failed.values()}) if failed else {}
    for agent, row in worded(noticed, known) if failed else ():
        first = failed.get((agent.name, row["play"], row["account_id"]))
        if first is None:
            continue
        brief = own_words(told[first.account_id], row)
        made = draft(agent, row, brief, OfflineModel(), cycle_id=first.cycle_id, as_of=first.as_of, value_unit=VALUE_UNIT)
        if made is not None:
            model.count("fallbacks")
            marks = {"id": redraft_id(first.id), "drafted_by": FALLBACK, "others_words": first.others_words}
            again.append(made.model_copy(update=marks))
    if not again:
        return Redrafted(list(proposals), dict(verdicts), world)
    both = in_order([*proposals, *again])
    world = replace(world, repeats=texts_that_stand(world.repeats, both))
    anew = {p.id: judge(p, told[p.account_id], world) for p in again}
    return Redrafted(both, {**verdicts, **anew}, world)


def redraft_id(proposal_id: str) -> str:
    """The id of what stands in for a draft that failed."""
    return key_of(proposal_id, "redraft")


def replaced(proposals: Sequence[Proposal]) -> dict[str, str]:
    """Failed draft -> what stands in for it."""
    ids = {p.id for p in proposals}
    return {p.id: again for p in proposals if (again := redraft_id(p.id)) in ids}


def standing(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The same less the drafts for which another stands in."""
    gone = replaced(proposals)
    return [p for p in proposals if p.id not in gone]


def texts_that_stand(repeats: Repeats, proposals: Sequence[Proposal]) -> Repeats:
    """What was said, with the cycle's own drafts as they are after the redraft: what failed repeats nothing and is repeated by nothing."""
    return with_drafts(repeats.without({p.id for p in proposals}), standing(proposals))


def _job(proposal: Proposal) -> tuple[str, str, str]:
    return proposal.agent, proposal.play, proposal.account_id
