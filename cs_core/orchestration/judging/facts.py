"""Gates on facts: what a draft says must stand in the facts that it cites, and those facts must be known and fresh."""

import re
from datetime import date

from cs_core.context.days import spelt
from cs_core.context.identity.names import word_list
from cs_core.context.told import told
from cs_core.context.vocabulary import SIGNALS, limit_days
from cs_core.execution.writing.phrases import feature
from cs_core.orchestration.judging.compared import wrong_comparison
from cs_core.orchestration.judging.counts import without_spans, wrong_count
from cs_core.orchestration.judging.days import names_span, wrong_day
from cs_core.orchestration.judging.directions import wrong_way
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.grounding import read_source, unfounded
from cs_core.orchestration.judging.roles import wrong_role
from cs_core.orchestration.judging.series import Problem
from cs_core.orchestration.judging.uncited import states, uncovered
from cs_core.orchestration.judging.verdicts import short, verdict
from cs_core.orchestration.judging.wholes import wrong_quantity
from cs_core.orchestration.judging.worked_out import without_worked_out
from cs_core.orchestration.world import World
from cs_core.records import Brief, Fact, Proposal, Verdict


def cites_known_facts(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every fact that is cited stands in the brief of this customer, unchanged."""
    known, kept = {f.id: f for f in brief.facts}, {f.id: f for f in proposal.facts}
    cited = list(dict.fromkeys(i for claim in proposal.claims for i in claim.fact_ids))
    unknown = [i for i in cited if i not in known]
    if unknown:
        return verdict("cites_known_facts", proposal, False, f"not in the brief: {', '.join(unknown[:3])}")
    changed = [i for i in cited if kept.get(i) != known[i]]
    if changed:
        return verdict("cites_known_facts", proposal, False, f"not as in the brief: {', '.join(changed[:3])}")
    return verdict("cites_known_facts", proposal, True, f"{len(cited)} facts cited, all in the brief")


def figures_match(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every figure, date, direction, name and quotation of a claim is in the facts that the claim cites; the subject's in any of them."""
    gate, doubt, facts = "figures_match", None, {f.id: f for f in brief.facts}
    named = names_of(proposal, brief, world)
    cited = [claim for claim in proposal.claims if claim.fact_ids]
    parts = [(c.text, tuple(facts[i] for i in c.fact_ids if i in facts)) for c in cited]
    for text, bearing in parts:
        if any(f.value is None for f in bearing) and _DIGIT.search(text):
            return verdict(gate, proposal, None, f"a cited fact has no value: “{short(text)}”")
        if why := unborne(text, bearing, named, world.as_of) or unsaid(text, bearing):
            eased = without_worked_out(text, bearing, world.as_of)
            could_be = eased != text and (unborne(eased, bearing, named, world.as_of) or unsaid(text, bearing)) is None
            doubt = doubt or (f"{why}, and it may be worked out of the cited facts: “{short(text)}”" if could_be else None)
            if not could_be:
                return verdict(gate, proposal, False, f"{why}: “{short(text)}”")
    if why := unborne(proposal.subject, tuple(f for _, fs in parts for f in fs), named, world.as_of):
        return verdict(gate, proposal, False, f"{why}: “{short(proposal.subject)}”")
    return verdict(gate, proposal, None if doubt else True, doubt or f"{len(cited)} claims agree with the facts they cite")


def states_nothing_uncited(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """What no cited sentence of the text covers states nothing: no figure, no name, nothing about the customer or what we did."""
    named, facts = names_of(proposal, brief, world), {f.id: f for f in brief.facts}
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
    gate, doubt, theirs = "facts_are_fresh", None, {f.id: f for f in brief.facts}
    latest: dict[str | None, date] = {}
    for fact in brief.facts:
        kind = knowledge_of(fact.key)
        latest[kind] = max(fact.observed_at, latest.get(kind, fact.observed_at))
    for fact in proposal.facts:
        knowledge = knowledge_of(fact.key)
        limit = limit_days(knowledge, fact.source) if knowledge else None
        if limit is None or (proposal.as_of - fact.observed_at).days <= limit:
            continue
        told = knowledge.replace("_", " ")
        newest, old = world.newest.get(knowledge), f"{fact.key.replace('_', ' ')} is of {spelt(fact.observed_at)}"
        if newest is not None and (proposal.as_of - newest).days > limit:
            return verdict(gate, proposal, False, f"{old}: {told} must be at most {limit} days old")
        superseded = theirs.get(fact.id) != fact or (proposal.as_of - latest[knowledge]).days <= limit
        if knowledge in RETOLD and superseded:
            return verdict(gate, proposal, False, f"{old}, and newer is known: {told} must be at most {limit} days old")
        if newest is None:
            doubt = doubt or f"{old}, and it is not known whether its source still reports"
        elif knowledge in STATEMENTS:
            doubt = doubt or f"{old}, over {limit} days ago: it may no longer hold"
        elif knowledge in RETOLD:
            doubt = doubt or f"{old}, and nothing newer of it is known though its source still reports"
        elif fact.key in SIGNALS:
            doubt = doubt or f"{old}, over {limit} days ago: {told} may have moved on since"
    return verdict(gate, proposal, None if doubt else True, doubt or "every cited fact is as new as its kind must be")


def unborne(text: str, facts: tuple[Fact, ...], named: tuple[str, ...], as_of: date) -> str | None:
    """What of the text its facts do not bear: a quotation that nobody wrote, a figure, date or name of ours, or the way that things went.

    Names and figures within a quotation stand in the fact that it is taken from, whoever is meant by them.
    """
    if why := _misquoted(text, facts, named):
        return why
    found = borne_by(_QUOTE.sub(lambda quote: '""' if len(quote[1].split()) > 1 else quote[0], text), facts, named)
    if found:
        return found[0][2]
    spans = " ".join(WINDOWS.get(f.key, "") for f in facts)
    return (
        _speaker(text, facts, named)
        or wrong_way(_less(text, named), facts, as_of)
        or wrong_role(text, facts, spans, as_of)
        or wrong_count(text, facts, spans)
        or wrong_comparison(text, facts, as_of)
        or wrong_day(text, facts, as_of)
        or wrong_quantity(text, facts)
        or _former_as_present(text, facts)
        or _can_more(text, facts)
        or _other_release(text, facts)
    )


def _less(text: str, named: tuple[str, ...]) -> str:
    """The text without names: a customer called Growth has not grown."""
    for name in sorted((name for name in named if len(name) > 3), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _former_as_present(text: str, facts: tuple[Fact, ...]) -> str | None:
    """What was so in a term that is over, told without a word for then."""
    former = next((f for f in facts if f.key in FORMER), None)
    return f"{former.key.replace('_', ' ')} is of a former term" if former and not _THEN.search(text) else None


def _can_more(text: str, facts: tuple[Fact, ...]) -> str | None:
    """What a part of the product is said to be able to do: no fact that names one tells that."""
    parts = [feature(f.value) for f in facts if f.key in PARTS_OF_PRODUCT and isinstance(f.value, str)]
    found = next((hit for part in parts if (hit := re.search(rf"\b{re.escape(part)} {_ABLE}", text, re.IGNORECASE))), None)
    return f"no cited fact tells what “{found[0]}” does" if found else None


def _other_release(text: str, facts: tuple[Fact, ...]) -> str | None:
    """A capitalised name behind the word release that is none of the cited releases'."""
    known = _letters(" ".join(str(f.value) for f in facts))
    if not any(f.key in RELEASES for f in facts):
        return None
    for found in _RELEASE.finditer(text):
        name = next(part for part in found.groups() if part)
        if not any(_letters(part) in known for part in re.split(r"\.\.\.|…", name)):
            return f"“{short(name)}” is not the cited release"
    return None


def unsaid(text: str, facts: tuple[Fact, ...]) -> str | None:
    """A cited name that the text does not hold, so that it says it of something else; or a text that shows none of its facts."""
    said = _letters(text)
    for fact in facts:
        is_name = isinstance(fact.value, str) and fact.key in LABELS and not told(fact)
        if is_name and not any(_letters(part) in said for part in fact.value.split(" + ")):
            return f"it cites {fact.key} and does not say “{short(fact.value)}”"
    if facts and not any(_shows(text, said, fact) for fact in facts):
        return f"it cites {facts[0].key} and tells nothing of it"
    return None


def _shows(text: str, said: str, fact: Fact) -> bool:
    """Whether something of the fact stands in the text: any figure, a word for none or one, a word of what it says; a flag always."""
    if isinstance(fact.value, bool) or fact.value is None:
        return True
    if isinstance(fact.value, str):
        shared = set(_letters(fact.value).split()) & set(said.split()) - PLAIN_WORDS
        if _letters(fact.value) in said or any(len(word) >= SHORTEST for word in shared):
            return True
    return bool(find_figures(text)) or (isinstance(fact.value, date) and names_span(text)) or _FEW.search(text) is not None


def _speaker(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> str | None:
    """Somebody at the beginning of a sentence who said something, and whom no fact names."""
    known = _letters(" ".join((*named, *(str(f.value) for f in facts)))).split()
    for found in _SAYS.finditer(text):
        if found[1].lower() not in known and found[1].lower() not in ANYBODY:
            return f"{found[1]} is not in the source"
    return None


def _misquoted(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> str | None:
    """A quotation that stands in no cited fact and is no name; it may be cut short."""
    theirs = [*(_letters(str(f.value)) for f in facts if isinstance(f.value, str)), *map(_letters, named)]
    for quote in _QUOTE.findall(text):
        parts = [_letters(part) for part in re.split(r"\.\.\.|…|\(link\)", quote)]
        if not any(all(part in words for part in parts) for words in theirs):
            return f"“{short(quote)}” is quoted from no cited fact"
    return None


def _letters(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("_", " ")))


def borne_by(text: str, facts: tuple[Fact, ...], named: tuple[str, ...]) -> tuple[Problem, ...]:
    """What of the text these facts, in their own vocabulary, do not bear, name by name; `named` may be named in any case.

    A span that a cited fact was counted over is no figure of the text: "uses in the last 4 full weeks" bears "in four weeks".
    """
    spans = [WINDOWS[f.key] for f in facts if f.key in WINDOWS]
    scales = (scale for span in spans for scale in _SCALE.findall(span))
    around = dict.fromkeys((*named, *(f.unit for f in facts), *scales))
    source = [*({_COUNTED_OVER.sub("", f.key): f.value.isoformat() if isinstance(f.value, date) else f.value} for f in facts), *around]
    return unfounded(without_spans(text, " ".join(spans)), read_source(source))


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

RETOLD = frozenset({"usage", "contract", "billing", "renewal date"})
"""Knowledge that every report of a source tells anew: what is older than the rest has been superseded."""

_COUNTED_OVER = re.compile(r"_\d+[dw]\b")
"""The span in the name of a signal: no figure of it."""
_SCALE = re.compile(r"\b0-100\b")
_SPAN = re.compile(r"\d+ (?:full |past )?(?:days?|weeks?|months?)|\b0-100\b")
WINDOWS = {key: spans for key, s in SIGNALS.items() if (spans := "; ".join(_SPAN.findall(f"{s.says}; {s.exactly}")))}
"""The span or the scale of a signal, where the vocabulary names one."""

NOUN_FACTS = {
    "contact": "people", "contact_role": "roles", "opted_out": "people", "ticket": "support", "ticket_opened_on": "support",
    "message": "conversations", "outcome_quote": "desired outcome", "outcome_target": "desired outcome", "release": "releases",
    "plan_price": "products and prices", "milestone_next": "milestones", "deal_renewal": "pipeline", "deal_expansion": "pipeline",
    "churn_event": "contract", "release_fixes": "releases", "lost_renewal": "pipeline", "lost_reason": "pipeline",
    **dict.fromkeys(("milestone_reached", "milestone_ahead", "milestone_share"), "milestones"),
    **dict.fromkeys(("seat_price", "price_was", "seats_were", "plan_was", "term_start", "notice_days", "overage_price"), "contract"),
    **dict.fromkeys(
        ("said", "said_topic", "ask", "ask_kind", "promise", "leaving_said", "competitor_said", "low_answer", "low_answer_by",
         "low_answer_said"),
        "conversations",
    ),
}  # fmt: skip

SHORTEST = 4
"""Letters of a word that tells a fact."""
PLAIN_WORDS = frozenset(word_list("that this with from your have what when which them they will were been into more than part most"))
_FEW = re.compile(r"\b(?:no|none|nobody|nothing|not|never|one|once|both|all|every|half|quarter|third)\b|n['’]t\b", re.IGNORECASE)
ANYBODY = frozenset(
    word_list("you we they he she it i nobody somebody someone everyone who customer team people users that this which and")
)
_SAYS = re.compile(
    r"(?:^|(?<=[.!?:;\n] ))([A-ZÀ-Þ]\w+)(?: [A-ZÀ-Þ]\w+)? (?:also |just |already )?"
    r"(?:asked|told|said|wrote|mentioned|confirmed|agreed|reported|promised|requested|complained|suggested|insisted|thinks|says|wants|asks)\b"
)
FORMER = frozenset({"price_was", "seats_were", "plan_was", "term_was_from", "mrr_was", "discount_was"})
_THEN = re.compile(r"\b(?:was|were|had|before|until|earlier|former(?:ly)?|previous(?:ly)?|used to|from|after|then)\b", re.IGNORECASE)
PARTS_OF_PRODUCT = frozenset({"top_feature", "unused_feature", "milestone_feature"})
_ABLE = r"(?:now |also |even |soon |then )*(?:can|could|lets|allows|enables|supports|offers|has (?:a|an|its)|comes with)\b"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_QUOTE = re.compile(r"[\"“]([^\"“”\n]+)[\"”]")

RELEASES = frozenset({"release", "release_text", "release_fixes", "mended_on"})
_RELEASE = re.compile(
    r"\b(?i:release|version|update|patch)(?: (?:named|called|of))?"
    r" (?:[\"“]([^\"“”\n]+)[\"”]|((?:[A-Z][\w.-]*|\d+\.[\d.]+)(?: [A-Z\d][\w.-]*)*))"
    r"|((?:[A-Z][\w.-]* )*[A-Z\d][\w.-]*) (?:release|version|update|patch)\b(?<!Our release)(?<!The release)(?<!This release)"
)

LABELS = frozenset({"plan", "top_feature", "unused_feature", "next_milestone", "champion", "sponsor", "owner", "meter_unit", "industry"})
"""Facts that name one thing: a sentence that cites one must hold the name."""
