"""A sentence that a person wrote into a draft, held against the draft's facts as if it cited those that it tells.

A person cites nothing. Told are the facts whose figure, day or words stand in the sentence, and all that the draft cites with them, in a
sentence on the same thing, and in the sentence that this one stands for. What then bears it is what would bear it in a draft.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import fuzz

from cs_core.orchestration.judging.counts import DAYS, KINDS
from cs_core.orchestration.judging.days import wrong_day
from cs_core.orchestration.judging.facts import agrees
from cs_core.orchestration.judging.figures import Figure, Known, find_figures, is_borne, read_known
from cs_core.orchestration.judging.stated import WINDOWS, names_it
from cs_core.orchestration.judging.uncited import sentences, states, uncovered
from cs_core.records import Claim, Fact, Proposal, dated

ALIKE = 50
"""From which likeness on (0..100) a sentence is another one in other words."""


def with_days(proposal: Proposal) -> Proposal:
    """The proposal with its facts as its brief had them: in a store a day is a word."""
    return proposal.model_copy(update={"facts": tuple(map(dated, proposal.facts))})


def stands_for(draft: str, edited: str) -> Mapping[str, str]:
    """New sentence -> the sentence of the draft that it was written for; one that was added is not there."""
    before, after = sentences(draft), sentences(edited)
    found: dict[str, str] = {}
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "replace" and b - a == d - c:
            found |= dict(zip(after[c:d], before[a:b], strict=True))
        elif how == "replace":
            nearest = ((new, max(before[a:b], key=lambda old, new=new: fuzz.ratio(new, old))) for new in after[c:d])
            found |= {new: old for new, old in nearest if fuzz.ratio(new, old) >= ALIKE}
    return found


def unborne_edit(sentence: str, proposal: Proposal, named: tuple[str, ...], as_of: date, *, instead_of: str = "") -> str | None:
    """Why the draft's facts do not bear a new sentence; None where they do, where it states nothing, or where nobody can tell."""
    text = _without_repeated(sentence, instead_of) if instead_of in uncovered(proposal) else sentence
    facts = facts_told(text, proposal, instead_of)
    if _is_of_the_letter(text, proposal, facts, as_of) and states(text, named) is None:
        return None
    borne, why = agrees(text, facts, (*named, _words(proposal)), as_of)
    return why if borne is False else None


def facts_told(text: str, proposal: Proposal, instead_of: str = "") -> tuple[Fact, ...]:
    """The facts that a sentence is held against: those it tells and what the draft cites with them.

    A figure that no fact has may be worked out of any, save of one that was counted over a span: that would bear the span's figure too.
    """
    told = {f.id for f in proposal.facts if _figures_of(text, f)}
    worded = {f.id for f in proposal.facts if isinstance(f.value, str) and names_it(text, f)}
    beside = {i for claim in _meant(text, proposal, told, instead_of) for i in claim.fact_ids}
    found = tuple(f for f in proposal.facts if f.id in told | worded | beside)
    return found if told or beside else tuple(f for f in proposal.facts if find_figures(text) and f.key not in WINDOWS)


def as_told(text: str, facts: Sequence[Fact]) -> list[str]:
    """The figures of a sentence as their facts say them: "99 uses"."""
    return [f"{f.value:,g} {f.unit}" for f in facts if _is_number(f.value) and f.unit and _figures_of(text, f)]


def _is_of_the_letter(text: str, proposal: Proposal, facts: Sequence[Fact], as_of: date) -> bool:
    """Whether a text has figures, of which none counts what the draft does, or names days, of which the facts have none."""
    counted = set().union(*(_things(claim.text) for claim in proposal.claims if claim.fact_ids))
    behind = [_BEHIND.match(text, figure.end)[0] for figure in find_figures(text)]
    if behind:
        return not any(_SHARE.search(words) or counted.intersection(_things(words)) for words in behind)
    return wrong_day(text, (), as_of) is not None and not any(isinstance(f.value, date) for f in facts)


def _meant(text: str, proposal: Proposal, told: set[str], instead_of: str) -> list[Claim]:
    """The cited sentences of the draft that a text stands for or tells a fact of, and those on what else it speaks of."""
    cited = [claim for claim in proposal.claims if claim.fact_ids]
    near = [c for c in cited if (instead_of and (c.text in instead_of or instead_of in c.text)) or not told.isdisjoint(c.fact_ids)]
    others = _things(text).difference(*(_things(c.text) for c in near))
    return near + [c for c in cited if not others.isdisjoint(_things(c.text))]


def _things(text: str) -> set[str]:
    """What is counted in a text, spans of time aside."""
    return {KINDS[word] for word in _LETTERS.findall(text.lower()) if word in KINDS} - DAYS.keys()


def _figures_of(text: str, fact: Fact) -> list[Figure]:
    """The figures of a text that a fact bears by its number or day; of a fact in words those that stand in it."""
    return [figure for figure in find_figures(text) if is_borne(figure, _known(fact))]


def _known(fact: Fact) -> Known:
    return _read(fact.value, type(fact.value), fact.unit)


@lru_cache(maxsize=4096)
def _read(value: object, kind: type, unit: str) -> Known:
    """What a value of a kind says in figures, for 1 and True are equal."""
    return read_known([unit], [float(value)]) if _is_number(value) else read_known([unit, "" if kind is bool else str(value)], [])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(proposal: Proposal) -> str:
    """What the draft and its facts say in words: a name of theirs may be named again, a figure is its fact's."""
    told = (f.value for f in proposal.facts if isinstance(f.value, str))
    return _without(find_figures, "\n".join((proposal.subject, proposal.body, *told)))


def _without_repeated(text: str, before: str) -> str:
    """The text without figures that stand in an uncited sentence of the draft before the same word: "within 5 days"."""
    said = {_phrase(before, figure) for figure in find_figures(before)}
    return _without(lambda told: [f for f in find_figures(told) if _phrase(told, f) in said], text)


def _phrase(text: str, figure: Figure) -> str:
    behind = _NEXT.match(text, figure.end)
    return text[figure.start : behind.end() if behind else figure.end]


def _without(found: Callable[[str], Sequence[Figure]], text: str) -> str:
    for figure in found(text):
        text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


_LETTERS = re.compile(r"[a-z]+")
_BEHIND = re.compile(r"(?:[ -]\w+){0,3}")
_SHARE = re.compile(r"\bper ?cent", re.IGNORECASE)
_NEXT = re.compile(r"[ -]\w+")
