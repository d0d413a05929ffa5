"""The parts of Today beneath its head: what waits, goals, warnings, changes, what agents did, and who is not served."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.leadership.goals import ahead_in_brief
from pages._ui import charts, tables, words
from pages._ui.frame import Here
from pages._ui.map import link
from pages._ui.strategy_goals import amount

STATUS_ORDER = ("missed", "off course", "could go either way", "cannot tell yet", "on course", "reached")


def waiting(here: Here, needs: Mapping, worth: Mapping[str, tuple]) -> None:
    """The customers whose work stands first: a card each, with every piece of work that waits for it and its reason."""
    st.subheader(f"What needs you ({needs['waiting']:,})" if needs["waiting"] else "What needs you")
    if not needs["first"]:
        st.caption("Nothing waits for a person. Run a cycle on the Agents page, or come back after the next one.")
        link("20_Agents", "Run a cycle", "smart_toy")
        return
    for customer in needs["first"]:
        with st.container(border=True, gap="xsmall"):
            account, work = customer["account_id"], customer["work"]
            name = here.name(account)
            arr, currency = worth.get(account, (None, None))
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                link("10_Accounts", f"**{words.said(name)}**", "groups", account=account)
                st.caption(f"ARR {words.money(arr, currency)}" + (f" · {len(work)} to decide" if len(work) > 1 else ""), width="content")
            for item in work:
                subject, decide = st.columns([3, 1], gap="small")
                subject.text(words.sentence(item["subject"].removeprefix(f"{name}: ")))
                with decide:
                    link("30_Review", "Decide", "rate_review", pick=item["id"])
                due = words.day(item["due_on"])
                what = f"{words.agent(item['agent'])} · {words.ROUTE_WORDS[item['route']]} · due {due}"
                st.caption(f"{what}. {words.said(item['reason'])}")
    link("30_Review", f"All {needs['waiting']:,} in the review queue", "rate_review")


def goals(rows: list[Mapping], status: Mapping[str, str]) -> None:
    """The goals that are set, the worst first: figure and chance in one line each, what they rest on behind its help."""
    st.subheader("Goals")
    made = sorted((g for g in rows if g["set"]), key=lambda g: STATUS_ORDER.index(g["status"]))
    if not made:
        st.caption("No goal is set yet. Set one: agents and people then work towards it.")
    for goal in made:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{words.said(goal['name'])}** · {status[goal['status']]}")
            now, target = (amount(goal[figure], goal["unit"]) for figure in ("now", "target"))
            by = f" by {words.day(goal['due_on'])}" if goal["due_on"] else ""
            ahead = words.said(ahead_in_brief(goal["forecast"], goal["unit"]))
            st.caption(f"{now} now, {target} aimed at{by}. Forecast: {ahead}.", help=words.said(words.sentence(f"{goal['progress']}.")))
    link("40_Strategy", "Set the direction", "flag")


def warnings(warned: pl.DataFrame, known: bool) -> None:
    """Whose use fell out of its own past; `known`: whether anybody's use can be held against a past."""
    st.subheader(f"Early warning ({warned.height:,})" if known else "Early warning")
    if not known:
        st.caption("Cannot tell yet: of no customer is there product use to hold against its own past.")
        link("11_Context", "Import product use", "upload", part="Import")
        return
    if warned.is_empty():
        st.caption("Nobody's use fell out of its own past, within the budget of alerts that the team can follow.")
        return
    _opening(warned, tables.WARNED, alt="Customers whose use fell or drifts down", key="warned", height=330, row_height=tables.TALL)


def changes(changed: pl.DataFrame, days: int, says: str, *, told: bool) -> None:
    """Who joined, gave notice, left, lost a champion, reached first value; `says` what changed, or of what that cannot be `told`."""
    st.subheader(f"What changed in the last {days} days" + (f" ({changed.height:,})" if changed.height else ""))
    if changed.is_empty():
        st.caption(words.said(says))
        if not told:
            link("11_Context", "Import what would tell", "upload", part="Import")
        return
    _opening(changed, tables.CHANGES, alt=f"Changes of the last {days} days", key="changes", height=330, row_height=tables.TALL)


def agents(cycle: Mapping | None, did: pl.DataFrame, findings: list[Mapping]) -> None:
    """The proposals that stand by agent and route, and what the orchestrator makes of them."""
    st.subheader("What the agents did")
    if cycle is None:
        st.caption("No cycle has run yet.")
    elif did.is_empty():
        st.caption("No proposal stands: what there was is done, or its time ended.")
    else:
        shown = did.with_columns(pl.col("agent").replace(words.AGENT_WORDS), pl.col("route").replace(words.ROUTE_WORDS))
        total = did["proposals"].sum()
        charts.show(
            charts.stacked(shown, x="proposals", y="agent", color="route", colors=charts.ROUTES),
            alt="Proposals that stand by agent and route", key="did", unit="proposals", n=total, of="proposals", height=300,
        )  # fmt: skip
    if findings:
        st.markdown(f"**The orchestrator found {counted(len(findings), 'thing')} worth a look**")
        for finding in findings[:3]:
            st.caption(f":material/lightbulb: {words.said(finding['says'])} {words.said(finding['action'])}")
    link("20_Agents", "All findings, and what can be done", "smart_toy", part="Orchestrator")


def unserved(alone: pl.DataFrame, days: int, *, seen: bool) -> None:
    """Who has had no contact, and in which segments; `seen`: whether any contact with anybody is on record."""
    st.subheader(f"Who is not being served ({alone.height:,})" if seen else "Who is not being served")
    if not seen:
        st.caption("Cannot tell yet: no mail, meeting or visit is on record of any customer.")
        link("11_Context", "Import mail or a calendar", "upload", part="Import")
        return
    if alone.is_empty():
        st.caption(f"Every customer had contact within {days} days.")
        return
    st.caption(
        f"No two-way contact with one of our people and no message of an agent for {days} days. Answered tickets are support's work."
    )
    _opening(alone, tables.UNSERVED, alt="Customers without contact", key="unserved", height=330, row_height=tables.TALL)
    link("41_Coverage", "Put people where they matter", "diversity_3")


def _opening(rows: pl.DataFrame, columns: dict, *, alt: str, key: str, **options: object) -> None:
    """A table of customers; choosing a row offers the way to the customer's page."""
    columns = tables.in_currency(columns, rows)
    event = tables.show(rows, columns, alt=alt, key=key, on_select="rerun", selection_mode="single-row", **options)
    row = tables.picked(event, rows)
    if row:
        link("10_Accounts", f"Open {words.said(row['name'])}", "arrow_forward", account=row["account_id"])
