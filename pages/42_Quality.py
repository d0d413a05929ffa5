"""How good the agents' output is: what people made of it, what the gates said, and what a blind sample found that nobody did."""

import streamlit as st

from cs_core.execution.roster import roster_of
from cs_core.leadership.quality import BY
from cs_core.orchestration.learning.lessons import lessons, switch
from pages._ui import quality_blind, quality_gates, quality_output, words
from pages._ui.frame import Here, frame

PARTS = ("Output", "Versions", "Gates and people", "Blind samples", "Lessons")


def lessons_panel(here: Here) -> None:
    """What the agents have learnt from people's decisions, each with its switch."""
    taught = lessons(here.snap, roster_of(here.store))
    st.caption(
        "Drawn anew from the decisions of the last 180 days. A lesson changes words among safe ones, or holds a play back; it never widens "
        "what an agent may do."
    )
    if not taught:
        st.caption("Nothing yet: a lesson needs at least four decisions that mostly say the same.")
    for lesson in taught:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/{'toggle_off' if lesson.off else 'school'}: {words.said(lesson.says)}")
            st.caption(f"at least {lesson.low:.0%} of all cases, newest {words.day(lesson.newest_on)}", width="stretch")
            if st.button("Switch on" if lesson.off else "Switch off", key=f"lesson_{lesson.id}"):
                who = st.session_state.get("reviewer") or "console"
                switch(here.store, lesson.id, off=not lesson.off, by=who, now=here.now, known=taught)
                st.rerun()


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
            lessons_panel(here)
