"""What a page takes from outside: the clock, the store as the person who is there, and whether it holds anything."""

from datetime import UTC, datetime
from pathlib import Path

from cs_core.context.store import Store, open_store
from pages._ui.login import who


def wall() -> datetime:
    """The wall clock in UTC: read here, at the edge, and nowhere below."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def opened(path: Path | str) -> Store:
    """The store, opened by whoever is logged in: the one way in which a page, or one of its callbacks, opens it."""
    return open_store(path, actor=who())


def filled(store: Store) -> bool:
    """Whether companies were imported. Their number is not asked for: every run of a page would count all rows, 32 ms of 400,000."""
    return store.version("company") != (0,)


def again(store: Store) -> Store:
    """The file of a store, opened anew by the same person: for what runs outside the page, such as making a download."""
    return open_store(store.path, actor=store.actor)
