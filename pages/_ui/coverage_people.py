"""People on the Coverage page: a person leaves and nothing walks out of the door; accounts that are protected."""

import streamlit as st

from pages._ui import tables
from pages._ui.frame import Here


def people_part(here: Here) -> None:
    """The tab of our people: a person leaves; protected accounts."""
    if here.snap.team.is_empty():
        st.caption("No team is known: import a team.csv, or enter the team.")
        return
    tables.show(here.snap.team.select("name", "role", "weekly_hours"), tables.TEAM, alt="The team")
