"""The onboarding case of each customer over its life: from the first day to full value, each milestone with its expected and actual day.

`keep` says how every case stands; a column that begins with ``_`` is of the way to the next milestone (see `_ahead`).
"""

from datetime import timedelta

import polars as pl

from cs_core.context.signals.onboarding import reached
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.use import WINDOW, WORD
from cs_core.context.wording.days import spelt_in
from cs_core.execution.jobs.cases import SCHEMA, Standing
from cs_core.execution.jobs.onboarding_steps import step_of, words_of_step
from cs_core.execution.writing.phrases import say as words

KIND = KEY = "onboarding"
COURSE_DAYS = 365
"""An onboarding that took so long is over, whatever was reached: the success plan goes on from there."""
PROGRESS_STEP = 25
"""Percent: a case is written anew when progress to the next milestone crosses a multiple of it, not with every use."""
UNDER_WAY = ("on track", "behind", "stuck")


def keep(snap: Snapshot, standing: Standing) -> pl.DataFrame:
    """How every onboarding stands: of current customers, and of those who left while theirs was open. A frame of `cases.SCHEMA`.

    One that is closed stays so while nobody can tell otherwise, and full value once reached is not taken back by a milestone added later.
    """
    open_ = standing.filter(pl.col("closed_on").is_null())["account_id"]
    left = pl.col("churned_on").is_not_null()
    rows = snap.signals.filter(~left | pl.col("account_id").is_in(open_.implode()))
    was = standing.select("account_id", _since="opened_on", _was="state", _shut=pl.col("closed_on").is_not_null())
    for part in (was, *_of_milestones(snap, rows)):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    over = ((pl.col("tenure_days") > COURSE_DAYS) & ~left).fill_null(False)
    rows = rows.with_columns(_missing(snap).alias("_missing"), over.alias("_over")).with_columns(_state().alias("state"))
    rows = rows.filter(~(pl.col("_shut") & ((pl.col("_was") == "done") | (pl.col("state") == "cannot tell"))).fill_null(False))
    ahead = pl.col("state").is_in(UNDER_WAY) & ~pl.col("_over")
    rows = rows.with_columns(pl.when(ahead).then(step_of()).alias("_step")).with_columns(words_of_step().alias("_step_says"))
    play = pl.when(ahead).then(_play())
    return rows.with_columns(
        pl.lit(KEY).alias("key"), pl.lit(KIND).alias("kind"), pl.coalesce("customer_on", "_since", pl.lit(snap.as_of)).alias("opened_on"),
        (pl.col("customer_on") + pl.duration(days=pl.col("_days"))).alias("due_on"), _closed_on().alias("closed_on"),
        _reason().alias("reason"), play.alias("play"), _data().alias("data"), _cites().alias("cites"),
    ).with_columns(_mark().alias("mark")).select(SCHEMA.keys())  # fmt: skip


def _of_milestones(snap: Snapshot, accounts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By account: `_milestones` (a list of structs), `_days` expected until the last, `_by`, the day by which each was reached; and
    `_ahead`.

    Where the feed began later than the customer a sum proves that a milestone was reached, but not on which day.
    """
    rows = reached(snap, accounts).with_columns(
        (100.0 * pl.col("done") / pl.col("threshold")).clip(upper_bound=100.0).round(1).alias("progress"),
        (pl.col("start") + pl.duration(days=pl.col("days"))).alias("expected_on"),
    )
    seen = pl.col("start") >= (snap.use.feed.first_on if snap.use.feed else snap.as_of)
    told = pl.struct(
        "event", "threshold", name="milestone", expected_on=pl.col("expected_on").cast(pl.String),
        reached_on=pl.when(seen).then(pl.col("reached_on").cast(pl.String)), uses=pl.when(seen).then("done"),
        progress=pl.when(seen | (pl.col("progress") == 100)).then("progress"),
    )  # fmt: skip
    each = rows.group_by("account_id", maintain_order=True).agg(
        told.alias("_milestones"), pl.col("days").max().alias("_days"), pl.col("reached_on").max().alias("_by")
    )
    return each, _ahead(snap, rows, accounts)


def _ahead(snap: Snapshot, rows: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Of the next milestone `_event`, `_done`, `_progress`, `_left` (uses), `_lately` (uses in 4 weeks), `_days_left` to its expected day,
    and `_pace_days` that the rest takes at the pace of those weeks."""
    following = accounts.select("account_id", pl.col("next_milestone").alias("milestone")).drop_nulls()
    lately = snap.use.lately.group_by("account_id", "event").agg(pl.col("uses").sum().alias("_lately"))
    lately = lately.with_columns(pl.col(WORD).cast(pl.String))
    rows = rows.join(following, on=["account_id", "milestone"]).join(lately, on=["account_id", "event"], how="left")
    left, recent = (pl.col("threshold") - pl.col("done")).clip(lower_bound=0), pl.col("_lately").fill_null(0)
    return rows.select(
        "account_id", pl.col("event").alias("_event"), pl.col("done").alias("_done"), pl.col("progress").alias("_progress"),
        left.cast(pl.Int64).alias("_left"), recent.alias("_lately"), pl.col("expected_on").alias("_expected_on"),
        pl.when(recent > 0).then((left * 7 * WINDOW / recent).ceil().cast(pl.Int64)).alias("_pace_days"),
        (pl.col("expected_on") - snap.as_of).dt.total_days().clip(lower_bound=0).alias("_days_left"),
    )  # fmt: skip


def _missing(snap: Snapshot) -> pl.Expr:
    """The knowledge without which nobody can tell how it stands; null where one can."""
    span = snap.use.feed
    if snap.knowledge.filter(pl.col("kind") == "milestone").is_empty():
        return pl.lit("no milestones are known")
    if span is None:
        return pl.lit("no usage is imported")
    if span.stale:
        return pl.lit(f"the usage feed ends on {words(span.newest_on)}")
    return (
        pl.when(pl.col("onboarding_status").is_not_null()).then(None)
        .when(pl.col("customer_on").is_null()).then(pl.lit("the day on which they became a customer is not known"))
        .when(pl.col("_days").is_null()).then(pl.lit("no milestone of their plan is known, or their use is not seen"))
        .when(pl.col("customer_on") < span.first_on)
        .then(pl.format("the usage feed begins on {}, after their start on {}", pl.lit(words(span.first_on)), spelt_in("customer_on")))
        .otherwise(pl.lit("their use is not seen"))
    )  # fmt: skip


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("churned_on").is_not_null()).then(pl.lit("ended"))
        .when(pl.col("_missing").is_not_null()).then(pl.lit("cannot tell"))
        .otherwise("onboarding_status")
    )  # fmt: skip


