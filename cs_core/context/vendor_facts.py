"""What a brief holds of the vendor's own knowledge that concerns one account: releases, and help articles on what they asked."""

from datetime import timedelta

import polars as pl

from cs_core.context.fact_rows import fact_rows as _rows
from cs_core.context.signals.support import still_open
from cs_core.context.snapshot import Snapshot

RELEASE_DAYS = 90
MOST_ARTICLES = 3
MOST_CHARACTERS = 300
"""Of what a release does: enough to tell of it."""


def releases(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`release` and `release_reason`: releases of the last 90 days that mend what a ticket was about, or touch the top feature.

    `release_text` is what the first of them does: the one that a draft would tell of.
    """
    since = snap.as_of - timedelta(days=RELEASE_DAYS)
    notes = snap.knowledge.filter(pl.col("kind") == "release", pl.col("published_on") > since)
    notes = notes.select("name", "text", "event", "fixes", "published_on", "system", "source_row", "source_id")
    mends = _topics(snap.tickets).join(_by_topic(notes), on="topic").with_columns(pl.format("mends {}", "subject").alias("reason"))
    touches = accounts.select("account_id", pl.col("top_feature").alias("event")).drop_nulls().join(notes, on="event")
    touches = touches.with_columns(pl.format("touches {}", "event").alias("reason"))
    columns = ["account_id", "name", "text", "reason", "published_on", "system", "source_row", "source_id"]
    both = pl.concat([mends.select(columns), touches.select(columns)]).unique(
        ["account_id", "source_id"], keep="first", maintain_order=True
    )
    first, day = both.unique("account_id", keep="first", maintain_order=True), pl.col("published_on")
    return pl.concat(
        [
            _rows(both, "release", row="source_id", observed=day, text=pl.col("name")),
            _rows(both, "release_reason", row="source_id", observed=day, text=pl.col("reason")),
            _rows(first, "release_text", row="source_id", observed=day, text=_plainly("text")),
        ]
    )


def articles(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`article` (title and link) and `article_reason`: help articles whose topics are tags of an open ticket.

    A tag tells the topic, not the question: an article is near it and may not answer it. Who escalates wants a person.
    """
    known = snap.knowledge.filter(pl.col("kind") == "article")
    asked = snap.tickets.filter(still_open(), ~pl.col("escalated").fill_null(False))
    found = _topics(asked).join(_by_topic(known.drop("account_id", strict=False)), on="topic")
    found = found.unique(["account_id", "source_id"], keep="first", maintain_order=True)
    found = found.group_by("account_id", maintain_order=True).head(MOST_ARTICLES)
    day = pl.min_horizontal(pl.coalesce("published_on", pl.col("known_at").dt.date()), pl.lit(snap.as_of))
    title = pl.when(pl.col("value").is_not_null()).then(pl.format("{} ({})", "name", "value")).otherwise("name")
    return pl.concat(
        [
            _rows(found, "article", row="source_id", observed=day, text=title),
            _rows(found, "article_reason", row="source_id", observed=day, text=pl.format("touches the topic of {}", "subject")),
        ]
    )


def _topics(tickets: pl.DataFrame) -> pl.DataFrame:
    """account_id, subject, topic: the last ticket of each tag of an account."""
    rows = tickets.drop_nulls(["account_id", "tags"]).select("account_id", "subject", _split("tags")).explode("topic")
    return rows.with_columns(_topic()).filter(pl.col("topic") != "").unique(["account_id", "topic"], keep="last", maintain_order=True)


def _by_topic(notes: pl.DataFrame) -> pl.DataFrame:
    return notes.drop_nulls("fixes").with_columns(_split("fixes")).explode("topic").with_columns(_topic())


def _split(column: str) -> pl.Expr:
    return pl.col(column).str.split(";").alias("topic")


def _topic() -> pl.Expr:
    return pl.col("topic").str.strip_chars().str.to_lowercase()


def _plainly(column: str) -> pl.Expr:
    """A text in one line, without Markdown's marks, cut at a word."""
    bare = pl.col(column).str.replace_all(r"(?m)^\s*[-*#>]+\s+", "").str.replace_all(r"[*`]+", "")
    line = bare.str.replace_all(r"\s+", " ").str.strip_chars()
    cut = line.str.slice(0, MOST_CHARACTERS).str.replace(r"\s\S*$", " ...")
    return pl.when(line.str.len_chars() > MOST_CHARACTERS).then(cut).otherwise(line)
