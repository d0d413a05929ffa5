"""Set-up of a page: title, the store it looks at, the day, and the filters that live in the URL."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

from cs_core.context.made import own_data
from cs_core.context.search import find_accounts
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import MADE_UNTIL, Store, is_there, seen_from
from cs_core.errors import CSError, StoreError
from cs_core.records import SEGMENTS
from cs_core.settings import ROOT, Settings, from_env, own_files_only
from pages._ui import login, made, start, toasts, tour, views, words, working
from pages._ui.edge import filled, opened, wall
from pages._ui.here import NAMED_BY, NO_OWNER, Here
from pages._ui.kept import KeptSnapshot, kept, known_of
from pages._ui.map import HONOURS, TOLD, link, menu

PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90, "12 months": 365}
DEMO = "Demo company"
SIDEBAR = 266
"""Pixels: what its words take, and no more, so that tables have the rest of a laptop's width."""
ICON = Path(__file__).with_name("icon.svg")
"""Our own: a Material icon would be asked of another company's server by every page."""


@contextmanager
def frame(title: str, lead: str, *, needs_data: bool = True, of_nobody: bool = False) -> Iterator[Here]:
    """Open a page: ``with frame("Today", "What needs a person now") as here:``. Errors of the core show as one line.

    `of_nobody`: it looks at rows too that are linked to no customer, which the day's shelf does not have.
    """
    st.set_page_config(page_title=f"{title} · CS console", page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR)
    person = login.actor()
    with st.sidebar:
        find = st.container()
        menu()
    try:
        own_files_only()
        settings = from_env()
        path = _path(settings)
        start.ensure(path, is_default=path == _default(settings) and path != own_data(path), accounts=settings.demo_accounts)
        with opened(path) as store:
            now = store.now(wall())
            _arrive(now.date())
            as_of = _day(store, now.date())
            snap = KeptSnapshot(store, as_of) if of_nobody or not filled(store) else known_of(store, as_of)
            st.title(title)
            st.caption(lead)
            if needs_data and not filled(store):
                st.info(
                    "Nothing was imported into this store yet. A table of accounts and one of subscriptions give a useful first page.",
                    icon=":material/upload:",
                )
                link("11_Context", "Bring your exports", "upload", part="Import")
                st.stop()
            chosen = _filters(snap, title) if filled(store) else ((), (), None)
            by = store.by if person else st.session_state.get("reviewer") or "console"
            here = Here(store, snap, as_of, now, *chosen, settings, by)
            with find:
                _search(here, title)
            with st.sidebar:
                views.popover(store, title, by=here.by, now=now)
                tour.begin(store, now)
                made.about(store, now.date())
            working.panel(store, title)
            tour.strip(here, title)
            yield here
            toasts.say()
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        st.stop()


def _default(settings: Settings) -> Path:
    return seen_from(ROOT, settings.store)


def _path(settings: Settings) -> Path:
    """The store of this tab. Beside the demo there is always room for one's own data, in a file of its own."""
    default = _default(settings)
    if default == own_data(default):
        return default
    if is_there(default):
        with opened(default) as store:
            if filled(store) and not store.get(MADE_UNTIL):
                return default
    answered = start.chosen_by_link()
    if not answered and st.query_params.get("data") == "":  # an address that names neither
        st.session_state["data"], answered = DEMO, True
    with st.sidebar:
        first = None if answered else DEMO
        chosen = st.segmented_control("Data", [DEMO, start.MY_DATA], default=first, key="data", bind="query-params", required=True)
    return own_data(default) if chosen == start.MY_DATA else default


def _arrive(today: date) -> None:
    """What a link said of the sidebar and of the open tab holds, and stands in the address; see TOLD. What makes no sense is left out."""
    said = parse_qs(st.query_params.pop(TOLD, ""))
    chosen: dict[str, object] = {key: said[key][0] for key in ("period", "part") if key in said}
    chosen |= {key: said[key] for key in ("segment", "owner") if key in said}
    if chosen.get("period") not in PERIODS:
        chosen.pop("period", None)
    if "segment" in chosen:
        chosen["segment"] = [segment for segment in chosen["segment"] if segment in SEGMENTS]
    with suppress(ValueError):
        chosen["as_of"] = min(date.fromisoformat(said.get("as_of", [""])[0]), today)
    for key, value in chosen.items():
        st.session_state[key] = value
    st.query_params.update({key: value for key, value in chosen.items() if value and key not in st.query_params})


def _day(store: Store, today: date) -> date:
    said = {} if "as_of" in st.session_state else {"value": today}
    with st.sidebar:
        chosen = st.date_input(
            "As of", **said, max_value=today, key="as_of", bind="query-params", help="Any past day: nothing learnt later is shown."
        )  # fmt: skip
    return chosen or today


def _filters(snap: Snapshot, title: str) -> tuple[tuple[str, ...], tuple[str, ...], int | None]:
    """Segments, owners and days to look back, as the address says, of those that the page follows."""
    off = {name: name not in HONOURS.get(title, ()) for name in ("segment", "owner", "period")}
    try:
        known = kept(snap, _owners, says="Reading what is known of every customer", tables=NAMED_BY)
    except StoreError:
        if not all(off.values()):
            raise
        known = list(st.session_state.get("owner") or ())  # a page for all opens where use is missing: there it can be imported again
    why = {name: "This page tells of all customers, over its own period." if off[name] else None for name in off}
    back = "How far back pages look that tell what happened; each says its own usual period."
    if set(st.session_state.get("owner") or ()) - set(known):
        st.session_state["owner"] = [owner for owner in st.session_state["owner"] if owner in known]
    with st.sidebar:
        segments = st.pills(
            "Segments", SEGMENTS, selection_mode="multi", key="segment", bind="query-params", disabled=off["segment"], help=why["segment"]
        )
        owners = st.multiselect(
            "CSM", known, key="owner", bind="query-params", placeholder="Everybody's accounts", disabled=off["owner"], help=why["owner"]
        )
        period = st.selectbox(
            "Period", list(PERIODS), index=None, key="period", bind="query-params", placeholder="As each page says",
            disabled=off["period"], help=why["period"] or back,
        )  # fmt: skip
    chosen = {"segment": tuple(segments or ()), "owner": tuple(owners or ()), "period": PERIODS.get(period)}
    followed = {name: value if not off[name] else EVERYTHING[name] for name, value in chosen.items()}
    return followed["segment"], followed["owner"], followed["period"]


EVERYTHING = {"segment": (), "owner": (), "period": None}


def _search(here: Here, title: str) -> None:
    text = st.text_input(
        "Find an account", key="find", placeholder="Find an account", icon=":material/search:", label_visibility="collapsed"
    )
    if not text or not filled(here.store):
        return
    found = find_accounts(here.snap.signals, text)
    for account_id, name in found:
        if title == "Accounts":  # a link to the page that is open already does not change its address
            icon, key = ":material/arrow_forward:", f"found_{account_id}"
            st.button(words.said(name), key=key, icon=icon, type="tertiary", on_click=_open_account, args=(account_id,))
        else:
            link("10_Accounts", words.said(name), "arrow_forward", account=account_id)
    if not found:
        st.caption(f"No account is called anything like {words.said(text)}.")


def _open_account(account_id: str) -> None:
    st.query_params["account"] = account_id
    st.session_state["find"] = ""


def _owners(snap: Snapshot) -> list[str]:
    owners = snap.signals["owner"].unique()
    return [*sorted(owners.drop_nulls()), *([NO_OWNER] if owners.null_count() else [])]
