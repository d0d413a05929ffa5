"""Accounts that promise the same: in which order they are taken, and when a plan must say that its choice among them is arbitrary."""

import polars as pl

ALIKE = 0.01
"""Impacts an hour within one percent of each other cannot be told apart."""

MOST_ALIKE = 0.5


def in_tie_order(options: pl.DataFrame) -> pl.DataFrame:
    """Options so ordered that of equal ones the first is taken: longest without two-way contact, none known first; then the id."""
    return options.sort("days_since_touch", "account_id", "hours", descending=[True, False, False], nulls_last=False)


def arbitrary(options: pl.DataFrame, chosen: pl.DataFrame) -> str:
    """Says where at least half of the chosen promise no more an hour than the best that were not chosen; empty elsewhere."""
    rate = pl.col("impact") / pl.col("hours")
    worth = options.filter(pl.col("impact") > 0, pl.col("hours") > 0).group_by("account_id").agg(
        rate.max().alias("rate"), pl.col("churn_probability").first()
    )  # fmt: skip
    passed = worth.join(chosen, on="account_id", how="anti")
    if passed.is_empty() or chosen.is_empty():
        return ""
    margin = passed["rate"].max()
    alike = worth.join(chosen, on="account_id", how="semi").filter((pl.col("rate") / margin - 1).abs() <= ALIKE)
    if alike.height < MOST_ALIKE * chosen.height:
        return ""
    why = "churn probability unknown; " if alike["churn_probability"].is_null().all() else ""
    told = f"{why}{alike.height:,} of the {chosen.height:,} chosen promise as much an hour as others that were not chosen"
    return f"Accounts cannot be told apart: {told}; the choice among them is arbitrary (longest without two-way contact first, then by id)."
