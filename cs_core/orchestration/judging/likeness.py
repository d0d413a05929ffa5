"""Gates on likeness: no text a second time, and none that would as well be true of another customer."""

import re
from collections.abc import Mapping
from datetime import date

from cs_core.context.vocabulary import SIGNALS
from cs_core.execution.writing.telling import COMMONPLACE, telling
from cs_core.orchestration.contact.repeats import figures
from cs_core.orchestration.judging.policy import done_by_people
from cs_core.orchestration.judging.verdicts import verdict
from cs_core.orchestration.world import World
from cs_core.records import Brief, Claim, Fact, Proposal, Verdict


def not_a_duplicate(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Nearly the same text was not drafted for anyone in 90 days; news for several and what own figures tell, not for this customer.

    Two customers of one price and one day are rightly told the same.
    """
    if done_by_people(proposal.play):
        return verdict("not_a_duplicate", proposal, True, "a person does it: no text is sent")
    same = world.repeats.same(proposal, others=proposal.play not in ANNOUNCEMENTS and not _told_by_own_figures(proposal))
    if same is None:
        return verdict("not_a_duplicate", proposal, True, "nothing like it in 90 days")
    whom = "this customer" if same.account_id == proposal.account_id else f"another customer ({same.account_id})"
    return verdict("not_a_duplicate", proposal, False, f"nearly the same text was drafted for {whom}: proposal {same.proposal_id}")


def _told_by_own_figures(proposal: Proposal) -> bool:
    """Whether sentences that stand in the text and cite this customer's figures and days hold all figures of it, and enough of them.

    Whether these are its own other gates tell: here counts that no figure stands in free words, which would be the same for anybody.
    """
    facts, free, own = {f.id: f for f in proposal.facts}, proposal.body, set()
    for claim in proposal.claims:
        cited = [facts[i] for i in claim.fact_ids if i in facts]
        if cited and claim.text.strip() in free:
            free = free.replace(claim.text.strip(), "", 1)
            own |= {f.key for f in cited if _is_figure(f.value)}
    return len(own - COMMONPLACE) >= OWN_FIGURES and not figures(free)


def _is_figure(value: object) -> bool:
    """A number or a day, which a stored draft holds as text."""
    if isinstance(value, str):
        return _DAY.fullmatch(value) is not None
    return isinstance(value, int | float | date) and not isinstance(value, bool)


def is_specific(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """It cites enough different facts of this customer, names and contacts not counted."""
    least = int(world.direction.guardrails["min_cited_facts"])
    told = len(telling(proposal.facts))
    said = f"{told} telling {'fact' if told == 1 else 'facts'} cited, {least} needed"
    return verdict("is_specific", proposal, told >= least, said)


def fits_no_neighbour(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The same text would not be true of the customers most like this one; what it says of their common plan does not count."""
    gate, near = "fits_no_neighbour", world.near.get(proposal.account_id, ())
    if not near:
        return verdict(gate, proposal, True, "no other customer of the same segment and plan to compare with")
    facts = {f.id: f for f in proposal.facts}
    telling = [c for c in proposal.claims if any(facts[i].key not in _SHARED for i in c.fact_ids if i in facts)]
    alike = sum(all(_holds_for(c, facts, other) for c in telling) for other in near)
    said = f"all of it would be true of {alike or 'none'} of the {len(near)} customers next to it in segment and plan"
    return verdict(gate, proposal, alike <= BY_CHANCE, said)


def _holds_for(claim: Claim, facts: Mapping[str, Fact], other: Mapping[str, object]) -> bool:
    """Whether each fact of the claim is the same at the other customer; what is no signal is known of this one only."""
    return all(
        facts[i].key in SIGNALS and _alike(facts[i].value, other.get(facts[i].key)) for i in claim.fact_ids if i in facts
    )


def _alike(ours: object, theirs: object) -> bool:
    """The same value; a measured one as it is rounded in a sentence."""
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return round(ours) == round(theirs)
    return theirs is not None and ours == theirs


ANNOUNCEMENTS = ("tell of the fix", "tell of the release")
"""Plays whose news is the same for each whom it concerns: whoever reported a fault hears that it is mended, however many did."""
OWN_FIGURES = 2
"""So many figures or days of a customer's own make a text its own, though another customer's are the same."""
BY_CHANCE = 1
"""So many neighbours may share all that is said: two small customers with one bill each do."""

_SHARED = COMMONPLACE | {"plan"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
