"""Recurring revenue by account on a day, and the days on which accounts left: the two facts that all retention figures rest on."""

from datetime import date, timedelta

import polars as pl

from cs_core.context.contradictions import disputed_departures
from cs_core.context.observed import Observed, once
from cs_core.context.rates import converted, rates
from cs_core.context.signals.contract import departures, lost_by_deal, recurring_revenue
from cs_core.context.signals.profile import segment as segment_of
from cs_core.context.snapshot import Snapshot, end_of

TRIAL = pl.col("trial").fill_null(False)
MOST_DISPUTED = 0.2
"""Where more than this share of recorded departures is disputed, nobody can say from the records who left."""

LEAST_MATTERING = 0.01
"""Disputes over fewer than this share of the accounts counted hardly move a retention figure."""

ONLY_TODAYS = "cannot tell yet: the list holds only today's customers, so nobody who left is in it"
NOBODY_LEFT = "an upper bound: nobody is on record as having left, as in a list of those who stayed"
"""What `unseen_losses` says, of records that show nothing of the past, and of such as show changes and no departure."""

ONLY_DEALS = (
    "cannot tell: only deals are known, and a deal does not say what a customer pays between two of them; import contracts with their "
    "amounts and days"
)
"""What `only_deals` says."""


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
    """Every departure known by the snapshot's day: account_id, left_on, by (``subscription``, ``event`` or ``deal``), one row a day.

    An account leaves on the day its last paid subscription ends while no other runs, and on the day of a recorded churn event; one of which
    no subscription is known on the day its renewal deal was lost, too.
    """
    paid = snap.subscriptions.filter(~TRIAL, pl.col("account_id").is_not_null())
    spans = paid.select("account_id", "started_on", "ended_on")
    ends = spans.filter(pl.col("ended_on") <= snap.as_of).select("account_id", pl.col("ended_on").alias("left_on")).unique()
    runs_on = (pl.col("started_on") <= pl.col("left_on")) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("left_on")))
    still = ends.join(spans, on="account_id").filter(runs_on).select("account_id", "left_on").unique()
    by_end = ends.join(still, on=["account_id", "left_on"], how="anti").with_columns(pl.lit("subscription").alias("by"))
    events = snap.churn_events.filter(pl.col("account_id").is_not_null(), pl.col("churned_on") <= snap.as_of)
    by_event = events.select("account_id", pl.col("churned_on").alias("left_on"), pl.lit("event").alias("by"))
    lost = lost_by_deal(snap).select("account_id", pl.col("churned_on").alias("left_on"), pl.lit("deal").alias("by"))
    by_deal = lost.join(events, on="account_id", how="anti")
    told = pl.concat([by_end, by_event, by_deal])
    return told.unique(["account_id", "left_on"], keep="first", maintain_order=True).sort("account_id", "left_on")


@once
def unseen_losses(snap: Snapshot) -> str:
    """In words why the records cannot show all that was lost by the snapshot's day; empty where somebody is on record as having left.

    One list of today's customers holds nobody who left, so that whatever is counted of it was kept: of that nothing can be told. Where a
    contract ended or its amount changed, the records show something of the past, and what they show is the most that was kept.
    """
    if snap.churn_events.height or departures(snap).height or every_departure(snap).height:
        return ""
    ended = snap.subscriptions.select((~TRIAL & (pl.col("ended_on") <= snap.as_of)).any()).item()
    return NOBODY_LEFT if ended or _amounts_changed(snap) else ONLY_TODAYS


@once
def only_deals(snap: Snapshot) -> str:
    """In words why nothing can be told of what was paid, where deals were won and no contract has an amount; empty elsewhere."""
    paid = snap.subscriptions.select((~TRIAL & pl.col("mrr").is_not_null()).any()).item()
    won = snap.deals.select(pl.col("won").fill_null(False).any()).item()
    return ONLY_DEALS if won and not paid else ""


def _amounts_changed(snap: Snapshot) -> bool:
    """Whether an earlier version of any contract, known by the day, has another amount."""
    rows = snap.versions("subscription", "system", "object", "source_id", "mrr", "known_at")
    known = rows.filter(pl.col("known_at") <= end_of(snap.as_of), pl.col("mrr").is_not_null())
    return bool((known.group_by("system", "object", "source_id").agg(pl.col("mrr").n_unique())["mrr"] > 1).any())


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
