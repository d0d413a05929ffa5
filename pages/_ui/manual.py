"""Chapters of the manual, read in place: what somebody has to set up stands there and not on the pages of leaders."""

import streamlit as st

from cs_core.settings import ROOT

FOLDER = ROOT / "docs"


def chapter(label: str, name: str) -> None:
    """A button that opens the chapter ``docs/NAME.md`` over the page."""
    if st.button(label, icon=":material/menu_book:", type="tertiary", key=f"manual_{name}"):
        title, _, text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")
        st.dialog(title.lstrip("# "), width="large", icon=":material/menu_book:")(st.markdown)(text)
