"""Rows of a table as a frame: read by the column, and of large tables kept beside the store as well, so that a row is read once.

Rows of these tables never change once they are written. A kept file holds those of a stretch of row numbers and is known by a sample of
them: one that does not fit the store (another store was put back) is left alone. It is no evidence and no backup: without it all is read
again.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import polars as pl

from cs_core.context.keeping.values import JSON_COLUMNS, POLARS, no_rows, typed
from cs_core.context.nouns import NOUNS
from cs_core.records import key_of

EDITED = "meta"
"""The one table whose rows change."""
KEPT = frozenset({*NOUNS, "link", "reading"})
LEAST = 5_000
"""Fewer new rows are as soon read as kept."""
MOST_FILES = 16
"""From so many files of one table on they are made one."""
SAMPLE = 64
"""Rows of a file by which the store is known again."""
AT_ONCE = 20_000
"""Rows that SQLite gives as one text a column: half the time of as many values."""
FEW = 1_000
"""So few rows are sooner read as values: a text is decoded column by column."""
SUFFIX = ".rows"


def some_rows(conn: sqlite3.Connection, table: str, types: dict[str, str], where: str, values: list) -> pl.DataFrame:
    """The rows of a condition. `types`: column -> SQL type of the columns wanted."""
    cursor = conn.execute(f"SELECT {_listed(types)} FROM [{table}]{where} ORDER BY rowid", values)
    schema = {c: POLARS[t] for c, t in types.items()}
    parts = [pl.DataFrame(rows, schema=schema, orient="row") for rows in iter(lambda: cursor.fetchmany(100_000), [])]
    return typed(pl.concat(parts)) if parts else no_rows(types)


def all_rows(
    conn: sqlite3.Connection, table: str, types: dict[str, str], wanted: list[str], lake: Path, held: dict[tuple, tuple[int, pl.DataFrame]]
) -> pl.DataFrame:
    """All rows of a table with the columns `wanted`, in one piece: of several each join would copy the texts.

    `types`: column -> SQL type of all its columns; `held`: what was read of small tables before, and up to which row number: as long as
    none was added it is not read again.
    """
    chosen = {c: types[c] for c in wanted}
    top = conn.execute(f"SELECT coalesce(max(rowid), 0) FROM [{table}]").fetchone()[0]
    if top < LEAST:
        was, rows = held.get((table, *wanted), (-1, None))
        if was != top:
            rows = _read(conn, table, chosen, 0, top)
            if table != EDITED and not conn.in_transaction:  # what may yet be undone makes room for other rows of these numbers
                held[table, *wanted] = top, rows
        return rows.clone()
    if table not in KEPT:
        return _read(conn, table, chosen, 0, top)
    folder = lake / "kept" / table
    files, end = _fitting(conn, table, types, folder)
    try:
        parts = [pl.read_parquet(file, columns=wanted) for file in files]
    except (OSError, pl.exceptions.PolarsError):
        parts, end = [], 0
    if top - end < LEAST or conn.in_transaction:
        return pl.concat([*parts, _read(conn, table, chosen, end, top)], rechunk=True)
    if len(files) >= MOST_FILES:
        parts, end = [], 0
    new = _read(conn, table, types, end, top)
    _keep(new, folder / _name(conn, table, types, end, top))
    return pl.concat([*parts, new.select(wanted)], rechunk=True)


def _read(conn: sqlite3.Connection, table: str, types: dict[str, str], after: int, top: int) -> pl.DataFrame:
    """The rows with numbers above `after`, up to `top`."""
    if top - after <= FEW:
        return some_rows(conn, table, types, " WHERE rowid > ? AND rowid <= ?", [after, top])
    listed = {c: t for c, t in types.items() if t != "REAL" and c not in JSON_COLUMNS}
    parts = []
    for start in range(after, top, AT_ONCE):
        span = [start, min(start + AT_ONCE, top)]
        rows = f"FROM [{table}] WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
        lists = ", ".join(f"json_group_array([{c}])" for c in listed)
        said = conn.execute(f"SELECT {lists} FROM (SELECT {_listed(listed)} {rows})", span).fetchone() if listed else ()
        columns = {c: pl.Series([text]).str.json_decode(pl.List(POLARS[t])).explode() for text, (c, t) in zip(said, listed.items())}
        if len(listed) < len(types):
            own = {c: POLARS[t] for c, t in types.items() if c not in listed}
            columns |= pl.DataFrame(conn.execute(f"SELECT {_listed(own)} {rows}", span).fetchall(), schema=own, orient="row").to_dict()
        parts.append(typed(pl.DataFrame(columns).select(list(types))))
    return pl.concat(parts)


def _listed(columns: dict) -> str:
    return f"[{'], ['.join(columns)}]"


def _fitting(conn: sqlite3.Connection, table: str, types: dict[str, str], folder: Path) -> tuple[list[Path], int]:
    """The files that together hold the first rows of the table, in order, and the number of the last row in them."""
    spans = {(int(start), int(end)): file for file in folder.glob(f"*{SUFFIX}") for start, end, *_ in [file.name.split("-")]}
    files, at = [], 0
    while ends := sorted((end for start, end in spans if start == at), reverse=True):
        fits = [end for end in ends if spans[at, end].name == _name(conn, table, types, at, end)]
        if not fits:
            break
        files.append(spans[at, fits[0]])
        at = fits[0]
    return files, at


def _name(conn: sqlite3.Connection, table: str, types: dict[str, str], after: int, top: int) -> str:
    """Of a file with these rows: their numbers, and a mark of what some of them hold."""
    step = max(1, (top - after) // SAMPLE)
    numbers = [*range(after + 1, top, step), top]
    found = conn.execute(f"SELECT * FROM [{table}] WHERE rowid IN ({', '.join('?' * len(numbers))}) ORDER BY rowid", numbers)
    return f"{after}-{top}-{key_of('kept', *types, *found.fetchall())}{SUFFIX}"


def _keep(rows: pl.DataFrame, file: Path) -> None:
    """Write a file where it can be written; those whose rows it holds too are gone then."""
    start, end = map(int, file.name.split("-")[:2])
    part = file.with_suffix(f".{uuid4().hex}")
    with suppress(OSError, pl.exceptions.ComputeError):  # so polars calls a disk that is full
        file.parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(part, compression="zstd", compression_level=1)
        part.replace(file)
        for old in file.parent.glob(f"*{SUFFIX}"):
            first, last = map(int, old.name.split("-")[:2])
            if old != file and start <= first and last <= end:
                old.unlink(missing_ok=True)
    part.unlink(missing_ok=True)
