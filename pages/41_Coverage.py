"""Human hours by impact: the plan and what it is worth, what-if and by hand, what came of it, and our people."""

import streamlit as st

from cs_core.orchestration.direction import direction, unit_of
from pages._ui.coverage_after import after_part
from pages._ui.coverage_if import by_hand_part, what_if_part
from pages._ui.coverage_people import people_part
from pages._ui.coverage_plan import UNITS, WAYS, plan_part, planned
from pages._ui.coverage_team import team_part
from pages._ui.frame import Here, frame


def asked(here: Here) -> tuple[float | None, str, str]:
    """Hours, rule and unit as chosen."""
    goal = unit_of(direction(here.store))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hours = st.number_input(
            "Hours of people for the coming quarter", min_value=0.0, value=None, step=20.0, key="hours", bind="query-params",
            placeholder="The team's own" if here.snap.team.height else "No team yet: enter hours", help="What if there were more or fewer?",
        )  # fmt: skip
        by = st.segmented_control(
            "Fill by", list(WAYS), format_func=WAYS.get, default="impact", key="by", bind="query-params", required=True
        )
        unit = st.segmented_control(
            "Count", list(UNITS), format_func=UNITS.get, default=goal.unit, key="unit", bind="query-params", required=True, help=goal.why
        )
    return hours, by, unit


with frame(
    "Coverage", "People go where their presence changes the outcome in a way an agent can't; size enters only when you ask for ARR."
) as here:
    hours, by, unit = asked(here)
    made = None
    if hours is None and not (here.snap.team["weekly_hours"].sum() or 0):
        st.info(
            "Enter the weekly hours of your people, or add them on the Team tab: without either nothing can be allocated.",
            icon=":material/group_add:",
        )
    else:
        made = planned(here, hours, by, unit)
    names = ["Plan", "What if", "By hand", "After commit", "Team"]
    tabs = dict(zip(names, st.tabs(names, key="part", on_change="rerun", bind="query-params"), strict=True))
    for name, tab in tabs.items():
        if not tab.open:
            continue
        with tab:
            if name == "After commit":
                after_part(here)
            elif name == "Team":
                team_part(here, made)
                people_part(here)
            elif made is None:
                st.caption("No hours are known yet.")
            elif name == "Plan":
                plan_part(here, made)
            elif name == "What if":
                what_if_part(here, made, hours)
            else:
                by_hand_part(here, made, hours)
