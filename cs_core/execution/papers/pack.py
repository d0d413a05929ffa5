"""A pack: slides of which every number carries the mark of its source.

It is words and figures only; the writers (`markdown`, `html`, `pptx`) make files of it that say the same.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cs_core.context.wording.days import spelt
from cs_core.context.wording.places import places
from cs_core.context.wording.systems import system_name

DIGIT = re.compile(r"\d+(?:[.,]\d+)*")
LINE = 118
"""Characters of text that fit beside each other across a slide: a longer one goes on below, and what follows it stands lower."""


class Span(NamedTuple):
    """A run of text; `mark` is the number of the source that bears it."""

    text: str
    mark: int | None = None


Text = tuple[Span, ...]


class Source(NamedTuple):
    """Where figures come from: one row or span of rows of a system, as known on a day."""

    mark: int
    source: str
    source_row: str
    day: date
    fact_ids: tuple[str, ...]

    def told(self) -> tuple[str, str, str]:
        """System, place in it and day, as people read them."""
        return system_name(self.source), places(self.source_row), spelt(self.day)


class Table(NamedTuple):
    """Rows of cells under a head, which states nothing."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    """Shares of the whole width."""


class Chart(NamedTuple):
    """Series over the same categories, at most as many as there are colours, all borne by one source."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    mark: int
    head: str = "Week"
    """What the categories are."""
    percent: bool = False
    """Values are shares of 1, told in whole percents."""


class Slide(NamedTuple):
    """One message: the headline, what bears it out, and what is not known."""

    key: str
    headline: Text
    lines: tuple[Text, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    unknowns: tuple[str, ...] = ()


class Pack(NamedTuple):
    """The whole paper."""

    about: str
    """What it is about: an account's id, ``board`` ..."""
    title: str
    foot: str
    """What stands at the foot of every slide."""
    as_of: date
    internal: bool
    slides: tuple[Slide, ...]
    sources: tuple[Source, ...]

    @property
    def unknowns(self) -> list[str]:
        """What the slides say is not known."""
        return [said for slide in self.slides for said in slide.unknowns]

    def numbers(self) -> list[tuple[str, int | None]]:
        """Every figure that stands in it, with its mark, in the order of the slides."""
        return [pair for slide in self.slides for pair in _numbers(slide)]


class Marks:
    """Where figures come from, numbered in the order of their citing."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str, date], int] = {}
        self._ids: dict[int, dict[str, None]] = {}

    def cite(self, source: str, source_row: str, day: date, fact_id: str = "") -> int:
        """The number of a source, which from now on is cited."""
        mark = self._marks.setdefault((source, source_row, day), len(self._marks) + 1)
        self._ids.setdefault(mark, {})[fact_id] = None
        return mark

    def cited(self) -> tuple[Source, ...]:
        """The sources by number."""
        return tuple(Source(mark, *place, tuple(i for i in self._ids[mark] if i)) for place, mark in self._marks.items())


def plain(text: Text) -> str:
    """Without marks."""
    return "".join(span.text for span in text)


def just(text: str) -> Text:
    """Words that state nothing."""
    return (Span(text),)


def counted(pack: Pack) -> dict:
    """What is in it: numbers, uncited (those without a source), and what it says is not known."""
    found = pack.numbers()
    return {"numbers": len(found), "uncited": sum(mark is None for _, mark in found), "unknowns": pack.unknowns}


def _numbers(slide: Slide) -> Iterator[tuple[str, int | None]]:
    cells = [cell for row in slide.table.rows for cell in row] if slide.table else []
    for text in (slide.headline, *slide.lines, *cells, *map(just, slide.unknowns)):
        yield from ((figure, span.mark) for span in text for figure in DIGIT.findall(span.text))
    if slide.chart:
        yield from ((figure, slide.chart.mark) for name in slide.chart.categories for figure in DIGIT.findall(name))
        for name, values in slide.chart.series:
            yield from ((figure, slide.chart.mark) for figure in DIGIT.findall(name))
            yield from ((DIGIT.search(chart_text(slide.chart, value))[0], slide.chart.mark) for value in values)


def chart_text(chart: Chart, value: float) -> str:
    """A figure of a chart as all formats write it."""
    return f"{value:.0%}" if chart.percent else f"{value:,.0f}"
