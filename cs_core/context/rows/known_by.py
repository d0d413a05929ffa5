"""Which version of each row was known by a day, with what was learnt only later hidden.

A row counts from the day on which the thing was born; of several versions of it the newest known by the day is taken, else the
earliest one with its state columns hidden; a version that states no time of its own stands as of its import. Columns dated by a later
day of the same row (closed, paid, ended, left) are hidden. What we say of ourselves without a day (team, plans, policies) always holds.
"""

from datetime import date, datetime, time
from functools import lru_cache

import polars as pl

from cs_core.context.nouns import Noun


def end_of(day: date) -> datetime:
    """The last moment that belongs to the day."""
    return datetime.combine(day, time.max)


def known_by(frame: pl.DataFrame, noun: Noun, as_of: date) -> pl.DataFrame:
    """Of each thing the version that was known by the day, with what was not yet known hidden.

    How things stand (`state`) is shown only from a version that says when it was written, or that was imported by the day.
    """
    if frame.is_empty():
        return frame.drop(noun.undated)
    end = end_of(as_of)
    counts, shown = _rules(noun.born, noun.hides, noun.state, noun.before, noun.ours, end)
    then = frame.filter(counts).with_row_index("_n")
    which = _newest(then.select("_n", *THING, "known_at", "recorded_at", "source_row", _birth(noun.born).alias("_born")), end)
    chosen = (then[which["_n"]] if which.height < then.height else then).with_columns(which["_late"])
    return chosen.with_columns(shown).drop("_n", "_late", *noun.undated)


@lru_cache(maxsize=256)
def _rules(born_on: str, hides: tuple, state: tuple, before: tuple, ours: tuple | None, end: datetime) -> tuple[pl.Expr, list[pl.Expr]]:
    """Which rows of a noun of these columns count by then, and what of them is shown: made once, a day is asked for again and again."""
    born = _birth(born_on)
    dated = (pl.col("known_at") > born).fill_null(True) | (pl.col("recorded_at") <= end)
    shown = {column: ~pl.col("_late") & dated for column in state}
    for day, columns in hides:
        for column in (day, *columns):
            shown[column] = shown.get(column, pl.lit(True)) & ~_after(day, end)
    was = [pl.when(_after(day, end)).then(pl.lit(value)).otherwise(column).alias(column) for day, column, value in before]
    was += [pl.when(~_after(day, end)).then(day).alias(day) for day, _, _ in before]
    hidden = [pl.when(visible).then(column).alias(column) for column, visible in shown.items()]
    return (born.fill_null(pl.col("known_at")) <= end) | _always(ours, born), hidden + was


def _birth(born_on: str) -> pl.Expr:
    return pl.col(born_on).cast(pl.Datetime("us")) if born_on else pl.lit(None, pl.Datetime("us"))


def _newest(rows: pl.DataFrame, end: datetime) -> pl.DataFrame:
    """_n, _late of the version of each thing that was known by then, in order; most things have one, and are not compared with any."""
    late, age = pl.col("_since") > end, pl.col("_since").dt.epoch("s")
    born = pl.col("_born")
    since_then = pl.when(_by_birth(born)).then("recorded_at").otherwise("known_at").alias("_since")
    if rows.height == 1:
        return rows.select("_n", since_then).select("_n", late.alias("_late"))
    rows = rows.with_columns((pl.len().over(*THING) > 1).alias("_several"))
    lone = rows.filter(~pl.col("_several")).select("_n", since_then)
    if lone.height == rows.height:
        return lone.select("_n", late.alias("_late"))
    many = rows.filter("_several").with_columns(since(born).alias("_since"))
    many = many.with_columns(late.alias("_late"), pl.when(late).then(-age).otherwise(age).alias("_k"))
    last = many.sort("_late", "_k", "_n", descending=[False, True, True]).unique(THING, keep="first", maintain_order=True)
    return pl.concat([lone.select("_n", late.alias("_late")), last.select("_n", "_late")]).sort("_n")


def _always(kinds: tuple[str, ...] | None, born: pl.Expr) -> pl.Expr:
    """Whether the row is our own set-up and dates itself by nothing but its import."""
    if kinds is None:
        return pl.lit(False)
    ours = pl.col("kind").is_in(kinds) if kinds else pl.lit(True)
    return ours & born.is_null() & (pl.col("known_at") == pl.col("recorded_at"))


def since(born: pl.Expr) -> pl.Expr:
    """From when a version holds: as it says; where it only has the thing's birth and its file no other version, from its import."""
    file = pl.col("source_row").str.strip_chars_end("0123456789")
    only = pl.len().over(*THING, file) == 1
    return pl.when(_by_birth(born) & only).then("recorded_at").otherwise("known_at")


def _by_birth(born: pl.Expr) -> pl.Expr:
    """Whether a version is dated by nothing but the thing's birth."""
    return (pl.col("known_at") == born).fill_null(False)


def _after(day: str, end: datetime) -> pl.Expr:
    """Whether the row's own day lies after the as-of day; a row without one hides nothing."""
    return (pl.col(day).cast(pl.Datetime("us")) > end).fill_null(False)


THING = ("system", "object", "source_id")
