"""The gates: each looks at one proposal and says passed, failed or cannot tell, with a reason. Cannot tell is never a pass.

A gate's first docstring line is what the pages show. Contact caps are the governor's; `judge` runs the gates in order.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from cs_core.context.vocabulary import SIGNALS, limit_days
from cs_core.orchestration.grounding import TextCheck, check_text
from cs_core.orchestration.policy import done_by_people, offence
from cs_core.orchestration.world import World
from cs_core.records import Brief, Fact, Proposal, Verdict

Gate = Callable[[Proposal, Brief, World], Verdict]


def judge(proposal: Proposal, brief: Brief, world: World) -> tuple[Verdict, ...]:
    """Every gate's verdict, in the order of GATES. Changes nothing; the same arguments give the same verdicts."""
    return tuple(gate(proposal, brief, world) for gate in GATES)


def cites_known_facts(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every fact that is cited stands in the brief of this customer, unchanged."""
    known, kept = {f.id: f for f in brief.facts}, {f.id: f for f in proposal.facts}
    cited = list(dict.fromkeys(i for claim in proposal.claims for i in claim.fact_ids))
    unknown = [i for i in cited if i not in known]
    if unknown:
        return _failed(proposal, "cites_known_facts", f"not in the brief: {', '.join(unknown[:3])}")
    changed = [i for i in cited if kept.get(i) != known[i]]
    if changed:
        return _failed(proposal, "cites_known_facts", f"not as in the brief: {', '.join(changed[:3])}")
    return _passed(proposal, "cites_known_facts", f"{len(cited)} facts cited, all in the brief")


def figures_match(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every figure, date, direction and name of a claim is in the facts that the claim cites; the subject's in any cited fact."""
    facts = {f.id: f for f in brief.facts}
    named = _names(proposal, brief, world)
    cited = [claim for claim in proposal.claims if claim.fact_ids]
    parts = [(c.text, tuple(facts[i] for i in c.fact_ids if i in facts)) for c in cited]
    for text, bearing in [*parts, (proposal.subject, tuple(f for _, fs in parts for f in fs))]:
        if any(f.value is None for f in bearing) and _DIGIT.search(text):
            return _unsure(proposal, "figures_match", f"a cited fact has no value: “{_short(text)}”")
        found = borne_by(text, bearing, named)
        if found.grounded is False:
            return _failed(proposal, "figures_match", f"{found.problems[0][2]}: “{_short(text)}”")
    return _passed(proposal, "figures_match", f"{len(cited)} claims agree with the facts they cite")


def states_nothing_uncited(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """What no cited sentence of the text covers states nothing: no figure, no name, nothing about the customer or what we did."""
    named = _names(proposal, brief, world)
    for part in uncovered(proposal):
        if why := states(part, named):
            return _failed(proposal, "states_nothing_uncited", f"{why}: “{_short(part)}”")
    return _passed(proposal, "states_nothing_uncited", "what is uncited is greeting, heading, question, request or sign-off")


def uncovered(proposal: Proposal) -> list[str]:
    """The sentences of the body that no claim with facts accounts for, wherever they stand."""
    rest = proposal.body
    for claim in sorted((c.text.strip() for c in proposal.claims if c.fact_ids), key=len, reverse=True):
        rest = rest.replace(claim, "\n", 1) if claim else rest
    return sentences(rest)


def sentences(text: str) -> list[str]:
    """The sentences of a text that hold a word or a figure, without bullets."""
    parts = (part.strip().removeprefix("- ") for part in _SENTENCE.split(text))
    return [part for part in parts if re.search(r"\w", part)]


def facts_are_fresh(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No cited fact is older than its kind may be: a state must come from a source that still reports, a statement may be outdated."""
    gate, doubt = "facts_are_fresh", None
    for fact in proposal.facts:
        knowledge = knowledge_of(fact.key)
        limit = limit_days(knowledge, fact.source) if knowledge else None
        if limit is None or (world.as_of - fact.observed_at).days <= limit:
            continue
        newest, old = world.newest.get(knowledge), f"{fact.key} is of {fact.observed_at}"
        if newest is not None and (world.as_of - newest).days > limit:
            return _failed(proposal, gate, f"{old}: {knowledge} must be at most {limit} days old")
        if newest is None:
            doubt = doubt or f"{old}, and it is not known whether its source still reports"
        elif knowledge in STATEMENTS:
            doubt = doubt or f"{old}, over {limit} days ago: it may no longer hold"
    return _unsure(proposal, gate, doubt) if doubt else _passed(proposal, gate, "every cited fact is as new as its kind must be")


def right_recipient(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The recipient is a known person of this customer who is still there and has not opted out; a task goes to nobody outside."""
    gate = "right_recipient"
    if proposal.kind == "task" and not proposal.recipient and proposal.channel == "crm_task":
        return _passed(proposal, gate, "a task for one of ours")
    if proposal.kind == "task":
        return _failed(proposal, gate, "a task must not go to a customer")
    person = world.people.get(proposal.account_id, {}).get((proposal.recipient or "").lower())
    if person is None:
        return _failed(proposal, gate, f"{proposal.recipient or 'nobody'} is not known at this customer")
    if person["opted_out"]:
        return _failed(proposal, gate, f"{proposal.recipient} opted out")
    if person["undeliverable"]:
        return _failed(proposal, gate, f"mail to {proposal.recipient} came back")
    if person["left_on"] and person["left_on"] <= world.as_of:
        return _failed(proposal, gate, f"{proposal.recipient} left on {person['left_on']}")
    return _passed(proposal, gate, f"{proposal.recipient} is known here and may be written to")


def names_no_other_customer(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The text names no other customer, by name or by domain."""
    ours = " ".join(_names(proposal, brief, world))
    found = world.neighbours.named_in(f"{proposal.subject}\n{proposal.body}", proposal.account_id, ours=ours)
    if found is None:
        return _passed(proposal, "names_no_other_customer", "no other customer is named")
    if any(found[0] in str(f.value) for f in proposal.facts):
        return _unsure(proposal, "names_no_other_customer", f"“{found[0]}” is another customer, and stands in a fact of this one too")
    return _failed(proposal, "names_no_other_customer", f"it names “{found[0]}”, another customer ({found[1]})")


def keeps_policy(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No discount beyond the guardrail, no promise of price, result or law, no link, no filler; a task is for us and may speak of them."""
    gate, limit = "keeps_policy", world.direction.guardrails["max_discount_percent"]
    text, rules = f"{proposal.subject}\n{proposal.body}", {"max_discount": limit, "voice": world.voice}
    why = offence(text, **rules) if proposal.kind == "message" else None
    if why is None:
        return _passed(proposal, gate, "no discount, promise, link or banned phrase")
    own = offence(without_quotes(text, proposal.facts), **rules)
    return _failed(proposal, gate, own) if own else _unsure(proposal, gate, f"in the customer's own words that it quotes: {why}")


def not_a_duplicate(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The same text, or nearly the same, was not drafted for anyone in 90 days."""
    if done_by_people(proposal.play):
        return _passed(proposal, "not_a_duplicate", "a person does it: no text is sent")
    same = world.repeats.same(proposal)
    if same is None:
        return _passed(proposal, "not_a_duplicate", "nothing like it in 90 days")
    whom = "this customer" if same.account_id == proposal.account_id else f"another customer ({same.account_id})"
    return _failed(proposal, "not_a_duplicate", f"nearly the same text was drafted for {whom}: proposal {same.proposal_id}")


def is_specific(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """It cites enough different facts of this customer, names and contacts not counted."""
    least = int(world.direction.guardrails["min_cited_facts"])
    telling = {f.key for f in proposal.facts} - COMMONPLACE
    said = f"{len(telling)} telling facts cited, {least} needed"
    return _passed(proposal, "is_specific", said) if len(telling) >= least else _failed(proposal, "is_specific", said)


def borne_by(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> TextCheck:
    """Whether these facts, in their own vocabulary, bear what the text says; `named` may be named in any case.

    The vocabulary counts too: "uses in the last 4 full weeks" bears the 4.
    """
    around = dict.fromkeys((*named, *(f.unit for f in facts), *(WINDOWS.get(f.key, "") for f in facts)))
    return check_text(text, [*({f.key: f.value.isoformat() if isinstance(f.value, date) else f.value} for f in facts), *around])


def knowledge_of(key: str) -> str | None:
    """The kind of knowledge that a fact belongs to, by its key; None for the history of our own work."""
    return SIGNALS[key].knowledge if key in SIGNALS else NOUN_FACTS.get(key)


def _names(proposal: Proposal, brief: Brief, world: World) -> tuple[str, ...]:
    """Names that may stand in any sentence: the customer's, the recipient's, our owner's and our own."""
    voice = world.voice
    ours = (brief.get(key) for key in ("owner", "policy:vendor", "policy:sign_off"))
    return (brief.name, proposal.recipient_name or "", voice.sender, voice.name_line, *(str(f.value) for f in ours if f is not None))


def without_quotes(text: str, facts: tuple[Fact, ...]) -> str:
    """The text less what it quotes word for word from the customer; other quotation marks hide nothing."""
    theirs = [_plain(str(f.value)) for f in facts if f.key in QUOTED]
    return _QUOTE.sub(lambda q: "" if any(_plain(q[1]) in words for words in theirs) else q[0], text)


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").split()).rstrip(". ")


def states(part: str, named: tuple[str, ...]) -> str | None:
    """What an uncited sentence states, or None."""
    found = check_text(part, " ".join(("-", *named)))
    if found.grounded is False:
        return found.problems[0][2].replace("is not in the source", "is said without a fact")
    asserted = None if part.endswith("?") else _ASSERTS.search(part)
    return f"“{asserted[0]}” states something" if asserted else None


@lru_cache(maxsize=4096)
def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:87] + "..."


def _passed(proposal: Proposal, gate: str, why: str) -> Verdict:
    return Verdict(proposal_id=proposal.id, gate=gate, passed=True, why=why)


def _failed(proposal: Proposal, gate: str, why: str) -> Verdict:
    return Verdict(proposal_id=proposal.id, gate=gate, passed=False, why=why)


def _unsure(proposal: Proposal, gate: str, why: str) -> Verdict:
    return Verdict(proposal_id=proposal.id, gate=gate, passed=None, why=why)


STATEMENTS = frozenset({"desired outcome", "conversations", "people", "roles"})
"""Knowledge that somebody once said: a live source doesn't renew it."""

WINDOWS = {key: f"{s.says}; {s.exactly}" for key, s in SIGNALS.items() if re.search(r"\d", s.says + s.exactly)}
"""What the vocabulary says of a signal, where it names a span or a scale."""

COMMONPLACE = frozenset({"name", "contact", "contact_role", "owner", "segment", "industry", "country", "currency", "account_id"})
"""Facts that make no text specific."""

QUOTED = frozenset(
    {"ticket", "message", "desired_outcome", "outcome_quote", "said", "ask", "leaving_said", "competitor_said", "low_answer_said",
     "answer_comment", "release_fixes"}
)  # fmt: skip
"""Facts in the customer's own words."""

NOUN_FACTS = {
    "contact": "people", "contact_role": "roles", "opted_out": "people", "ticket": "support", "ticket_opened_on": "support",
    "message": "conversations", "outcome_quote": "desired outcome", "outcome_target": "desired outcome", "release": "releases",
    "plan_price": "products and prices", "milestone_next": "milestones", "deal_renewal": "pipeline", "deal_expansion": "pipeline",
    "churn_event": "contract", "release_fixes": "releases", "lost_renewal": "pipeline", "lost_reason": "pipeline",
    **dict.fromkeys(("milestone_reached", "milestone_ahead", "milestone_share"), "milestones"),
    **dict.fromkeys(("seat_price", "price_was", "seats_were", "plan_was", "term_start", "notice_days", "overage_price"), "contract"),
    **dict.fromkeys(
        ("said", "said_topic", "ask", "ask_kind", "promise", "leaving_said", "competitor_said", "low_answer", "low_answer_by", "low_answer_said"),
        "conversations",
    ),
}  # fmt: skip

_QUOTE = re.compile(r"\"([^\"\n]+)\"")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SUBJECT = r"\b(?:you|we|they|it|this|that|i|(?:your|our|their|the) [\w-]+(?: [\w-]+){0,2})"
_SAYS = (
    r"(?:have|has|had|are|is|was|were|did|didn't|haven't|hasn't|isn't|aren't|paid|pays?|used?|uses|lost|reached|missed|signed|opened|closed|"
    r"rose|fell|grew|dropped|declined|increased|decreased|improved|renews?|renewed|ends?|ended|expires?|left|joined|fixed|shipped|released|"
    r"built|noticed|saw|see|know|found|agreed|said|told|asked|mentioned|reported)"
)
_ASSERTS = re.compile(rf"{_SUBJECT} (?:(?:already|now|also|just|recently|not|still|never|always) )?{_SAYS}\b", re.IGNORECASE)
"""A declarative sentence about the customer or about us that tells how things stand."""

GATES: tuple[Gate, ...] = (
    cites_known_facts,
    figures_match,
    states_nothing_uncited,
    facts_are_fresh,
    right_recipient,
    names_no_other_customer,
    keeps_policy,
    not_a_duplicate,
    is_specific,
)

__all__ = ["GATES", "TextCheck", "borne_by", "check_text", "judge"]
