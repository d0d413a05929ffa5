"""The long rows that facts are made of besides the signals: one row a fact, in order of trust within its key."""

import polars as pl

SHAPE = {
    "account_id": pl.String, "key": pl.String, "row": pl.String, "text": pl.String, "number": pl.Float64, "day": pl.Date,
    "unit": pl.String, "observed_on": pl.Date, "source": pl.String, "source_row": pl.String, "recorded_at": pl.Datetime("us"),
}  # fmt: skip


def fact_rows(
    frame: pl.DataFrame, key: str | pl.Expr, *, row: str, observed: pl.Expr, text=None, number=None, day=None, unit=None, written=None
) -> pl.DataFrame:
    """Rows of SHAPE from a frame with account_id, system and source_row; `row` names the column that makes a fact's id unique.

    `written`: when we wrote the row ourselves; what was imported is dated later, by `imports`.
    """
    if frame.is_empty():
        return pl.DataFrame(schema=SHAPE)
    given = {
        "account_id": pl.col("account_id"), "key": pl.lit(key) if isinstance(key, str) else key, "row": pl.col(row),
        "text": text, "number": number, "day": day, "unit": unit,
        "observed_on": observed, "source": pl.col("system"), "source_row": pl.col("source_row"), "recorded_at": written,
    }  # fmt: skip
    return frame.select(NULL[name] if value is None else value.cast(SHAPE[name]).alias(name) for name, value in given.items())


NULL = {name: pl.lit(None, kind).alias(name) for name, kind in SHAPE.items()}

COMPUTED = ("cs_core", "computed from the signals of the day", None)
"""Source, place and moment of what is no row of anybody's: it was worked out of those that the signals cite."""
