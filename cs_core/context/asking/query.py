"""One query, run where it can do no harm: on a database in memory that holds nothing but the columns it names.

The store's own file is never attached, so no statement can reach its tables, settings or schema. On top of that SQLite itself allows
nothing but to select from the tables of `TABLES` with functions of `FUNCTIONS`, and stops what takes too long or grows too large.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from statistics import median
from textwrap import dedent
from time import monotonic
from typing import NamedTuple

import polars as pl

from cs_core.context.asking.tables import MOST_CHARS, TABLES
from cs_core.context.snapshot import Snapshot
from cs_core.errors import BadInput, Refused


class Limits(NamedTuple):
    """How much one question may take."""

    seconds: float = 5.0
    rows: int = 1_000
    cell_chars: int = 2_000
    cell_bytes: int = 200_000
    """Of any text or blob while it is worked out."""
    columns: int = 60
    sql_chars: int = 10_000


LIMITS = Limits()


@dataclass(frozen=True)
class Answer:
    """What came of a question: at most `Limits.rows` rows; `cut` says that there are more. `seconds` are those of the query itself."""

    sql: str
    given: dict
    rows: pl.DataFrame
    cut: bool
    seconds: float


class _Median:
    """The median of what is known, as an aggregate of SQL; null of nothing."""

    def __init__(self) -> None:
        self.values: list[float] = []

    def step(self, value: object) -> None:
        if isinstance(value, int | float):
            self.values.append(value)

    def finalize(self) -> float | None:
        return median(self.values) if self.values else None


class _Gate:
    """What SQLite asks before each step of a statement: only reading is allowed; remembers what was read and what was refused."""

    def __init__(self) -> None:
        self.read: dict[str, set[str]] = {}
        self.why = ""

    def __call__(self, action: int, one: str | None, two: str | None, database: str | None, source: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and self._may_read(one or "", two, database):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in FUNCTIONS:
            return sqlite3.SQLITE_OK
        self.why = self.why or _refusal(action, one, two)
        return sqlite3.SQLITE_DENY

    def _may_read(self, table: str, column: str | None, database: str | None) -> bool:
        """Rows that are only counted are told by the name in the query, which may be the query's own, and without a database."""
        if table in TABLES and (database == "main" or not column):
            self.read.setdefault(table, set()).update({column} if column else ())
            return True
        return not column and not table.lower().startswith(("sqlite_", "pragma_"))


def answer(
    snap: Snapshot, sql: str, given: Mapping[str, object] | None = None, *, among: pl.DataFrame | None = None, limits: Limits = LIMITS
) -> Answer:
    """The answer as of the snapshot's day; `given` fills named placeholders, ``:as_of`` is the day.

    `among`: rows of the signals; where given, no other account is looked at.

    Raises BadInput where the query is wrong, Refused where it would do anything but read or takes more than its limits.
    """
    sql = _checked(sql, limits)
    values = {"as_of": snap.as_of.isoformat(), **(given or {})}
    conn = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    try:
        _empty(conn)
        gate = _Gate()
        conn.set_authorizer(gate)
        _run(conn, f"EXPLAIN {sql}", values, gate, limits)
        conn.set_authorizer(None)
        for table, columns in gate.read.items():
            _fill(conn, table, columns or {next(iter(TABLES[table].columns))}, snap, among)
        conn.execute("PRAGMA query_only = ON")
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.cell_bytes)
        conn.set_authorizer(gate)
        began = monotonic()
        names, found = _run(conn, sql, values, gate, limits)
        took = monotonic() - began
    finally:
        conn.close()
    kept = found[: limits.rows]
    return Answer(sql, values, _frame(names, kept), len(found) > limits.rows, round(took, 3))


def _checked(sql: str, limits: Limits) -> str:
    sql = dedent(sql).strip().rstrip(";").strip()
    if not sql or "\0" in sql:
        raise BadInput("There is no query to run: write one SELECT")
    if len(sql) > limits.sql_chars:
        raise Refused(f"The query is longer than {limits.sql_chars:,} characters: ask for less at a time")
    return sql


def _empty(conn: sqlite3.Connection) -> None:
    """The tables without rows; what SQLite sorts and groups goes to a temporary file, not to memory."""
    conn.execute("PRAGMA temp_store = FILE")
    conn.execute("PRAGMA cache_size = -65536")
    conn.execute("PRAGMA trusted_schema = OFF")
    for name, table in TABLES.items():
        conn.execute(f"CREATE TABLE [{name}] ([{'], ['.join(table.columns)}])")
    conn.create_aggregate("median", 1, _Median)
    for limit, most in COMPILING.items():
        conn.setlimit(limit, most)


def _fill(conn: sqlite3.Connection, table: str, columns: set[str], snap: Snapshot, among: pl.DataFrame | None) -> None:
    names = tuple(c for c in TABLES[table].columns if c in columns)
    rows = _plain(_rows(table, names, snap, among))
    conn.execute("BEGIN")
    conn.executemany(f"INSERT INTO [{table}] ([{'], ['.join(names)}]) VALUES ({', '.join('?' * len(names))})", rows.iter_rows())
    conn.execute("COMMIT")


