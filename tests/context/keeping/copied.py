"""A copy of any store: one SQLite file, whatever keeps the rows that are copied."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cs_core.context.keeping.schema import columns_of
from cs_core.context.keeping.sqlite import open_sqlite


def write_copy(path: Path, tables: Mapping[str, Iterable[Mapping]]) -> None:
    """A new file at `path` that holds these rows (table -> rows as they are kept) in their order; none is judged, or left out, again."""
    with open_sqlite(path) as copy, copy.transaction():
        db = copy._db.conn
        rules = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE INSERT%'").fetchall()
        for name, _ in rules:
            db.execute(f"DROP TRIGGER [{name}]")
        for table, rows in tables.items():
            columns = list(columns_of(table))
            put = f"INSERT INTO [{table}] ([{'], ['.join(columns)}]) VALUES ({', '.join('?' * len(columns))})"
            db.executemany(put, ([row[c] for c in columns] for row in rows))
        for _, rule in rules:
            db.execute(rule)
