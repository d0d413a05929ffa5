"""What customers do in the product, in full weeks (Monday to Sunday); all null where the feed is stale.

Where a system tells use by the month only, its weeks are even shares of its months, no day of the last use is known (`rhythm`), and the
two windows are its last month and the one before (`months`).

The early warning, usage_z, is told by `warning.fall`; who is alerted by it, and within which budget, by `alerts`.
"""

from datetime import date, timedelta

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.contract import BETWEEN_PLANS
from cs_core.context.signals.months import with_months
from cs_core.context.signals.warning import FEWEST_PEERS, Weeks, fall, weeks
from cs_core.context.usage.use import WINDOW, WORD, Feed
from cs_core.context.vocabulary import KNOWLEDGE


def usage(snap: Observed, accounts: pl.DataFrame, of: Weeks | None) -> pl.DataFrame:
    """account_id and every usage signal but utilisation. Empty where stale.

    `accounts`: account_id, started_on, plan, churned_on; `of`: their `weeks_of`.
    """
    span, ever = snap.use.feed, snap.use.ever
    if span is None or span.stale:
        return pl.DataFrame(schema={"account_id": pl.String})
    known = accounts.join(snap.use.covers(snap), on="account_id", how="semi")
    starts = _starts(known, ever)
    grid = weekly_use(snap.use.weekly, starts, span)
    told = with_months(snap, windows(grid), starts)
    parts = (told, early_warning(of), who_and_what(snap), last_use(ever, snap.as_of, span), unused(ever, known))
    out = known.select("account_id")
    for part in parts:
        out = out.join(part, on="account_id", how="left")
    counts = ("features_4w", "active_users_4w") if span.names_people else ("features_4w",)
    nothing = ~pl.col("account_id").is_in(users_lately(snap)["account_id"].implode())
    return out.with_columns(pl.when(nothing).then(0).otherwise(pl.col(c)).cast(pl.Int64).alias(c) for c in counts)


def _starts(accounts: pl.DataFrame, ever: pl.DataFrame) -> pl.DataFrame:
    first = ever.group_by("account_id").agg(pl.col("first").min().dt.date())
    rows = accounts.join(first, on="account_id", how="left")
    return rows.select("account_id", pl.min_horizontal("started_on", "first").alias("start"))


def weekly_use(weekly: pl.DataFrame, starts: pl.DataFrame, span: Feed) -> pl.DataFrame:
    """account_id, week (0 the last full one), uses: the full weeks of two windows since the account's start and the feed's, with zeros."""
    weeks = pl.DataFrame({"week": pl.Series(range(2 * WINDOW), dtype=pl.Int32)})
    begins = pl.lit(span.week_end) - pl.duration(days=7 * pl.col("week") + 6)
    first = span.first_on - timedelta(days=span.first_on.weekday())
    grid = starts.join(weeks, how="cross").filter(begins >= pl.max_horizontal("start", pl.lit(first)))
    grid = grid.join(weekly.filter(pl.col("week") < 2 * WINDOW), on=["account_id", "week"], how="left")
    return grid.select("account_id", "week", pl.col("uses").fill_null(0))


def windows(grid: pl.DataFrame) -> pl.DataFrame:
    """account_id, usage_4w, usage_prev_4w, usage_change (%); a window is null before the account was a customer for all of it."""
    recent, before = pl.col("week") < WINDOW, pl.col("week").is_between(WINDOW, 2 * WINDOW - 1)
    sums = grid.group_by("account_id").agg(
        pl.col("uses").filter(recent).sum().alias("usage_4w"),
        pl.when(before.sum() == WINDOW).then(pl.col("uses").filter(before).sum()).alias("usage_prev_4w"),
    )
    change = 100 * (pl.col("usage_4w") / pl.col("usage_prev_4w") - 1)
    return sums.with_columns(pl.when(pl.col("usage_prev_4w") > 0).then(change).alias("usage_change"))


def weeks_of(snap: Observed, accounts: pl.DataFrame) -> Weeks | None:
    """Use by week of the current customers among `accounts` (account_id, started_on, churned_on); None where the feed is stale."""
    if snap.use.feed is None or snap.use.feed.stale:
        return None
    current = accounts.filter(pl.col("churned_on").is_null()).join(snap.use.covers(snap), on="account_id", how="semi")
    return weeks(snap.use.weekly, _starts(current, snap.use.ever), snap.use.feed)


