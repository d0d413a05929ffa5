"""Running plays: what led to an action goes on by the steps of its playbook, and stops when its reason is gone.

A run is the rows of `play_run` with one run_id; its newest row says how it stands: started, stepped (open), stopped, finished (over).
It keeps the version of the playbook that it began with. A run moves at most once a day, so that a second cycle changes nothing, and
one that later days already speak of is left alone, so that a past day read again changes nothing either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.facts.our_work import PLAY
from cs_core.context.passed_on import TAKEN_OVER
from cs_core.context.signals.people import held
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt, spelt_in
from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.conditions import which_holds
from cs_core.execution.playbooks.play import Play, Step
from cs_core.execution.playbooks.reasons import which_fails
from cs_core.execution.playbooks.shelf import WORDS, numbered, shelf
from cs_core.execution.writing.composer import LAST_WORD
from cs_core.records import Brief, key_of

OPEN = ("started", "stepped")
RUN = ("run_id", "agent", "play", "version", "account_id", "started_on")
"""What all rows of a run have in common."""
GRACE_DAYS = 14
"""For so long after its day a step is tried; then it is passed over: a caller who comes too late had better not come."""

BESIDE = "the same play goes on for them in another run: accounts became one"

Key = tuple[str, str, str]
"""Agent, play, account."""


class Course(NamedTuple):
    """What becomes of the running plays today."""

    rows: tuple[dict, ...] = ()
    """Of `play_run`: what started, was passed over, stopped or finished."""
    due: tuple[tuple[Agent, dict], ...] = ()
    """Steps that are due, as notices: the agent with the words of that step, and a row of `play.COLUMNS` with run_id and step."""
    open: frozenset[Key] = frozenset()
    """Plays that run: none of them is started anew."""


def run_of(proposal_id: str) -> str:
    """The id of the run that a first proposal begins, should it lead to something."""
    return key_of("run", proposal_id)


def course(
    snap: Snapshot, current: pl.DataFrame, roster: Sequence[Agent], *, cycle_id: str, able: Mapping[str, Collection[str]]
) -> Course:
    """The course of every running play of these agents as of the day.

    `current`: the signals of current customers as agents notice them; `able`: agent -> accounts of which it knows enough to act.
    """
    past = snap.store.frame("play_run")
    known = snap.history("play_run").sort("as_of", maintain_order=True).unique("run_id", keep="last", maintain_order=True)
    fates = _fates(snap)
    begun = _begun(fates, past, roster)
    later = past.filter(pl.col("as_of") >= snap.as_of).select("run_id")
    known = known.filter(pl.col("state").is_in(OPEN))
    runs = pl.concat([known, begun], how="diagonal")
    beside = _beside(runs, snap.moved).join(later, on="run_id", how="anti", maintain_order="left")
    runs = runs.join(pl.concat([later, beside.select("run_id")]), on="run_id", how="anti", maintain_order="left")
    rows, due = _start_rows(begun, snap.as_of, cycle_id), []
    for run in beside.select(*RUN, "step").to_dicts():
        rows.append(run_row(run, "stopped", step=run["step"], why=BESIDE, as_of=snap.as_of, cycle_id=cycle_id))
    told = _told(snap, current, runs, fates) if runs.height else runs
    for (name, play, version), group in told.group_by("agent", "play", "version", maintain_order=True):
        agent = next((a for a in roster if a.name == name), None)
        if agent is None:
            continue
        pinned = pinned_play(snap, agent, play, version)
        moving = _judged(group, agent, pinned, snap.as_of).filter(pl.col("verdict") != "waits")
        for run in moving.select(*RUN, "step", "verdict", "says").to_dicts():
            state, step = run["verdict"], run["step"] + (run["verdict"] == "stepped")
            if state == "due" and run["account_id"] in able.get(name, ()):
                due.append((run["step"] + 1, run))
            elif state in ("stopped", "finished", "stepped"):
                rows.append(run_row(run, state, step=step, why=run["says"], as_of=snap.as_of, cycle_id=cycle_id))
    keys = {run: key for run, *key in known.select("run_id", "agent", "play", "account_id").iter_rows()}
    keys |= {r["run_id"]: [r["agent"], r["play"], r["account_id"]] for r in rows if r["state"] == "started"}
    over = {r["run_id"] for r in rows if r["state"] in ("stopped", "finished")}
    now_open = frozenset((agent, play, account) for run, (agent, play, account) in keys.items() if run not in over)
    return Course(tuple(rows), tuple(_notices(due, snap, current, roster)), now_open)


def _beside(runs: pl.DataFrame, moved: Mapping[str, str]) -> pl.DataFrame:
    """Of accounts that were several, the open runs beside which another one of the same play moved later."""
    several = runs.filter(pl.col("account_id").is_in(list(moved.values())), pl.col("fate").ne_missing("rejected"))
    return several.filter(~pl.struct("agent", "play", "account_id").is_last_distinct())


def pinned_play(snap: Snapshot, agent: Agent, name: str, version: int) -> Play | None:
    """The play as it stood when the run began; None once a leader switched it off. What no longer ships is read as it stands today."""
    today = agent.plays.get(name)
    if today is None or today.version == version:
        return today
    return numbered(agent.name, name, version, snap.store.rows("playbook", agent=agent.name, name=name, version=version)) or today


def run_row(run: Mapping, state: str, *, step: int, as_of: date, cycle_id: str, why: str = "", proposal_id: str | None = None) -> dict:
    """A row of `play_run`; the same state of the same step is one row, whatever cycle says it."""
    told = {c: run[c] for c in RUN}
    row = {"as_of": as_of, "step": step, "state": state, "why": why, "proposal_id": proposal_id, "cycle_id": cycle_id}
    return {"id": key_of("play_run", run["run_id"], state, step)} | told | row


def own_words(brief: Brief, row: Mapping) -> Brief:
    """The brief with the last word of this run, else of this play before: no letter tells when another play wrote."""
    words = brief.all(LAST_WORD)
    if not words:
        return brief
    mine, before = (tuple(f for f in words if f.id.endswith(end)) for end in (f":{row.get('run_id')}", f":{PLAY}{row.get('play')}"))
    return brief.model_copy(update={"facts": (*(f for f in brief.facts if f.key != LAST_WORD), *(mine or before))})


def _fates(snap: Snapshot) -> pl.DataFrame:
    """What became of every proposal of a playbook: `fate` (rejected, acted, waits, lapsed, taken over), `at` when it led to something,
    `no` why not.

    What is said in another's letter led to something once that letter did; a no to the letter is no word on it. A task leads to something
    once it is on somebody's desk, and to nothing where it lay there till it expired, whoever said yes to it, or another call took it over.
    """
    columns = ("run_id", "agent", "play", "account_id", "kind", "expires_at", "as_of", "playbook_version")
    made = snap.history("proposal", "id", *columns).filter(pl.col("run_id").is_not_null())
    decided = snap.history("decision").select(pl.col("proposal_id").alias("id"), "decision", pl.col("reason").alias("no"))
    tasks = snap.history("task").filter(pl.col("proposal_id").is_not_null())
    done = tasks.join(snap.history("touch").filter("done"), left_on="id", right_on="task_id").select("proposal_id", "at")
    ours = made.filter(pl.col("kind") == "task").select(pl.col("id").alias("proposal_id"))
    given = tasks.join(ours, on="proposal_id", how="semi").select("proposal_id", pl.col("created_at").alias("at"))
    acts = snap.history("action").select("proposal_id", pl.col("created_at").alias("at"))
    led = pl.concat([acts, done, given])
    within = snap.history("routed", "proposal_id", "as_of", "merged_into").drop_nulls("merged_into").rename({"proposal_id": "id"})
    carried = within.join(led, left_on="merged_into", right_on="proposal_id").select(pl.col("id").alias("proposal_id"), "at")
    acted = pl.concat([led, carried]).group_by(pl.col("proposal_id").alias("id")).agg(pl.col("at").min())
    rows = made.rename({"playbook_version": "version"}).join(decided, on="id", how="left").join(acted, on="id", how="left")
    over = snap.history("handover").filter(pl.col("how") == TAKEN_OVER)["proposal_id"]
    undone = (pl.col("kind") == "task") & ~pl.col("id").is_in(done["proposal_id"].implode())
    fate = (
        pl.when(pl.col("decision") == "reject").then(pl.lit("rejected"))
        .when(undone & pl.col("id").is_in(over.implode())).then(pl.lit(TAKEN_OVER))
        .when(undone & (pl.col("expires_at") < snap.as_of)).then(pl.lit("lapsed"))
        .when(pl.col("at").is_not_null()).then(pl.lit("acted"))
        .when(pl.col("expires_at") >= snap.as_of).then(pl.lit("waits")).otherwise(pl.lit("lapsed"))
    )  # fmt: skip
    return rows.with_columns(fate.alias("fate"))


def _begun(fates: pl.DataFrame, past: pl.DataFrame, roster: Sequence[Agent]) -> pl.DataFrame:
    """First proposals that led to something since, or that a reviewer turned down: a run each."""
    mine = fates.filter(pl.col("agent").is_in([a.name for a in roster]), pl.col("fate").is_in(["acted", "rejected"]))
    fresh = mine.join(past, on="run_id", how="anti", maintain_order="left").unique("run_id", keep="first", maintain_order=True)
    on = pl.when(pl.col("fate") == "acted").then(pl.col("at").dt.date()).otherwise(pl.col("as_of"))
    begun = fresh.with_columns(on.alias("started_on"), pl.lit(0, pl.Int64).alias("step"), pl.lit("started").alias("state"))
    columns = ("run_id", "agent", "play", "version", "account_id", "started_on", "step", "state")
    return begun.select(*columns, pl.col("id").alias("proposal_id"), "fate")


def _start_rows(begun: pl.DataFrame, as_of: date, cycle_id: str) -> list[dict]:
    acted = begun.filter(pl.col("fate") == "acted").to_dicts()
    return [run_row(run, "started", step=0, as_of=as_of, cycle_id=cycle_id, proposal_id=run["proposal_id"]) for run in acted]


def _told(snap: Snapshot, current: pl.DataFrame, runs: pl.DataFrame, fates: pl.DataFrame) -> pl.DataFrame:
    """Open runs with the signals of their accounts, the fate of their last proposal, and WORDS: what happened since they began."""
    first = fates.sort("as_of", maintain_order=True).unique("run_id", keep="first").select("run_id", pl.col("at").alias("began_at"))
    last = fates.select(pl.col("id").alias("proposal_id"), pl.col("fate").alias("last"), "no")
    rows = runs.join(first, on="run_id", how="left").join(last, on="proposal_id", how="left", maintain_order="left")
    wrote = snap.messages.filter("inbound", ~pl.col("automatic")).select("account_id", pl.col("sent_at").alias("on_at"))
    own = _own_tasks(snap, fates)
    touches = snap.history("touch").filter(pl.col("two_way")).join(own, on="task_id", how="left")
    spoke = touches.select("account_id", pl.col("at").alias("on_at"), pl.col("run_id").alias("own"))
    met = held(snap).select("account_id", pl.col("held_at").alias("on_at"), pl.lit(None, pl.String).alias("own"))
    rows = _since(rows, wrote.with_columns(pl.lit(None, pl.String).alias("own")), "replied_on")
    rows = _since(rows, pl.concat([spoke, met]), "touched_on")
    gone = snap.signals.select("account_id", pl.col("churned_on").alias("left_on"))
    there = current.with_columns(pl.lit(True).alias("_there"))
    rows = rows.join(gone, on="account_id", how="left").join(there, on="account_id", how="left", maintain_order="left")
    return rows.with_columns(
        pl.col("replied_on").is_not_null().alias("replied"),
        pl.col("touched_on").is_not_null().alias("touched"),
        pl.col("_there").is_null().alias("left"),
        (pl.col("escalations_open") >= 1).fill_null(False).alias("escalated"),
    )


def _own_tasks(snap: Snapshot, fates: pl.DataFrame) -> pl.DataFrame:
    """task_id, run_id of tasks that a run itself gave: doing them is its step, not a reason to stop."""
    runs = fates.select(pl.col("id").alias("proposal_id"), "run_id")
    return snap.history("task").select(pl.col("id").alias("task_id"), "proposal_id").join(runs, on="proposal_id").drop("proposal_id")


def _since(runs: pl.DataFrame, events: pl.DataFrame, name: str) -> pl.DataFrame:
    """The runs with the first day of such an event after they began."""
    pairs = runs.select("run_id", "account_id", "began_at").join(events, on="account_id").filter(pl.col("on_at") > pl.col("began_at"))
    others = pairs.filter(pl.col("own").is_null() | (pl.col("own") != pl.col("run_id")))
    days = others.group_by("run_id").agg(pl.col("on_at").min().dt.date().alias(name))
    return runs.join(days, on="run_id", how="left", maintain_order="left")


def _judged(runs: pl.DataFrame, agent: Agent, play: Play | None, as_of: date) -> pl.DataFrame:
    """Runs of one play and version with `verdict` (stopped, finished, stepped, due, waits) and `says`, the reason in words."""
    if play is None:
        return runs.with_columns(pl.lit("stopped").alias("verdict"), pl.lit("the playbook was switched off").alias("says"))
    then = (*play.then, None)
    step = pl.col("step")
    steps = [_step(s, at, as_of) for at, s in enumerate(play.then)]
    verdict = pl.coalesce(*(v for v, _ in steps), pl.when(step >= len(then) - 1).then(pl.lit("finished")), pl.lit("waits"))
    over = pl.coalesce(*(w for _, w in steps), pl.when(step >= len(then) - 1).then(pl.lit("its last step is done")))
    stops = _stops(agent, play)
    waits = (pl.col("last") == "waits").fill_null(False)
    judged = runs.with_columns(stops.alias("_stops"), verdict.alias("_verdict"), over.alias("_over"))
    state = (
        pl.when(pl.col("_stops").is_not_null()).then(pl.lit("stopped")).when(waits).then(pl.lit("waits")).otherwise(pl.col("_verdict"))
    )
    return judged.with_columns(state.alias("verdict"), pl.coalesce("_stops", "_over", pl.lit("")).alias("says"))


def _step(step: Step, at: int, as_of: date) -> tuple[pl.Expr, pl.Expr]:
    """Of runs at this step: what is to be done today, and why where it is passed over; null for others."""
    here, days = pl.col("step") == at, (pl.lit(as_of) - pl.col("started_on")).dt.total_days()
    skips, late = which_holds(step.unless, WORDS), days > step.after_days + GRACE_DAYS
    why = pl.coalesce(
        pl.format("passed over, for it holds: {}", skips), pl.when(late).then(pl.lit(f"passed over: not sent within {GRACE_DAYS} days"))
    )
    todo = pl.when(days < step.after_days).then(pl.lit("waits")).when(why.is_not_null()).then(pl.lit("stepped")).otherwise(pl.lit("due"))
    return pl.when(here).then(todo), pl.when(here & (days >= step.after_days)).then(why)


def _stops(agent: Agent, play: Play) -> pl.Expr:
    """Why a run ends before its last step; null where it goes on."""
    refused = pl.when(pl.col("last") == "rejected").then(
        pl.when(pl.col("no").fill_null("") != "").then(pl.format("turned down: {}", "no")).otherwise(pl.lit("turned down"))
    )
    other = pl.when(pl.col("last") == TAKEN_OVER).then(pl.lit("another call on the same matter took over what it asked last"))
    lapsed = pl.when(pl.col("last") == "lapsed").then(pl.lit("nobody decided on its last word, or did what it asked, before that expired"))
    never = (*play.data.get("unless", ()), *shelf(agent.name).never)
    gone = which_fails(play.data["when"]) if play.data else pl.when(~play.when.fill_null(False)).then(pl.lit("its trigger"))
    return pl.coalesce(
        refused,
        pl.when(pl.col("left")).then(pl.coalesce(pl.format("the customer left on {}", spelt_in("left_on")), pl.lit("the customer left"))),
        pl.when(pl.col("replied")).then(pl.format("they wrote to us on {}", spelt_in("replied_on"))),
        pl.when(pl.col("touched")).then(pl.format("one of ours spoke with them on {}", spelt_in("touched_on"))),
        other,
        lapsed,
        pl.format("it holds: {}", which_holds(play.stop, WORDS)),
        pl.format("it holds no more, or is no longer known: {}", gone),
        pl.format("it holds: {}", which_holds(never)),
    )


def _notices(due: list[tuple[int, dict]], snap: Snapshot, current: pl.DataFrame, roster: Sequence[Agent]) -> list[tuple[Agent, dict]]:
    """The steps as notices of an agent that has the words of the step for that play."""
    found, groups = [], {}
    for step, run in due:
        groups.setdefault((run["agent"], run["play"], run["version"], step), []).append(run)
    for (name, play, version, step), runs in groups.items():
        agent = next(a for a in roster if a.name == name)
        whole = pinned_play(snap, agent, play, version)
        acting = replace(agent, plays={**agent.plays, play: _as_step(whole, whole.then[step - 1])})
        of = {run["account_id"]: run for run in runs}
        mine = current.filter(pl.col("account_id").is_in(list(of)))
        rows = replace(acting, plays={play: acting.plays[play]}).notice(mine).to_dicts()
        found += [(acting, _notice(row, of[row["account_id"]], step)) for row in rows]
    return sorted(found, key=lambda pair: (pair[0].name, pair[1]["account_id"]))


def _as_step(play: Play, step: Step) -> Play:
    """The play with the words, the recipient and the kind of one of its later steps; it is due."""
    said = {"script": step.script, "role": step.to, "kind": step.do, "due_days": step.due_days}
    return play._replace(when=pl.lit(True), then=(), one_per=None, **said)


def _notice(row: dict, run: Mapping, step: int) -> dict:
    why = row["reason"] or "its reason still stands."
    told = {c: run[c] for c in ("run_id", "version", "started_on")}
    again = f"Step {step + 1} of a play begun on {spelt(run['started_on'])}: "
    return row | told | {"step": step, "again": again, "reason": again + why}
