"""How values are kept, whatever keeps them: as text, whole numbers, numbers and null; and how they come back."""

import json
from datetime import date, datetime
from functools import cache
from typing import Any

import polars as pl

from cs_core.records import Record

POLARS = {"TEXT": pl.String, "INTEGER": pl.Int64, "REAL": pl.Float64}
JSON_COLUMNS = frozenset(
    {"claims", "facts", "goals", "summary", "mapping", "topics", "asks", "promises", "spans", "data", "act", "evidence", "draft", "gates",
     "others_words", "planned", "instead", "forecast", "marks"}
)  # fmt: skip
BOOLEANS = frozenset(
    {"trial", "churn_flag", "deleted", "opted_out", "undeliverable", "auto_renew", "upgraded", "downgraded", "escalated", "won",
     "reactivation", "passed", "caught", "two_way", "good", "done", "gone", "main", "same", "off"}
)  # fmt: skip
DATES = frozenset({"as_of", "expires_at"})
WRITTEN = (
    pl.selectors.date().dt.to_string("%Y-%m-%d"), pl.selectors.datetime().dt.to_string("%Y-%m-%dT%H:%M:%S"),
    pl.selectors.boolean().cast(pl.Int8),
)  # fmt: skip
"""What makes the columns of a frame what is kept."""


def encode(value: Any) -> Any:
    """A value as it is kept."""
    if type(value) in PLAIN:
        return value
    match value:
        case bool():
            return int(value)
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() | dict():
            return AS_JSON(value)
        case _:
            return value


AS_JSON = json.JSONEncoder(ensure_ascii=False, default=str).encode
PLAIN = frozenset({str, int, float, type(None)})
"""What is kept as it is: nearly all."""


def row_of(item: Record | dict) -> dict:
    """A record, or a row, as a row."""
    return item.model_dump(mode="json") if isinstance(item, Record) else item


def decode(name: str, value: Any) -> Any:
    """What is kept in a column of that name as it comes back."""
    if value is None:
        return None
    if name in JSON_COLUMNS:
        return json.loads(value)
    return bool(value) if name in BOOLEANS else value


def typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Give columns the types that their names promise."""
    return frame.with_columns(_promised(tuple(frame.columns)))


@cache
def _promised(columns: tuple[str, ...]) -> list[pl.Expr]:
    days = [pl.col(c).str.slice(0, 10).str.to_date(strict=False) for c in columns if c.endswith("_on") or c in DATES]
    times = [
        pl.col(c).str.slice(0, 19).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
        for c in columns
        if (c.endswith("_at") or c == "at") and c not in DATES
    ]
    return days + times + [pl.col(c).cast(pl.Boolean) for c in columns if c in BOOLEANS]


@cache
def _nothing(types: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    return typed(pl.DataFrame(schema={c: POLARS[t] for c, t in types}))


def no_rows(types: dict[str, str]) -> pl.DataFrame:
    """A frame of these columns without a row."""
    return _nothing(tuple(types.items())).clone()
