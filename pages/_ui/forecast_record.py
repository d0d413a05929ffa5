"""Past forecasts against what happened: how far they were off, by days ahead."""

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from cs_core.context.wording.signed import signed
from pages._ui import charts, tables, words
from pages._ui.forecast_parts import FIGURES

C = st.column_config
RECORD = {
    "horizon": C.NumberColumn("Days before", format="%d"),
    "figure": C.TextColumn("Figure"),
    "n": C.NumberColumn("Forecasts", format="%d"),
    "bias": C.TextColumn("Too high or low, points", help="Forecast less what happened (bias), in brackets its 95% interval"),
    "error": C.TextColumn("Usual error, points"),
    "covered": C.TextColumn("Inside its range", help="How often what happened lay in the forecast's likely range (95% interval)"),
    "says": C.TextColumn("What that says", width="large"),
}


def record(document: dict) -> None:
    """Forecasts as they would have been made, against what happened."""
    told = document["bias"]
    if not told["replayed"]:
        st.info(f"{told['says'].capitalize()}.", icon=":material/history:")
        return
    st.caption(f"{told['says'].capitalize()}. A forecast of that day knows nothing that was learnt later.")
    key = st.segmented_control("Figure", list(FIGURES), format_func=FIGURES.get, default="grr", required=True, key="record_figure")
    _against([r for r in told["replayed"] if r["figure"] == key])
    rows = [_row(h) for h in told["horizons"]]
    tables.show(pl.DataFrame(rows, infer_schema_length=None), RECORD, alt="How far forecasts were off, by days ahead", height="content")


def _against(rows: list[dict]) -> None:
    figure = go.Figure()
    rows = sorted(rows, key=lambda r: (r["quarter"], -r["horizon"]))
    names = [f"{words.day(r['quarter'])}, {r['horizon']} days before" for r in rows]
    figure.add_scatter(
        x=[r["point"] for r in rows], y=names, mode="markers", name="forecast", marker={"size": 9, "color": charts.BLUE},
        error_x={"type": "data", "symmetric": False, "color": charts.GRAY, "thickness": 1.5,
                 "array": [r["high"] - r["point"] for r in rows], "arrayminus": [r["point"] - r["low"] for r in rows]},
    )  # fmt: skip
    marker = {"size": 11, "symbol": "x-thin", "line": {"width": 2.5, "color": charts.ORANGE}}
    figure.add_scatter(x=[r["happened"] for r in rows], y=names, mode="markers", name="happened", marker=marker)
    figure.update_xaxes(tickformat=".1%")
    figure.update_yaxes(autorange="reversed", title=None)
    unit, alt = "share kept from the day of the forecast to the quarter's end", "Past forecasts with their intervals, and what happened"
    charts.show(figure, alt=alt, key="against", unit=unit, n=len(rows), of="forecasts", height=140 + 26 * len(rows))


def _row(told: dict) -> dict:
    bias = told["bias"] and {k: v * 100 for k, v in told["bias"].items()}
    return {
        "horizon": told["horizon"], "figure": FIGURES[told["figure"]], "n": told["n"],
        "bias": f"{words.leaning(bias['point'], 'high', 'low')} ({signed(bias['low'])} to {signed(bias['high'])})" if bias else None,
        "error": None if told["error"] is None else f"{told['error'] * 100:.1f}",
        "covered": f"{told['covered']['k']} of {told['covered']['n']}" if told["covered"] else None, "says": told["says"],
    }  # fmt: skip
