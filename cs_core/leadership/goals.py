"""Goals and guardrails as a leader sees and sets them: where each stands, what was effort for nothing, what a change would move.

A goal is a row of the store; routing reads it in the next cycle. A goal that nothing known can be held against is refused.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import isfinite
from typing import Any

import numpy as np

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, Refused
from cs_core.execution.roster import roster_of
from cs_core.leadership.measures import BINDS_NOTHING, main_currency, stands
from cs_core.leadership.revenue import months_before
from cs_core.orchestration.direction import BY_KEY, GOALS, GUARDRAILS, Direction, Goal, direction
from cs_core.orchestration.learning.lessons import learnt, lessons
from cs_core.orchestration.record import EFFORT_DAYS, NO_GOAL, effort_by_goal
from cs_core.orchestration.repeats import held_before
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import MINUTES, load_world
from cs_core.records import ROUTES, Interval, Proposal, Routed, Verdict, key_of

FEWEST_POINTS = 3
MOST_POINTS = 6
AHEAD_MONTHS = 3
NOT_YET = "cannot tell yet"
STUDENT = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}
"""97.5 % points of Student's t by degrees of freedom, for up to MOST_POINTS figures."""

MOST = {"%": 300.0, "days": 3650.0}
"""The highest target by unit; none for amounts."""

LIMITS = {g.key: g for g in GUARDRAILS}


def show(store: Store, snap: Snapshot) -> dict[str, Any]:
    """The `goals` document: every goal with where it stands now, its target, progress and forecast; guardrails; drift."""
    now = direction(store)
    rows = {row["key"]: row for row in store.latest("goal", "kind", "key", kind="goal")}
    limits = [
        {"key": g.key, "says": g.says, "unit": g.unit, "value": now.guardrails[g.key], "default": g.default, "low": g.low, "high": g.high}
        for g in GUARDRAILS
    ]
    goals = [_goal(goal, snap, now.goals.get(goal.key), rows.get(goal.key)) for goal in GOALS]
    return {"as_of": snap.as_of.isoformat(), "goals": goals, "guardrails": limits, "drift": drift(store, snap.as_of)}


def _goal(goal: Goal, snap: Snapshot, target: float | None, row: dict | None) -> dict[str, Any]:
    told = stands(snap, goal.key, target)
    about = {c: getattr(goal, c) for c in ("key", "says", "better", "segment")}
    about["unit"] = goal.unit.format(currency=main_currency(snap.signals) or "")
    about |= {"now": told["point"], "low": told["low"], "high": told["high"], "n": told["n"], "why": told["says"], "target": target}
    if target is None or row is None:
        return about | {"set": False, "baseline": None, "progress": told["says"], "progress_share": None, "reached": None, "forecast": None}
    baseline = json.loads(row["text"] or "{}").get("baseline")
    reached, past = _reached(told["point"], target, goal.better), _reached(baseline, target, goal.better)
    share = None if past else progress(told, baseline, target)
    way = f"past the target when it was set ({baseline:.4g}), and {_way(told, reached, share)}" if past else _way(told, reached, share)
    forecast = _forecast(goal, snap, target, date.fromisoformat(row["set_at"][:10]))
    words = "; ".join(part for part in (way, f"forecast: {_ahead(forecast)}", told["says"]) if part)
    return about | {
        "set": True, "set_at": row["set_at"], "by": row["by"], "baseline": baseline, "progress": words,
        "progress_share": share, "reached": reached, "forecast": forecast,
    }  # fmt: skip


def _way(told: Mapping[str, Any], reached: bool | None, share: Mapping[str, float] | None) -> str:
    if reached:
        doubt = f" ({told['low']:.4g} to {told['high']:.4g})" if None not in (told["low"], told["high"]) else ""
        return f"reached: now {told['point']:.4g}{doubt}"
    if share:
        return f"{share['point']:.0%} of the way ({share['low']:.0%} to {share['high']:.0%})".replace("-0%", "0%")
    return "Progress cannot be told" if reached is None else f"not reached: now {told['point']:.4g}"


def _ahead(forecast: Mapping[str, Any]) -> str:
    if forecast["point"] is None:
        return forecast["says"]
    return f"{forecast['point']:.1f} ({forecast['low']:.1f} to {forecast['high']:.1f}) in {AHEAD_MONTHS} months"


def progress(now: Mapping[str, Any], baseline: float | None, target: float) -> dict[str, float] | None:
    """Share of the way from baseline to target (1 is there), with the figure's own interval; None where either end is unknown."""
    if baseline is None or baseline == target or any(now[c] is None for c in Interval._fields):
        return None
    share = {c: (now[c] - baseline) / (target - baseline) for c in Interval._fields}
    low, high = sorted((share["low"], share["high"]))
    return {"point": share["point"], "low": low, "high": high}


