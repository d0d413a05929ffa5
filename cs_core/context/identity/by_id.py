"""Rows that name another system's id, and what follows where their own name or domain points to another company of that system."""

import polars as pl


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """key, right: rows that name another system's id, bare or as "system:id", and the rows that bear it."""
    names = rows.drop_nulls("external_id").select("key", "system", wanted="external_id")
    other = rows.select(right="key", other="system", wanted="source_id")
    full = other.with_columns(wanted=pl.col("other") + ":" + pl.col("wanted"))
    found = names.join(pl.concat([other, full]), on="wanted").filter(pl.col("system") != pl.col("other"))
    return found.select("key", "right")


def elsewhere(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """key, right: rows that are of one company by the id they name, and the other company of its system that bears their `by`.

    Two companies of one system are others where their domains differ, or without those their names.
    """
    about = rows.select("system", "group", "name_key", "stem", right="key")
    settled = named(rows).join(about, on="right").join(rows.select("key", pl.col(by).alias("value"), at="group"), on="key")
    settled = settled.filter(pl.col("group") == pl.col("at")).drop("right").drop_nulls("value")
    rivals = rows.select("system", pl.col(by).alias("value"), "group", "name_key", "stem", right="key").drop_nulls("value")
    found = settled.join(rivals, on=["system", "value"], suffix="_there").filter(pl.col("group") != pl.col("group_there"))
    differ = pl.coalesce(pl.col("stem") != pl.col("stem_there"), pl.col("name_key") != pl.col("name_key_there"))
    return found.filter(differ).select("key", "right").unique(maintain_order=True)
