"""Goals that bind the system, and guardrails; what a change would do is shown before it is saved."""

import streamlit as st

from cs_core.leadership.goals import show
from pages._ui.channels import channels_part
from pages._ui.frame import frame
from pages._ui.health import health_tab
from pages._ui.strategy_change import change_part
from pages._ui.strategy_goals import drift_part, goals_part, past
from pages._ui.strategy_limits import history_part, limits_part
from pages._ui.voice import voice_part

with frame(
    "Strategy", "Goals become weights, quotas and stop rules, guardrails become limits; routing, contact caps and coverage read them."
) as here:
    goals_tab, limits_tab, health_part, voice_tab, channels_tab = st.tabs(["Goals", "Guardrails", "Health score", "Voice", "Channels"])
    document = show(here.store, here.snap, past=past(here))
    with goals_tab:
        goals_part(here, document)
        change_part(here, document)
        drift_part(here, document)
        history_part(here)
    with limits_tab:
        limits_part(here, document)
    with health_part:
        health_tab(here)
    with voice_tab:
        voice_part(here)
    with channels_tab:
        channels_part(here)
