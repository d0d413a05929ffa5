"""What a brief holds of the vendor's own knowledge that concerns one account: releases, and help articles on what they asked."""

from datetime import timedelta

import polars as pl

from cs_core.context.facts.rows import fact_rows as _rows
from cs_core.context.signals.occasions import asked_before, broken
from cs_core.context.signals.people import present
from cs_core.context.signals.support import still_open
from cs_core.context.snapshot import Snapshot

RELEASE_DAYS = 90
MOST_ARTICLES = 3
PLACE = ("system", "source_row", "source_id")
MOST_CHARACTERS = 300
"""Of what a release does: enough to tell of it."""


def releases(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`release` and `release_reason`: releases of the last 90 days that mend what a ticket was about, or touch the top feature.

    What mends comes first, and the newest of each; of those that touch, one that says what it does. `release_text` is what the first of
    them does, and `release_on` its day: the one that a draft would tell of. `release_fixes` is the subject of the newest ticket of this
    account, opened before the release came out, that it mends, and `release_for` who opened it, where they can be written to.
    """
    since = snap.as_of - timedelta(days=RELEASE_DAYS)
    notes = snap.knowledge.filter(pl.col("kind") == "release", pl.col("published_on") > since)
    notes = notes.select("name", "text", "event", "fixes", "published_on", "system", "source_row", "source_id")
    mends = _mended(snap, accounts, notes).with_columns(pl.format("mends {}", "subject").alias("reason"))
    top = accounts.select("account_id", pl.col("top_feature").alias("event")).drop_nulls()
    newest = notes.sort(pl.col("text").is_null(), "published_on", "source_id", descending=[False, True, False])
    touches = top.join(newest, on="event", maintain_order="left_right").with_columns(pl.format("touches {}", "event").alias("reason"))
    columns = ["account_id", "name", "text", "reason", "published_on", "system", "source_row", "source_id"]
    both = pl.concat([mends.select(columns), touches.select(columns)]).unique(
        ["account_id", "source_id"], keep="first", maintain_order=True
    )
    first, day = both.unique("account_id", keep="first", maintain_order=True), pl.col("published_on")
    return pl.concat(
        [
            _rows(both, "release", row="source_id", observed=day, text=pl.col("name")),
            _rows(both, "release_reason", row="source_id", observed=day, text=pl.col("reason")),
            _rows(mends, "release_fixes", row="source_id", observed=day, text=pl.col("subject")),
            _rows(mends, "release_for", row="source_id", observed=day, text=_asked_by(snap, mends)),
            _rows(first, "release_text", row="source_id", observed=day, text=_plainly("text")),
            _rows(first, "release_on", row="source_id", observed=day, day=day),
        ]
    )


def unused(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`unused_feature_text`: what the feature that they never used is for, as the vendor's own list of features says it."""
    told = snap.knowledge.filter(pl.col("kind") == "feature", pl.col("text").is_not_null()).sort("known_at", "source_id")
    told = told.unique("event", keep="last", maintain_order=True).select("event", "text", "published_on", "known_at", *PLACE)
    rows = accounts.select("account_id", pl.col("unused_feature").alias("event")).drop_nulls().join(told, on="event", maintain_order="left")
    day = pl.min_horizontal(pl.coalesce("published_on", pl.col("known_at").dt.date()), pl.lit(snap.as_of))
    return _rows(rows, "unused_feature_text", row="source_id", observed=day, text=_plainly("text"))


def _mended(snap: Snapshot, accounts: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """The releases' columns, account_id, subject, person_ref, desk: of each release and account the newest ticket that it mends."""
    tickets = broken(snap).join(accounts.select("account_id"), on="account_id", how="semi")
    asked = tickets.select("account_id", "subject", "opened_at", "person_ref", pl.col("system").alias("desk"), _split("tags"))
    asked = asked.explode("topic").with_columns(_topic()).filter(pl.col("topic") != "")
    both = asked.join(_by_topic(notes), on="topic").filter(asked_before())
    newest = both.sort("account_id", "opened_at", "subject", "source_id", descending=[False, True, False, False])
    once = newest.unique(["account_id", "source_id"], keep="first", maintain_order=True)
    return once.sort("account_id", "published_on", descending=[False, True], maintain_order=True)


def _asked_by(snap: Snapshot, rows: pl.DataFrame) -> pl.Series:
    """Name and address, as `contact` gives them, of who opened each row's ticket; null where nobody knows or they cannot be reached."""
    if rows.is_empty():
        return pl.Series("by", [], dtype=pl.String)
    address = pl.col("email").str.to_lowercase().str.strip_chars()
    records = snap.noun("person").select(desk="system", person_ref="source_id", address=address)
    records = records.unique(["desk", "person_ref"], keep="first")
    who = rows.select("account_id", "desk", "person_ref").join(records, on=["desk", "person_ref"], how="left", maintain_order="left")
    owners = snap.addresses.unique(["account_id", "address"], keep="first")
    who = who.join(owners, on=["account_id", "address"], how="left", maintain_order="left")
    there = present(snap).filter("reachable").select("account_id", "person_id", "name", "email")
    who = who.join(there, on=["account_id", "person_id"], how="left", maintain_order="left")
    named = pl.when(pl.col("name").is_not_null()).then(pl.format("{} <{}>", "name", "email")).otherwise(pl.col("email"))
    return who.select(named.alias("by")).to_series()


def articles(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`article` (title and link) and `article_reason`: help articles whose topics are tags of an open ticket.

    A tag tells the topic, not the question: an article is near it and may not answer it. Who escalates wants a person.
    """
    known = snap.knowledge.filter(pl.col("kind") == "article")
    asked = snap.tickets.filter(still_open(), ~pl.col("escalated").fill_null(False))
    found = _topics(asked).join(_by_topic(known.drop("account_id", strict=False)), on="topic", maintain_order="left_right")
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
    """A text in one line that ends in a stop, without Markdown's marks and links; a long one ends with a sentence, else at a word."""
    bare = pl.col(column).str.replace_all(r"(?m)^\s*[-*#>]+\s+", "").str.replace_all(r"\[([^\]]*)\]\([^)]*\)", "${1}")
    bare = bare.str.replace_all(r"\(?\b(?:https?://|www\.)\S+", "").str.replace_all(r"[*`]+", "")
    line = bare.str.replace_all(r"\s+", " ").str.strip_chars()
    part = line.str.slice(0, MOST_CHARACTERS)
    cut = pl.coalesce(part.str.extract(r"^(.+[.!?])\s"), part.str.replace(r"\s\S*$", " ..."))
    ended = pl.when(line.str.contains(r"[.!?…]$")).then(line).otherwise(line + ".")
    return pl.when(line == "").then(None).when(line.str.len_chars() > MOST_CHARACTERS).then(cut).otherwise(ended)
