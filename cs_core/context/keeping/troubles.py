"""What SQLite, the disk and Parquet say when something is wrong with the store, told in one line that says what to do."""

import errno
import os
import re
import sqlite3
from pathlib import Path
from shutil import disk_usage

import polars as pl

from cs_core.errors import StoreError

CUT_OFF = "{path} is empty although it was written to: it was cut off. {mend}"
NO_FILE = "The store is a file: give its path, such as data/context.db, to --store or CS_STORE"
LEAST_ROOM = 1_000_000
"""Bytes with fewer of which free a disk counts as full."""
MEND = "Put a backup back by `restore FILE`; what stands there now is kept beside it"


def trouble(error: BaseException | None, path: Path, lake: Path | None = None) -> StoreError | None:
    """The error that a person is shown in place of `error`, raised while the store at `path` was open; None where it is another matter.

    `lake`: its own, where it does not lie beside a file at `path`.
    """
    lake = lake or path.with_suffix(".lake")
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        told = next((told for begins, told in SAID_BY_SQLITE if name.startswith(begins)), None)
        return StoreError(told.format(path=path, mend=MEND, said=error)) if told else None
    if isinstance(error, OSError):
        return _by_disk(error.errno, error.filename or path)
    if isinstance(error, pl.exceptions.PolarsError):
        if number := re.search(r"os error (\d+)", str(error)):
            return _by_disk(int(number[1]), lake)
        if str(error).startswith("parquet:"):
            if disk_usage(lake.parent).free < LEAST_ROOM:  # a file that cannot be written to its end is told as one out of order
                return _by_disk(errno.ENOSPC, lake)
            return StoreError(f"A file of {lake} is damaged: `check` says which. {MEND}")
    return None


def _by_disk(number: int | None, path: Path | str) -> StoreError | None:
    told = next((told for numbers, told in SAID_BY_DISK if number in numbers), None)
    return StoreError(told.format(path=path, said=os.strerror(number).lower())) if told else None


FULL = "No room is left on the disk of {path} ({said}): make room, then run it again; what was half written does not count"
NOT_OURS = "{path} cannot be read or written ({said}): check the rights of the file and its folder, or choose another file by --store"
SAID_BY_SQLITE: tuple[tuple[str, str], ...] = (
    ("SQLITE_BUSY", "{path} is being written by somebody else: try again in a minute"),
    ("SQLITE_LOCKED", "{path} is being written by somebody else: try again in a minute"),
    ("SQLITE_FULL", FULL),
    ("SQLITE_CORRUPT", "{path} is damaged ({said}). {mend}"),
    ("SQLITE_NOTADB", "{path} is no context store, or a damaged one ({said}): choose another file by --store. {mend}"),
    ("SQLITE_READONLY", NOT_OURS),
    ("SQLITE_CANTOPEN", NOT_OURS),
    ("SQLITE_PERM", NOT_OURS),
    ("SQLITE_IOERR", "The disk of {path} does not do as it is told ({said}): see that it has room and is whole, then run it again"),
)
"""How an error's name begins -> what is told."""
SAID_BY_DISK: tuple[tuple[frozenset[int], str], ...] = (
    (frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}), FULL),
    (frozenset({errno.EROFS, errno.EACCES, errno.EPERM}), NOT_OURS),
    (frozenset({errno.EIO}), "The disk of {path} does not do as it is told ({said}): see that it is whole, then run it again"),
)
"""Error numbers -> what is told."""
