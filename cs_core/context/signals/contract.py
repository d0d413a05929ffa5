"""What customers pay and when it ends: recurring revenue, seats, renewal, invoices, open deals.

Every function takes a Snapshot and returns one row an account it knows something of; a column is null where nothing is known.
"""


import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.rates import across, rates
from cs_core.context.wording.days import DAYS_A_MONTH

SHORTEST_TERM_DAYS = 45
"""A shorter term is a billing period that rolls on, not a renewal that anybody decides, unless it was cancelled: then it ends."""
MAY_STILL_RUN_DAYS = 270
"""A deal won less than this before another was lost may be of a term of its own that runs on: terms are a year, and bought early."""


@once
def running(snap: Observed) -> pl.DataFrame:
    """Subscriptions that run on the day, largest first within an account: those that have not ended; trials included."""
    rows = snap.subscriptions.filter(pl.col("account_id").is_not_null(), pl.col("ended_on").is_null())
    return rows.with_columns(pl.col("trial").fill_null(False), pl.col("currency").str.to_uppercase()).sort(
        "account_id", "trial", pl.col("mrr").fill_null(0.0) * -1, "source_id"
    )


def recurring_revenue(snap: Observed) -> pl.DataFrame:
    """account_id, arr, seats, currency, discount, auto_renew, plan of what runs; arr 0 where all has ended.

    Of contracts in several currencies the others are told in the account's own, that of the dearest, wherever a rate is known.
    """
    paid = ~pl.col("trial")
    now = (
        _in_own_currency(snap)
        .group_by("account_id", maintain_order=True)
        .agg(
            pl.when((pl.col("mrr").is_not_null() & paid).any() | ~paid.any()).then(12 * pl.col("mrr").filter(paid).sum()).alias("arr"),
            pl.when((pl.col("seats").is_not_null() & paid).any()).then(pl.col("seats").filter(paid).sum()).alias("seats"),
            *(pl.col(c).drop_nulls().first() for c in ("currency", "discount", "auto_renew")),
        )
        .join(plans(snap), on="account_id", how="left", maintain_order="left")
    )
    gone = departures(snap).join(now, on="account_id", how="anti").select("account_id", pl.lit(0.0).alias("arr"))
    return pl.concat([now, gone], how="diagonal")


def _in_own_currency(snap: Observed) -> pl.DataFrame:
    own = pl.col("currency").drop_nulls().first().over("account_id")
    rows = running(snap).with_columns(own.alias("_own"))
    if not (rows["currency"] != rows["_own"]).any():
        return rows
    return rows.with_columns(pl.col("mrr") * across(rates(snap.store), pl.col("currency"), pl.col("_own")).fill_null(1.0))


BETWEEN_PLANS = " + "


def plans(snap: Observed) -> pl.DataFrame:
    """account_id, plan: the plan of what runs and is paid (of trials where nothing is), several joined by " + ", most revenue first.

    Several are no plan of the price list: what is looked up by plan is then not found, rather than taken from one of them.
    """
    most_first = _each_plan(snap).sort("account_id", -pl.col("mrr"), maintain_order=True)
    return most_first.group_by("account_id", maintain_order=True).agg(pl.col("plan").str.join(BETWEEN_PLANS))


def _each_plan(snap: Observed) -> pl.DataFrame:
    runs = running(snap).filter(pl.col("trial") == pl.col("trial").min().over("account_id"), pl.col("plan").is_not_null())
    return runs.group_by("account_id", "plan", maintain_order=True).agg(pl.col("mrr").fill_null(0.0).sum())


