"""A phrasing with the facts of a brief: whether it can be said of them, and the sentence that it becomes, with what it cites."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from cs_core.context.conversations.own_words import sentences
from cs_core.context.told import told
from cs_core.context.usage.rhythm import on_record
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.execution.writing.phrases import Read, Theirs, fill, is_known, slots
from cs_core.records import Brief, Claim, Fact

GOAL, STATED_ON = "desired_outcome", "outcome_stated_on"
GOAL_DAYS = KNOWLEDGE["desired outcome"].fresh_days
"""After so many days a goal is no goal of today any more: it is asked for anew."""

TOLD_FOR = {"last_touch_on": 180}
"""Days that a letter tells no longer than so long after them: who was left alone for half a year is not reminded of it."""


def claim(brief: Brief, template: str) -> Claim | None:
    """The phrasing with its facts said and cited; None where one of them is unknown."""
    cited: dict[str, str] = {}
    text = fill(template, _reader(brief, cited))
    return None if text is None else Claim(text=on_record(text, cited.values()), fact_ids=tuple(cited))


def known(brief: Brief, template: str) -> bool:
    """Whether each fact of a phrasing is known; a goal that was stated long ago only where the phrasing tells when."""
    keys = dict(slots(template))
    for key, form in slots(template):
        fact = brief.get(key)
        if fact is None or not is_known(fact.value, form, fact.unit):
            return False
        if key == GOAL and STATED_ON not in keys and (brief.as_of - fact.observed_at).days > GOAL_DAYS:
            return False
    return True


def lately(brief: Brief, template: str) -> bool:
    """Whether a phrasing is `known`, and no day that it tells is too long ago for a letter."""
    days = [(key, brief.get(key)) for key, _ in slots(template) if key in TOLD_FOR]
    return known(brief, template) and all((brief.as_of - fact.value).days <= TOLD_FOR[key] for key, fact in days)


def cited(brief: Brief, template: str) -> tuple[str, ...]:
    """The facts that a phrasing which is `known` cites, as its `claim` does."""
    return tuple(dict.fromkeys(brief.get(key).id for key, _ in slots(template)))


def first(brief: Brief, phrasings: Sequence[str]) -> Claim | None:
    """The first phrasing whose facts are known."""
    return next((claim(brief, t) for t in phrasings if known(brief, t)), None)


def _reader(brief: Brief, cited: dict[str, str]) -> Read:
    def read(key: str) -> tuple[object, str] | None:
        fact: Fact | None = brief.get(key)
        if fact is None or fact.value is None:
            return None
        cited[fact.id] = fact.source_row
        return (Theirs(fact.value) if told(fact) else fact.value), fact.unit

    return read


def quoted_again(brief: Brief, line: Claim, told: Collection[str]) -> bool:
    """Whether a line would quote what the facts told before have quoted: one sentence of theirs may be on record as several facts.

    Whole sentences count, by their words: “no” is not quoted because “nobody answers” was; a message that says more is.
    """
    new = {*line.fact_ids} - {*told}
    before, now = ([f for i in ids if (f := brief.by_id[i]).key.endswith(SAID)] for ids in (told, new))
    pairs = ((one.key, _in_words(str(one.value)), _in_words(str(other.value))) for one in now for other in before)
    return any(one <= other or (other <= one and key != MESSAGE) for key, one, other in pairs)


@lru_cache(maxsize=8192)
def _in_words(quote: str) -> frozenset[tuple[str, ...]]:
    """The words of each sentence of a quote."""
    parts = [quote[s.start : s.end] for s in sentences(quote)] or [quote]
    return frozenset(tuple(WORD.findall(part.casefold())) for part in parts)


WORD = re.compile(r"\w+")
MESSAGE = "message"
SAID = ("said", "ask", MESSAGE)
"""How the keys of facts end that are a sentence of theirs."""
