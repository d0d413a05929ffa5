"""What is kept and what will be: retention with intervals, renewals by category, how right the forecast was; board pack and digest."""

from datetime import date

import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.forecasting.ahead import forecast
from pages._ui import forecast_papers, forecast_parts
from pages._ui.frame import frame
from pages._ui.kept import SIGNAL_TABLES

TABLES = (*SIGNAL_TABLES, "case", "proposal", "decision")


@st.cache_data(max_entries=6, show_spinner="Forecasting ...")
def told(path: str, version: tuple, as_of: date, _snap: Snapshot) -> dict:
    """The forecast, worked out again only where something was added."""
    return forecast(_snap)


with frame("Forecast", "What is kept, what will be, what each renewal is worth, and how right earlier forecasts were.") as here:
    document = told(str(here.store.path), here.store.version(*TABLES), here.as_of, here.snap)
    forecast_parts.head(document)
    kept, ahead, past, papers = st.tabs(["Retention", "Renewals ahead", "How right it was", "Board pack and digest"])
    with kept:
        forecast_parts.retention(document)
    with ahead:
        forecast_parts.renewals(document)
    with past:
        forecast_parts.record(document)
    with papers:
        forecast_papers.panel(here)
