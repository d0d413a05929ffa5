"""The success plans of the whole book: which accounts need theirs made, looked at again or closed today, told over all at once.

A plan is opened as JSON only where a fact that it rests on changed, or where a day has come on which time alone may change it.
"""

import json
from datetime import date

import polars as pl

from cs_core.context.rows.joined_cases import running_last
from cs_core.context.signals.goals import figures, wishes
from cs_core.context.signals.onboarding import reached
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import OWN, SCHEMA, Standing
from cs_core.execution.jobs.success_plan import NO_OBJECTIVE, Plan, cancelled, no_objective, plan_of

MOST_MILESTONES = 3


def keep(snap: Snapshot, standing: Standing) -> pl.DataFrame:
    """Snapshot and plans so far -> the cases that stand otherwise than before: a frame of `cases.SCHEMA`.

    Of an account that was several, each with a plan, one goes on.
    """
    told = _ranked(standing)
    newest = told.unique("account_id", keep="last", maintain_order=True)
    rows = _known(snap).join(newest, on="account_id", how="left", maintain_order="left")
    closed = pl.col("case_closed_on").is_not_null()
    runs = pl.col("case_key").is_not_null() & ~closed
    stated_since = pl.col("outcome_stated_on") > pl.col("case_stated_on").str.to_date(strict=False)
    changed = (pl.col("print") != pl.col("case_print")) | (pl.col("case_check_on") <= snap.as_of.isoformat())
    look = (
        pl.when(pl.col("churned_on").is_not_null()).then(runs)
        .when(closed).then(stated_since.fill_null(True))
        .when(runs).then(changed.fill_null(pl.col("print") != pl.col("case_print")))
        .otherwise(True)
    )  # fmt: skip
    silent = (~runs & pl.col("desired_outcome").is_null() & pl.col("churned_on").is_null()).alias("silent")
    rows = rows.filter(look).with_columns(silent).with_row_index("at")
    beside = told.join(newest.select("account_id", "case_key"), on=["account_id", "case_key"], how="anti", maintain_order="left")
    ended = [_ended(row, snap.as_of) for row in beside.filter(pl.col("case_closed_on").is_null()).iter_rows(named=True)]
    stated = _with_milestones(rows.filter(~pl.col("silent")), snap)
    made = _rows([_case(row, snap) for row in stated.iter_rows(named=True)]).with_columns(stated["at"])
    return pl.concat([_rows(ended), pl.concat([made, _unstated(rows.filter("silent"), snap.as_of)]).sort("at").drop("at")])


def _known(snap: Snapshot) -> pl.DataFrame:
    """Signals of all accounts with what their newest statement says, their own figure, and `print`: what a plan rests on, in one line."""
    said = wishes(snap).select("account_id", *(pl.col(c).alias(f"outcome_{n}") for c, n in STATED))
    own = figures(snap).select("account_id", pl.col("figure").alias("outcome_figure"))
    rows = snap.signals.select("account_id", *SIGNALS).join(said, on="account_id", how="left", maintain_order="left")
    rows = rows.join(own, on="account_id", how="left", maintain_order="left")
    steps = [(pl.col(c) / step).floor().cast(pl.Int64).cast(pl.String).fill_null("?") for c, step in STEPS]
    told = [pl.col(c).cast(pl.String).fill_null("") for c in MATERIAL]
    late, urgent = (pl.col(c) > 0 for c in ("milestone_overdue_days", "escalations_open"))
    flags = [flag.cast(pl.Int8).cast(pl.String).fill_null("?") for flag in (late, urgent)]
    notice = pl.coalesce(pl.format("|notice {}", "notice_given_on"), pl.lit(""))
    whole = pl.concat_str(pl.concat_str(pl.lit(RULES), *told, *steps, *flags, separator="|"), notice)
    return rows.with_columns(pl.when(pl.col("desired_outcome").is_null()).then(pl.lit("")).otherwise(whole).alias("print"))


def _ranked(standing: Standing) -> pl.DataFrame:
    """Each case, of every account the one that runs, else its newest, last: key, days, what it rested on, when to look again, and how many
    plans there were (`case_most`); `old` is its plan as JSON."""
    rows = running_last(standing)
    days = [pl.col(c).alias(f"case_{c}") for c in ("opened_on", "closed_on")]
    told = rows.select("account_id", *days, pl.col("data").alias("old"), pl.col("data").str.json_decode(READ).alias("_read"))
    stated = pl.col("basis").struct.field("stated_on").alias("case_stated_on")
    read = told.unnest("_read").rename({"key": "case_key", "check_on": "case_check_on"})
    most = pl.col("case_key").str.strip_prefix(KEY).cast(pl.Int64).max().over("account_id").alias("case_most")
    return read.with_columns(stated, most, pl.col("mark").str.replace(MARK_END, "").alias("case_print")).drop("mark", "basis")


