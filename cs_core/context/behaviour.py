"""What each person at a customer does: their mail and their use of the product, of all their addresses together."""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.use import WINDOW


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
    end = snap.use.feed.week_end if snap.use.feed else snap.as_of
    lately = pl.col("at").dt.date().is_between(end - timedelta(weeks=WINDOW) + timedelta(days=1), end)
    rows = snap.events.filter(pl.col("account_id") == account_id, pl.col("person").is_not_null())
    sums = rows.group_by(pl.col("person").alias("person_id"), "event").agg(
        pl.col("at").max().dt.date().alias("last"),
        pl.col("count").fill_null(1).filter(lately).sum().alias("n"),
    ).collect()  # fmt: skip
    top = pl.col("event").sort_by("n", "event", descending=[True, False]).first()
    return sums.group_by("person_id").agg(
        pl.col("last").max().alias("last_used_on"), pl.col("n").sum().cast(pl.Int64).alias("uses_4w"),
        pl.when(pl.col("n").sum() > 0).then(top).alias("top_feature"),
    )  # fmt: skip
