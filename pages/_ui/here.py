"""What a page works on: the open store, the snapshot of its day, and what the sidebar chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.settings import Settings
from pages._ui.kept import kept

NO_OWNER = "Nobody"
"""Stands for accounts without a named CSM among the owners to choose from."""


@dataclass(frozen=True)
class Here:
    """What a page works on: the open store, the snapshot of its day, what the sidebar chose, and the clock."""

    store: Store
    snap: Snapshot
    as_of: date
    now: datetime
    segments: tuple[str, ...]
    owners: tuple[str, ...]
    period: int | None
    """Days to look back, where the reader chose them; see `days`."""
    settings: Settings
    by: str = "console"
    """Who acts: the name that goes into the history."""

    def ask(self, function: Callable, *args: object, says: str = "Working it out", tables: tuple[str, ...] = ()) -> object:
        """``function(snapshot, *args)``, worked out once per state of the store (of ``tables`` only, where given) and day, and kept.

        The args are part of the key: plain values, tuples and dates. What comes back is shared by all tabs: never change it in place.
        """
        return kept(self.snap, function, *args, says=says, key=args, tables=tables)

    def ask_current(self, function: Callable, *args: object, says: str = "Working it out", tables: tuple[str, ...] = ()) -> object:
        """``function(snapshot, current, *args)``, kept like `ask`, where ``current`` are the customers that the sidebar's filters leave."""
        key = (_name(function), self.scope, args)
        return kept(self.snap, _of_current, self, function, args, says=says, key=key, tables=tables)

    def ask_chosen(self, function: Callable, *args: object, says: str = "Working it out", tables: tuple[str, ...] = ()) -> object:
        """`ask_current` for a function that wants former customers too."""
        key = (_name(function), self.scope, args)
        return kept(self.snap, _of_chosen, self, function, args, says=says, key=key, tables=tables)

    @property
    def scope(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Segments and owners chosen; empty where none is."""
        return self.segments, self.owners

    @property
    def filtered(self) -> bool:
        """Whether the sidebar leaves some accounts out."""
        return bool(self.segments or self.owners)

    def days(self, otherwise: int) -> int:
        """Days to look back: the reader's choice, else the page's own."""
        return self.period or otherwise

    def since(self, otherwise: int) -> date:
        """First day of the period looked at."""
        return self.as_of - timedelta(days=self.days(otherwise))

    @cached_property
    def signals(self) -> pl.DataFrame:
        """Signals of the chosen segments and owners, former customers included."""
        rows = self.snap.signals
        if self.segments:
            rows = rows.filter(pl.col("segment").is_in(self.segments))
        if self.owners:
            rows = rows.filter(pl.col("owner").fill_null(NO_OWNER).is_in(self.owners))
        return rows

    @cached_property
    def current(self) -> pl.DataFrame:
        """Signals of current customers of the chosen segments and owners."""
        return self.signals.filter(pl.col("churned_on").is_null())

    def name(self, account_id: str) -> str:
        """The account's name, or its id where it has none."""
        return self.names.get(account_id, account_id)

    @cached_property
    def names(self) -> dict[str, str]:
        """Account id -> name."""
        return self.ask(_names, tables=NAMED_BY)


def _of_current(snap: Snapshot, here: Here, function: Callable, args: tuple) -> object:
    return function(snap, here.current, *args)


def _of_chosen(snap: Snapshot, here: Here, function: Callable, args: tuple) -> object:
    return function(snap, here.signals, *args)


def _names(snap: Snapshot) -> dict[str, str]:
    return dict(snap.signals.select("account_id", "name").iter_rows())


def _name(function: Callable) -> str:
    return f"{function.__module__}.{function.__qualname__}"


NAMED_BY = ("import_file", "link", "identity_answer")
"""Tables whose rows can change what accounts are called and whose they are."""
