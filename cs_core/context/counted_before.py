"""A count that is told again otherwise: uses that landed stay as they are, so the other figure is refused, not added to the first."""

import polars as pl

from cs_core.context.events import scan
from cs_core.context.sources.table import Table, digests, fields_of
from cs_core.context.store import Store


def counted_once(store: Store, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows of `table.read`, `_why` told too of an id that landed, or stands further up, with another content; of tables with `once`."""
    if not table.once or not rows["_why"].has_nulls():
        return rows
    rows = rows.with_row_index("_n")
    good = rows.filter(pl.col("_why").is_null())
    good = good.with_columns(pl.Series("_digest", digests(good, content_of(table))).str.to_integer(base=16, dtype=pl.UInt64))
    first = good.unique("source_id", keep="first", maintain_order=True).select("source_id", _first="_digest", _counted="count")
    landed = _landed(store, table, good["source_id"])
    good = good.join(first, on="source_id", maintain_order="left").join(landed, on="source_id", how="left", maintain_order="left")
    before = pl.format("{} landed as {}, and this is {}: the first counts, and is not changed", "source_id", "_was", "count")
    above = pl.format("{} stands further up as {}, and this is {}: name a row by more columns", "source_id", "_counted", "count")
    why = pl.coalesce(
        pl.when(~pl.col("_digest").is_in("_there")).then(before), pl.when(pl.col("_digest") != pl.col("_first")).then(above)
    )
    told = good.select("_n", why.alias("_again"))
    rows = rows.join(told, on="_n", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("_why", "_again").alias("_why")).drop("_n", "_again")


def content_of(table: Table) -> tuple[str, ...]:
    """The columns of `table.read` by which a row is known again."""
    return ("source_id", *fields_of(table.noun), "_own")


def _landed(store: Store, table: Table, ids: pl.Series) -> pl.DataFrame:
    """source_id, _there (digests), _was (count) of ids that landed."""
    held = scan(store).filter(pl.col("system") == table.system, pl.col("event_id").is_in(ids.unique().implode()))
    one = held.group_by(pl.col("event_id").alias("source_id")).agg(pl.col("digest").alias("_there"), pl.col("count").first().alias("_was"))
    return one.collect(engine="streaming")
