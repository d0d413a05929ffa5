"""One call a customer on whether they stay: it is worth what each of those was that it stands for, and takes over what was asked before."""

from collections.abc import Iterable, Mapping

import polars as pl

from cs_core.context.passed_on import TAKEN_OVER
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.calls import STAY, place_of_call
from cs_core.orchestration.contact.ledger import to_be_done
from cs_core.orchestration.governor import one_call
from cs_core.orchestration.world import CALLS, Hold
from cs_core.records import Proposal, Routed, key_of


def worth_of_all(proposals: Iterable[Proposal], holds: Mapping[str, Hold]) -> list[Proposal]:
    """The same; the one call on whether a customer stays is worth what the most valuable of those is for which it is enough (`holds`)."""
    made, most = list(proposals), {}
    for proposal in made:
        if proposal.id in holds and holds[proposal.id].rule == one_call.__name__:
            most[proposal.account_id] = max(proposal.value, most.get(proposal.account_id, 0.0))
    return [p.model_copy(update={"value": max(p.value, most[p.account_id])}) if _stands_for(p, holds, most) else p for p in made]


def _stands_for(proposal: Proposal, holds: Mapping[str, Hold], most: Mapping[str, float]) -> bool:
    return proposal.kind == "task" and proposal.play in STAY and proposal.id not in holds and proposal.account_id in most


def taken_over(snap: Snapshot, proposals: Iterable[Proposal], routed: Iterable[Routed], *, cycle_id: str) -> list[dict]:
    """Rows of `handover`: calls on whether a customer stays that were asked for before, where a person is now called in for one that
    tells more."""
    goes = {r.proposal_id: r.assignee for r in routed if r.route in CALLS}
    calls = {p.account_id: p for p in proposals if p.id in goes and p.kind == "task" and p.play in STAY}
    if not calls:
        return []
    asked = to_be_done(snap).filter(pl.col("kind") == "task", pl.col("play").is_in(STAY), pl.col("account_id").is_in(list(calls)))
    rows = []
    for row in asked.to_dicts():
        call = calls[row["account_id"]]
        if place_of_call(call.play) < place_of_call(row["play"]):
            who = goes[call.id] or "A person"
            why = f"{who} is asked since {spelt(snap.as_of)} to call on the same matter, for more than this tells: {call.play}"
            told = {"proposal_id": row["id"], "from_person": row["assignee"], "to_person": None, "how": TAKEN_OVER, "why": why}
            rows.append(told | {"id": key_of("handover", row["id"], TAKEN_OVER), "as_of": snap.as_of, "cycle_id": cycle_id})
    return rows
