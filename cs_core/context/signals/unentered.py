"""Terms that are over while nothing on record follows them: renewals won whose contract nobody entered, and terms that just ended."""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.contract import renewal, rolling, running
from cs_core.context.signals.terms import closed_over

NEAR_DAYS = 45
"""A contract that begins so long before the end of a term, or later, takes its place."""
OVER_DAYS = 365
"""A term that ended longer ago has long been renewed: its day was never kept."""


def unentered(snap: Observed) -> pl.DataFrame:
    """account_id, won_unentered_on: the day on which a renewal was won that no contract on record follows."""
    rows = terms_won(snap).filter(~pl.col("followed"))
    return rows.select("account_id", pl.col("won_on").alias("won_unentered_on"))


def term_over(snap: Observed) -> pl.DataFrame:
    """account_id, term_over_on: the end of the last paid term, where no contract that runs says what came after it.

    Not of one that renews by itself, whose next term has begun, nor where the renewal is won or still open.
    """
    paid = running(snap).filter(~pl.col("trial"), ~pl.col("auto_renew").fill_null(False))
    over = paid.filter(pl.col("term_end_on").is_between(snap.as_of - timedelta(days=OVER_DAYS), snap.as_of, closed="left"))
    last = over.group_by("account_id").agg(pl.col("term_end_on").max().alias("term_over_on"))
    others = paid.join(over, on="key", how="anti").select("account_id")
    by_itself = running(snap).filter("auto_renew").select("account_id")
    for known in (_runs_on(snap), others, by_itself, terms_won(snap), renewal(snap)):
        last = last.join(known, on="account_id", how="anti")
    return last.sort("account_id")


@once
def terms_won(snap: Observed) -> pl.DataFrame:
    """account_id, won_on, won_row, over_on, over_row, followed: of accounts a term of whose has passed, the last one, and was won again.

    followed: whether a contract runs on, or one on record began near the end of that term or later.
    """
    paid = snap.subscriptions.filter(pl.col("account_id").is_not_null(), ~pl.col("trial").fill_null(False)).with_columns(
        pl.coalesce("term_start_on", "started_on").alias("from_on"), pl.coalesce("ended_on", "term_end_on").alias("renewal_on")
    )
    over = paid.filter(pl.col("renewal_on") < snap.as_of).sort("account_id", "renewal_on", maintain_order=True)
    over = over.unique("account_id", keep="last", maintain_order=True)
    won = closed_over(snap, over.select("account_id", "renewal_on", "from_on")).filter(pl.col("won"))
    rows = won.select("account_id", "won_on", pl.col("source_row").alias("won_row")).join(over, on="account_id", maintain_order="left")
    newest = paid.group_by("account_id").agg(pl.col("from_on").max().alias("newest_on"))
    runs = _runs_on(snap).with_columns(pl.lit(True).alias("runs"))
    for part in (newest, runs):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    near = pl.col("renewal_on") - pl.duration(days=NEAR_DAYS)
    began = (pl.col("newest_on") >= near) & (pl.col("newest_on") > pl.col("from_on"))
    followed = pl.col("runs").fill_null(False) | began.fill_null(False)
    return rows.select(
        "account_id", "won_on", "won_row", pl.col("renewal_on").alias("over_on"), pl.col("source_row").alias("over_row"),
        followed.alias("followed"),
    )  # fmt: skip


def _runs_on(snap: Observed) -> pl.DataFrame:
    """account_id of who has a paid contract that runs on by itself, or that has no end on record, or one ahead."""
    paid = running(snap).filter(~pl.col("trial"))
    ahead = paid.filter((pl.col("term_end_on") >= snap.as_of).fill_null(True))
    return pl.concat([ahead.select("account_id"), rolling(snap).select("account_id")]).unique()
