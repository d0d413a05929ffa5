"""Charts of the Coverage page: the same hours placed otherwise, what a change would add, and how accounts respond to a person."""

import plotly.graph_objects as go
import polars as pl

from pages._ui.charts import BLUE, GRAY, GREEN, ORANGE, RED, VIOLET

KIND_COLORS = {"persuadable": GREEN, "sure thing": BLUE, "lost cause": GRAY, "sleeping dog": RED, "cannot tell": ORANGE}
MARKED = 3_000
"""So many accounts have a mark of their own: more are a cloud that no browser likes, and no eye tells apart."""
MARKS = ("circle", "square", "diamond", "x", "cross")


def ways(rows: pl.DataFrame, *, form: str) -> go.Figure:
    """Bars of what each way of placing the hours reaches (`way`, `value`): this plan first; those of two lines are hatched, no plans."""
    values = rows["value"].to_list()
    colors = [GREEN, *[BLUE if way.startswith("Today") else GRAY for way in rows["way"].to_list()[1:]]]
    figure = go.Figure(
        go.Bar(
            x=values, y=rows["way"].to_list(), orientation="h", marker_color=colors, text=[format(v, form) for v in values],
            textposition="outside", cliponaxis=False,
            marker_pattern_shape=["/" if "<br>" in way else "" for way in rows["way"].to_list()],
        )
    )  # fmt: skip
    figure.update_xaxes(range=[min(0.0, *values) * 1.3, max(0.0, *values) * 1.3 or 1.0])
    figure.update_yaxes(autorange="reversed", title=None)
    return figure


def added(rows: pl.DataFrame) -> go.Figure:
    """Points with their ranges (`what`, point, low, high) against a line at nothing."""
    figure = go.Figure(
        go.Scatter(
            x=rows["point"].to_list(), y=rows["what"].to_list(), mode="markers", marker={"size": 10, "color": GREEN},
            error_x={
                "type": "data", "symmetric": False, "array": (rows["high"] - rows["point"]).to_list(),
                "arrayminus": (rows["point"] - rows["low"]).to_list(), "thickness": 1.5, "color": GRAY,
            },
        )
    )  # fmt: skip
    figure.add_vline(x=0, line_color=GRAY, line_dash="dot")
    figure.update_xaxes(zeroline=False)
    figure.update_yaxes(autorange="reversed", title=None)
    return figure


def drawn(rows: pl.DataFrame) -> str:
    """Says so where only some of the rows have a mark."""
    return f" (a random {MARKED:,} of them are drawn)" if rows.height > MARKED else ""


def response(rows: pl.DataFrame) -> go.Figure:
    """One mark an account, of MARKED at most, by `kind`: chance to stay without a person (`kept_without`), what one changes (`effect`)."""
    figure, counts = go.Figure(), dict(rows.group_by("kind").len().iter_rows())
    rows = rows.sample(MARKED, seed=0) if rows.height > MARKED else rows
    for at, (kind, shade) in enumerate(KIND_COLORS.items()):
        part = rows.filter(pl.col("kind") == kind, pl.col("kept_without").is_not_null())
        if part.is_empty():
            continue
        figure.add_scattergl(
            x=part["kept_without"].to_list(), y=part["effect"].to_list(), mode="markers", name=f"{kind.capitalize()} ({counts[kind]:,})",
            marker={"size": 7, "opacity": 0.65, "color": shade, "symbol": MARKS[at]}, text=part["name"].to_list(),
            customdata=part["mode"].to_list(),
            hovertemplate="%{text}<br>kept without a person %{x:.0%}<br>%{customdata}: %{y:+.1%}<extra></extra>",
        )  # fmt: skip
    figure.add_hline(y=0, line_color=VIOLET, line_dash="dot")
    figure.update_xaxes(title="chance to be kept without a person", tickformat=".0%")
    figure.update_yaxes(tickformat="+.1%")
    return figure