def _reached(figure: float | None, target: float, better: str) -> bool | None:
    """Whether a figure meets the target; None where there is no figure."""
    if figure is None:
        return None
    return figure >= target if better == "up" else figure <= target


def _forecast(goal: Goal, snap: Snapshot, target: float, set_on: date) -> dict[str, Any]:
    days = [day for k in range(MOST_POINTS) if (day := months_before(snap.as_of, k)) >= set_on]
    if len(days) < FEWEST_POINTS:
        first = months_before(set_on, 1 - FEWEST_POINTS)
        says = f"{NOT_YET}: it takes {FEWEST_POINTS} monthly figures, on {first} at the earliest"
        return {"point": None, "low": None, "high": None, "says": says}
    figures = [(-k, stands(snapshot(snap.store, day), goal.key, target)["point"]) for k, day in enumerate(days)]
    return trend([(k, v) for k, v in figures if v is not None])


def trend(points: list[tuple[int, float]]) -> dict[str, Any]:
    """A straight line through monthly figures (month 0 is now), three months on, with its 95 % prediction interval.

    Neighbouring 12-month figures share eleven months, so the true doubt is wider than the line's; `says` tells so.
    """
    if len(points) < FEWEST_POINTS:
        return {"point": None, "low": None, "high": None, "says": f"{NOT_YET}: {len(points)} of {FEWEST_POINTS} monthly figures are known"}
    x, y = np.array(points[:MOST_POINTS], dtype=float).T
    spread, n = ((x - x.mean()) ** 2).sum(), len(x)
    slope = ((x - x.mean()) * y).sum() / spread
    at = float(y.mean() + slope * (AHEAD_MONTHS - x.mean()))
    error = np.sqrt(((y - y.mean() - slope * (x - x.mean())) ** 2).sum() / (n - 2))
    half = float(STUDENT[n - 2] * error * np.sqrt(1 + 1 / n + (AHEAD_MONTHS - x.mean()) ** 2 / spread))
    says = f"straight line through {n} monthly figures, {AHEAD_MONTHS} months on; they overlap, so the doubt is wider than shown"
    return {"point": at, "low": at - half, "high": at + half, "says": says}


def set_goals(store: Store, changes: Mapping[str, Any], *, by: str, now: datetime, snap: Snapshot) -> list[str]:
    """Set goals (key -> target) and guardrails (key -> value), or take them away (None); returns the keys changed.

    All or nothing: BadInput for an unknown key or a value out of range, Refused for a goal that binds nothing.
    """
    values = checked(changes)
    rows = []
    for key, value in values.items():
        text = {}
        if key in BY_KEY and value is not None:
            told = stands(snap, key, value)
            if told["says"].startswith(BINDS_NOTHING):
                raise Refused(f"{key} was not set: it {told['says']}")
            text = {"baseline": told["point"], "low": told["low"], "high": told["high"], "n": told["n"], "as_of": snap.as_of.isoformat()}
        kind = "goal" if key in BY_KEY else "guardrail"
        about = {"id": key_of(kind, key, value, now.isoformat()), "key": key, "kind": kind, "value": value}
        rows.append(about | {"text": json.dumps(text), "set_at": now, "by": by})
    store.append("goal", rows)
    return list(values)


def checked(changes: Mapping[str, Any]) -> dict[str, float | None]:
    """Changes with every value a finite number in its range, or None; BadInput in one line says what is wrong."""
    if unknown := sorted(set(changes) - set(BY_KEY) - set(LIMITS)):
        known = f"goals are {', '.join(BY_KEY)}; guardrails are {', '.join(LIMITS)}"
        raise BadInput(f"There is no goal or guardrail {', '.join(unknown)}: {known}")
    return {key: _value(key, value) for key, value in changes.items()}


def _value(key: str, value: Any) -> float | None:
    if value is None or (isinstance(value, str) and value.strip().lower() in ("", "none", "off")):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    low, high = (LIMITS[key].low, LIMITS[key].high) if key in LIMITS else (0.0, MOST.get(BY_KEY[key].unit, float("inf")))
    if not isfinite(number) or not low <= number <= high:
        top = f"from {low:g} to {high:g}" if isfinite(high) else f"of {low:g} or more"
        raise BadInput(f"{key} must be a number {top}, or none to take it away, not {value!r}")
    return number


