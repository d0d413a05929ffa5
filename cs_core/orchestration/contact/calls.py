"""What a task of high stakes asks of one of ours, and which letters would cut across it: those wait, and useful care goes on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from cs_core.context.wording.days import spelt
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.records import Proposal

DAYS_OF_THE_CONTRACT: tuple[str, ...] = ("announce the next term", "tell the notice day", "settle what is beyond the commitment")
"""Plays that wait for no call of ours: they tell a day or a bill that comes in any case."""
ANSWERS: tuple[str, ...] = ("tell of the fix",)
"""Plays that answer what the customer themselves reported: they are owed, whatever else is open."""
BY_HAND: tuple[str, ...] = ("write up the quote", "prepare the quote", "size the next commitment")
"""Plays of whose tasks a person sends terms to the customer: these wait for a call that asks whether the customer stays."""
CARE: tuple[str, ...] = (*DAYS_OF_THE_CONTRACT, *ANSWERS, "settle before the notice day", "welcome the newcomer")
"""Plays that go on beside a call on another matter; so does all of `CARING`."""
CARING: tuple[str, ...] = ("onboarding",)
"""Agents that help with what the customer is in the middle of."""
TERMS: tuple[str, ...] = ("renewal", "growth")
"""Agents whose letters speak of terms and prices."""
STAY: tuple[str, ...] = (
    "answer the notice", "settle the risk before the term ends", "hear why they want to leave", "hear why they look elsewhere",
)  # fmt: skip
"""Plays that ask for one and the same call: whether the customer stays. The first named is asked for, and tells what the others would."""
SAID_ON: Mapping[str, str] = {
    "answer the notice": "notice_given_on", "hear why they want to leave": "leaving_said_on",
    "hear why they look elsewhere": "competitor_said_on",
}  # fmt: skip
"""Of these the plays that ask about a word of theirs -> the signal with its day."""


class Asked(NamedTuple):
    """A task of high stakes: its play and, where it was asked for on an earlier day, of whom and when."""

    play: str
    person: str | None = None
    since: date | None = None


class Errand(NamedTuple):
    """Tasks of one kind: what somebody is asked to do, and which letters wait until it is done."""

    plays: tuple[str, ...]
    does: str
    waits: Callable[[Proposal], bool]


def in_the_way(proposal: Proposal, asked: Iterable[Asked]) -> str | None:
    """Why this letter, or what is sent by hand, waits for the first other task that it would cut across; None where there is none."""
    others = ((one, errand_of(one.play)) for one in asked if proposal.kind == "message" or one.play != proposal.play)
    return next((_told(one, errand) for one, errand in others if errand.waits(proposal)), None)


def the_same_call(proposal: Proposal, asked: Iterable[Asked], known: Mapping[str, Any] | None = None) -> str | None:
    """Why this task waits, in a sentence: a call on the same matter is asked for; None where there is none, or where it tells of a word
    of theirs that the one asked for on an earlier day does not, and takes that call over (`one_call`). `known` are the customer's signals.
    """
    same = (one for one in asked if proposal.play in STAY and one.play in STAY and one.play != proposal.play)
    same = (one for one in same if not _takes_over(proposal.play, one, known or {}))
    return next((f"{_told(one, errand_of(one.play))}; one call is enough for both" for one in same), None)


def _takes_over(play: str, asked: Asked, known: Mapping[str, Any]) -> bool:
    """Whichever day the word is of: had it been known when the other call was asked for, this one would have come first."""
    said = known.get(SAID_ON.get(play, ""))
    return bool(said and asked.since) and place_of_call(play) < place_of_call(asked.play)


def heard_already(proposal: Proposal, made: Iterable[Asked], known: Mapping[str, Any]) -> str | None:
    """Why this task need not be done, in a sentence: a call made since they said it told what this one would; None where none did.

    `made` are calls with who made them and when, `known` the signals of the customer.
    """
    said = known.get(SAID_ON.get(proposal.play, ""))
    since = (one for one in made if said and said < one.since and place_of_call(one.play) < place_of_call(proposal.play))
    return next((f"{one.person} made a call on the same matter on {spelt(one.since)}: {one.play}" for one in since), None)


def place_of_call(play: str) -> int:
    """Which of several tasks is asked for first: of one and the same call the one that tells most; calls before what is sent by hand."""
    return STAY.index(play) if play in STAY else len(STAY) if play in BY_HAND else 0


def errand_of(play: str) -> Errand:
    """The first that names the play; the last takes all others, those of leaders' own playbooks among them."""
    return next(errand for errand in ERRANDS if play in errand.plays or not errand.plays)


def _told(asked: Asked, errand: Errand) -> str:
    """What this very cycle wants done, nobody may have the minutes for: only of an earlier day it is told that somebody is asked."""
    who = "A person" if asked.person in (None, UNASSIGNED) else asked.person
    asks = f"{who} is to" if asked.since is None else f"{who} is asked since {spelt(asked.since)} to"
    return f"{asks} {errand.does}: {asked.play}"


def _beside_a_call(proposal: Proposal) -> bool:
    by_hand = proposal.kind == "task" and proposal.play in BY_HAND
    return not by_hand and proposal.play not in CARE and proposal.agent not in CARING


def _beside_trouble(proposal: Proposal) -> bool:
    return proposal.play not in (*DAYS_OF_THE_CONTRACT, *ANSWERS)


CALL = "call this customer first"
ERRANDS: tuple[Errand, ...] = (
    Errand((*STAY, "answer the serious complaint", "own the escalation"), CALL, _beside_trouble),
    Errand(
        ("write up the quote", "enter the new contract", "find out whether they renewed"),
        "settle their contract before anybody writes of terms", lambda p: p.agent in TERMS and p.play not in DAYS_OF_THE_CONTRACT,
    ),
    Errand(
        ("look for an outage first",), "find out why use stopped before anybody writes", lambda p: p.play not in DAYS_OF_THE_CONTRACT,
    ),
    Errand((), CALL, _beside_a_call),
)  # fmt: skip
"""Who is leaving or angry hears nothing but what they are owed before somebody of ours has called; other calls stop only what asks or
sells; what is done at a desk stops only its own matter."""
