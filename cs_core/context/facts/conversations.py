"""What customers said and asked, and what we promised them, as facts: always the sentence itself, with the row that it stands in."""

from datetime import timedelta

import polars as pl

from cs_core.context.facts.rows import fact_rows
from cs_core.context.observed import once
from cs_core.context.signals.closures import closures
from cs_core.context.signals.conversations import TOPIC_DAYS, open_asks, overdue_promises
from cs_core.context.signals.grievances import OUT_OF, alarms, leaving, low_answers, rivals
from cs_core.context.signals.wishes import buying
from cs_core.context.snapshot import Snapshot

MOST_BAD, MOST_GOOD, MOST_ASKS, MOST_PROMISES = 3, 1, 3, 3


def conversations(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`said` (newest complaints, then praise, of 90 days), `ask` (unanswered) and `promise` (overdue): quotes, newest first.

    `leaving_said`, `alarm_said`, `competitor_said`, `buying_said`: the newest such sentence; `low_answer`: the score given, with
    `low_answer_by` and `low_answer_said`; `closed_said` and `closed_until`, of a closed office or of mourning that lasts. Who wrote the
    first four is `leaving_by`, `alarm_by`, `competitor_by`, `buying_by`, where a name is known.
    With a `said` of the same row go `said_mood` and `said_topic`, with an ask `ask_kind`, with a promise `promise_kind`, `promise_due_on`.
    """
    felt, asked, owed = _felt(snap), _first(_named(open_asks(snap)), MOST_ASKS), _first(_named(overdue_promises(snap)), MOST_PROMISES)
    gone, rival, low = _first(_named(leaving(snap)), 1), _first(_named(rivals(snap)), 1), _first(low_answers(snap), 1)
    wish, angry = _first(_named(buying(snap)), 1), _first(_named(alarms(snap)), 1)
    quote, on, shut = pl.col("quote"), pl.col("at").dt.date(), closures(snap)
    by = (("leaving_by", gone), ("alarm_by", angry), ("competitor_by", rival), ("buying_by", wish))
    return pl.concat(
        [
            *(fact_rows(with_names(rows, snap, "person_id"), key, row="row", observed=on, text=pl.col("who")) for key, rows in by),
            fact_rows(felt, "said", row="row", observed=on, text=quote),
            fact_rows(felt, "said_mood", row="row", observed=on, text=pl.col("mood")),
            fact_rows(felt, "said_topic", row="row", observed=on, text=pl.col("topics")),
            fact_rows(asked, "ask", row="row", observed=on, text=quote),
            fact_rows(asked, "ask_kind", row="row", observed=on, text=pl.col("word")),
            fact_rows(owed, "promise", row="row", observed=on, text=quote),
            fact_rows(owed, "promise_kind", row="row", observed=on, text=pl.col("word")),
            fact_rows(owed, "promise_due_on", row="row", observed=on, day=pl.col("due_on")),
            fact_rows(gone, "leaving_said", row="row", observed=on, text=quote),
            fact_rows(shut, "closed_said", row="source_id", observed=on, text=quote),
            fact_rows(shut, "closed_until", row="source_id", observed=on, day=pl.col("closed_until")),
            fact_rows(angry, "alarm_said", row="row", observed=on, text=quote),
            fact_rows(rival, "competitor_said", row="row", observed=on, text=quote),
            fact_rows(wish, "buying_said", row="row", observed=on, text=quote),
            fact_rows(low, "low_answer", row="source_id", observed=on, text=OUT_OF),
            fact_rows(with_names(low, snap), "low_answer_by", row="source_id", observed=on, text=pl.col("who")),
            fact_rows(low, "low_answer_said", row="source_id", observed=on, text=pl.col("comment")),
        ]
    )


def with_names(rows: pl.DataFrame, snap: Snapshot, address: str = "email") -> pl.DataFrame:
    """With `who`: name and address as in `contact`; null where no name is known of the address, which is no way to speak of a person."""
    whose = rows.with_columns(pl.col(address).str.to_lowercase().alias("_email"))
    told = whose.join(_by_address(snap), on=["account_id", "_email"], how="left", maintain_order="left")
    return told.with_columns(pl.format("{} <{}>", "name", address).alias("who"))


@once
def _by_address(snap: Snapshot) -> pl.DataFrame:
    """account_id, _email, name: of each address of which a name is known, its last one."""
    named = snap.people.drop_nulls(["email", "name"]).select("account_id", pl.col("email").str.to_lowercase().alias("_email"), "name")
    return named.unique(["account_id", "_email"], keep="last")


def _felt(snap: Snapshot) -> pl.DataFrame:
    """The newest sentences of a mood: complaints first, alarms before the rest of a day."""
    since = snap.as_of - timedelta(days=TOPIC_DAYS)
    rows = snap.said.filter(pl.col("kind") == "sentiment", pl.col("at").dt.date() > since)
    alarm = pl.col("word") == "alarm"
    newest = [True, True, True, False, False, False]
    rows = rows.sort(pl.col("at").dt.date(), alarm, "at", "key", "start", "column", descending=newest)
    about = snap.readings.select("key", pl.when(pl.col("topics").list.len() > 0).then(pl.col("topics").list.join(", ")).alias("topics"))
    rows = rows.join(about.unique("key"), on="key", how="left", maintain_order="left")
    mood = pl.col("word").replace({"alarm": "negative"})
    bad, good = rows.filter(mood == "negative"), rows.filter(mood == "positive")
    return _named(pl.concat([_first(bad, MOST_BAD), _first(good, MOST_GOOD)]).with_columns(mood.alias("mood")))


def _first(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    return rows.group_by("account_id", maintain_order=True).head(most)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """With `row`: the row's digest and the place of the sentence in it."""
    return rows.with_columns(pl.format("{}.{}.{}", pl.col("key").str.extract(r"@([^@]+)$"), "column", "start").alias("row"))
