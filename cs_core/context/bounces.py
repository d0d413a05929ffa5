"""Addresses from which mail came back: told by the outcomes of what we sent, until their owner writes from them again."""

import polars as pl

from cs_core.context.cut import Cut

BOUNCED = "bounced"
"""The kind of outcome that says so."""


def with_bounces(people: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """People with `undeliverable` true where the last message to their address came back and nothing was heard from it since."""
    back = cut.history("outcome").filter(pl.col("kind") == BOUNCED)
    if back.is_empty():
        return people
    to = cut.history("action").select(pl.col("id").alias("cause_id"), pl.col("recipient").str.to_lowercase().alias("email"))
    dead = back.select("cause_id", "observed_on").join(to, on="cause_id").drop_nulls("email")
    dead = dead.group_by("email").agg(pl.col("observed_on").max())
    heard = cut.noun("message").select(pl.col("sender").str.to_lowercase().alias("email"), pl.col("sent_at").dt.date().alias("heard_on"))
    last = heard.join(dead, on="email", how="semi").group_by("email").agg(pl.col("heard_on").max())
    silent = dead.join(last, on="email", how="left").filter(pl.col("heard_on").fill_null(pl.col("observed_on")) <= pl.col("observed_on"))
    came_back = pl.col("email").str.to_lowercase().is_in(silent["email"].implode()).fill_null(False)
    return people.with_columns(pl.when(came_back).then(True).otherwise("undeliverable").alias("undeliverable"))
