"""Goals and guardrails as a leader sees and sets them: where each stands, how it binds, who set it when, and the way back.

A goal is a row of the store; routing, governor and budget read it in the next cycle. A goal that nothing known can be held against, or
that no agent can serve, is refused. What a change would do is `preview`'s, what moved a figure `moved`'s, where effort goes `drift`'s.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from cs_core.context.completeness import completeness
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.wording.counted import in_unit
from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import amount, figure, figure_in
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.roster import roster_of
from cs_core.leadership.steering.aims import LIMITS, Aim, checked, resolved
from cs_core.leadership.steering.course import EITHER_WAY, NOT_SET, forecast, likely, meets, progress, reached, status
from cs_core.leadership.steering.drift import drift
from cs_core.leadership.steering.measures import BINDS_NOTHING, stands, told_in
from cs_core.leadership.steering.past import Point, figures
from cs_core.orchestration.autonomy import LEVELS, level, levels
from cs_core.orchestration.cost import KEY as LOADED_RATE
from cs_core.orchestration.cost import SETTING
from cs_core.orchestration.direction import BY_KEY, GOALS, Direction, Goal, direction, unit_of
from cs_core.orchestration.flow.readiness import readiness
from cs_core.records import SEGMENTS, key_of

Figures = Callable[[Snapshot, Collection[str]], Mapping[str, list[Point]]]


def show(store: Store, snap: Snapshot, *, past: Figures = figures) -> dict[str, Any]:
    """The `goals` document: every goal with where it stands now, its target, progress and forecast; guardrails; drift.

    `past` gives the figures of the last months of the goals that are set; a page keeps them between two looks.
    """
    now = direction(store)
    rows = {(row["kind"], row["key"]): row for row in store.latest("goal", "kind", "key")}
    points = past(snap, [g.key for g in GOALS if g.key in now.goals])
    goals = [_goal(goal, snap, now, rows.get(("goal", goal.key)), points.get(goal.key, [])) for goal in GOALS]
    limits = [_limit(key, now, rows.get(("guardrail", key))) for key in LIMITS]
    shown = {"as_of": snap.as_of.isoformat(), "goals": goals, "guardrails": limits}
    return shown | {"drift": drift(snap, now), "unit": unit_of(now)._asdict()}


def _limit(key: str, now: Direction, row: Mapping | None) -> dict[str, Any]:
    limit = LIMITS[key]
    changed = row if row and row["value"] is not None else {}
    about = {c: getattr(limit, c) for c in ("key", "group", "name", "says", "unit", "default", "low", "high")}
    return about | {"value": now.guardrails[key], "set_at": changed.get("set_at"), "by": changed.get("by")}


def _goal(goal: Goal, snap: Snapshot, now: Direction, row: Mapping | None, points: list[Point]) -> dict[str, Any]:
    target, due, weight = now.goals.get(goal.key), now.due.get(goal.key), now.weights.get(goal.key, 1.0)
    told = stands(snap, goal.key, target)
    about = {c: getattr(goal, c) for c in ("key", "name", "says", "better", "segment")}
    about["unit"] = goal.unit.format(currency=told_in(snap) or "")
    about |= {"now": told["point"], "low": told["low"], "high": told["high"], "n": told["n"], "why": told["says"], "target": target}
    about |= {"weight": weight if target is not None else None, "due_on": due.isoformat() if due else None, "binds": binds(goal, now)}
    if target is None or row is None:
        gone = {"set": False, "baseline": None, "progress": told["says"], "progress_share": None, "reached": None, "forecast": None}
        return about | gone | {"status": NOT_SET}
    known = json.loads(row["text"] or "{}")
    baseline = known.get("baseline")
    met, past = meets(told, target, goal.better), reached(baseline, target, goal.better)
    short = told.get("short", "")
    share = None if past or short else progress(told, baseline, target)
    way = _way(told, met, share, about["unit"])
    way = f"past the target when it was set ({figure_in(baseline, about['unit'])}), and {way}" if past else way
    ahead = forecast(goal, points, as_of=snap.as_of, target=target, due_on=due, short=short)
    words = "; ".join(part for part in (way, f"forecast: {told_ahead(ahead, about['unit'])}", told["says"]) if part)
    return about | {
        "set": True, "set_at": row["set_at"], "by": row["by"], "baseline": baseline, "baseline_on": known.get("as_of"), "progress": words,
        "progress_share": share, "reached": met, "forecast": ahead, "status": status(goal, told, target, due, ahead, snap.as_of),
        "past": [{"on": p.on.isoformat(), "value": p.value} for p in points],
    }  # fmt: skip


def binds(goal: Goal, now: Direction) -> list[str]:
    """In sentences how a goal binds, or would if it were set: whose work it lifts, the minutes it keeps, what it stops."""
    weight = now.weights.get(goal.key, 1.0)
    lifts = ", ".join(f"{agent.replace('_', ' ')} x {1 + lift * weight:g}" for agent, lift in goal.lifts.items())
    said = [f"Proposals weigh more{f' for the {goal.segment}' if goal.segment else ''}: {lifts}"]
    if goal.quota:
        share = now.quotas().get(goal.key, goal.quota.share * weight)
        said.append(f"{share:.0%} of people's minutes are kept for {goal.quota.says}")
    if goal.stop:
        agents = " and ".join(a.replace("_", " ") for a in goal.stop.agents)
        where = f"{SIGNAL_WORDS[goal.stop.signal]} is {' or '.join(goal.stop.values)}"
        said.append(f"{agents.capitalize()} wait{'s' * (len(goal.stop.agents) == 1)} where {where}")
    return said


def _way(told: Mapping[str, Any], met: bool | None, share: Mapping[str, float] | None, unit: str) -> str:
    now = figure_in(told["point"], unit) if told["point"] is not None else ""
    doubt = f" ({_bounds(told, '')})" if None not in (told["low"], told["high"]) and told["low"] < told["high"] else ""
    if met:
        return f"reached: now {now}{doubt}"
    if share:
        if share["point"] < 0:
            return f"further away than when it was set: now {now}{doubt}"
        if share["high"] - share["low"] > VAGUE:
            return f"{amount(share['point'], '.0%')} of the way: now {now}, though it could be anything from {_bounds(told, unit)}"
        way, low, high = (amount(share[bound], ".0%") for bound in ("point", "low", "high"))
        return f"{way} of the way ({low} to {high})"
    return "Progress cannot be told" if met is None else f"not reached: now {now}"


def told_ahead(told: Mapping[str, Any], unit: str) -> str:
    """A goal's `forecast` in words and in its `unit`: its figure with the range, or the range alone where it is too wide to plan by."""
    if told["point"] is None:
        return told["says"]
    on = f"by {spelt(date.fromisoformat(told['on']))}"
    when = "" if on in told["says"] else f" {on}"
    if told["wide"]:
        return f"too uncertain to plan by, anything from {_bounds(told, unit)}{when}, {told['says']}"
    return f"{figure_in(told['point'], unit)} ({_bounds(told, '')}){when}, {told['says']}"


