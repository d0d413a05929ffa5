"""What a pilot may be judged by: for each account the day on which it came to pass. Faster ones are proxies, and are called so."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.signals.contract import departures
from cs_core.context.signals.known import gathered
from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.orchestration.contact.outcomes import RECOVERED

Came = Callable[[Snapshot, pl.DataFrame, date, int], pl.DataFrame]
"""(what is known, accounts, first day, days) -> account_id, on (the day it came, or null); accounts of which it can't be told lack."""


class Outcome(NamedTuple):
    """One thing by which arms are compared."""

    key: str
    says: str
    """After a share: ``7 % kept at 90 days``."""
    days: int
    bad: bool
    """What comes to pass is bad (leaving): doing well is that it did not."""
    watched: bool
    """It comes bit by bit and may be read on any day; else there is one reading, when it is due."""
    proxy: str
    """Why it is only a proxy of customers kept; empty where it is none."""
    came: Came


def left(snap: Snapshot, accounts: pl.DataFrame, start: date, days: int) -> pl.DataFrame:
    """The account left within so many days of the start."""
    gone = _within(departures(snap).rename({"churned_on": "on"}), start, days)
    return accounts.select("account_id").join(gone, on="account_id", how="left")


def in_contact(snap: Snapshot, accounts: pl.DataFrame, start: date, days: int) -> pl.DataFrame:
    """They answered an agent, or had two-way contact with a person of ours."""
    replies = snap.history("outcome").filter(pl.col("kind") == "replied").select("account_id", pl.col("observed_on").alias("on"))
    days_on = pl.concat([two_way(snap).select("account_id", "on"), replies])
    return accounts.select("account_id").join(_within(days_on, start, days), on="account_id", how="left")


def use_recovered(snap: Snapshot, accounts: pl.DataFrame, start: date, days: int) -> pl.DataFrame:
    """Use in the four full weeks before the day stands a tenth above that of the four before the start; known use only."""
    until = start + timedelta(days=days)
    before, after = (_use(snap, day).rename({"usage_4w": name}) for day, name in ((start, "before"), (until, "after")))
    rows = accounts.select("account_id").join(before.drop_nulls("before"), on="account_id").join(after, on="account_id", how="left")
    better = (pl.col("after") > 0) & (pl.col("after") >= RECOVERED * pl.col("before"))
    return rows.select("account_id", pl.when(better.fill_null(False)).then(pl.lit(until)).alias("on"))


def _use(snap: Snapshot, day: date) -> pl.DataFrame:
    rows = snap.signals if day == snap.as_of else gathered(snapshot(snap.store, day), ())
    return rows.select("account_id", "usage_4w")


def _within(rows: pl.DataFrame, start: date, days: int) -> pl.DataFrame:
    """account_id, on: the first day after the start and within so many days of it."""
    told = rows.filter(pl.col("on").is_between(start, start + timedelta(days=days), closed="right"))
    return told.group_by("account_id").agg(pl.col("on").min())


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("kept_90", "kept at 90 days", 90, True, True, "", left),
    Outcome("kept_180", "kept at 180 days", 180, True, True, "", left),
    Outcome("use_56", "with use a tenth higher after 8 weeks", 56, False, False,
            "use that recovers is not yet a customer kept", use_recovered),
    Outcome("contact_28", "in two-way contact within 28 days", 28, False, True,
            "a customer who answers is not yet a customer kept", in_contact),
)  # fmt: skip
BY_KEY = {outcome.key: outcome for outcome in OUTCOMES}
USUAL = "kept_90"
