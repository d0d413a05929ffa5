"""What a list of customers says of their contracts counts where no system that keeps contracts says it already.

A row of such a list stands for a customer, and what it says of a contract is all that the customer pays: it is named by its customer and
by nothing of its own. Beside contracts that billing or a CRM keeps it would count once more.
"""

import polars as pl

SAME_WORTH = 1.25
"""So many times what its contracts are worth a customer may be said to pay before something else is meant, and both stand."""


def told_once(contracts: pl.DataFrame) -> pl.DataFrame:
    """`contracts` with account_id, without what lists of customers say once more of what others keep, or of what has ended there."""
    listed = (pl.col("source_id") == pl.col("company_ref")).fill_null(False)
    if not contracts.select(listed.any()).item():
        return contracts
    kept = contracts.filter(~listed, ~pl.col("trial").fill_null(False)).drop_nulls("account_id").group_by("account_id")
    worth = kept.agg(pl.col("mrr").filter(pl.col("ended_on").is_null()).sum().alias("_kept"))
    rows = contracts.join(worth, on="account_id", how="left", maintain_order="left")
    again = listed & (pl.col("mrr").fill_null(0.0) <= SAME_WORTH * pl.col("_kept"))
    return rows.filter(~again.fill_null(False)).drop("_kept")
