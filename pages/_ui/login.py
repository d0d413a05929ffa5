"""Who is at the screen. Without ``[auth]`` in the secrets there is no login: one person, on this machine, who may do everything.

The roles are what `cs_core.context.keeping.access` makes of them: here a person is only found out, and let in or not.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import streamlit as st
from streamlit.errors import StreamlitAuthError

from cs_core.context.keeping.access import Actor, role_of
from cs_core.context.store import Store
from cs_core.errors import BadInput, CSError, NotAllowed
from pages._ui import words

LOCAL = ("localhost", "127.0.0.1", "::1")
SHARED = frozenset({"redirect_uri", "cookie_secret", "expose_tokens", "client_kwargs"})


def actor() -> Actor | None:
    """Whoever is logged in, for a page: None without login; nobody logged in, or without a role, sees nothing but that."""
    try:
        person = who()
    except NotLoggedInError:
        _door(_auth())
    except CSError as error:
        st.error(words.said(error), icon=":material/lock:")
        if st.user.get("is_logged_in"):
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
        st.stop()
    if person:
        with st.sidebar, st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.caption(f":material/person: {words.said(person.name)} · {person.role}", width="content")
            st.button("Log out", icon=":material/logout:", on_click=st.logout, type="tertiary")
    return person


class NotLoggedInError(NotAllowed):
    """Login is asked for and nobody is logged in."""


def who() -> Actor | None:
    """Whoever is logged in; None without login. Draws nothing: callbacks and cached functions may ask it too.

    Raises NotLoggedInError, NotAllowed where the person has no role here, and BadInput where the secrets or the address are wrong.
    """
    auth = _auth()
    if not auth:
        _stay_local()
        return None
    if not st.user.get("is_logged_in"):
        raise NotLoggedInError("Nobody is logged in here: log in first")
    roles = st.secrets.get("roles") or {}
    told = {key: str(st.user.get(key) or "").strip() for key in ("email", "name")}
    if str(st.user.get("email_verified")).lower() == "false":
        raise NotAllowed(f"The provider has not verified the address {told['email']}: verify it there, then log in again")
    role = role_of(told["email"], roles)
    return Actor(name=told["name"] or told["email"], email=told["email"], role=role)


def barred(store: Store, table: str) -> dict:
    """Of a button that appends to a table: disabled, with the reason, where whoever is there may not. The store refuses in any case."""
    try:
        store.need(table)
    except NotAllowed as error:
        return {"disabled": True, "help": words.said(error)}
    return {}


def signers(store: Store, team: pl.DataFrame) -> list[str]:
    """Whom a page may sign as: one's own name where there is a login, else any of the team, or nobody by name."""
    return [store.by] if store.actor else [*sorted(team["name"]), store.by]


def _auth() -> Mapping:
    """The ``[auth]`` section; empty without one. Secrets that cannot be read are never taken for none."""
    if not st.secrets.load_if_toml_exists():
        files = [file for file in st.get_option("secrets.files") if Path(file).exists()]
        if files:
            raise BadInput(f"{files[0]} cannot be read as TOML: mend it, as without it nobody could be asked to log in")
        return {}
    return st.secrets.get("auth") or {}


def _stay_local() -> None:
    address = st.get_option("server.address")
    if address not in LOCAL:
        raise BadInput(
            f"This console has no login and would be open to everyone who reaches {address or 'any address of this machine'}: "
            "start it with --server.address localhost, or set up a login (docs/access.md)"
        )


def _door(auth: Mapping) -> None:
    """The page of those who are not logged in: nothing of the store is read for it."""
    st.title("Customer Success console")
    st.caption("Log in to go on.")
    providers = [name for name in auth if isinstance(auth[name], Mapping) and name not in SHARED] or [None]
    for provider in providers:
        label = "Log in" if len(providers) == 1 else f"Log in with {provider}"
        if st.button(label, type="primary", icon=":material/login:", key=f"login_{provider}"):
            _send(provider)
    st.stop()


def _send(provider: str | None) -> None:
    try:
        st.login(provider)
    except StreamlitAuthError as error:
        st.error(f"{words.said(' '.join(str(error).split()))} See docs/access.md.", icon=":material/error:")
