"""Human hours by impact: the plan and what it is worth, what-if and by hand, what came of it, and our people."""

import streamlit as st

from cs_core.orchestration.direction import direction, unit_of
from pages._ui.coverage_after import after_part
from pages._ui.coverage_if import by_hand_part, what_if_part
from pages._ui.coverage_people import people_part
from pages._ui.coverage_plan import UNITS, WAYS, plan_part, planned
from pages._ui.coverage_team import team_part
from pages._ui.frame import Here, frame
from pages._ui.parts import open_part


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


def no_hours() -> None:
    """In place of what needs a plan."""
    st.caption("No hours are known yet.")


def team_tab(here: Here, made: dict | None) -> None:
    """Our people, what they have left, and who is protected or leaves."""
    team_part(here, made)
    people_part(here)


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
    of_plan = {
        "Plan": lambda: plan_part(here, made),
        "What if": lambda: what_if_part(here, made, hours),
        "By hand": lambda: by_hand_part(here, made, hours),
    }
    open_part(
        (of_plan if made is not None else dict.fromkeys(of_plan, no_hours))
        | {"After commit": lambda: after_part(here), "Team": lambda: team_tab(here, made)}
    )
