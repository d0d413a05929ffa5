"""Who is written to. Code decides it from the brief; no model sees an address."""

import re
from collections.abc import Collection
from email.utils import parseaddr
from itertools import chain
from typing import NamedTuple

from cs_core.context.signals.people import TOLD_AS
from cs_core.records import Brief


class Named(NamedTuple):
    """A role that a fact gives to somebody in particular."""

    role: str
    key: str
    """The fact that names them, as `contact` does: name and address."""
    alone: bool
    """Whether what is written to them would make no sense to anybody else."""


class Recipient(NamedTuple):
    """A person known at this account who can be reached: the brief holds no contact who left or opted out."""

    name: str
    email: str
    role: str
    fact_id: str


def reachable(brief: Brief) -> list[Recipient]:
    """The brief's contacts, in its order of trust."""
    roles = {f.source_row: str(f.value) for f in brief.all("contact_role")}
    barred = {str(f.value).lower() for f in brief.all("opted_out")}
    found = []
    for fact in brief.all("contact"):
        name, email = _read(str(fact.value))
        if _is_address(email) and not any(email.lower() in b for b in barred):
            found.append(Recipient(name, email.lower(), _role(brief, name, roles.get(fact.source_row, "")), fact.id))
    return found


def choose_recipient(brief: Brief, preferred: str, avoid: Collection[str] = ()) -> Recipient | None:
    """The person of the preferred role, else champion, sponsor, anybody; None where nobody can be reached.

    Somebody to whom we never wrote is passed over where a champion or sponsor knows us, but for a sponsor whose decision is asked for.
    A preferred role of `NAMED` is whom a fact names (``who asked``). Where that person cannot be written to, what is meant for them
    alone goes to nobody else. A notice of the contract, to the `SIGNER`, goes past who opted out and the addresses to `avoid`.
    """
    people = reachable(brief)
    if preferred == SIGNER:
        return _signer(brief, people, avoid)
    if (fact := next((row for row in NAMED if row.role == preferred), None)) is not None:
        found = _named(brief, fact.key, people)
        if found is not None or fact.alone:
            return found
    new = strangers(brief)
    met, roles = [p for p in people if p.email not in new], list(dict.fromkeys((preferred, *FALLBACK)))
    first = [(people, [preferred])] if preferred == DECIDES else []
    in_turn = (p for among, named in (*first, (met, roles), (people, roles)) for role in named for p in among if p.role == role)
    return next(chain(in_turn, met, people), None)


def _signer(brief: Brief, people: list[Recipient], avoid: Collection[str]) -> Recipient | None:
    """Who decides, as for any letter; where that person opted out or is to be avoided, the next one who decides, signs or pays.

    Nobody where there is no such person: a notice to somebody whom it does not concern counts for none.
    """
    first = choose_recipient(brief, DECIDES)
    if first is not None and first.email not in avoid and not _passes_by(brief, first):
        return first
    return next((p for role in CONCERNED for p in people if p.role == role and p.email not in avoid), None)


def _passes_by(brief: Brief, person: Recipient) -> bool:
    """Whether this one stands in for somebody who opted out: for the sponsor, or the champion where no sponsor is known."""
    role, meant = next(((role, fact) for role in FALLBACK[::-1] if (fact := brief.get(role))), ("", None))
    return meant is not None and person.role != role and meant.source_row in {f.source_row for f in brief.all("opted_out")}


def strangers(brief: Brief) -> dict[str, str]:
    """Address -> what marks the facts on them (the end of their ids), of those new people to whom nothing of ours was ever sent."""
    return {_read(str(f.value))[1].lower(): f.id.removeprefix("stranger") for f in brief.all("stranger")}


def of_reader(brief: Brief, person: Recipient | None) -> Brief:
    """The brief with what is of this reader only: a letter introduces us to nobody else, and tells nobody else who answered what."""
    mine = strangers(brief).get(person.email) if person else None
    answered = person is None or person.email in {_read(str(f.value))[1].lower() for f in brief.all("answered_by")}
    others = () if answered else ANSWER
    if all(brief.get(key) is None for key in (*others, *STRANGER)):
        return brief
    facts = tuple(f for f in brief.facts if f.key not in others and (f.key not in STRANGER or f.id == f"{f.key}{mine}"))
    return brief if len(facts) == len(brief.facts) else brief.model_copy(update={"facts": facts})


def _named(brief: Brief, key: str, people: list[Recipient]) -> Recipient | None:
    """Who among these people the fact names, by address; of several such facts the one that goes with the release that is told."""
    told = brief.get("release") if key == "release_for" else None
    ours = [f for f in brief.all(key) if told is None or f.id.removeprefix(key) == told.id.removeprefix("release")]
    addresses = [_read(str(f.value))[1].lower() for f in ours]
    return next((p for address in addresses for p in people if p.email == address), None)


def _read(contact: str) -> tuple[str, str]:
    """Name and address; the plain form is read directly, for the full grammar of addresses takes most of a draft's time."""
    plain = PLAIN.fullmatch(contact)
    return (plain[1], plain[2]) if plain else parseaddr(contact)


def _role(brief: Brief, name: str, recorded: str) -> str:
    """The recorded role in our words; the champion and sponsor signals name theirs."""
    for role, words in ROLE_WORDS:
        if any(word in recorded.lower() for word in words):
            return role
    for role in FALLBACK:
        fact = brief.get(role)
        if fact is not None and name and AS_ROLE.sub("", str(fact.value)).casefold() == name.casefold():
            return role
    return ""


def _is_address(email: str) -> bool:
    local, at, domain = email.partition("@")
    return bool(local and at and "." in domain and email.isprintable() and " " not in email and "@" not in domain)


PLAIN = re.compile(r"([\w.'’-]+(?: [\w.'’-]+)*) <([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
"""``Ada Lind <ada@acme.example>``: nothing quoted, escaped or commented."""

AS_ROLE = re.compile(rf" \((?:{'|'.join(TOLD_AS)})\)$")
"""What the fact `sponsor` adds to a name where no executive sponsor is known."""
FALLBACK = ("champion", "sponsor")
DECIDES = "sponsor"
"""Who is written to however new they are: it is their decision."""
SIGNER = "signer"
"""The role to which notices of the contract are written."""
CONCERNED = (DECIDES, "billing", SIGNER)
"""Roles that such a notice concerns, in their turn."""
STRANGER = ("stranger", "stranger_on")
"""Facts on new people to whom we never wrote."""
ANSWER = ("answered_by", "answered_on", "answer_score", "answer_comment")
"""Facts on a good answer to a survey, which are of whoever gave it."""
NAMED = (
    Named("who asked", "release_for", alone=False),
    Named("who joined", "newcomer", alone=True),
    Named("who answered", "answered_by", alone=True),
)
ROLE_WORDS = (
    ("champion", ("champion",)),
    ("sponsor", ("sponsor", "economic buyer", "budget holder", "decision maker")),
    ("billing", ("billing", "finance", "accounts payable")),
    (SIGNER, ("signatory", "signer", "procurement", "purchasing")),
)
