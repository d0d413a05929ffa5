"""Figures that no fact holds as they stand, and that could be worked out of the cited ones: nobody has shown them false."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cs_core.orchestration.judging.counts import DAYS, kind_of
from cs_core.orchestration.judging.figures import Figure, find_figures
from cs_core.orchestration.judging.roles import is_number
from cs_core.records import Fact


def without_worked_out(text: str, facts: Sequence[Fact], as_of: date) -> str:
    """The text with blanks for a length in another unit, what is left of two counts, a round bound, and spans such as "last month"."""
    known = [abs(float(f.value)) for f in facts if is_number(f.value)]
    lengths = [*(abs(float(f.value)) for f in facts if is_number(f.value) and f.unit in ("day", "days"))]
    lengths += [float(abs((f.value - as_of).days)) for f in facts if isinstance(f.value, date)]
    spans = [(f.start, f.end) for f in find_figures(text) if _could_be(text, f, known, lengths)]
    spans += [found.span() for found in _CALENDAR.finditer(text)] if known else []
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _could_be(text: str, figure: Figure, known: Sequence[float], lengths: Sequence[float]) -> bool:
    if not figure.values or figure.day or figure.percent:
        return False
    said = figure.values[0]
    unit = _UNIT.match(text, figure.end)
    if unit and any(low <= length <= high for length in lengths for low, high in _meant(text, figure, DAYS[kind_of(unit[1])])):
        return True
    if _LEFT.match(text, figure.end) and any(abs(a - b - said) <= figure.slack for a in known for b in known if a > b):
        return True
    above, below = _ABOVE.search(text, 0, figure.start), _BELOW.search(text, 0, figure.start)
    is_round = said >= 20 and said % 10 == 0
    return is_round and any((above and said < value <= FAR * said) or (below and said / FAR <= value < said) for value in known)


def _meant(text: str, figure: Figure, unit: int) -> Iterator[tuple[float, float]]:
    """Days that so many weeks, months or years may stand for."""
    said = figure.values[0] * unit
    yield said - unit / 2, said + unit / 2
    if _ABOVE.search(text, 0, figure.start):
        yield said, said + unit
    if _HALF.match(text, figure.end):
        yield said, said + unit


FAR = 1.15
"""How far above a round bound, or below it, a count may lie."""
_UNIT = re.compile(r"(?: and a half)?[ -](weeks?|months?|years?)\b")
_HALF = re.compile(r" and a half\b")
_LEFT = re.compile(r"(?: \w+)? (?:to go|left|remain(?:ing|s)?|(?:still )?(?:free|unused|missing)|more)\b"
                   r"| of (?:your|the|their) (?:\w+ ){1,3}(?:(?:is|are|was|were|have|has) (?:not|still free|unused|idle)|stand idle)\b",
                   re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:over|above|more than|at least|upwards of) $", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:under|below|less than|fewer than|almost|nearly|at most) $", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(?:last|past|previous) month\b|\bthe month before\b", re.IGNORECASE)
