"""What customers say, and what waits for us: their mood, asks that nobody answered, promises that nobody kept, and survey answers.

Of accounts of which no text was ever read nothing is known: null, not 0.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.conversations import BUYING
from cs_core.context.observed import Observed, once
from cs_core.context.readings import sayings
from cs_core.context.signals.people import met
from cs_core.context.signals.support import still_open

MOOD_DAYS, TOPIC_DAYS, ASK_DAYS, PROMISE_DAYS, SURVEY_DAYS = 30, 90, 60, 90, 365
"""How far back each looks: an ask or a promise that is older has been settled some other way, or forgotten by both."""
PRICED = ("quote", "discount")
"""Asks that belong to a wish to buy in the same text."""
FEWEST_TEXTS = 2
"""A share of fewer texts is no share."""
FEWEST_COMPLAINTS = 3
"""Of fewer nobody says what most of them are about."""
NO_COMPLAINT = ("thanks", "suspicious", "how to", "competitor", "champion change")
"""Topics that a negative text is not about."""
GOOD_ANSWER = 0.75
"""Where on the scale, from worst (0) to best (1), an answer on satisfaction counts as good: 4 and 5 of 5."""


def mood(snap: Observed) -> pl.DataFrame:
    """account_id, texts_30d, sentiment_30d (share of positive less share of negative texts, -100 to 100), negative_topic.

    The share is of what they write to people and answer in surveys. Tickets are left out of it, and count for the topic: nearly each
    of them reports that something does not work, and support has signals of its own.
    """
    lately = felt_lately(snap)
    points = pl.col("sentiment").replace_strict({"positive": 100.0, "neutral": 0.0, "negative": -100.0}, return_dtype=pl.Float64)
    now = lately.group_by("account_id").agg(
        pl.len().cast(pl.Int64).alias("texts_30d"), pl.when(pl.len() >= FEWEST_TEXTS).then(points.mean()).alias("sentiment_30d")
    )
    rows = snap.readings.select("account_id").unique().join(now, on="account_id", how="left")
    return rows.with_columns(pl.col("texts_30d").fill_null(0)).join(_negative_topic(snap), on="account_id", how="left")


def felt_lately(snap: Observed) -> pl.DataFrame:
    """The readings that `texts_30d` counts and `sentiment_30d` is the share of."""
    return snap.readings.filter(
        pl.col("sentiment").is_not_null(), pl.col("noun") != "ticket", pl.col("at").dt.date() > snap.as_of - timedelta(days=MOOD_DAYS)
    )


def complaints(snap: Observed) -> pl.DataFrame:
    """Negative readings of the last 90 days, one row a topic that they complain of."""
    each = _negative(snap).with_columns(pl.col("topics").alias("topic")).explode("topic").drop_nulls("topic")
    return each.filter(~pl.col("topic").is_in(NO_COMPLAINT))


def on_topic(snap: Observed) -> pl.DataFrame:
    """The complaints about each account's `negative_topic`."""
    about = _negative_topic(snap).rename({"negative_topic": "topic"})
    return complaints(snap).join(about, on=["account_id", "topic"], how="semi", maintain_order="left")


def _negative(snap: Observed) -> pl.DataFrame:
    since = snap.as_of - timedelta(days=TOPIC_DAYS)
    return snap.readings.filter(pl.col("sentiment") == "negative", pl.col("at").dt.date() > since)


def _negative_topic(snap: Observed) -> pl.DataFrame:
    """The topic that more than half of an account's negative texts of 90 days are about, of two alike the newer one; none of few texts."""
    texts = _negative(snap).group_by("account_id").agg(pl.len().alias("texts")).filter(pl.col("texts") >= FEWEST_COMPLAINTS)
    counts = complaints(snap).group_by("account_id", "topic").agg(pl.len(), pl.col("at").max())
    counts = counts.join(texts, on="account_id").filter(2 * pl.col("len") > pl.col("texts"))
    most = counts.sort("len", "at", "topic", descending=[True, True, False]).unique("account_id", keep="first", maintain_order=True)
    return most.select("account_id", pl.col("topic").alias("negative_topic"))


@once
def open_asks(snap: Observed) -> pl.DataFrame:
    """Sentences of the last 60 days in which a customer asks for something and nobody has answered since, newest first.

    An answer is a later message of ours in the thread or to that person, a meeting or a logged two-way touch; a ticket's end too.
    A subject line asks nothing besides what its text asks, nor does the question for a price besides the wish to buy it.
    """
    asked = _own_asks(_lately(snap, "ask", ASK_DAYS))
    sent = snap.messages.filter(pl.col("outbound"), ~pl.col("automatic"), pl.col("account_id").is_not_null())
    threads = sent.with_columns(thread=pl.concat_str("system", pl.lit("/"), "thread"))
    rows = _with_last(asked, threads, "sent_at", "_in_thread", "account_id", "thread")
    rows = _with_last(rows, sent, "sent_at", "_to_them", "account_id", "person_id")
    rows = _with_last(rows, met(snap), "at", "_met", "account_id")
    waiting = snap.tickets.filter(still_open()).select("key")
    rows = rows.filter((pl.col("noun") != "ticket") | pl.col("key").is_in(waiting["key"].implode()))
    answered = pl.any_horizontal((pl.col(c) > pl.col("at")).fill_null(False) for c in ("_in_thread", "_to_them", "_met"))
    return rows.filter(~answered).sort("at", "key", "start", "column", descending=[True, False, False, False])


