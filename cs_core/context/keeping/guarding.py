"""SQLite itself refuses what a role may not do, beneath every verb of its store."""

import sqlite3

from cs_core.context.keeping.access import MAY, Actor


def guard(conn: sqlite3.Connection, actor: Actor) -> None:
    """From now on this connection refuses what the role may not do, however it is asked. A leader may do everything."""
    if actor.role == "leader":
        return
    if not MAY[actor.role]:
        conn.execute("PRAGMA query_only = ON")
    tables = MAY[actor.role]

    def allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action in READING or (action == sqlite3.SQLITE_INSERT and first in tables):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in ASKING:
            return sqlite3.SQLITE_OK
        # What `json_each` asks when it declares itself; a statement that changes the schema asks for more than this.
        if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    conn.set_authorizer(allowed)


READING = frozenset(
    {
        sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)  # fmt: skip
ASKING = ("table_info", "table_xinfo", "index_list", "index_info", "foreign_key_list", "integrity_check", "foreign_key_check")
