"""What happens after a plan is committed: forecast against what came, who was right in overrides, and whether size decides."""

import streamlit as st

from cs_core.leadership.coverage import current_plan
from pages._ui import words
from pages._ui.frame import Here


def after_part(here: Here) -> None:
    """The tab after commit: every plan against what happened, the ledger of overrides, parity by size."""
    committed = current_plan(here.store)
    if committed is None:
        st.caption("No plan is committed yet: once one is, what it promised is held against what happens.")
        return
    st.caption(f"Committed: plan of {committed['as_of']}, {words.count(len(committed['assignments']))} accounts.")
