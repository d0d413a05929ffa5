"""Import on the Context page: a preview first; a table that no source knows is asked about, and the answer is remembered."""

import tempfile
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.landing import import_paths
from cs_core.context.mappings import confirm_mapping, forget_mapping, remembered
from cs_core.context.nouns import NOUNS
from cs_core.context.sources.table import fields_of
from pages._ui import tables, words
from pages._ui.frame import Here, wall
from pages._ui.map import link

C = st.column_config
NOTHING = "(leave it out)"
ASKED = {
    "column": C.TextColumn("Column", disabled=True, width="medium"),
    "why": C.TextColumn("Why", disabled=True, width="large"),
}


def import_tab(here: Here) -> None:
    """Drop files, see what would happen, answer what is not understood, import."""
    if here.store.get("demo_end"):
        st.info(
            "This is the demo company. Choose “My data” in the sidebar to import your own exports into a file of their own.",
            icon=":material/info:",
        )
        return
    st.markdown(
        "Drop the exports you have: CRM, support, billing, product events, Slack, e-mail (mbox), calendar (ics), call notes, surveys, "
        "spreadsheets, or any table of your own. docs/data.md lists the systems that are known. The smallest useful start is one table "
        "of accounts and one of subscriptions."
    )
    if "imported" in st.session_state:
        st.success(st.session_state.pop("imported"), icon=":material/check_circle:")
        link("20_Agents", "Run a first cycle", "smart_toy")
    turn = st.session_state.setdefault("upload_turn", 0)
    uploads = st.file_uploader("Exports", accept_multiple_files=True, key=f"uploads_{turn}", label_visibility="collapsed")
    if not uploads:
        _remembered(here)
        return
    bar = st.progress(0.0, "Reading")
    preview = _landed(uploads, here, dry_run=True, bar=bar)
    bar.empty()
    st.caption("Preview: nothing is written yet.")
    tables.show(pl.DataFrame(preview["files"], infer_schema_length=None, strict=False), tables.IMPORTS, alt="What the import would do")
    for n, file in enumerate(preview["files"]):
        if file.get("proposal"):
            _ask(here, file, key=f"{turn}_{n}")
            continue
        for reason in file["reasons"][:5]:
            st.caption(f"{file['path']}, row {reason['row']}: {reason['why']}")
    if st.button("Import", type="primary", icon=":material/upload:"):
        bar = st.progress(0.0, "Importing")
        total = _landed(uploads, here, dry_run=False, bar=bar)["totals"]
        counts = f"{total['landed']:,} rows landed, {total['unchanged']:,} unchanged, {total['refused']:,} refused."
        st.session_state.update(imported=counts, upload_turn=turn + 1)
        st.rerun()


def _landed(files: list, here: Here, *, dry_run: bool, bar) -> dict:
    """Run the importer over uploaded files, as a preview or for good."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            (Path(folder) / Path(file.name).name).write_bytes(file.getbuffer())
        report = import_paths(
            here.store, [Path(folder)], now=wall(), dry_run=dry_run, progress=lambda done, what: bar.progress(min(done, 1.0), what)
        )
    return report | {"files": [f | {"path": Path(f["path"]).name} for f in report["files"]]}


def _ask(here: Here, file: dict, *, key: str) -> None:
    """What a table seems to mean, column by column; confirmed by a person, and known from then on."""
    proposal, mapping = file["proposal"], file["proposal"]["mapping"]
    with st.container(border=True):
        st.markdown(f"**What does {file['path']} mean?** No source knows it. {proposal['says']}")
        left, right = st.columns([1, 1])
        nouns = ["event", *NOUNS]
        noun = left.selectbox("Each row is one", nouns, index=nouns.index(mapping["noun"]), key=f"noun_{key}", format_func=words.label)
        who = right.selectbox("You are", [*sorted(here.snap.team["name"]), "console"], key=f"who_{key}")
        told = {_column(column): field for field, column in mapping["columns"].items()}
        why = {m["column"]: m["why"] for m in proposal["columns"]} | {u["column"]: f"unsure: {u['why']}" for u in proposal["unsure"]}
        rows = pl.DataFrame({
            "column": proposal["header"], "field": [told.get(c, NOTHING) for c in proposal["header"]],
            "why": [why.get(c, "nothing that is known looks like this") for c in proposal["header"]],
        })  # fmt: skip
        fields = [NOTHING, "id", "known_at", *fields_of(noun)]
        meaning = {"field": C.SelectboxColumn("Stands for", options=fields, required=True)}
        edited = st.data_editor(rows, column_config=ASKED | meaning, hide_index=True, key=f"mapping_{key}_{noun}", width="stretch")
        if st.button("Confirm what this table means", key=f"confirm_{key}", icon=":material/fact_check:"):
            confirm_mapping(here.store, _told(mapping, noun, edited), proposal["header"], by=who, now=wall())
            st.rerun()


def _column(told: str | dict | list) -> str:
    """The column of one field of a mapping; of several that name a row together, the first."""
    return told["column"] if isinstance(told, dict) else told[0] if isinstance(told, list) else told


def _told(mapping: dict, noun: str, edited: pl.DataFrame) -> dict:
    """The mapping as edited: a field that still reads its column keeps how it is read (cents, months)."""
    before = mapping["columns"]
    chosen = {field: column for column, field in edited.select("column", "field").iter_rows() if field != NOTHING}
    columns = {f: before[f] if f in before and _column(before[f]) == c else c for f, c in chosen.items()}
    return mapping | {"noun": noun, "columns": columns} if noun == mapping["noun"] else {
        "system": mapping["system"], "object": mapping["object"], "noun": noun, "columns": columns,
    }  # fmt: skip


def _remembered(here: Here) -> None:
    kept = remembered(here.store)
    if not kept:
        return
    st.subheader("Tables whose meaning was confirmed")
    for row in kept:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            said = ", ".join(f"{field} from {_column(column)}" for field, column in row["mapping"]["columns"].items())
            st.markdown(f"**{words.label(row['mapping']['noun'])}** · {said} · confirmed by {row['by']} on {row['set_at'][:10]}")
            if st.button("Forget", key=f"forget_{row['signature']}", help="Rows landed by it stay; the next file is asked about again."):
                forget_mapping(here.store, row["signature"], by="console", now=wall())
                st.rerun()