def _closed_on() -> pl.Expr:
    """The day of (at the latest) full value, else of leaving, else the one on which the course was over; null while it is open."""
    return (
        pl.when(pl.col("state") == "done").then(pl.coalesce("full_value_on", "_by"))
        .when(pl.col("state") == "ended").then("churned_on")
        .when("_over").then(pl.col("customer_on") + timedelta(days=COURSE_DAYS))
    )  # fmt: skip


def _reason() -> pl.Expr:
    count, late = pl.format("{} of {} milestones reached", "milestones_done", "milestones_total"), pl.col("milestone_overdue_days")
    first = pl.coalesce(pl.format(", first value after {} days", "days_to_value"), pl.lit(""))
    ahead = pl.format("{}{}; next is “{}”", count, first, "next_milestone")
    took = pl.format("Full value {} days after the start{}.", "days_to_full_value", first)
    left_on = spelt_in("churned_on")
    gone = pl.coalesce(pl.format("They left on {} with {}.", left_on, count), pl.format("They left on {}.", left_on))
    unseen = pl.format("All milestones were reached by {}; on which days was not seen.", spelt_in("_by"))
    return (
        pl.when(pl.col("state") == "done").then(pl.coalesce(took, unseen))
        .when(pl.col("state") == "ended").then(gone)
        .when(pl.col("state") == "cannot tell").then(pl.format("Cannot tell: {}.", "_missing"))
        .when("_over").then(pl.format("{} after a year: the success plan goes on from here.", count))
        .when(late > 0).then(pl.format("{}, {} days past its expected day.", ahead, late))
        .otherwise(pl.format("{}, expected by {}.", ahead, spelt_in("_expected_on")))
    )  # fmt: skip


def _data() -> pl.Expr:
    step = pl.struct(milestone="next_milestone", left="_left", step="_step_says", name="_step", at_pace_days="_pace_days")
    return pl.struct(
        milestones="_milestones", ttfv_days="days_to_value", full_value_days="days_to_full_value",
        next=pl.when(pl.col("_step_says").is_not_null()).then(step), plan="plan", seats="seats", active_users="active_users_4w",
        missing=pl.when(pl.col("state") == "cannot tell").then("_missing"),
    ).struct.json_encode()  # fmt: skip


def _mark() -> pl.Expr:
    """What else is material: milestones reached, first value, the step that is next, progress in quarters, what is missing."""
    quarter = (pl.col("_progress") / PROGRESS_STEP).floor().cast(pl.Int64)
    parts = [pl.col("milestones_done"), pl.col("days_to_value"), pl.col("_step"), quarter, pl.col("_missing")]
    said = pl.concat_str([part.cast(pl.String) for part in parts], separator="|", ignore_nulls=True)
    return pl.when(pl.col("closed_on").is_null()).then(said).otherwise(pl.lit(""))


def _play() -> pl.Expr:
    """The play for its state; one that is late beyond `ANEW_DAYS` needs another plan."""
    told = pl.col("state").replace_strict(PLAYS, default=None, return_dtype=pl.String)
    return pl.when((pl.col("state") == "stuck") & (pl.col("milestone_overdue_days") > ANEW_DAYS)).then(pl.lit(ANEW)).otherwise(told)


def _cites() -> pl.Expr:
    unclear = pl.col("state") == "cannot tell"
    return pl.when(unclear).then(pl.lit(["customer_on", "plan"])).otherwise(pl.lit(list(CITES)))


PLAYS = {"stuck": "unblock the milestone", "behind": "nudge to the milestone"}
"""State -> the play that is recommended."""
ANEW, ANEW_DAYS = "plan the milestone anew", 40
CITES = (
    "onboarding_status", "next_milestone", "milestones_done", "milestones_total", "milestone_progress", "milestone_overdue_days",
    "first_value_on", "days_to_value", "full_value_on", "days_to_full_value", "customer_on", "last_event_on", "active_users_4w", "seats",
    "top_feature", "churned_on",
)  # fmt: skip
