"""People's work: tasks that a route called for, and the touches they log. Both feed the contact ledger, the hours and the outcomes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from cs_core.context.identity.linked_before import moved_of
from cs_core.context.passed_on import is_gone, tasks_now
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.context.store import Store
from cs_core.context.taken_back import standing_of, take_back
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.orchestration.contact.unanswered import passes_on
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.handoff import note, unsent
from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Proposal, Routed, Task, Touch, key_of

MODES: tuple[str, ...] = ("call", "meeting", "workshop", "email", "chat", "visit")
DUE_DAYS = {"high": 2, "medium": 5, "low": 10}
"""By when a person should have done it, by stakes; never later than the day on which it passes to somebody else."""


def task_of(proposal: Proposal, routed: Routed, *, now: datetime, world: World | None = None) -> Task:
    """The task that a human route makes: its brief is the hand-off note, see `handoff`, and the draft where there is one."""
    due_on = min(proposal.as_of + timedelta(days=DUE_DAYS[proposal.stakes]), passes_on(proposal.as_of, proposal.expires_at))
    own_words = unsent(proposal, routed)
    draft = [] if own_words else ["", proposal.subject, "", proposal.body.strip()]
    return Task(
        id=key_of("task", proposal.id),
        account_id=proposal.account_id,
        proposal_id=proposal.id,
        agent=proposal.agent,
        assignee=routed.assignee or UNASSIGNED,
        title=f"{proposal.play}: {proposal.subject}" if own_words else proposal.subject,
        brief="\n".join([note(proposal, routed, world or World(proposal.as_of), due_on=due_on), *draft]),
        due_on=due_on,
        minutes=MINUTES[routed.route],
        created_at=now,
    )


def open_tasks(store: Store, *, person: str | None = None, account_ids: Sequence[str] = (), as_of: date) -> pl.DataFrame:
    """Tasks not yet done as of a day, the first due first: the task's columns, stakes, route, overdue, and minutes logged so far.

    A task is over when a touch finishes it, when its proposal is rejected or its message approved, when another call took it over, when
    the play of its message stopped, or when the proposal expired: a yes does not keep it, for what is still due then is asked for again
    with the facts of that day.
    """
    mine = {"account_id": list(account_ids)} if account_ids else {}
    tasks = store.frame("task", **mine).filter(pl.col("created_at").dt.date() <= as_of)
    handed = store.frame("handover").filter(pl.col("as_of") <= as_of)
    tasks = tasks_now(tasks.filter(~is_gone(handed, "proposal_id")), handed)
    if person is not None:
        tasks = tasks.filter(pl.col("assignee") == person)
    of = {"proposal_id": tasks["proposal_id"].drop_nulls().to_list()} if account_ids else {}
    about = store.frame("proposal", "id", "kind", "stakes", "expires_at", "run_id", **mine).rename({"id": "proposal_id"})
    rows = tasks.join(about, on="proposal_id", how="left").join(_said(store, as_of, **of), on="proposal_id", how="left")
    rows = rows.join(store.frame("routed", "proposal_id", "route", **of), on="proposal_id", how="left")
    rows = rows.join(_logged(store, as_of, **mine), on="id", how="left")
    yes = pl.col("decision").is_in(["approve", "edit"]).fill_null(False)
    sent = yes & (pl.col("kind") == "message").fill_null(False) & (pl.col("route") != "human_only").fill_null(True)
    over = (
        pl.col("finished").fill_null(False)
        | (pl.col("decision") == "reject").fill_null(False)
        | sent
        | is_withdrawn(store.frame("play_run", "run_id", "state", "as_of", **mine).filter(pl.col("as_of") <= as_of))
        | (pl.col("expires_at") < as_of).fill_null(False)
    )
    late = (pl.col("due_on") < as_of).alias("overdue")
    kept = rows.filter(~over).with_columns(late, pl.col("minutes_logged").fill_null(0.0))
    return kept.drop("finished", "decision", "expires_at", "kind", "run_id").sort("due_on", "created_at", "id")


def _said(store: Store, as_of: date, **of: object) -> pl.DataFrame:
    rows = standing_of(store, "decision", "proposal_id", "decision", "decided_at", **of).filter(pl.col("decided_at").dt.date() <= as_of)
    return rows.drop("decided_at")


def _logged(store: Store, as_of: date, **mine: object) -> pl.DataFrame:
    rows = standing_of(store, "touch", "task_id", "minutes", "done", "at", **mine).filter(pl.col("at").dt.date() <= as_of)
    sums = pl.col("minutes").sum().alias("minutes_logged"), pl.col("done").any().alias("finished")
    return rows.drop_nulls("task_id").group_by(pl.col("task_id").alias("id")).agg(sums)


def log_touch(
    store: Store,
    account_id: str,
    *,
    mode: str,
    minutes: float,
    by: str,
    now: datetime,
    task_id: str | None = None,
    result: str = "",
    two_way: bool = True,
    done: bool = True,
) -> dict:
    """What a person did for a customer: `{"touch_id", "task_id"}`. Minutes are of that person's time, at most a day.

    Raises BadInput for a mode, minutes or name that cannot be, NotFound for an unknown account or task, Refused where the task is
    another account's or is finished.
    """
    _check(mode, minutes, by)
    if not store.count("link", account_id=account_id):
        raise NotFound(f"No account {account_id!r}: give its id or name as on the Accounts page")
    with store.transaction():
        if task_id is not None:
            _check_task(store, task_id, account_id, now)
        touch = Touch(
            id=key_of("touch", account_id, task_id, mode, minutes, by.strip(), now.isoformat()), account_id=account_id, task_id=task_id,
            mode=mode, minutes=minutes, two_way=two_way, by=by.strip(), at=now, result=result.strip(), done=done,
        )  # fmt: skip
        store.append("touch", [touch])
    return {"touch_id": touch.id, "task_id": task_id}


def withdraw_touch(store: Store, touch_id: str, *, why: str, by: str, now: datetime) -> dict:
    """Take back a touch that was logged wrongly: ``{"touch_id", "account_id", "task_id"}``; hours and evidence no longer count it.

    A task that it finished is open again. Raises BadInput without a reason, NotFound, and Refused of somebody else's touch.
    """
    if not why.strip() or not by.strip():
        raise BadInput("say why the touch is withdrawn, and who withdraws it: --why TEXT --by NAME")
    with store.transaction():
        found = store.rows("touch", id=touch_id)
        if not found:
            raise NotFound(f"No touch {touch_id!r}: My work lists what was logged")
        row = found[0]
        if row["by"] != by.strip():
            raise Refused(f"{row['by']} logged this touch: only who logged it withdraws it")
        take_back(store, [("touch", touch_id)], account_id=row["account_id"], why=why, by=by, now=now)
    return {"touch_id": touch_id, "account_id": row["account_id"], "task_id": row["task_id"]}


def _check(mode: str, minutes: float, by: str) -> None:
    if mode not in MODES:
        raise BadInput(f"{mode!r} is no way of contact: choose one of {', '.join(MODES)}")
    if not 0 < minutes <= 24 * 60:
        raise BadInput(f"minutes must be above 0 and at most 1,440, not {minutes:g}")
    if not by.strip():
        raise BadInput("say who did it: --by NAME")


def _check_task(store: Store, task_id: str, account_id: str, now: datetime) -> None:
    found = store.rows("task", id=task_id)
    if not found:
        raise NotFound(f"No task {task_id!r}: My work lists those that are open")
    of = found[0]["account_id"]
    if account_id != of and account_id != moved_of(store, [of], now).get(of):
        raise Refused(f"Task {task_id} is for account {of}, not {account_id}: log the touch there, or without the task")
    finished = standing_of(store, "touch", task_id=task_id, done=True).to_dicts()
    if finished:
        raise Refused(f"Task {task_id} was finished by {finished[0]['by']} on {finished[0]['at'].date()}: log this touch without the task")
