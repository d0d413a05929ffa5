"""The door to the context store. What may be asked of it stands in `keeping.contract`, how rows are kept in `keeping.sqlite`.

Where a store is, its address, is one `Path` through the whole program: of a file, or such as ``postgresql:/host/database``, which is what a
path makes of ``postgresql://host/database``. Only here is it told which.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cs_core.context.keeping import replacing
from cs_core.context.keeping.access import Actor
from cs_core.context.keeping.contract import MADE_FROM, MADE_UNTIL, PAST_AFTER_DAYS, REHEARSED, Store
from cs_core.context.keeping.schema import TABLES, columns_of
from cs_core.context.keeping.sqlite import open_sqlite
from cs_core.context.keeping.troubles import NO_FILE
from cs_core.errors import StoreError

__all__ = [
    "MADE_FROM", "MADE_UNTIL", "PAST_AFTER_DAYS", "REHEARSED", "TABLES", "Store", "columns_of", "is_there", "one_name", "open_store",
    "remove_store", "seen_from",
]  # fmt: skip


class Kind(NamedTuple):
    """One way to keep rows."""

    opens: Callable[..., Store]
    """`open_store` of such an address."""
    is_there: Callable[[Path], bool]
    removes: Callable[[Path], list[Path]]
    """Removes the rows and the lake; what is gone."""


def open_store(path: Path | str, *, actor: Actor | None = None) -> Store:
    """Open the store, making or migrating it as needed. One for each unit of work, never shared by threads.

    With an `actor` it refuses what their role may not do, and keeps their name with what they do: see `context.access`.
    Raises StoreError in one line where the file is not a store, is damaged, locked, or was written by a newer version.
    """
    return _kind(path).opens(Path(path), actor=actor)


def is_there(path: Path) -> bool:
    """Whether a store stands at an address, whole or not, or is about to. Raises StoreError as `open_store`."""
    return _kind(path).is_there(Path(path))


def remove_store(path: Path) -> list[Path]:
    """Remove a store with its lake; returns what is gone. Nothing asks whether it may go."""
    return _kind(path).removes(Path(path))


def seen_from(folder: Path, path: Path) -> Path:
    """The address as it is told from elsewhere: that of a file begins in `folder`, any other one is the same everywhere."""
    return path if _scheme(path) else folder / path


def one_name(path: Path) -> Path:
    """The same for whoever names a store, from wherever, and by whichever link to its file."""
    return path if _scheme(path) else path.resolve()


def _kind(path: Path | str) -> Kind:
    if (scheme := _scheme(path)) not in KINDS:
        raise StoreError(NO_FILE)
    return KINDS[scheme]


def _scheme(path: Path | str) -> str:
    """What an address begins with that is none of a file; a single letter is a drive."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):[/\\]", str(path))
    return found[1].lower() if found else ""


KINDS = {"": Kind(open_sqlite, replacing.is_there, replacing.removed)}
"""What an address begins with -> how rows are kept there. A file is kept by SQLite; another implementation is named here."""
