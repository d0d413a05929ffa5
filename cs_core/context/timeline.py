"""All that happened with one account, newest first: what the customer did, and what we proposed, decided, sent, logged and noted."""

import polars as pl

from cs_core.context.facts.our_work import edits
from cs_core.context.field_history import field_history
from cs_core.context.pulse import SCALE
from cs_core.context.snapshot import Snapshot


def timeline(snap: Snapshot, account_id: str, *, limit: int = 200, history: pl.DataFrame | None = None) -> list[dict]:
    """Rows of at (date and time), kind, text, source, source_row; newest first, none later than the snapshot's day.

    `history`: the account's `field_history`, where it is known already.
    """
    mine = pl.col("account_id") == account_id
    parts = [_told(getattr(snap, frame).filter(mine), *spec) for frame, *spec in NOUNS]
    parts += [_history(rows.filter(mine), *spec) for rows, *spec in _histories(snap)]
    parts.append(_changes(field_history(snap, account_id) if history is None else history))
    rows = pl.concat(parts).drop_nulls(["at", "text"]).filter(pl.col("at").dt.date() <= snap.as_of)
    return rows.sort("at", "kind", descending=[True, False], maintain_order=True).head(limit).to_dicts()


def _told(rows: pl.DataFrame, kind: str, day: str, text: pl.Expr) -> pl.DataFrame:
    columns = [pl.col(day).cast(pl.Datetime("us")).alias("at"), pl.lit(kind).alias("kind"), text.cast(pl.String).alias("text")]
    return rows.select(*columns, pl.col("system").alias("source"), "source_row")


def _changes(history: pl.DataFrame) -> pl.DataFrame:
    """Values of a field that took the place of others."""
    rows = history.sort("since", maintain_order=True)
    before = pl.col("value").shift().over("field", "thing")
    rows = rows.with_columns(before.alias("before")).filter(pl.col("before").is_not_null(), pl.col("system") != "note")
    field = pl.col("field").str.replace_all(r"[._]", " ")
    return _told(rows, "change", "since", pl.format("{}: {} instead of {}", field, _yes_or_no("value"), _yes_or_no("before")))


def _yes_or_no(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace({"true": "yes", "false": "no"})


def went_by(via: str) -> pl.Expr:
    """How a delivery went, in words: a letter's file is the outbox, whatever its name."""
    return pl.when(pl.col(via).str.starts_with("outbox/")).then(pl.lit("into the outbox")).otherwise(pl.format("by {}", via))


def _histories(snap: Snapshot) -> list[tuple]:
    """Our own rows, each with its account: decisions and deliveries are found through what they decide and deliver.

    What an agent asked for is dated by the day it looked at, not by the hour at which it ran; what people did, by when they did it.
    """
    made, acted = snap.history("proposal"), snap.history("action")
    of_action = acted.select(pl.col("id").alias("action_id"), "account_id", "subject")
    days = made.select(pl.col("id").alias("proposal_id"), pl.col("as_of").cast(pl.Datetime("us")).alias("on"))
    tasks = snap.history("task").join(days, on="proposal_id", how="left", maintain_order="left")
    tasks = tasks.with_columns(pl.coalesce("on", "created_at").alias("on"))
    note = _words("key", _words("text", pl.format("“{}”", "quote"), pl.lit("noted by ") + pl.col("by")), between=": ")
    back = pl.format("{}: taken back by {}", "key", "by")
    return [
        (made, "proposal", "as_of", _words(_words("agent", pl.lit("proposed to"), "play"), "subject", between=": ")),
        (
            edits(snap),
            "decision",
            "decided_at",
            _words(
                _words("play", _words("decision", pl.lit("by ") + pl.col("by")), between=": "), _given("reason"), "changed", between=". "
            ),
        ),
        (snap.history("note"), "note", "at", pl.when("gone").then(back).otherwise(note)),
        (
            snap.history("pulse"),
            "pulse",
            "at",
            pl.format("{} of 6, {}: {} (by {})", "score", pl.col("score").replace_strict(SCALE, return_dtype=pl.String), "why", "by"),
        ),
        (snap.history("taken_back", noun="pulse"), "undo", "at", pl.format("pulse taken back by {}: {}", "by", "why")),
        (
            snap.history("delivery").join(of_action, on="action_id"),
            "delivery",
            "at",
            _words(_words("status", went_by("via")), "subject", between=": "),
        ),
        (tasks, "task", "on", _words("title", pl.format("(for {})", "assignee"))),
        (
            snap.history("touch"),
            "touch",
            "at",
            _words(
                _words("mode", pl.format("of {} min", pl.col("minutes").round(0).cast(pl.Int64)), pl.lit("by ") + pl.col("by")),
                _given("result"),
                between=". ",
            ),
        ),
        (snap.history("outcome"), "outcome", "observed_on", _words("kind", _given("detail"), between=". ")),
    ]


def _history(rows: pl.DataFrame, kind: str, day: str, text: pl.Expr) -> pl.DataFrame:
    own = rows.with_columns(pl.lit("cs_core").alias("system"), pl.format(kind + ":{}", "id").alias("source_row"))
    return _told(own, kind, day, text)


def _amount(amount: str, currency: str = "currency") -> pl.Expr:
    whole = pl.col(amount).round(0).cast(pl.Int64).map_elements("{:,}".format, return_dtype=pl.String)
    return pl.concat_str(whole, pl.col(currency), separator=" ", ignore_nulls=True)


def _words(*parts: pl.Expr | str, between: str = " ") -> pl.Expr:
    """What is known of the parts, in one line; null where nothing is."""
    line = pl.concat_str(*parts, separator=between, ignore_nulls=True)
    return pl.when(line != "").then(line)


def _whole(*columns: str) -> tuple[pl.Expr, ...]:
    return tuple(pl.col(column).round(0).cast(pl.Int64) for column in columns)


def _given(column: str) -> pl.Expr:
    return pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column))


