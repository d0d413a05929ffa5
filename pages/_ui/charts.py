"""Plotly charts of one look. Each takes tidy rows and is drawn with its unit, how many it tells of, and an `alt` text."""

import plotly.graph_objects as go
import plotly.io as pio
import polars as pl
import streamlit as st

BLUE, ORANGE, GREEN, VIOLET, GRAY, RED = "#3d77ad", "#c06f24", "#4b8b6f", "#9566a9", "#6b7785", "#c2566a"
MORE = ("#2a8c99", "#8f7a2e", "#5f83b8", "#a06f8f")
"""Further shades where a chart has more lines than meanings. All are told from the page in light and in dark."""
DOUBT = "likely range"
"""How an interval is called; the exact word stands once beneath each chart that draws one."""
LINE = "rgba(128, 140, 152, 0.28)"

ROUTES = {
    "Agent alone": GREEN, "Agent, after review": BLUE, "Person, with a draft": VIOLET, "Person only": ORANGE, "Held": GRAY, "Rejected": RED,
}  # fmt: skip
"""Route in words -> its colour."""


def show(figure: go.Figure, *, alt: str, key: str, unit: str, n: int, of: str, on: str = "x", height: int = 320) -> None:
    """Draw a figure in the house style, with the unit of its figures on the axis that they are read `on`, and how many `of` what it tells.

    Thin, quiet, labelled, without the tool bar.
    """
    figure.update_layout({"height": height, f"{on}axis": {"title": {"text": unit}}})
    with st.container(gap="xxsmall"):
        st.plotly_chart(figure, key=key, alt=f"{alt}, in {unit}", config={"displayModeBar": False}, theme="streamlit")
        st.caption(f"n = {n:,} {_of_one(of) if n == 1 else of}{RANGE if DOUBT in unit else ''}")


def _of_one(of: str) -> str:
    """What is counted where it is one: ``drafts decided`` -> ``draft decided``."""
    first, *rest = of.split(" ")
    return " ".join([first.removesuffix("s"), *rest])


def bars(rows: pl.DataFrame, *, x: str, y: str, color: str = BLUE) -> go.Figure:
    """Horizontal bars, one a category, labelled with their values."""
    values = rows[x].to_list()
    figure = go.Figure(
        go.Bar(x=values, y=rows[y].to_list(), orientation="h", marker_color=color, text=[f"{v:,.4g}" for v in values], textposition="auto")
    )
    figure.update_xaxes(zeroline=True)
    figure.update_yaxes(autorange="reversed", title=None)
    return figure


def stacked(rows: pl.DataFrame, *, x: str, y: str, color: str, colors: dict[str, str]) -> go.Figure:
    """Horizontal stacked bars: one bar a `y`, one piece a `color`."""
    figure = go.Figure()
    for piece, shade in colors.items():
        part = rows.filter(pl.col(color) == piece)
        if part.height:
            figure.add_bar(x=part[x].to_list(), y=part[y].to_list(), name=piece, orientation="h", marker_color=shade)
    figure.update_layout(barmode="stack")
    figure.update_yaxes(autorange="reversed", title=None)
    return figure


def intervals(rows: pl.DataFrame, *, y: str, percent: bool = True, marks: dict[str, float] | None = None) -> go.Figure:
    """Points with their 95% intervals; rows need `point`, `low`, `high`; `marks` are vertical lines with a name."""
    figure = go.Figure(
        go.Scatter(
            x=rows["point"].to_list(), y=rows[y].to_list(), mode="markers", marker={"size": 9, "color": BLUE},
            error_x={
                "type": "data", "symmetric": False, "array": (rows["high"] - rows["point"]).to_list(),
                "arrayminus": (rows["point"] - rows["low"]).to_list(), "thickness": 1.5, "color": GRAY,
            },
        )
    )  # fmt: skip
    for name, at in (marks or {}).items():
        figure.add_vline(x=at, line_dash="dot", line_color=GRAY, annotation_text=name)
    figure.update_xaxes(tickformat=".1%" if percent else None)
    figure.update_yaxes(autorange="reversed", title=None)
    return figure


def by_tenth(rows: pl.DataFrame, *, kinds: dict[str, str]) -> go.Figure:
    """Shares by tenth of recurring revenue (`decile` 1 is the smallest) with 95% intervals: one colour a kind, each a struct column."""
    figure = go.Figure()
    for at, (kind, shade) in enumerate(kinds.items()):
        known = rows.filter(pl.col(kind).is_not_null()).select("decile", "n", pl.col(kind).struct.unnest())
        figure.add_scatter(
            x=[d + (at - 0.5) * 0.16 for d in known["decile"]], y=known["point"].to_list(), mode="markers", name=kind,
            marker={"size": 9, "color": shade}, customdata=known["n"].to_list(), hovertemplate="%{y:.0%} of %{customdata} customers",
            error_y={
                "type": "data", "symmetric": False, "array": (known["high"] - known["point"]).to_list(),
                "arrayminus": (known["point"] - known["low"]).to_list(), "thickness": 1.5, "color": shade,
            },
        )  # fmt: skip
    figure.update_xaxes(title="tenth of recurring revenue, 1 is the smallest", dtick=1)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def of_the_whole(figure: go.Figure) -> None:
    """An axis of shares that goes to the end: 0% to 100%, with room for its last word."""
    figure.update_xaxes(tickformat=".0%", range=[0, 1], tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1], ticklabeloverflow="allow")
    figure.update_layout(margin_r=32)


RANGE = f". The lines show the {DOUBT} (95% interval)"
OURS = go.layout.Template(
    layout={
        "margin": {"l": 8, "r": 16, "t": 16, "b": 8}, "bargap": 0.35, "hoverlabel": {"namelength": -1}, "colorway": [BLUE, ORANGE, GREEN],
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "traceorder": "normal", "title": None},
        "xaxis": {"automargin": True, "gridcolor": LINE, "zerolinecolor": LINE, "title": {"standoff": 8}},
        "yaxis": {"automargin": True, "gridcolor": LINE, "zerolinecolor": LINE, "title": {"standoff": 8}},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
    }
)  # fmt: skip
TEMPLATE = "console"
"""Streamlit's own, which follows light and dark, with what makes ours the same everywhere; put together once, and every figure's own."""
pio.templates[TEMPLATE] = pio.templates.merge_templates("streamlit", OURS)
pio.templates.default = TEMPLATE