def _with_milestones(rows: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """With `milestones_ahead`: milestone, event, expected_on of those not yet reached, in the order expected."""
    who = rows.filter(pl.col("next_milestone").is_not_null()).select("account_id", "plan", pl.col("customer_on").alias("started_on"))
    if who.is_empty():
        return rows.with_columns(pl.lit(None).alias("milestones_ahead"))
    ahead = reached(snap, who).filter(pl.col("reached_on").is_null())
    expected = (pl.col("start") + pl.duration(days=pl.col("days"))).alias("expected_on")
    lists = ahead.group_by("account_id", maintain_order=True).agg(pl.struct("milestone", "event", expected).head(MOST_MILESTONES))
    named = lists.rename({"milestone": "milestones_ahead"})
    return rows.join(named, on="account_id", how="left", maintain_order="left")


def _case(row: dict, snap: Snapshot) -> tuple:
    """One case in the order of SCHEMA."""
    goes_on = row["case_key"] is not None and row["case_closed_on"] is None
    plan = plan_of(row | {"as_of": snap.as_of}, _old(row) if goes_on else None)
    key = row["case_key"] if goes_on else f"{KEY}{(row['case_most'] or 0) + 1}"
    opened = row["case_opened_on"] if goes_on else snap.as_of
    owner = row["owner"] if plan["state"] != NO_OBJECTIVE else None
    return _row((row["account_id"], key, opened), plan, owner, f"{row['print']}#{plan['check_on'] or ''}")


def _unstated(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Cases, with `at`, of who stated no outcome and has no plan: alike but for whose they are, and how many went before."""
    alike = _rows([_row(("", "", as_of), no_objective(), None, "#")]).drop("account_id", "key")
    key = pl.format(KEY + "{}", pl.col("case_most").fill_null(0) + 1).alias("key")
    return rows.select("account_id", key, "at").join(alike, how="cross").select(*SCHEMA, "at")


def _rows(cases: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(cases, schema=SCHEMA, orient="row")


def _ended(row: dict, as_of: date) -> tuple:
    """A plan that ran beside the one that goes on, in the order of SCHEMA."""
    plan = cancelled(_old(row), "another plan of theirs goes on: accounts became one", as_of=as_of)
    return _row((row["account_id"], row["case_key"], row["case_opened_on"]), plan, None, f"{row['case_print']}#")


def _old(row: dict) -> Plan:
    return {k: v for k, v in json.loads(row["old"]).items() if k not in OWN}


def _row(case: tuple[str, str, date], plan: Plan, owner: str | None, mark: str) -> tuple:
    account_id, key, opened = case
    days = (opened, _day(plan["due_on"]), _day(plan["closed_on"]), owner)
    data = json.dumps(plan, ensure_ascii=False)
    return (account_id, key, "success plan", plan["state"], *days, plan["why"], plan["play"], data, plan["cites"], mark)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


KEY = "plan "
RULES = "2"
"""Another word where the rules changed: every open plan is then looked at once more."""
MARK_END = r"#[^#]*$"
"""A mark is what the plan rests on, and after it the day on which to look again."""
STATED = (
    ("quote", "quote"), ("metric", "metric"), ("baseline", "baseline"), ("target", "target"), ("unit", "unit"), ("stated_by", "by"),
    ("source_id", "row"),
)  # fmt: skip
SIGNALS = (
    "churned_on", "customer_on", "desired_outcome", "outcome_stated_on", "outcome_told_on", "owner", "champion", "sponsor", "plan", "seats",
    "renewal_on", "usage_4w", "utilisation", "peer_utilisation", "unused_feature", "next_milestone", "milestones_done", "milestones_total",
    "milestone_progress", "milestone_overdue_days", "open_tickets", "escalations_open", "notice_given_on",
)  # fmt: skip
MATERIAL = (
    "outcome_row", "outcome_stated_on", "outcome_target", "outcome_figure", "outcome_told_on", "owner", "champion", "sponsor", "plan",
    "seats", "unused_feature", "next_milestone", "milestones_done",
)  # fmt: skip
STEPS = (("utilisation", 10), ("milestone_progress", 25), ("open_tickets", 3))
"""What moves every week counts in steps, so that a plan is not written anew for noise."""
READ = pl.Struct({"key": pl.String, "mark": pl.String, "check_on": pl.String, "basis": pl.Struct({"stated_on": pl.String})})
"""What is read of every plan; the rest only of those that are looked at."""
