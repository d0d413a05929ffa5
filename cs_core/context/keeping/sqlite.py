"""The SQLite implementation of the store: one file, its write-ahead log beside it, and the lake beside both."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from cs_core.context.keeping import access
from cs_core.context.keeping.access import Actor
from cs_core.context.keeping.alike import Alike
from cs_core.context.keeping.frames import all_rows, some_rows
from cs_core.context.keeping.guarding import guard
from cs_core.context.keeping.library import Database
from cs_core.context.keeping.replacing import put_in_place
from cs_core.context.keeping.schema import HISTORY, TABLES, bring_up, columns_of
from cs_core.context.keeping.troubles import CUT_OFF, MEND, trouble
from cs_core.context.keeping.values import WRITTEN, decode, encode, no_rows, row_of
from cs_core.errors import StoreError
from cs_core.records import Record

WAIT_SECONDS = 30
"""So long a writer waits for another one."""
AT_ONCE = 100_000
"""Rows of a frame that are made ready to be written at once."""
CACHE_KIB = 65_536
"""Pages of indexes stay at hand, as many rows are entered in whatever order: with the usual 2 MB that takes half as long again."""


class SqliteStore(Alike):
    """`Store` in one SQLite file. Use `open_store`."""

    def __init__(self, path: Path, db: Database, actor: Actor | None = None):
        self.path, self._db, self.actor = path, db, actor
        self.lake = path.with_suffix(".lake")
        self._held: dict[tuple, tuple[int, pl.DataFrame]] = {}

    def beside(self, name: str) -> Path:
        """As in the contract: the file's own name, with this ending."""
        return self.path.with_suffix(f".{name}")

    def append(self, table: str, items: Iterable[Record | dict]) -> int:
        """Add rows; a row whose primary key is there already is left as it is. Returns how many are new.

        Raises NotAllowed where the role of whoever opened the store forbids it, or a row is signed by somebody else.
        """
        self.need(table)
        columns = list(columns_of(table))
        place = ", ".join("?" * len(columns))
        rows = map(row_of, items)
        if self.actor and table in HISTORY:
            rows = (access.signed(self.actor, row) for row in rows)
        before = self._db.conn.total_changes
        with self.transaction():
            self._db.conn.executemany(
                f"INSERT OR IGNORE INTO [{table}] ([{'], ['.join(columns)}]) VALUES ({place})",
                ([encode(row.get(c)) for c in columns] for row in rows),
            )
        return self._db.conn.total_changes - before

    def append_frame(self, table: str, frame: pl.DataFrame) -> int:
        """`append` for a frame of many rows; days and times become ISO text, columns it lacks stay null."""
        self.need(table)
        if frame.is_empty():
            return 0
        # A null and a boolean cost the binding of a value as much as ten texts.
        columns = [c for c in columns_of(table) if c in frame.columns and frame[c].null_count() < frame.height]
        put = f"INSERT OR IGNORE INTO [{table}] ([{'], ['.join(columns)}]) VALUES ({', '.join('?' * len(columns))})"
        before = self._db.conn.total_changes
        with self.transaction():
            for part in frame.select(columns).iter_slices(AT_ONCE):
                self._db.conn.executemany(put, part.with_columns(*WRITTEN).iter_rows())
        return self._db.conn.total_changes - before

    def rows(self, table: str, *, limit: int | None = None, **equals: Any) -> list[dict]:
        """Rows in the order in which they were written, JSON and booleans decoded; a list as value means any of it."""
        where, values = _where(equals)
        end = f" LIMIT {int(limit)}" if limit is not None else ""
        cursor = self._db.execute(f"SELECT * FROM [{table}]{where} ORDER BY rowid{end}", values)
        names = [d[0] for d in cursor.description]
        return [{n: decode(n, v) for n, v in zip(names, row, strict=True)} for row in cursor]

    def frame(self, table: str, *columns: str, **equals: Any) -> pl.DataFrame:
        """Rows as a polars frame; ``*_on`` and ``as_of`` are Date, ``*_at`` and ``at`` are Datetime (UTC), flags Boolean."""
        types = columns_of(table)
        chosen = list(columns) or list(types)
        if not equals:
            return all_rows(self._db.conn, table, types, chosen, self.lake, self._held)
        wanted = {c: types[c] for c in chosen}
        return some_rows(self._db.conn, table, wanted, *_where(equals)) if self.version(table) != (0,) else no_rows(wanted)

    def count(self, table: str, **equals: Any) -> int:
        """How many rows."""
        where, values = _where(equals)
        return self._db.execute(f"SELECT count(*) FROM [{table}]{where}", values).fetchone()[0]

    def version(self, *tables: str) -> tuple[int, ...]:
        """How far each table has grown: the same figures mean that nothing was added."""
        return tuple(self._db.execute(f"SELECT coalesce(max(rowid), 0) FROM [{t}]").fetchone()[0] for t in tables)

    def state(self) -> tuple:
        """How far the whole store has grown, its settings included but those named ``seen_...``, which only say what readers were shown."""
        grown = " UNION ALL ".join(f"SELECT coalesce(max(rowid), 0) FROM [{t}]" for t in TABLES if t != "meta")
        settings = self._db.execute("SELECT key, value FROM meta WHERE key NOT GLOB 'seen_*' ORDER BY key")
        return (*(row[0] for row in self._db.execute(grown)), *settings.fetchall())

    def keys_of(self, table: str, column: str) -> set[str]:
        """All values of one column."""
        return {row[0] for row in self._db.execute(f"SELECT DISTINCT [{column}] FROM [{table}]")}

    def get(self, key: str, default: str = "") -> str:
        """A setting of the store itself (not history): schema facts, the demo's last day."""
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return found[0] if found else default

    def put(self, key: str, value: str, *, at: datetime) -> None:
        """Set a setting of the store itself."""
        self.need("meta")
        with self.transaction():
            self._db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", [key, value, at.isoformat()])

    def durable(self) -> None:
        """From now on each write is on disk before it returns: a power cut takes nothing back. A few milliseconds a write."""
        self._db.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested calls join the outer one. Raises StoreError where another writes for longer than WAIT_SECONDS."""
        conn = self._db.conn
        if conn.in_transaction:
            yield
            return
        try:
            conn.execute("BEGIN IMMEDIATE" if self.actor is None or access.MAY[self.actor.role] else "BEGIN")
        except sqlite3.OperationalError as error:
            raise trouble(error, self.path) or error from error
        try:
            yield
            conn.commit()
        except BaseException:
            conn.rollback()
            raise

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the SQLite file, taken while others may write."""
        with closing(sqlite3.connect(path)) as target:
            self._db.conn.backup(target)

    def problems(self) -> list[str]:
        """What SQLite's own integrity and foreign key checks say; empty when all is well."""
        said = [line for row in self._db.execute("PRAGMA integrity_check") for line in row[0].splitlines()]
        return [line for line in said if line != "ok" and not line.startswith("***")]

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def open_sqlite(path: Path, *, actor: Actor | None = None) -> SqliteStore:
    """See `open_store`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(path)
        if path.exists() and not path.stat().st_size and path.with_suffix(".lake").exists():
            raise StoreError(CUT_OFF.format(path=path, mend=MEND))
        conn = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            conn.execute("PRAGMA synchronous = NORMAL")
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            db = Database(conn)
            bring_up(db, path)
            if actor:
                actor = access.known_as(actor, _in_team(conn, actor))
                guard(conn, actor)
        except BaseException:
            conn.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise trouble(error, path) or StoreError(f"Cannot open the store {path}: {error}. Is it a context store?") from error
    return SqliteStore(path, db, actor)


def _in_team(conn: sqlite3.Connection, actor: Actor) -> str | None:
    """The name of the newest row with the address, of the first table that has one."""
    address = actor.email.strip().lower()
    named = (f"SELECT name FROM [{table}] WHERE lower(trim(email)) = ? ORDER BY rowid DESC LIMIT 1" for table in access.TEAM)
    return next((found[0] for sql in named if (found := conn.execute(sql, [address]).fetchone())), None)


def _where(equals: dict) -> tuple[str, list]:
    parts, values = [], []
    for column, value in equals.items():
        many = list(value) if isinstance(value, list | tuple | set | frozenset) else None
        parts.append(f"[{column}] IN (SELECT value FROM json_each(?))" if many is not None else f"[{column}] IS ?")
        values.append(json.dumps(many) if many is not None else encode(value))
    return (" WHERE " + " AND ".join(parts) if parts else ""), values
