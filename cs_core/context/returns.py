"""What came back of our messages, told of people: whose address takes no mail, and who asked us to stop. No row of theirs is edited."""

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.our_history import our_history

BOUNCED, ASKED_TO_STOP = "bounced", "asked_to_stop"
"""The kinds of outcome that say so."""


def with_returns(people: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """People with `undeliverable` true where the last message to their address came back, `opted_out` where they asked us to stop.

    An address takes mail again once somebody writes from it later; an opt-out stays. It may stand at several accounts: what came of a
    letter to it counts at each, whichever are looked at.
    """
    back = our_history(cut, "outcome", "cause_id", "kind", "observed_on", kind=(BOUNCED, ASKED_TO_STOP))
    if back.is_empty():
        return people
    to = our_history(cut, "action", "id", "recipient", "created_at", id=tuple(back["cause_id"].unique()))
    to = to.select(pl.col("id").alias("cause_id"), pl.col("recipient").str.to_lowercase().alias("email"))
    told = back.join(to, on="cause_id").drop_nulls("email")
    dead, stopped = _silent(told.filter(pl.col("kind") == BOUNCED), cut), told.filter(pl.col("kind") == ASKED_TO_STOP)["email"]
    return people.with_columns(_also("undeliverable", dead), _also("opted_out", stopped))


def _silent(bounced: pl.DataFrame, cut: Cut) -> pl.Series:
    """Addresses from which nothing was heard after the day on which mail to them came back."""
    dead = bounced.group_by("email").agg(pl.col("observed_on").max())
    heard = cut.noun("message").select(pl.col("sender").str.to_lowercase().alias("email"), pl.col("sent_at").dt.date().alias("heard_on"))
    last = heard.join(dead, on="email", how="semi").group_by("email").agg(pl.col("heard_on").max())
    rows = dead.join(last, on="email", how="left")
    return rows.filter(pl.col("heard_on").fill_null(pl.col("observed_on")) <= pl.col("observed_on"))["email"]


def _also(flag: str, emails: pl.Series) -> pl.Expr:
    """The flag, true of those addresses too."""
    theirs = pl.col("email").str.to_lowercase().is_in(emails.implode()).fill_null(False)
    return pl.when(theirs).then(True).otherwise(flag).alias(flag)