def ahead_in_brief(told: Mapping[str, Any], unit: str) -> str:
    """A goal's `forecast` in one short line: its figure with the range, and the chance of meeting the target."""
    if told["point"] is None:
        return told["says"]
    figures = f"anything from {_bounds(told, unit)}" if told["wide"] else f"{figure_in(told['point'], unit)} ({_bounds(told, '')})"
    if told["chance"] is None:
        return figures
    said = likely(told["chance"], wide=told["wide"])
    return f"{figures}, {said}" if said.startswith(EITHER_WAY) else f"{figures}, {said} to be met"


def _bounds(told: Mapping[str, Any], unit: str) -> str:
    low = in_unit(figure(told["low"]), unit if unit == "%" else "")
    return f"{low} to {figure_in(told['high'], unit)}"


def set_goals(store: Store, changes: Mapping[str, Any], *, by: str, now: datetime, snap: Snapshot) -> list[str]:
    """Set goals (key -> see `aims.checked`) and guardrails (key -> value), or take them away (None); returns the keys changed.

    All or nothing: BadInput for an unknown key, a value out of range or a day that is past, Refused for a goal that binds nothing.
    """
    aims, before = checked(changes), direction(store)
    rows = {(row["kind"], row["key"]): row for row in store.latest("goal", "kind", "key")}
    wanted = {key: _row(key, aim, snap, before, rows.get(("goal", key)), now) for key, aim in aims.items()}
    if why := next((w for key, aim in aims.items() if key in BY_KEY and aim.value is not None and (w := idle(key, snap, before))), None):
        raise Refused(why)
    store.append("goal", [row | {"set_at": now, "by": by} for row in wanted.values()])
    return list(wanted)


def _row(key: str, aim: Aim, snap: Snapshot, before: Direction, last: Mapping | None, now: datetime) -> dict[str, Any]:
    about = {"id": key_of("goal" if key in BY_KEY else "guardrail", key, aim, now.isoformat()), "key": key}
    if key not in BY_KEY or aim.value is None:
        return about | {"kind": "goal" if key in BY_KEY else "guardrail", "value": aim.value, "text": "{}"}
    told = stands(snap, key, None if aim.relative else aim.value)
    if told["says"].startswith(BINDS_NOTHING):
        raise Refused(f"{key} was not set: it {told['says']}")
    target = resolved(key, aim, told["point"])
    due, weight = aim.due_on or before.due.get(key), before.weights.get(key) if aim.weight is None else aim.weight
    if aim.due_on and aim.due_on <= snap.as_of:
        raise BadInput(f"{key} is due on {aim.due_on}, which is not after {snap.as_of}: give a later day")
    text = {"baseline": told["point"], "low": told["low"], "high": told["high"], "n": told["n"], "as_of": snap.as_of.isoformat()}
    if before.goals.get(key) == target and last:  # only its day or weight is another: it is measured from where it began
        text = json.loads(last["text"] or "{}") or text
    return about | {"kind": "goal", "value": target, "text": json.dumps(text), "due_on": due, "weight": weight}


