"""Figures side by side: as many in a row as are read whole, the others below, so that none is cut on a narrow screen."""

from collections.abc import Iterable

import streamlit as st

LEAST, WORDS, SMALL = 190, 175, 145
"""Pixels that a framed figure takes to be read whole, an answer in words, and a short figure."""


def figures(cards: Iterable[tuple[str, str, str | None]]) -> None:
    """One framed figure each (label, value, why), four in a row at most."""
    with st.grid(columns=4, min_column_width=LEAST):
        for label, value, why in cards:
            st.metric(label, value, border=True, help=why)
