"""What customers say before they leave: that they want to end it, that they look elsewhere, that they are appalled; bad survey answers.

Of accounts of which nothing was read nothing is known; of those that said no such thing the day is null too.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.conversations.rivals import named_rival
from cs_core.context.observed import Observed, once
from cs_core.context.signals.conversations import answers
from cs_core.context.signals.people import met
from cs_core.context.signals.support import rated, still_open

SAID_DAYS = 60
"""What was said longer ago, and answered, has been settled, or has shown otherwise."""
UNANSWERED_DAYS = 180
"""So long a wish to leave or another vendor stands where none of ours has written or spoken with them since: silence settles nothing."""
REST_DAYS = 14
"""A closed ticket that was neither rated nor opened again for so long was answered, as far as anybody can tell."""
WORST_NPS = 6
"""Of 10: an answer up to here is a detractor's."""
BAD_ANSWER = 0.25
"""Where on the scale, from worst (0) to best (1), an answer on satisfaction is bad: 1 and 2 of 5."""


OUT_OF = pl.format("{} of {}", *(pl.col(c).round(0).cast(pl.Int64) for c in ("score", "most")))
"""An answer as it is told: ``2 of 10``."""


def grievances(snap: Observed) -> pl.DataFrame:
    """account_id, leaving_said_on, competitor_said_on (of 60 days, unanswered of 180), low_answer_on, alarm_said_on (of 60): the newest."""
    parts = [
        rows.group_by("account_id").agg(pl.col("at").dt.date().max().alias(name))
        for rows, name in (
            (leaving(snap), "leaving_said_on"), (rivals(snap), "competitor_said_on"), (low_answers(snap), "low_answer_on"),
            (alarms(snap), "alarm_said_on"),
        )
    ]  # fmt: skip
    both = parts[0]
    for part in parts[1:]:
        both = both.join(part, on="account_id", how="full", coalesce=True)
    return both.sort("account_id")


@once
def leaving(snap: Observed) -> pl.DataFrame:
    """Sentences on ending the contract in texts that complain: to ask for the notice period is no wish to leave. Newest first."""
    stands = _standing(snap)
    meant = stands.filter(pl.col("kind") == "topic", pl.col("word") == "cancellation", pl.col("mood") == "negative")
    alarm = (pl.col("kind") == "sentiment") & (pl.col("word") == "alarm")
    return newest_first(stands.filter(pl.col("key").is_in(meant["key"].implode()), (pl.col("word") == "cancellation") | alarm))


@once
def rivals(snap: Observed) -> pl.DataFrame:
    """Sentences on another vendor, save in praise; what they name is no plan or product of ours. Newest first."""
    of = pl.col("kind") == "topic", pl.col("word") == "competitor", pl.col("mood") != "positive"
    rows, ours = _standing(snap).filter(*of), set(sold(snap)["name"])
    named = [(named_rival(quote) or "").lower() for quote in rows["quote"]]
    return newest_first(rows.filter(pl.Series([name not in ours for name in named], dtype=pl.Boolean)))


@once
def sold(snap: Observed) -> pl.DataFrame:
    """name: each plan and product that any customer has of us, in small letters."""
    had = snap.subscriptions.drop_nulls("account_id")
    names = pl.concat([had.select(name=c) for c in ("plan", "product")])
    return names.drop_nulls().select(pl.col("name").str.to_lowercase()).unique().sort("name")


@once
def alarms(snap: Observed) -> pl.DataFrame:
    """Sentences of 60 days that no praise makes up for, and that nobody of ours has answered by mail or talk. Newest first.

    Those of a ticket that support closed and nobody rated are settled once they have let it rest for `REST_DAYS`.
    """
    open_yet = _spoken(snap).filter(pl.col("word") == "alarm", _since(snap, SAID_DAYS), ~pl.col("answered"))
    return newest_first(open_yet.filter(~pl.col("key").is_in(_at_rest(snap).implode())).drop("answered"))


def _at_rest(snap: Observed) -> pl.Series:
    """Keys of tickets closed for `REST_DAYS` on which they said nothing more: no rating, good or bad."""
    closed = pl.col("closed_at").dt.date() <= snap.as_of - timedelta(days=REST_DAYS)
    return snap.tickets.filter(closed, pl.col("satisfaction").is_null())["key"]


def _standing(snap: Observed) -> pl.DataFrame:
    """What is not settled yet: of `SAID_DAYS`, and what nobody of ours has answered of `UNANSWERED_DAYS`."""
    return _spoken(snap).filter(_since(snap, SAID_DAYS) | ~pl.col("answered")).drop("answered")


@once
def _spoken(snap: Observed) -> pl.DataFrame:
    """What customers said of leaving, of other vendors, and alarms: with the `mood` of its text, and whether one of ours `answered`.

    A ticket that was closed to their satisfaction is answered too.
    """
    rows = said_lately(snap, pl.col("word").is_in(("cancellation", "competitor", "alarm")), UNANSWERED_DAYS)
    moods = snap.readings.select("key", pl.col("sentiment").fill_null("neutral").alias("mood")).join(rows, on="key", how="semi")
    rows = rows.join(moods.unique("key"), on="key", how="left", maintain_order="left")
    wrote = snap.messages.filter("outbound", ~pl.col("automatic")).select("account_id", pl.col("sent_at").alias("_ours"))
    ours = pl.concat([wrote, met(snap).select("account_id", pl.col("at").alias("_ours"))]).group_by("account_id").agg(pl.col("_ours").max())
    rows = rows.join(ours, on="account_id", how="left", maintain_order="left")
    pleased = rated(snap, snap.tickets).filter(pl.col("is_good").fill_null(False), ~still_open())["key"]
    answered = (pl.col("_ours") > pl.col("at")).fill_null(False) | pl.col("key").is_in(pleased.implode())
    return rows.with_columns(answered.alias("answered")).drop("_ours")


def said_lately(snap: Observed, what: pl.Expr, days: int = SAID_DAYS) -> pl.DataFrame:
    """`what` customers said in so many days."""
    theirs = pl.col("inbound").fill_null(True)
    return snap.said.filter(_since(snap, days), theirs, what, pl.col("account_id").is_not_null())


def _since(snap: Observed, days: int) -> pl.Expr:
    return pl.col("at").dt.date() > snap.as_of - timedelta(days=days)


def newest_first(rows: pl.DataFrame) -> pl.DataFrame:
    """The newest first; of one text the sentence before the subject line."""
    heading = pl.col("column") == "subject"
    return rows.sort(pl.col("at").dt.date(), heading, "at", "key", "start", descending=[True, False, True, False, False])


@once
def low_answers(snap: Observed) -> pl.DataFrame:
    """Bad answers of 60 days that the same person has not bettered since, newest first, with `at`."""
    share = (pl.col("score") - 1) / (pl.col("most") - 1)
    nps, csat = answers(snap, "nps").filter(pl.col("score") <= WORST_NPS), answers(snap, "csat").filter(share <= BAD_ANSWER)
    rows = pl.concat([nps, csat]).with_columns(pl.col("answered_at").alias("at"))
    return rows.filter(pl.col("at").dt.date() > snap.as_of - timedelta(days=SAID_DAYS)).sort("at", "key", descending=[True, False])


GRIEVANCES = (("leaving", leaving), ("rivals", rivals), ("low answers", low_answers), ("alarms", alarms))
"""As the kinds of knowledge by which `provenance` names their rows."""
