"""How well the orchestrator calls people in: of its calls those that were needed, not needed, late or ignored; and what it missed.

A call is a proposal that was routed to a person. It was needed where somebody said yes to it or did the work; not needed where it was
rejected as no use to the customer or as handled already. A draft rejected for its words says nothing of the call, and is counted apart.
What was missed is told by outcomes: customers who left, or were harmed, without a call in the two months before.
"""

from datetime import date, timedelta

import polars as pl

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.orchestration.oversight.earned import HARM
from cs_core.orchestration.record import wilson
from cs_core.orchestration.work import DUE_DAYS
from cs_core.orchestration.world import MINUTES
from cs_core.records import Interval

NOT_NEEDED: tuple[str, ...] = ("not worth their time", "already handled")
"""Reasons of a rejection that say that nobody had to be called."""
BEFORE_DAYS = 60
"""A call this long before the customer left, or was harmed, was a call in time."""
LOOK_BACK_DAYS = 180
ENOUGH = 10
"""Below so many, a share is not told."""

NEEDED, UNNEEDED, WORDS, IGNORED, OPEN = "needed", "not needed", "draft rejected", "ignored", "open"


def precision(store: Store, as_of: date, *, snap: Snapshot | None = None) -> dict:
    """The last 180 days: ``{"calls", "needed", "not_needed", "draft_rejected", "ignored", "open", "late", "missed", "says"}``.

    Each is ``{"n", "of", "rate"}``, `rate` an Interval or None where fewer than ENOUGH could be told: `needed` and `not_needed` of the
    calls that somebody answered about, `late` of those answered at all, `ignored` of those that are over, `missed` of the customers who
    left or were harmed. `says` is a sentence for people. `snap` is the snapshot of that day, where there is one already.
    """
    snap = snap or snapshot(store, as_of)
    calls = _calls(snap)
    counts = dict(calls.group_by("came").len().iter_rows())
    n = {came: counts.get(came, 0) for came in (NEEDED, UNNEEDED, WORDS, IGNORED, OPEN)}
    told, answered = n[NEEDED] + n[UNNEEDED], n[NEEDED] + n[UNNEEDED] + n[WORDS]
    since = _told_since(snap)
    missed, events = _missed(snap, calls, since) if since else (0, 0)
    found = {
        "calls": calls.height,
        "needed": _of(n[NEEDED], told),
        "not_needed": _of(n[UNNEEDED], told),
        "draft_rejected": _of(n[WORDS], answered),
        "ignored": _of(n[IGNORED], answered + n[IGNORED]),
        "open": n[OPEN],
        "late": _of(int(calls["late"].sum()), answered),
        "missed": _of(missed, events),
    }
    return found | {"says": _says(found, since, snap.as_of)}


def _of(n: int, of: int) -> dict:
    rate: Interval | None = wilson(n, of) if of >= ENOUGH else None
    return {"n": n, "of": of, "rate": rate}


def _says(found: dict, since: date | None, as_of: date) -> str:
    if not found["calls"]:
        return f"Nobody was called in during the last {LOOK_BACK_DAYS} days: nothing can be told of that."
    needed, missed = found["needed"], found["missed"]
    rate = needed["rate"]
    share = f": {rate.point:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate else f"; below {ENOUGH} no share can be told yet"
    told = f"{needed['n']:,} of {needed['of']:,} requests to people that could be told about were needed{share}."
    if not needed["of"]:
        told = f"Whether a person was needed can be told of none of {found['calls']:,} requests yet."
    if since is None or since > as_of:
        day = f" on {spelt(since)}" if since else ""
        begins = f"that begins{day}, {BEFORE_DAYS} days after the first cycle"
        return f"{told} What was missed cannot be told yet: {begins}. Who left is on Today."
    lost = f" Of {missed['of']:,} customers who left or were harmed, {missed['n']:,} had no request in the {BEFORE_DAYS} days before."
    return told + (lost if missed["of"] else " No customer left or was harmed.") + f" Counted since {spelt(since)}."


def _calls(snap: Snapshot) -> pl.DataFrame:
    """id, account_id, as_of, came (NEEDED, ...), late: one row a call of the last 180 days."""
    since = snap.as_of - timedelta(days=LOOK_BACK_DAYS)
    made = snap.history("proposal", "id", "account_id", "as_of", "expires_at", "stakes").filter(pl.col("as_of") >= since)
    routed = snap.history("routed", "proposal_id", "as_of", "route").filter(pl.col("route").is_in(list(MINUTES)))
    rows = made.join(routed, left_on="id", right_on="proposal_id", how="semi")
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), pl.col("proposal_id").alias("id"), "due_on")
    touched = snap.history("touch").filter("done").select("task_id", "at")
    done = touched.join(tasks, on="task_id").group_by("id").agg(pl.col("at").min().alias("done_at"))
    said = snap.history("decision").select(pl.col("proposal_id").alias("id"), "decision", "reason", "decided_at")
    rows = rows.join(tasks.select("id", "due_on").unique("id"), on="id", how="left")
    rows = rows.join(said, on="id", how="left").join(done, on="id", how="left")
    no = pl.col("decision") == "reject"
    came = (
        pl.when(no & pl.col("reason").fill_null("").is_in(NOT_NEEDED)).then(pl.lit(UNNEEDED))
        .when(no).then(pl.lit(WORDS))
        .when(pl.col("decision").is_not_null() | pl.col("done_at").is_not_null()).then(pl.lit(NEEDED))
        .when(pl.col("expires_at") < snap.as_of).then(pl.lit(IGNORED))
        .otherwise(pl.lit(OPEN))
    )  # fmt: skip
    days = pl.col("stakes").replace_strict(DUE_DAYS, default=None, return_dtype=pl.Int64)
    due = pl.coalesce("due_on", pl.min_horizontal(pl.col("as_of") + pl.duration(days=days), "expires_at"))
    answered = pl.min_horizontal("decided_at", "done_at").dt.date()
    return rows.with_columns(came.alias("came"), (answered > due).fill_null(False).alias("late")).select(
        "id", "account_id", "as_of", "came", "late"
    )


def _told_since(snap: Snapshot) -> date | None:
    """The day from which on it is told who was missed: cycles had been run for BEFORE_DAYS by then. It may be ahead; None without any."""
    first = snap.store.frame("cycle", "as_of").filter(pl.col("as_of") <= snap.as_of)["as_of"].min()
    if first is None:
        return None
    return max(first + timedelta(days=BEFORE_DAYS), snap.as_of - timedelta(days=LOOK_BACK_DAYS - BEFORE_DAYS))


def _missed(snap: Snapshot, calls: pl.DataFrame, since: date) -> tuple[int, int]:
    """Customers who left or were harmed since that day, and of them those without a call in time: (missed, all)."""
    left = snap.signals.select("account_id", pl.col("churned_on").alias("on"))
    harm = snap.history("outcome", "account_id", "kind", "observed_on").filter(pl.col("kind").is_in(HARM))
    events = pl.concat([left, harm.select("account_id", pl.col("observed_on").alias("on"))]).drop_nulls()
    events = events.filter(pl.col("on").is_between(since, snap.as_of)).sort("on").unique("account_id", keep="first", maintain_order=True)
    near = events.join(calls.select("account_id", "as_of"), on="account_id")
    told = near.filter((pl.col("on") - pl.col("as_of")).dt.total_days().is_between(0, BEFORE_DAYS))["account_id"].n_unique()
    return events.height - told, events.height
