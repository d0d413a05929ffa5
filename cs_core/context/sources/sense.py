"""What a well written cell still cannot say: fewer than no seats, an amount that no company has, a customer of the far future, the sum of a
month that is not over."""

from datetime import datetime, timedelta

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.sources.table import Table, fields_of, told_as

LARGEST = 1e12
"""Of any number: a larger one is a slip or an id."""
DAYS_AHEAD = 5 * 366
"""A thing begins no later than so many days after its import: systems write the year 9999 where they mean never."""
NEVER_NEGATIVE = {"company": ("seats",), "subscription": ("seats", "mrr")}
"""Noun -> fields of which less than none means nothing; invoices, deals and lines may be credits."""


def with_sense(rows: pl.DataFrame, table: Table, now: datetime) -> pl.DataFrame:
    """Rows of `table.read`, `_why` told too of what cannot be. `now`: the moment of the import."""
    fields = {name: kind for name, kind in fields_of(table.noun).items() if name in table.columns or name in table.derive}
    checks = [_told(table, f, pl.col(f) < 0, "cannot be negative") for f in NEVER_NEGATIVE.get(table.noun, ()) if f in fields]
    checks += [_told(table, f, pl.col(f).abs() > LARGEST, "is larger than can be") for f, kind in fields.items() if kind in (int, float)]
    born = NOUNS[table.noun].born if table.noun in NOUNS else ""
    if born in fields:
        late = pl.col(born).cast(pl.Datetime("us")) > now + timedelta(days=DAYS_AHEAD)
        checks.append(_told(table, born, late, "lies too far ahead to be a beginning"))
    if table.noun == "event" and "at" in table.columns and table.columns["at"].kind in ("month", "period"):
        runs = (pl.col("at") > now) & (pl.col("at") == pl.col("at").dt.month_end().dt.truncate("1d"))
        says = f"not needed: {told_as(table, 'at')} names a month that is not over: import the table again when it is"
        checks.append(pl.when(runs).then(pl.lit(says)))
    return rows.with_columns(pl.coalesce("_why", *checks)) if checks else rows


def _told(table: Table, field: str, wrong: pl.Expr, why: str) -> pl.Expr:
    """The reason where it is wrong, with the value where it stands in the row as it is."""
    said = f"{told_as(table, field)} {why}"
    value = pl.col(field).cast(pl.String)
    return pl.when(wrong).then(pl.lit(said) if field in table.derive else pl.format("{}: {}", pl.lit(said), value))
