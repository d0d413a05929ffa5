"""Charts of the Proof page: what a pilot could see, how its effect went, how lists compare, whether chances were right."""

from collections.abc import Sequence

import plotly.graph_objects as go

from cs_core.context.wording.signed import between
from pages._ui.charts import BLUE, GRAY, GREEN, ORANGE, RED, VIOLET

COLORS = (BLUE, ORANGE, GREEN, VIOLET, GRAY, RED)
BAND = "rgba(61, 119, 173, 0.22)"
"""BLUE, thinly: what may be true."""


def power(rows: Sequence[dict], *, n: int) -> go.Figure:
    """The smallest difference that would be seen by number of accounts, one line an outcome; the accounts that are eligible as a mark."""
    figure = go.Figure()
    for row, color in zip(rows, COLORS, strict=False):
        known = [size for size in row["sizes"] if size["mde"]]
        name = row["says"] + (" (proxy)" if row["proxy"] else "")
        figure.add_scatter(
            x=[s["n"] for s in known], y=[s["mde"] for s in known], mode="lines+markers", name=name, line={"color": color},
            hovertemplate="%{x:,} accounts: %{y:.1%}",
        )  # fmt: skip
    seen = [s["mde"] for row in rows for s in row["sizes"] if s["mde"]]
    if n and seen:
        line = {"dash": "dot", "color": GRAY}
        figure.add_scatter(x=[n, n], y=[0, max(seen)], mode="lines", line=line, name=f"{n:,} eligible", hoverinfo="skip")
    figure.update_xaxes(title="accounts in the pilot", type="log", tickvals=[s["n"] for s in rows[0]["sizes"] if s["n"] != n])
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def course(weeks: Sequence[dict]) -> go.Figure:
    """An effect over the weeks of a pilot, within its always-valid sequence; 0 is no effect."""
    days = [w["on"] for w in weeks]
    figure = go.Figure()
    figure.add_scatter(x=days, y=[w["high"] for w in weeks], mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip")
    figure.add_scatter(
        x=days, y=[w["low"] for w in weeks], mode="lines", line={"width": 0}, fill="tonexty", fillcolor=BAND,
        name="likely range", hoverinfo="skip",
    )  # fmt: skip
    text = [between(w, ".1%") for w in weeks]
    figure.add_scatter(
        x=days, y=[w["point"] for w in weeks], mode="lines+markers", name="difference so far", line={"color": BLUE}, text=text,
        hovertemplate="%{text}",
    )  # fmt: skip
    figure.add_hline(y=0, line_dash="dot", line_color=GRAY)
    figure.update_xaxes(tickformat="%-d %b")
    figure.update_yaxes(tickformat="+.0%")
    return figure


def lines(rows: Sequence[dict], *, x: str, y: str, by: str, along: str) -> go.Figure:
    """One line a `by`; shares on the vertical axis."""
    figure = go.Figure()
    for name, color in zip(dict.fromkeys(row[by] for row in rows), COLORS, strict=False):
        mine = [row for row in rows if row[by] == name and row[y] is not None]
        figure.add_scatter(
            x=[r[x] for r in mine], y=[r[y] for r in mine], mode="lines+markers", name=name, line={"color": color},
            hovertemplate="%{x:.0f}: %{y:.1%}",
        )  # fmt: skip
    figure.update_xaxes(title=along, rangemode="tozero")
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def grouped(rows: Sequence[dict], *, measures: dict[str, str]) -> go.Figure:
    """Points with intervals: one row a `name`, one colour a measure (a mapping with point, low and high in each row)."""
    figure = go.Figure()
    for at, ((key, says), color) in enumerate(zip(measures.items(), COLORS, strict=False)):
        known = [(i, r) for i, r in enumerate(rows) if r[key]]
        figure.add_scatter(
            x=[r[key]["point"] for _, r in known], y=[i + (at - (len(measures) - 1) / 2) * 0.22 for i, _ in known], mode="markers",
            name=says, marker={"size": 9, "color": color}, hovertemplate="%{x:.1%}",
            error_x={
                "type": "data", "symmetric": False, "array": [r[key]["high"] - r[key]["point"] for _, r in known],
                "arrayminus": [r[key]["point"] - r[key]["low"] for _, r in known], "thickness": 1.5, "color": color,
            },
        )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(tickvals=list(range(len(rows))), ticktext=[r["name"] for r in rows], autorange="reversed", title=None)
    return figure


def reliability(groups: Sequence[dict], *, chance: bool) -> go.Figure:
    """What was told of ten groups of equal size, against the share that left; on the dotted line they are the same."""
    figure = go.Figure()
    told = [g["told"] for g in groups]
    left = [g["left"] for g in groups]
    figure.add_scatter(
        x=told if chance else list(range(1, len(groups) + 1)), y=[share["point"] for share in left], mode="markers", name="left",
        marker={"size": 9, "color": BLUE}, customdata=[g["n"] for g in groups], hovertemplate="%{y:.1%} of %{customdata} left",
        error_y={
            "type": "data", "symmetric": False, "array": [share["high"] - share["point"] for share in left],
            "arrayminus": [share["point"] - share["low"] for share in left], "thickness": 1.5, "color": GRAY,
        },
    )  # fmt: skip
    if chance:
        top = max([*told, *(share["high"] for share in left)])
        figure.add_scatter(x=[0, top], y=[0, top], mode="lines", name="as told", line={"dash": "dot", "color": GRAY}, hoverinfo="skip")
    figure.update_xaxes(title="chance told" if chance else "tenth of health, the worst last", tickformat=".0%" if chance else None)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure
