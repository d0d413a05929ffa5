"""Gates on people: the right one at the right customer, who may be written to, and no other customer named."""

from cs_core.context.written_to import why_not
from cs_core.orchestration.judging.facts import names_of
from cs_core.orchestration.judging.verdicts import verdict
from cs_core.orchestration.neighbours import holds
from cs_core.orchestration.world import World
from cs_core.records import Brief, Proposal, Verdict

CHANNELS = ("email", "slack")
"""Ways to a customer. Where one is not connected, the message waits in the outbox."""


def right_recipient(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """A known person of this customer, still there, not opted out, by a channel for messages; a task goes to nobody outside."""
    gate = "right_recipient"
    if proposal.kind == "task" and not proposal.recipient and proposal.channel == "crm_task":
        return verdict(gate, proposal, True, "a task for one of ours")
    if proposal.kind == "task":
        return verdict(gate, proposal, False, "a task must not go to a customer")
    if proposal.channel not in CHANNELS:
        return verdict(gate, proposal, False, f"a message goes by {' or '.join(CHANNELS)}, not by {proposal.channel}")
    person = world.people.get(proposal.account_id, {}).get((proposal.recipient or "").lower())
    if person is None:
        return verdict(gate, proposal, False, f"{proposal.recipient or 'nobody'} is not known at this customer")
    why = why_not(person, world.as_of)
    return verdict(gate, proposal, why is None, f"{proposal.recipient} {why or 'is known here and may be written to'}")


def names_no_other_customer(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The text names no other customer, by name or by domain."""
    ours = " ".join(names_of(proposal, brief, world))
    found = world.neighbours.named_in(f"{proposal.subject}\n{proposal.body}", proposal.account_id, ours=ours)
    if found is None:
        return verdict("names_no_other_customer", proposal, True, "no other customer is named")
    if any(holds(str(f.value), found[0]) for f in proposal.facts):
        return verdict("names_no_other_customer", proposal, None, f"“{found[0]}” is another customer, and stands in a fact of this one too")
    return verdict("names_no_other_customer", proposal, False, f"it names “{found[0]}”, another customer ({found[1]})")
