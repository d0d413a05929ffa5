"""Recurring revenue by account on a day, and the days on which accounts left: the two facts that all retention figures rest on."""

from datetime import date, timedelta

import polars as pl

from cs_core.context.contradictions import disputed_departures
from cs_core.context.observed import Observed, once
from cs_core.context.rates import converted, rates
from cs_core.context.signals.contract import departures, recurring_revenue
from cs_core.context.signals.profile import segment as segment_of
from cs_core.context.snapshot import Snapshot

TRIAL = pl.col("trial").fill_null(False)
MOST_DISPUTED = 0.2
"""Where more than this share of recorded departures is disputed, nobody can say from the records who left."""

LEAST_MATTERING = 0.01
"""Disputes over fewer than this share of the accounts counted hardly move a retention figure."""


def recurring(snap: Snapshot) -> pl.DataFrame:
    """Accounts that pay on the day: account_id, arr (12 x the sum of running MRR, trials left out), currency.

    In the reporting currency, at the same rates for every day, wherever a rate is known.
    """
    return converted(rates(snap.store), _paid(snap), "arr")


@once
def _paid(snap: Observed) -> pl.DataFrame:
    return recurring_revenue(snap).filter(pl.col("arr") > 0).select("account_id", "arr", "currency").sort("account_id")


def in_segment(snap: Snapshot, segment: str) -> pl.DataFrame:
    """account_id of the accounts that were of a segment on the day: as the CRM said it, else by what they paid then."""
    rows = snap.accounts.select("account_id", "segment")
    for part in (departures(snap).select("account_id", "churned_on"), recurring_revenue(snap).select("account_id", "arr")):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    return rows.filter(segment_of() == segment).select("account_id")


def every_departure(snap: Snapshot) -> pl.DataFrame:
    """Every departure known by the snapshot's day: account_id, left_on, by (``subscription`` or ``event``), one row a day.

    An account leaves on the day its last paid subscription ends while no other runs, and on the day of a recorded churn event.
    """
    paid = snap.subscriptions.filter(~TRIAL, pl.col("account_id").is_not_null())
    spans = paid.select("account_id", "started_on", "ended_on")
    ends = spans.filter(pl.col("ended_on") <= snap.as_of).select("account_id", pl.col("ended_on").alias("left_on")).unique()
    runs_on = (pl.col("started_on") <= pl.col("left_on")) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("left_on")))
    still = ends.join(spans, on="account_id").filter(runs_on).select("account_id", "left_on").unique()
    by_end = ends.join(still, on=["account_id", "left_on"], how="anti").with_columns(pl.lit("subscription").alias("by"))
    events = snap.churn_events.filter(pl.col("account_id").is_not_null(), pl.col("churned_on") <= snap.as_of)
    by_event = events.select("account_id", pl.col("churned_on").alias("left_on"), pl.lit("event").alias("by"))
    return pl.concat([by_end, by_event]).unique(["account_id", "left_on"], keep="first", maintain_order=True).sort("account_id", "left_on")


def disputed(snap: Snapshot, accounts: int = 0) -> str:
    """In words how recorded departures and subscriptions contradict each other; empty where they agree well enough.

    `accounts` is how many are counted: disputes over less than a hundredth of them are passed over.
    """
    count, of = disputed_departures(snap)
    if count <= MOST_DISPUTED * of or count < LEAST_MATTERING * accounts:
        return ""
    verb = "has" if count == 1 else "have"
    return f"{count:,} of {of:,} accounts recorded as having left still {verb} a running subscription that is older than their departure"


def last_day(snap: Snapshot) -> date | None:
    """The last day on which the customer records show any life: later than this nothing can be said of who left.

    None where nothing dated was imported.
    """
    dated = (("subscriptions", "started_on"), ("invoices", "issued_on"), ("tickets", "opened_at"), ("churn_events", "churned_on"))
    days = [getattr(snap, frame)[column].cast(pl.Date).max() for frame, column in dated]
    days.append(snap.use.ever["last"].cast(pl.Date).max())
    known = [day for day in days if day is not None]
    return max(known) if known else None


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier (later where negative), or the month's last day where it has none."""
    return pl.select(pl.lit(day).dt.offset_by(f"{-months}mo")).item()


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
