"""A second implementation of the store's contract, for tests: rows in dictionaries of this process, the lake in a real folder.

    with open_store("memory:///tmp/here/context.db") as store: ...

Its address is that of no file, as a database's would be. What opens the store again in a process of its own (a large book's ways, a
worker of the durable engine, the console that `serve` begins) finds nothing there.
"""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from cs_core.context import store as door
from cs_core.context.keeping.access import TEAM, Actor, known_as, signed
from cs_core.context.keeping.alike import Alike
from cs_core.context.keeping.schema import HISTORY, TABLES, columns_of
from cs_core.context.keeping.values import POLARS, WRITTEN, decode, encode, row_of, typed
from cs_core.errors import StoreError
from cs_core.records import Record
from tests.context.keeping.copied import write_copy

SCHEME = "memory"
VERSION = 1
WAIT_SECONDS = 30
PYTHON = {"TEXT": str, "INTEGER": int, "REAL": float}


class Rows(dict):
    """The rows of one table by their keys, in the order in which they were written."""

    def __setitem__(self, key: str, row: dict) -> None:
        if key in self:
            raise TypeError("append-only: write a new row")
        super().__setitem__(key, row)

    def __delitem__(self, key: str) -> None:
        raise TypeError("append-only: write a new row")


class Place:
    """What stands at one address: the rows that were committed, and whose turn it is to write."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, dict]] = {table: {} if table == "meta" else Rows() for table in TABLES}
        self.turn, self.version = threading.Lock(), VERSION


class MemoryStore(Alike):
    """`Store` in dictionaries of this process. Use `open_store`."""

    def __init__(self, path: Path, place: Place, actor: Actor | None = None):
        self.path, self._opened, self.actor = path, place, actor
        self.lake = self.beside("lake")
        self._within: dict[str, dict[str, dict]] | None = None

    @property
    def _place(self) -> Place:
        if self._opened is None:
            raise StoreError(f"{self.path} is closed")
        return self._opened

    @property
    def _tables(self) -> dict[str, dict[str, dict]]:
        return self._place.tables if self._within is None else self._within

    def beside(self, name: str) -> Path:
        return file_of(self.path).with_suffix(f".{name}")

    def append(self, table: str, items: Iterable[Record | dict]) -> int:
        self.need(table)
        rows = map(row_of, items)
        return self._put(table, (signed(self.actor, row) for row in rows) if table in HISTORY else rows)

    def append_frame(self, table: str, frame: pl.DataFrame) -> int:
        self.need(table)
        return self._put(table, frame.with_columns(*WRITTEN).iter_rows(named=True))

    def _put(self, table: str, rows: Iterable[dict]) -> int:
        types = columns_of(table)
        key, may_stand = next(iter(types)), RULES.get(table, lambda *_: True)
        with self.transaction():
            there = self._to_write(table)
            before = len(there)
            for row in rows:
                row = {column: kept(kind, row.get(column)) for column, kind in types.items()}
                if row[key] is not None and row[key] not in there and may_stand(self._tables, row):
                    there[row[key]] = row
            return len(there) - before

    def _to_write(self, table: str) -> dict[str, dict]:
        """The table's rows as this transaction has them: a copy of those that others see."""
        if self._within[table] is self._place.tables[table]:
            self._within[table] = type(self._within[table])(self._within[table])
        return self._within[table]

    def _found(self, table: str, equals: dict) -> Iterable[dict]:
        asked = [(column, any_of(value)) for column, value in equals.items()]
        return [row for row in self._tables[table].values() if all(row[column] in values for column, values in asked)]

    def rows(self, table: str, *, limit: int | None = None, **equals: Any) -> list[dict]:
        return [{name: decode(name, value) for name, value in row.items()} for row in self._found(table, equals)[:limit]]

    def frame(self, table: str, *columns: str, **equals: Any) -> pl.DataFrame:
        types = columns_of(table)
        schema = {column: POLARS[types[column]] for column in columns or types}
        return typed(pl.DataFrame([[row[c] for c in schema] for row in self._found(table, equals)], schema=schema, orient="row"))

    def count(self, table: str, **equals: Any) -> int:
        return len(self._found(table, equals))

    def version(self, *tables: str) -> tuple[int, ...]:
        return tuple(len(self._tables[table]) for table in tables)

    def state(self) -> tuple:
        settings = ((key, row["value"]) for key, row in self._tables["meta"].items() if not key.startswith("seen_"))
        return (*self.version(*(table for table in TABLES if table != "meta")), *sorted(settings))

    def keys_of(self, table: str, column: str) -> set[str]:
        return {row[column] for row in self._tables[table].values()}

    def get(self, key: str, default: str = "") -> str:
        return self._tables["meta"].get(key, {"value": default})["value"]

    def put(self, key: str, value: str, *, at: datetime) -> None:
        self.need("meta")
        with self.transaction():
            self._to_write("meta").pop(key, None)
            self._to_write("meta")[key] = {"key": key, "value": value, "set_at": at.isoformat()}

    def durable(self) -> None:
        """There is no disk to wait for."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._within is not None:
            yield
            return
        place = self._place
        if not place.turn.acquire(timeout=WAIT_SECONDS):
            raise StoreError(f"{self.path} is being written by somebody else: try again in a minute")
        self._within = dict(place.tables)
        try:
            yield
            place.tables = self._within
        finally:
            self._within = None
            place.turn.release()

    def copy_to(self, path: Path) -> None:
        write_copy(path, {table: rows.values() for table, rows in self._place.tables.items()})

    def problems(self) -> list[str]:
        first = {table: next(iter(columns_of(table))) for table in TABLES}
        return [f"{t}: a row under {key}" for t, rows in self._tables.items() for key, row in rows.items() if row[first[t]] != key]

    def close(self) -> None:
        self._opened = None


def file_of(path: Path) -> Path:
    """The place in a real folder that an address names, in which no file of rows stands: the lake lies beside it."""
    return Path(str(path).removeprefix(f"{SCHEME}:"))


def open_memory(path: Path, *, actor: Actor | None = None) -> MemoryStore:
    """See `open_store`."""
    place = PLACES.setdefault(path, Place())
    if place.version > VERSION:
        raise StoreError(f"{path} was written by a newer version: update the program")
    store = MemoryStore(path, place)
    if actor:
        address = actor.email.strip().lower()
        named = [r["name"] for t in TEAM for r in store.rows(t)[::-1] if (r["email"] or "").strip().lower() == address]
        store.actor = known_as(actor, next(iter(named), None))
    return store


def removed(path: Path) -> list[Path]:
    """The rows and the lake are gone."""
    lake = file_of(path).with_suffix(".lake")
    shutil.rmtree(lake, ignore_errors=True)
    return [path, lake] if PLACES.pop(path, None) else []


def kept(kind: str, value: object) -> str | int | float | None:
    """A value as a column of that type keeps it."""
    value = encode(value)
    if value is None or value != value:  # no number is kept as none
        return None
    if not isinstance(value, str | int | float):
        raise TypeError(f"{type(value).__name__} cannot be kept")
    fits = PYTHON[kind](value)
    if kind == "INTEGER" and not isinstance(value, int) and fits != float(value):
        raise TypeError(f"{value} is no whole number")
    return fits


def any_of(value: object) -> frozenset:
    """What a condition lets pass."""
    if isinstance(value, list | tuple | set | frozenset):
        return frozenset(encode(one) for one in value) - {None}
    return frozenset({encode(value)})


def _is_first_decision(tables: dict, row: dict) -> bool:
    back = {taken["row_id"] for taken in tables["taken_back"].values() if taken["noun"] == "decision"}
    return not any(made["proposal_id"] == row["proposal_id"] and made["id"] not in back for made in tables["decision"].values())


def _is_no_test_draft(tables: dict, row: dict) -> bool:
    if row["proposal_id"] in tables["planted"]:
        raise TypeError("a test draft is never sent")
    return True


def _is_not_taken_back(tables: dict, row: dict) -> bool:
    return not any(taken["noun"] == "action" and taken["row_id"] == row["action_id"] for taken in tables["taken_back"].values())


RULES: dict[str, Callable[[dict, dict], bool]] = {
    "decision": _is_first_decision, "action": _is_no_test_draft, "delivery": _is_not_taken_back
}  # fmt: skip
"""Table -> whether a new row may stand in it."""
PLACES: dict[Path, Place] = {}
KIND = door.Kind(open_memory, PLACES.__contains__, removed)
