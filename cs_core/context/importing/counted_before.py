"""A count that is told again otherwise: a newer file takes the place of what landed, from its import on; no figure is added to another.

Which file is the newer one is told by the imports: what lies beside the other in one import is neither, and is refused.
"""

from typing import NamedTuple

import polars as pl

from cs_core.context.sources.table import Table, digests, fields_of
from cs_core.context.store import Store
from cs_core.context.usage.events import scan
from cs_core.context.usage.restated import NOTHING, counting, not_counting

NO_USE = "not needed"
"""How the reason begins for which a count of 0 is left alone."""


class File(NamedTuple):
    """The file whose counts are read."""

    known: bool
    """Whether a file of the same content was used before: what it said then is no news."""
    beside: frozenset[str]
    """Digests of the files that were read before it in the same import."""
    replaced: list[pl.DataFrame]
    """Filled with what takes the place of an earlier count: source_id, was, count, old, new (digests)."""


def counted_once(store: Store, rows: pl.DataFrame, table: Table, file: File) -> pl.DataFrame:
    """Rows of `table.read`, of tables with `once`; `_why` told too of an id that stands further up, or in a file of the same import, with
    another content. What states a count anew is added to `file.replaced`."""
    zero = (pl.col("count") == 0).fill_null(False) & pl.col("_why").str.starts_with(NO_USE).fill_null(False)
    if not table.once or not rows.select((pl.col("_why").is_null() | zero).any()).item():
        return rows
    rows = rows.with_row_index("_n")
    good = rows.with_columns(zero.alias("_zero")).filter(pl.col("_why").is_null() | pl.col("_zero"))
    good = good.with_columns(pl.Series("_digest", digests(good, content_of(table))).str.to_integer(base=16, dtype=pl.UInt64))
    first = good.unique("source_id", keep="first", maintain_order=True).select("source_id", _first="_digest", _counted="count")
    landed = _landed(store, table, good["source_id"])
    good = good.join(first, on="source_id", maintain_order="left").join(landed, on="source_id", how="left", maintain_order="left")
    old_news = pl.lit(file.known) & (pl.col("_digest").is_in("_there") | pl.col("_zero"))
    differs = pl.when("_zero").then(pl.col("_now").is_not_null()).otherwise(pl.col("_now").ne_missing(pl.col("_digest")))
    other = pl.col("_there").is_not_null() & ~old_news.fill_null(False) & differs
    beside = pl.col("_path").str.contains_any(sorted(file.beside)).fill_null(False) if file.beside else pl.lit(False)
    above = pl.col("_digest") != pl.col("_first")
    good = good.with_columns((other & ~beside & ~above).alias("_anew"))
    at_once = pl.format(
        "{} is {} in a file of the same import, and this is {}: import the newer of the two files by itself, after the other",
        "source_id", "_was", "count",
    )  # fmt: skip
    twice = pl.format("{} stands further up as {}, and this is {}: name a row by more columns", "source_id", "_counted", "count")
    none = pl.format("not needed: it is 0 now: the {} of {} counts no more", "_was", "source_id")
    why = pl.coalesce(
        pl.when(pl.col("_anew") & pl.col("_zero")).then(none),
        pl.when(other & beside).then(at_once),
        pl.when(above & ~pl.col("_zero")).then(twice),
    )
    anew = good.filter("_anew")
    newer = pl.when("_zero").then(pl.lit(NOTHING, pl.UInt64)).otherwise("_digest")
    older = pl.col("_now").fill_null(NOTHING)
    if anew.height:
        file.replaced.append(anew.select("source_id", was=pl.col("_was").fill_null(0), count="count", old=older, new=newer))
    told = good.select("_n", why.alias("_again"))
    rows = rows.join(told, on="_n", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("_again", "_why").alias("_why")).drop("_n", "_again")


def content_of(table: Table) -> tuple[str, ...]:
    """The columns of `table.read` by which a row is known again."""
    return ("source_id", *fields_of(table.noun), "_own")


def _landed(store: Store, table: Table, ids: pl.Series) -> pl.DataFrame:
    """source_id, _there (digests) of ids that landed; of the row that counts now _now (digest), _was (count), _path (of the lake)."""
    held = scan(store, path="_path").filter(pl.col("system") == table.system, pl.col("event_id").is_in(ids.unique().implode()))
    rows = held.select("system", "digest", "count", "_path", source_id="event_id").collect(engine="streaming")
    there = rows.group_by("source_id").agg(pl.col("digest").alias("_there"))
    now = counting(rows, not_counting(store)).unique("source_id", keep="first", maintain_order=True)
    return there.join(now.select("source_id", _now="digest", _was="count", _path="_path"), on="source_id", how="left")
