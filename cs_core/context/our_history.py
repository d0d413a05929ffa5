"""What we proposed, decided, did and saw by a day, or by a moment of it: rows that are only ever added, as they stood then."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Protocol

import polars as pl

from cs_core.context.rows.joined_cases import JoinedCases
from cs_core.context.rows.known_by import end_of
from cs_core.context.store import Store, columns_of
from cs_core.context.taken_back import BELONGS, standing


class Day(Protocol):
    """A cut, as far as our own history asks of it."""

    @property
    def store(self) -> Store: ...
    @property
    def as_of(self) -> date: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def moved(self) -> Mapping[str, str]: ...
    @property
    def joined_cases(self) -> JoinedCases: ...


def our_history(cut: Day, table: str, *columns: str, **equals: object) -> pl.DataFrame:
    """Rows of a history table by then, less what was taken back by then, of whichever accounts.

    Of an account that is now part of another one, as that one's; of cases that became one so the row that stands comes last. Where
    only some `columns` are wanted, the one that dates the rows is among them.
    """
    wanted, there = columns, columns_of(table)
    joined = cut.joined_cases if table == "case" and cut.moved else None
    needed = (BELONGS[table].column,) if table in BELONGS else ("id", "case_id") if joined else ()
    needed += ("cycle_id",) if cut.until and "cycle_id" in there else ()
    columns = tuple(dict.fromkeys((*columns, *needed))) if columns else ()
    rows = cut.store.frame(table, *columns, **equals)
    if rows.is_empty() or (rows := _by_then(rows, DATED[table], cut)).is_empty():
        return rows[list(wanted)] if wanted else rows
    rows = standing(cut.store, rows, table, until=_moment(cut)) if table in BELONGS else rows
    rows = (joined.told(rows) if joined else rows).select(wanted or rows.columns)
    if "account_id" not in rows.columns or rows.is_empty() or not cut.moved:
        return rows
    return rows.with_columns(pl.col("account_id").replace(cut.moved))


def until_it_grows(work: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
    """What several parts ask of our own history as of one cut is worked out once, and anew where anything was added to it since."""
    name = f"{work.__module__}.{work.__name__}"

    @wraps(work)
    def asked(cut: Day, **how: object) -> pl.DataFrame:
        asked_for = (cut.until, {key: word for key, word in how.items() if word is not None}, cut.store.version("cycle", *DATED))
        held = vars(cut).get(name)
        if held is None or held[0] != asked_for:
            held = vars(cut)[name] = asked_for, work(cut, **how)
        return held[1]

    return asked


def _moment(cut: Day) -> datetime:
    end = end_of(cut.as_of)
    return end if cut.until is None else min(end, cut.until)


def _by_then(rows: pl.DataFrame, column: str, cut: Day) -> pl.DataFrame:
    """Rows by the moment; those that say no more than their day, by the day, but for what cycles made that began then or later."""
    end = end_of(cut.as_of) if rows.schema[column] == pl.Date else _moment(cut)
    rows = rows.filter(pl.col(column).cast(pl.Datetime) <= end)
    if cut.until is None or "cycle_id" not in rows.columns:
        return rows
    later = cut.store.frame("cycle", "id", "started_at").filter(pl.col("started_at") >= cut.until)["id"]
    return rows.filter(~pl.col("cycle_id").is_in(later.implode()).fill_null(False))


DATED = {
    "proposal": "as_of", "routed": "as_of", "decision": "decided_at", "action": "created_at", "task": "created_at",
    "delivery": "at", "touch": "at", "outcome": "observed_on", "note": "at",
    "case": "as_of", "play_run": "as_of", "handover": "as_of", "judged": "at", "pulse": "at", "taken_back": "at",
}  # fmt: skip
"""History table -> the column that dates its rows."""
