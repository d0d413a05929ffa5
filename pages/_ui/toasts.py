"""What was done is said on the page as it is drawn anew: a toast of a run that ends in another one is lost now and then."""

from typing import NoReturn

import streamlit as st

_SAYS = "says_when_drawn"


def anew(says: str) -> NoReturn:
    """Draw the page again, with this said on it."""
    st.session_state[_SAYS] = says
    st.rerun()


def say() -> None:
    """What `anew` was told, once: at the end of a page, so that no other run comes between."""
    if says := st.session_state.pop(_SAYS, None):
        st.toast(says)
