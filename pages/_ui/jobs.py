"""What the agents do for one customer: each job's outcome of the quarter, and its cases as they stand."""

from datetime import date

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.execution.roster import roster_of
from cs_core.orchestration.quarter import quarter
from pages._ui import case_lead, case_onboarding, case_plan, case_relationship, case_renewal, case_risk, tables, words
from pages._ui.frame import Here
from pages._ui.one import of_one

SHOW = {
    "onboarding": case_onboarding.show, "success plan": case_plan.show, "risk": case_risk.show, "lead": case_lead.show,
    "renewal": case_renewal.show, "relationship": case_relationship.show,
}  # fmt: skip


def jobs_tab(here: Here, page: dict, account_id: str) -> None:
    """Six jobs, what became of each in the last quarter; then every open case, and those that are closed."""
    found = of_one(here, _quarter, account_id, says="Looking at what each agent did")
    named = found.with_columns(pl.col("agent").map_elements(words.agent, return_dtype=pl.String))
    tables.show(named, tables.QUARTER, alt="What became of each job in the last quarter", row_height=tables.TALL, height="content")
    closed = [case for case in page["cases"] if case["closed_on"]]
    for case in page["cases"]:
        if not case["closed_on"]:
            with st.container(border=True):
                _case(here, page, case)
    if not page["cases"]:
        st.caption("No case is kept yet: the next cycle opens what there is reason for.")
    for case in closed:
        ended = f"{_named(case)}, {case['state']} on {words.day(case['closed_on'])}"
        opened = st.expander(ended, key=f"case_{case['id']}", on_change="rerun")
        if opened.open:
            with opened:
                _case(here, page, case)


def _quarter(snap: Snapshot, account_id: str) -> pl.DataFrame:
    return quarter(snap, roster_of(snap.store), only=[account_id])


def _case(here: Here, page: dict, case: dict) -> None:
    st.markdown(f"**{_named(case)}** · since {words.day(date.fromisoformat(case['opened_on']))}")
    SHOW[case["kind"]](here, case, page)


def _named(case: dict) -> str:
    """Growth: lead; and Risk, not Risk: risk."""
    agent = words.agent(case["agent"])
    return agent if agent.lower() == case["kind"] else f"{agent}: {case['kind']}"
