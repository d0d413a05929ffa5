"""The past replayed, on the Proof page: the agent's flags beside simple lists, the chances held against what happened, the leak test."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from cs_core.context.store import Store
from cs_core.leadership.backtest import backtest
from cs_core.progress import Progress
from pages._ui import charts, proof_charts, tables, words, working
from pages._ui.frame import Here

C = st.column_config
LISTS = {
    "name": C.TextColumn("List", pinned=True, width=117),
    "alerts": C.NumberColumn("Alerts", format="localized", width=60),
    "precision": C.TextColumn("Right in 90 days", width=142),
    "e60": C.TextColumn("60 days ahead", width=130, help="Share of churned ARR flagged so long ahead"),
    "e90": C.TextColumn("90 days ahead", width=130, help="Share of churned ARR flagged so long ahead"),
    "lead": C.NumberColumn("Usual lead", format="%.0f", width=80, help="Days: half were flagged earlier (median)"),
    "auc": C.NumberColumn("Ranking", format="%.2f", width=65, help="How well it puts those who leave first (AUC); 0.5 is chance"),
    "point": C.NumberColumn("Agent less this", format="%+.1f", width=118, help="Share of right alerts, percentage points"),
    "low": C.NumberColumn("Lowest", format="%+.1f", width=65),
    "high": C.NumberColumn("Highest", format="%+.1f", width=65),
}


def backtest_part(here: Here) -> None:
    """The form, and what the last replay of this tab found."""
    st.caption("Flags are raised from what was known on each past day, and held against who left within 90 days after it.")
    with st.form("backtest", border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        begin = st.date_input("From", here.as_of - timedelta(days=360))
        end = st.date_input("To", here.as_of - timedelta(days=90))
        a_week = st.number_input("Alerts a week", min_value=1.0, value=None, step=1.0, placeholder="by the team's hours")
        leak = st.checkbox("Leak test", help="Deals out anew what came after each day: no score may change, and the skill must vanish")
        go = st.form_submit_button("Replay", type="primary", icon=":material/history:")
    if go:
        _replay(here, begin, end, a_week, leak)
    told = working.found(here.store, f"backtest {here.as_of}")
    if told:
        _found(told)


def _replay(here: Here, begin: date, end: date, a_week: float | None, leak: bool) -> None:
    def replayed(store: Store, progress: Progress) -> dict:
        return backtest(store, begin, end, a_week=a_week, leak=leak, progress=progress)

    working.start(here.store, "The replay of the past", replayed, key=f"backtest {here.as_of}", says=lambda told: "It stands on Proof.")
    st.rerun()


def _found(found: dict) -> None:
    first, _, rest = found["says"].partition(". ")
    st.markdown(f"**{first}.**")
    st.markdown(words.said(rest))
    beside, capacity = found["compared"], found["capacity"]
    agent = beside["policies"][0]
    with st.container(horizontal=True):
        share = agent["early"]["60"]
        st.metric("ARR flagged 60 days ahead", words.interval(share), border=True,
                  help="In brackets the likely range: accounts drawn anew (95% interval)")
        st.metric("90 days ahead", words.interval(agent["early"]["90"]), border=True)
        st.metric("Usual lead", "—" if agent["median_lead_days"] is None else f"{agent['median_lead_days']:.0f} days", border=True,
                  help="Half of those who left were flagged earlier (median)")
        st.metric("Alerts that were right", words.interval(agent["precision"]), border=True, help=f"{found['base_rate']:.1%} of all left")
        st.metric("Alerts a week", f"{beside['alerts_per_week']:.1f}", border=True, help=capacity["says"])
    st.caption(f"{capacity['says']} Nobody is called about the same account twice in 90 days.")
    st.markdown("###### The same number of alerts, by other lists")
    tables.show(pl.DataFrame([_row(p) for p in beside["policies"]], infer_schema_length=None), LISTS, alt="The agent beside simple lists")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("###### Right alerts, and churned ARR flagged in time")
        rows = [p | {"early_60": p["early"]["60"]} for p in beside["policies"]]
        measures = {"precision": "alerts that were right", "early_60": "churned ARR flagged 60 days ahead"}
        figure, n = proof_charts.grouped(rows, measures=measures), max(p["alerts"] for p in rows)
        charts.show(figure, alt="Lists compared", key="lists", unit=f"share, {charts.DOUBT}", n=n, of="alerts a list", height=360)
    with right:
        st.markdown("###### With fewer alerts a week")
        by = proof_charts.lines(
            found["by_alerts"], x="a_week", y="precision", by="name", along="alerts a week"
        )
        unit, alt = "alerts that were right", "Share of right alerts by alerts a week"
        charts.show(by, alt=alt, key="by_alerts", unit=unit, n=n, of="alerts a list at most", on="y", height=360)
    left, right = st.columns(2, gap="large")
    with left:
        _chances(found["calibration"])
    with right:
        _leak(found["leak_test"])


def _chances(told: dict) -> None:
    chance = told["ece"] is not None
    st.markdown("###### Were the chances right?" if chance else "###### Did the worst health leave most?")
    st.caption(told["says"])
    if told["groups"]:
        figure = proof_charts.reliability(told["groups"], chance=chance)
        n, alt = sum(g["n"] for g in told["groups"]), "What was told against what happened"
        charts.show(figure, alt=alt, key="chances", unit="share that left", n=n, of="forecasts", on="y", height=320)


def _leak(told: dict | None) -> None:
    st.markdown("###### Leak test")
    if told is None:
        st.caption("Not run. Tick “Leak test” to deal the future out among accounts anew: an honest score does not move by it.")
        return
    badge = ":red-badge[:material/warning: Leak]" if told["leak"] else ":green-badge[:material/check: No leak]"
    st.markdown(f"{badge} {told['says']}")
    st.caption(f"{told['seen']:,} accounts on {told['days']} days, {told['departures']:,} of them followed by a false departure.")


def _row(policy: dict) -> dict:
    ahead = policy["ahead"] and policy["ahead"]["precision"]
    return {
        "name": policy["name"], "alerts": policy["alerts"], "precision": words.interval(policy["precision"], ".1%"),
        "e60": words.interval(policy["early"]["60"]), "e90": words.interval(policy["early"]["90"]), "lead": policy["median_lead_days"],
        "auc": policy["auc"] and policy["auc"]["point"],
        **{k: ahead[k] * 100 if ahead else None for k in ("point", "low", "high")},
    }  # fmt: skip
