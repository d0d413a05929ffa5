"""Set-up of a page: title, the store it looks at, the day, and the filters that live in the URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import REHEARSED, Store, open_store
from cs_core.errors import CSError
from cs_core.records import SEGMENTS
from cs_core.settings import ROOT, Settings, from_env
from pages._ui import start, words
from pages._ui.map import link, menu

#: Tables whose rows change what the signals say.
SIGNAL_TABLES = (
    "import_file", "link", "touch", "team_edit", "delivery", "note", "identity_answer", "health_weight", "reading",
)  # fmt: skip


@dataclass(frozen=True)
class Here:
    """What a page works on: the open store, the snapshot of its day, the segments chosen, and the clock."""

    store: Store
    snap: Snapshot
    as_of: date
    now: datetime
    segments: tuple[str, ...]
    settings: Settings

    @property
    def signals(self) -> pl.DataFrame:
        """Signals of the chosen segments, former customers included."""
        return self.snap.signals.filter(pl.col("segment").is_in(self.segments)) if self.segments else self.snap.signals

    @property
    def current(self) -> pl.DataFrame:
        """Signals of current customers of the chosen segments."""
        return self.signals.filter(pl.col("churned_on").is_null())

    def name(self, account_id: str) -> str:
        """The account's name, or its id where it has none."""
        return self.names.get(account_id, account_id)

    @cached_property
    def names(self) -> dict[str, str]:
        """Account id -> name."""
        return dict(self.snap.signals.select("account_id", "name").iter_rows())


@contextmanager
def frame(title: str, lead: str, *, needs_data: bool = True) -> Iterator[Here]:
    """Open a page: ``with frame("Today", "What needs a person now") as here:``. Errors of the core show as one line."""
    st.set_page_config(page_title=f"{title} · CS console", page_icon=":material/hub:", layout="wide")
    with st.sidebar:
        menu()
    try:
        settings = from_env()
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        st.stop()
    path = _path(settings)
    start.ensure(path, is_default=path == _default(settings), now=wall())
    with open_store(path) as store:
        now = store.now(wall())
        as_of, segments = _sidebar(store, now.date())
        snap = snapshot(store, as_of)
        st.title(title)
        st.caption(lead)
        if needs_data and not store.count("company"):
            st.info("Nothing was imported into this store yet. Bring your exports on the Context page.", icon=":material/upload:")
            link("11_Context", "Bring your exports", "upload")
            st.stop()
        if store.count("company"):
            vars(snap)["signals"] = _signals(str(path), store.version(*SIGNAL_TABLES), as_of)
        try:
            yield Here(store, snap, as_of, now, segments, settings)
        except CSError as error:
            st.error(words.said(error), icon=":material/error:")


def wall() -> datetime:
    """The wall clock in UTC: read here, at the edge, and nowhere below."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@st.cache_data(max_entries=6, show_spinner="Reading what is known ...")
def _signals(path: str, version: tuple, as_of: date) -> pl.DataFrame:
    with open_store(path) as store:
        return snapshot(store, as_of).signals


def _default(settings: Settings) -> Path:
    return settings.store if settings.store.is_absolute() else ROOT / settings.store


def _path(settings: Settings) -> Path:
    """The store of this tab. Beside the demo there is always room for one's own data, in a file of its own."""
    default = _default(settings)
    if default.exists():
        with open_store(default) as store:
            if store.count("company") and not store.get("demo_end"):
                return default
    with st.sidebar:
        chosen = st.segmented_control(
            "Data", ["Demo company", "My data"], default="Demo company", key="data", bind="query-params", required=True
        )
    return default.with_name("mine.db") if chosen == "My data" else default


def _sidebar(store: Store, today: date) -> tuple[date, tuple[str, ...]]:
    with st.sidebar:
        as_of = st.date_input(
            "As of", value=today, max_value=today, key="as_of", bind="query-params", help="Any past day: nothing learnt later is shown."
        )
        segments = st.pills("Segments", SEGMENTS, selection_mode="multi", key="segment", bind="query-params")
        if store.get("demo_end"):
            played = store.get(REHEARSED)
            st.caption(
                "A made company: its customers, figures and people are invented."
                + (f" Its last {played} weeks of decisions and touches were played by simulated people." if played else "")
            )
        elif today < wall().date():
            st.caption(f"The newest row of this data is of {words.day(today)}: it is shown as of that day.")
    return as_of or today, tuple(segments or ())
