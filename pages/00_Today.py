"""What needs a person now, what changed, and whether we are on goal."""

from datetime import date
from urllib.parse import quote

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot, end_of
from cs_core.leadership import today
from cs_core.leadership.forecast import retention
from cs_core.leadership.goals import show as show_goals
from cs_core.orchestration import orchestrator
from cs_core.orchestration.review import queue
from pages._ui import charts, tables, words
from pages._ui.frame import SIGNAL_TABLES, frame
from pages._ui.map import link
from pages._ui.strategy_goals import STATUS, past


@st.cache_data(max_entries=6, show_spinner=False)
def stale(path: str, version: tuple, as_of: date, _snap: Snapshot) -> list[dict]:
    """Feeds that went stale, read again only where something was added."""
    return today.stale_feeds(_snap)


with frame("Today", "Are we on goal, what changed, what needs you, what the agents did, and who is not being served.") as here:
    standing = today.standing(here.snap, here.current)
    kept = retention(here.snap, months=12, accounts=here.signals["account_id"] if here.segments else None)
    shown_ids, day = set(here.signals["account_id"]), here.as_of.isoformat()
    waiting = [p for p in queue(here.store, now=end_of(here.as_of)) if p["account_id"] in shown_ids and p["as_of"] <= day]
    alone = today.unserved(here.snap, here.current)
    cycle, did = today.agents_did(here.snap)
    currency = standing["currency"]
    if not standing["customers"]:
        st.info(f"No customer is known as of {words.day(here.as_of)}: choose a later day or other segments.", icon=":material/event_busy:")
        st.stop()

    with st.container(horizontal=True):
        for label, key in (("GRR, 12 months", "grr"), ("NRR, 12 months", "nrr"), ("Logo retention", "logo")):
            st.metric(label, words.share(kept[key]["point"], 1), border=True, help=kept[key]["says"])
        st.metric("ARR", words.money(standing["arr"], currency), border=True, help=f"{standing['customers']:,} current customers")
        st.metric(
            "ARR expected to leave",
            words.money(standing["arr_expected_to_leave"], currency),
            border=True,
            help=f"Within 90 days: each account's ARR times its chance to leave. The chance is known of {standing['chance_known']:,}. "
            f"Red health: {words.money(standing['arr_at_risk'], currency)} in {standing['accounts_at_risk']:,} accounts.",
        )
        st.metric(
            "Due in 90 days",
            words.money(standing["arr_due_90d"], currency),
            border=True,
            help=f"{standing['accounts_due_90d']:,} accounts; the renewal date is known of {standing['renewal_known']:,}",
        )

    for feed in stale(str(here.store.path), here.store.version(*SIGNAL_TABLES), here.as_of, here.snap):
        st.warning(words.said(feed["says"]), icon=":material/sync_problem:")
    warned, fallen = today.early_warnings(here.current)
    for said in fallen:
        st.warning(words.said(said), icon=":material/trending_down:")

    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(f"What needs you ({len(waiting):,})" if waiting else "What needs you")
        if not waiting:
            st.caption("Nothing waits for a person. Run a cycle on the Agents page, or come back after the next one.")
        worth = {i: words.money(arr, money) for i, arr, money in here.current.select("account_id", "arr", "currency").iter_rows()}
        for item in waiting[:5]:
            with st.container(border=True):
                name, arr = here.name(item["account_id"]), worth.get(item["account_id"], "—")
                head = f"**[{words.said(name)}](Accounts?account={quote(item['account_id'], safe='')})** · {words.agent(item['agent'])}"
                st.markdown(f"{head} · {words.ROUTE_WORDS[item['route']]} · ARR {arr} · until {item['expires_at']}")
                st.text(item["subject"])
                st.caption(words.said(item["reason"]))
        link("30_Review", "Open the review queue", "rate_review")

        st.subheader(f"Early warning ({warned.height:,})")
        if warned.is_empty():
            st.caption("Nobody's use fell out of its own past, within the budget of alerts that the team can follow.")
        else:
            tables.show(warned, tables.WARNED, alt="Customers whose use fell or drifts down", height=220)

        st.subheader("What changed in the last 7 days")
        changed = today.changes(here.snap, here.current)
        if changed.is_empty():
            st.caption("No customer joined, left, lost a champion or reached first value in the last 7 days.")
        else:
            tables.show(changed, tables.CHANGES, alt="Changes of the last seven days", height=260)
    with right:
        st.subheader("Goals")
        goals = show_goals(here.store, here.snap, past=past(here))["goals"]
        if not [g for g in goals if g.get("target") is not None]:
            st.caption("No goal is set yet. Goals bind what agents do and where people go.")
        for goal in goals:
            if goal.get("target") is not None:
                so_far = f"{words.figure(goal['now'])} {goal['unit']} now, {words.figure(goal['target'])} aimed at"
                st.markdown(f"**{goal['name']}**: {STATUS[goal['status']]}, {so_far}")
                st.caption(goal["progress"])
        link("40_Strategy", "Set the direction", "flag")

        st.subheader("What the agents did")
        if cycle is None:
            st.caption("No cycle has run yet.")
        else:
            st.caption(
                f"Last cycle as of {cycle['as_of']}: {cycle['accounts']:,} accounts in {cycle['seconds']:.1f} s, "
                f"{did['proposals'].sum():,} proposals by agent and route:"
            )
            if did.is_empty():
                st.caption("It proposed nothing new.")
            shown = did.with_columns(pl.col("agent").replace(words.AGENT_WORDS), pl.col("route").replace(words.ROUTE_WORDS))
            colors = dict(
                zip(
                    words.ROUTE_WORDS.values(),
                    (charts.GREEN, charts.BLUE, charts.VIOLET, charts.ORANGE, charts.GRAY, charts.RED),
                    strict=True,
                )
            )
            if did.height:
                charts.show(
                    charts.stacked(shown, x="proposals", y="agent", color="route", unit=None, colors=colors),
                    alt="Proposals of the last cycle by agent and route",
                    key="did",
                    height=280,
                )
            findings = orchestrator.standing(here.store)
            st.caption(f"The orchestrator found {len(findings):,} things worth a look.")
            for finding in findings[:3]:
                st.markdown(f":material/lightbulb: {words.said(finding['says'])} {words.said(finding['action'])}")
        link("20_Agents", "Agents and cycles", "smart_toy")

        st.subheader("Who is not being served")
        st.metric(
            f"Without contact for {today.UNSERVED_DAYS} days",
            f"{alone.height:,} of {standing['customers']:,}",
            border=True,
            help="No two-way contact with one of our people, and no message of an agent. Answered tickets are support's work.",
        )
        named = alone.with_columns(pl.col("segment").fill_null("no segment known"))
        by_segment = named.group_by("segment").len("accounts").sort("accounts", descending=True)
        tables.show(by_segment, {"segment": "Segment", "accounts": "Accounts"}, alt="Accounts without contact by segment")
        link("41_Coverage", "Put people where they matter", "diversity_3")
