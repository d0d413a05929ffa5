"""How customers got started: value milestones reached, the next one, and whether it is late.

A milestone is a row of the vendor's own knowledge: so many uses of an event, expected within so many days of the start. Where an
account started before the usage feed did, what is not seen may have happened earlier: it is unknown, never late.
"""


import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.profile import profile
from cs_core.context.usage.use import WORD

STUCK_DAYS = 21
"""So long past the expected day, behind becomes stuck."""
DAYS, FIRST, CODES = 1 << 22, 1 << 21, 1 << 32
"""More than there are days, days before 1970, and codes of words."""
IDLE_DAYS = 14
"""Behind and unused for so long is stuck as well."""


def milestones_of(snap: Observed, accounts: pl.DataFrame) -> pl.DataFrame:
    """The milestones of each account's plan, in the order expected.

    account_id, start, milestone, event, threshold, days, main, system, source_row.
    """
    rows = snap.knowledge.filter(pl.col("kind") == "milestone").drop_nulls(["event", "amount", "days"])
    rows = rows.select(
        pl.col("name").alias("milestone"), "event", pl.col("amount").alias("threshold"), pl.col("days").cast(pl.Int64),
        pl.col("main").fill_null(False), pl.col("plan").str.to_lowercase().alias("plan_key"), "system", "source_row",
    ).unique(["plan_key", "milestone"], keep="last", maintain_order=True)  # fmt: skip
    who = accounts.drop_nulls("started_on").select(
        "account_id", pl.col("started_on").alias("start"), pl.col("plan").str.to_lowercase().alias("plan_key")
    )
    of_plan = who.join(rows.drop_nulls("plan_key"), on="plan_key", how="inner")
    of_all = who.join(rows.filter(pl.col("plan_key").is_null()).drop("plan_key"), how="cross").select(of_plan.columns)
    return pl.concat([of_plan, of_all]).drop("plan_key").sort("account_id", "days", "threshold", "milestone")


def reached(snap: Observed, accounts: pl.DataFrame) -> pl.DataFrame:
    """Of these accounts `course`."""
    return course(snap).join(accounts.select("account_id"), on="account_id", how="semi", maintain_order="left")


@once
def course(snap: Observed) -> pl.DataFrame:
    """`milestones_of` for all accounts whose use we see, with done (uses so far since the start) and reached_on."""
    goals = milestones_of(snap, profile(snap)).join(snap.use.covers(snap), on="account_id", how="semi")
    wanted = goals.select("account_id", "event", "start").unique().with_row_index("_n")
    daily = _so_far(snap.use.daily, wanted)
    total = daily.filter((pl.col("_n") != pl.col("_n").shift(-1)).fill_null(True)).select("_n", done="sum")
    goals = goals.join(wanted, on=["account_id", "event", "start"], maintain_order="left")
    told = goals.join(total, on="_n", how="left").join(_first(goals, daily), on=["_n", "threshold"], how="left").drop("_n")
    of_one_name = pl.col("reached_on").min().over("account_id", "milestone")
    return told.with_columns(pl.col("done").fill_null(0), of_one_name).sort("account_id", "days", "threshold", "milestone")


