"""A pack's files read back: every figure that stands in one, with the mark of the source that bears it (None where there is none)."""

import re
from html.parser import HTMLParser
from io import BytesIO

from pptx import Presentation

from cs_core.execution.papers.pack import DIGIT

MARK = re.compile(r"⟦(\d+)⟧")
Figures = list[tuple[str, int | None]]


def figures(segment: str, otherwise: int | None = None) -> Figures:
    """The figures of a line or cell; each is borne by the next mark in it."""
    found = []
    for figure in DIGIT.finditer(MARK.sub(lambda m: "\x00" * len(m[0]), segment)):
        after = MARK.search(segment, figure.end())
        found.append((figure[0], int(after[1]) if after else otherwise))
    return found


def of_markdown(text: str) -> tuple[Figures, set[int]]:
    """Figures, and the marks that its sources explain."""
    body, _, notes = text.partition("## Sources")
    week, head = None, True
    found: Figures = []
    for line in body.splitlines():
        marked = re.sub(r"\\(.)", r"\1", re.sub(r"\[\^(\d+)\]", r"⟦\1⟧", line))
        cells = marked.strip("| ").split(" | ") if line.startswith("|") else [marked]
        if not line.startswith("|"):
            week, head = None, True
        elif head:
            week, head = int(MARK.search(cells[0])[1]) if MARK.search(cells[0]) else None, False
        found += [pair for cell in cells for pair in figures(cell, week)]
    return found, {int(n) for n in re.findall(r"^\[\^(\d+)\]:", notes, re.M)}


class _Page(HTMLParser):
    """Lines and cells of the page, with marks."""

    def __init__(self):
        super().__init__()
        self.found: Figures = []
        self.sources: set[int] = set()
        self.skip, self.text, self.week = False, "", None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id", "").startswith("source-"):
            self.sources.add(int(given["id"].removeprefix("source-")))
        self.skip = self.skip or given.get("id") == "sources" or tag in ("svg", "style", "title")
        self.text += "⟦" if tag == "sup" else ""
        self.week = None if tag == "table" else self.week

    def handle_endtag(self, tag):
        if tag in ("svg", "style", "title"):
            self.skip, self.text = False, ""
        self.text += "⟧" if tag == "sup" else ""
        if tag in ("h1", "h2", "li", "p", "td", "th", "summary"):
            if not self.skip:
                if tag == "th" and self.week is None and MARK.search(self.text):
                    self.week = int(MARK.search(self.text)[1])
                self.found += figures(self.text, self.week if tag == "td" else None)
            self.text = ""

    def handle_data(self, data):
        self.text += "" if self.skip else data


def of_html(text: str) -> tuple[Figures, set[int]]:
    """Figures, and the marks that its sources explain."""
    page = _Page()
    page.feed(text)
    return page.found, page.sources


def of_pptx(content: bytes) -> tuple[Figures, set[int]]:
    """Figures, and the marks that its sources explain."""
    found: Figures = []
    sources: set[int] = set()
    for slide in Presentation(BytesIO(content)).slides:
        shapes = list(slide.shapes)
        if next((s.text_frame.text for s in shapes if s.has_text_frame and s.text_frame.text), "").startswith("Sources"):
            sources |= {int(row.cells[0].text) for s in shapes if s.has_table for row in list(s.table.rows)[1:]}
            continue
        mark = None
        for shape in shapes:
            if shape.has_text_frame:
                lines = [_marked(p) for p in shape.text_frame.paragraphs]
                mark = next((int(m[1]) for line in lines for m in MARK.finditer(line)), mark)
                found += [pair for line in lines for pair in figures(line)]
            elif shape.has_table:
                cells = [cell for row in shape.table.rows for cell in row.cells]
                found += [pair for cell in cells for p in cell.text_frame.paragraphs for pair in figures(_marked(p))]
            elif shape.has_chart:
                plot = shape.chart.plots[0]
                percent = "%" in shape.chart.plots[0].series[0]._element.xml.partition("formatCode>")[2][:12]
                values = [f"{v:.0%}" if percent else f"{v:,.0f}" for series in plot.series for v in series.values]
                names = [series.name for series in plot.series]
                found += [pair for text in (*plot.categories, *names, *values) for pair in figures(text, mark)]
    return found, sources


def _marked(paragraph) -> str:
    return "".join(f"⟦{r.text}⟧" if r.font._element.get("baseline") else r.text for r in paragraph.runs)
