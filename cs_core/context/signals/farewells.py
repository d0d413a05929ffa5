"""People who told us themselves that they leave, where no system has noted it yet: they wrote goodbye, and gave no sign since."""

from datetime import timedelta

import polars as pl

from cs_core.context.conversations.notation import pattern
from cs_core.context.observed import Observed, once

GRACE_DAYS = 14
"""Between the goodbye and the last day: a sign within it is no return, and before its end nobody is taken to be gone."""
GOODBYE = pattern("""
my last day/week | i am/i'm leaving/retiring/moving on | i leave | i will/i'll be leaving | i have left | goodbye | i am/i'm handing over
my successor/replacement | i have decided to leave | i am/i'm stepping down | i will/i'll no longer be
""")
"""Of a sentence on a change of contact, what its writer says of their own going."""


@once
def farewells(snap: Observed) -> pl.DataFrame:
    """account_id, person_id, gone_on (the day of the goodbye), quote, system, source_row; the last goodbye of each."""
    told = snap.said.filter(pl.col("kind") == "topic", pl.col("word") == "champion change", pl.col("inbound")).drop_nulls("person_id")
    told = told.filter(pl.col("quote").str.to_lowercase().str.replace_all("’", "'").str.contains(GOODBYE)).sort("at", "key")
    last = told.unique(["account_id", "person_id"], keep="last", maintain_order=True)
    last = last.select("account_id", "person_id", pl.col("at").dt.date().alias("gone_on"), "quote", "system", "source_row")
    rows = last.join(_signs(snap), on="person_id", how="left", maintain_order="left")
    until = pl.col("gone_on") + timedelta(days=GRACE_DAYS)
    return rows.filter(until <= snap.as_of, (pl.col("sign_on") <= until).fill_null(True)).drop("sign_on")


def _signs(snap: Observed) -> pl.DataFrame:
    """person_id, sign_on: when they last wrote, or used the product."""
    wrote = snap.messages.filter(pl.col("inbound")).select("person_id", pl.col("sent_at").dt.date().alias("sign_on"))
    used = snap.use.people.select("person_id", pl.col("used").dt.date().alias("sign_on"))
    return pl.concat([wrote, used]).drop_nulls().group_by("person_id").agg(pl.col("sign_on").max())
