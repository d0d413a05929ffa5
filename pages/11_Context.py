"""The audit: what we know, where it lives, how fresh it is, what each agent lacks; import with a preview."""

import polars as pl
import streamlit as st

from cs_core.context.audit import audit
from cs_core.execution.roster import JOBS
from pages._ui import tables
from pages._ui.audit import audit_tab
from pages._ui.frame import frame
from pages._ui.identity import identity_tab
from pages._ui.importing import import_tab

with frame("Context", "What we know, where it lives, how fresh it is, and what each agent lacks.", needs_data=False) as here:
    filled = here.store.count("company") > 0
    found = audit(here.snap, JOBS) if filled else {"contradictions": []}
    audit_part, people_part, wrong_part, sources_part, import_part = st.tabs(
        ["Audit", "Who is who", "Contradictions", "Sources", "Import"], default="Audit" if filled else "Import"
    )
    with audit_part:
        if not filled:
            st.caption("Import something first: the audit then says what each agent can do with it.")
        else:
            audit_tab(here, found)
    with people_part:
        if filled:
            identity_tab(here)
        else:
            st.caption("Import something first.")
    with wrong_part:
        wrong = found["contradictions"]
        if not wrong:
            st.caption("No contradiction was found by the general rules.")
        for item in wrong:
            with st.container(border=True):
                st.markdown(f"**{item['says']}**")
                st.caption(f"{item['count']:,} of {item['of']:,} · rule: {item['rule']}")
                st.text("\n".join(example["says"] for example in item["examples"]))
    with sources_part:
        files = here.store.frame("import_file").sort("imported_at", descending=True)
        files = files.with_columns(pl.col("path").str.extract(r"([^/]+/[^/]+|[^/]+)$"))
        if files.is_empty():
            st.caption("Nothing was imported yet.")
        else:
            tables.show(files, tables.IMPORTS, alt="Imported files", height=420)
            refused = here.store.frame("refused_row")
            st.subheader(f"Refused rows ({refused.height:,})")
            st.caption("Kept as they came, with the reason; a table that is not understood once. Mend them in the source and import again.")
            if not refused.is_empty():
                tables.show(refused, tables.REFUSED, alt="Refused rows with reasons", height=300)
    with import_part:
        import_tab(here)
