"""What each person at a customer does: their mail and their use of the product, of all their addresses together."""

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.usage.use import WORD


def behaviour(snap: Observed, account_id: str) -> pl.DataFrame:
    """One row a known person: person_id, person (name), emails, same_as, last_mail_on, threads, last_used_on, uses_4w, top_feature.

    Mail is what they wrote, not what was sent to them; a thread is a conversation that they wrote in. Uses and the feature they used
    most are of the last four full weeks of the feed. What is not known is null: nobody's use is 0 where no event names people.
    """
    mine = pl.col("account_id") == account_id
    people = snap.people.filter(mine).select("person_id", pl.col("name").alias("person"), "emails", "same_as")
    wrote = snap.messages.filter(mine, pl.col("inbound"), ~pl.col("automatic")).group_by("person_id").agg(
        pl.col("sent_at").max().dt.date().alias("last_mail_on"), pl.col("thread").n_unique().alias("threads")
    )  # fmt: skip
    rows = people.join(wrote, on="person_id", how="left", maintain_order="left").join(_used(snap, account_id), on="person_id", how="left")
    unnamed = snap.use.feed is None or not snap.use.feed.names_people
    uses = pl.lit(None, pl.Int64) if unnamed else pl.col("uses_4w").fill_null(0)
    return rows.with_columns(pl.col("threads").fill_null(0), uses.alias("uses_4w")).sort(
        pl.max_horizontal("last_mail_on", "last_used_on"), "person_id", descending=[True, False], nulls_last=True
    )


def _used(snap: Observed, account_id: str) -> pl.DataFrame:
    """person_id, last_used_on, uses_4w, top_feature."""
    mine, by = pl.col("account_id") == account_id, pl.col("person").alias("person_id")
    theirs = snap.people.filter(mine).select("person_id")
    seen = snap.use.people.join(theirs, on="person_id", how="semi").select("person_id", pl.col("used").dt.date().alias("last_used_on"))
    used = pl.col("uses") > 0
    top = pl.col("event").filter(used).sort_by(pl.col("uses").filter(used), pl.col("event").filter(used), descending=[True, False]).first()
    lately = snap.use.lately.filter(mine, pl.col("person").is_not_null()).with_columns(pl.col(WORD).cast(pl.String))
    sums = lately.group_by(by).agg(pl.col("uses").sum().cast(pl.Int64).alias("uses_4w"), top.alias("top_feature"))
    return seen.join(sums, on="person_id", how="left").with_columns(pl.col("uses_4w").fill_null(0))
