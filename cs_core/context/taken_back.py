"""What a person took back: a decision with the actions it let out, a logged touch, a pulse. The rows stay; nothing counts them any more."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.records import key_of


class Belongs(NamedTuple):
    """By which column a table's rows belong to what can be taken back, and of which tables that is."""

    column: str
    nouns: tuple[str, ...]


def take_back(store: Store, rows: Iterable[tuple[str, str]], *, account_id: str, why: str, by: str, now: datetime) -> None:
    """Write that these rows, each (table, id), no longer count. Raises Refused where one was taken back before."""
    told = {"account_id": account_id, "why": why.strip(), "by": by.strip(), "at": now}
    made = [{"id": key_of("taken back", noun, row), "noun": noun, "row_id": row} | told for noun, row in rows]
    with store.transaction():
        if store.append("taken_back", made) < len(made):
            before = store.rows("taken_back", id=made[0]["id"])[0]
            raise Refused(f"It was taken back already, by {before['by']} on {before['at'][:10]}")


def is_taken_back(store: Store, noun: str, row_id: str) -> bool:
    """Whether this row no longer counts."""
    return bool(store.count("taken_back", id=key_of("taken back", noun, row_id)))


def count_of(store: Store, *, besides: str) -> int:
    """How many rows of all that can be taken back were, but for those of one table."""
    return store.count("taken_back", noun=sorted({noun for belongs in BELONGS.values() for noun in belongs.nouns} - {besides}))


def standing(store: Store, rows: pl.DataFrame, table: str, *, until: datetime | None = None) -> pl.DataFrame:
    """Rows of a table less what was taken back (by that time): of deliveries and outcomes, what belongs to such an action or touch."""
    gone = store.frame("taken_back", "row_id", "at", noun=tuple(BELONGS[table].nouns))
    if until is not None:
        gone = gone.filter(pl.col("at") <= until)
    return rows if gone.is_empty() else rows.filter(~pl.col(BELONGS[table].column).is_in(gone["row_id"].implode()).fill_null(False))


def standing_of(store: Store, table: str, *columns: str, **equals: object) -> pl.DataFrame:
    """`Store.frame` less what was taken back by now."""
    key = BELONGS[table].column
    rows = store.frame(table, *dict.fromkeys((*columns, key) if columns else ()), **equals)
    return standing(store, rows, table).select(columns or rows.columns)


def standing_rows(store: Store, table: str, **equals: object) -> list[dict]:
    """`Store.rows` less what was taken back by now."""
    column, nouns = BELONGS[table]
    gone = set(store.frame("taken_back", "row_id", noun=list(nouns))["row_id"])
    return [row for row in store.rows(table, **equals) if row[column] not in gone]


BELONGS = {
    "decision": Belongs("id", ("decision",)),
    "action": Belongs("id", ("action",)),
    "touch": Belongs("id", ("touch",)),
    "pulse": Belongs("id", ("pulse",)),
    "delivery": Belongs("action_id", ("action",)),
    "outcome": Belongs("cause_id", ("action", "touch")),
}
