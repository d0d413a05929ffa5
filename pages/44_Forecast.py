"""What is kept and what will be: retention with intervals, renewals by category, how right the forecast was; board pack and digest."""

import streamlit as st

from cs_core.leadership.forecasting.ahead import forecast
from pages._ui import forecast_papers, forecast_parts
from pages._ui.frame import frame
from pages._ui.kept import SIGNAL_TABLES

TABLES = (*SIGNAL_TABLES, "case", "proposal", "decision")
PARTS = ["Retention", "Renewals ahead", "How right it was", "Board pack and digest"]

with frame("Forecast", "What is kept, what will be, what each renewal is worth, and how right earlier forecasts were.") as here:
    document = here.ask(forecast, says="Forecasting", tables=TABLES)
    forecast_parts.head(document)
    kept, ahead, past, papers = st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")
    if kept.open:
        with kept:
            forecast_parts.retention(document)
    if ahead.open:
        with ahead:
            forecast_parts.renewals(document)
    if past.open:
        with past:
            forecast_parts.record(document)
    if papers.open:
        with papers:
            forecast_papers.panel(here)
