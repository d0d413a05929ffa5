"""One account chosen by name: of a few from a list, of many by a search first, so that no page carries every name to the browser."""

import polars as pl
import streamlit as st

from cs_core.context.search import find_accounts
from cs_core.context.snapshot import Snapshot
from pages._ui.frame import Here

FEW = 500
"""Up to so many accounts one list holds all."""


def account(here: Here, label: str, *, key: str, former: bool = True) -> str | None:
    """The id of the account that was chosen, of the sidebar's filters, current customers only where not `former`; None before."""
    book = here.ask(_book, here.scope, former, says="Reading the names of customers") if here.filtered or not former else None
    known = here.names if book is None else book
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


def _book(snap: Snapshot, scope: tuple[tuple[str, ...], tuple[str, ...]], former: bool) -> dict[str, str]:
    """Account id -> name, by name."""
    segments, owners = scope
    rows = snap.signals.select("account_id", "name", "segment", "owner", "churned_on")
    if segments:
        rows = rows.filter(pl.col("segment").is_in(segments))
    if owners:
        rows = rows.filter(pl.col("owner").fill_null("Nobody").is_in(owners))
    if not former:
        rows = rows.filter(pl.col("churned_on").is_null())
    return dict(rows.sort("name").select("account_id", "name").iter_rows())


def _found(snap: Snapshot, text: str) -> list[tuple[str, str]]:
    return find_accounts(snap.signals, text, limit=20)
