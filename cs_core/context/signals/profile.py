"""Who the customer is: name, segment, plan, since when; with what they pay, the first columns of the signals."""


import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.contract import departures, recurring_revenue, renewal

SEGMENT_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("enterprise", ("enterprise", "strategic", "key account", "large")),
    ("mid-market", ("mid", "medium", "commercial", "growth")),
    ("long tail", ("tail", "smb", "small", "self-serve", "self serve", "starter", "digital", "tech touch")),
)
"""(segment, words by which sources say it), first match wins."""
SEGMENT_FROM_ARR: tuple[tuple[str, float], ...] = (("enterprise", 0.05), ("mid-market", 0.25), ("long tail", 1.0))
"""Where no source says a segment: by rank of ARR among current customers, the share of accounts down to which it reaches."""


@once
def profile(snap: Observed) -> pl.DataFrame:
    """One row an account: the first two blocks of `vocabulary.SIGNALS`, and started_on, the day from which use is counted."""
    fields = ("account_id", "name", "segment", "industry", "country", "owner", "customer_on")
    own = [pl.col(c).alias(f"own_{c}") for c in ("plan", "seats", "currency")]
    rows = snap.accounts.select(*fields, *own)
    for part in (departures(snap), recurring_revenue(snap), renewal(snap), first_contract(snap)):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    start = pl.coalesce("customer_on", "first_on")
    rows = rows.with_columns(
        start.alias("customer_on"),
        start.alias("started_on"),
        (snap.as_of - start).dt.total_days().alias("tenure_days"),
        pl.coalesce("plan", "own_plan").alias("plan"),
        pl.coalesce("seats", "own_seats").alias("seats"),
        pl.coalesce("currency", pl.col("own_currency").str.to_uppercase()).alias("currency"),
    )
    return rows.with_columns(segment().alias("segment"))


@once
def first_contract(snap: Observed) -> pl.DataFrame:
    """account_id, first_on: the day on which the first subscription started."""
    rows = snap.subscriptions.filter(pl.col("account_id").is_not_null())
    return rows.group_by("account_id").agg(pl.col("started_on").min().alias("first_on"))


def segment() -> pl.Expr:
    """The segment in our words: as a source says it, else by rank of ARR; null where neither is known."""
    paying = pl.when(pl.col("churned_on").is_null()).then(pl.col("arr"))
    share, ranked = paying.rank("ordinal", descending=True) / paying.count(), pl.lit(None, pl.String)
    for name, reach in reversed(SEGMENT_FROM_ARR):
        ranked = pl.when(share <= reach).then(pl.lit(name)).otherwise(ranked)
    return pl.coalesce(said_segment(), ranked)


def said_segment() -> pl.Expr:
    """The segment as a source says it, in our words; null where its word means none of ours."""
    said, told = pl.col("segment").str.to_lowercase(), pl.lit(None, pl.String)
    for name, words in reversed(SEGMENT_WORDS):
        told = pl.when(said.str.contains_any(list(words))).then(pl.lit(name)).otherwise(told)
    return told
