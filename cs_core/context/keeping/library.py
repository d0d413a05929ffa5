"""sqlite-utils as the store uses it: without pandas, for which it looks when it is imported.

No frame of pandas is ever kept here, and its import is two fifths of a command's start, and of each process that works on a part.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _as_if_missing(name: str) -> Iterator[None]:
    """A package that whoever imports finds missing meanwhile; not beside other threads (a page), which may import it just then."""
    if name in sys.modules or threading.current_thread() is not threading.main_thread():
        yield
        return
    sys.modules[name] = None
    try:
        yield
    finally:
        del sys.modules[name]


with _as_if_missing("pandas"):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
