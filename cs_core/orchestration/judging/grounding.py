"""Is a text supported by its source? Figures, dates, directions and names are looked up, one by one; no model is asked."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import exp
from typing import NamedTuple

from cs_core.context.identity.names import word_list
from cs_core.orchestration.judging.figures import Figure, find_figures, is_borne
from cs_core.orchestration.judging.first_look import any_of
from cs_core.orchestration.judging.series import Problem, may_tell_otherwise, series_problems
from cs_core.orchestration.judging.sources import Source, read_source, words_in
from cs_core.orchestration.judging.things import thing_problems


class TextCheck(NamedTuple):
    """What a look-up of the text in its source found."""

    grounded: bool | None
    """None: cannot tell, for the source is empty or the text says nothing that can be looked up."""
    score: float
    """0..1: 1 is certainly unsupported. It grows with the problems and, slowly, with words that the source doesn't have."""
    problems: tuple[Problem, ...]
    why: str


class Said(NamedTuple):
    """What of a text can be looked up."""

    figures: tuple[Figure, ...]
    names: tuple[tuple[int, int, tuple[str, ...]], ...]
    """(start, end, words)."""
    has_more: bool
    """A direction or a day of the week."""
    is_placed: bool
    """What a record may tell otherwise."""

    @property
    def is_something(self) -> bool:
        return bool(self.figures or self.names or self.has_more)


def check_text(text: str, source: str | dict | list, *, exact: bool = False) -> TextCheck:
    """Look up every figure, date, direction and name of the text in the source (text, JSON or a list of either).

    Where the source has records or series, a figure must stand in the record of the day it is told of, and be the extreme it is called.
    A figure that equals a source value after the rounding it shows is supported (12.34 as "12", 0.123 as "12 %", 5400
    as "5.4k"), and so is a sum, difference or ratio of two supported figures of one sentence. It does not judge causes,
    tone or implied promises. `exact` takes no sum or ratio, and a name only as the source has it: for a sentence with its own facts.
    """
    read = read_source(source)
    if read.is_empty:
        return TextCheck(None, 0.5, (), "Cannot tell: the source is empty.")
    said = _said_in(text)
    if not said.is_something:
        why = "Cannot tell: the text has no figure, date, direction or name to look up."
        return TextCheck(None, _score(0, 0, (), text, read), (), why)
    absent, misplaced = _absent(text, said, read, exact), _misplaced(text, said, read)
    problems = tuple(sorted([*absent, *misplaced]))
    why = f"{len(problems)} found: {problems[0][2]}." if problems else "All that could be looked up is in the source."
    return TextCheck(not problems, _score(len(absent), len(misplaced), said.figures, text, read), problems, why)


def unfounded(text: str, source: str | list) -> tuple[Problem, ...]:
    """The problems that `check_text` finds, in their order, for a sentence with its own facts (exact); none where it cannot tell."""
    said = _said_in(text)
    if not said.is_something:
        return ()
    read = read_source(source)
    if read.is_empty:
        return ()
    return tuple(sorted([*_absent(text, said, read, True), *_misplaced(text, said, read)]))


@lru_cache(maxsize=32_768)
def _said_in(text: str) -> Said:
    figures = find_figures(text)
    names = tuple(name for name in _names(text) if not any(f.start < name[1] and name[0] < f.end for f in figures))
    return Said(figures, names, _holds_more(text), may_tell_otherwise(text, figures))


def _absent(text: str, said: Said, read: Source, exact: bool) -> list[Problem]:
    more = [*_direction_problems(text, said.figures, read), *_weekday_problems(text, read)] if said.has_more else ()
    return [*_figure_problems(text, said.figures, read, exact), *_name_problems(said.names, read, exact), *more]


def _misplaced(text: str, said: Said, read: Source) -> list[Problem]:
    of_things = thing_problems(text, said.figures, read.things) if _DIGIT.search(text) or said.figures else ()
    return [*(series_problems(text, said.figures, read.records) if said.is_placed else ()), *of_things]


def _score(absent: int, misplaced: int, figures: Sequence[Figure], text: str, read: Source) -> float:
    """One problem is likely an error, two more so; words from nowhere, and any figure at all, are weak evidence."""
    words = {word for word in words_in(text) if len(word) > 3}
    strange = sum(not _has(word, read) for word in words)
    found = ABSENT_WEIGHT * min(absent, MOST_COUNTED) + MISPLACED_WEIGHT * min(misplaced, MOST_COUNTED)
    return 1 - exp(-(found + STRANGE_WORD_WEIGHT * strange + FIGURE_WEIGHT * len(figures)))


def _figure_problems(text: str, figures: Sequence[Figure], read: Source, exact: bool):
    borne = [figure for figure in figures if is_borne(figure, read.known)]
    for figure in figures:
        if figure not in borne and (exact or not _derived(figure, borne, text)):
            yield figure.start, figure.end, f"{figure.text} is not in the source"


def _derived(figure: Figure, borne: list[Figure], text: str) -> bool:
    """A sum, difference or relative change of two supported figures in the same sentence."""
    near = [f.values[0] for f in borne if f.values and not _STOP.search(text, *sorted((f.end, figure.start)))][:6]
    made = [
        v
        for a in near
        for b in near
        if a != b
        for v in (a + b, a - b, 100 * a / b if b else 0, 100 * (a - b) / b if b else 0)
    ]
    return any(abs(abs(v) - value) <= figure.slack for v in made for value in figure.values)


