"""Frames of a book that is larger than memory: put down in a file once they are worked out, and looked at there from then on.

The operating system reads of such a file what is looked at, and lets go of it again where room is needed, so that a book takes little
more than what is being worked out of it just now. The file has no name any more once it is open: it is gone with whoever looks at it.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

import polars as pl

from cs_core.context.store import Store

LARGE = 40_000_000
"""Bytes from which on a frame is put down: of 100,000 customers a fifth are so large, of a million nearly all."""


class Rest:
    """Puts down what is large, of `least` bytes or LARGE, of what it is shown, each frame once."""

    def __init__(self, folder: Path, *, least: int | None = None):
        self.folder, self.least, self._down = folder, LARGE if least is None else least, WeakValueDictionary[int, pl.DataFrame]()

    def frame(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The same rows, in a file where they are many and it can be written."""
        return rows if id(rows) in self._down else self.taken(self.put(rows))

    def put(self, rows: pl.DataFrame) -> pl.DataFrame | Path:
        """A file with the rows where they are many and it can be written, else the rows: what one process puts another may have `taken`."""
        if not self._large(rows):
            return rows
        file = self.folder / uuid4().hex
        try:
            rows.write_ipc(file, compression="uncompressed")
        except (OSError, pl.exceptions.ComputeError):  # so polars calls a disk that is full
            file.unlink(missing_ok=True)
            return rows
        return file

    def taken(self, put: pl.DataFrame | Path) -> pl.DataFrame:
        """The rows of what was `put`, and from then on those are looked at: a file has no name any more."""
        rows = _looked_at_in(put) if isinstance(put, Path) else put
        if self._large(rows):
            self._down[id(rows)] = rows
        return rows

    def all_of(self, held: dict[str, Any]) -> None:
        """What a snapshot holds, its own frames and those within its tuples and records: what stood for two things is put down once."""
        same: dict[int, Any] = {}
        for name, value in [*held.items()]:
            held[name] = self._within(value, same)

    def _large(self, rows: pl.DataFrame) -> bool:
        return rows.estimated_size() >= self.least

    def _within(self, value: Any, same: dict[int, Any]) -> Any:
        if id(value) not in same:
            same[id(value)] = self._looked_at(value, same)
        return same[id(value)]

    def _looked_at(self, value: Any, same: dict[int, Any]) -> Any:
        if isinstance(value, pl.DataFrame):
            return self.frame(value)
        if isinstance(value, tuple) and not isinstance(next(iter(value), None), str):  # of words there may be a hundred thousand
            parts = [self._within(part, same) for part in value]
            return value._make(parts) if hasattr(value, "_make") else tuple(parts)
        if is_dataclass(value):
            frames = {name: part for name, part in vars(value).items() if isinstance(part, pl.DataFrame)}
            return replace(value, **{name: self._within(part, same) for name, part in frames.items()}) if frames else value
        return value


@contextmanager
def resting(store: Store) -> Iterator[Rest]:
    """What puts frames down beside the store; they stay where an open file cannot lose its name (Windows) or none can be written."""
    folder = store.lake / "shelf" / f"rest.{uuid4().hex}"
    with suppress(OSError):
        if os.name == "posix":
            folder.mkdir(parents=True)
    try:
        yield Rest(folder)
    finally:
        rmtree(folder, ignore_errors=True)


def let_rest(snap: Any, *, spent: Collection[str] = ()) -> None:
    """Put down what a snapshot holds by now, where somebody wants that (see `RESTS`); what is `spent`, and asked for no more, goes."""
    if rest := vars(snap).get(RESTS):
        for name in spent:
            vars(snap).pop(name, None)
        rest.all_of(vars(snap))


def resting_of(snap: Any) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """What puts a frame down as the snapshot's own are; where nobody wants that, it stays as it is."""
    rest = vars(snap).get(RESTS)
    return rest.frame if rest else lambda rows: rows


def as_it_rests(snap: Any, **other: Any) -> Any:
    """The same snapshot with something else of its own, a day or a store; its large frames are put down as those of the first."""
    return resting_as(snap, replace(snap, **other))


def resting_as(snap: Any, other: Any) -> Any:
    """The other snapshot, its large frames put down as those of the first."""
    if rest := vars(snap).get(RESTS):
        vars(other)[RESTS] = rest
    return other


def _looked_at_in(file: Path) -> pl.DataFrame:
    import pyarrow as pa  # noqa: PLC0415 - takes a tenth of a second, and most books are small

    try:
        with pa.memory_map(str(file)) as source:
            return pl.from_arrow(pa.ipc.open_file(source).read_all(), rechunk=False)
    except OSError:  # no file can be looked at there, only read
        return pl.read_ipc(file.read_bytes())
    finally:
        file.unlink(missing_ok=True)


RESTS = "rests"
"""Under this name a snapshot holds the `Rest` that it is put down by."""
