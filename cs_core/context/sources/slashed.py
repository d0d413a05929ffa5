"""In which order days with slashes are written. ``26/06/2021`` can be one day only; whether ``05/11/2021`` is in November or in May the
other cells of its column tell: where some can only be day first and none only month first, it is day first. Else nobody can tell."""

from typing import NamedTuple

import polars as pl

SLASHED = r"^(?<a>\d{1,2})/(?<b>\d{1,2})/(?<y>\d{4})(?<rest>\D.*)?$"
DAY_FIRST, MONTH_FIRST = "day first", "month first"
"""Kinds by which a person says it of a column."""
OPEN = f'that is clear (write 2026-03-01, or give its column "kind": "{DAY_FIRST}" or "{MONTH_FIRST}" in a mapping)'
"""Follows on what a cell is not that may be either day: a date, or a time."""


class Order(NamedTuple):
    """What the cells of a column, or of a part of one, show of the order of day and month."""

    day_first: bool = False
    """Whether a cell can only be day first."""
    month_first: bool = False
    """Whether a cell can only be month first."""

    def and_more(self, other: "Order") -> "Order":
        """Of two parts of one column together."""
        return Order(*(a or b for a, b in zip(self, other, strict=True)))


def order(words: pl.Series) -> Order | None:
    """What the cells show; None where none of them is written with slashes."""
    parts = _parts(words.filter(_is_slashed(words)))
    if not parts.height:
        return None
    return Order(*parts.select((_day("a") & _month("b") & ~_month("a")).any(), (_day("b") & _month("a") & ~_month("b")).any()).row(0))


def in_order(words: pl.Series, told: Order | None = None) -> pl.Series:
    """The words with days of slashes put in the order of ISO (``2021-11-05``), but for those that may be either of two days.

    `told`: what the whole column shows, where `words` are a part of it.
    """
    shown = told or order(words)
    if shown is None:
        return words
    by_column = pl.col("b") if shown == (True, False) else pl.col("a") if shown == (False, True) else pl.lit(None, pl.Int64)
    month = pl.when(~_month("a") | (pl.col("a") == pl.col("b"))).then("b").when(~_month("b")).then("a").otherwise(by_column)
    return _put(words, month)


def as_told(words: pl.Series, *, day_first: bool) -> pl.Series:
    """The words with all days of slashes put in the order of ISO, by the order that a person told; what does not fit it stays."""
    return _put(words, pl.col("b" if day_first else "a"))


def is_open(words: pl.Expr) -> pl.Expr:
    """Whether the words may be either of two days; it is asked of words that were not read."""
    part = words.str.extract_groups(SLASHED).struct.field
    one, other = part("a").cast(pl.Int64), part("b").cast(pl.Int64)
    return (one.is_between(1, 12) & other.is_between(1, 12)).fill_null(False)


def _is_slashed(words: pl.Series) -> pl.Series:
    return words.str.contains(SLASHED).fill_null(False)


def _parts(slashed: pl.Series) -> pl.DataFrame:
    return slashed.str.extract_groups(SLASHED).struct.unnest().with_columns(pl.col("a", "b").cast(pl.Int64))


def _put(words: pl.Series, month: pl.Expr) -> pl.Series:
    """`month`: which of the parts a and b it is, null where that is open."""
    slashed = _is_slashed(words)
    if not slashed.any():
        return words
    day = pl.col("a") + pl.col("b") - pl.col("month")
    two = [pl.col(name).cast(pl.String).str.zfill(2) for name in ("month", "day")]
    parts = _parts(words.filter(slashed)).with_columns(month=month).with_columns(day=day)
    fits = pl.when(_month("month") & _day("day")).then(pl.concat_str("y", *two, separator="-") + pl.col("rest").fill_null(""))
    bare = words.filter(slashed)
    return words.scatter(slashed.arg_true(), parts.select(fits).to_series().fill_null(bare))


def _day(part: str) -> pl.Expr:
    return pl.col(part).is_between(1, 31)


def _month(part: str) -> pl.Expr:
    return pl.col(part).is_between(1, 12)
