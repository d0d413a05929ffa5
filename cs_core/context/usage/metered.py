"""Contracts that commit to a number of units, and what counts them: the terms that run on a day, and the use that falls into them.

The unit is in words (deliveries), the meter is the event whose count is billed. Where no meter is named, the event that is called as
the unit is counts; where nothing is called so, what was consumed is not known.
"""

import polars as pl

from cs_core.context.cut import Cut

LONGEST_FIRST_TERM_DAYS = 400
"""Where only a contract's start and the end of its term are told, both are one term if it is no longer than this."""
SPREAD_WEEKS = 13
"""Full weeks whose ups and downs a forecast rests on."""
TERM = ("meter", "unit", "starts", "ends")


def committed(cut: Cut) -> pl.DataFrame:
    """One row an account with a running, paid contract that names a commitment or a meter.

    account_id, meter, unit, starts, ends (of the term that runs on the day; null where it is not known), commitment, overage_price,
    since (first day of the contract), system, source_row. Of several contracts the dearest one is told, together with those that
    count the same over the same term; a commitment or a price on which they do not agree, or that one of them lacks, is null.
    """
    named = pl.any_horizontal(pl.col("commitment", "meter").is_not_null())
    runs = pl.col("ended_on").is_null() & ~pl.col("trial").fill_null(False) & pl.col("account_id").is_not_null()
    rows = cut.subscriptions.filter(runs & named).with_columns(*_term(cut), pl.coalesce("meter", "unit").alias("meter"))
    rows = rows.sort("account_id", -pl.col("mrr").fill_null(0.0), "source_id")
    same = [pl.col(c).eq_missing(pl.col(c).first().over("account_id")) for c in TERM]
    total = pl.when(pl.col("commitment").is_not_null().all()).then(pl.col("commitment").sum())
    price = pl.when(pl.col("overage_price").fill_null(-1).n_unique() == 1).then(pl.col("overage_price").first())
    return rows.filter(pl.all_horizontal(same)).group_by("account_id", maintain_order=True).agg(
        *(pl.col(c).first() for c in TERM), total.alias("commitment"), price.alias("overage_price"),
        pl.min_horizontal(pl.col("started_on").min(), pl.col("starts").min()).alias("since"),
        pl.col("system").first(), pl.col("source_row").first(),
    )  # fmt: skip


def _term(cut: Cut) -> tuple[pl.Expr, pl.Expr]:
    """The first day of the term that runs on the day, and the day on which it ends."""
    whole = (pl.col("term_end_on") - pl.col("started_on")).dt.total_days() <= LONGEST_FIRST_TERM_DAYS
    starts = pl.coalesce("term_start_on", pl.when(whole).then("started_on"))
    runs = (starts <= cut.as_of) & (pl.col("term_end_on") >= cut.as_of)
    return pl.when(runs).then(starts).alias("starts"), pl.when(runs).then("term_end_on").alias("ends")


def meters(terms: pl.DataFrame) -> pl.DataFrame:
    """account_id, event that its contract counts, starts: what is joined to linked events; of `committed` terms."""
    return terms.drop_nulls("meter").select("account_id", pl.col("meter").alias("event"), "starts")
