"""What a help desk keeps beside its tickets: their history, which says when each was solved, and users, who have the writers' addresses."""

from collections.abc import Callable

import polars as pl

SOLVED = ("solved", "closed")
ESCALATION = "escalation"
RATING = {"good": 1.0, "bad": 0.0}
CHANNELS = ("ticket", "ticket note", "chat", "chat-auto")
"""Channels whose messages may name their writer by the number that the system gave the person."""
NOTE = "ticket note"
"""What our people write to each other on a ticket: it goes to no customer."""


def with_history(tickets: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """`tickets` with status, closed_at, satisfaction, tags and escalated told by their `field_change` rows where the ticket does not say.

    A ticket was closed when it was last solved and not opened again; one that says it is open has no closing day.
    """
    own = changes.filter(pl.col("of") == "ticket").sort("changed_at", maintain_order=True, nulls_last=False)
    if own.is_empty():
        return tickets
    said = own.select("system", "field", "changed_at", source_id="thing_ref", value=pl.col("value").str.to_lowercase())
    told = _told(said)
    rows = tickets.join(told, on=["system", "source_id"], how="left", maintain_order="left", suffix="_told")
    may_be_closed = pl.col("status").str.to_lowercase().is_in(SOLVED).fill_null(True)
    return rows.with_columns(
        pl.coalesce("closed_at", pl.when(may_be_closed).then("closed_at_told")).alias("closed_at"),
        pl.when(pl.col("escalated_told")).then(pl.lit(True)).otherwise("escalated").alias("escalated"),
        *(pl.coalesce(c, f"{c}_told").alias(c) for c in ("status", "satisfaction", "tags")),
    ).select(tickets.columns)


def _told(changes: pl.DataFrame) -> pl.DataFrame:
    """One row a ticket of what its changes, oldest first, say by their end."""
    status = changes.filter(pl.col("field") == "status").with_columns(pl.col("value").is_in(SOLVED).fill_null(False).alias("_solved"))
    reopened = (~pl.col("_solved")).cum_sum(reverse=True).over("system", "source_id") > 0
    said = {"status": pl.col("value").last(), "closed_at": pl.col("changed_at").filter(~pl.col("_reopened")).first()}
    parts = [
        _each(status.with_columns(reopened.alias("_reopened")), said),
        _each(
            changes.filter(pl.col("field") == "satisfaction_score"),
            {"satisfaction": pl.col("value").last().replace_strict(RATING, default=None, return_dtype=pl.Float64)},
        ),
        _each(
            changes.filter(pl.col("field") == "tag"),
            {"tags": pl.col("value").unique(maintain_order=True).str.join(";"), "escalated": (pl.col("value") == ESCALATION).any()},
        ),
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.join(part, on=["system", "source_id"], how="full", coalesce=True)
    return whole


def _each(changes: pl.DataFrame, said: dict[str, pl.Expr]) -> pl.DataFrame:
    return changes.group_by("system", "source_id", maintain_order=True).agg(expression.alias(name) for name, expression in said.items())


def addressed(messages: pl.DataFrame, noun: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
    """`messages` of help desks with the address and name of who wrote, and as recipient the customer whose ticket or chat it is.

    `noun` is `Cut.noun`, asked only where there are such messages. A writer without a known address stays the number that he is.
    """
    desk = pl.col("channel").is_in(CHANNELS).fill_null(False)
    if not messages.select(desk.any()).item():
        return messages
    known = noun("person").filter(pl.col("email").is_not_null()).unique(["system", "source_id"], keep="last", maintain_order=True)
    known = known.select("system", "source_id", "email", "name")
    whose = _whose(noun("ticket"), noun("relation")).join(known, on=["system", "source_id"]).select("system", "thread", _customer="email")
    writers = known.rename({"source_id": "sender", "email": "_email", "name": "_name"})
    rows = messages.join(writers, on=["system", "sender"], how="left", maintain_order="left")
    rows = rows.join(whose, on=["system", "thread"], how="left", maintain_order="left")
    to_them = desk & (pl.col("channel") != NOTE) & (pl.col("_customer") != pl.coalesce("_email", "sender"))
    return rows.with_columns(
        pl.when(desk).then(pl.coalesce("_email", "sender")).otherwise("sender").alias("sender"),
        pl.coalesce("sender_name", pl.when(desk).then("_name")).alias("sender_name"),
        pl.coalesce("recipients", pl.when(to_them).then("_customer")).alias("recipients"),
    ).select(messages.columns)


def _whose(tickets: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """system, thread, source_id: the person of the customer's side of each ticket and chat."""
    chats = relations.filter(pl.col("left_object") == "chat", pl.col("right_object") == "user")
    asked = tickets.select("system", thread="source_id", source_id="person_ref")
    chatted = chats.select("system", thread="left_ref", source_id="right_ref")
    return pl.concat([asked, chatted]).drop_nulls().unique(["system", "thread"], keep="first", maintain_order=True)
