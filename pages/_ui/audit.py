"""What the Context page says of the data: agent job by knowledge, what a gap costs, contradictions, files and refused rows."""

import polars as pl
import streamlit as st

from cs_core.context.audit import audit
from cs_core.context.completeness import ready_for
from cs_core.context.snapshot import Snapshot
from cs_core.execution.roster import JOBS, ROSTER
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES

C = st.column_config
LACKING = {
    "name": C.TextColumn("Account", pinned=True),
    "lacks": C.ListColumn("Lacks", width="large"),
    "arr": C.NumberColumn("ARR", format="localized"),
}
COSTS = {
    "knowledge": C.TextColumn("Knowledge"),
    "accounts": C.NumberColumn("Accounts", format="localized"),
    "arr": C.TextColumn("ARR", help="Recurring revenue of the accounts that a job cannot serve"),
    "rejected": C.NumberColumn("Drafts rejected", format="localized", help="Decisions whose reason blames this knowledge"),
    "edited": C.NumberColumn("Drafts edited", format="localized"),
    "cost": C.TextColumn("What it costs", width="large"),
}


def audit_of(here: Here) -> dict:
    """The `audit` document, drawn up once."""
    return here.ask(_audit, says="Auditing what is known of every customer", tables=(*SIGNAL_TABLES, "decision"))


def _audit(snap: Snapshot) -> dict:
    return audit(snap, JOBS)


def _held(snap: Snapshot, name: str) -> pl.DataFrame:
    """Customers whom an agent must leave alone, the largest first."""
    agent = next(a for a in ROSTER if a.name == name)
    return ready_for(snap, agent.needs, agent.watches).filter(~pl.col("ready")).sort("arr", descending=True, nulls_last=True)


def audit_tab(here: Here) -> None:
    """The matrix first, then each job's needs, the gaps by cost, and the accounts that a job must leave alone."""
    found = audit_of(here)
    st.markdown("**Context completeness by job**: the share of current customers of which each kind of knowledge is there and fresh")
    tables.show(*_matrix(found), alt="Agent jobs by knowledge: share of customers of which it is known and fresh")
    st.subheader("What each gap costs")
    gaps = [g | {"knowledge": g["knowledge"].capitalize(), "arr": _amounts(g["arr"])} for g in found["gaps"]]
    for says, blocks in (("Held for want of it", True), ("Works without it, worse", False)):
        some = [g for g in gaps if g["blocks"] is blocks]
        st.caption(f"{says}: {len(some)} kinds of knowledge" if some else f"{says}: nothing.")
        if some:
            tables.show(pl.DataFrame(some, infer_schema_length=None, strict=False), COSTS, alt=f"Gaps in the context: {says.lower()}")
    st.subheader("Job by job")
    for job in found["agents"]:
        with st.expander(_headline(job)):
            needs = [need | {"kind": "needs"} for need in job["needs"]]
            needs += [need | {"kind": kind} for kind in ("watches", "wants") for need in job[kind]]
            tables.show(pl.DataFrame(needs, infer_schema_length=None, strict=False), tables.NEEDS, alt=f"What {job['agent']} needs to know")
    st.subheader("Accounts that an agent must leave alone")
    name = st.selectbox("Agent", [a.name for a in ROSTER], format_func=words.agent, key="lacking_agent")
    rows = here.ask(_held, name, says="Looking for what the agent lacks", tables=SIGNAL_TABLES)
    if rows.is_empty():
        st.caption(f"{words.agent(name)} may run on every current customer.")
    else:
        st.caption(f"{rows.height:,} customers. A note on the account's page, or the missing export, lets the agent work.")
        tables.show(rows, LACKING, alt=f"Accounts for which {name} lacks knowledge", height=300)


def contradictions_tab(here: Here) -> None:
    """What the general rules found, each with examples."""
    wrong = audit_of(here)["contradictions"]
    if not wrong:
        st.caption("No contradiction was found by the general rules.")
    for item in wrong:
        with st.container(border=True):
            st.markdown(f"**{item['says']}**")
            st.caption(f"{item['count']:,} of {item['of']:,} · rule: {item['rule']}")
            st.text("\n".join(example["says"] for example in item["examples"]))


def sources_tab(here: Here) -> None:
    """The files that were imported, and the rows that were refused."""
    files = here.ask(_files, says="Reading the list of files", tables=("import_file",))
    if files.is_empty():
        st.caption("Nothing was imported yet.")
        return
    tables.show(files, tables.IMPORTS, alt="Imported files", height=420)
    refused = here.ask(_refused, says="Reading the refused rows", tables=("refused_row",))
    st.subheader(f"Refused rows ({refused.height:,})")
    st.caption("Kept as they came, with the reason; a table that is not understood once. Mend them in the source and import again.")
    if not refused.is_empty():
        tables.show(refused, tables.REFUSED, alt="Refused rows with reasons", height=300)


def _files(snap: Snapshot) -> pl.DataFrame:
    files = snap.store.frame("import_file").sort("imported_at", descending=True)
    return files.with_columns(pl.col("path").str.extract(r"([^/]+/[^/]+|[^/]+)$"))


def _refused(snap: Snapshot) -> pl.DataFrame:
    return snap.store.frame("refused_row")


def _headline(job: dict) -> str:
    ready, every = _amounts(job["ready_arr"]), _amounts(job["arr"])
    revenue = f", {ready or 0} of {every} ARR" if every else ""
    return f"{words.agent(job['agent'])} · {job['job']} · ready for {job['ready_accounts']:,} of {job['accounts']:,} accounts{revenue}"


def _amounts(by_currency: dict[str, float]) -> str:
    """Amounts of two currencies stand side by side: they are never added up."""
    return " and ".join(words.money(amount, currency or "(currency unknown)") for currency, amount in by_currency.items())


def _matrix(found: dict) -> tuple[pl.DataFrame, dict]:
    """One row an agent, one column a kind of knowledge that any job needs or watches; empty where a job does without it."""
    kinds = {n["knowledge"]: n for n in found["knowledge"]}
    used = [k for k in kinds if any(k in [n["knowledge"] for n in _cells(a)] for a in found["agents"])]
    rows = [
        {"agent": words.agent(job["agent"]), "ready": job["ready_accounts"] / max(1, job["accounts"])} | _shares(job, kinds)
        for job in found["agents"]
    ]
    columns = {
        "agent": C.TextColumn("Job of", pinned=True),
        "ready": C.ProgressColumn("May run on", min_value=0, max_value=1, format="percent"),
        **{k: C.NumberColumn(k.capitalize(), format="%d%%", help=kinds[k]["says"]) for k in used},
    }
    return pl.DataFrame(rows, schema={"agent": pl.String, "ready": pl.Float64, **dict.fromkeys(used, pl.Int64)}), columns


def _cells(job: dict) -> list[dict]:
    """What a job needs, watches or works better with."""
    return [*job["needs"], *job["watches"], *job["wants"]]


def _shares(job: dict, kinds: dict[str, dict]) -> dict[str, int]:
    """Percent of customers of which each kind that the job reads is there and fresh."""
    of = max(1, job["accounts"])
    mine = (n["knowledge"] for n in _cells(job))
    return {k: round(100 * (kinds[k]["filled"] - kinds[k]["stale"] / of)) for k in mine}