def _told_of(what: str, *parts: pl.Expr | str) -> pl.Expr:
    """``closed: Export fails``; only ``closed`` where nothing more is known."""
    return _words(pl.lit(what), _words(*parts), between=": ")


def _bracketed(column: str) -> pl.Expr:
    return pl.format("({})", column)


def _quoted(what: pl.Expr) -> pl.Expr:
    return _words(_words(what, _bracketed("word")), pl.format("“{}”", "quote"), between=": ")


_SAID = (
    pl.when(pl.col("kind") == "ask").then(_quoted(pl.lit("asked")))
    .when(pl.col("kind") == "promise").then(_quoted(_words(pl.lit("promised"), _given("due"))))
    .when(pl.col("word").str.contains_any(["alarm", "negative"])).then(pl.format("said: “{}”", "quote"))
)  # fmt: skip
"""What was asked, promised and complained of, each with its quote; topics and praise have no line of their own."""
TICKET = pl.coalesce("subject", pl.format("ticket {}", "source_id"))
NOUNS: tuple[tuple, ...] = (
    ("companies", "customer", "customer_on", pl.lit("became a customer")),
    ("tickets", "ticket", "opened_at", _told_of("opened", TICKET, _bracketed("priority"))),
    ("tickets", "ticket", "closed_at", _told_of("closed", TICKET)),
    (
        "messages",
        "message",
        "sent_at",
        _words(pl.when(pl.col("inbound")).then(pl.lit("from")).otherwise(pl.lit("to")), "person_id", "subject"),
    ),
    (
        "meetings",
        "meeting",
        "held_at",
        _words(_words("kind", "status", pl.lit("by ") + pl.col("held_by")), _given("title"), between=": "),
    ),
    (
        "surveys",
        "survey",
        "answered_at",
        _words(pl.format("{}: {} of {}", pl.col("kind").str.to_uppercase(), *_whole("score", "most")), _given("comment"), between=". "),
    ),
    ("sayings", "said", "at", _SAID),
    ("deals", "deal", "created_on", _words("kind", _told_of("deal opened", "name"))),
    ("deals", "deal", "closed_on", _words("kind", _told_of("deal closed", "stage", _bracketed("lost_reason")))),
    ("subscriptions", "subscription", "started_on", _told_of("started", "plan", pl.format("{} seats", "seats"))),
    ("subscriptions", "subscription", "ended_on", _told_of("ended", "plan")),
    ("invoices", "invoice", "issued_on", _told_of("issued", _amount("amount"))),
    ("invoices", "invoice", "paid_on", _told_of("paid", _amount("amount"))),
    ("churn_events", "departure", "churned_on", _told_of("left", _words("reason", "feedback", between=", "))),
    ("people", "person", "left_on", _words("name", pl.lit("left"))),
    ("desired_outcomes", "desired outcome", "stated_on", _words("outcome", pl.format("({})", "stated_by"))),
)
