"""Days that a text names by more or less than a day: a quarter, late June, 08.06.2026 either way round, next month, already over."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cs_core.context.identity.names import word_list
from cs_core.orchestration.judging.events import exchanged
from cs_core.orchestration.judging.figures import MONTHS, WEEKDAY_BEFORE, find_figures, unquoted
from cs_core.orchestration.judging.first_look import any_of
from cs_core.records import Fact

Span = tuple[date, date]
"""First and last day."""


def wrong_day(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    """The first span of days that holds no cited day, or a day said to be past or to come that is not; None where none is."""
    told = unquoted(text)
    days = [f.value for f in facts if isinstance(f.value, date)]
    for said, spans in _spans(told, as_of):
        if not any(first <= day <= last for first, last in spans for day in days):
            return f"no cited day is {said}" if days else f"“{said}” is said without a day"
    return _other_weekday(told) or _year_left_out(told, days, as_of) or _other_phase(told, days, as_of) or exchanged(told, facts)


def names_span(text: str) -> bool:
    """Whether the text names days by more than a day: early March, the third quarter of 2026."""
    return any(pattern.search(text) for pattern in (_PART_OF_YEAR, _PART_OF_MONTH, _SEASON, _MONTH_ALONE))


def _spans(text: str, as_of: date) -> Iterator[tuple[str, list[Span]]]:
    """What is said, with the spans that may be meant."""
    if not _holds_span(text):
        return
    for found in _IN_FIGURES.finditer(text):
        one, other, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
        pairs = {(one, other), (other, one)}
        days = [date(year, m, d) for d, m in pairs if 1 <= m <= 12 and 1 <= d <= monthrange(year, m)[1]]
        yield found[0], [(day, day) for day in days]
    for found in _PART_OF_YEAR.finditer(text):
        year, part = int(found["year"]), found["part"].lower().split()[0].strip("-")
        size = 6 if found["half"] or part.startswith("h") else 3
        nth = ORDINALS.get(part) or int(part[-1]) if not found["last"] else 12 // size
        yield found[0], [(date(year, size * (nth - 1) + 1, 1), _end(year, size * nth))]
    for found in _PART_OF_MONTH.finditer(text):
        month = MONTHS[found["month"][:3].lower()]
        first, last = PARTS[found["part"].lower().removeprefix("the ").split()[0].strip("-")]
        years = [int(found["year"])] if found["year"] else [as_of.year - 1, as_of.year, as_of.year + 1]
        yield found[0], [(date(y, month, first), date(y, month, min(last, monthrange(y, month)[1]))) for y in years]
    for found in _SEASON.finditer(text):
        first, year = SEASONS[found["season"].lower()], int(found["year"])
        winter = first == MONTHS["dec"]
        years = (year - 1, year) if winter else (year,)
        yield found[0], [(date(y, first, 1), _end(y + winter, 2 if winter else first + 2)) for y in years]
    for found in _NEAR.finditer(text):
        yield found[0], [_near(" ".join(found[0].lower().split()), as_of)]


def _near(said: str, today: date) -> Span:
    if said in NEAR_DAYS:
        day = today + timedelta(days=NEAR_DAYS[said])
        return day, day
    which, what = said.split()
    step = {"last": -1, "this": 0, "next": 1}[which]
    if what == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        within = (monday, today + timedelta(weeks=step))
        return min(within), max(monday + timedelta(days=6), *within)
    if what == "year":
        return date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    size = 3 if what == "quarter" else 1
    at = today.year * 12 + (today.month - 1) // size * size + size * step
    return date(at // 12, at % 12 + 1, 1), _end((at + size - 1) // 12, (at + size - 1) % 12 + 1)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _other_phase(text: str, days: Sequence[date], as_of: date) -> str | None:
    """A word for past or to come next to a day that is not so; the day meant is the one that stands nearest, of those that are cited."""
    named = [(figure, day) for figure in find_figures(text) if figure.day for day in days if _is(figure.day, day)]
    for pattern, is_past in ((_PAST, True), (_AHEAD, False)) if named else ():
        for found in pattern.finditer(text):
            near = min(named, key=lambda pair: min(abs(found.start() - pair[0].end), abs(pair[0].start - found.end())))
            apart = _STOP.search(text, min(near[0].end, found.end()), max(near[0].start, found.start()))
            if not apart and near[1] != as_of and (near[1] < as_of) != is_past:
                return f"{near[0].text} is {'still to come' if is_past else 'past'}, not “{found[0]}”"
    return None


def _other_weekday(text: str) -> str | None:
    """A day of the week next to a full date that falls on another."""
    for figure in find_figures(text):
        beside = WEEKDAY_BEFORE.search(text, 0, figure.start) if figure.day and None not in figure.day else None
        if beside and date(*figure.day).strftime("%a").lower() != beside["day"].lower():
            return f"{figure.text} is no {beside[0].split()[0].strip('.,')}"
    return None


def _year_left_out(text: str, days: Sequence[date], as_of: date) -> str | None:
    """A day without its year is read as the one nearest to today: far from it, the cited day is another."""
    said = [figure for figure in find_figures(text) if figure.day]
    years = {figure.day[0] for figure in said}
    for figure in said:
        meant = [day for day in days if _is(figure.day, day)] if figure.day[0] is None and figure.day[2] else []
        if meant and not years.intersection(day.year for day in meant) and all(abs((day - as_of).days) > FAR for day in meant):
            return f"{figure.text} is of {meant[0].year}, and reads as the one nearest to today"
    return None


def _is(said: tuple, day: date) -> bool:
    return all(part is None or part == known for part, known in zip(said, (day.year, day.month, day.day), strict=True))


FAR = 240
"""Days from today beyond which a day can't be told without its year."""
ORDINALS = {word: n for n, word in enumerate(word_list("first second third fourth"), 1)}
PARTS = {"early": (1, 12), "mid": (8, 23), "middle": (8, 23), "late": (19, 31), "beginning": (1, 10), "start": (1, 10),
         "end": (21, 31)}  # fmt: skip
