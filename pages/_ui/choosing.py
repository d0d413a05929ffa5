"""One account chosen by name: of a few from a list, of many by a search first, so that no page carries every name to the browser."""

import polars as pl
import streamlit as st

from cs_core.context.search import find_accounts
from cs_core.context.snapshot import Snapshot
from pages._ui.frame import Here

FEW = 500
"""Up to so many accounts one list holds all."""


def account(here: Here, label: str, *, key: str) -> str | None:
    """The id of the current customer that was chosen, of those that the sidebar's filters leave; None before."""
    known = here.ask_current(_book, says="Reading the names of customers")
    found = list(known)
    if len(known) > FEW:
        text = st.text_input(label, key=f"{key}_search", placeholder="Type a part of the name", icon=":material/search:")
        found = [account_id for account_id, _ in here.ask(_found, text, says="Searching") if account_id in known] if text else []
        if not found:
            if text:
                st.caption("No customer is called anything like it.")
            return None
    return st.selectbox(
        label if len(known) <= FEW else "Found", found, index=None if len(known) <= FEW else 0, format_func=here.name,
        placeholder="Search by name", key=key,
    )  # fmt: skip


def _book(snap: Snapshot, current: pl.DataFrame) -> dict[str, str]:
    """Account id -> name, by name."""
    return dict(current.sort("name").select("account_id", "name").iter_rows())


def _found(snap: Snapshot, text: str) -> list[tuple[str, str]]:
    return find_accounts(snap.signals, text, limit=20)
