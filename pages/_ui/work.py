"""The jobs done: what each agent noticed, drafted and passed, what became of every customer, and whether small ones get as much."""

import polars as pl
import streamlit as st

from cs_core.leadership.jobs import jobs
from cs_core.orchestration.quarter import OUTCOMES
from pages._ui import by_size, tables, words
from pages._ui.frame import Here

C = st.column_config
CYCLE = {
    "agent": C.TextColumn("Agent"),
    "ready": C.NumberColumn("Knows enough", format="localized", help="Customers of whom it knows what it cannot do without"),
    "noticed": C.NumberColumn("Noticed", format="localized"),
    "drafted": C.NumberColumn("Drafted", format="localized"),
    "passed": C.NumberColumn("Passed all gates", format="localized"),
    "why": C.TextColumn("Why not", width="large"),
}
QUARTER = {
    "agent": C.TextColumn("Agent"),
    **{word: C.NumberColumn(word.capitalize(), format="localized") for word in OUTCOMES},
    "delivered": C.NumberColumn("Of them delivered", format="localized", help="It reached the customer, or one of ours did it"),
}


@st.cache_data(max_entries=4, show_spinner="Counting what was done ...")
def _jobs(path: str, version: tuple, as_of: object, _snap: object, _roster: object) -> dict:
    return jobs(_snap, _roster)


def counted(here: Here, roster: tuple) -> dict:
    """The `work` document of the day, counted once."""
    version = here.store.version("cycle", "action", "delivery", "touch", "decision", "import_file", "playbook", "note", "case", "outcome")
    return _jobs(str(here.store.path), version, here.as_of, here.snap, roster)


def panel(here: Here, roster: tuple) -> None:
    """Three tables and a chart: the last cycle, the quarter, and parity by size."""
    found = counted(here, roster)
    rows = [{"agent": words.agent(a["agent"]), **(a["cycle"] or {})} for a in found["agents"]]
    st.subheader("The last cycle")
    if any("noticed" in row for row in rows):
        told = [row | {"why": "; ".join(f"{n:,} {why.replace('_', ' ')}" for why, n in row.get("why_not", {}).items())} for row in rows]
        tables.show(_frame(told, CYCLE), CYCLE, alt="Noticed, drafted and passed by agent in the last cycle")
    else:
        st.caption("No cycle has been run yet.")
    st.subheader("Every customer, every job, in the last quarter")
    st.caption(f"{found['accounts']:,} current customers. Nobody is left out: what is not known is said, and an account's page says why.")
    quarters = [{"agent": words.agent(a["agent"]), **a["outcomes"]} for a in found["agents"]]
    tables.show(_frame(quarters, QUARTER), QUARTER, alt="Outcome of each job in the quarter, customers by agent")
    st.subheader("Does size decide?")
    by_size.show(found, key="parity")


def _frame(rows: list[dict], columns: dict) -> pl.DataFrame:
    return pl.DataFrame([{c: row.get(c) for c in columns} for row in rows], infer_schema_length=None)
