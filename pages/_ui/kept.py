"""What the core says, worked out once per state of the store and day, and kept for every tab.

Nothing kept is ever changed in place: a page shapes a copy.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, cached_property

import polars as pl
import streamlit as st

from cs_core.context.signals import signals
from cs_core.context.snapshot import Snapshot

#: Tables whose rows change what the signals say.
SIGNAL_TABLES = (
    "import_file", "link", "touch", "team_edit", "delivery", "note", "identity_answer", "health_weight", "reading", "pulse", "taken_back",
)  # fmt: skip
ANSWERS = 400
"""So many answers are kept, the least used go first."""
KEEPERS: set[str] = set()
"""Of which words there is a keeper."""
WHOLE = 3
"""So many frames of one row an account are kept: at 100,000 accounts each is some hundred megabytes."""


class KeptSnapshot(Snapshot):
    """A snapshot whose signals are worked out once for all tabs, and again only when a row was added that they read."""

    @cached_property
    def signals(self) -> pl.DataFrame:
        return _signals(str(self.store.path), self.store.version(*SIGNAL_TABLES), self.as_of, self)


@st.cache_resource(max_entries=WHOLE, show_spinner="Reading what is known of every customer ...")
def _signals(path: str, version: tuple, as_of: date, _snap: Snapshot) -> pl.DataFrame:
    return signals(_snap)


def kept(snap: Snapshot, function: Callable, *args: object, says: str, key: tuple = (), tables: tuple[str, ...] = ()) -> object:
    """``function(snap, *args)``, kept under the state of the store (of some ``tables`` only, where given), the day and ``key``."""
    store = snap.store
    state = store.version(*tables) if tables else store.state()
    name = f"{function.__module__}.{function.__qualname__}"
    KEEPERS.add(says)
    return _keeper(says)(str(store.path), state, snap.as_of, name, key, lambda: function(snap, *args))


def forget() -> None:
    """A store was removed: another under its name must not be answered for by what was kept of it."""
    _signals.clear()
    for says in KEEPERS:
        _keeper(says).clear()


@cache
def _keeper(says: str) -> Callable:
    return st.cache_resource(_worked_out, max_entries=ANSWERS, show_spinner=f"{says} ...")


def _worked_out(path: str, state: tuple, as_of: date, name: str, key: tuple, _work: Callable) -> object:
    return _work()
