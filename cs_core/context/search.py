"""Accounts that a few letters may mean, nearest first."""

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

NEAR = 70
"""Likeness, of 100, from which a name is worth offering."""


def find_accounts(accounts: pl.DataFrame, text: str, *, limit: int = 8) -> list[tuple[str, str]]:
    """(account_id, name) of up to `limit` rows: names that begin so, then hold it, then ids, then names that sound like it.

    ``accounts`` needs account_id and name. Empty for an empty text.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    name, id_ = pl.col("name").str.to_lowercase(), pl.col("account_id").str.to_lowercase()
    ranked = accounts.select(
        "account_id", "name",
        pl.when(name.str.starts_with(wanted)).then(0).when(name.str.contains(wanted, literal=True)).then(1)
        .when(id_.str.contains(wanted, literal=True)).then(2).alias("rank"),
    ).drop_nulls("rank").sort("rank", "name").head(limit)  # fmt: skip
    found = list(ranked.select("account_id", "name").iter_rows())
    return found or alike(accounts, wanted, limit=limit)


def alike(accounts: pl.DataFrame, wanted: str, *, limit: int) -> list[tuple[str, str]]:
    """(account_id, name) of up to `limit` rows whose names sound like it, the likest first."""
    names = dict(accounts.select("account_id", "name").drop_nulls().iter_rows())
    near = process.extract(wanted, names, scorer=fuzz.WRatio, processor=default_process, limit=limit, score_cutoff=NEAR)
    return [(account_id, name) for name, _, account_id in near]