def _direction_problems(text: str, figures: Sequence[Figure], read: Source):
    """A rise where the source has a fall: by the change of that size, or by the only change the sentence is about."""
    for word in _DIRECTION.finditer(text):
        sign = 1 if word["up"] else -1
        start, end = _sentence(text, word.start())
        inside = [f for f in figures if start <= f.start < end and f.values]
        same = [c for _, c in read.changes if any(_equal(f, c) for f in inside)]
        about = same or [
            c
            for key, c in read.changes
            if not inside and key and set(key.split()) & words_in(text[start:end])
        ]
        if about and all(c * sign < 0 for c in about):
            yield word.start(), word.end(), f"the source says the opposite of {word[0]}"
            continue
        ends = _FROM_TO.search(text, start, end)
        if ends and (float(ends["b"].replace(",", "")) - float(ends["a"].replace(",", ""))) * sign < 0:
            yield word.start(), word.end(), f"{ends[0]} is not {word[0]}"


def _equal(figure: Figure, change: float) -> bool:
    return any(
        abs(v - abs(change)) <= figure.slack or abs(v - 100 * abs(change)) <= figure.slack for v in figure.values
    )


def _sentence(text: str, at: int) -> tuple[int, int]:
    before = [m.end() for m in _STOP.finditer(text, 0, at)]
    after = _STOP.search(text, at)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def _names(text: str):
    """Capitalised words that no sentence start explains, runs of them as one name: (start, end, words)."""
    for match in _NAME.finditer(_SHORT_WEEKDAY.sub(lambda day: day[0].lower(), text)):
        words = match[0].split()
        opens = match.start() == 0 or bool(_OPENS.search(text, max(0, match.start() - 4), match.start()))
        words = words[1:] if opens else words
        if any(_POSSESSIVE.sub("", word.lower()) not in COMMON for word in words):
            yield match.end() - len(" ".join(words)), match.end(), tuple(words)


def _name_problems(names: Sequence[tuple[int, int, tuple[str, ...]]], read: Source, exact: bool):
    for start, end, words in names:
        plain = {word: _POSSESSIVE.sub("", word.lower()) for word in words}
        strange = [word for word in words if plain[word] not in COMMON and not _has(plain[word], read, exact)]
        if strange:
            yield start, end, f"{' '.join(strange)} is not in the source"


def _weekday_problems(text: str, read: Source):
    """A day of the week on which none of the source's days falls, where it has any; what is quoted was said on another day."""
    falls = {WEEKDAYS[date(*day).weekday()][:3] for day in read.known.days if None not in day}
    quoted = [quote.span() for quote in _QUOTED.finditer(text)] if falls else []
    for found in _WEEKDAY.finditer(text) if falls else ():
        if found[1][:3].lower() not in falls and not any(start < found.start() < end for start, end in quoted):
            yield found.start(), found.end(), f"no day of the source is a {found[1]}"


def _has(word: str, read: Source, exact: bool = False) -> bool:
    """The word, its stem or its usual sign occurs in the source; exact: the word itself, or its plural."""
    if word in SIGNS and any(sign in read.text for sign in SIGNS[word]):
        return True
    if exact:
        return word in read.words or word.removesuffix("s") in read.words or f"{word}s" in read.words
    return word in read.words or word[: max(4, len(word) - 3)] in read.text



ABSENT_WEIGHT, MISPLACED_WEIGHT = 0.3, 0.8
"""What the source does not have may be a way of putting it; what it has in another place is rarely that."""
MOST_COUNTED = 4
STRANGE_WORD_WEIGHT = 0.02
FIGURE_WEIGHT = 0.05
"""A figure that the source has may still be said of the wrong thing."""
_POSSESSIVE = re.compile(r"['’](?:s|ve|d|ll|m|re)$")
WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_QUOTED = re.compile(r"[\"“][^\"“”\n]*[\"”]")
_SHORT_WEEKDAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?=\.?,? \d)")
"""Before a day only, for Sun and Wed may be names."""
_WEEKDAY = re.compile(rf"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|{_SHORT_WEEKDAY.pattern[2:]})")
_DIGIT = re.compile(r"\d")
_STOP = re.compile(r"[.!?](?=\s|$)|\n|;")
_OPENS = re.compile(r"[.!?:\n•*\"“(-]\s*$")
_NAME = re.compile(r"(?<![\w'’])[A-ZÀ-Þ][\w'’&-]*(?: (?:(?:of|de|the|and) )?[A-ZÀ-Þ][\w'’&-]*)*")
_UP = "up|rose|rise[sn]?|rising|grew|grown|grow(?:s|ing|th)?|increas(?:e|es|ed|ing)|climb(?:s|ed|ing)?|gain(?:s|ed)?|higher|jumped"
_DOWN = "down|fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e[sd]?|ing)|shr[aiu]nk|lower|lost|reduced|slipped"
_DIRECTION = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_holds_more = any_of((_DIRECTION, _WEEKDAY))
_FROM_TO = re.compile(r"\bfrom [$€£]?(?P<a>\d[\d,]*(?:\.\d+)?)\D{1,12}?\bto [$€£]?(?P<b>\d[\d,]*(?:\.\d+)?)")
SIGNS = {
    "celsius": ("°c",), "fahrenheit": ("°f",), "euro": ("€", "eur"), "euros": ("€", "eur"), "dollar": ("$", "usd"),
    "dollars": ("$", "usd"), "pounds": ("£", "gbp"), "percent": ("%",), "percentage": ("%",), "hours": (" h ", "hrs"),
}  # fmt: skip
"""Words for what a source may show as a sign."""
COMMON = frozenset(
    word_list(
        "i a an the this that these those it its we you he she they our your in on at for with and or but of to from by as is are was "
        "overall additionally however furthermore moreover finally meanwhile hi hello dear thanks best regards kind ceo cfo cto vp csm "
        "kpi roi api crm faq monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december am pm"
    )
)
