"""What can be seen now of one's own data, and what not: in words, agent by agent, with a first cycle to run right there."""

import streamlit as st

from cs_core.context.importing.first_exports import exports, readiness
from cs_core.execution.roster import JOBS
from pages._ui import cycling, words, working
from pages._ui.audit import audit_of
from pages._ui.frame import Here
from pages._ui.login import barred
from pages._ui.map import link


def panel(here: Here) -> None:
    """Each agent's readiness, what to bring where some are left out, and what to do next."""
    rows = readiness(audit_of(here), exports(JOBS))
    with st.container(border=True):
        st.markdown(f"**What can be seen now** of {rows[0]['accounts']:,} current customers")
        st.markdown("  \n".join(map(_said, rows)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if here.store.count("cycle"):
                link("00_Today", "See what needs you today", "today")
                link("30_Review", "Review what was proposed", "rate_review")
            elif not working.running(here.store) and any(row["ready"] for row in rows):
                may = barred(here.store, "cycle")
                if st.button("Run a first cycle", type="primary", icon=":material/play_arrow:", key="first_cycle", **may):
                    cycling.begin(here)
                st.caption("The agents whose knowledge is there look at every customer, and propose what to do next.")


def _said(row: dict) -> str:
    who, ready, every = f"**{words.agent(row['agent'])}**", row["ready"], row["accounts"]
    lacks, bring = " and ".join(row["lacks"]), " or ".join(row["bring"])
    if ready == every:
        return f":material/check_circle: {who} can work for all of them"
    if not ready:
        return f":material/do_not_disturb_on: {who} cannot work yet: {lacks} missing or too old. Bring {bring}"
    return f":material/contrast: {who} can work for {ready:,}; for the rest {lacks} missing or too old. Bring {bring}"