def _rows(table: str, names: tuple[str, ...], snap: Snapshot, among: pl.DataFrame | None) -> pl.DataFrame:
    if among is None or "account_id" not in TABLES[table].columns:
        return TABLES[table].read(snap, names)
    if table == "accounts":
        return among.select(names)
    rows = TABLES[table].read(snap, tuple(dict.fromkeys((*names, "account_id"))))
    return rows.join(among, on="account_id", how="semi", maintain_order="left").select(names)


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Days and times as ISO text, flags as 1 and 0, lists joined, texts cut: what SQLite can hold."""
    return rows.with_columns(
        pl.selectors.date().dt.to_string("%Y-%m-%d"),
        pl.selectors.datetime().dt.to_string("%Y-%m-%dT%H:%M:%S"),
        pl.selectors.boolean().cast(pl.Int64),
        pl.selectors.string().str.slice(0, MOST_CHARS),
        *(pl.col(c).list.join(";") for c, t in rows.schema.items() if t == pl.List(pl.String)),
    )


def _run(conn: sqlite3.Connection, sql: str, values: dict, gate: _Gate, limits: Limits) -> tuple[list[str], list[tuple]]:
    """Names and at most one row more than the limit. Raises one line, whatever SQLite says."""
    until = monotonic() + limits.seconds
    conn.set_progress_handler(lambda: monotonic() > until, 1_000)
    try:
        cursor = conn.execute(sql, values)
        names = [d[0] for d in cursor.description or ()]
        if len(names) > limits.columns:
            raise Refused(f"The answer has {len(names):,} columns: name at most {limits.columns} of them")
        found = [tuple(_cell(v, limits) for v in row) for row in islice(cursor, limits.rows + 1)]
    except (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError, UnicodeError) as error:
        raise _told(error, gate, limits) from error
    finally:
        conn.set_progress_handler(None, 0)
    return names, found


def _told(error: Exception, gate: _Gate, limits: Limits) -> BadInput | Refused:
    said = " ".join(str(error).split())
    if gate.why:
        return Refused(f"The query was refused: {gate.why}. A question may only read the tables it is told of")
    if "interrupted" in said:
        return Refused(f"The query took longer than {limits.seconds:g} s and was stopped: ask for less, or join on account_id")
    if "too big" in said or "out of memory" in said or isinstance(error, MemoryError):
        return Refused(f"The query makes texts of more than {limits.cell_bytes:,} bytes: ask for less")
    if "one statement" in said:
        return Refused("The query holds more than one statement: write one SELECT")
    return BadInput(f"The query cannot be run: {said[:200]}")


def _refusal(action: int, one: str | None, two: str | None) -> str:
    if action == sqlite3.SQLITE_READ:
        return f"there is no table {one} to ask about"
    if action == sqlite3.SQLITE_FUNCTION:
        return f"the function {two} may not be used"
    return "it would do more than read"


def _cell(value: object, limits: Limits) -> object:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    return value if not isinstance(value, str) or len(value) <= limits.cell_chars else value[: limits.cell_chars] + " ..."


def _frame(names: list[str], rows: list[tuple]) -> pl.DataFrame:
    """The rows as a frame: a column of mixed kinds becomes text, a name said twice is numbered, a column of ISO days becomes days."""
    columns, seen = {}, set()
    for at, name in enumerate(names):
        name = name if name and name not in seen else f"{name} {at + 1}"
        seen.add(name)
        columns[name] = _series(name, [row[at] for row in rows])
    return pl.DataFrame(columns)


def _series(name: str, values: list) -> pl.Series:
    kinds = {type(v) for v in values if v is not None}
    if kinds == {int}:
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        return pl.Series(name, [None if v is None else float(v) for v in values], dtype=pl.Float64)
    texts = pl.Series(name, [v if v is None or isinstance(v, str) else str(v) for v in values], dtype=pl.String)
    known = texts.drop_nulls()
    return texts.str.to_date(strict=False) if known.len() and known.str.contains(r"^\d{4}-\d\d-\d\d$").all() else texts


COMPILING = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0, sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100, sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20, sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 200,
    sqlite3.SQLITE_LIMIT_COLUMN: 200, sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0, sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}  # fmt: skip
"""What a query may be made of."""

FUNCTIONS = frozenset(
    {"abs", "avg", "coalesce", "count", "cume_dist", "date", "datetime", "dense_rank", "first_value", "glob", "group_concat", "ifnull",
     "iif", "instr", "julianday", "lag", "last_value", "lead", "length", "like", "lower", "ltrim", "max", "median", "min", "nth_value",
     "ntile", "nullif", "percent_rank", "rank", "replace", "round", "row_number", "rtrim", "sign", "strftime", "substr", "substring", "sum",
     "time", "total", "trim", "upper"}
)  # fmt: skip
"""What a query may call: nothing that makes large values, reads files, loads code or tells of the machine."""
