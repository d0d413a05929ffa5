"""Gates on facts: what a draft says must stand in the facts that it cites, and those facts must be known and fresh."""

import re
from datetime import date
from functools import lru_cache

from cs_core.context.identity.names import word_list
from cs_core.context.vocabulary import SIGNALS, limit_days
from cs_core.context.wording.days import spelt
from cs_core.orchestration.judging.counts import without_spans
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.grounding import unfounded
from cs_core.orchestration.judging.series import Problem
from cs_core.orchestration.judging.sources import adds_only_words
from cs_core.orchestration.judging.stated import WINDOWS, Cited, cited_of, letters, misstated, unsaid
from cs_core.orchestration.judging.uncited import states, uncovered
from cs_core.orchestration.judging.verdicts import short, verdict
from cs_core.orchestration.judging.worked_out import without_worked_out
from cs_core.orchestration.world import World
from cs_core.records import Brief, Fact, Proposal, Verdict


def cites_known_facts(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every fact that is cited stands in the brief of this customer, unchanged."""
    known, kept = brief.by_id, {f.id: f for f in proposal.facts}
    cited = list(dict.fromkeys(i for claim in proposal.claims for i in claim.fact_ids))
    unknown = [i for i in cited if i not in known]
    if unknown:
        return verdict("cites_known_facts", proposal, False, f"not in the brief: {', '.join(unknown[:3])}")
    changed = [i for i in cited if kept.get(i) is not known[i] and kept.get(i) != known[i]]
    if changed:
        return verdict("cites_known_facts", proposal, False, f"not as in the brief: {', '.join(changed[:3])}")
    return verdict("cites_known_facts", proposal, True, f"{len(cited)} facts cited, all in the brief")


def figures_match(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every figure, date, direction, name and quotation of a claim is in the facts that the claim cites; the subject's in any of them."""
    gate, doubt, facts = "figures_match", None, brief.by_id
    named = names_of(proposal, brief, world)
    cited = [claim for claim in proposal.claims if claim.fact_ids]
    parts = [(c.text, tuple(facts[i] for i in c.fact_ids if i in facts)) for c in cited]
    for text, bearing in parts:
        borne, why = agrees(text, bearing, named, world.as_of, cited=True)
        if borne is False:
            return verdict(gate, proposal, False, f"{why}: “{short(text)}”")
        doubt = doubt or (f"{why}: “{short(text)}”" if why else None)
    if why := unborne(proposal.subject, tuple({f.id: f for _, fs in parts for f in fs}.values()), named, world.as_of):
        return verdict(gate, proposal, False, f"{why}: “{short(proposal.subject)}”")
    return verdict(gate, proposal, None if doubt else True, doubt or f"{len(cited)} claims agree with the facts they cite")


def agrees(text: str, facts: tuple[Fact, ...], named: tuple[str, ...], as_of: date, *, cited: bool = False) -> tuple[bool | None, str]:
    """Whether a sentence says what its facts say, and why not. None: one has no value, or what it says may be worked out of them.

    `cited`: its writer says that these are its facts, so that it must tell of them.
    """
    if any(f.value is None for f in facts) and _DIGIT.search(text):
        return None, "a cited fact has no value"
    why = _disagrees(text, facts, named, as_of, cited)
    eased = without_worked_out(text, facts, as_of) if why else text
    if eased != text and _disagrees(eased, facts, named, as_of, cited) is None:
        return None, f"{why}, and it may be worked out of the cited facts"
    return why is None, why or ""


def _disagrees(text: str, facts: tuple[Fact, ...], named: tuple[str, ...], as_of: date, cited: bool) -> str | None:
    return unborne(text, facts, named, as_of) or (unsaid(text, facts) if cited else None)


def states_nothing_uncited(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """What no cited sentence of the text covers states nothing: no figure, no name, nothing about the customer or what we did."""
    named, facts = names_of(proposal, brief, world), brief.by_id
    cited = tuple(facts[i] for i in dict.fromkeys(i for c in proposal.claims for i in c.fact_ids) if i in facts)
    found = ((part, why) for part in uncovered(proposal) if (why := states(part, named)))
    told = [(part, why, _said_of(part, cited, named, world.as_of)) for part, why in found]
    if wrong := min(told, key=lambda one: one[2], default=None):
        part, why, is_known = wrong
        more = ", though the cited facts bear it" if is_known else ""
        return verdict("states_nothing_uncited", proposal, None if is_known else False, f"{why}{more}: “{short(part)}”")
    return verdict("states_nothing_uncited", proposal, True, "what is uncited is greeting, heading, question, request or sign-off")


def _said_of(part: str, cited: tuple[Fact, ...], named: tuple[str, ...], as_of: date) -> bool:
    """Whether facts that other sentences cite bear every figure of a sentence that cites none, so that it cannot be shown false."""
    return bool(find_figures(part)) and unborne(part, cited, named, as_of) is None


def facts_are_fresh(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No cited fact is older than its kind may be: a state must come from a source that still reports, a statement may be outdated."""
    gate, doubt, theirs = "facts_are_fresh", None, brief.by_id
    for fact in proposal.facts:
        knowledge = knowledge_of(fact.key)
        limit = limit_days(knowledge, fact.source, world.by_month) if knowledge else None
        if limit is None or (proposal.as_of - fact.observed_at).days <= limit:
            continue
        told = knowledge.replace("_", " ")
        newest, old = world.newest.get(knowledge), f"{fact.key.replace('_', ' ')} is of {spelt(fact.observed_at)}"
        silent = newest is not None and (proposal.as_of - newest).days > limit
        if silent and knowledge not in LISTED:
            return verdict(gate, proposal, False, f"{old}: {told} must be at most {limit} days old")
        is_theirs = theirs.get(fact.id) == fact
        superseded = not is_theirs or (proposal.as_of - _newest(brief, knowledge)).days <= limit
        if knowledge in RETOLD and superseded:
            return verdict(gate, proposal, False, f"{old}, and newer is known: {told} must be at most {limit} days old")
        if newest is None:
            doubt = doubt or f"{old}, and it is not known whether its source still reports"
        elif knowledge in STATEMENTS:
            lapsed = f"{old}, over {limit} days ago: it may no longer hold"
            doubt = doubt or (None if _says_when(fact, proposal) else lapsed)
        elif knowledge in RETOLD:
            doubt = doubt or f"{old}, and nothing newer of it is known though its source still reports"
        elif fact.key in SIGNALS:
            doubt = doubt or f"{old}, over {limit} days ago: {told} may have moved on since"
    return verdict(gate, proposal, None if doubt else True, doubt or "every cited fact is as new as its kind must be")


def _says_when(fact: Fact, proposal: Proposal) -> bool:
    """Whether an old statement is told as one: it is the day itself, or days or a span up to now, or all that cite it name its day."""
    if fact.value == fact.observed_at or fact.unit == "days" or fact.key in WINDOWS:
        return True
    day = spelt(fact.observed_at)
    return all(day in claim.text for claim in proposal.claims if fact.id in claim.fact_ids)


def _newest(brief: Brief, knowledge: str) -> date:
    return max(fact.observed_at for fact in brief.facts if knowledge_of(fact.key) == knowledge)


def unborne(text: str, facts: tuple[Fact, ...], named: tuple[str, ...], as_of: date) -> str | None:
    """What of the text its facts do not bear: a quotation that nobody wrote, a figure, date or name of ours, or the way that things went.

    Names and figures within a quotation stand in the fact that it is taken from, whoever is meant by them. What the facts bear alone
    they bear beside names that the text does not hold: it is looked up once for all customers with the same facts.
    """
    unnamed, cited = _less(text, named), cited_of(facts)
    if facts and unnamed == text and all(map(adds_only_words, named)) and not _unborne_alone(text, cited, as_of):
        return None
    return _unborne(text, unnamed, cited, named, as_of)


@lru_cache(maxsize=16_384)
def _unborne_alone(text: str, cited: Cited, as_of: date) -> str | None:
    return _unborne(text, text, cited, (), as_of)


def _unborne(text: str, unnamed: str, cited: Cited, named: tuple[str, ...], as_of: date) -> str | None:
    """The same for a text, and the text without names."""
    facts = cited.facts
    if why := _misquoted(text, facts, named):
        return why
    found = borne_by(_QUOTE.sub(lambda quote: '""' if len(quote[1].split()) > 1 else quote[0], text), facts, named)
    if found:
        return found[0][2]
    return _speaker(text, facts, named) or misstated(text, unnamed, facts, as_of)


def _less(text: str, named: tuple[str, ...]) -> str:
    """The text without names: a customer called Growth has not grown."""
    for name in sorted((name for name in named if len(name) > 3 and name in text), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _speaker(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> str | None:
    """Somebody at the beginning of a sentence who said something, and whom no fact names."""
    speakers = list(_SAYS.finditer(text))
    known = letters(" ".join((*named, *(str(f.value) for f in facts)))).split() if speakers else ()
    for found in speakers:
        if found[1].lower() not in known and found[1].lower() not in ANYBODY:
            return f"{found[1]} is not in the source"
    return None


def _misquoted(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> str | None:
    """A quotation that stands in no cited fact and is no name; it may be cut short."""
    quotes = _QUOTE.findall(text)
    theirs = [*(letters(str(f.value)) for f in facts if isinstance(f.value, str)), *map(letters, named)] if quotes else []
    for quote in quotes:
        parts = [letters(part) for part in _CUT.split(quote)]
        if not any(all(part in words for part in parts) for words in theirs):
            return f"“{short(quote)}” is quoted from no cited fact"
    return None


def borne_by(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> tuple[Problem, ...]:
    """What of the text these facts, in their own vocabulary, do not bear, name by name; `named` may be named in any case.

    A span that a cited fact was counted over is no figure of the text: "uses in the last 4 full weeks" bears "in four weeks".
    """
    spans = [WINDOWS[f.key] for f in facts if f.key in WINDOWS]
    scales = (scale for span in spans for scale in _SCALE.findall(span))
    around = dict.fromkeys((*named, *(f.unit for f in facts), *scales))
    source = [*({_uncounted(f.key): f.value.isoformat() if isinstance(f.value, date) else f.value} for f in facts), *around]
    return unfounded(without_spans(text, " ".join(spans)), source)


@lru_cache(maxsize=4096)
def _uncounted(key: str) -> str:
    """The name of a signal without the span that it is counted over."""
    return _COUNTED_OVER.sub("", key)


def knowledge_of(key: str) -> str | None:
    """The kind of knowledge that a fact belongs to, by its key; None for the history of our own work."""
    return SIGNALS[key].knowledge if key in SIGNALS else NOUN_FACTS.get(key)


def names_of(proposal: Proposal, brief: Brief, world: World) -> tuple[str, ...]:
    """Names that may stand in any sentence: the customer's, the recipient's, our owner's and our own."""
    voice = world.voice
    ours = (brief.get(key) for key in ("owner", "policy:vendor", "policy:sign_off"))
    return (brief.name, proposal.recipient_name or "", voice.sender, voice.name_line, *(str(f.value) for f in ours if f is not None))


STATEMENTS = frozenset({"desired outcome", "conversations", "people", "roles"})
"""Knowledge that somebody once said: a live source doesn't renew it."""

LISTED = frozenset({"people", "roles"})
"""Knowledge of a list that nobody writes to while it holds: that no entry is new does not say that it is kept no more."""

RETOLD = frozenset({"usage", "contract", "billing", "renewal date"})
"""Knowledge that every report of a source tells anew: what is older than the rest has been superseded."""

_COUNTED_OVER = re.compile(r"_\d+[dw]\b")
"""The span in the name of a signal: no figure of it."""
_SCALE = re.compile(r"\b0-100\b")
NOUN_FACTS = {
    "contact": "people", "contact_role": "roles", "opted_out": "people", "ticket": "support", "ticket_opened_on": "support",
    "ticket_by": "support",
    "message": "conversations", "outcome_quote": "desired outcome", "outcome_target": "desired outcome", "release": "releases",
    "plan_price": "products and prices", "milestone_next": "milestones", "deal_renewal": "pipeline", "deal_expansion": "pipeline",
    "churn_event": "contract", "release_fixes": "releases", "lost_renewal": "pipeline", "lost_reason": "pipeline",
    **dict.fromkeys(("milestone_reached", "milestone_ahead", "milestone_share"), "milestones"),
    **dict.fromkeys(("seat_price", "price_was", "seats_were", "plan_was", "term_start", "notice_days", "overage_price"), "contract"),
    **dict.fromkeys((f"{of}invoice{what}" for of in ("", "first_") for what in ("", "_due_on", "_amount")), "billing"),
    **dict.fromkeys(
        ("said", "said_topic", "ask", "ask_kind", "promise", "leaving_said", "alarm_said", "closed_said", "closed_until", "buying_said",
         "competitor_said", "low_answer", "low_answer_by", "low_answer_said", "leaving_by", "alarm_by", "competitor_by", "buying_by"),
        "conversations",
    ),
}  # fmt: skip

ANYBODY = frozenset(
    word_list("you we they he she it i nobody somebody someone everyone who customer team people users that this which and")
)
_SAYS = re.compile(
    r"(?:^|(?<=[.!?:;\n] ))([A-ZÀ-Þ]\w+)(?: [A-ZÀ-Þ]\w+)? (?:also |just |already )?"
    r"(?:asked|told|said|wrote|mentioned|confirmed|agreed|reported|promised|requested|complained|suggested|insisted|thinks|says|wants|asks)\b"
)
_DIGIT = re.compile(r"\d")
_CUT = re.compile(r"\.\.\.|…|\(link\)")
_QUOTE = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")
