"""How good the agents' output is: what people made of it, what the gates said, and what a blind sample found that nobody did."""

import streamlit as st

from cs_core.leadership.quality import BY
from pages._ui import quality_blind, quality_gates, quality_lessons, quality_output
from pages._ui.frame import frame

PARTS = ("Output", "Versions", "Gates and people", "Blind samples", "Lessons")

with frame(
    "Quality", "What people made of the agents' drafts, and whether the gates agree with them; every rate with n and 95 % interval."
) as here:
    output, versions, gates, blind, taught = st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")
    if output.open or versions.open:
        with output:
            by = st.segmented_control("Told by", list(BY), default="agent", required=True, key="by", bind="query-params")
        document = quality_output.told(here, by or "agent", here.segments, here.period)
        with output:
            quality_output.panel(document)
        with versions:
            quality_output.versions_panel(document)
    if gates.open:
        with gates:
            quality_gates.panel(here, quality_output.told(here))
    if blind.open:
        with blind:
            quality_blind.panel(here)
    if taught.open:
        with taught:
            quality_lessons.panel(here)
