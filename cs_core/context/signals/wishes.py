"""What customers say when they wish to buy more: heard as a lead, and answered by a person as any other ask is.

Of accounts of which nothing was read nothing is known; of those that said no such thing the day is null too.
"""

import polars as pl

from cs_core.context.conversations import BUYING
from cs_core.context.observed import Observed, once
from cs_core.context.readings import sayings
from cs_core.context.signals.conversations import open_asks
from cs_core.context.signals.grievances import newest_first, said_lately


def wishes(snap: Observed) -> pl.DataFrame:
    """account_id, buying_said_on (the newest day in 60 days), buying_asks (such asks that nobody of ours has answered since)."""
    said = buying(snap).group_by("account_id").agg(pl.col("at").dt.date().max().alias("buying_said_on"))
    asks = unanswered_wishes(snap).group_by("account_id").agg(pl.len().cast(pl.Int64).alias("buying_asks"))
    rows = snap.readings.select("account_id").unique().join(said, on="account_id", how="left").join(asks, on="account_id", how="left")
    return rows.with_columns(pl.col("buying_asks").fill_null(0)).sort("account_id")


@once
def buying(snap: Observed) -> pl.DataFrame:
    """Sentences of 60 days in which a customer wishes to buy more, one row a sentence, newest first."""
    return newest_first(sayings(said_lately(snap, (pl.col("kind") == "ask") & (pl.col("word") == BUYING))))


@once
def unanswered_wishes(snap: Observed) -> pl.DataFrame:
    """Of `open_asks` those that wish to buy more."""
    return open_asks(snap).filter(pl.col("word").str.split(", ").list.contains(BUYING))


WISHES = (("buying", buying), ("buying asks", unanswered_wishes))
"""As the kinds of knowledge by which `provenance` names their rows."""
