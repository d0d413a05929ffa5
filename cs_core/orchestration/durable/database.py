"""The durable engine's own database: a file beside the store, or a schema of a PostgreSQL database. The store itself is never in it."""

from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import event

from cs_core.context.store import one_name, open_store
from cs_core.errors import BadInput
from cs_core.records import key_of

WAIT_MS = 30_000
POOL = 20
"""Connections of one worker: each question that is waited for looks now and then."""


class Database(NamedTuple):
    """Where the engine keeps what it is doing, how it is reached, and in which schema."""

    url: str
    engine: sql.Engine
    schema: str | None


def database_of(store: Path, uri: str = "") -> Database:
    """The engine's database of a store: ``NAME.engine.db`` beside it, or a schema of its own where a URI is given.

    Raises BadInput in one line, without the password, where the URI is none of PostgreSQL or SQLite, or nobody answers there.
    """
    if not uri:
        with open_store(store) as opened:
            return _file(opened.beside("engine.db"))
    try:
        url = sql.make_url(uri)
    except sql.exc.ArgumentError as error:
        raise BadInput("The engine's database is no URI: give one such as postgresql://user@host/database") from error
    system = url.get_backend_name()
    if system == "sqlite" and url.database:
        return _file(Path(url.database))
    if system not in ("postgresql", "postgres"):
        raise BadInput(f"The engine's database cannot be {system}: give postgresql://user@host/database, or leave it out for a file")
    url = url.set(drivername="postgresql+psycopg")
    engine = sql.create_engine(url, pool_size=POOL, pool_pre_ping=True)
    try:
        engine.connect().close()
    except sql.exc.SQLAlchemyError as error:
        said = " ".join(str(getattr(error, "orig", error)).split()).replace(url.password or "\0", "***")
        raise BadInput(f"The engine's database at {url.host or 'localhost'}/{url.database} does not answer: {said[:200]}") from error
    return Database(url.render_as_string(hide_password=False), engine, f"cs_{key_of(one_name(store))}")


def _file(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sql.create_engine(f"sqlite:///{path}", pool_size=POOL)
    event.listen(engine, "connect", _quick)
    return Database(f"sqlite:///{path}", engine, None)


def in_turn(database: Database) -> None:
    """From now on whoever looks in a file holds it until done: two workers that count what may still begin do not both take the rest.

    Not before the tables are made: that begins a turn of its own.
    """
    if database.schema is None:
        event.listen(database.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def _quick(connection: Any, record: Any) -> None:
    """A log ahead of the file, so that readers and the writer do not wait for each other; writers in turn, from their beginning on."""
    connection.isolation_level = "IMMEDIATE"
    for said in (f"busy_timeout = {WAIT_MS}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {said}")
