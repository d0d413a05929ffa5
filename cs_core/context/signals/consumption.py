"""What is used of what was committed to: how much, how fast, where it ends, and what the contract says of the rest.

The forecast is a straight line: what is consumed, and the daily rate of the last 4 full weeks over the days that are left. Its interval
holds four in five ends where weeks go on to vary as they did in the last 13 full ones: the rate rests on 4 weeks (H^2 s^2 / 4 for H
weeks ahead) and each week ahead varies by itself (H s^2). It knows of no season, no trend and no promise.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.signals.contract import running
from cs_core.context.usage.metered import SPREAD_WEEKS
from cs_core.context.usage.use import WINDOW

FOUR_IN_FIVE = 1.2816
"""Standard deviations to either side that hold 80 % of a normal distribution."""
FEW = 100
"""From so many units on a fraction of one says nothing."""
FEWEST_WEEKS = 6
"""With fewer full weeks their spread is not known."""


def consumption(snap: Observed) -> pl.DataFrame:
    """account_id, contract_kind and the signals of a commitment, if anybody made one; a row for every account with a running contract."""
    terms = snap.use.terms.rename({"unit": "meter_unit"})
    if terms.is_empty():
        return kinds(snap)
    share = 100 * (snap.as_of - pl.col("starts")).dt.total_days() / (pl.col("ends") - pl.col("starts")).dt.total_days()
    rows = terms.with_columns(share.alias("term_share")).join(_consumed(snap, terms), on="account_id", how="left")
    told = _forecast(rows.join(_pace(snap, terms), on="account_id", how="left"))
    return kinds(snap).join(told.select("account_id", *TOLD), on="account_id", how="left", maintain_order="left")


def kinds(snap: Observed) -> pl.DataFrame:
    """account_id, contract_kind of the running paid contracts: seats, consumption or both; null where they say neither."""
    rows = running(snap).filter(~pl.col("trial"))
    seats, units = (pl.col("seats") > 0).any(), pl.any_horizontal(pl.col("commitment", "meter").is_not_null()).any()
    kind = (
        pl.when(seats & units).then(pl.lit("both")).when(units).then(pl.lit("consumption")).when(seats).then(pl.lit("seats"))
    )
    return rows.group_by("account_id", maintain_order=True).agg(kind.alias("contract_kind"))


def _counted(snap: Observed, terms: pl.DataFrame) -> pl.DataFrame:
    """The terms whose use we see: the feed is live, holds such events at all, and would hold this account's."""
    span = snap.use.feed
    if span is None or span.stale:
        return terms.clear()
    known = terms.filter(pl.col("meter").is_in(snap.use.ever["event"].drop_nulls().unique().implode()))
    return known.join(snap.use.covers(snap), on="account_id", how="semi")


def _consumed(snap: Observed, terms: pl.DataFrame) -> pl.DataFrame:
    """account_id, consumed since the first day of the term, used_up_on (the day on which it passed the commitment), until.

    A term that began before the feed did is only partly seen: not known.
    """
    known = _counted(snap, terms).drop_nulls("starts")
    if known.is_empty():
        return terms.select("account_id", consumed=None, used_up_on=None, until=None).clear().cast(SEEN)
    span = snap.use.feed
    known = known.filter(pl.col("starts") >= span.first_on)
    daily = snap.use.metered.join(known.select("account_id", "commitment"), on="account_id").sort("account_id", "day")
    daily = daily.with_columns(pl.col("uses").cum_sum().over("account_id").alias("sum"))
    sums = daily.group_by("account_id").agg(
        pl.col("uses").sum().alias("consumed"), pl.col("day").filter(pl.col("sum") >= pl.col("commitment")).min().alias("used_up_on")
    )
    rows = known.select("account_id").join(sums, on="account_id", how="left")
    return rows.with_columns(pl.col("consumed").fill_null(0), pl.lit(min(span.newest_on, snap.as_of)).alias("until")).cast(SEEN)