@once
def departures(snap: Observed) -> pl.DataFrame:
    """account_id, churned_on of accounts that left: every subscription has ended; without subscriptions, the last recorded departure.

    With neither, the last renewal deal was lost: see `lost_by_deal`.
    """
    held = snap.subscriptions.filter(pl.col("account_id").is_not_null()).group_by("account_id")
    ended = held.agg(pl.col("ended_on").max().alias("churned_on"), pl.col("ended_on").is_null().any().alias("runs"))
    by_deal = lost_by_deal(snap).select("account_id", "churned_on")
    if snap.churn_events.is_empty():
        return pl.concat([ended.filter(~pl.col("runs")).select("account_id", "churned_on"), by_deal]).sort("account_id")
    told = (
        snap.churn_events.filter(pl.col("account_id").is_not_null())
        .join(ended, on="account_id", how="anti")
        .sort("churned_on")
        .group_by("account_id", maintain_order=True)
        .agg(pl.col("churned_on").last(), pl.col("reactivation").last())
    )
    return pl.concat(
        [
            ended.filter(~pl.col("runs")).select("account_id", "churned_on"),
            told.filter(~pl.col("reactivation").fill_null(False)).select("account_id", "churned_on"),
            by_deal.join(told, on="account_id", how="anti"),
        ]
    ).sort("account_id")


def decided_by_deal(snap: Observed) -> pl.DataFrame:
    """Renewal deals that were won or lost by the day, oldest first, of accounts without a subscription."""
    return decided(snap, "renew").join(snap.subscriptions, on="account_id", how="anti").sort("account_id", "closed_on", "won", "source_id")


@once
def lost_by_deal(snap: Observed) -> pl.DataFrame:
    """account_id, churned_on, system, source_row of accounts whose last renewal was lost, by the day that the deal closed.

    Not of one that has another deal won since, or so shortly before that its term may still run, nor of one with whom a later renewal is
    still open: of these nobody can tell.
    """
    last = decided_by_deal(snap).unique("account_id", keep="last", maintain_order=True).filter(~pl.col("won"))
    lost = last.select("account_id", pl.col("closed_on").alias("churned_on"), "system", "source_row")
    if lost.is_empty():
        return lost
    growth = pl.col("kind").str.to_lowercase().str.starts_with("expan").fill_null(False)
    won = snap.deals.filter(pl.col("won").fill_null(False), ~growth).select("account_id", pl.col("closed_on").alias("_on"))
    ahead = open_deals(snap, "renew").select("account_id", pl.coalesce("close_on", "created_on").alias("_on"))
    after = [
        lost.join(won, on="account_id").filter(pl.col("_on") > pl.col("churned_on") - pl.duration(days=MAY_STILL_RUN_DAYS)),
        lost.join(ahead, on="account_id").filter(pl.col("_on") > pl.col("churned_on")),
    ]
    return lost.join(pl.concat(after), on="account_id", how="anti").sort("account_id")


def renewal(snap: Observed) -> pl.DataFrame:
    """account_id, renewal_on, days_to_renewal, renewal_system, renewal_row: the next end of a term, else the open renewal deal's day.

    Where no system dates it, the day that one of our people noted.
    """
    terms = running_terms(snap).filter(~pl.col("trial"))
    rows = [
        terms.select("account_id", pl.col("term_end_on").alias("renewal_on"), pl.lit(0).alias("rank"), "system", "source_row"),
        open_deals(snap, "renew").select(
            "account_id", pl.col("close_on").alias("renewal_on"), pl.lit(1).alias("rank"), "system", "source_row"
        ),
        _noted(snap),
    ]
    ahead = pl.concat(rows).filter(pl.col("renewal_on") >= snap.as_of).sort("account_id", "rank", "renewal_on", "source_row")
    return ahead.group_by("account_id", maintain_order=True).agg(
        pl.col("renewal_on").first(),
        (pl.col("renewal_on").first() - snap.as_of).dt.total_days().alias("days_to_renewal"),
        pl.col("system").first().alias("renewal_system"),
        pl.col("source_row").first().alias("renewal_row"),
    )


def _noted(snap: Observed) -> pl.DataFrame:
    """Renewal days from notes, save of accounts whose terms are known to roll on."""
    rows = snap.notes.filter(pl.col("key") == "renewal_on").select(
        "account_id", pl.col("text").str.to_date().alias("renewal_on"), pl.lit(2).alias("rank"), "system", "source_row"
    )
    return rows.join(rolling(snap), on="account_id", how="anti") if rows.height else rows


