"""The audit: what we know, where it lives, how fresh it is, what each agent lacks; import with a preview."""

import tempfile
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.audit import audit
from cs_core.context.landing import import_paths
from cs_core.execution.roster import JOBS
from pages._ui import tables, words
from pages._ui.frame import frame, wall
from pages._ui.map import link


def landed(files: list, here, *, dry_run: bool, bar) -> dict:
    """Run the importer over uploaded files, as a preview or for good."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            (Path(folder) / Path(file.name).name).write_bytes(file.getbuffer())
        report = import_paths(
            here.store, [Path(folder)], now=wall(), dry_run=dry_run, progress=lambda done, what: bar.progress(min(done, 1.0), what)
        )
    return report | {"files": [f | {"path": Path(f["path"]).name} for f in report["files"]]}


with frame("Context", "What we know, where it lives, how fresh it is, and what each agent lacks.", needs_data=False) as here:
    is_demo = bool(here.store.get("demo_end"))
    filled = here.store.count("company") > 0
    found = audit(here.snap, JOBS) if filled else {"contradictions": []}
    audit_tab, wrong_tab, sources_tab, import_tab = st.tabs(
        ["Audit", "Contradictions", "Sources", "Import"], default="Audit" if filled else "Import"
    )
    with audit_tab:
        if not filled:
            st.caption("Import something first: the audit then says what each agent can do with it.")
        else:
            for job in found["agents"]:
                with st.container(border=True):
                    st.markdown(
                        f"**{words.agent(job['agent'])}** · {job['job']} · "
                        f"ready for {job['ready_accounts']:,} of {job['accounts']:,} accounts"
                    )
                    tables.show(
                        pl.DataFrame(job["needs"], infer_schema_length=None), tables.NEEDS, alt=f"What {job['agent']} needs to know"
                    )
            st.subheader("What each gap costs")
            if not found["gaps"]:
                st.caption("No agent lacks what it needs.")
            else:
                st.table({g["knowledge"].capitalize(): g["cost"] for g in found["gaps"]}, border="horizontal")
    with wrong_tab:
        wrong = found["contradictions"]
        if not wrong:
            st.caption("No contradiction was found by the general rules.")
        for item in wrong:
            with st.container(border=True):
                st.markdown(f"**{item['says']}**")
                st.caption(f"{item['count']:,} of {item['of']:,} · rule: {item['rule']}")
                st.text("\n".join(str(e) for e in item["examples"][:3]))
    with sources_tab:
        files = here.store.frame("import_file").sort("imported_at", descending=True)
        if files.is_empty():
            st.caption("Nothing was imported yet.")
        else:
            tables.show(files, tables.IMPORTS, alt="Imported files", height=420)
            refused = here.store.frame("refused_row")
            st.subheader(f"Refused rows ({refused.height:,})")
            st.caption("Kept as they came, with the reason. Mend them in the source and import again.")
            if not refused.is_empty():
                tables.show(refused, tables.REFUSED, alt="Refused rows with reasons", height=300)
    with import_tab:
        if is_demo:
            st.info(
                "This is the demo company. Choose “My data” in the sidebar to import your own exports into a file of their own.",
                icon=":material/info:",
            )
        else:
            st.markdown(
                "Drop the exports you have: HubSpot, Zendesk, Stripe, product events, Slack, e-mail (mbox), or any of the tables that "
                "docs/data.md lists. The smallest useful start is one table of accounts and one of subscriptions."
            )
            if "imported" in st.session_state:
                st.success(st.session_state.pop("imported"), icon=":material/check_circle:")
                link("20_Agents", "Run a first cycle", "smart_toy")
            turn = st.session_state.setdefault("upload_turn", 0)
            uploads = st.file_uploader("Exports", accept_multiple_files=True, key=f"uploads_{turn}", label_visibility="collapsed")
            if uploads:
                bar = st.progress(0.0, "Reading")
                preview = landed(uploads, here, dry_run=True, bar=bar)
                bar.empty()
                st.caption("Preview: nothing is written yet.")
                tables.show(pl.DataFrame(preview["files"], infer_schema_length=None), tables.IMPORTS, alt="What the import would do")
                for file in preview["files"]:
                    for reason in file["reasons"][:5]:
                        st.caption(f"{file['path']}, row {reason['row']}: {reason['why']}")
                if st.button("Import", type="primary", icon=":material/upload:"):
                    bar = st.progress(0.0, "Importing")
                    total = landed(uploads, here, dry_run=False, bar=bar)["totals"]
                    counts = f"{total['landed']:,} rows landed, {total['unchanged']:,} unchanged, {total['refused']:,} refused."
                    st.session_state.update(imported=counts, upload_turn=turn + 1)
                    st.rerun()
