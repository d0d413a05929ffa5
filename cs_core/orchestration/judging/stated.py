"""What a sentence says of the facts that it cites, held against what they say: which way, how much, of what and when."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cs_core.context.identity.names import word_list
from cs_core.context.told import told
from cs_core.context.vocabulary import SIGNALS
from cs_core.execution.writing.phrases import feature
from cs_core.orchestration.judging.compared import wrong_comparison
from cs_core.orchestration.judging.counts import wrong_count
from cs_core.orchestration.judging.days import names_span, wrong_day
from cs_core.orchestration.judging.directions import wrong_way
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.roles import wrong_role
from cs_core.orchestration.judging.verdicts import short
from cs_core.orchestration.judging.wholes import wrong_quantity
from cs_core.records import Fact


@dataclass(frozen=True, slots=True)
class Cited:
    """The facts that a sentence cites; equal to others that say the same in the same order."""

    said: tuple[tuple[str, object, type, str], ...]
    """(key, value, kind of value, unit): 1 and True are equal, and are not said alike."""
    facts: tuple[Fact, ...] = field(compare=False)


def cited_of(facts: tuple[Fact, ...]) -> Cited:
    return Cited(tuple((f.key, f.value, type(f.value), f.unit) for f in facts), facts)


def misstated(text: str, unnamed: str, facts: tuple[Fact, ...], as_of: date) -> str | None:
    """What the text says otherwise than its facts, or None; `unnamed` is the text without names, for one may read as a direction."""
    spans = " ".join(WINDOWS.get(f.key, "") for f in facts)
    return (
        wrong_way(unnamed, facts, as_of)
        or wrong_role(text, facts, spans, as_of)
        or wrong_count(text, facts, spans)
        or wrong_comparison(text, facts, as_of)
        or wrong_day(text, facts, as_of)
        or wrong_quantity(text, facts)
        or _former_as_present(text, facts)
        or _can_more(text, facts)
        or _other_release(text, facts)
    )


def _former_as_present(text: str, facts: tuple[Fact, ...]) -> str | None:
    """What was so in a term that is over, told without a word for then."""
    former = next((f for f in facts if f.key in FORMER), None)
    return f"{former.key.replace('_', ' ')} is of a former term" if former and not _THEN.search(text) else None


def _can_more(text: str, facts: tuple[Fact, ...]) -> str | None:
    """What a part of the product is said to be able to do: no fact that names one tells that."""
    parts = [f.value for f in facts if f.key in PARTS_OF_PRODUCT and isinstance(f.value, str)]
    if not parts or not _IS_ABLE.search(text):
        return None
    found = next((hit for part in parts if (hit := re.search(rf"\b{re.escape(feature(part))} {_ABLE}", text, re.IGNORECASE))), None)
    return f"no cited fact tells what “{found[0]}” does" if found else None


def _other_release(text: str, facts: tuple[Fact, ...]) -> str | None:
    """A capitalised name behind the word release that is none of the cited releases'."""
    if not any(f.key in RELEASES for f in facts):
        return None
    known = letters(" ".join(str(f.value) for f in facts))
    for found in _RELEASE.finditer(text):
        name = next(part for part in found.groups() if part)
        if not any(letters(part) in known for part in re.split(r"\.\.\.|…", name)):
            return f"“{short(name)}” is not the cited release"
    return None


def unsaid(text: str, facts: tuple[Fact, ...]) -> str | None:
    """A cited name that the text does not hold, so that it says it of something else; or a text that shows none of its facts."""
    said = letters(text)
    for fact in facts:
        is_name = isinstance(fact.value, str) and fact.key in LABELS and not told(fact)
        if is_name and not any(letters(part) in said for part in fact.value.split(" + ")):
            return f"it cites {fact.key} and does not say “{short(fact.value)}”"
    if facts and not any(_shows(text, said, fact) for fact in facts):
        return f"it cites {facts[0].key} and tells nothing of it"
    return None


def _shows(text: str, said: str, fact: Fact) -> bool:
    """Whether something of the fact stands in the text: any figure, a word for none or one, a word of what it says; a flag always."""
    if isinstance(fact.value, bool) or fact.value is None:
        return True
    if isinstance(fact.value, str) and _is_named(said, fact.value):
        return True
    return bool(find_figures(text)) or (isinstance(fact.value, date) and names_span(text)) or _FEW.search(text) is not None


def names_it(text: str, fact: Fact) -> bool:
    """Whether a text holds what a fact says in words, or a word of it that tells it."""
    return _is_named(letters(text), str(fact.value))


def _is_named(said: str, value: str) -> bool:
    shared = set(letters(value).split()) & set(said.split()) - PLAIN_WORDS
    return letters(value) in said or any(len(word) >= SHORTEST for word in shared)


@lru_cache(maxsize=32_768)
def letters(text: str) -> str:
    """The words of a text in small letters, without marks."""
    return " ".join(_WORD.findall(text.lower().replace("_", " ")))


_SPAN = re.compile(r"\d+ (?:full |past )?(?:days?|weeks?|months?)|\b0-100\b")
WINDOWS = {key: spans for key, s in SIGNALS.items() if (spans := "; ".join(_SPAN.findall(f"{s.says}; {s.exactly}")))}
"""The span or the scale of a signal, where the vocabulary names one."""

SHORTEST = 4
"""Letters of a word that tells a fact."""
PLAIN_WORDS = frozenset(word_list("that this with from your have what when which them they will were been into more than part most"))
_FEW = re.compile(r"\b(?:no|none|nobody|nothing|not|never|one|once|both|all|every|half|quarter|third)\b|n['’]t\b", re.IGNORECASE)
FORMER = frozenset({"price_was", "seats_were", "plan_was", "term_was_from", "mrr_was", "discount_was"})
_THEN = re.compile(r"\b(?:was|were|had|before|until|earlier|former(?:ly)?|previous(?:ly)?|used to|from|after|then)\b", re.IGNORECASE)
PARTS_OF_PRODUCT = frozenset({"top_feature", "unused_feature", "milestone_feature"})
_ABLE = r"(?:now |also |even |soon |then )*(?:can|could|lets|allows|enables|supports|offers|has (?:a|an|its)|comes with)\b"
_IS_ABLE = re.compile(f" {_ABLE}", re.IGNORECASE)
_WORD = re.compile(r"\w+")
RELEASES = frozenset({"release", "release_text", "release_fixes", "mended_on"})
_RELEASE = re.compile(
    r"\b(?i:release|version|update|patch)(?: (?:named|called|of))?"
    r" (?:[\"“]([^\"“”\n]+)[\"”]|((?:[A-Z][\w.-]*|\d+\.[\d.]+)(?: [A-Z\d][\w.-]*)*))"
    r"|((?:[A-Z][\w.-]* )*[A-Z\d][\w.-]*) (?:release|version|update|patch)\b(?<!Our release)(?<!The release)(?<!This release)"
)

LABELS = frozenset({"plan", "top_feature", "unused_feature", "next_milestone", "champion", "sponsor", "owner", "meter_unit", "industry"})
"""Facts that name one thing: a sentence that cites one must hold the name."""
