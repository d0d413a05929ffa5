"""The tabs of a page: only the one that is open is worked out, and the address says which it is."""

from collections.abc import Callable, Mapping

import streamlit as st


def open_part(parts: Mapping[str, Callable[..., object]], *given: object, default: str | None = None) -> None:
    """Tabs by name, each with what draws it from what is `given`; `default` is open where the address names none."""
    tabs = st.tabs(list(parts), default=default, key="part", on_change="rerun", bind="query-params")
    for draw, tab in zip(parts.values(), tabs, strict=True):
        if tab.open:
            with tab:
                draw(*given)