def _so_far(daily: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """_n, day, sum: the uses of each of `wanted` (_n, account_id, event, start) from its start to each day with any, in order.

    What is joined and put in order is one number each (of account and event, of `_n` and day): that takes a third of the time.
    """
    which = (pl.col("account_id").to_physical().cast(pl.UInt64) * CODES + pl.col("event").to_physical()).alias("_which")
    words = wanted.lazy().with_columns(pl.col("account_id", "event").cast(WORD)).select(which, "_n", "start")
    at, n, total = pl.col("_at"), pl.col("_n"), pl.col("total")
    rows = daily.lazy().select(which, "day", "uses").join(words, on="_which").filter(pl.col("day") >= pl.col("start"))
    rows = rows.select((n.cast(pl.Int64) * DAYS + pl.col("day").to_physical() + FIRST).alias("_at"), "uses").collect().sort("_at")
    rows = rows.select(at, pl.col("uses").cum_sum().alias("total")).filter((at != at.shift(-1)).fill_null(True))
    day = (at % DAYS - FIRST).cast(pl.Int32).cast(pl.Date).alias("day")
    rows = rows.select((at // DAYS).cast(wanted.schema["_n"]).alias("_n"), day, total)
    before = pl.when((n != n.shift(1)).fill_null(True)).then(total.shift(1, fill_value=0)).forward_fill()
    return rows.select(n, "day", (total - before).alias("sum"))


def _first(goals: pl.DataFrame, daily: pl.DataFrame) -> pl.DataFrame:
    """_n, threshold, reached_on: the first day on which the uses so far (`sum`; by _n and day, in order) came up to the threshold.

    The greatest sum so far never falls; laid end to end, each _n in a stretch of its own, all are one rising row that is searched.
    """
    asked = goals.select("_n", "threshold").unique()
    if daily.is_empty():
        return asked.clear().with_columns(pl.lit(None, pl.Date).alias("reached_on"))
    least, most = float(daily["sum"].min()), float(daily["sum"].max())
    width = most - least + 1
    rising = daily.select((pl.col("_n") * width + (pl.col("sum") - least)).cum_max()).to_series()
    wanted = asked.select(pl.col("_n") * width + (pl.col("threshold") - least).clip(0, width - 0.5)).to_series()
    at = pl.Series(rising.search_sorted(wanted, side="left")).clip(0, daily.height - 1)
    found = asked.with_columns(daily.select(_there="_n", _sum="sum", reached_on="day")[at])
    return found.filter(pl.col("_there") == pl.col("_n"), wanted <= rising[at]).select("_n", "threshold", "reached_on")


def onboarding(snap: Observed, accounts: pl.DataFrame) -> pl.DataFrame:
    """account_id and every onboarding signal. `accounts`: account_id, started_on, plan, days_since_event. Empty where usage is stale."""
    span = snap.use.feed
    if span is None or span.stale or snap.knowledge.filter(pl.col("kind") == "milestone").is_empty():
        return pl.DataFrame(schema={"account_id": pl.String})
    rows = reached(snap, accounts).with_columns(pl.col("reached_on").is_not_null().alias("is_done"))
    ahead, value = ~pl.col("is_done"), pl.col("main") & pl.col("is_done")
    one = rows.group_by("account_id", maintain_order=True).agg(
        pl.col("start").first(),
        pl.col("is_done").sum().cast(pl.Int64).alias("milestones_done"),
        pl.len().cast(pl.Int64).alias("milestones_total"),
        pl.col("milestone").filter(ahead).first().alias("next_milestone"),
        pl.col("days").filter(ahead).first().alias("expected"),
        (100 * pl.col("done") / pl.col("threshold")).filter(ahead).first().clip(upper_bound=100.0).alias("milestone_progress"),
        pl.col("reached_on").filter(value).min().alias("first_value_on"),
        pl.when(pl.col("is_done").all()).then(pl.col("reached_on").max()).alias("full_value_on"),
        pl.col("reached_on").max().alias("milestone_on"),
    )
    used = accounts.select("account_id", "days_since_event", "last_event_on")
    return _judged(one.join(used, on="account_id", how="left"), snap, span.first_on)


def _judged(one: pl.DataFrame, snap: Observed, first_on) -> pl.DataFrame:
    all_done = pl.col("milestones_done") == pl.col("milestones_total")
    late = (snap.as_of - pl.col("start")).dt.total_days() - pl.col("expected")
    never = pl.col("last_event_on").is_null()
    idle = never | (pl.col("days_since_event") >= IDLE_DAYS).fill_null(False)
    status = (
        pl.when(all_done).then(pl.lit("done"))
        .when(late <= 0).then(pl.lit("on track"))
        .when((late > STUCK_DAYS) | idle).then(pl.lit("stuck"))
        .otherwise(pl.lit("behind"))
    )  # fmt: skip
    told = one.with_columns(
        status.alias("onboarding_status"),
        late.alias("milestone_overdue_days"),
        (pl.col("first_value_on") - pl.col("start")).dt.total_days().alias("days_to_value"),
        (snap.as_of - pl.col("first_value_on")).dt.total_days().alias("days_since_value"),
        (pl.col("full_value_on") - pl.col("start")).dt.total_days().alias("days_to_full_value"),
    ).drop("start", "expected", "days_since_event", "last_event_on")
    unseen = one["start"] < first_on
    dated = pl.col("first_value_on", "days_to_value", "days_since_value", "full_value_on", "days_to_full_value", "milestone_on")
    guess = pl.col("onboarding_status", "next_milestone", "milestones_done", "milestone_progress", "milestone_overdue_days")
    return told.with_columns(
        pl.when(~unseen).then(dated),
        pl.when(~unseen | all_done).then(guess),
    )
