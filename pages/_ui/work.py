"""The jobs done: what each agent noticed, drafted and passed, what became of every customer, and whether small ones get as much."""

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.execution.roster import roster_of
from cs_core.leadership.jobs import jobs
from cs_core.leadership.output.track import groups, track
from cs_core.orchestration.quarter import OUTCOMES
from pages._ui import by_size, tables, words
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES

C = st.column_config
CYCLE = {
    "agent": C.TextColumn("Agent", width=130),
    "ready": C.NumberColumn("Knows enough", format="localized", width=105, help="Customers of whom it knows what it cannot do without"),
    "noticed": C.NumberColumn("Noticed", format="localized", width=65),
    "drafted": C.NumberColumn("Drafted", format="localized", width=65),
    "passed": C.NumberColumn("Passed all gates", format="localized", width=118),
    "why": C.TextColumn("Why not", width=500),
}
QUARTER = {
    "agent": C.TextColumn("Agent"),
    **{word: C.NumberColumn(word.capitalize(), format="localized") for word in OUTCOMES},
    "delivered": C.NumberColumn("Of them delivered", format="localized", help="It reached the customer, or one of ours did it"),
}


#: Tables whose rows change what was done.
DONE_BY = (
    *SIGNAL_TABLES, "cycle", "proposal", "routed", "task", "handover", "decision", "action", "outcome", "playbook", "play_run", "case",
    "pilot", "pilot_event", "rate",
)  # fmt: skip


def counted(here: Here) -> dict:
    """The `work` document of the day, counted once."""
    return here.ask(_jobs, says="Counting what was done", tables=DONE_BY)


def record(here: Here) -> tuple[dict[str, dict], dict[str, int]]:
    """Agent -> its rates of `output.track`, and agent -> how many proposals it made."""
    return here.ask(_record, says="Reading each agent's record", tables=(*SIGNAL_TABLES, "proposal", "routed", "decision", "outcome"))


def _record(snap: Snapshot) -> tuple[dict[str, dict], dict[str, int]]:
    made = snap.store.frame("proposal", "agent").group_by("agent").len()
    return {row["agent"]: row for row in groups(track(snap), ("agent",))}, dict(made.iter_rows())


def _jobs(snap: Snapshot) -> dict:
    return jobs(snap, roster_of(snap.store))


def panel(here: Here) -> None:
    """Three tables and a chart: the last cycle, the quarter, and parity by size."""
    found = counted(here)
    rows = [{"agent": words.agent(a["agent"]), **(a["cycle"] or {})} for a in found["agents"]]
    st.subheader("The last cycle")
    if any("noticed" in row for row in rows):
        told = [row | {"why": _why_not(row.get("why_not", {}))} for row in rows]
        alt = "Noticed, drafted and passed by agent in the last cycle"
        tables.show(_frame(told, CYCLE), CYCLE, alt=alt, height="content", **_tall([row["why"] for row in told]))
        if found["held_because"]:
            st.caption(_held(found["held_because"]))
    else:
        st.caption("No cycle has been run yet.")
    st.subheader("Every customer, every job, in the last quarter")
    st.caption(f"{found['accounts']:,} current customers. Nobody is left out: what is not known is said, and an account's page says why.")
    st.caption("Waiting: a draft that is held or undecided, a play under way, or an open case whose next step is known and not yet due.")
    quarters = [{"agent": words.agent(a["agent"]), **a["outcomes"]} for a in found["agents"]]
    tables.show(_frame(quarters, QUARTER), QUARTER, alt="Outcome of each job in the quarter, customers by agent")
    st.subheader("Does size decide?")
    by_size.show(found, key="parity")


def _why_not(counts: dict[str, int]) -> str:
    """Proposed or done lately: 17; turned down by a person: 1."""
    return words.sentence("; ".join(f"{why.replace('_', ' ')}: {n:,}" for why, n in counts.items()))


ONE_LINE = 70
"""Characters of a reason that a row of one line shows at a laptop's width."""


def _tall(whys: list[str]) -> dict[str, int]:
    """Rows of several lines where a reason needs them, and no taller than a line where none does."""
    return {"row_height": tables.TALL} if max(map(len, whys)) > ONE_LINE else {}


def _held(because: dict[str, int]) -> str:
    """How many drafts wait, a line a reason, and that the next cycle takes them up again."""
    lines = "".join(f"\n- {n:,} because {words.said(why)}" for why, n in because.items())
    return f"Drafts held for now, {sum(because.values()):,} in all; the next cycle looks at them anew:\n{lines}"


def _frame(rows: list[dict], columns: dict) -> pl.DataFrame:
    return pl.DataFrame([{c: row.get(c) for c in columns} for row in rows], infer_schema_length=None)
