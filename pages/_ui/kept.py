"""What the core says, worked out once per state of the store and day, and kept for every tab.

Nothing kept is ever changed in place: a page shapes a copy.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache, cached_property

import polars as pl
import streamlit as st

from cs_core.context.shelves.kept_signals import OVER, SIGNAL_TABLES, kept_signals, signals_mark, with_pulses
from cs_core.context.shelves.shelf import book_mark, shelf_of
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import StoreError
from cs_core.orchestration.flow.parts import put_down

__all__ = ["SIGNAL_TABLES", "KeptSnapshot", "forget", "kept", "known_of"]
ANSWERS = 400
"""So many answers are kept, the least used go first."""
KEEPERS: set[str] = set()
"""Of which words there is a keeper."""
WHOLE = 3
"""So many frames of one row an account are kept: at 100,000 accounts each is some hundred megabytes."""


class KeptSnapshot(Snapshot):
    """A snapshot of everything, of rows too that are linked to nobody; its signals are worked out once for all tabs, and again only when a
    row was added that they read.
    """

    @cached_property
    def signals(self) -> pl.DataFrame:
        return _with_pulses(str(self.store.path), signals_mark(self), self.store.version(*OVER), self.as_of, self)


def known_of(store: Store, as_of: date) -> Snapshot:
    """What is known of the customers of a day, from its shelf; everything, read anew, where nothing could be put down."""
    snap = KeptSnapshot(store, as_of)
    with suppress(StoreError):  # the page that needs signals says what is missing
        signals = snap.signals  # working them out puts the shelf down, of a large book in a process of its own
        if shelf := shelf_of(snap):
            return with_answers(Shelved(store, as_of, shelf), signals)
    return snap


@st.cache_resource(max_entries=WHOLE, show_spinner=False)
def _with_pulses(path: str, mark: str, pulses: tuple, as_of: date, _snap: Snapshot) -> pl.DataFrame:
    return with_pulses(_snap, _signals(path, mark, as_of, _snap))


@st.cache_resource(max_entries=WHOLE, show_spinner="Reading what is known of every customer ...")
def _signals(path: str, mark: str, as_of: date, _snap: Snapshot) -> pl.DataFrame:
    apart = put_down(_snap)
    return apart.signals if apart else kept_signals(_snap)


def kept(snap: Snapshot, function: Callable, *args: object, says: str, key: tuple = (), tables: tuple[str, ...] = ()) -> object:
    """``function(snap, *args)``, kept under the state of the store (of some ``tables`` only, where given), the day and ``key``.

    And under what the snapshot rests on, and its signals where ``tables`` are all of theirs: what is imported while a page is drawn is
    not in it.
    """
    store, mark = snap.store, signals_mark if {*SIGNAL_TABLES} <= {*tables} else book_mark
    state = (mark(snap), *(store.version(*tables) if tables else store.state()))
    name = f"{function.__module__}.{function.__qualname__}"
    KEEPERS.add(says)
    return _keeper(says)(str(store.path), state, snap.as_of, name, key, lambda: function(snap, *args))


def forget() -> None:
    """A store was removed: another under its name must not be answered for by what was kept of it."""
    _signals.clear()
    _with_pulses.clear()
    for says in KEEPERS:
        _keeper(says).clear()


@cache
def _keeper(says: str) -> Callable:
    return st.cache_resource(_worked_out, max_entries=ANSWERS, show_spinner=f"{says} ...")


def _worked_out(path: str, state: tuple, as_of: date, name: str, key: tuple, _work: Callable) -> object:
    return _work()
