"""All that happened with one account, newest first: what the customer did, and what we proposed, decided, sent and logged."""


import polars as pl

from cs_core.context.snapshot import Snapshot


def timeline(snap: Snapshot, account_id: str, *, limit: int = 200) -> list[dict]:
    """Rows of at (date and time), kind, text, source, source_row; newest first, none later than the snapshot's day."""
    mine = pl.col("account_id") == account_id
    parts = [_told(getattr(snap, frame).filter(mine), *spec) for frame, *spec in NOUNS]
    parts += [_history(rows.filter(mine), *spec) for rows, *spec in _histories(snap)]
    rows = pl.concat(parts).drop_nulls(["at", "text"]).filter(pl.col("at").dt.date() <= snap.as_of)
    return rows.sort("at", "kind", descending=[True, False], maintain_order=True).head(limit).to_dicts()


def _told(rows: pl.DataFrame, kind: str, day: str, text: pl.Expr) -> pl.DataFrame:
    columns = [pl.col(day).cast(pl.Datetime("us")).alias("at"), pl.lit(kind).alias("kind"), text.cast(pl.String).alias("text")]
    return rows.select(*columns, pl.col("system").alias("source"), "source_row")


def _histories(snap: Snapshot) -> list[tuple]:
    """Our own rows, each with its account: decisions and deliveries are found through what they decide and deliver."""
    made, acted = snap.history("proposal"), snap.history("action")
    of_proposal = made.select(pl.col("id").alias("proposal_id"), "account_id", "play")
    of_action = acted.select(pl.col("id").alias("action_id"), "account_id", "subject")
    return [
        (made, "proposal", "as_of", pl.format("{} proposed to {}: {}", "agent", "play", "subject")),
        (
            snap.history("decision").join(of_proposal, on="proposal_id"),
            "decision",
            "decided_at",
            pl.format("{}: {} by {}", "play", "decision", "by"),
        ),
        (snap.history("delivery").join(of_action, on="action_id"), "delivery", "at", pl.format("{} by {}: {}", "status", "via", "subject")),
        (snap.history("task"), "task", "created_at", pl.format("{} (for {})", "title", "assignee")),
        (
            snap.history("touch"),
            "touch",
            "at",
            pl.format("{} of {} min by {}. {}", "mode", pl.col("minutes").round(0).cast(pl.Int64), "by", pl.col("result").fill_null("")),
        ),
        (snap.history("outcome"), "outcome", "observed_on", pl.format("{}. {}", "kind", pl.col("detail").fill_null(""))),
    ]


def _history(rows: pl.DataFrame, kind: str, day: str, text: pl.Expr) -> pl.DataFrame:
    own = rows.with_columns(pl.lit("cs_core").alias("system"), pl.format(kind + ":{}", "id").alias("source_row"))
    return _told(own, kind, day, text)


def _amount(amount: str, currency: str = "currency") -> pl.Expr:
    return pl.concat_str(pl.col(amount).round(0).cast(pl.Int64), pl.col(currency), separator=" ", ignore_nulls=True)


def _words(*parts: pl.Expr | str) -> pl.Expr:
    return pl.concat_str(*parts, separator=" ", ignore_nulls=True)


NOUNS: tuple[tuple, ...] = (
    ("companies", "customer", "customer_on", pl.lit("became a customer")),
    ("tickets", "ticket", "opened_at", _words(pl.lit("opened:"), "subject", "priority")),
    ("tickets", "ticket", "closed_at", _words(pl.lit("closed:"), "subject")),
    (
        "messages",
        "message",
        "sent_at",
        _words(pl.when(pl.col("inbound")).then(pl.lit("from")).otherwise(pl.lit("to")), "person_id", "subject"),
    ),
    ("meetings", "meeting", "held_at", _words("kind", "status", pl.lit("by"), "held_by")),
    ("deals", "deal", "created_on", _words("kind", pl.lit("deal opened:"), "name")),
    ("deals", "deal", "closed_on", _words("kind", pl.lit("deal closed:"), "stage", "lost_reason")),
    ("subscriptions", "subscription", "started_on", _words(pl.lit("started:"), "plan", pl.format("{} seats", "seats"))),
    ("subscriptions", "subscription", "ended_on", _words(pl.lit("ended:"), "plan")),
    ("invoices", "invoice", "issued_on", _words(pl.lit("issued:"), _amount("amount"))),
    ("invoices", "invoice", "paid_on", _words(pl.lit("paid:"), _amount("amount"))),
    ("churn_events", "departure", "churned_on", _words("reason", "feedback")),
    ("people", "person", "left_on", _words("name", pl.lit("left"))),
    ("desired_outcomes", "desired outcome", "stated_on", _words("outcome", pl.format("({})", "stated_by"))),
)
