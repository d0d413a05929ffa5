"""The quarterly review of one customer (QBR, or EBR with the sponsor): slides of which every number carries the mark of its source.

A pack is words and figures only; the writers (`review_pack_markdown`, `_html`, `_pptx`) make files of it that say the same. The customer's
version holds no score, likelihood, risk, note or word about anybody else; the internal one adds the risks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cs_core.execution.writing.phrases import SLOT, is_known, say
from cs_core.records import Fact

DIGIT = re.compile(r"\d+(?:[.,]\d+)*")


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


class Table(NamedTuple):
    """Rows of cells under a head, which states nothing."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    """Shares of the whole width."""


class Chart(NamedTuple):
    """One or two series over the same categories, all borne by one source."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    mark: int


class Slide(NamedTuple):
    """One message: the headline, what bears it out, and what is not known."""

    key: str
    headline: Text
    lines: tuple[Text, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    unknowns: tuple[str, ...] = ()


class Pack(NamedTuple):
    """The whole review."""

    account_id: str
    name: str
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


class Book:
    """The facts of one account by key, and the sources that were cited so far, numbered in the order of their citing."""

    def __init__(self, facts: Iterable[Fact]):
        self._facts: dict[str, Fact] = {}
        self._marks: dict[tuple[str, str, date], int] = {}
        self._ids: dict[int, dict[str, None]] = {}
        for fact in facts:
            self._facts.setdefault(fact.key, fact)

    def get(self, key: str) -> Fact | None:
        """The best known fact of a key that has a value."""
        fact = self._facts.get(key)
        return fact if fact is not None and fact.value is not None else None

    def value(self, key: str) -> object:
        """Its value, None where it is not known."""
        fact = self.get(key)
        return fact.value if fact else None

    def mark(self, fact: Fact) -> int:
        """The number of the fact's source, which from now on is cited."""
        mark = self._marks.setdefault((fact.source, fact.source_row, fact.observed_at), len(self._marks) + 1)
        self._ids.setdefault(mark, {})[fact.id] = None
        return mark

    def cell(self, fact: Fact, form: str = "") -> Text:
        """One fact in words, marked where it holds a figure or quotes somebody."""
        text = say(fact.value, fact.unit, form)
        return (Span(text, self.mark(fact) if form == "quote" or DIGIT.search(text) else None),)

    def say(self, template: str, **facts: Fact) -> Text | None:
        """A phrasing with its ``{fact|form}`` slots said and marked; None where one of them is unknown."""
        spans, at = [], 0
        for slot in SLOT.finditer(template):
            fact, form = facts.get(slot[1]) or self.get(slot[1]), slot[2] or ""
            if fact is None or not is_known(fact.value, form, fact.unit):
                return None
            spans += [Span(template[at : slot.start()]), *self.cell(fact, form)]
            at = slot.end()
        return tuple(s for s in (*spans, Span(template[at:])) if s.text)

    def first(self, *templates: str) -> Text | None:
        """The first phrasing whose facts are known."""
        return next((said for t in templates if (said := self.say(t)) is not None), None)

    def all(self, *templates: str | Sequence[str]) -> tuple[Text, ...]:
        """Each phrasing, or of each group the first, whose facts are known."""
        groups = ((t,) if isinstance(t, str) else t for t in templates)
        return tuple(said for group in groups if (said := self.first(*group)) is not None)

    def sources(self, *, internal: bool) -> tuple[Source, ...]:
        """The cited sources by number; a customer is told the system and the day, not the file and row of ours."""
        told = tuple(Source(mark, *place, tuple(self._ids[mark])) for place, mark in self._marks.items())
        return told if internal else tuple(s._replace(source=WORDS.get(s.source, s.source), source_row=ON_REQUEST) for s in told)


ON_REQUEST = "the row on request"
WORDS = {
    "cs_core": "our records", "vendor": "our records", "team": "our team", "note": "our notes", "product": "product usage",
    "zendesk": "support", "stripe": "billing", "hubspot": "customer record", "salesforce": "customer record", "email": "correspondence",
    "survey": "survey", "calendar": "meetings", "calls": "calls", "slack": "correspondence",
}  # fmt: skip
"""Systems as a customer knows them."""


def plain(text: Text) -> str:
    """Without marks."""
    return "".join(span.text for span in text)


def just(text: str) -> Text:
    """Words that state nothing."""
    return (Span(text),)


def document(pack: Pack, files: Sequence[str]) -> dict:
    """The document of the command `review`."""
    found = pack.numbers()
    return {
        "account_id": pack.account_id, "files": list(files), "numbers": len(found), "uncited": sum(mark is None for _, mark in found),
        "unknowns": pack.unknowns,
    }  # fmt: skip


def _numbers(slide: Slide) -> Iterator[tuple[str, int | None]]:
    cells = [cell for row in slide.table.rows for cell in row] if slide.table else []
    for text in (slide.headline, *slide.lines, *cells, *map(just, slide.unknowns)):
        yield from ((figure, span.mark) for span in text for figure in DIGIT.findall(span.text))
    if slide.chart:
        yield from ((figure, slide.chart.mark) for name in slide.chart.categories for figure in DIGIT.findall(name))
        for name, values in slide.chart.series:
            yield from ((figure, slide.chart.mark) for figure in DIGIT.findall(name))
            yield from ((number_text(value), slide.chart.mark) for value in values)


def number_text(value: float) -> str:
    """A figure of a chart as all formats write it."""
    return f"{value:,.0f}"