"""Part of a month -> its first and last day, as loosely as people speak."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
NEAR_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2, "the day before yesterday": -2}
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)"
_MONTH_ALONE = re.compile(rf"\b(?:in|since|of|until|by) {_MONTH}\b")
_IN_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)(?![\d/-]|\.\d)")
_PART_OF_YEAR = re.compile(
    r"\b(?:(?P<part>first|second|third|fourth|(?P<last>last|final)|Q[1-4]|H[12])(?: (?:quarter|(?P<half>half)))?(?: of)?,?"
    r" (?P<year>\d{4}))\b",
    re.IGNORECASE,
)
_PART_OF_MONTH = re.compile(
    rf"\b(?P<part>early|mid-?|late|(?:the )?(?:beginning|start|middle|end) of)[ -]?(?:in )?{_MONTH}\b\.?"
    r"(?:,? (?:of )?(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b(?P<season>spring|summer|autumn|fall|winter)(?: of)? (?P<year>\d{4})\b", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:the day after tomorrow|the day before yesterday|tomorrow|yesterday|(?:last|this|next) (?:week|month|quarter|year))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:already over|over (?:now|already)|now over|behind (?:us|you|them)|come and gone|long gone"
    r"|(?:has|have) (?:already )?(?:passed|ended|expired|lapsed|gone by)|(?:days?|weeks?|months?) ago|went by|ran out|already past)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:(?:still|yet) to come|ahead of (?:us|you|them)|(?:days?|weeks?|months?) (?:from now|away|to go)|upcoming|in the future)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?;](?=\s|$)|\n")
_holds_span = any_of((_IN_FIGURES, _PART_OF_YEAR, _PART_OF_MONTH, _SEASON, _NEAR))
