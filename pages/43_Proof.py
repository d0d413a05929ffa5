"""Does it work: the long-tail pilot with its holdout, and a replay of the past."""

from datetime import timedelta

import polars as pl
import streamlit as st

from cs_core.errors import CSError
from cs_core.leadership.backtest import backtest
from cs_core.leadership.pilot import start, status
from pages._ui import charts, tables, words
from pages._ui.frame import frame

with frame("Proof", "A randomised pilot in the long tail, with a holdout; and a replay of the agents over your own past.") as here:
    pilot_tab, past_tab = st.tabs(["Long-tail pilot", "Backtest"])
    with pilot_tab:
        state = status(here.store, here.snap)
        st.markdown(f"**{state['says'].capitalize()}.** {state['why']}")
        if not state["arms"]:
            st.caption(
                "A pilot draws long-tail accounts at random, in strata of health and tenure, into arms: "
                "agents, agents and a person, standard care."
            )
            ahead = state["preview"]
            if ahead["eligible"] >= ahead["needed"]:
                with st.container(horizontal=True):
                    st.metric("Eligible accounts", words.count(ahead["eligible"]), border=True)
                    st.metric("Smallest effect it could see", words.points(ahead["mde"]), border=True, help="At 80 % power, two-sided 5 %")
                tables.show(pl.DataFrame(ahead["arms"], infer_schema_length=None), tables.ARMS, alt="Arms that a pilot would have")
                with st.popover("Start the pilot", icon=":material/science:", type="primary"):
                    st.text("Accounts are drawn now and stay in their arm. Those in standard care are left alone by the agents.")
                    if st.button("Start with these arms", type="primary"):
                        start(here.store, here.snap, now=here.now)
                        st.rerun()
        else:
            with st.container(horizontal=True):
                st.metric("Accounts", words.count(state["n"]), border=True)
                st.metric("Smallest effect it can see", words.points(state["mde"]), border=True, help="At 80 % power, two-sided 5 %")
                effect = state["effect"]
                st.metric(
                    "Effect on accounts kept",
                    words.interval(effect, "+.1%"),
                    border=True,
                    help="Agents against standard care",
                )
            tables.show(pl.DataFrame(state["arms"], infer_schema_length=None), tables.ARMS, alt="Arms of the pilot")
    with past_tab:
        st.caption("Flags are raised from what was known on each past day, and held against who left within 90 days after it.")
        with st.form("backtest", border=True), st.container(horizontal=True, vertical_alignment="bottom"):
            begin = st.date_input("From", here.as_of - timedelta(days=360))
            end = st.date_input("To", here.as_of - timedelta(days=90))
            go = st.form_submit_button("Replay", type="primary", icon=":material/history:")
        if go:
            bar = st.progress(0.0, "Replaying")
            try:
                st.session_state["backtest_found"] = backtest(
                    here.store, begin, end, progress=lambda done, what: bar.progress(min(done, 1.0), what)
                )
            except CSError as error:
                st.error(str(error), icon=":material/error:")
            bar.empty()
        found = st.session_state.get("backtest_found")
        if found:
            st.markdown(f"**{found['says']}**")
            with st.container(horizontal=True):
                st.metric(
                    "ARR of those who left, flagged before",
                    f"{words.money(found['caught_arr'])} of {words.money(found['churned_arr'])}",
                    border=True,
                )
                st.metric("Median lead", "—" if found["median_lead_days"] is None else f"{found['median_lead_days']:.0f} days", border=True)
                st.metric("Flags that were right", words.share(found["precision"]), border=True)
                st.metric("Alerts a week", words.count(found["alerts_per_week"]), border=True)
            auc = found["auc"]
            if auc and auc["point"] is not None:
                rows = pl.DataFrame([{"score": "Risk agent's score", **auc}])
                charts.show(
                    charts.intervals(rows, y="score", unit="AUC, 95 % interval (0.5 is chance)", percent=False, marks={"chance": 0.5}),
                    alt="AUC of the risk score with interval",
                    key="auc",
                    height=180,
                )
