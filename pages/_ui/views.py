"""Saved views in the sidebar: this page as it is set up now, by name, and back to it with one click."""

from datetime import datetime
from pathlib import Path

import streamlit as st

from cs_core.context.store import Store
from cs_core.context.views import forget_view, save_view, saved_views
from cs_core.errors import CSError
from pages._ui import words
from pages._ui.edge import opened
from pages._ui.map import BY_TITLE, TITLES, link


def popover(store: Store, title: str, *, by: str, now: datetime) -> None:
    """The list of views, each a link; and a name for the one that is on screen."""
    views = saved_views(store)
    with st.popover(f"Saved views ({len(views)})" if views else "Saved views", icon=":material/bookmark:", width="stretch"):
        for view in views:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                where = f"{TITLES.get(view.page, view.page)}, saved by {words.said(view.by)}"
                link(view.page, words.said(view.name), "bookmark", *view.query, help=where)
                st.button(
                    "Remove", key=f"forget_view_{view.name}", type="tertiary", on_click=_forget, args=(store.path, view.name, by, now)
                )
        if not views:
            st.caption("Keep a page with its filters under a name, to come back to it or to share its address.")
        with st.form("save_view", border=False, clear_on_submit=True):
            name = st.text_input("Name of this view", placeholder="Long tail, renewing in 90 days")
            if st.form_submit_button("Save this view", icon=":material/bookmark_add:"):
                try:
                    query = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
                    save_view(store, name, BY_TITLE[title], query, by=by, now=now)
                except CSError as error:
                    st.error(words.said(error))
                else:
                    st.rerun()


def _forget(path: Path, name: str, by: str, now: datetime) -> None:
    with opened(path) as store:
        forget_view(store, name, by=by, now=now)
