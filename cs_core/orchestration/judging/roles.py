"""Which figure of a claim is which: of two cited facts each has its own unit, and now is not before; a day that is near is near."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from cs_core.orchestration.judging.directions import BEFORE
from cs_core.orchestration.judging.figures import Figure, find_figures, stands_in, unquoted
from cs_core.records import Fact


def wrong_role(text: str, facts: Sequence[Fact], spans: str, as_of: date) -> str | None:
    """A figure said of another unit than its fact's, now and before exchanged, or "tomorrow" for a day that is not; None where none is.

    `spans` are the spans of the vocabulary, such as "4 full weeks", whose figures belong to no fact.
    """
    told = unquoted(text)
    figures = [f for f in find_figures(told) if f.values and not f.day]
    other = _other_unit(told, figures, facts, spans) or _other_score(told, figures, facts)
    return other or _exchanged(told, figures, facts) or _not_so_near(told, facts, as_of)


def _other_unit(text: str, figures: Sequence[Figure], facts: Sequence[Fact], spans: str) -> str | None:
    if not figures:
        return None
    units: dict[str, list[float]] = {}
    for fact in facts:
        if is_number(fact.value) and fact.unit:
            units.setdefault(_one(fact.unit), []).append(abs(float(fact.value)))
    windows = {float(n) for n in re.findall(r"\d+", spans)}
    shares = [100 * abs(float(f.value)) for f in facts if is_number(f.value) and not f.unit and abs(f.value) <= 1]
    worded = " ".join(str(f.value) for f in facts if isinstance(f.value, str))
    for figure in figures:
        behind = _WORD.match(text, figure.end)
        unit = "%" if figure.percent else _one(behind[1]) if behind else ""
        known = units.get(unit, []) + (shares if unit == "%" else [])
        if not known or stands_in(figure, worded) or (unit != "%" and windows.intersection(figure.values)):
            continue
        if not any(is_near(figure, value) for value in known):
            return f"{figure.text} {behind[1] if behind and unit != '%' else ''}".rstrip() + " is a figure of something else"
    return None


def _other_score(text: str, figures: Sequence[Figure], facts: Sequence[Fact]) -> str | None:
    """A score with its scale, such as "5 of 5", that nobody gave: the scale bears a figure of its own."""
    given: dict[str, list[float]] = {}
    for fact in facts:
        if is_number(fact.value) and fact.unit.startswith(OF_SCALE):
            given.setdefault(fact.unit.removeprefix(OF_SCALE), []).append(float(fact.value))
    for figure in figures if given else ():
        most = _MOST.match(text, figure.end)
        known = given.get(most[1], ()) if most else ()
        if known and not any(is_near(figure, value) for value in known):
            return f"{figure.text} of {most[1]} is a score that nobody gave"
    return None


def _exchanged(text: str, figures: Sequence[Figure], facts: Sequence[Fact]) -> str | None:
    known = {f.key: float(f.value) for f in facts if is_number(f.value)}
    for now, before in BEFORE:
        if now not in known or before not in known or known[now] == known[before]:
            continue
        ours = [f for f in figures if not f.percent and is_near(f, known[now]) and not is_near(f, known[before])]
        earlier = [f for f in figures if not f.percent and is_near(f, known[before]) and not is_near(f, known[now])]
        if len(ours) == len(earlier) == 1 and _is_before(text, ours[0], figures) and not _is_before(text, earlier[0], figures):
            return f"{ours[0].text} is of today, and said of before"
    return None


def _is_before(text: str, figure: Figure, figures: Sequence[Figure]) -> bool:
    """Whether the words next to a figure put it into the past."""
    start = max((f.end for f in figures if f.end <= figure.start and not _SPAN.match(text, f.end)), default=0)
    end = min((f.start for f in figures if f.start >= figure.end and not _SPAN.match(text, f.end)), default=len(text))
    earlier = _FROM.search(text, start, figure.start) or _BEFORE_IT.search(text, start, figure.start)
    return bool(earlier or _THEN.match(text[figure.end : end]))


def _not_so_near(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    away = [(f.value - as_of).days for f in facts if isinstance(f.value, date)]
    for found in _NEAR.finditer(text) if away else ():
        low, high = NEAR[" ".join(found[0].lower().split())]
        if not any(low <= days <= high for days in away):
            return f"no cited day is {found[0]}"
    return None


def is_near(figure: Figure, value: float) -> bool:
    slack = max(figure.slack, 0.05 * abs(value) if figure.about else 0.0) + 1e-9
    return any(abs(abs(value) - said) <= slack for said in figure.values)


@lru_cache(maxsize=4096)
def _one(unit: str) -> str:
    """A unit as a word of one: uses and use are the same, people are users."""
    word = unit.lower().split("/")[0].strip()
    return SAME.get(word, word.removesuffix("s"))


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


SAME = {"users": "person", "user": "person", "people": "person", "persons": "person"}
NEAR = {
    "tomorrow": (1, 1), "yesterday": (-1, -1), "next week": (1, 13), "last week": (-13, -1), "this week": (-6, 6), "next month": (1, 61),
    "last month": (-61, -1), "next year": (1, 730), "last year": (-730, -1), "the day after tomorrow": (2, 2),
}  # fmt: skip
"""Days from today that a word may mean."""
_NEAR = re.compile(rf"\b(?:{'|'.join(sorted(NEAR, key=len, reverse=True))})\b", re.IGNORECASE)
OF_SCALE = "of "
"""Begins the unit of a score."""
_MOST = re.compile(r"(?: (?:out )?of |/)(\d+)")
_WORD = re.compile(r" ([A-Za-z]+)")
_SPAN = re.compile(r" (?:full )?(?:days?|weeks?|months?)\b|(?= before\b)")
_FROM = re.compile(
    r"\b(?:from|after|than|against|compared (?:with|to)|down on|up on)(?: (?:the|about|around|roughly|nearly|some|over))*\s*$", re.I
)
_BEFORE_IT = re.compile(r"\bbefore (?:that|those|it)\b[^.;]{0,24}$", re.IGNORECASE)
_THEN = re.compile(r"[^.;,]{0,24}\b(?:before|earlier|previously|then)\b(?! ?(?:that|this|it|then)? ?:)", re.IGNORECASE)
"""Of the figure before it; "before that: 54" is of the one behind."""