def _pace(snap: Observed, terms: pl.DataFrame) -> pl.DataFrame:
    """account_id, burn_rate (units a day, last 4 full weeks), spread (standard deviation of a week); null with too short a past."""
    known = _counted(snap, terms)
    if known.is_empty():
        return pl.DataFrame(schema={"account_id": pl.String, "burn_rate": pl.Float64, "spread": pl.Float64})
    span = snap.use.feed
    first = span.first_on - timedelta(days=span.first_on.weekday())
    full = ((pl.lit(span.week_end) - pl.max_horizontal("since", pl.lit(first))).dt.total_days() + 1) // 7
    known = known.select("account_id", full.clip(0, SPREAD_WEEKS).alias("n"))
    uses, of = pl.col("uses"), snap.use.metered_weeks.join(known, on="account_id").filter(pl.col("week") < pl.col("n"))
    sums = of.group_by("account_id").agg(
        uses.filter(pl.col("week") < WINDOW).sum().alias("lately"), uses.sum().alias("sum"), (uses * uses).sum().alias("squares")
    )
    rows = known.join(sums, on="account_id", how="left").with_columns(pl.col("lately", "sum", "squares").fill_null(0))
    n = pl.col("n")
    variance = (pl.col("squares") - pl.col("sum") ** 2 / n) / (n - 1)
    return rows.select(
        "account_id",
        pl.when(n >= WINDOW).then(pl.col("lately") / (7 * WINDOW)).alias("burn_rate"),
        pl.when(n >= FEWEST_WEEKS).then(variance.clip(lower_bound=0).sqrt()).alias("spread"),
    )


def _forecast(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds the end of the term at the present rate, its interval, and what lies beyond the commitment."""
    left = (pl.col("ends") - pl.col("until")).dt.total_days().clip(lower_bound=0)
    weeks, consumed, committed = left / 7, pl.col("consumed"), pl.col("commitment")
    rows = rows.with_columns(
        pl.when(committed > 0).then(100 * consumed / committed).alias("consumed_share"),
        (consumed + pl.col("burn_rate") * left).alias("consumed_by_end"),
        (FOUR_IN_FIVE * pl.col("spread") * (weeks + weeks**2 / WINDOW).sqrt()).alias("_swing"),
    )
    rows = rows.with_columns(pl.col("consumed_by_end").pipe(_about))
    end, swing, price = pl.col("consumed_by_end"), pl.col("_swing"), pl.col("overage_price")
    days = ((committed - consumed) / pl.when(pl.col("burn_rate") > 0).then("burn_rate")).ceil()
    ahead = pl.when(days <= left).then(pl.col("until") + pl.duration(days=days))
    rows = rows.with_columns(
        pl.when(swing.is_not_null()).then(pl.max_horizontal(consumed, _about(end - swing))).alias("consumed_by_end_low"),
        _about(end + swing).alias("consumed_by_end_high"),
        (end - committed).clip(lower_bound=0).alias("overage_expected"),
        pl.coalesce("used_up_on", ahead).alias("exhausted_on"),
    )
    beyond = pl.col("overage_expected")
    return rows.with_columns(pl.when(beyond == 0).then(0.0).otherwise(beyond * price).alias("overage_amount"))


def committed_in(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """account_id, source, source_row, observed_on: the contract that commits to units, known up to the life of its system."""
    rows = snap.use.terms.select("account_id", pl.col("system").alias("source"), "source_row")
    return rows.join(lives.rename({"system": "source", "life": "observed_on"}), on="source", how="left", maintain_order="left")


def counted_in(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The same of the rows that the meter counted since the term began; where there are none, of the contract that names it."""
    seen = snap.use.metered_places.rename({"place": "source_row"})
    place = pl.format("no use counted so far; {}", "source_row")
    none = snap.use.terms.select("account_id", pl.col("system").alias("source"), place).join(seen, on="account_id", how="anti")
    newest = min(snap.use.feed.newest_on, snap.as_of) if snap.use.feed else None
    return pl.concat([seen, none.select(seen.columns)]).with_columns(pl.lit(newest, pl.Date).alias("observed_on"))


def _about(units: pl.Expr) -> pl.Expr:
    """A forecast in whole units, or in tenths where there are few."""
    return pl.when(units.abs() >= FEW).then(units.round()).otherwise(units.round(1)).alias("consumed_by_end")


SEEN = {"account_id": pl.String, "consumed": pl.Float64, "used_up_on": pl.Date, "until": pl.Date}
TOLD = (
    "meter_unit", "commitment", "term_share", "consumed", "consumed_share", "burn_rate", "consumed_by_end", "consumed_by_end_low",
    "consumed_by_end_high", "overage_expected", "overage_amount", "exhausted_on",
)  # fmt: skip
