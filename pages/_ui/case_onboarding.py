"""An onboarding on the account's page: how it stands, every milestone with its expected and actual day, and the step that is next."""

from datetime import date

import polars as pl
import streamlit as st

from pages._ui import tables, words
from pages._ui.cards import figures
from pages._ui.frame import Here

C = st.column_config
COLORS = {"on track": "green", "behind": "orange", "stuck": "red", "done": "green", "ended": "gray", "cannot tell": "gray"}
ICONS = {
    "on track": ":material/check_circle:", "behind": ":material/schedule:", "stuck": ":material/block:", "done": ":material/flag:",
    "ended": ":material/logout:", "cannot tell": ":material/help:",
}  # fmt: skip
MILESTONES = {
    "name": C.TextColumn("Milestone", pinned=True),
    "event": C.TextColumn("Takes uses of"),
    "progress": C.ProgressColumn("Progress", min_value=0, max_value=100, format="%.0f%%", help="Empty where what came first was not seen"),
    "uses": C.NumberColumn("Uses", format="localized"),
    "threshold": C.NumberColumn("Of", format="localized"),
    "expected_on": C.DateColumn("Expected", format="D MMM YYYY"),
    "reached_on": C.DateColumn("Reached", format="D MMM YYYY"),
    "days_late": C.NumberColumn("Days late", format="%d", help="Negative: earlier than expected"),
}
SHAPE = {
    "name": pl.String, "event": pl.String, "progress": pl.Float64, "uses": pl.Float64, "threshold": pl.Float64, "expected_on": pl.String,
    "reached_on": pl.String,
}  # fmt: skip


def show(here: Here, case: dict, brief: dict) -> None:
    """The newest row of an onboarding case, with its milestones; says what is missing where nobody can tell."""
    data, state = case["data"], case["state"]
    st.badge(state, icon=ICONS.get(state), color=COLORS.get(state, "gray"))
    st.text(case["reason"])
    end = ("Closed", case["closed_on"]) if case["closed_on"] else ("Full value due", case["due_on"])
    active = f"{words.count(data['active_users'])} of {words.count(data['seats'])}"
    cards = [
        ("Days to first value", words.count(data["ttfv_days"]), "From the start to the value milestone of the plan"),
        ("Days to full value", words.count(data["full_value_days"]), "From the start to the last milestone of the plan"),
        (end[0], _day(end[1]), "Due: the expected day of the plan's last milestone"),
        ("Active people", active, "In the last 4 weeks, of the seats bought"),
    ]
    figures(cards)
    if data["next"]:
        with st.container(border=True):
            st.caption("Next step")
            st.text(f"{data['next']['milestone']}: {data['next']['step']}")
    tables.show(milestones(data["milestones"] or []), MILESTONES, alt="Milestones of the plan with expected and actual days")
    _open_words(case)


def milestones(rows: list[dict]) -> pl.DataFrame:
    """The case's milestones with real days, and how many days later than expected each was reached."""
    told = pl.DataFrame([{name: row.get(name) for name in SHAPE} for row in rows], schema=SHAPE)
    told = told.with_columns(pl.col("expected_on", "reached_on").str.to_date(), pl.col("event").str.replace_all("_", " "))
    return told.with_columns((pl.col("reached_on") - pl.col("expected_on")).dt.total_days().alias("days_late"))


def _open_words(case: dict) -> None:
    owner = case["owner"] or "the agent alone"
    play = f" Recommended: {case['play']}." if case["play"] and not case["closed_on"] else ""
    st.caption(f"Since {_day(case['opened_on'])}, kept by {words.said(owner)}; as of {_day(case['as_of'])}.{play}")


def _day(on: date | str | None) -> str:
    return "—" if on is None else words.short_day(date.fromisoformat(on) if isinstance(on, str) else on)
