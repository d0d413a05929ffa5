"""A source as records and series: which figures stand together, which is the highest, which way a series runs.

Looking a figure up says that it exists; here it is held against what a sentence says of it: its day, its being an extreme, the one
thing among numbered things (``period1`` is the first period) that it is told of, and whether a series runs as steadily as is said.
"""

import ast
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cs_core.orchestration.judging.figures import Day, Figure, find_figures
from cs_core.orchestration.judging.first_look import any_of

Problem = tuple[int, int, str]
FEWEST = 3
"""Values below which a series has no extremes."""
LONG = 10
"""Values from which on a series has a course."""
UNSTEADY = 0.25
"""More steps than this share against the course: not steady."""


class Leaf(NamedTuple):
    """One value of the source: the keys that lead to it, and the records (indices of lists) that it stands in."""

    keys: str
    record: tuple[int, ...]
    value: float | None
    days: tuple[Day, ...] = ()


class Series(NamedTuple):
    """The numbers under one run of keys, in their order, each with its record."""

    keys: str
    values: tuple[float, ...]
    records: tuple[tuple[int, ...], ...]


class Records(NamedTuple):
    """The source's leaves by series, and the days of each record."""

    series: tuple[Series, ...]
    days: dict[tuple[int, ...], frozenset[Day]]


def read_records(source: str | dict | list) -> Records:
    """The records of a source: JSON or a Python literal, a table with a header; anything else has none."""
    if isinstance(source, str):
        return _records_of_text(source)
    return _gather(list(_leaves(source, "", ())))


@lru_cache(maxsize=256)
def _records_of_text(source: str) -> Records:
    tree = as_tree(source)
    return _gather(list(_leaves(_table(source) if tree is None else tree, "", ())))


def as_tree(source: str) -> dict | list | None:
    """A text that is JSON or a Python literal as what it stands for; None where it is neither an object nor a list."""
    if source.strip()[:1].isalnum() or source.strip()[:1] == "-":
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            tree = read(source.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(tree, dict | list):
            return tree
    return None


def _table(source: str) -> list[dict]:
    """The rows of the longest run of lines with one number of cells, the first of them its header."""
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("#")]
    rows = [row for row in csv.reader(lines) if row]
    width = max((len(row) for row in rows), default=0)
    whole = [row for row in rows if len(row) == width]
    if width < 2 or len(whole) < FEWEST:
        return []
    return [dict(zip(whole[0], row, strict=True)) for row in whole[1:]]


def _leaves(node: object, keys: str, record: tuple[int, ...]) -> Iterator[Leaf]:
    match node:
        case dict():
            for key, child in node.items():
                yield from _leaves(child, f"{keys} {key}".strip(), record)
        case list() | tuple():
            for at, child in enumerate(node):
                yield from _leaves(child, keys, (*record, at))
        case bool() | None:
            return
        case int() | float():
            yield Leaf(keys, record, float(node))
        case _:
            value, days = value_of(str(node))
            if days or value is not None:
                yield Leaf(keys, record, value, days)


@lru_cache(maxsize=32_768)
def value_of(text: str) -> tuple[float | None, tuple[Day, ...]]:
    """The number that a text is, or the days at its beginning."""
    try:
        return float(text), ()
    except ValueError:
        return None, tuple(f.day for f in find_figures(text[:40]) if f.day)


def _gather(leaves: Sequence[Leaf]) -> Records:
    groups: dict[str, list[Leaf]] = defaultdict(list)
    days: dict[tuple[int, ...], set[Day]] = defaultdict(set)
    for leaf in leaves:
        if leaf.value is not None:
            groups[leaf.keys].append(leaf)
        if leaf.record:
            days[leaf.record].update(leaf.days)
    series = (Series(keys, tuple(x.value for x in own), tuple(x.record for x in own)) for keys, own in groups.items())
    return Records(tuple(series), {record: frozenset(seen) for record, seen in days.items() if seen})


def may_tell_otherwise(text: str, figures: Sequence[Figure]) -> bool:
    """Whether records could tell anything of a text otherwise: it names a day, an extreme, one of numbered things, or a course."""
    return any(figure.day for figure in figures) or _holds_place(text)


def series_problems(text: str, figures: Sequence[Figure], records: Records) -> Iterator[Problem]:
    """What the text says of figures that the source has, and that its records say otherwise."""
    if not records.series:
        return
    last_day: Figure | None = None
    has_extremes = any(len(s.values) >= FEWEST for s in records.series)
    long = [s for s in records.series if len(s.values) >= LONG and len(set(s.values)) > 2]
    for start, end in _sentences(text):
        inside = [f for f in figures if start <= f.start < end]
        days = [f for f in inside if f.day]
        last_day = days[0] if len(days) == 1 else None if len(days) > 1 else last_day
        numbers = [f for f in inside if f.values and not f.day]
        yield from _of_another_day(numbers, last_day, len(days), records)
        yield from _no_extremes(text, start, end, numbers, last_day if len(days) == 1 else None, records) if has_extremes else ()
        yield from _of_another_number(text, start, end, numbers, records)
        yield from _not_steady(text, start, end, long[0]) if len(long) == 1 else ()


def _of_another_day(numbers: Sequence[Figure], day: Figure | None, named: int, records: Records) -> Iterator[Problem]:
    """A figure told of a day that stands in records of other days only."""
    told = _records_of_day(day, records) if day is not None and named <= 1 else []
    if not any(_together(place, record) for record in told for series in records.series for place in series.records if place):
        return
    for figure in numbers:
        places = [r for s in records.series for r, v in zip(s.records, s.values) if r and _is(figure, v)]
        if places and not any(_together(place, record) for place in places for record in told):
            yield figure.start, figure.end, f"{figure.text} is not of {day.text}"


