"""A pack as Markdown: a heading a slide, footnotes for the marks, the sources at the end."""

from cs_core.execution.papers.pack import Chart, Pack, Slide, Source, Table, Text, chart_text
from cs_core.execution.writing.markdown import escaped


def as_markdown(pack: Pack) -> str:
    """The whole pack; the marks are footnotes."""
    parts = [_slide(slide, level="#" if not at else "##") for at, slide in enumerate(pack.slides)]
    notes = "\n".join(_source(source) for source in pack.sources)
    return "\n\n".join([*parts, "## Sources", notes]) + "\n"


def _slide(slide: Slide, *, level: str) -> str:
    parts = [f"{level} {_text(slide.headline)}", *(f"- {_text(line)}" for line in slide.lines)]
    body = "\n".join(parts[1:])
    more = [_table(slide.table)] if slide.table else []
    more += [_chart(slide.chart)] if slide.chart else []
    more += ["\n".join(f"*Not known: {escaped(said)}*" for said in slide.unknowns)] if slide.unknowns else []
    return "\n\n".join(part for part in (parts[0], body, *more) if part)


def _text(text: Text) -> str:
    return "".join(escaped(span.text) + (f"[^{span.mark}]" if span.mark else "") for span in text)


def _table(table: Table) -> str:
    return _rows(table.head, [[_text(cell) for cell in row] for row in table.rows])


def _chart(chart: Chart) -> str:
    names = [f"{escaped(name)}[^{chart.mark}]" for name, _ in chart.series]
    columns = [[chart_text(chart, v) for v in values] for _, values in chart.series]
    rows = list(zip(chart.categories, *columns, strict=True))
    return f"{escaped(chart.title)}[^{chart.mark}]\n\n" + _rows((f"{escaped(chart.head)}[^{chart.mark}]", *names), rows)


def _rows(head, rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _source(source: Source) -> str:
    system, place, day = source.told()
    return f"[^{source.mark}]: {escaped(system)}, {escaped(place)}, as known on {day}"
