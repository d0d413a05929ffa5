"""Proposals that the governor has to hold or let go, and what it may know of their customer."""

from datetime import timedelta

from cs_core.orchestration.contact.closed import Closed
from cs_core.orchestration.contact.ledger import Contact
from cs_core.orchestration.contact.low_scores import LowScore
from tests.orchestration.builders import TODAY, a_proposal, a_task, a_world

RISK = a_proposal()
RENEWAL = a_proposal(agent="renewal", play="prepare the quote", value=9.0)
GROWTH = a_proposal(agent="growth", play="talk about seats", value=9.0)


def by(how: str, days: int, n: int = 1, person: str | None = "ada@acme.example") -> list[Contact]:
    return [Contact("acme", person, TODAY - timedelta(days=days + i), "Mia Sand", how) for i in range(n)]


UPSELL, THANKS = GROWTH, a_proposal(agent="relationship", play="thank for the rating")


def in_world(**known):
    """A world in which these signals are known of Acme."""
    world = a_world()
    world.accounts["acme"].update(known)
    return world


LOW = {"acme": {"ada@acme.example": LowScore("2 of 10", TODAY - timedelta(days=9))}}
SHUT = {"acme": Closed("Our office is closed until 12 July.", TODAY, TODAY + timedelta(days=14))}
LEAVES = a_task(play="hear why they want to leave", stakes="high")
NOTICE = a_task(agent="renewal", play="answer the notice", stakes="high")