def idle(key: str, snap: Snapshot, now: Direction) -> str | None:
    """Why a goal could move nothing: its agents have no playbooks, are at level shadow, or know enough of no customer; None where it can.

    What is known but grew old is no reason: it binds again with the next import.
    """
    goal = BY_KEY[key]
    named = ", ".join(a.replace("_", " ") for a in goal.lifts)
    serving = [a for a in roster_of(snap.store) if a.name in goal.lifts and a.plays]
    if not serving:
        return f"{key} was not set: it {BINDS_NOTHING}: every playbook of the agents that serve it ({named}) is switched off"
    granted, where = levels(snap.store), [goal.segment] if goal.segment else list(SEGMENTS)
    acting = [
        a for a in serving if any(level(granted, a.name, s, ceiling=now.ceiling(a.name, s)) != LEVELS[0] for s in where)
    ]  # fmt: skip
    if not acting:
        return f"{key} was not set: it {BINDS_NOTHING}: the agents that serve it ({named}) are at level “shadow”, for the record only"
    if snap.store.count("proposal", agent=[a.name for a in acting]):
        return None  # who has proposed something knows enough of somebody
    current = snap.signals.filter(pl.col("churned_on").is_null())
    there = current.filter(pl.col("segment") == goal.segment) if goal.segment else current
    ever_known = completeness(snap).with_columns(pl.lit(False).alias("stale"))
    able = readiness(ever_known, there["account_id"], acting)
    if not any(len(ids) for ids in able.ready.values()):
        lacks = sorted({kind for gaps in able.missing.values() for kind in gaps})
        why = f"the agents that serve it ({named}) know too little of every customer: {', '.join(lacks)}"
        return f"{key} was not set: it {BINDS_NOTHING}: {why}"
    return None


def since_set(snap: Snapshot, key: str) -> tuple[date, float | None]:
    """The day and the figure that a goal is measured from; a quarter ago and None where it is not set, or was set only today.

    Raises BadInput for another key.
    """
    if key not in BY_KEY:
        raise BadInput(f"There is no goal {key!r}: goals are {', '.join(BY_KEY)}")
    rows = snap.store.latest("goal", "key", kind="goal", key=key)
    known = json.loads(rows[0]["text"] or "{}") if rows and rows[0]["value"] is not None else {}
    if not known.get("as_of") or known["as_of"] >= snap.as_of.isoformat():
        return snap.as_of - timedelta(days=QUARTER_DAYS), None
    return date.fromisoformat(known["as_of"]), known.get("baseline")


def history(store: Store) -> list[dict[str, Any]]:
    """Every change, newest first: id, key, kind, name, before, after, currency (of a rate), weight, due_on, by, set_at.

    None is not set, or the default.
    """
    last: dict[tuple[str, str], Mapping] = {}
    found = []
    for row in store.rows("goal"):
        key = row["kind"], row["key"]
        told = BY_KEY.get(row["key"]) or LIMITS.get(row["key"])
        about = {c: row[c] for c in ("id", "key", "kind", "weight", "due_on", "by", "set_at")}
        name = told.name if told else NAMES.get(row["key"], row["key"])
        currency = (row["text"] or last.get(key, {}).get("text")) if row["kind"] == SETTING else None
        about |= {"name": name, "currency": currency or None}
        found.append(about | {"before": last.get(key, {}).get("value"), "after": row["value"]})
        last[key] = row
    return found[::-1]


def undo(store: Store, row_id: str, *, by: str, now: datetime) -> str:
    """Set a goal or guardrail back to what it was before one change, as a new row; returns its key.

    Raises NotFound for an unknown change, Refused where it was changed again since.
    """
    rows = store.rows("goal")
    at = next((i for i, row in enumerate(rows) if row["id"] == row_id), None)
    if at is None:
        raise NotFound(f"No change {row_id!r}: `goals history` lists them")
    kind, key = rows[at]["kind"], rows[at]["key"]
    if any((row["kind"], row["key"]) == (kind, key) for row in rows[at + 1 :]):
        raise Refused(f"{key} was changed again since: set back the newest change first")
    before = next((row for row in reversed(rows[:at]) if (row["kind"], row["key"]) == (kind, key)), {})
    kept = {c: before.get(c) for c in ("value", "text", "weight", "due_on")}
    store.append("goal", [{"id": key_of("undo", row_id, now.isoformat()), "kind": kind, "key": key, "set_at": now, "by": by} | kept])
    return key


QUARTER_DAYS = 91
NAMES = {LOADED_RATE: "Loaded rate of an hour"}
"""Settings of leaders that are neither goal nor guardrail."""
VAGUE = 2.0
"""Where the interval of the way is wider than this many times the way itself, it is told as the figure's own doubt."""
SIGNAL_WORDS = {"health_band": "health", "onboarding_status": "the onboarding"}
