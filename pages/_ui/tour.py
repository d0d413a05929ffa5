"""The guided tour: a strip over the page that stands for a layer, offered once on a store and always to be had from the sidebar."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.errors import NotAllowed
from cs_core.leadership.tour import STOPS
from pages._ui import words
from pages._ui.edge import opened
from pages._ui.map import BY_TITLE, link

if TYPE_CHECKING:
    from pages._ui.frame import Here

AT, SEEN = "tour", "seen_tour"
"""Where the reader is, in the address and this session; and the store's mark that somebody took or declined it."""


def strip(here: "Here", title: str) -> None:
    """The stop that the reader is at; or, on Today of a store on which nobody was asked yet, the offer."""
    if st.query_params.get(AT, "") in {str(n + 1) for n in range(len(STOPS))}:
        st.session_state[AT] = int(st.query_params[AT]) - 1
        _mark(here.store.path, here.now)
    at = st.session_state.get(AT)
    if at is not None:
        _stop(here, at, title)
    elif title == "Today" and not (here.store.get(SEEN) or st.session_state.get(SEEN)):
        _offer(here)


def begin() -> None:
    """The way back to it, in the sidebar."""
    _link(0, "Guided tour", "tour")


def _offer(here: "Here") -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour_offer"):
        st.markdown(f"**New here?** {len(STOPS)} stops lead through the four layers, with the figures of this store. Two minutes.")
        _link(0, "Take the tour", "tour")
        st.button("Not now", key="tour_skip", type="tertiary", on_click=_mark, args=(here.store.path, here.now))


def _stop(here: "Here", at: int, title: str) -> None:
    stop = STOPS[at]
    figure, says = here.ask(figure_of, at, says="Reading the figure of this stop")
    with st.container(border=True, key="tour_stop"):
        text, shown, acts = st.columns([5, 4, 2], vertical_alignment="center", gap="medium")
        text.caption(f"Tour, stop {at + 1} of {len(STOPS)}")
        text.markdown(f"**{stop.layer}.** {stop.says}")
        shown.markdown(f"**{words.said(figure)}**")
        shown.caption(words.said(says))
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


def _end() -> None:
    st.session_state.pop(AT, None)
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
