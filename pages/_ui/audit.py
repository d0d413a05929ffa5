"""What the Context page says of the data: agent job by knowledge, what a gap costs, contradictions, files and refused rows."""

import json
from urllib.parse import quote

import polars as pl
import streamlit as st

from cs_core.context.audit import audit
from cs_core.context.completeness import ready_for
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted, together
from cs_core.context.wording.places import place
from cs_core.context.wording.systems import system_name, system_names
from cs_core.execution.roster import JOBS, ROSTER
from pages._ui import tables, words
from pages._ui.cards import SMALL
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES

C = st.column_config
LACKING = {
    "name": C.TextColumn("Account", pinned=True),
    "lacks": C.ListColumn("Lacks", width="large"),
    "arr": C.NumberColumn("ARR", format="localized"),
}
COSTS = {
    "knowledge": C.TextColumn("Knowledge", pinned=True),
    "accounts": C.NumberColumn("Accounts", format="localized"),
    "stale": C.NumberColumn("Of these too old", format="localized"),
    "arr": C.TextColumn("ARR", help="Recurring revenue of these accounts, where it is known"),
    "who": C.TextColumn("Agents", width="large"),
    "turned": C.TextColumn("Drafts turned down", help="Decisions of reviewers whose reason blames this knowledge"),
}
MATRIX = {
    "knowledge": C.TextColumn("Knowledge", pinned=True, width=150),
    "share": C.ProgressColumn("There and fresh", min_value=0, max_value=100, format="%d%%", help="Share of current customers"),
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
    if found["lost"]:
        st.warning(f"Files of the lake are missing, and use is told without them: {', '.join(found['lost'])}. Import them again.")
    st.subheader("On how many customers each agent may run")
    with st.grid(columns=len(found["agents"]), min_column_width=SMALL):
        for job in found["agents"]:
            share = words.share(job["ready_accounts"] / job["accounts"]) if job["accounts"] else words.share(None)
            st.metric(words.agent(job["agent"]), share, help=f"{job['ready_accounts']:,} of {job['accounts']:,}: {job['job']}")
    st.subheader("What each job takes, and how much of it is there")
    st.caption("Needs: held without it. Watches: held where it is too old. Wants: works without it, worse.")
    tables.show(*_matrix(found), alt="Knowledge by agent: what the job takes, and how much is there", height="content")
    st.subheader("What each gap costs")
    gaps = [_cost(gap) for gap in found["gaps"]]
    for says, blocks in (("Held for want of it", True), ("Works without it, worse", False)):
        some = [g for g in gaps if g["blocks"] is blocks]
        st.caption(f"{says}: {len(some)} kinds of knowledge" if some else f"{says}: nothing.")
        if some:
            shown = pl.DataFrame(some, infer_schema_length=None, strict=False)
            columns = {c: told for c, told in COSTS.items() if c != "turned" or shown["turned"].null_count() < shown.height}
            tables.show(shown, columns, alt=f"Gaps in the context: {says.lower()}", height="content")
    st.subheader("Job by job")
    for job in found["agents"]:
        with st.expander(_headline(job)):
            needs = [need | {"kind": "needs"} for need in job["needs"]]
            needs += [need | {"kind": kind} for kind in ("watches", "wants") for need in job[kind]]
            shown = pl.DataFrame(needs, infer_schema_length=None, strict=False)
            tables.show(shown, tables.NEEDS, alt=f"What {job['agent']} needs to know", height="content")
    st.subheader("Accounts that an agent must leave alone")
    name = st.selectbox("Agent", [a.name for a in ROSTER], format_func=words.agent, key="lacking_agent")
    rows = here.ask(_held, name, says="Looking for what the agent lacks", tables=SIGNAL_TABLES)
    if rows.is_empty():
        st.caption(f"{words.agent(name)} may run on every current customer.")
    else:
        st.caption(f"{counted(rows.height, 'customer')}. A note on the account's page, or the missing export, lets the agent work.")
        tables.show(rows, LACKING, alt=f"Accounts for which {name} lacks knowledge", height="content" if rows.height <= 8 else 300)


def contradictions_tab(here: Here) -> None:
    """What the general rules found, each with examples."""
    wrong = audit_of(here)["contradictions"]
    if not wrong:
        st.caption("No contradiction was found by the general rules.")
    for item in wrong:
        with st.container(border=True):
            st.markdown(f"**{item['says']}**")
            if item["count"] > len(item["examples"]) > 0:
                st.caption("Some of them:")
            for example in item["examples"]:
                st.markdown(f"**{_thing(here, example['thing'])}**")
                st.text("\n".join(_side(example, side, lead) for side, lead in (("left", ""), ("right", "but "))))


def _thing(here: Here, thing: str) -> str:
    """What an example is about: a customer by name with its page, else the record by its system and number."""
    if thing in here.names:
        return f"[{words.said(here.name(thing))}](Accounts?account={quote(thing, safe='')})"
    system, *kind = thing.split("/")
    return words.said(f"{system_name(system)} {' '.join(kind)}" if kind else f"Record {thing}")


def _side(example: dict, side: str, lead: str) -> str:
    """``but employees 1 · companies.csv, row 814``."""
    row = example[f"{side}_row"]
    return f"{lead}{words.spelt_days(example[side])}{f' · {place(row)}' if row else ''}"


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
    return files.with_columns(_short("path"), system_names("system"), pl.col("object").str.replace_all("_", " ", literal=True))


def _refused(snap: Snapshot) -> pl.DataFrame:
    rows = snap.store.frame("refused_row").with_columns(_short("file"))
    return rows.with_columns(pl.col("content").map_elements(_filled, return_dtype=pl.String))


def _filled(content: str) -> str:
    """A refused row as its filled cells: ``Company name: Acme; Country: DE``; what is no table as it came."""
    try:
        cells = json.loads(content)
    except ValueError:
        return content
    return "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell not in ("", None)) if isinstance(cells, dict) else content


def _short(path: str) -> pl.Expr:
    """The file with its folder, by whichever bar the machine parts them."""
    return pl.col(path).str.extract(r"([^/\\]+[/\\][^/\\]+|[^/\\]+)$")


def _headline(job: dict) -> str:
    ready, every = _amounts(job["ready_arr"]), _amounts(job["arr"])
    revenue = f", {ready or 0} of {every} ARR" if every else ""
    return f"{words.agent(job['agent'])} · {job['job']} · ready for {job['ready_accounts']:,} of {job['accounts']:,} accounts{revenue}"


def _amounts(by_currency: dict[str, float]) -> str:
    """Amounts of two currencies stand side by side: they are never added up."""
    return together([words.money(amount, currency or "(currency unknown)") for currency, amount in by_currency.items()])


def _cost(gap: dict) -> dict:
    """One row of what a gap costs."""
    turned = [f"{gap[kind]:,} {kind}" for kind in ("rejected", "edited") if gap[kind]]
    left = [words.agent(name) for name in JOBS if name not in gap["agents"]]
    few = "All" if not left else f"All but {' and '.join(left)}" if gap["agents"] and len(left) <= 2 else ""
    who = few or ", ".join(words.agent(name) for name in gap["agents"])
    arr, name = _amounts(gap["arr"]) or None, words.label(gap["knowledge"])
    return gap | {"knowledge": name, "arr": arr, "who": who, "turned": ", ".join(turned) or None}


def _matrix(found: dict) -> tuple[pl.DataFrame, dict]:
    """One row a kind of knowledge that any job reads, one column an agent: needs, watches, wants, or empty."""
    of = {job["agent"]: max(1, job["accounts"]) for job in found["agents"]}
    use = {job["agent"]: _uses(job) for job in found["agents"]}
    rows = [
        {"knowledge": words.label(n["knowledge"]), "share": round(100 * (n["filled"] - n["stale"] / max(of.values())))}
        | {agent: use[agent].get(n["knowledge"]) for agent in use}
        for n in found["knowledge"]
        if any(n["knowledge"] in told for told in use.values())
    ]
    columns = MATRIX | {agent: C.TextColumn(words.agent(agent)) for agent in use}
    return pl.DataFrame(rows, schema={"knowledge": pl.String, "share": pl.Int64, **dict.fromkeys(use, pl.String)}), columns


def _uses(job: dict) -> dict[str, str]:
    """Kind of knowledge -> how much the job depends on it."""
    return {need["knowledge"]: word for word in ("wants", "watches", "needs") for need in job[word]}
