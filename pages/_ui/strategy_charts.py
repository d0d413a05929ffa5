"""Charts of the Strategy page: the course of one goal to its target, and where the effort went."""

from collections.abc import Mapping

import plotly.graph_objects as go

from cs_core.context.wording.counted import counted
from pages._ui import charts

SHADES = (charts.BLUE, charts.GREEN, charts.VIOLET, *charts.MORE)


def course(goal: Mapping, *, unit: str) -> None:
    """Monthly figures, the forecast with its interval, and the target."""
    points, ahead = goal["past"], goal["forecast"]
    figure = go.Figure()
    figure.add_scatter(
        x=[p["on"] for p in points], y=[p["value"] for p in points], mode="lines+markers", name="so far", line={"color": charts.BLUE}
    )
    if ahead["point"] is not None:
        band = {"array": [ahead["high"] - ahead["point"]], "arrayminus": [ahead["point"] - ahead["low"]]}
        figure.add_scatter(
            x=[points[-1]["on"], ahead["on"]], y=[points[-1]["value"], ahead["point"]], mode="lines", name="if it goes on so",
            line={"color": charts.GRAY, "dash": "dot"}, showlegend=True,
        )  # fmt: skip
        figure.add_scatter(
            x=[ahead["on"]], y=[ahead["point"]], mode="markers", name="forecast, likely range",
            marker={"color": charts.GRAY, "symbol": "diamond"},
            error_y={"type": "data", "symmetric": False, "color": charts.GRAY, "thickness": 1.5} | band,
        )  # fmt: skip
    if goal["target"] is not None:
        ends = [points[0]["on"], goal["due_on"] or ahead["on"]]
        figure.add_scatter(x=ends, y=[goal["target"]] * 2, mode="lines", name="target", line={"color": charts.ORANGE, "dash": "dash"})
    alt = f"{goal['name']}: monthly figures, forecast and target"
    of = COUNTED.get(goal["key"], "customers counted today")
    charts.show(figure, alt=alt, key=f"course_{goal['key']}", unit=unit, n=goal["n"] or 0, of=of, on="y", height=300)


def effort(told: Mapping) -> None:
    """Two bars, of people's minutes and of messages: what worked against a goal, what served which, and what served none or may have."""
    figure, shades = go.Figure(), iter(SHADES)
    measures = [(c, says) for c, says in (("minutes", "People's minutes"), ("actions", "Messages")) if told[c]]
    for row in sorted(told["rows"], key=lambda row: ORDER[row["kind"]]):
        against, none = row["kind"] == "worked against", row["goal"] in ("none", "not known")
        shade = charts.RED if against else charts.GRAY if none else next(shades, charts.BLUE)
        dots = {"shape": ".", "fillmode": "overlay", "solidity": 0.12} if row["goal"] == "not known" else {}
        name = f"✖ worked against: {row['name']}" if against else row["name"]
        shares = [row[f"{c}_share"] or 0 for c, _ in measures]
        figure.add_bar(
            x=shares, y=[says for _, says in measures], name=name, orientation="h", marker_color=shade,
            marker_pattern=dots or {"shape": "/" if against else ""}, textposition="inside",
            text=[f"{s:.0%}" if s >= 0.04 else "" for s in shares],
            hovertemplate="%{fullData.name}: %{x:.1%}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    charts.of_the_whole(figure)
    figure.update_xaxes(title=None)
    figure.update_yaxes(title=None)
    alt = "Share of people's minutes and of messages: served which goal, none, is not on record, or worked against one"
    n, minutes = (round(sum(row[c] or 0 for row in told["rows"])) for c in ("actions", "minutes"))
    unit, of = f"share of the effort of {told['days']} days", f"messages and {counted(minutes, 'minute')} of people"
    charts.show(figure, alt=alt, key="drift", unit=unit, n=n, of=of, height=110 + 95 * len(measures))


COUNTED = {"expansion_arr": "deals won"}
ORDER = {"served": 0, "none": 1, "not told": 2, "worked against": 3}
