"""How good the agents' output is: people's decisions and the gates, with n and intervals."""

import polars as pl
import streamlit as st

from cs_core.execution.roster import roster_of
from cs_core.leadership.quality import gates, quality
from cs_core.orchestration.learning.lessons import lessons, switch
from pages._ui import charts, tables, words
from pages._ui.frame import frame

RATES = {"accepted": "Sent unchanged", "edited": "Sent with edits", "rejected": "Rejected", "grounded": "Every claim borne out"}

with frame("Quality", "What people decided and what the gates said, agent by agent; every rate with its n and 95 % interval.") as here:
    document = quality(here.store)
    decided = sum(row["n"] for row in document["agents"])
    st.caption(f"{decided:,} decisions so far. {document['says']}")
    for column, (key, label) in zip(st.columns(2, gap="large") * 2, RATES.items(), strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{label}**")
            rows = pl.DataFrame(
                [
                    {"agent": f"{words.agent(r['agent'])} (n = {r[key]['n']:,})", **r[key]}
                    for r in document["agents"]
                    if r[key]["point"] is not None
                ],
                schema={"agent": pl.String, "point": pl.Float64, "low": pl.Float64, "high": pl.Float64},
            )  # fmt: skip
            if rows.is_empty():
                st.caption("Cannot tell yet: nothing was decided. Review some proposals first.")
            else:
                charts.show(
                    charts.intervals(rows, y="agent", unit="share of proposals, 95 % interval"),
                    alt=f"{label} by agent with intervals",
                    key=key,
                    height=260,
                )

    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("What the gates said")
        said = gates(here.store)
        if said.is_empty():
            st.caption("No cycle has run yet.")
        else:
            tables.show(said, {"gate": "Gate", "passed": "Passed", "failed": "Failed", "unknown": "Cannot tell"}, alt="Verdicts by gate")
    with right:
        st.subheader("Model judge")
        st.caption(document["judge"]["says"])
        st.subheader("Why people rejected")
        reasons = (
            here.store.frame("decision", "reason", decision="reject").group_by("reason").len("rejected").sort("rejected", descending=True)
        )
        if reasons.is_empty():
            st.caption("Nothing was rejected yet.")
        else:
            tables.show(reasons, {"reason": "Reason", "rejected": "Rejected"}, alt="Reasons for rejecting")

    st.subheader("What the agents have learnt from these decisions")
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
