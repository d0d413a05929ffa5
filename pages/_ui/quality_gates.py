"""Whether the gates agree with people: each one's confusion, kappa, and how many drafts are wrong once its errors are counted out."""

import polars as pl
import streamlit as st

from cs_core.leadership.output.agreement import ALL
from cs_core.leadership.quality import gates
from pages._ui import quality_judge, quality_output, tables, words
from pages._ui.findings import called_in
from pages._ui.frame import Here

C = st.column_config
ROWS = {
    "gate": C.TextColumn("Gate", pinned=True, width=125),
    "judged": C.NumberColumn("Judged", format="localized", width=62, help="Drafts that the gate judged, decided by people or not"),
    "failed": C.NumberColumn("Stopped", format="localized", width=65),
    "doubt": C.NumberColumn("Could not tell", format="localized", width=98),
    "passed": C.TextColumn("Passed: fine, wrong", width=138, help="Fine: people sent it unchanged or lightly edited; wrong: rejected for "
                           "what this gate answers for, or, of all gates, rewritten"),
    "stopped": C.TextColumn("Stopped: wrong, fine", width=146, help="Of the blind sample: rightly stopped, should have gone"),
    "kappa": C.TextColumn("Agreement", width=82, help="Beyond chance (Cohen's kappa), in brackets its 95% interval; 1 is complete"),
    "planted": C.TextColumn("Caught tests", width=93, help="Known-bad drafts, planted where a leader asks for them"),
    "says": C.TextColumn("What that says", width=200),
}  # fmt: skip


def panel(here: Here) -> None:
    """Gates first, then all of them together, then the orchestrator's own calls."""
    judge = quality_output.told(here)["judge"]
    st.caption(judge["how"])
    seen = {row["gate"]: row for row in here.ask(gates, says="Counting what gates said", tables=("verdict",)).to_dicts()}
    flagged = judge["prevalence"]["flagged"]
    whole = {"passed": flagged["n"] - flagged["k"] - flagged["unknown"], "failed": flagged["k"], "unknown": flagged["unknown"]}
    if not seen:
        st.info("No cycle has run yet: there is nothing that a gate could have judged.", icon=":material/fact_check:")
        return
    counted = {ALL: whole} | seen
    idle = [r for r in judge["gates"] if r["gate"] != ALL and _idle(r, counted)]
    rows = pl.DataFrame([_row(r, counted) for r in judge["gates"] if r not in idle], infer_schema_length=None)
    told = {c: column for c, column in ROWS.items() if rows[c].null_count() < rows.height}
    tables.show(rows, told, alt="Gates and people", height="content", row_height=tables.TALL)
    if idle:
        names = ", ".join(words.label(r["gate"]).lower() for r in idle)
        st.caption(f"Stopped nothing, were never in doubt, and passed nothing that people called wrong: {names}.")
    _wrong(judge["prevalence"], judge["sample"])
    quality_judge.panel(judge)
    st.subheader("How well people are called in")
    st.caption(called_in(here)["says"])


def _idle(row: dict, seen: dict[str, dict]) -> bool:
    """Whether a gate stopped no draft, was never in doubt and let nothing wrong through, nor was tested: a row of dashes and zeros."""
    said = seen.get(row["gate"])
    return not (said and (said["failed"] or said["unknown"])) and not row["planted"]["n"] and not row["passed_wrong"]


def _row(row: dict, seen: dict[str, dict]) -> dict:
    said = seen.get(row["gate"], {"passed": None, "failed": None, "unknown": None})
    judged = None if said["passed"] is None else said["passed"] + said["failed"] + said["unknown"]
    planted = row["planted"]
    pairs = {"passed": ("passed_fine", "passed_wrong"), "stopped": ("stopped_wrong", "stopped_fine")}
    counts = {name: ", ".join(f"{row[k]:,}" for k in pair) for name, pair in pairs.items()}
    return {
        "gate": words.label(row["gate"]), "judged": judged, "failed": said["failed"], "doubt": said["unknown"], **counts,
        "kappa": words.interval(row["kappa"], ".2f") if row["kappa"] else None,
        "planted": f"{planted['caught']:,} of {planted['n']:,}" if planted["n"] else None, "says": row["says"],
    }  # fmt: skip


def _wrong(told: dict, sample: dict) -> None:
    st.subheader("How many drafts are wrong")
    with st.container(horizontal=True):
        for key, label, help_ in FIGURES:
            figure = told[key]
            n = f" {figure['k']:,} of {figure['n']:,}." if figure and "n" in figure and figure["n"] else ""
            known = figure and figure["point"] is not None
            doubt = f"{figure['low']:.1%} to {figure['high']:.1%}" if known else None
            value = f"{figure['point']:.1%}" if known else "—"
            st.metric(label, value, doubt, delta_color="off", delta_arrow="off", border=True, height="stretch", help=f"{help_}{n}")
    so_far = f"Stopped in all: {sample['stopped']:,}, of which people judged {sample['judged']:,} blindly."
    st.caption(f"{words.sentence(told['says'])}. {so_far}")


FIGURES = (
    ("flagged", "Stopped by a gate", "Of all drafts judged."),
    ("sensitivity", "Wrong ones found", "Of drafts that people called wrong; of test drafts where too few were."),
    ("specificity", "Fine ones let through", "Of drafts that people called fine, each stopped one weighted by what it stands for."),
    ("corrected", "Truly wrong, corrected", "The share stopped, with the gates' own errors counted out (Rogan and Gladen's correction)."),
)
