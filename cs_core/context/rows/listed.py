"""What a list of customers says of their contracts counts where no system that keeps contracts says it already.

A row of such a list stands for a customer, and what it says of a contract is all that the customer pays: it is named by its customer and
by nothing of its own. Beside contracts that billing or a CRM keeps, or beside a newer list, it would count once more.
"""

import polars as pl

LIST = ("system", "object")
"""What tells one list from another."""
SAME_WORTH = 1.25
"""So many times what its contracts are worth a customer may be said to pay before something else is meant, and both stand.

In another currency than all of them it is the same, converted: nobody pays one contract in two.
"""


def told_once(contracts: pl.DataFrame) -> pl.DataFrame:
    """`contracts` with account_id, without what lists of customers say once more of what others keep, newer lists say, or has ended."""
    listed = (pl.col("source_id") == pl.col("company_ref")).fill_null(False)
    if not contracts.select(listed.any()).item():
        return contracts
    running = pl.col("mrr").filter(pl.col("ended_on").is_null()).sum()
    kept = contracts.filter(~listed, ~pl.col("trial").fill_null(False)).drop_nulls("account_id").group_by("account_id")
    money = pl.col("currency").str.to_uppercase()
    paid_in = money.filter(pl.col("ended_on").is_null(), pl.col("mrr") > 0).unique().alias("_paid_in")
    rows = contracts.join(kept.agg(running.alias("_kept"), paid_in), on="account_id", how="left", maintain_order="left")
    lists = contracts.filter(listed).drop_nulls("account_id").sort("known_at", "recorded_at", pl.col("mrr").fill_null(0.0))
    newest = lists.unique("account_id", keep="last").select("account_id", *LIST)
    told = lists.join(newest, on=["account_id", *LIST]).group_by("account_id", *LIST).agg(running.alias("_told"))
    rows = rows.join(told.rename({column: f"_{column}" for column in LIST}), on="account_id", how="left", maintain_order="left")
    older = pl.any_horizontal(pl.col(column) != pl.col(f"_{column}") for column in LIST)
    said = pl.max_horizontal("_kept", pl.when(older).then("_told"))
    converted = pl.col("_paid_in").list.drop_nulls().list.len().gt(0) & ~money.is_in(pl.col("_paid_in"))
    again = listed & ((pl.col("mrr").fill_null(0.0) <= SAME_WORTH * said) | converted)
    return rows.filter(~again.fill_null(False)).select(contracts.columns)
