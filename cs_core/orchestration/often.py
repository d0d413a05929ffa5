"""How often a customer, and a person there, hears from us: the rules of the governor that count days and letters."""

from datetime import timedelta

from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.calls import ANSWERS, CARE
from cs_core.orchestration.contact.low_scores import MAY_GO
from cs_core.orchestration.direction import NAMES
from cs_core.orchestration.world import Hold, World
from cs_core.records import Proposal

OFFERS: tuple[str, ...] = ("growth",)
"""Agents whose letters would sell more: one person hears them with days of quiet between, whichever play it is."""
RUNS_UP: tuple[str, ...] = ("settle what is beyond the commitment",)
"""Plays of theirs that wait for no quiet time: each day costs the customer money that nobody has agreed."""
SILENT_AFTER = 3
"""Letters to one person, none of them answered, after which the next ones come slowly."""


def letters_apart(proposal: Proposal, turn: object, world: World) -> Hold | None:
    """Who had a letter of an agent has some days of quiet before the next one, whoever writes it; a day that comes anyway does not wait."""
    last, quiet = world.ledger.last_letter(proposal.account_id), world.direction.guardrails["min_days_between_letters"]
    if last is None or proposal.play in (*MAY_GO, *CARE) or (world.as_of - last.on).days >= quiet:
        return None
    said = f"The {last.by.replace('_', ' ')} agent wrote to this customer on {spelt(last.on)}"
    return Hold(said, f"{quiet:.0f} days since then, or a lower figure at {NAMES['min_days_between_letters']}")


def account_cap(proposal: Proposal, turn: object, world: World) -> Hold | None:
    """At most so many contacts an account in 7 days, people's touches included."""
    cap = world.direction.guardrails["max_contacts_per_account_7d"]
    had = world.ledger.on_account(proposal.account_id, world.as_of - timedelta(days=7))
    if had < cap:
        return None
    said = f"{had} contacts with this customer in 7 days, the cap is {cap:.0f}"
    return Hold(said, f"Older contacts, or a higher figure at {NAMES['max_contacts_per_account_7d']}")


def person_cap(proposal: Proposal, turn: object, world: World) -> Hold | None:
    """At most so many messages a person in 28 days."""
    cap, person = world.direction.guardrails["max_contacts_per_person_28d"], (proposal.recipient or "").lower()
    had = world.ledger.on_person(person, world.as_of - timedelta(days=28))
    if had < cap:
        return None
    said = f"{person} had {had} messages in 28 days, the cap is {cap:.0f}"
    return Hold(said, f"Older messages, or a higher figure at {NAMES['max_contacts_per_person_28d']}")


def a_pause_after_silence(proposal: Proposal, turn: object, world: World) -> Hold | None:
    """Who answered none of our last letters hears from us seldom until they do; what `MAY_GO`, and what they are owed, need not wait."""
    person, quiet = (proposal.recipient or "").lower(), world.direction.guardrails["min_days_after_silence"]
    sent = world.ledger.without_answer(person)
    if proposal.play in (*MAY_GO, *ANSWERS) or len(sent) < SILENT_AFTER or (world.as_of - sent[-1].on).days >= quiet:
        return None
    who = proposal.recipient_name or person
    said = f"{who} answered none of our last {len(sent)} letters, the newest of {spelt(sent[-1].on)}"
    return Hold(said, f"A word of theirs, {quiet:.0f} days since that letter, or a lower figure at {NAMES['min_days_after_silence']}")


def offers_apart(proposal: Proposal, turn: object, world: World) -> Hold | None:
    """Who had an offer of ours has some days of quiet before the next one, whichever play or account it is for."""
    if proposal.agent not in OFFERS or proposal.play in RUNS_UP:
        return None
    person, quiet = (proposal.recipient or "").lower(), world.direction.guardrails["min_days_between_offers"]
    last = world.ledger.last_from(person, OFFERS)
    if last is None or (world.as_of - last.on).days >= quiet:
        return None
    said = f"{person} had an offer of the {last.by.replace('_', ' ')} agent on {spelt(last.on)}"
    return Hold(said, f"{quiet:.0f} days since then, or a lower figure at {NAMES['min_days_between_offers']}")
