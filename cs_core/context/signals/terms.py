"""How a contract ends and what it cost before: the day of notice, and the price of each term against the one before.

A price is that of a seat and year; where no seats are sold, that of a committed unit. What only one version tells has no past.
"""

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.rows.known_by import end_of, since
from cs_core.context.signals.contract import SHORTEST_TERM_DAYS, decided, running, running_terms
from cs_core.context.wording.days import DAYS_A_MONTH

NOTICE_POLICY = "renewal_notice_days"
EARLY_DAYS, LATE_DAYS = 150, 60
"""Before and after the day: within them a deal was closed, or a contract ended, over this renewal and no other."""
SETTLING_DAYS = 14
"""A deal that closes so soon after a term began was about that term."""
SEAT, UNIT = "seat", "unit"
THING = ("system", "object", "source_id")
TOLD = (
    "known_at", "recorded_at", "deleted", "source_row", "started_on", "ended_on", "term_start_on", "term_end_on", "plan", "seats", "mrr",
    "discount", "currency", "commitment",
)  # fmt: skip


def terms(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, notice_on, days_to_notice, notice_given_on, renewal_won_on, renewal_lost_on, other_end_on, price_change.

    `rows`: account_id, renewal_on. Where notice was given there is no last day for it any more.
    """
    told = rows.select("account_id", "renewal_on")
    for part in (notice(snap, rows), notice_given(snap, rows)):
        told = told.join(part, on="account_id", how="left", maintain_order="left")
    day = pl.when(pl.col("notice_given_on").is_null()).then(pl.col("renewal_on") - pl.duration(days=pl.col("notice_days")))
    told = told.with_columns(day.alias("notice_on"), (day - snap.as_of).dt.total_days().alias("days_to_notice"))
    for part in (_decided(snap, rows), _others(snap, rows), _change(snap)):
        told = told.join(part, on="account_id", how="left", maintain_order="left")
    return told.select(
        "account_id", "notice_on", "days_to_notice", "notice_given_on", "renewal_won_on", "renewal_lost_on", "other_end_on", "price_change"
    )


def notice_given(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, notice_given_on: when a running paid contract was cancelled that ends by the renewal, or whose end is not told."""
    cancelled = running(snap).filter(~pl.col("trial"), pl.col("cancelled_on").is_not_null())
    cancelled = cancelled.join(rows.select("account_id", "renewal_on"), on="account_id")
    ends = (pl.col("term_end_on") <= pl.col("renewal_on")).fill_null(True)
    return cancelled.filter(ends).group_by("account_id").agg(pl.col("cancelled_on").max().alias("notice_given_on"))


def closed_over(snap: Observed, of: pl.DataFrame) -> pl.DataFrame:
    """The last renewal deal that closed over each of the terms `of` (account_id, renewal_on, from_on), with won_on or lost_on."""
    shut = decided(snap, "renew").join(of, on="account_id")
    after = pl.max_horizontal(pl.col("renewal_on") - pl.duration(days=EARLY_DAYS), pl.col("from_on") + pl.duration(days=SETTLING_DAYS))
    shut = shut.filter(pl.col("closed_on").is_between(after, pl.col("renewal_on") + pl.duration(days=LATE_DAYS)))
    one = ["account_id", "renewal_on"]
    last = shut.sort(*one, "closed_on", maintain_order=True).unique(one, keep="last", maintain_order=True)
    won = pl.col("won")
    return last.with_columns(pl.when(won).then("closed_on").alias("won_on"), pl.when(~won).then("closed_on").alias("lost_on"))


def _decided(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, renewal_won_on, renewal_lost_on: how the last deal over the renewal ended; null where none has."""
    paid = running_terms(snap).filter(~pl.col("trial"))
    ends = paid.join(rows.select("account_id", "renewal_on"), left_on=["account_id", "term_end_on"], right_on=["account_id", "renewal_on"])
    began = ends.group_by("account_id", pl.col("term_end_on").alias("renewal_on")).agg(
        pl.coalesce("term_start_on", "started_on").max().alias("from_on")
    )
    return closed_over(snap, began).select(
        "account_id", pl.col("won_on").alias("renewal_won_on"), pl.col("lost_on").alias("renewal_lost_on")
    )


def _others(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, other_end_on: the next end of the term of another running paid contract, after the renewal."""
    paid = running_terms(snap).filter(~pl.col("trial")).join(rows.select("account_id", "renewal_on"), on="account_id")
    later = paid.filter(pl.col("term_end_on") > pl.col("renewal_on"))
    return later.group_by("account_id").agg(pl.col("term_end_on").min().alias("other_end_on"))


def notice(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, notice_days, system, source_row: of the contract that ends on `renewal_on`, else of the dearest, else our policy.

    No row where none of them tells it, or where no term ends.
    """
    dated = rows.drop_nulls("renewal_on").select("account_id", "renewal_on")
    if dated.is_empty():
        return pl.DataFrame(schema={"account_id": pl.String, "notice_days": pl.Int64, "system": pl.String, "source_row": pl.String})
    held = running(snap).filter(~pl.col("trial"), pl.col("notice_days").is_not_null()).join(dated, on="account_id", maintain_order="left")
    ends = (pl.col("term_end_on") == pl.col("renewal_on")).fill_null(False)
    own = held.sort("account_id", ~ends, maintain_order=True).unique("account_id", keep="first", maintain_order=True)
    own = own.select("account_id", pl.col("notice_days").cast(pl.Int64), "system", "source_row")
    return pl.concat([own, dated.select("account_id").join(own, on="account_id", how="anti").join(notice_policy(snap), how="cross")])


def notice_policy(snap: Observed) -> pl.DataFrame:
    """notice_days, system, source_row of our own policy: one row, or none where it is not told."""
    policy = snap.knowledge.filter(pl.col("kind") == "policy", pl.col("name") == NOTICE_POLICY).sort("known_at").tail(1)
    return policy.select(pl.col("value").cast(pl.Int64, strict=False).alias("notice_days"), "system", "source_row").drop_nulls()


@once
def price_terms(snap: Observed) -> pl.DataFrame:
    """One row a term of accounts with one running paid contract, oldest first; the price is the one known last within the term.

    account_id, from_on, until_on, plan, seats, mrr, discount, currency, commitment, price, basis (``seat`` or ``unit``), known_on, system,
    source_row. Terms are versions of that contract which carry their first day, and contracts that had ended when it began.
    """
    paid = running(snap).filter(~pl.col("trial")).filter(pl.len().over("account_id") == 1)
    begins = pl.coalesce("term_start_on", "started_on")
    now = paid.with_columns(begins.alias("from_on"), _known_on(pl.col("known_at"), snap))
    parts = [_shape(now), _shape(_versions(snap, paid)), _shape(_before(snap, now))]
    rows = pl.concat(parts).drop_nulls(["account_id", "from_on"]).filter(pl.col("from_on") <= snap.as_of)
    rows = rows.unique(["account_id", "from_on"], keep="first", maintain_order=True).sort("account_id", "from_on")
    seats, units = pl.col("seats") > 0, pl.col("commitment") > 0
    basis = pl.when(seats).then(pl.lit(SEAT)).when(units).then(pl.lit(UNIT))
    months = ((pl.col("until_on") - pl.col("from_on")).dt.total_days() / DAYS_A_MONTH).round()
    a_unit = months * pl.col("mrr") / pl.col("commitment")
    price = pl.when(seats).then(12 * pl.col("mrr") / pl.col("seats")).when(units).then(a_unit)
    return rows.with_columns(price.alias("price"), basis.alias("basis"))


def _versions(snap: Observed, paid: pl.DataFrame) -> pl.DataFrame:
    """Versions of these contracts that were known by the day and carry a term of their own: the newest of each term."""
    held = snap.versions("subscription", *THING, *TOLD)
    held = held.join(paid.select("account_id", *THING), on=THING, how="inner", maintain_order="left")
    held = held.with_row_index("_n").with_columns(since(pl.col("started_on").cast(pl.Datetime("us"))).alias("_since"))
    long = (pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days() >= SHORTEST_TERM_DAYS
    known = held.filter(pl.col("_since") <= end_of(snap.as_of), long, ~pl.col("deleted").fill_null(False))
    newest = known.sort("_since", "_n").unique([*THING, "term_start_on"], keep="last", maintain_order=True)
    return newest.with_columns(pl.col("term_start_on").alias("from_on"), _known_on(pl.col("_since"), snap))


def _before(snap: Observed, now: pl.DataFrame) -> pl.DataFrame:
    """Paid contracts of these accounts that had ended when the running one began; none where two of them began on one day."""
    began = now.select("account_id", pl.col("started_on").alias("_began"))
    rows = snap.subscriptions.filter(pl.col("ended_on").is_not_null(), ~pl.col("trial").fill_null(False))
    rows = rows.join(began, on="account_id", maintain_order="left").filter(pl.col("ended_on") <= pl.col("_began"))
    rows = rows.with_columns(pl.coalesce("term_start_on", "started_on").alias("from_on"), _known_on(pl.col("known_at"), snap))
    return rows.filter(pl.len().over("account_id", "from_on") == 1)


def _known_on(at: pl.Expr, snap: Observed) -> pl.Expr:
    return pl.min_horizontal(at.cast(pl.Date), pl.lit(snap.as_of)).alias("known_on")


def _shape(rows: pl.DataFrame) -> pl.DataFrame:
    until = pl.coalesce("term_end_on", "ended_on").alias("until_on")
    kept = ("plan", "seats", "mrr", "discount", "currency", "commitment", "known_on", "system", "source_row")
    return rows.select("account_id", "from_on", until, *kept)


def _change(snap: Observed) -> pl.DataFrame:
    """account_id, price_change (%) of the running term against the one before; null where plan, basis or currency changed."""
    last = price_terms(snap).group_by("account_id", maintain_order=True).tail(2)
    before = [pl.col(c).shift(1).over("account_id").alias(f"_{c}") for c in ("price", "basis", "plan", "currency")]
    same = [pl.col(c).eq_missing(pl.col(f"_{c}")) for c in ("basis", "plan", "currency")]
    change = pl.when(pl.all_horizontal(same), pl.col("_price") > 0).then(100 * (pl.col("price") / pl.col("_price") - 1))
    rows = last.with_columns(before).with_columns(change.alias("price_change"))
    return rows.unique("account_id", keep="last", maintain_order=True).select("account_id", "price_change")
