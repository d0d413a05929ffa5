"""The door to the context store. What may be asked of it stands in `keeping.contract`, how rows are kept in `keeping.sqlite`."""

from pathlib import Path

from cs_core.context.keeping.access import Actor
from cs_core.context.keeping.contract import MADE_FROM, MADE_UNTIL, PAST_AFTER_DAYS, REHEARSED, Store
from cs_core.context.keeping.schema import TABLES, columns_of
from cs_core.context.keeping.sqlite import open_sqlite
from cs_core.context.keeping.troubles import NO_FILE
from cs_core.errors import StoreError

__all__ = ["MADE_FROM", "MADE_UNTIL", "PAST_AFTER_DAYS", "REHEARSED", "TABLES", "Store", "columns_of", "open_store"]


def open_store(path: Path | str, *, actor: Actor | None = None) -> Store:
    """Open the store, making or migrating it as needed. One for each unit of work, never shared by threads.

    With an `actor` it refuses what their role may not do, and keeps their name with what they do: see `context.access`.
    Raises StoreError in one line where the file is not a store, is damaged, locked, or was written by a newer version.
    """
    if "://" in str(path):
        raise StoreError(NO_FILE)
    return open_sqlite(Path(path), actor=actor)
