"""The audit: what we know, where it lives, how fresh it is, what each agent lacks; import with a preview."""

import streamlit as st

from pages._ui.audit import audit_tab, contradictions_tab, sources_tab
from pages._ui.edge import filled
from pages._ui.frame import Here, frame
from pages._ui.identity import identity_tab
from pages._ui.importing import import_tab
from pages._ui.parts import open_part

PARTS = {"Audit": audit_tab, "Who is who": identity_tab, "Contradictions": contradictions_tab, "Sources": sources_tab, "Import": import_tab}


def nothing_yet(here: Here) -> None:
    """In place of what needs something imported."""
    st.caption("Import something first: this then says what is known, and what each agent can do with it.")


LEAD = "What we know, where it lives, how fresh it is, and what each agent lacks."

with frame("Context", LEAD, needs_data=False, of_nobody=True) as here:
    known = filled(here.store)
    first = st.session_state.setdefault(f"first_part_{here.store.path}", "Audit" if known else "Import")
    shown = PARTS if known else {name: show if name == "Import" else nothing_yet for name, show in PARTS.items()}
    open_part(shown, here, default=first)
