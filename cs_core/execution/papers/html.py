"""A pack as one HTML page that needs nothing else: a section a slide, marks that lead to the sources, charts drawn in place."""

from html import escape

from cs_core.execution.papers.pack import Chart, Pack, Slide, Source, Table, Text, chart_text

WIDTH, HEIGHT, FOOT = 760, 190, 22
MOST_NAMES = 8
"""Categories under whose bars every name fits."""


def as_html(pack: Pack) -> str:
    """The whole pack; everything that was written by others is escaped."""
    body = "\n".join(_slide(slide) for slide in pack.slides)
    rows = "\n".join(_source(source) for source in pack.sources)
    kind = "Internal" if pack.internal else "Review"
    return PAGE.format(title=escape(pack.title), kind=kind, style=STYLE, body=body, sources=rows)


def _slide(slide: Slide) -> str:
    tag = "h1" if slide.key == "title" else "h2"
    parts = [f"<{tag}>{_text(slide.headline)}</{tag}>"]
    parts += ["<ul>" + "".join(f"<li>{_text(line)}</li>" for line in slide.lines) + "</ul>"] if slide.lines else []
    parts += [_table(slide.table)] if slide.table else []
    parts += [_chart(slide.chart)] if slide.chart else []
    parts += [f'<p class="unknown">Not known: {escape(said)}</p>' for said in slide.unknowns]
    return f'<section id="{slide.key}">' + "\n".join(parts) + "</section>"


def _text(text: Text) -> str:
    return "".join(escape(span.text) + _mark(span.mark) for span in text)


def _mark(mark: int | None) -> str:
    return f'<sup><a href="#source-{mark}">{mark}</a></sup>' if mark else ""


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{100 * width:.0f}%">' for width in table.widths)
    head = "".join(f"<th>{escape(name)}</th>" for name in table.head)
    rows = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _chart(chart: Chart) -> str:
    """Bars, and the figures beneath them as a table that can be opened."""
    mark = _mark(chart.mark)
    head = f"<th>{escape(chart.head)}{mark}</th>" + "".join(f"<th>{escape(name)}{mark}</th>" for name, _ in chart.series)
    cells = zip(chart.categories, *([chart_text(chart, v) for v in values] for _, values in chart.series), strict=True)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    table = f'<table class="figures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    legend = "".join(f'<span class="key s{at}"></span>{escape(name)} ' for at, (name, _) in enumerate(chart.series))
    drawn = f'<p class="caption">{escape(chart.title)}{mark}</p>{_bars(chart)}<p class="legend">{legend}</p>'
    return f"{drawn}<details><summary>The figures</summary>{table}</details>"


def _bars(chart: Chart) -> str:
    most = max((v for _, values in chart.series for v in values), default=0) or 1
    slot = WIDTH / len(chart.categories)
    bar = slot * 0.8 / len(chart.series)
    shapes = [
        f'<rect class="s{at}" x="{n * slot + slot * 0.1 + at * bar:.1f}" y="{HEIGHT - HEIGHT * value / most:.1f}" width="{bar:.1f}" '
        f'height="{HEIGHT * value / most:.1f}"/>'
        for at, (_, values) in enumerate(chart.series)
        for n, value in enumerate(values)
    ]
    every = list(enumerate(chart.categories))[:: 2 if len(chart.categories) > MOST_NAMES else 1]
    names = [f'<text x="{n * slot + slot / 2:.1f}" y="{HEIGHT + 15}">{escape(name)}</text>' for n, name in every]
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT + FOOT}" role="img" aria-label="{escape(chart.title)}">{"".join((*shapes, *names))}</svg>'


def _source(source: Source) -> str:
    cells = source.told()
    return f'<tr id="source-{source.mark}"><td>{source.mark}</td>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


STYLE = """
body { font: 16px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1d2b33; background: #eef1f2; margin: 0; }
section { background: #fff; max-width: 860px; margin: 24px auto; padding: 36px 48px; border-top: 4px solid #0f5c63; }
section#title { background: #0f3d44; color: #fff; border: 0; } section#title a { color: #bfe3e0; } section#title li { list-style: none; }
section#title ul { padding: 0; }
h1 { font-size: 34px; line-height: 1.2; margin: 48px 0 16px; } h2 { font-size: 25px; line-height: 1.25; margin: 0 0 18px; color: #0f3d44; }
sup { font-size: 11px; line-height: 0; margin-left: 1px; } sup a, a { color: #5b7f86; text-decoration: none; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-size: 15px; }
th { text-align: left; font-weight: 600; color: #5b6c73; border-bottom: 2px solid #c9d3d6; padding: 6px 10px 6px 0; }
td { border-bottom: 1px solid #e3e8ea; padding: 7px 10px 7px 0; vertical-align: top; }
.unknown { color: #8a5a00; background: #fdf6e6; padding: 8px 12px; } .caption { color: #5b6c73; margin: 18px 0 8px; }
svg { width: 100%; } svg text { font-size: 11px; fill: #5b6c73; text-anchor: middle; } .s0 { fill: #0f7b80; } .s1 { fill: #c3d2d5; }
.s2 { fill: #c9772b; } .s3 { fill: #5b6c73; } .s4 { fill: #b5495b; }
.legend { font-size: 14px; color: #5b6c73; margin: 4px 0; } .key { display: inline-block; width: 11px; height: 11px; margin: 0 6px 0 12px; }
.key.s0 { background: #0f7b80; } .key.s1 { background: #c3d2d5; }
.key.s2 { background: #c9772b; } .key.s3 { background: #5b6c73; } .key.s4 { background: #b5495b; }
details { font-size: 14px; color: #5b6c73; }
#sources table { font-size: 13px; } #sources td { padding: 4px 10px 4px 0; }
@media print { body { background: #fff; } section { break-after: page; margin: 0 auto; } }
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style></head>
<body data-version="{kind}">
{body}
<section id="sources"><h2>Sources</h2>
<table><thead><tr><th>Mark</th><th>System</th><th>Row</th><th>As known on</th></tr></thead><tbody>
{sources}
</tbody></table></section>
</body></html>
"""
