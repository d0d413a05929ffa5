"""Use that is told by the month, as it was told: the last month on record and the one before it, instead of weeks that are shares of them.

A customer knows what stands in its own report of a month; what 28 days of it come to nobody has ever seen.
"""

from datetime import date, timedelta

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.usage.rhythm import Monthly
from cs_core.context.vocabulary import MONTH_DAYS


def with_months(snap: Observed, rows: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """`rows` (account_id, usage_4w, usage_prev_4w, usage_change) with those of whole months, for accounts all of whose use is told so.

    `starts`: account_id, start. The month before is null where the account began within it, or the system tells of it no more; of a system
    that has fallen silent the weeks stand, in which nothing is used.
    """
    live = [m for m in snap.use.feed.monthly if (snap.as_of - m.until).days <= MONTH_DAYS["usage"]]
    if not live:
        return rows
    sums = _sums(snap, live).filter(pl.col("account_id").is_in(list(snap.use.by_month)))
    both = rows.join(sums, on="account_id", how="left", maintain_order="left").join(starts, on="account_id", how="left")
    told, whole = pl.col("last").is_not_null(), (pl.col("start") <= pl.col("began")).fill_null(False)
    both = both.with_columns(
        pl.when(told).then("last").otherwise("usage_4w").alias("usage_4w"),
        pl.when(told & whole).then("before").when(~told).then("usage_prev_4w").alias("usage_prev_4w"),
    )
    change = 100 * (pl.col("usage_4w") / pl.col("usage_prev_4w") - 1)
    return both.with_columns(pl.when(pl.col("usage_prev_4w") > 0).then(change).alias("usage_change")).select(rows.columns)


def _sums(snap: Observed, live: list[Monthly]) -> pl.DataFrame:
    """account_id, last and before (the sums of two months), began: the first day on which the account's systems can tell of both."""
    ends = pl.DataFrame(
        [(m.system, m.until, _month_before(m.until), max(m.first_on, _first_day(_month_before(m.until)))) for m in live],
        schema={"system": pl.String, "_last": pl.Date, "_before": pl.Date, "_began": pl.Date}, orient="row",
    )  # fmt: skip
    on, uses = pl.col("at").dt.date(), pl.col("count").fill_null(1)
    whole = pl.col("_began").max() == _first_day_of(pl.col("_before").max())
    rows = snap.events.select("account_id", "system", "at", "count").join(ends.lazy(), on="system")
    sums = rows.group_by("account_id").agg(
        uses.filter(on == pl.col("_last")).sum().alias("last"),
        uses.filter(on == pl.col("_before")).sum().alias("before"),
        pl.when(whole).then(pl.col("_began").max()).alias("began"),
    )
    return sums.with_columns(pl.col("last", "before").round().cast(pl.Int64)).collect()


def _month_before(last: date) -> date:
    """The last day of the month before the one that ends on `last`."""
    return _first_day(last) - timedelta(days=1)


def _first_day(last: date) -> date:
    return pl.select(_first_day_of(pl.lit(last))).item()


def _first_day_of(last: pl.Expr) -> pl.Expr:
    return last.dt.offset_by("1d").dt.offset_by("-1mo")