def _no_extremes(
    text: str, start: int, end: int, numbers: Sequence[Figure], day: Figure | None, records: Records
) -> Iterator[Problem]:
    """A figure called the highest or lowest, or an end of a range, that is not."""
    told = _records_of_day(day, records) if day else []
    for figure in numbers:
        want = _wanted(text, start, figure, numbers)
        if want is None:
            continue
        judged = [hit for s in records.series if (hit := _extreme_in(s, figure, want, told)) is not None]
        if judged and not any(judged):
            yield figure.start, figure.end, f"{figure.text} is not the {'highest' if want > 0 else 'lowest'}"


def _wanted(text: str, start: int, figure: Figure, numbers: Sequence[Figure]) -> int | None:
    """1 where the words before a figure call it a highest, -1 a lowest, None where they call it neither."""
    before = text[start : figure.start]
    range_ = _RANGE.search(before)
    if range_:
        ends = [f for f in numbers if f.start >= start + range_.end() - 1][:2]
        if len(ends) == 2 and figure in ends and text[ends[0].end : ends[1].start].count(",") == 0 and ends[1].start - ends[0].end < 40:
            low = min(ends, key=lambda f: -f.values[0] if f.minus else f.values[0])
            return -1 if figure is low else 1
    near = before[-45:]
    if _HIGHEST.search(near):
        return 1
    return -1 if _LOWEST.search(near) else None


def _extreme_in(series: Series, figure: Figure, want: int, told: list[tuple[int, ...]]) -> bool | None:
    """Whether it is the extreme of a series that holds it; None where the series is too short or does not hold it."""
    values = [v for v, r in zip(series.values, series.records) if not told or any(_together(r, t) for t in told)]
    if len(values) < FEWEST or len(set(values)) < 2 or not any(_is(figure, v) for v in values):
        return None
    return _is(figure, max(values) if want > 0 else min(values))


def _of_another_number(text: str, start: int, end: int, numbers: Sequence[Figure], records: Records) -> Iterator[Problem]:
    """Two goals in the first period, where no ``period1`` is two."""
    for found in _NTH.finditer(text, start, end):
        key = f"{found['what'].lower().rstrip('s')}{ORDINALS[found['nth'].lower()]}"
        values = {v for s in records.series if re.sub(r"[\W_]", "", s.keys.lower()).endswith(key) for v in s.values}
        before = [f for f in numbers if f.end <= found.start() and found.start() - f.end < 30]
        if values and before and not any(_is(before[-1], v) for v in values):
            yield before[-1].start, before[-1].end, f"{before[-1].text} is not of the {found['nth']} {found['what']}"


def _not_steady(text: str, start: int, end: int, long: Series) -> Iterator[Problem]:
    """A steady rise or fall of the one series that the source has, which runs otherwise."""
    found = _STEADY.search(text, start, end)
    if not found:
        return
    sign = 1 if found["up"] or found["up2"] else -1
    steps = [sign * (b - a) for a, b in zip(long.values, long.values[1:]) if a != b]
    if not steps or sum(steps) < 0 or sum(s < 0 for s in steps) > UNSTEADY * len(steps):
        yield found.start(), found.end(), f"the source does not run as steadily as “{found[0]}”"


def _records_of_day(day: Figure, records: Records) -> list[tuple[int, ...]]:
    return [r for r, days in records.days.items() if any(_matches(day.day, d) for d in days)]


def _matches(said: Day, known: Day) -> bool:
    return said[2] is not None and all(part is None or part == other for part, other in zip(said, known, strict=True))


def _together(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one record lies within the other."""
    n = min(len(one), len(other))
    return one[:n] == other[:n]


def _is(figure: Figure, value: float) -> bool:
    slack = max(figure.slack, 0.03 * abs(value) if figure.about else 0.0) + 1e-9
    return any(abs(abs(value) - v) <= slack for v in figure.values) or (
        figure.percent and any(abs(100 * abs(value) - v) <= slack for v in figure.values)
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for stop in _STOP.finditer(text):
        yield at, stop.end()
        at = stop.end()
    if at < len(text):
        yield at, len(text)


_STOP = re.compile(r"[.!?](?=\s|$)|\n|;")
_RANGE = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|fluctuat\w*)\b(?:\W+\w+){0,3}?\W+(?:from|between)?\b|\bbetween\b", re.I
)
_HIGH = r"(?:highest|maximum|max|peak(?:s|ed|ing)?|highs? (?:of|reaching)|up to|as high as)"
_LOW = r"(?:lowest|minimum|min|lows? of|as low as|bottom(?:s|ed)?)"
_HIGHEST, _LOWEST = re.compile(rf"\b{_HIGH}\b[^.;,]*$", re.I), re.compile(rf"\b{_LOW}\b[^.;,]*$", re.I)
ORDINALS = {word: n for n, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1)}
_NTH = re.compile(rf"\b(?:in|during|of) the (?P<nth>{'|'.join(ORDINALS)}) (?P<what>[a-z]+)\b", re.I)
_UP = r"increas\w*|ris\w+|rose|grow\w*|grew|climb\w*|upward trend"
_DOWN = r"decreas\w*|declin\w*|fall\w*|fell|drop\w*|downward trend"
_STEADY = re.compile(
    rf"\b(?:(?:steady|steadily|consistent(?:ly)?|continuous(?:ly)?|gradual(?:ly)?)\W+(?:(?P<up>{_UP})|(?:{_DOWN}))"
    rf"|(?:(?P<up2>{_UP})|(?:{_DOWN}))\W+(?:steadily|consistently|continuously|gradually))\b",
    re.I,
)
_holds_place = any_of((_RANGE, re.compile(_HIGH, re.I), re.compile(_LOW, re.I), _NTH, _STEADY))
