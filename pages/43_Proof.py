"""Does it work: a randomised pilot with its holdout, a replay of the past, and the old model against the new on the made company."""

import streamlit as st

from pages._ui.frame import frame
from pages._ui.proof_backtest import backtest_part
from pages._ui.proof_models import models_part
from pages._ui.proof_pilot import pilot_part

PARTS = ["Pilot", "Backtest", "Old model, new model"]

with frame("Proof", "A randomised pilot with a holdout; and a replay of the agents over your own past.") as here:
    pilot, past, models = st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")
    with pilot:
        if pilot.open:
            pilot_part(here)
    with past:
        if past.open:
            backtest_part(here)
    with models:
        if models.open:
            models_part(here)
