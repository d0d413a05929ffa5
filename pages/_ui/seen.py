"""For how long a draft was on screen before it was decided."""

import time

import streamlit as st

from cs_core.orchestration.review import looked_for


def by_now(key: str) -> float | None:
    """Seconds since this was first on screen in this tab."""
    return looked_for(time.monotonic() - st.session_state.get("shown_since", {}).get(key, time.monotonic()))


def seen_first(key: str) -> None:
    """Remember since when this is on screen: what was looked at before starts anew."""
    since = st.session_state.get("shown_since", {})
    st.session_state["shown_since"] = {key: since.get(key, time.monotonic())}
