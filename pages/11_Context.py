"""The audit: what we know, where it lives, how fresh it is, what each agent lacks; import with a preview."""

import streamlit as st

from pages._ui.audit import audit_tab, contradictions_tab, sources_tab
from pages._ui.frame import frame
from pages._ui.identity import identity_tab
from pages._ui.importing import import_tab

PARTS = {"Audit": audit_tab, "Who is who": identity_tab, "Contradictions": contradictions_tab, "Sources": sources_tab, "Import": import_tab}

with frame("Context", "What we know, where it lives, how fresh it is, and what each agent lacks.", needs_data=False) as here:
    filled = here.store.count("company") > 0
    first = st.session_state.setdefault(f"first_part_{here.store.path}", "Audit" if filled else "Import")
    tabs = st.tabs(list(PARTS), default=first, key="part", on_change="rerun", bind="query-params")
    for (name, show), tab in zip(PARTS.items(), tabs, strict=True):
        if tab.open:
            with tab:
                if filled or name == "Import":
                    show(here)
                else:
                    st.caption("Import something first: this then says what is known, and what each agent can do with it.")
