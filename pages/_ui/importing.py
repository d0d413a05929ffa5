"""Import on the Context page: a preview first; a table that no source knows is asked about, and the answer is remembered."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.importing.landing import import_paths
from cs_core.context.importing.mappings import forget_mapping, remembered, tables_remembered
from cs_core.context.sources.mapping import column_of, reading_of
from cs_core.context.sources.synonyms import called
from cs_core.context.store import MADE_UNTIL, Store
from cs_core.context.wording.counted import counted
from cs_core.progress import Progress
from pages._ui import first_data, seen_now, start, tables, words, working
from pages._ui.asking import ask, ask_again, can_change
from pages._ui.edge import filled, wall
from pages._ui.frame import Here
from pages._ui.login import barred

REASONS_SHOWN = 5
"""Of each file."""


def import_tab(here: Here) -> None:
    """Drop files, see what would happen, answer what is not understood, import."""
    if here.store.get(MADE_UNTIL):
        st.info("This is the demo company, and your own data never mixes with it: it goes into a file of its own.", icon=":material/info:")
        first_data.smallest_start()
        start.own_data()
        return
    st.markdown(
        "Drop the exports you have: CRM, support, billing, product events, Slack, e-mail (mbox), calendar (ics), call notes, surveys, "
        "spreadsheets, or any table of your own. docs/data.md lists the systems that are known."
    )
    if filled(here.store):
        seen_now.panel(here)
    else:
        first_data.smallest_start()
    with st.expander("What each export adds, and blank tables to fill in", on_change="rerun", key="first_exports_open") as more:
        if more.open:
            first_data.further()
    turn = st.session_state.setdefault("upload_turn", 0)
    uploads = st.file_uploader("Exports", accept_multiple_files=True, key=f"uploads_{turn}", label_visibility="collapsed")
    if not uploads:
        _remembered(here)
        return
    preview = _preview(here, uploads)
    if preview is None:
        st.caption("What an import would do is being read: how far it is stands above. You may look at other pages meanwhile.")
        return
    st.caption("Preview: nothing is written yet.")
    tables.show(pl.DataFrame(preview["files"], infer_schema_length=None, strict=False), tables.IMPORTS, alt="What the import would do")
    refused: list[str] = []
    lines: list[str] = []
    asked = False
    for n, file in enumerate(preview["files"]):
        if file["decision"] == "not understood" and (file.get("proposal") or file.get("header")):
            ask(here, file, key=f"{turn}_{n}")
            asked = True
            continue
        refused += _refused(file)
        lines += _remarked(file)
    if refused:
        _warn(refused, preview["totals"])
    for line in dict.fromkeys((*lines, *preview["remarks"])):
        st.caption(words.said(line))
    for kept in _read_by(here, preview["files"]):
        ask_again(here, kept)
    if asked and not preview["totals"]["landed"] + preview["totals"]["unchanged"]:
        st.caption("Nothing lands yet: confirm first what each table means.")
        return
    if st.button("Import", type="primary", icon=":material/upload:", **barred(here.store, "import_file")):
        files, now = _contents(uploads), wall()
        working.start(
            here.store, "The import", lambda store, progress: _landed(files, store, now=now, dry_run=False, progress=progress),
            key="import", says=_counts,
        )  # fmt: skip
        st.session_state["upload_turn"] = turn + 1
        st.rerun()


def _warn(refused: list[str], totals: dict) -> None:
    """What would not be imported, and why: seen before the button is."""
    rest = "The others land." if totals["landed"] + totals["unchanged"] else "Nothing else would land."
    head = f"**{counted(totals['refused'], 'row')} would be refused.** {rest} Mend them in the source, and import it again."
    st.warning("\n".join([head, "", *(f"- {words.said(line)}" for line in dict.fromkeys(refused))]), icon=":material/rule:")


def _refused(file: dict) -> list[str]:
    """Why rows of a file are refused. Of a file read as two tables both may say the same."""
    first = file["reasons"][:REASONS_SHOWN]
    rows = [(f", row {reason['row']}" if reason["row"] else "", words.without_keys(reason["why"])) for reason in first]
    more = [f"{file['refused'] - REASONS_SHOWN:,} more rows refused."] if file["refused"] > REASONS_SHOWN else []
    return [f"{file['path']}{row}: {why}" for row, why in rows] + [f"{file['path']}: {line}" for line in more]


def _remarked(file: dict) -> list[str]:
    return [f"{file['path']}: {line}" for line in file["remarks"]]


def _preview(here: Here, uploads: list) -> dict | None:
    """What the import would do; None while it is read. Another answer to what a table means, or another import, and it is read anew."""

    def read(store: Store, progress: Progress) -> dict:
        return _landed(_contents(uploads), store, now=wall(), dry_run=True, progress=progress)

    state = (tuple(file.file_id for file in uploads), here.store.version("mapping", "import_file"))
    says = "Nothing is written yet: it stands on Context, Import."
    return working.found_or_begun(here.store, "The preview of an import", read, key="import preview", state=state, says=lambda told: says)


def _read_by(here: Here, files: list[dict]) -> list[dict]:
    """The confirmed mappings by which files were read, as far as the editor can show them."""
    tables = {(file["system"], file["object"]) for file in files if file["mapping"] == "remembered"}
    known = tables_remembered(here.store)
    read = {signature for signature, told in known.items() if any((table.system, table.object) in tables for table in told)}
    return [row for row in remembered(here.store) if row["signature"] in read and can_change(row)]


def _counts(report: dict) -> str:
    total = report["totals"]
    told = f"{counted(total['landed'], 'row')} landed, {total['unchanged']:,} unchanged, {total['refused']:,} refused."
    told += " Sources says why." if total["refused"] else ""
    return " ".join([told, *(f"{remark}." for remark in report["remarks"])])


def _contents(uploads: list) -> dict[str, bytes]:
    """Path -> content: of files of one name, as two systems give them, each beyond the first in a folder of its own."""
    files: dict[str, bytes] = {}
    for n, file in enumerate(uploads):
        name = Path(file.name).name
        files[name if name not in files else f"{n}/{name}"] = file.getvalue()
    return files


def _landed(files: Mapping[str, bytes], store: Store, *, now: datetime, dry_run: bool, progress: Progress) -> dict:
    """Run the importer over uploaded files, as a preview or for good."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        report = import_paths(store, [Path(folder)], now=now, dry_run=dry_run, progress=progress)
    return report | {"files": [f | {"path": Path(f["path"]).name} for f in report["files"]]}


def _remembered(here: Here) -> None:
    kept = remembered(here.store)
    if not kept:
        return
    st.subheader("Tables whose meaning was confirmed")
    for row in kept:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            parts = [row["mapping"], *row["mapping"].get("also", [])]
            told = [(reading_of(part["noun"], f, c), column_of(c)) for part in parts for f, c in part["columns"].items()]
            told += [(f"uses of {name}", column) for name, column in row["mapping"].get("counts", {}).items()]
            said = ", ".join(f"{called(reading)} from {column}" for reading, column in told)
            confirmed = words.said(f"{said} · confirmed by {row['by']} on {row['set_at'][:10]}")
            st.markdown(f"**{words.label(row['mapping']['noun'])}** · {confirmed}")
            if st.button("Forget", key=f"forget_{row['signature']}", help="Rows landed by it stay; the next file is asked about again."):
                forget_mapping(here.store, row["signature"], by="console", now=wall())
                st.rerun()
        if can_change(row):
            ask_again(here, row)
