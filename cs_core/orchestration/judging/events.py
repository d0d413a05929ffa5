"""Whose day it is: of two cited days in one sentence, each stands with the words of its own event."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cs_core.orchestration.judging.figures import WEEKDAY_BEFORE, Figure, find_figures
from cs_core.records import Fact


def exchanged(text: str, facts: Sequence[Fact]) -> str | None:
    """A cited day in a clause that speaks of another cited event and not of its own; None where there is none.

    A day that is that of a cited fact of another kind too may be told as that: they gave notice and spoke of another vendor on one day.
    """
    others = {f.key: f.value for f in facts if isinstance(f.value, date) and f.key not in EVENTS}
    for figure, meant, said in _bound(text, facts):
        if said.keys().isdisjoint(meant) and not _meant(figure, others):
            return f"{figure.text} is the day of {_plain(meant[0])}, and is told as that of {_plain(min(said))}"
    return None


def unbound(text: str, facts: Sequence[Fact]) -> str | None:
    """The first day whose event no word beside it tells, where days of several events are cited; the last one left needs none."""
    told = {figure.start for figure, meant, said in _bound(text, facts) if min(said, key=said.__getitem__) in meant}
    several = len({f.value for f in facts if isinstance(f.value, date)}) > 1
    free = [f.text for f in find_figures(text) if several and f.day and f.start not in told]
    return f"nothing next to {free[0]} tells whose day it is" if len(free) > bool(told) else None


def _bound(text: str, facts: Sequence[Fact]) -> Iterator[tuple[Figure, list[str], dict[str, int]]]:
    """Days of the text, the events whose days they are, and the cited events of which words of their clauses speak, and how far off."""
    days = _days(facts)
    if len(set(days.values())) < 2:
        return
    figures = [figure for figure in find_figures(text) if figure.day]
    for at, figure in enumerate(figures):
        meant = _meant(figure, days)
        after, before = figures[at - 1].end if at else 0, figures[at + 1].start if at + 1 < len(figures) else len(text)
        start, end = _clause(text, figure, after, before)
        said = {key: away for key in days if (away := _away(EVENTS[key], text, figure, start, end)) is not None}
        if meant and said:
            yield figure, meant, said


def _days(facts: Sequence[Fact]) -> dict[str, date]:
    return {f.key: f.value for f in facts if isinstance(f.value, date) and f.key in EVENTS}


def _meant(figure: Figure, days: dict[str, date]) -> list[str]:
    def is_it(day: date) -> bool:
        return all(said is None or said == part for said, part in zip(figure.day, (day.year, day.month, day.day), strict=True))

    return [key for key, day in days.items() if is_it(day)]


def _clause(text: str, figure: Figure, after: int, before: int) -> tuple[int, int]:
    """Start and end of the clause that a day stands in, up to the days beside it."""
    named = WEEKDAY_BEFORE.search(text, after, figure.start)
    start = max((m.end() for m in _BREAK.finditer(text, after, named.start() if named else figure.start)), default=after)
    end = next((m.start() for m in _BREAK.finditer(text, figure.end, before)), before)
    return start, end


def _away(words: re.Pattern, text: str, figure: Figure, start: int, end: int) -> int | None:
    """How far off, in characters, the nearest of an event's words is within the clause."""
    gaps = (max(figure.start - m.end(), m.start() - figure.end) for m in words.finditer(text, start, end))
    return min(gaps, default=None)


def _plain(key: str) -> str:
    return key.removesuffix("_on").replace("_", " ")


EVENTS: dict[str, re.Pattern] = {
    key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for key, words in {
        "notice_on": r"notices?|hear from you|let us know|tell us|give us word|deadline|last day|cancel\w*|stop"
        r"|unless|decide|say so|need to know|reach us|with us by",
        "notice_given_on": r"(?:gave|given|received|got|sent) (?:us )?(?:their |your )?notice|notice (?:was|came|has been)",
        "renewal_on": r"renew\w*|next term|new term|goes on|go on|runs on|continues?|carr(?:y|ies) on|rolls? (?:on|over)"
        r"|term|expir\w+|contract ends?",
        "customer_on": r"customer|with us since|signed|joined|on board|aboard",
        "champion_left_on": r"left|gone|moved on|departed|no longer",
        "last_word_on": r"wrote|written|last letter|our letter|last word",
        "last_touch_on": r"spoke\w*|talk\w*|in touch|last contact|met|conversation",
        "first_value_on": r"first (?:value|results?|use|time)|value",
        "full_value_on": r"all|full\w*",
        "ticket_opened_on": r"open\w*|raised|filed|came in",
        "answered_on": r"answer\w*|survey|rated",
        "promise_due_on": r"due|promised",
        "invoice_due_on": r"due",
        "first_invoice_due_on": r"due",
        "milestone_due_on": r"due|planned|scheduled|target|meant",
    }.items()
}
"""The days that one sentence may hold side by side, and the words by which each is known."""
_BREAK = re.compile(r"[,;:.]\s|\s(?:and|while|but|or)\s|\s[–—-]\s|[()]")
