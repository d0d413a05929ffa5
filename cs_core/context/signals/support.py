"""What customers told support: open tickets, escalations, satisfaction; null for accounts whose help desk we do not see."""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed, keepers, once

WINDOW_DAYS = 90
FEWEST_RATINGS = 2

GOOD_FROM: tuple[tuple[float, float], ...] = ((1.0, 0.7), (5.0, 4.0), (10.0, 8.0), (100.0, 75.0))
"""(top of a system's rating scale, lowest rating that counts as good)."""
CLOSED: tuple[str, ...] = ("closed", "solved", "resolved", "done")
URGENT: tuple[str, ...] = ("urgent", "critical", "p1", "blocker")


def support(snap: Observed) -> pl.DataFrame:
    """account_id, open_tickets, tickets_90d, escalations_open, oldest_ticket_days, satisfaction_90d (%)."""
    seen = seen_by_support(snap)
    if seen.is_empty():
        return seen
    since = snap.as_of - timedelta(days=WINDOW_DAYS)
    tickets = rated(snap, snap.tickets.filter(pl.col("account_id").is_not_null()))
    is_open = still_open()
    opened = pl.col("opened_at").dt.date()
    ratings = pl.col("is_good").filter(pl.col("closed_at").dt.date() > since).drop_nulls()
    told = tickets.group_by("account_id").agg(
        is_open.sum().cast(pl.Int64).alias("open_tickets"),
        (opened > since).sum().cast(pl.Int64).alias("tickets_90d"),
        (is_open & urgent()).sum().cast(pl.Int64).alias("escalations_open"),
        (snap.as_of - opened.filter(is_open).min()).dt.total_days().alias("oldest_ticket_days"),
        pl.when(ratings.len() >= FEWEST_RATINGS).then(100 * ratings.mean()).alias("satisfaction_90d"),
    )
    counts = ("open_tickets", "tickets_90d", "escalations_open")
    return seen.join(told, on="account_id", how="left").with_columns(pl.col(counts).fill_null(0))


def still_open() -> pl.Expr:
    """Neither closed on a day we know of nor said to be closed."""
    return pl.col("closed_at").is_null() & ~pl.col("status").str.to_lowercase().is_in(CLOSED).fill_null(False)


def seen_by_support(snap: Observed) -> pl.DataFrame:
    """account_id of accounts with a ticket, or a company record in a system that holds tickets."""
    desks = keepers(snap).filter(frame="tickets")
    here = snap.companies.join(desks, on="system", how="semi").select("account_id")
    return pl.concat([here, snap.tickets.select("account_id").drop_nulls()]).unique().sort("account_id")


def urgent() -> pl.Expr:
    """Escalated, or of a priority that says so."""
    return pl.col("escalated").fill_null(False) | pl.col("priority").str.to_lowercase().is_in(URGENT).fill_null(False)


@once
def scales(snap: Observed) -> pl.DataFrame:
    """system, top: the highest rating seen of each system's tickets, whichever customer gave it."""
    known = snap.tickets.drop_nulls("account_id").group_by("system")
    return known.agg(pl.col("satisfaction").max().alias("top")).sort("system")


def rated(snap: Observed, tickets: pl.DataFrame) -> pl.DataFrame:
    """Adds is_good, on each system's own scale: see `scales`."""
    good = pl.lit(None, pl.Boolean)
    for scale, lowest in reversed(GOOD_FROM):
        good = pl.when(pl.col("top") <= scale).then(pl.col("satisfaction") >= lowest).otherwise(good)
    told = tickets.join(scales(snap), on="system", how="left", maintain_order="left")
    return told.with_columns(good.alias("is_good")).drop("top")