@once
def running_terms(snap: Observed) -> pl.DataFrame:
    """`running` subscriptions whose term is long enough to be renewed, or was cancelled, with the term that ran on the day.

    Where the export keeps only a later term of the same subscription, that term is counted back by its own length: otherwise, as of a
    past day, only those who did not renew would have a renewal date. A version without its term lasts as long as the longest other one.
    """
    thing, length = ["system", "object", "source_id"], (pl.col("end_on") - pl.col("next_on")).dt.total_days()
    later = snap.versions("subscription", "key", *thing, "term_start_on", "term_end_on").rename(
        {"term_start_on": "next_on", "term_end_on": "end_on"}
    )
    longest = later.group_by(thing).agg(length.max().alias("longest"))
    rows = running(snap).join(later.drop(thing), on="key", how="left", maintain_order="left")
    rows = rows.join(longest, on=thing, how="left", maintain_order="left")
    lasts = pl.coalesce((pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days(), length, "longest")
    ends = pl.col("cancelled_on").is_not_null() & pl.col("term_end_on").is_not_null()
    rows = rows.filter((lasts.fill_null(SHORTEST_TERM_DAYS) >= SHORTEST_TERM_DAYS) | ends)
    months = (lasts / DAYS_A_MONTH).round()
    ahead = (pl.col("next_on") - snap.as_of).dt.total_days()
    back = ((ahead / (DAYS_A_MONTH * months)).floor() * months).clip(lower_bound=0).cast(pl.Int64).fill_null(0)
    ended = pl.col("next_on").dt.offset_by(pl.format("-{}mo", back))
    seen = pl.col("term_end_on").is_null() & (ahead > 0) & (ended > pl.col("started_on").dt.offset_by("1mo"))
    return rows.with_columns(pl.when(seen).then(ended).otherwise("term_end_on").alias("term_end_on")).drop("next_on", "end_on", "longest")


def rolling(snap: Observed) -> pl.DataFrame:
    """Paid subscriptions of accounts all of whose terms are known to roll on: no renewal is to be decided, and no date is missing."""
    return running(snap).filter(~pl.col("trial")).join(running_terms(snap).filter(~pl.col("trial")), on="account_id", how="anti")


def open_deals(snap: Observed, kind: str) -> pl.DataFrame:
    """Deals of a kind that are not closed yet."""
    return deals_of(snap, kind).filter(pl.col("closed_on").is_null()).sort("account_id", "close_on", "source_id")


def decided(snap: Observed, kind: str) -> pl.DataFrame:
    """Deals of a kind that were won or lost by the day."""
    return deals_of(snap, kind).filter(pl.col("closed_on").is_not_null(), pl.col("won").is_not_null())


def deals_of(snap: Observed, kind: str) -> pl.DataFrame:
    """Known customers' deals of a kind, by the start of its word: ``renew``, ``expan``."""
    return snap.deals.filter(pl.col("account_id").is_not_null(), pl.col("kind").str.to_lowercase().str.starts_with(kind))


def pipeline(snap: Observed) -> pl.DataFrame:
    """account_id, open_renewal, open_expansion: amounts a year; null where there is no open deal of the kind."""
    parts = [
        open_deals(snap, kind).filter(pl.col("amount").is_not_null()).group_by("account_id").agg(pl.col("amount").sum().alias(name))
        for kind, name in (("renew", "open_renewal"), ("expan", "open_expansion"))
    ]
    return parts[0].join(parts[1], on="account_id", how="full", coalesce=True).sort("account_id")


def overdue(snap: Observed) -> pl.DataFrame:
    """account_id, overdue_invoices, overdue_amount; no row for accounts whose invoices we do not see."""
    late = past_due(snap)
    rows = snap.invoices.filter(pl.col("account_id").is_not_null(), pl.col("amount").fill_null(1) > 0)
    return rows.group_by("account_id").agg(
        late.sum().cast(pl.Int64).alias("overdue_invoices"), pl.col("amount").filter(late).sum().alias("overdue_amount")
    )


def past_due(snap: Observed) -> pl.Expr:
    """Unpaid though its day has passed."""
    return unpaid() & (pl.col("due_on") < snap.as_of)


def unpaid() -> pl.Expr:
    """No day of payment, and not said to be paid or cancelled."""
    return pl.col("paid_on").is_null() & ~pl.col("status").str.to_lowercase().is_in(SETTLED).fill_null(False)


SETTLED: tuple[str, ...] = ("paid", "void", "voided", "cancelled", "credited", "draft")