def _own_asks(asked: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("word").str.split(", ")
    wish, heading = words.list.contains(BUYING), pl.col("column") == "subject"
    in_text, of_wish = (~heading).any().over("key"), wish.any().over("key") & ~wish & words.list.eval(pl.element().is_in(PRICED)).list.all()
    return asked.filter(~(heading & in_text) & ~(of_wish & ~heading))


@once
def overdue_promises(snap: Observed) -> pl.DataFrame:
    """Sentences in which we promised something for a day that has passed, with no contact of ours since the promise; newest first.

    Any later message, meeting or logged two-way touch counts as kept: nobody can tell from a text that it was not.
    """
    due = _lately(snap, "promise", PROMISE_DAYS).filter(pl.col("due_on") < snap.as_of)
    sent = snap.messages.filter(pl.col("outbound"), ~pl.col("automatic"))
    rows = _with_last(_with_last(due, sent, "sent_at", "_sent", "account_id"), met(snap), "at", "_met", "account_id")
    kept = pl.any_horizontal((pl.col(c) > pl.col("at")).fill_null(False) for c in ("_sent", "_met"))
    return rows.filter(~kept).sort("at", "key", "start", "column", descending=[True, False, False, False])


def _lately(snap: Observed, kind: str, days: int) -> pl.DataFrame:
    """Of `snap.sayings` those of a kind and of so many days."""
    return sayings(snap.said.filter(pl.col("kind") == kind, pl.col("at").dt.date() > snap.as_of - timedelta(days=days)))


def _with_last(rows: pl.DataFrame, later: pl.DataFrame, day: str, name: str, *by: str) -> pl.DataFrame:
    last = later.drop_nulls(by).group_by(by).agg(pl.col(day).max().alias(name))
    return rows.join(last, on=by, how="left", maintain_order="left")


def waiting(snap: Observed) -> pl.DataFrame:
    """account_id, open_asks, promises_overdue: how many of each."""
    asks = open_asks(snap).group_by("account_id").agg(pl.len().cast(pl.Int64).alias("open_asks"))
    late = overdue_promises(snap).group_by("account_id").agg(pl.len().cast(pl.Int64).alias("promises_overdue"))
    rows = snap.readings.select("account_id").unique().join(asks, on="account_id", how="left").join(late, on="account_id", how="left")
    return rows.with_columns(pl.col("open_asks", "promises_overdue").fill_null(0))


def surveyed(snap: Observed) -> pl.DataFrame:
    """account_id, nps, nps_answers, csat, csat_answers: each person's newest answer of the last year; null where nobody answered.

    NPS is the share of 9s and 10s less the share of 0 to 6, in points; CSAT the share of good answers, in per cent.
    """
    nps, csat = answers(snap, "nps"), answers(snap, "csat")
    score = pl.col("score")
    good = (score - 1) / (pl.col("most") - 1) >= GOOD_ANSWER
    parts = [
        nps.group_by("account_id").agg(
            (100.0 * ((score >= 9).mean() - (score <= 6).mean())).alias("nps"), pl.len().cast(pl.Int64).alias("nps_answers")
        ),
        csat.group_by("account_id").agg((100.0 * good.mean()).alias("csat"), pl.len().cast(pl.Int64).alias("csat_answers")),
    ]
    return parts[0].join(parts[1], on="account_id", how="full", coalesce=True).sort("account_id")


def answers(snap: Observed, kind: str) -> pl.DataFrame:
    """The answers that `nps` or `csat` rests on: each person's newest of the last year, oldest first."""
    return _last_answers(snap).filter(pl.col("kind") == kind, pl.col("most") == 10 if kind == "nps" else pl.col("most") > 1)


@once
def _last_answers(snap: Observed) -> pl.DataFrame:
    since = snap.as_of - timedelta(days=SURVEY_DAYS)
    rows = snap.surveys.filter(pl.col("account_id").is_not_null(), pl.col("score").is_not_null(), pl.col("answered_at").dt.date() > since)
    who = pl.coalesce("email", pl.concat_str("system", pl.lit("/"), pl.coalesce("person_ref", "source_id"))).alias("who")
    last = rows.with_columns(who, pl.col("kind").str.to_lowercase()).sort("answered_at", "source_id")
    return last.unique(["account_id", "who", "kind"], keep="last", maintain_order=True)