def drift(store: Store, as_of: date) -> dict[str, Any]:
    """Share of the last four weeks' human minutes and agents' actions that served each goal, and none."""
    found = effort_by_goal(store, as_of).to_dicts()
    totals = {c: sum(row[c] for row in found) for c in ("minutes", "actions", "touches")}
    rows = [row | {f"{c}_share": row[c] / totals[c] if totals[c] else None for c in ("minutes", "actions")} for row in found]
    idle = next((row for row in rows if row["goal"] == NO_GOAL), {"minutes_share": 0.0, "actions_share": 0.0})
    if not (totals["minutes"] or totals["actions"]):
        says = f"No effort in the last {EFFORT_DAYS} days: nothing was sent and no touch was logged."
    else:
        told = (("minutes_share", "of human minutes"), ("actions_share", "of agents' actions"))
        says = " and ".join(f"{idle[c]:.0%} {what}" for c, what in told if idle[c] is not None) + " served no goal."
    return {"days": EFFORT_DAYS, **totals, "rows": rows, "says": says}


def preview(store: Store, changes: Mapping[str, Any], snap: Snapshot) -> dict[str, Any]:
    """What the changes would have done to the last cycle: proposals that take another route, hours of people, who loses attention.

    Its proposals, and those held earlier that it tried again, are routed twice with their verdicts, as set now and as changed, so
    that nothing but the change can differ. A cycle that proposed nothing new is passed over.
    """
    values = checked(changes)
    made = store.keys_of("proposal", "cycle_id")
    cycles = [row for row in store.rows("cycle") if row["as_of"] <= snap.as_of.isoformat() and row["id"] in made]
    if not cycles:
        return {"cycle_id": None, "moved": [], "loses_attention": [], "says": "There is no cycle to try this on: run one first."}
    last = cycles[-1]
    day = date.fromisoformat(last["as_of"])
    then = snap if snap.as_of == day else snapshot(store, day)
    proposals = store.records(Proposal, cycle_id=last["id"])
    fresh = {(p.agent, p.play, p.account_id) for p in proposals}
    proposals += store.records(Proposal, id=[i for key, i in held_before(then).items() if key not in fresh])
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in store.records(Verdict, proposal_id=[p.id for p in proposals]):
        verdicts[verdict.proposal_id].append(verdict)
    world = load_world(then, {p.account_id for p in proposals}, before=last["id"])
    world = replace(world, direction=direction(store), learnt=learnt(lessons(then, roster_of(store))))
    before, after = (
        route_all(proposals, verdicts, replace(world, direction=d)) for d in (world.direction, changed(world.direction, values))
    )
    found = _compared(proposals, before, after)
    return {"cycle_id": last["id"], **found, "says": _told(found, len(proposals), values)}


def changed(now: Direction, values: Mapping[str, float | None]) -> Direction:
    """The direction as it would be: None takes a goal away and puts a guardrail back to its default."""
    goals = {k: v for k, v in {**now.goals, **values}.items() if k in BY_KEY and v is not None}
    limits = {k: LIMITS[k].default if v is None else v for k, v in values.items() if k in LIMITS}
    return Direction(goals, {**now.guardrails, **limits})


def _compared(proposals: Sequence[Proposal], before: Sequence[Routed], after: Sequence[Routed]) -> dict[str, Any]:
    pairs = [(p, a, b) for p, a, b in zip(proposals, before, after, strict=True) if (a.route, a.assignee) != (b.route, b.assignee)]
    moved = [
        {"proposal_id": p.id, "account_id": p.account_id, "agent": p.agent, "from": a.route, "to": b.route, "why": b.why,
         "person_from": a.assignee, "person_to": b.assignee, "value": p.value}
        for p, a, b in pairs
    ]  # fmt: skip
    loses = sorted({row["account_id"] for row in moved if row["from"] in MINUTES and row["to"] == "held"})
    routes = {
        name: {r: n[r] for r in ROUTES}
        for name, n in (("before", Counter(r.route for r in before)), ("after", Counter(r.route for r in after)))
    }
    hours = {name: sum(MINUTES.get(r.route, 0) for r in rows) / 60 for name, rows in (("before", before), ("after", after))}
    return {"moved": moved, "routes": routes, "hours": hours, "loses_attention": loses}


def _told(found: Mapping[str, Any], proposals: int, values: Mapping[str, float | None]) -> str:
    hours, lost = found["hours"], len(found["loses_attention"])
    says = f"{len(found['moved']):,} of {proposals:,} proposals would go elsewhere or to someone else; "
    says += f"hours of people {hours['before']:.1f} before, {hours['after']:.1f} after; {lost} customers would wait who did not."
    judged = [key for key in values if key in REJUDGED]
    return says + (f" {', '.join(judged)} is judged when a draft is made: its effect shows from the next cycle on." if judged else "")


REJUDGED = ("max_discount_percent", "min_cited_facts")
"""Guardrails that gates read; a preview routes drafts as they were judged."""
