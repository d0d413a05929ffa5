"""A database or warehouse as a source: one table or one query, read in batches into a polars frame, never written to.

SQLAlchemy speaks to it, over the standard library's SQLite or whichever driver is installed. Passwords never leave this module.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
import sqlalchemy as sql
from sqlalchemy.engine import URL, Connection, CursorResult, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from cs_core.context.sources.cells import META, cell_text
from cs_core.context.sources.reading import Sheet
from cs_core.errors import BadInput

BATCH_ROWS = 50_000
TABLES_NAMED = 30
"""In the message that asks which one."""
#: What to install for a system of databases, where its driver is missing.
DRIVERS = {
    "postgresql": "psycopg[binary]", "mysql": "pymysql", "mariadb": "pymysql", "duckdb": "duckdb-engine",
    "snowflake": "snowflake-sqlalchemy", "bigquery": "sqlalchemy-bigquery",
    "redshift": "sqlalchemy-redshift", "mssql": "pyodbc", "databricks": "databricks-sqlalchemy",
    "oracle": "oracledb", "clickhouse": "clickhouse-sqlalchemy",
}  # fmt: skip
#: What makes a connection unable to write, where a system has such a thing; every transaction is rolled back besides.
READ_ONLY = {"postgresql": "SET TRANSACTION READ ONLY", "mysql": "SET TRANSACTION READ ONLY", "mariadb": "SET TRANSACTION READ ONLY"}
ALIASES = {"postgres": "postgresql", "sqlite3": "sqlite"}


def is_uri(text: str) -> bool:
    """Whether a source is named by a URI (``postgresql://...``), not by a path."""
    return "://" in text


def read_database(uri: str, *, own: Path, query: str | None = None, table: str | None = None) -> Sheet:
    """The rows of a table (``accounts`` or ``schema.accounts``) or of a SELECT as a sheet; `_row` is the place in the result.

    `own` is the live store, which is refused as a source. Raises BadInput in one line, without the password, where the URI is wrong,
    the driver is missing, the database cannot be reached or the query fails; without table or query it lists the tables.
    """
    url = _url(uri, own)
    if query and table:
        raise BadInput("Give --table or --query, not both.")
    if query and not re.match(r"\s*(?:--[^\n]*\n|\s)*(?:select|with|values|table)\b", query, re.I):
        raise BadInput("A --query may only read: write a SELECT.")
    with _connected(url) as connection:
        if not query:
            table = _known_table(connection, table, url)
        connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS, no_parameters=True)
        # The driver gets a query as it stands: in `text()` a colon would be a parameter.
        frame = _rows(connection.exec_driver_sql(query) if query else connection.execute(_whole(table or "")))
    name = f"{table or 'query'}@{Path(url.database or url.host or url.get_backend_name()).name}"
    shown = f"{_shown(url)}#{table or ' '.join((query or '').split())}"
    return Sheet(shown, re.sub(r"[^\w.@-]+", "_", name), _digest(frame), frame)


def _url(uri: str, own: Path) -> URL:
    scheme, _, rest = uri.partition("://")
    try:
        url = make_url(f"{ALIASES.get(scheme.lower(), scheme)}://{rest}")
    except (ArgumentError, ValueError) as error:
        raise BadInput("That is no database URI: write it as postgresql://user:password@host/database or sqlite:///file.db.") from error
    file = _file(url)
    if file and own.exists() and file.exists() and file.samefile(own):
        raise BadInput(f"{own} is this program's own store, not a source: name the database that holds your data.")
    if url.get_backend_name() == "sqlite":
        if file is None or not file.is_file():
            raise BadInput(f"There is no file {file or 'named'}: check the path (sqlite:///relative.db, sqlite:////absolute.db).")
        return URL.create("sqlite", database=f"file:{file.absolute().as_posix().replace('?', '%3f').replace('#', '%23')}",
                          query={"mode": "ro", "uri": "true"})  # fmt: skip
    return url


def _file(url: URL) -> Path | None:
    """The file of a database that is one, however its URI names it."""
    name = unquote(url.database or "")
    name = re.sub(r"^file:(?://)?", "", name).partition("?")[0] if name.startswith("file:") else name
    return Path(name) if name and name != ":memory:" and not url.host else None


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    """A connection that cannot write as far as the system allows, and whose transaction is rolled back in any case."""
    system = url.get_backend_name()
    options = {"connect_args": {"read_only": True}} if system == "duckdb" else {}
    try:
        engine = sql.create_engine(url, poolclass=sql.NullPool, **options)
    except (NoSuchModuleError, ImportError) as error:
        told = f"pip install '{DRIVERS[system]}'" if system in DRIVERS else "install its SQLAlchemy driver"
        raise BadInput(f"No driver for {system}:// is installed: {told}, then try again.") from error
    try:
        with engine.connect() as connection:
            if system in READ_ONLY:
                connection.execute(sql.text(READ_ONLY[system]))
            yield connection
            connection.rollback()
    except (SQLAlchemyError, pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{_shown(url)} cannot be read: {_said(error, url)}") from None
    finally:
        engine.dispose()


def _known_table(connection: Connection, table: str | None, url: URL) -> str:
    schema, _, name = (table or "").rpartition(".")
    inspector = sql.inspect(connection)
    there = sorted({*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)})
    if table and name in there:
        return table
    listed = ", ".join(there[:TABLES_NAMED]) + (f" and {len(there) - TABLES_NAMED} more" if len(there) > TABLES_NAMED else "")
    asked = f"has no table {table}" if table else "holds several tables" if len(there) > 1 else "is a database"
    raise BadInput(f"{_shown(url)} {asked}: choose one by --table, or give a --query. It has {listed or 'no tables'}.")


def _whole(table: str) -> sql.Select:
    schema, _, name = table.rpartition(".")
    return sql.select(sql.literal_column("*")).select_from(sql.table(name, schema=schema or None))


def _rows(result: CursorResult) -> pl.DataFrame:
    """The result as text, like a file of cells: a column of SQLite may hold anything, and two batches may type it differently."""
    names = list(result.keys())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"The query gives two columns one name ({', '.join(twice)}): rename one.")
    texts = [
        pl.DataFrame([list(map(_text, column)) for column in zip(*rows, strict=True)], schema=dict.fromkeys(names, pl.String))
        for rows in result.partitions(BATCH_ROWS)
    ]
    frame = pl.concat(texts) if texts else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return frame.rename({name: f"{name} (1)" for name in META if name in names}).with_row_index("_row", offset=1)


def _text(value: Any) -> str | None:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case datetime():
            return value.isoformat()
        case _:
            return cell_text(value)


def _digest(frame: pl.DataFrame) -> str:
    return blake2b(frame.write_csv().encode(), digest_size=8).hexdigest()


def _shown(url: URL) -> str:
    """The URI as it may be shown and kept: no password, no parameters (they may hold tokens)."""
    database = (url.database or "").removeprefix("file:") if url.get_backend_name() == "sqlite" else url.database
    return url.set(password=None, query={}, database=database).render_as_string(hide_password=True)


def _said(error: Exception, url: URL) -> str:
    """The first line of what the driver said, without anything secret."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    secrets = [url.password, *(part for value in url.query.values() for part in ([value] if isinstance(value, str) else value))]
    line = said[0]
    for secret in filter(None, map(str, secrets)):
        line = line.replace(secret, "***") if len(secret) > 1 else line
    return line
