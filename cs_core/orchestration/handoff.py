"""The note with which a proposal is handed to a person: why you, why now, what we know and tried, what to do, until when, and if not."""

import re
from datetime import date

from cs_core.context.usage.rhythm import on_record
from cs_core.context.wording.counted import in_unit, unit_behind
from cs_core.context.wording.days import spelt
from cs_core.context.wording.labels import named
from cs_core.context.wording.systems import system_name
from cs_core.execution.writing.phrases import FORMS, say
from cs_core.orchestration.budget import SKILL_OF, asked_already
from cs_core.orchestration.contact.ledger import Contact
from cs_core.orchestration.contact.unanswered import passes_on, policy_of
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.world import World
from cs_core.records import Fact, Proposal, Routed

MOST_FACTS = 3
MOST_TRIED = 3
SAID_AS = {
    "top_feature": "feature", "unused_feature": "feature", "milestone_feature": "feature",
    "release_reason": "reason",
}  # fmt: skip
"""Facts whose value is a key of the product, and the form in which phrasings say it."""


def note(proposal: Proposal, routed: Routed, world: World, *, due_on: date) -> str:
    """The note, one line a question; every figure is of a cited fact, every contact of the ledger."""
    lines = (
        ("Why you", why_you(proposal, routed, world)),
        ("Why a person", routed.why),
        ("Why now", proposal.reason),
        ("What we know", what_we_know(proposal, routed)),
        ("What we tried", "; ".join(tried(proposal, world)) or "nothing in the last 60 days that is on record"),
        ("What to do", to_do(proposal, routed, world)),
        ("Until", spelt(due_on)),
        ("If not", if_not(proposal, routed)),
    )
    return "\n".join(f"{name}: {text}" for name, text in lines)


def why_you(proposal: Proposal, routed: Routed, world: World) -> str:
    """What made this person the one: the plan, the account, the skill, or the minutes left."""
    person = routed.assignee
    if person in (None, UNASSIGNED):
        return "nobody is named: whoever comes first takes it"
    plan, owner = world.coverage.get(proposal.account_id, {}).get("person"), world.accounts.get(proposal.account_id, {}).get("owner")
    skill = SKILL_OF.get(proposal.agent)
    skilled = {m["name"] for m in world.team if skill in (m["skills"] or ())}
    first = f"{plan or owner} has no minutes left, and " if (plan or owner) not in (None, person) and world.team else ""
    reasons = (
        (person == asked_already(proposal, world), "you are asked already to call them on the same matter"),
        (person == plan, "the coverage plan gives you this customer"),
        (person == owner, "you own this account"),
        (person in skilled, f"{first}it asks for {skill} skill, which you have"),
        (True, f"{first}you have the most minutes left"),
    )
    return next(text for holds, text in reasons if holds)


def what_we_know(proposal: Proposal, routed: Routed) -> str:
    """The first three facts cited that nobody reads above or below; where there is none, the sources of what is read there."""
    cited = known(proposal)
    read = proposal.reason if unsent(proposal, routed) else f"{proposal.reason}\n{proposal.body}"
    if more := [fact for fact in cited if not is_told(fact, read)]:
        return "; ".join(map(_told, more[:MOST_FACTS]))
    places = dict.fromkeys(map(_place, cited))
    return f"no more than is said here; it comes from {'; '.join(list(places)[:MOST_FACTS])}" if places else "no fact is cited"


def known(proposal: Proposal) -> list[Fact]:
    """The facts that the proposal cites, in the order in which it does."""
    facts = {f.id: f for f in proposal.facts}
    cited = dict.fromkeys(i for claim in proposal.claims for i in claim.fact_ids if i in facts)
    return [facts[i] for i in cited]


def unsent(proposal: Proposal, routed: Routed) -> bool:
    """Whether a letter is put in a person's own words, so that no draft comes with the note."""
    return routed.route == "human_only" and proposal.kind == "message"


def is_told(fact: Fact, text: str) -> bool:
    """Whether a text says the fact's value in one of the forms in which phrasings do, 34 % as 34%; a yes or no, by what it is called."""
    if isinstance(fact.value, bool):
        forms = {named(fact.key)}
    elif isinstance(fact.value, int | float):
        forms = {say(fact.value, form="size"), *([] if fact.unit else [say(fact.value, form="share")])}
    else:
        forms = {say(fact.value, form=form).strip('".') for form in ("", *FORMS)}
    said = (re.escape(form).replace("%", r"\s?%") for form in forms if form)
    return any(re.search(rf"(?<![\w,.]){form}(?![,.]?\w)", text, re.IGNORECASE) for form in said)


def tried(proposal: Proposal, world: World) -> list[str]:
    """What we did with this customer lately, the newest first."""
    ours = [c for c in world.ledger.by_account.get(proposal.account_id, ()) if c.how != "campaign"]
    return [_contact(c) for c in sorted(ours, key=lambda c: c.on, reverse=True)[:MOST_TRIED]]


def to_do(proposal: Proposal, routed: Routed, world: World) -> str:
    """What is asked of the person; nobody sends a letter under a colleague's name."""
    if proposal.kind == "task":
        return "the step below, then log what came of it"
    if unsent(proposal, routed):
        return f"{proposal.play}, in your own words: no draft is sent for it. Log what came of it"
    owner = world.accounts.get(proposal.account_id, {}).get("owner")
    signed = bool(owner) and routed.assignee not in (None, UNASSIGNED, owner) and owner in proposal.body.rpartition("\n\n")[2]
    under = f" (it is signed {owner}, who owns the account: put your own name)" if signed else ""
    return f"send the draft below{under} as it is or as you would put it, or call instead and log the touch"


def if_not(proposal: Proposal, routed: Routed) -> str:
    """What comes of it where nobody answers."""
    policy, half = policy_of(routed.route), passes_on(proposal.as_of, proposal.expires_at)
    if policy is None:
        return "nothing"
    first = f"on {spelt(half)} {policy.half}; " if half > proposal.as_of else ""
    return f"{first}after {spelt(proposal.expires_at)} {policy.end}"


def _told(fact: Fact) -> str:
    said = f"{on_record(named(fact.key), [fact.source_row])}: {in_unit(str(_value(fact)), unit_behind(fact.value, fact.unit))}"
    return f"{said} ({_place(fact)})"


def _place(fact: Fact) -> str:
    return f"{system_name(fact.source)}, {spelt(fact.observed_at)}"


def _value(fact: Fact) -> object:
    """A fact's value as people say it, names of features and what a release is about too."""
    value = fact.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.1f}".removesuffix(".0")
    if isinstance(value, str) and fact.key in SAID_AS:
        return say(value, form=SAID_AS[fact.key])
    return spelt(value) if isinstance(value, date) else value


def _contact(contact: Contact) -> str:
    who = f"the {contact.by.replace('_', ' ')} agent wrote" if contact.how == "agent" else f"{contact.by or 'one of ours'} was in contact"
    return f"{who} on {spelt(contact.on)}"
