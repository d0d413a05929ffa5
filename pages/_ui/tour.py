"""The guided tour: a strip over the page that stands for a layer, offered once on a store and always to be had from the sidebar."""

from datetime import datetime
from pathlib import Path

import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import NotAllowed
from cs_core.leadership.tour import STOPS
from pages._ui import words
from pages._ui.edge import opened
from pages._ui.here import Here
from pages._ui.map import BY_TITLE, link

AT, TOLD, SEEN = "tour", "tour_told", "seen_tour"
"""Where the reader is, by the address and in the session; what the address told last; the store's mark that somebody was asked."""


def strip(here: Here, title: str) -> None:
    """The stop that the reader is at; or, on Today of a store on which nobody was asked yet, the offer."""
    told = st.query_params.get(AT, "")
    if told in {str(n + 1) for n in range(len(STOPS))} and st.session_state.get(TOLD) != told:
        _at(int(told) - 1, here.store.path, here.now)
        st.session_state.update({key: value for key, value in STOPS[int(told) - 1].query if STOPS[int(told) - 1].page == title})
        st.session_state[TOLD] = told
    at = st.session_state.get(AT)
    if at is not None:
        _stop(here, at, title)
    elif title == "Today" and not (here.store.get(SEEN) or st.session_state.get(SEEN)):
        _offer(here)


def begin(store: Store, now: datetime) -> None:
    """The way back to it, in the sidebar."""
    st.button(
        "Guided tour", icon=":material/tour:", width="stretch", key="tour_begin", on_click=_at, args=(0, store.path, now),
        help="The four layers and their proof, with the figures of this store",
    )  # fmt: skip


def _offer(here: Here) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour_offer"):
        st.markdown(f"**New here?** A tour leads through the four layers in {len(STOPS)} stops, with the figures of this store.")
        st.button(
            "Take the tour", type="primary", icon=":material/tour:", key="tour_take", on_click=_at, args=(0, here.store.path, here.now)
        )  # fmt: skip
        st.button("Not now", key="tour_skip", type="tertiary", on_click=_mark, args=(here.store.path, here.now))


def _stop(here: Here, at: int, title: str) -> None:
    stop = STOPS[at]
    figure, says = here.ask(figure_of, at, says="Reading the figure of this stop")
    with st.container(border=True, key="tour_stop"):
        text, shown, acts = st.columns([5, 4, 3], vertical_alignment="center", gap="medium")
        text.caption(f"Tour, stop {at + 1} of {len(STOPS)}")
        text.markdown(f"**{stop.layer}.** {stop.says}")
        shown.metric("In this store", figure)
        shown.caption(words.said(says[:1].upper() + says[1:]))
        with acts:
            if title != stop.page:
                _link(at, f"Open {stop.page}", "open_in_new")
            if at + 1 < len(STOPS):
                _link(at + 1, f"Next: {STOPS[at + 1].layer}", "arrow_forward")
            st.button("End the tour" if at + 1 < len(STOPS) else "Finish", key="tour_end", type="tertiary", on_click=_end)


def figure_of(snap: Snapshot, at: int) -> tuple[str, str]:
    """The figure of a stop and the sentence to it."""
    return STOPS[at].figure(snap)


def _link(at: int, label: str, icon: str) -> None:
    link(BY_TITLE[STOPS[at].page], label, icon, *STOPS[at].query, (AT, str(at + 1)))


def _at(at: int, path: Path, now: datetime) -> None:
    st.session_state[AT] = at
    _mark(path, now)


def _end() -> None:
    for key in (AT, TOLD):
        st.session_state.pop(key, None)
    if AT in st.query_params:
        del st.query_params[AT]


def _mark(path: Path, now: datetime) -> None:
    """Nobody is asked on this store again; whoever may not write is not asked again in this session."""
    if st.session_state.get(SEEN):
        return
    st.session_state[SEEN] = True
    try:
        with opened(path) as store:
            store.put(SEEN, "yes", at=now)
    except NotAllowed:
        return
