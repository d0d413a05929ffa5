"""How a renewal ends: renewed at more, less or the same, lost with a reason, lapsed, or superseded by another day."""

from datetime import timedelta

import polars as pl

from cs_core.context.signals.terms import LATE_DAYS
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt_in
from cs_core.execution.jobs.renewal_reasons import CHURN_REASONS, DOWNSELL_REASONS, reasons
from cs_core.execution.jobs.renewal_terms import at_rates

LAPSE_DAYS = 30
"""So long after the day a new term, or an end, may still turn up; then it lapsed."""
SAME = 0.005
"""A change of revenue within this share is none."""


def ended(rows: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """Adds state, closed_on, ended_why and `end`: outcome, on, arr_before, arr_after, change, currency, untold, code, category, sub, said.

    `untold`: the currencies for which no rate is known, so that the change cannot be told. `end` is null while the case is open. A case
    that was closed and would be open again is left out.
    """
    said = _said(rows, snap)
    rows = _state(rows.join(said, on="account_id", how="left", maintain_order="left"), snap)
    rows = rows.filter(pl.col("closed_on_was").is_null() | (pl.col("closed_on").is_not_null() & _still()))
    lost, renewed = pl.col("state") == "lost", pl.col("state") == "renewed"
    won = at_rates(snap, "won_amount", "won_currency", "currency")
    after = pl.when(renewed).then(pl.coalesce("arr_after", won)).when(lost).then(0.0)
    before = pl.when(lost).then(pl.coalesce("arr", "arr_over")).otherwise("arr")
    by_deal = pl.when(pl.col("won_amount").is_not_null() & won.is_null()).then("won_currency")
    bare = pl.coalesce("untold_now", pl.when(renewed & after.is_null()).then(pl.coalesce("untold_after", by_deal)))
    rows = rows.with_columns(before.alias("_before"), after.alias("_after"), bare.alias("_bare"))
    share = (pl.col("_after") - pl.col("_before")) / pl.when(pl.col("_before") > 0).then("_before")
    less = renewed & (share < -SAME)
    outcome = pl.when(lost).then(pl.lit("lost")).when(less).then(pl.lit("downsell")).when(share > SAME).then(pl.lit("uplift"))
    outcome = outcome.when(renewed & share.is_not_null()).then(pl.lit("flat")).otherwise("state")
    rows = rows.with_columns(outcome.alias("_outcome"))
    end = pl.struct(
        pl.col("_outcome").alias("outcome"), pl.col("closed_on").alias("on"), pl.col("_before").alias("arr_before"),
        pl.col("_after").alias("arr_after"), (pl.col("_after") - pl.col("_before")).round(2).alias("change"), "currency",
        pl.col("_bare").alias("untold"), *(pl.col(f"_{c}").alias(c) for c in ("code", "category", "sub", "said")),
    )  # fmt: skip
    coded = _coded(rows)
    shut = pl.col("closed_on").is_not_null()
    rows = pl.concat([rows, coded], how="horizontal").with_columns(pl.when(shut).then(end).alias("end"))
    reason = pl.when(lost).then(pl.format("{}; reason: {}", "ended_why", pl.col("_code").fill_null("")))
    return rows.with_columns(reason.otherwise("ended_why").alias("ended_why"))


def _said(rows: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """account_id, churn_reason, churn_feedback: of the last recorded departure."""
    told = snap.churn_events.filter(pl.col("account_id").is_in(rows["account_id"].implode())).sort("churned_on")
    last = told.unique("account_id", keep="last", maintain_order=True)
    return last.select("account_id", pl.col("reason").alias("churn_reason"), pl.col("feedback").alias("churn_feedback"))


def _state(rows: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    today, day = pl.lit(snap.as_of), pl.col("renewal_on")
    until, late = day + timedelta(days=LAPSE_DAYS), day + timedelta(days=LATE_DAYS)
    free = ~pl.col("still_ends")
    left = (pl.col("churned_on") <= late).fill_null(False)
    renewed = free & pl.col("renewed_on").is_not_null()
    by_deal = pl.col("won_on").is_not_null() & (day <= today) & (free | (until < today))
    rolls = pl.col("rolls").fill_null(False) & free
    deal_lost = free & pl.col("lost_on").is_not_null() & pl.col("now_arr").is_null()
    part = free & pl.col("over_on").is_not_null() & ~rolls
    undecided = pl.col("won_on").is_null() & pl.col("lost_on").is_null()
    moved = (pl.col("now_renewal_on") != day).fill_null(True) & (today <= day) & free & undecided
    now = spelt_in("now_renewal_on").fill_null("unknown")
    ends = (
        ("lost", left, pl.col("churned_on"), pl.format("the customer left on {}", spelt_in("churned_on"))),
        ("renewed", renewed, pl.col("renewed_on"), pl.format("a new term began on {}", spelt_in("renewed_on"))),
        ("renewed", by_deal, day, pl.format("the renewal deal was won on {}", spelt_in("won_on"))),
        ("lost", deal_lost, pl.col("lost_on"), pl.format("the renewal deal was closed as lost on {}", spelt_in("lost_on"))),
        ("lost", part, pl.col("over_on"), pl.format("this contract ended on {}, others run on", spelt_in("over_on"))),
        ("lapsed", rolls & (day < today), day, pl.lit("the term ended, and what runs now rolls on by the month")),
        ("superseded", moved, today, pl.format("the day is now {}", now)),
        ("lapsed", until < today, until, pl.lit("the day passed, and neither a new term nor an end is on record")),
    )  # fmt: skip
    state = [pl.when(when).then(pl.lit(name)) for name, when, _, _ in ends]
    stands = (("agreed", "agreed_on"), ("renews by itself", "step_3"), ("quoted", "quoted_on"))
    running = pl.coalesce(*(pl.when(pl.col(seen).is_not_null()).then(pl.lit(name)) for name, seen in stands), pl.lit("open"))
    return rows.with_columns(
        pl.coalesce(*state, running).alias("state"),
        pl.coalesce(*(pl.when(when).then(on) for _, when, on, _ in ends)).alias("closed_on"),
        pl.coalesce(*(pl.when(when).then(why) for _, when, _, why in ends)).alias("ended_why"),
        pl.col("arr").round(0).alias("arr_mark"),
        pl.col("closed_on").alias("closed_on_was"),
    )


def _still() -> pl.Expr:
    """A lost case stays lost, whoever came back later."""
    return (pl.col("was_state") != "lost") | (pl.col("state") == "lost")


def _coded(rows: pl.DataFrame) -> pl.DataFrame:
    """_code, _category, _sub, _said, row by row: of what was lost or taken less of, else null."""
    told = rows.with_row_index("_n").filter(pl.col("_outcome").is_in(["lost", "downsell"]))
    found = {}
    for outcome, codes in (("lost", CHURN_REASONS), ("downsell", DOWNSELL_REASONS)):
        mine = told.filter(pl.col("_outcome") == outcome)
        columns = ("churn_reason", "lost_reason", "churn_feedback", "answer") if outcome == "lost" else ("answer",)
        found |= dict(zip(mine["_n"], reasons(mine, *columns, codes=codes), strict=True))
    cells = [found.get(n) for n in range(rows.height)]
    fields = ("code", "category", "sub", "said")
    return pl.DataFrame({f"_{f}": pl.Series([c and getattr(c, f) for c in cells], dtype=pl.String) for f in fields})
