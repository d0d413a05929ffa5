"""A question over everything known: one that is ready, or in words where there is a model; its answer shows its query."""

import streamlit as st

from pages._ui import ask
from pages._ui.frame import frame

with frame("Ask", "A question over everything known as of the day. It only reads, and every answer shows its query.") as here:
    ready, own = st.tabs(["Ready questions", "In your own words"])
    with ready:
        question = ask.choose()
        if question:
            ask.ready_answer(here, question)
    with own:
        ask.in_words(here)
