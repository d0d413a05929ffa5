"""How much of their plan a customer uses: what the plan holds is the vendor's own knowledge."""

import polars as pl

from cs_core.context.observed import Observed


def plan_features(snap: Observed) -> pl.DataFrame:
    """plan, plan_features (how many it holds), has (which), list_price (a seat and year): of every plan that the vendor tells of."""
    rows = snap.knowledge.filter(pl.col("kind") == "plan").sort("known_at", maintain_order=True).unique("name", keep="last")
    has = pl.col("event").str.split(";").fill_null(pl.lit([], pl.List(pl.String)))
    told = rows.select(pl.col("name").alias("plan"), has.alias("has"), pl.col("amount").alias("list_price"))
    return told.with_columns(pl.col("has").list.len().cast(pl.Int64).alias("plan_features")).sort("plan")


def plan_in_use(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, plan_in_use: features used in 4 weeks as a share of those of the plan; null where the plan's are not known."""
    of = rows.select("account_id", "plan", "features_4w").join(plan_features(snap), on="plan")
    share = 100 * pl.col("features_4w") / pl.when(pl.col("plan_features") > 0).then("plan_features")
    return of.select("account_id", share.cast(pl.Float64).alias("plan_in_use"))
