"""A relationship on the account's page: who is due a word and since when, and whether there is something worth saying."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from cs_core.execution.jobs.relationship_cases import NEVER, NOTHING, NOTHING_YET
from pages._ui import tables, words
from pages._ui.frame import Here

C = st.column_config
COLORS = {"in touch": "green", "due": "orange", "overdue": "red"}
ICONS = {
    "in touch": ":material/forum:", "due": ":material/schedule:", "overdue": ":material/running_with_errors:",
    "never spoken with": ":material/voice_over_off:", "silent by choice": ":material/do_not_disturb_on:",
    "nobody known": ":material/person_off:", "cannot tell": ":material/help:",
}  # fmt: skip
DUE = ("due", "overdue", NEVER)
PEOPLE = {
    "name": C.TextColumn("Person", pinned=True),
    "role": C.TextColumn("Role", help="As a system or a note says it; empty where none does"),
    "last_two_way_on": C.DateColumn("Last two-way", format="D MMM YYYY", help="A mail answered, or a meeting they were at"),
    "every_days": C.NumberColumn("Every days", format="%d", help="The cadence of their role; 14 days for somebody new"),
    "due_on": C.DateColumn("Due", format="D MMM YYYY"),
    "days_late": C.NumberColumn("Days late", format="%d", help="Negative: not due yet"),
}
SHAPE = {"name": pl.String, "role": pl.String, "last_two_way_on": pl.String, "every_days": pl.Int64, "due_on": pl.String}


def show(here: Here, case: dict, brief: dict) -> None:
    """The newest row of a relationship case, with its people; says why nothing is sent where nothing is."""
    data, state = case["data"], case["state"]
    rows = people(data["people"] or [], as_of=_date(case["as_of"]))
    label, color = badge(state, rows)
    st.badge(label, icon=ICONS.get(state), color=color)
    reason, waits = told(case, brief.get("open", ()))
    st.text(reason)
    if waits:
        with st.container(border=True):
            st.caption("What waits to be said")
            st.text(waits)
    if rows.height:
        tables.show(rows, PEOPLE, alt="People at this customer: when we last spoke with each and when the next word is due")
    out = f" {data['opted_out']} asked not to be written to." if data["opted_out"] else ""
    play = f" Recommended: {case['play']}." if case["play"] and not case["closed_on"] else ""
    st.caption(f"{data['reachable']} can be written to.{words.said(out)} As of {words.day(_date(case['as_of']))}.{play}")


def told(case: dict, work: Sequence[dict]) -> tuple[str, str | None]:
    """The reason, and what waits to be said: of who is due without a reason to write, the first open piece of work in place of nothing."""
    reason, waits = case["reason"], case["data"]["reason_waiting"]
    if case["play"] or not work or case["state"] not in DUE:
        return reason, waits
    first = f"Open with them: {work[0]['what'].removesuffix('.')}, by {words.day(_date(work[0]['until']))}."
    return f"{reason.removesuffix(NOTHING_YET).rstrip()} {first}", None if waits == NOTHING else waits


def badge(state: str, rows: pl.DataFrame) -> tuple[str, str]:
    """The state in words and its colour: in touch with a customer says who of them is late all the same."""
    late = rows.filter(pl.col("days_late") > 0).height
    if state == "in touch" and late:
        return f"in touch, but {late} of {rows.height} people overdue", "orange"
    return state, COLORS.get(state, "gray")


def people(rows: list[dict], *, as_of: date) -> pl.DataFrame:
    """The case's people with real days, those longest due first."""
    told = pl.DataFrame([{name: row.get(name) for name in SHAPE} for row in rows], schema=SHAPE)
    told = told.with_columns(pl.col("last_two_way_on", "due_on").str.to_date())
    late = (pl.lit(as_of) - pl.col("due_on")).dt.total_days().alias("days_late")
    return told.with_columns(late).sort("due_on", maintain_order=True)


def _date(on: date | str) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on