def early_warning(of: Weeks) -> pl.DataFrame:
    """account_id, usage_z: null with too short a past, and for customers who left."""
    return pl.DataFrame({"account_id": pl.Series(of.ids, dtype=pl.String), "usage_z": fall(of.rest)}).with_columns(
        pl.col("usage_z").fill_nan(None)
    )


@once
def users_lately(snap: Observed) -> pl.DataFrame:
    """account_id, person_id, uses: of the last 4 weeks; those of nobody named have no person_id."""
    return _summed(snap.use.lately, "account_id", pl.col("person").alias("person_id"))


def who_and_what(snap: Observed) -> pl.DataFrame:
    """account_id, active_users_4w, features_4w, top_feature over the last 4 weeks."""
    named = pl.col("person_id").count()
    people = pl.when(named > 0).then(named) if snap.use.feed.names_people else pl.lit(None, pl.Int64)
    active = users_lately(snap).group_by("account_id").agg(people.alias("active_users_4w"))
    features = _summed(snap.use.lately.drop_nulls("event"), "account_id", "event")
    tops = features.sort("account_id", -pl.col("uses"), "event").group_by("account_id", maintain_order=True)
    most = pl.col("event").first()
    top = pl.when(~most.str.contains(COMING_IN)).then(most)
    return active.join(tops.agg(pl.len().alias("features_4w"), top.alias("top_feature")), on="account_id", how="left")


COMING_IN = (
    r"(?i)^(?:user[ _.-]?)?(?:log(?:ged)?[ _.-]?(?:ins?|ons?)|sign(?:ed)?[ _.-]?ins?|sessions?|visits?)"
    r"(?:[ _.-]?(?:count|started|success))?$"
)
"""Uses that are no feature: nobody can be asked what coming in should do for them. Where there is most of it, no feature is used most."""


def _summed(lately: pl.DataFrame, *by: str | pl.Expr) -> pl.DataFrame:
    return lately.group_by(by).agg(pl.col("uses").sum()).filter(pl.col("uses") > 0).with_columns(pl.col(WORD).cast(pl.String))


def last_use(ever: pl.DataFrame, as_of: date, span: Feed) -> pl.DataFrame:
    """account_id, last_event_on, days_since_event: null after use in the newest month of a feed that hides the day, and of one that
    tells no more lately than a month ago whether anything was used since."""
    ordered = ever.sort("last", "by_month", descending=[False, True])
    newest = ordered.group_by("account_id").agg(pl.col("last").last().dt.date().alias("last_event_on"), pl.col("by_month").last())
    until = max((m.until for m in span.monthly), default=as_of)
    hidden = pl.col("by_month") & ((pl.col("last_event_on") >= until) | ((as_of - until).days > KNOWLEDGE["usage"].fresh_days))
    days = pl.when(~hidden).then((as_of - pl.col("last_event_on")).dt.total_days())
    return newest.select("account_id", "last_event_on", days.alias("days_since_event"))


def unused(ever: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """account_id, unused_feature: never used here, used by more than half of the current customers on the plan; the commonest such.

    An account on several plans has the peers of each of them.
    """
    users = accounts.filter(pl.col("churned_on").is_null(), pl.col("plan").is_not_null()).select("account_id", "plan")
    users = users.with_columns(pl.col("plan").str.split(BETWEEN_PLANS)).explode("plan")
    users = users.join(ever.select("account_id").unique(), on="account_id", how="semi").with_columns(pl.len().over("plan").alias("peers"))
    used = ever.drop_nulls("event").select("account_id", "event").join(users, on="account_id")
    common = used.group_by("plan", "event").agg((pl.len() / pl.col("peers").first()).alias("share"), pl.col("peers").first())
    common = common.filter(pl.col("share") > 0.5, pl.col("peers") >= FEWEST_PEERS)
    missing = users.join(common, on="plan").join(used, on=["account_id", "event"], how="anti").sort("account_id", -pl.col("share"), "event")
    return missing.group_by("account_id", maintain_order=True).agg(pl.col("event").first().alias("unused_feature"))
