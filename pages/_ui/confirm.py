"""A dialog before what cannot be undone: what will happen, and a yes that says it; then what came of it."""

from collections.abc import Callable, Sequence

import streamlit as st

from cs_core.errors import CSError
from pages._ui import words

FINAL = "This cannot be undone."


def confirm(
    label: str, consequences: Sequence[str], on_yes: Callable, *args: object, key: str, last: str = FINAL, **button: object
) -> None:  # fmt: skip
    """A button that asks first. ``label`` says what will be done ("Send 12 messages"), ``consequences`` what cannot be taken back.

    ``on_yes(*args)`` runs as a callback, before the page does, so it opens the store itself. Other arguments go to the button.
    """
    if st.session_state.pop(f"asks_{key}", False):
        st.session_state.pop(f"answered_{key}", None)
        _dialog(label, consequences, last, on_yes, args, key)
    st.button(label, key=f"ask_{key}", on_click=_ask, args=(key,), **button)


def act(key: str, work: Callable[[], str]) -> None:
    """In a callback: do it, and keep for `came_of` what is said of it, or in one line why not."""
    try:
        st.session_state[f"came_{key}"] = ("done", work())
    except CSError as error:
        st.session_state[f"came_{key}"] = ("error", str(error))


def came_of(key: str) -> None:
    """What came of the last `act` of this key, shown once."""
    kind, said = st.session_state.pop(f"came_{key}", (None, ""))
    if kind == "error":
        st.error(words.said(said), icon=":material/error:")
    elif kind:
        st.success(words.said(said), icon=":material/check:")


def _ask(key: str) -> None:
    st.session_state[f"asks_{key}"] = True


def _answer(key: str, on_yes: Callable | None = None, args: tuple = ()) -> None:
    st.session_state[f"answered_{key}"] = True
    if on_yes:
        on_yes(*args)


def _dialog(label: str, consequences: Sequence[str], last: str, on_yes: Callable, args: tuple, key: str) -> None:
    @st.dialog(f"{label}?", icon=":material/warning:")
    def ask() -> None:
        if st.session_state.pop(f"answered_{key}", False):
            st.rerun()
        for line in consequences:
            st.markdown(f"- {words.said(line)}")
        st.caption(words.said(last))
        with st.container(horizontal=True):
            st.button(label, type="primary", key=f"yes_{key}", on_click=_answer, args=(key, on_yes, args))
            st.button("Cancel", key=f"no_{key}", on_click=_answer, args=(key,))

    ask()
