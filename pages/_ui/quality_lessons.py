"""What the agents have learnt from people's decisions, on the Quality page: each lesson with its switch."""

import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.execution.roster import roster_of
from cs_core.orchestration.learning.lessons import Lesson, lessons, switch
from pages._ui import words
from pages._ui.frame import Here

TAUGHT_BY = ("import_file", "proposal", "decision", "taken_back", "lesson_switch", "playbook", "voice")
"""Tables whose rows change what was learnt."""


def panel(here: Here) -> None:
    """What the agents have learnt from people's decisions, each with its switch."""
    taught = here.ask(_taught, says="Drawing lessons from decisions", tables=TAUGHT_BY)
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


def _taught(snap: Snapshot) -> list[Lesson]:
    return lessons(snap, roster_of(snap.store))
