"""Where the last four weeks' effort went: which goal it served, none, or which it worked against. Judged by the goals as they are set now.

A message counts once, a person's time by its minutes: touches that were logged, and meetings of days without one, as cost to serve has
them. A meeting, and a touch that belongs to no task, serves the goal of contact; what else it was for is not on record. What works
against a goal counts as that alone, whatever else it serves; work for two goals counts half for each. How a customer stood is what the
cycle of those days kept.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.leadership.steering.past import cycle_signals
from cs_core.orchestration.cost import unlogged_meetings
from cs_core.orchestration.direction import BY_KEY, Direction

DAYS = 28
CROWD_DAYS = 7
NO_GOAL, NOT_KNOWN = "none", "not known"
SERVED, NONE, UNTOLD, AGAINST = "served", "none", "not told", "worked against"
STATE = ("account_id", "segment", "health_band", "onboarding_status")
CAP = "max_contacts_per_account_7d"
MOST_NAMED = 50


class Against(NamedTuple):
    """Work that undoes a goal: which, and why. `when` is over agent, touch, STATE, risk_open, contacts_7d and cap."""

    goal: str
    why: str
    when: pl.Expr


def drift(snap: Snapshot, now: Direction) -> dict[str, Any]:
    """days, minutes, actions, touches, says, and rows: kind, goal, name, why, minutes, actions, touches, their shares, accounts."""
    work = _judged(_work(snap, now), now)
    sums = [pl.col(c).sum() for c in MEASURED]
    found = work.group_by("kind", "goal", maintain_order=True).agg(*sums, pl.col("account_id").unique().head(MOST_NAMED).alias("accounts"))
    totals = {c: float(found[c].sum()) for c in MEASURED}
    rows = sorted(found.to_dicts(), key=lambda row: (ORDER.index(row["kind"]), -row["minutes"] - row["actions"], row["goal"]))
    rows = [row | {f"{c}_share": row[c] / totals[c] if totals[c] else None for c in ("minutes", "actions")} | _named(row) for row in rows]
    return {"days": DAYS, **totals, "rows": rows, "says": _says(rows, totals, now)}


def _named(row: dict[str, Any]) -> dict[str, str]:
    if row["goal"] == NO_GOAL:
        return {"name": "No goal", "why": "Served none of the goals that are set"}
    if row["goal"] == NOT_KNOWN:
        return {"name": "Not on record", "why": "Meetings, and touches that belong to no task: what they were for is not on record"}
    why = next((a.why for a in AGAINST_GOALS if a.goal == row["goal"]), "") if row["kind"] == AGAINST else ""
    return {"name": BY_KEY[row["goal"]].name, "why": why}


def _work(snap: Snapshot, now: Direction) -> pl.DataFrame:
    """Every message sent, touch logged and meeting held, with its agent where one is known, and how the customer stood on that day."""
    start = snap.as_of - timedelta(days=DAYS)
    tasks = snap.history("task", "id", "agent", "created_at").select(pl.col("id").alias("task_id"), "agent")
    touches = snap.history("touch", "account_id", "task_id", "minutes", "two_way", "at").join(tasks, on="task_id", how="left")
    sent = snap.history("action", "account_id", "agent", "created_at")
    touched = touches.select("account_id", pl.col("at").dt.date().alias("on"), "agent", "minutes", "two_way", pl.lit(True).alias("touch"))
    wrote = sent.select(
        "account_id", pl.col("created_at").dt.date().alias("on"), "agent", pl.lit(0.0).alias("minutes"), pl.lit(False).alias("two_way"),
        pl.lit(False).alias("touch"),
    )  # fmt: skip
    met = unlogged_meetings(snap, start - timedelta(days=CROWD_DAYS)).select(
        "account_id", "on", pl.lit(None, pl.String).alias("agent"), pl.col("minutes").fill_null(0.0), pl.lit(True).alias("two_way"),
        pl.lit(True).alias("touch"),
    )  # fmt: skip
    both = pl.concat([touched, met, wrote], how="vertical_relaxed").with_row_index("work")
    recent = both.filter(pl.col("on").is_between(start, snap.as_of, closed="right"))
    before = recent.select("work", "account_id", "on").join(both.select("account_id", pl.col("on").alias("earlier")), on="account_id")
    gap = (pl.col("on") - pl.col("earlier")).dt.total_days()
    crowd = before.filter(gap.is_between(1, CROWD_DAYS)).group_by("work").agg(pl.len().alias("contacts_7d"))
    rows = recent.join(crowd, on="work", how="left").with_columns(pl.col("contacts_7d").fill_null(0))
    stood = _stood(snap, rows["on"].unique().sort().to_list())
    rows = rows.join(stood, on=["on", "account_id"], how="left").join(_at_risk(snap, rows), on="work", how="left")
    touched, risk = pl.col("touch"), pl.col("risk_open").fill_null(False)
    counts = [(~touched).cast(pl.Float64).alias("actions"), touched.cast(pl.Float64).alias("touches")]
    return rows.with_columns(risk, pl.lit(now.guardrails[CAP]).alias("cap"), *counts)


def _stood(snap: Snapshot, days: list[date]) -> pl.DataFrame:
    """on, and STATE of every account on that day, as the cycle before it kept it; as it stands now where none did."""
    now = snap.signals.select(STATE)
    rows = [(day, cycle_signals(snap, day, STATE)) for day in days]
    frames = [(now if kept is None else kept).select(pl.lit(day).alias("on"), *STATE) for day, kept in rows]
    return pl.concat(frames, how="vertical_relaxed") if frames else now.head(0).select(pl.lit(snap.as_of).alias("on"), *STATE)


def _at_risk(snap: Snapshot, work: pl.DataFrame) -> pl.DataFrame:
    """work, risk_open of those done while a case of risk was open."""
    cases = snap.history("case", "case_id", "account_id", "as_of", "opened_on", "closed_on", kind="risk")
    last = cases.unique("case_id", keep="last", maintain_order=True).drop("as_of")
    pairs = work.select("work", "account_id", "on").join(last, on="account_id")
    still = pl.col("closed_on").is_null() | (pl.col("closed_on") > pl.col("on"))
    return pairs.filter(pl.col("opened_on") <= pl.col("on"), still).select("work", pl.lit(True).alias("risk_open")).unique()


def _judged(work: pl.DataFrame, now: Direction) -> pl.DataFrame:
    """One row a piece of work and goal (kind, goal), its measures split evenly among the goals."""
    pairs = [(agent, segment) for agent, segment in work.select("agent", "segment").unique().iter_rows()]
    served = [(agent, segment, list(now.serves(agent, segment)) if agent else []) for agent, segment in pairs]
    schema = {"agent": pl.String, "segment": pl.String, "served": pl.List(pl.String)}
    rows = work.join(pl.DataFrame(served, schema=schema, orient="row"), on=["agent", "segment"], how="left", nulls_equal=True)
    talked = pl.col("two_way") & ~pl.col("served").list.contains(TOUCH)
    if TOUCH in now.goals:
        rows = rows.with_columns(pl.when(talked).then(pl.col("served").list.concat(pl.lit([TOUCH]))).otherwise("served").alias("served"))
    undone = [pl.when(_undoes(a)).then(pl.lit(a.goal)) for a in AGAINST_GOALS if a.goal in now.goals]
    hurts = pl.concat_list(undone).list.drop_nulls() if undone else pl.lit([], pl.List(pl.String))
    rows = rows.with_columns(hurts.alias("hurt"))
    kind = pl.when(pl.col("hurt").list.len() > 0).then(pl.lit(AGAINST)).when(pl.col("served").list.len() > 0).then(pl.lit(SERVED))
    goals = pl.when(pl.col("hurt").list.len() > 0).then("hurt").when(pl.col("served").list.len() > 0).then("served")
    untold = pl.col("agent").is_null() & bool(now.goals)
    rows = rows.with_columns(
        kind.when(untold).then(pl.lit(UNTOLD)).otherwise(pl.lit(NONE)).alias("kind"),
        goals.when(untold).then(pl.lit([NOT_KNOWN])).otherwise(pl.lit([NO_GOAL])).alias("goal"),
    )  # fmt: skip
    return rows.with_columns(pl.col(c) / pl.col("goal").list.len() for c in MEASURED).explode("goal")


def _undoes(rule: Against) -> pl.Expr:
    segment = BY_KEY[rule.goal].segment
    here = pl.lit(True) if segment is None else (pl.col("segment") == segment)
    return (rule.when & here).fill_null(False)


def _says(rows: list[dict[str, Any]], totals: dict[str, float], now: Direction) -> str:
    if not any(totals.values()):
        return f"No effort in the last {DAYS} days: nothing was sent, no touch was logged and no meeting was held."
    if not now.goals:
        said = f"{counted(round(totals['actions']), 'message')} and {counted(round(totals['minutes'] / 60), 'hour')} of people"
        return f"No goal is set, so that nothing can be said to serve one: {said} in {DAYS} days."
    told = [(c, what) for c, what in (("minutes", "of people's minutes"), ("actions", "of messages")) if totals[c]]
    parts = []
    for kind, verb in TOLD:
        shares = [(sum(row[f"{c}_share"] or 0 for row in rows if row["kind"] == kind), what) for c, what in told]
        shares = [one for one in shares if one[0] or kind == SERVED]
        parts += [" and ".join(f"{_part(share)} {what}" for share, what in shares) + f" {verb}"] if shares else []
    said = "; ".join(parts) or "how long they took is not known"
    met = "1 touch or meeting" if round(totals["touches"]) == 1 else f"{totals['touches']:,.0f} touches and meetings"
    return f"Of {met} and {counted(round(totals['actions']), 'message')} in {DAYS} days: {said}."


def _part(share: float) -> str:
    """In whole percents; a little is not called nothing, nor almost all everything."""
    return "under 1%" if 0 < share < 0.005 else "over 99%" if 0.995 < share < 1 else f"{share:.0%}"


MEASURED = ("minutes", "actions", "touches")
ORDER = (AGAINST, SERVED, NONE, UNTOLD)
TOLD = (
    (SERVED, "served a goal"),
    (NONE, "served none"),
    (AGAINST, "worked against one"),
    (UNTOLD, "are of no task, so that what they were for is not on record"),
)
TOUCH = "touch_every_days"
SELLS = (pl.col("agent") == "growth") & (pl.col("risk_open") | (pl.col("health_band") == "red"))
DISTRACTS = pl.col("agent").is_in(["growth", "relationship"]) & pl.col("onboarding_status").is_in(["behind", "stuck"])
AGAINST_GOALS: tuple[Against, ...] = (
    Against("grr", "Something was sold to a customer with an open risk or red health, whose revenue is first to be kept", SELLS),
    Against("nrr", "Something was sold to a customer with an open risk or red health: what leaves weighs more than what is added", SELLS),
    Against("long_tail_grr", "Something was sold to a customer of the long tail with an open risk or red health", SELLS),
    Against("logo_retention", "Something was sold to a customer with an open risk or red health, who is first to be kept", SELLS),
    Against("ttv_days", "A customer who has not reached first value in time was written to about something else", DISTRACTS),
    Against("onboarding_on_track", "A customer behind or stuck in the onboarding was written to about something else", DISTRACTS),
    Against(TOUCH, "A person's time went to a customer at the cap of contacts in 7 days, while others wait to be touched",
            pl.col("touch") & (pl.col("contacts_7d") >= pl.col("cap"))),
)  # fmt: skip
UNDONE_BY_NOTHING = ("expansion_arr",)
"""Goals against which no work of ours is known to work."""
