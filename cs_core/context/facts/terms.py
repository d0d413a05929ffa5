"""What a brief holds of the contract and the way to value: terms and prices, term by term, milestones one by one, deals that were lost.

Facts of one thing (a past term, a milestone) share the last part of their id: ``price_was:a1:2025-01-01`` and ``seats_were:a1:2025-01-01``.
"""

import polars as pl

from cs_core.context.facts.rows import SHAPE
from cs_core.context.facts.rows import fact_rows as _rows
from cs_core.context.signals.contract import decided, past_due, running
from cs_core.context.signals.onboarding import reached
from cs_core.context.signals.terms import SEAT, notice, price_terms
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import DAYS_A_MONTH

MOST_TERMS = 4
"""Past terms told, the last ones."""
SHOWN_DAYS = 180
"""So long after the last milestone its milestones are still told one by one."""


def contract_terms(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """Of the dearest running contract `term_start`, `term_months`, `billing`, `seat_price` (a year); `notice_days`; `overage_price`.

    What runs is as new as the last report of its source, as seats and plan are: terms do not age from the day on which they were agreed.
    """
    today, paid = pl.lit(snap.as_of), running(snap).filter(~pl.col("trial"))
    told = snap.origins.filter(pl.col("knowledge") == "contract").select("account_id", "observed_on").unique("account_id")
    one = paid.unique("account_id", keep="first", maintain_order=True).join(told, on="account_id", how="left", maintain_order="left")
    seen = pl.coalesce("observed_on", pl.min_horizontal(pl.col("known_at").dt.date(), today))
    days = (pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days()
    seat = pl.when(pl.col("seats") > 0).then(12 * pl.col("mrr") / pl.col("seats")).round(2)
    warned = notice(snap, accounts)
    beyond = snap.use.terms.join(one.select("account_id", "currency"), on="account_id", how="left", maintain_order="left")
    per_unit = pl.format("{}/{}", pl.col("currency").fill_null(""), pl.col("unit").fill_null("unit"))
    return pl.concat(
        [
            _rows(one, "term_start", row="source_id", observed=seen, day=pl.col("term_start_on")),
            _rows(one, "term_months", row="source_id", observed=seen, number=(days / DAYS_A_MONTH).round(), unit=pl.lit("months")),
            _rows(one, "billing", row="source_id", observed=seen, text=pl.col("billing")),
            _rows(one, "seat_price", row="source_id", observed=seen, number=seat, unit=_per_seat()),
            _rows(warned, "notice_days", row="source_row", observed=today, number=pl.col("notice_days"), unit=pl.lit("days")),
            _rows(beyond, "overage_price", row="meter", observed=today, number=pl.col("overage_price"), unit=per_unit),
        ]
    )


def bills(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """The one invoice past its due day: `invoice` (its number), `invoice_amount`, `invoice_due_on`; where there are several, of that due
    first the same with `first_` before them. As new as the last report of its source."""
    late = snap.invoices.filter(pl.col("account_id").is_not_null(), pl.col("amount") > 0, past_due(snap)).sort("due_on", "source_id")
    one = late.with_columns(alone=pl.len().over("account_id") == 1).unique("account_id", keep="first", maintain_order=True)
    told = snap.origins.filter(pl.col("knowledge") == "billing").select("account_id", "observed_on").unique("account_id")
    one = one.join(told, on="account_id", how="left", maintain_order="left")
    seen = pl.coalesce("observed_on", pl.min_horizontal(pl.col("known_at").dt.date(), pl.lit(snap.as_of)))
    said = {
        "invoice": {"text": pl.col("number")}, "invoice_due_on": {"day": pl.col("due_on")},
        "invoice_amount": {"number": pl.col("amount").round(2), "unit": pl.col("currency").fill_null("")},
    }  # fmt: skip
    key = pl.when("alone").then(pl.lit("")).otherwise(pl.lit("first_"))
    return pl.concat(_rows(one, key + pl.lit(name), row="source_id", observed=seen, **value) for name, value in said.items())


def price_history(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """Of each past term, the last one first: `price_was` (of a seat or a committed unit, a year), `seats_were`, `mrr_was`, `plan_was`,
    `discount_was`, `term_was_from`. They are told only of accounts with one running contract."""
    rows = price_terms(snap).join(accounts.select("account_id"), on="account_id", how="semi", maintain_order="left")
    past = rows.filter(pl.col("from_on") < pl.col("from_on").max().over("account_id"))
    past = past.sort("account_id", "from_on", descending=[False, True]).group_by("account_id", maintain_order=True).head(MOST_TERMS)
    past = past.with_columns(pl.col("from_on").cast(pl.String).alias("_row"))
    money, known = pl.col("currency").fill_null(""), pl.col("known_on")
    unit = pl.when(pl.col("basis") == SEAT).then(_per_seat()).otherwise(pl.format("{}/unit", money))
    told = {"row": "_row", "observed": known}
    return pl.concat(
        [
            _rows(past, "price_was", **told, number=pl.col("price").round(2), unit=unit),
            _rows(past, "term_was_from", **told, day=pl.col("from_on")),
            _rows(past, "seats_were", **told, number=pl.col("seats"), unit=pl.lit("seats")),
            _rows(past, "mrr_was", **told, number=pl.col("mrr").round(2), unit=pl.format("{}/mo", money)),
            _rows(past, "plan_was", **told, text=pl.col("plan")),
            _rows(past, "discount_was", **told, number=pl.col("discount"), unit=pl.lit("%")),
        ]
    )


def milestones(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`milestone_reached` and `milestone_ahead`, one fact a milestone of the plan, in the order expected, until half a year after the last.

    Of each `milestone_expected_on`; of a reached one `milestone_reached_on`, of one ahead `milestone_share` (% of its uses). None where
    the feed began later than the customer: what is not seen may have happened before.
    """
    span = snap.use.feed
    fresh = pl.col("full_value_on").is_null() | ((snap.as_of - pl.col("full_value_on")).dt.total_days() <= SHOWN_DAYS)
    seen = pl.lit(span is not None and not span.stale) & (pl.col("customer_on") >= (span.first_on if span else snap.as_of))
    who = accounts.filter(seen, fresh, pl.col("milestones_total") > 0).with_columns(pl.col("customer_on").alias("started_on"))
    if who.is_empty():
        return pl.DataFrame(schema=SHAPE)
    rows = reached(snap, who).with_columns((pl.col("start") + pl.duration(days=pl.col("days"))).alias("expected_on"))
    done, ahead = rows.filter(pl.col("reached_on").is_not_null()), rows.filter(pl.col("reached_on").is_null())
    newest = pl.lit(min(span.newest_on, snap.as_of))
    share = (100 * pl.col("done") / pl.col("threshold")).clip(upper_bound=100.0).round(1)
    return pl.concat(
        [
            _rows(done, "milestone_reached", row="milestone", observed=newest, text=pl.col("milestone")),
            _rows(done, "milestone_reached_on", row="milestone", observed=newest, day=pl.col("reached_on")),
            _rows(ahead, "milestone_ahead", row="milestone", observed=newest, text=pl.col("milestone")),
            _rows(ahead, "milestone_share", row="milestone", observed=newest, number=share, unit=pl.lit("%")),
            _rows(rows, "milestone_expected_on", row="milestone", observed=newest, day=pl.col("expected_on")),
        ]
    )


def lost_deals(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`lost_renewal` (its name) and `lost_reason` of the last renewal deal that was lost, as of the day it was closed."""
    closed = pl.col("closed_on")
    lost = decided(snap, "renew").filter(~pl.col("won"))
    one = lost.sort("closed_on", "source_id", descending=True).unique("account_id", keep="first", maintain_order=True)
    return pl.concat(
        [
            _rows(one, "lost_renewal", row="source_id", observed=closed, text=pl.col("name")),
            _rows(one, "lost_reason", row="source_id", observed=closed, text=pl.col("lost_reason")),
        ]
    )


def _per_seat() -> pl.Expr:
    return pl.format("{}/seat/yr", pl.col("currency").fill_null(""))
