"""What came to be known since a letter was drafted and stands in its way: a low score of its reader, a closed office, a death."""

from collections.abc import Sequence
from datetime import date

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.orchestration.contact import closed, low_scores
from cs_core.orchestration.contact.low_scores import Letter
from cs_core.records import Action, Proposal

BARS = (("low_score_first", low_scores, "answer the score first"), ("nobody_is_there", closed, "let it wait until then"))
"""The governor's rule, what tells of it, and what to do instead."""


def by_now(store: Store, proposals: Sequence[Proposal | Letter], on: date) -> dict[str, str]:
    """Proposal -> what a person must know before a yes, by all that is known by the day."""
    found: dict[str, list[str]] = {}
    for _, bar, _ in BARS:
        for proposal, why in bar.by_now(store, proposals, on).items():
            found.setdefault(proposal, []).append(why)
    return {proposal: "; ".join(whys) for proposal, whys in found.items()}


def in_the_way(store: Store, proposal: Proposal, on: date, *, snap: Snapshot | None = None) -> str | None:
    """Why a letter may not be let out now, as no new draft of it would go; None where nothing bars it."""
    for rule, bar, instead in BARS:
        why = bar.by_now(store, [proposal], on, snap=snap).get(proposal.id) if proposal.play not in bar.MAY_GO else None
        if why:
            return f"{rule}: {why}, and that was not known when this was drafted: {instead}, or reject this"
    return None


def stopped(store: Store, actions: Sequence[Action], on: date) -> dict[str, str]:
    """Action -> why it does not go out though somebody let it: that was not known then, and its play may not go all the same."""
    messages = {a.proposal_id: a.id for a in actions if a.kind == "message"}
    made, found = store.records(Proposal, id=list(messages)) if messages else [], {}
    for _, bar, _ in BARS:
        barred = bar.by_now(store, [p for p in made if p.play not in bar.MAY_GO], on)
        found |= {messages[proposal]: f"{why}; it was approved before that was known" for proposal, why in barred.items()}
    return found
