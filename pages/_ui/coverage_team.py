"""Our people on the Coverage page: hours, skills, languages, leave; what the plan leaves them."""

import polars as pl
import streamlit as st

from cs_core.leadership.coverage import edit_team
from pages._ui import tables
from pages._ui.frame import Here
from pages._ui.login import barred

C = st.column_config
BOOKED = {
    "person": C.TextColumn("Person", pinned=True),
    "hours": C.NumberColumn("Hours for plans", format="%.0f", help="Weekly hours less leave, times the share open to plans"),
    "booked": C.NumberColumn("In this plan", format="%.0f"),
    "accounts": C.NumberColumn("Accounts", format="localized"),
    "skills": C.ListColumn("Skills"),
    "languages": C.ListColumn("Languages"),
    "away": C.TextColumn("Leave", width="medium"),
}


def team_part(here: Here, made: dict | None) -> None:
    """The table of the team, to change, and what the plan gives to each."""
    if made and made["people"]:
        rows = pl.DataFrame([row | {"booked": row["hours"] - row["left"]} for row in made["people"]])
        st.subheader("Hours in this plan")
        tables.show(rows, BOOKED, alt="Hours of each person in this plan", height="content")
    st.subheader("The team")
    st.caption("Changes are kept with their date. Leave within the quarter takes its days off the hours.")
    team = here.snap.team
    shown = team.with_columns(pl.col("skills", "languages").list.join("; ")).select([c for c in tables.TEAM if c in team.columns])
    edited = st.data_editor(
        shown, column_config=tables.TEAM, num_rows="dynamic", hide_index=True, key="team", alt="The team", placeholder="—"
    )
    if not st.button("Save the team", **{"disabled": edited.equals(shown)} | barred(here.store, "team_edit")):
        return
    names = set(edited["name"].drop_nulls())
    before = shown.to_dicts()
    for row in edited.filter(pl.col("name").is_not_null()).iter_rows(named=True):
        if row not in before:
            edit_team(here.store, row, by="console", now=here.now)
    for row in shown.filter(~pl.col("name").is_in(names)).iter_rows(named=True):
        edit_team(here.store, row | {"gone": True}, by="console", now=here.now)
    st.rerun()
