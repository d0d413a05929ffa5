"""A pack as slides for PowerPoint: one message a slide, native charts and tables, marks above the line, sources on the last pages."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from cs_core.execution.papers.pack import LINE, Chart, Pack, Slide, Table, Text, chart_text, just, plain

INK, DEEP, ACCENT, PALE, GREY, AMBER, WHITE = (
    RGBColor.from_string(c) for c in ("1D2B33", "0F3D44", "0F7B80", "C3D2D5", "5B6C73", "8A5A00", "FFFFFF")
)
SERIES = (ACCENT, PALE, *(RGBColor.from_string(c) for c in ("C9772B", "5B6C73", "B5495B")))
"""Colours of a chart's series."""
WIDTH, HEIGHT, LEFT = Inches(13.333), Inches(7.5), Inches(0.75)
ROOM = WIDTH - 2 * LEFT
SOURCES_A_PAGE = 26
ONE_LINE = 66
"""Characters of a headline that fit on one line."""
BLANK = 6
"""Of the layouts that python-pptx brings along."""


def as_pptx(pack: Pack) -> bytes:
    """The file; the same pack gives the same slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title = pack.title
    deck.core_properties.author = ""
    first, *rest = pack.slides
    _cover(deck, first)
    for slide in rest:
        _content(deck, slide, pack)
    for at in range(0, len(pack.sources), SOURCES_A_PAGE):
        _sources(deck, pack, at)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _page(deck):
    return deck.slides.add_slide(deck.slide_layouts[BLANK])


def _cover(deck, slide: Slide) -> None:
    page = _page(deck)
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = DEEP
    _write(page, [slide.headline], top=Inches(2.3), height=Inches(1.4), size=40, colour=WHITE, bold=True)
    _bar(page, top=Inches(3.85), width=Inches(1.6), colour=ACCENT)
    _write(page, slide.lines, top=Inches(4.1), height=Inches(2), size=20, colour=PALE)


def _content(deck, slide: Slide, pack: Pack) -> None:
    page = _page(deck)
    _bar(page, top=Inches(0.55), width=Inches(0.9), colour=ACCENT)
    _write(page, [slide.headline], top=Inches(0.65), height=Inches(1.15), size=28, colour=DEEP, bold=True)
    top = Inches(1.45) if len(plain(slide.headline)) <= ONE_LINE else Inches(1.9)
    if slide.lines:
        height = Inches(0.43) * sum(ceil(len(plain(line)) / LINE) or 1 for line in slide.lines)
        _write(page, slide.lines, top=top, height=height, size=18, colour=INK, gap=6)
        top += height + Inches(0.15)
    if slide.chart:
        _chart(page, slide.chart, top=top, height=Inches(6.55) - top - Inches(0.3) * len(slide.unknowns))
    if slide.table:
        _table(page, slide.table, top=top)
    if slide.unknowns:
        lines = [just(f"Not known: {said}") for said in slide.unknowns]
        _write(page, lines, top=Inches(6.6) - Inches(0.3) * len(lines), height=Inches(0.3) * len(lines), size=13, colour=AMBER)
    foot = [just(f"{pack.foot} · marks lead to the sources on the last page")]
    _write(page, foot, top=Inches(6.95), height=Inches(0.3), size=10, colour=GREY)


def _write(
    page, lines: Sequence[Text], *, top: Emu, height: Emu, size: int, colour: RGBColor, bold: bool = False, gap: int = 0
) -> None:  # fmt: skip
    frame = page.shapes.add_textbox(LEFT, top, ROOM, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not at else frame.add_paragraph()
        paragraph.space_after = Pt(gap)
        _runs(paragraph, line, size=size, colour=colour, bold=bold)


def _runs(paragraph, text: Text, *, size: float, colour: RGBColor, bold: bool = False) -> None:
    for span in text:
        _run(paragraph, span.text, size, colour, bold=bold)
        if span.mark:
            _run(paragraph, str(span.mark), size, PALE if colour in (WHITE, PALE) else GREY).font._element.set("baseline", "30000")


def _run(paragraph, text: str, size: float, colour: RGBColor, *, bold: bool = False):
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.color.rgb, run.font.name = Pt(size), bold, colour, "Calibri"
    return run


def _bar(page, *, top: Emu, width: Emu, colour: RGBColor) -> None:
    shape = page.shapes.add_shape(1, LEFT, top, width, Inches(0.06))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour
    shape.line.fill.background()


def _table(page, table: Table, *, top: Emu) -> None:
    """The head in grey, thin lines between the rows, no boxes."""
    height = Inches(0.46) * (len(table.rows) + 1)
    grid = page.shapes.add_table(len(table.rows) + 1, len(table.head), LEFT, top, ROOM, height).table
    grid.first_row = grid.horz_banding = False
    for at, share in enumerate(table.widths):
        grid.columns[at].width = Emu(int(ROOM * share))
    for at, name in enumerate(table.head):
        _cell(grid.cell(0, at), just(name), size=13, colour=GREY, fill=RGBColor.from_string("EEF1F2"))
    for n, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            _cell(grid.cell(n, at), cell, size=15, colour=INK, fill=WHITE if n % 2 else RGBColor.from_string("F7F9F9"))


def _cell(cell, text: Text, *, size: float, colour: RGBColor, fill: RGBColor) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = fill
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    _runs(cell.text_frame.paragraphs[0], text, size=size, colour=colour)


def _chart(page, chart: Chart, *, top: Emu, height: Emu) -> None:
    caption = page.shapes.add_textbox(LEFT, top, ROOM, Inches(0.3)).text_frame
    caption.margin_left = 0
    _runs(caption.paragraphs[0], ((*just(chart.title),)[0]._replace(mark=chart.mark),), size=12, colour=GREY)
    data = CategoryChartData(number_format="0%" if chart.percent else "#,##0")
    data.categories = chart.categories
    for name, values in chart.series:
        data.add_series(name, [_as_told(chart, v) for v in values])
    frame = page.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, LEFT, top + Inches(0.3), ROOM, height - Inches(0.3), data)
    _dressed(frame.chart)


def _as_told(chart: Chart, value: float) -> float:
    """The value as the other formats round it."""
    text = chart_text(chart, value).replace(",", "")
    return float(text.rstrip("%")) / 100 if chart.percent else float(text)


def _dressed(drawn) -> None:
    drawn.font.size, drawn.font.color.rgb = Pt(11), GREY
    drawn.has_legend = len(drawn.plots[0].series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E8EA")
    drawn.value_axis.format.line.fill.background()
    drawn.plots[0].gap_width, drawn.plots[0].overlap = 60, 0
    for series, colour in zip(drawn.plots[0].series, SERIES, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour


def _sources(deck, pack: Pack, at: int) -> None:
    page = _page(deck)
    word = [just("Sources" if not at else "Sources, continued")]
    _write(page, word, top=Inches(0.45), height=Inches(0.6), size=22, colour=DEEP, bold=True)
    shown = pack.sources[at : at + SOURCES_A_PAGE]
    grid = page.shapes.add_table(len(shown) + 1, 4, LEFT, Inches(1.05), ROOM, Inches(0.22) * (len(shown) + 1)).table
    grid.first_row = grid.horz_banding = False
    for column, share in enumerate((0.06, 0.16, 0.63, 0.15)):
        grid.columns[column].width = Emu(int(ROOM * share))
    rows = [(str(s.mark), *s.told()) for s in shown]
    for n, row in enumerate([("Mark", "System", "Row", "As known on"), *rows]):
        for column, text in enumerate(row):
            _cell(grid.cell(n, column), just(text), size=9, colour=INK if n else GREY, fill=WHITE)
