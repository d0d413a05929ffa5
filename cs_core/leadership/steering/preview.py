"""What a change of goals or guardrails would have done to the last cycle, before it is saved: routes, hours, impact, who loses attention.

Its proposals, and those held earlier that it tried again, are routed twice, as set now and as changed, so that nothing but the change can
differ; what people did later that day is left out. Where a guardrail is one that gates read, those gates judge the drafts again, both
times.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl

from cs_core.context.completeness import completeness
from cs_core.context.rates import converted, rates
from cs_core.context.shelves.narrow import briefs_of
from cs_core.context.snapshot import Snapshot, by_moment, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.counted import counted
from cs_core.execution.roster import roster_of
from cs_core.leadership.effects.evidence import effects
from cs_core.leadership.goals import idle
from cs_core.leadership.steering.aims import LIMITS, checked, resolved
from cs_core.leadership.steering.measures import BINDS_NOTHING, stands
from cs_core.leadership.steering.still import lever, why_still
from cs_core.orchestration.contact.repeats import held_before
from cs_core.orchestration.direction import BY_KEY, Direction, direction
from cs_core.orchestration.flow.readiness import newest
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.learning.lessons import learnt, lessons
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import MINUTES, World, load_world, to_judge
from cs_core.progress import Progress, silent
from cs_core.records import ROUTES, Proposal, Routed, Verdict

JUDGED_BY = {"max_discount_percent": "keeps_policy", "min_cited_facts": "is_specific"}
"""Guardrail -> the gate that reads it."""
LATER = {
    "autonomy_bar": "on the next cycle's review of what each agent has earned",
    "autonomy_least": "on the next cycle's review of what each agent has earned",
    "test_drafts": "in the next cycle's review queue",
}  # fmt: skip
"""Guardrails that move no proposal of a past cycle -> when their effect shows."""
PRESENCE = {"agent_with_review": "agent with review", "human_with_draft": "call", "human_only": "call"}
"""Route -> the way of being present that it comes nearest to, by which its impact is counted."""
Verdicts = Mapping[str, Sequence[Verdict]]


def preview(store: Store, changes: Mapping[str, Any], snap: Snapshot, *, progress: Progress = silent) -> dict[str, Any]:
    """cycle_id, routes, hours, moved, loses, gains, loses_attention (ids), value, impact, refused, lever and says, of the last cycle.

    A cycle that proposed nothing new is passed over; where there is none, `cycle_id` is None and `says` tells so. `refused` says why a goal
    could bind nothing; where nothing moves, `lever` (says, page, part) is what would have moved something, else None. Raises BadInput as
    `set_goals` does; saves nothing.
    """
    progress(0.0, "reading the last cycle")
    now = direction(store)
    then, refused = changed(now, changes, snap)
    told = {"refused": refused, "moved": [], "loses": [], "gains": [], "loses_attention": [], "lever": None}
    made = store.keys_of("proposal", "cycle_id")
    cycles = [row for row in store.rows("cycle") if row["as_of"] <= snap.as_of.isoformat() and row["id"] in made]
    if not cycles:
        return told | {"cycle_id": None, "says": "There is no cycle to try this on: run one first."}
    last = cycles[-1]
    day = date.fromisoformat(last["as_of"])
    here = snap if snap.as_of == day else snapshot(store, day)
    began = by_moment(here, datetime.fromisoformat(last["started_at"]))
    proposals = _tried(store, began, last["id"])
    progress(0.2, f"reading what bears on its {len(proposals):,} proposals")
    gates = {JUDGED_BY[key] for key in changes if key in JUDGED_BY}
    written_to = sorted({p.account_id for p in proposals})
    world = replace(load_world(began, written_to, before=last["id"]), learnt=learnt(lessons(began, roster_of(store))))
    said = _verdicts(store, proposals)
    ways = [(replace(world, direction=d), said) for d in (now, then)]
    if gates:
        known, newest_days = briefs_of(here, written_to), newest(completeness(here))
        ways = [(to_judge(w, here, written_to, newest=newest_days), verdicts) for w, verdicts in ways]
        ways = [(w, _judged_again(proposals, said, known, w, gates)) for w, said in ways]
    progress(0.4, "routing them as set now and as changed")
    before, after = (route_all(proposals, verdicts, w) for w, verdicts in ways)
    progress(0.5, "working out what people's presence changes, which takes longest after new data")
    found = _compared(proposals, before, after, here)
    found |= {"impact": _impact(found["moved"], here)} if found["moved"] else {"impact": None}
    if not found["moved"] and not any(key in LATER for key in changes):
        found |= {"lever": lever(before), "says": why_still(changes, now, proposals=len(proposals), day=day)}
    return told | {"cycle_id": last["id"], "as_of": last["as_of"], "says": _told(found, len(proposals), changes), **found}


def changed(now: Direction, changes: Mapping[str, Any], snap: Snapshot) -> tuple[Direction, list[str]]:
    """The direction as it would be, and why each goal that would be refused could bind nothing. None takes a goal away, or a limit back."""
    aims, refused = checked(changes), []
    goals, limits, weights, due = dict(now.goals), dict(now.guardrails), dict(now.weights), dict(now.due)
    for key, aim in aims.items():
        if key in LIMITS:
            limits[key] = LIMITS[key].default if aim.value is None else aim.value
        elif aim.value is None:
            for kept in (goals, weights, due):
                kept.pop(key, None)
        else:
            told = stands(snap, key, None if aim.relative else aim.value)
            nothing = f"{key}: {told['says']}" if told["says"].startswith(BINDS_NOTHING) else idle(key, snap, now)
            refused += [nothing] if nothing else []
            goals[key] = aim.value if nothing and aim.relative else resolved(key, aim, told["point"])
            weights |= {key: aim.weight} if aim.weight is not None else {}
            due |= {key: aim.due_on} if aim.due_on else {}
    order = [key for key in BY_KEY if key in goals]
    return Direction({key: goals[key] for key in order}, limits, weights, due), refused


def _tried(store: Store, here: Snapshot, cycle_id: str) -> list[Proposal]:
    proposals = store.records(Proposal, cycle_id=cycle_id)
    fresh = {(p.agent, p.play, p.account_id) for p in proposals}
    return proposals + store.records(Proposal, id=[i for key, i in held_before(here).items() if key not in fresh])


def _verdicts(store: Store, proposals: Sequence[Proposal]) -> dict[str, list[Verdict]]:
    said: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in store.records(Verdict, proposal_id=[p.id for p in proposals]):
        said[verdict.proposal_id].append(verdict)
    return said


def _judged_again(proposals: Sequence[Proposal], said: Verdicts, known: Mapping, world: World, gates: set[str]) -> Verdicts:
    """The verdicts with those of some gates given anew in this world; the others stand as they were recorded."""
    asked = [gate for gate in GATES if gate.__name__ in gates]
    return {
        p.id: [*(v for v in said.get(p.id, ()) if v.gate not in gates), *(gate(p, known[p.account_id], world) for gate in asked)]
        for p in proposals
    }


def _compared(proposals: Sequence[Proposal], before: Sequence[Routed], after: Sequence[Routed], here: Snapshot) -> dict[str, Any]:
    names = dict(here.signals.select("account_id", "name").iter_rows())
    pairs = [(p, a, b) for p, a, b in zip(proposals, before, after, strict=True) if (a.route, a.assignee) != (b.route, b.assignee)]
    moved = [
        {"proposal_id": p.id, "account_id": p.account_id, "name": names.get(p.account_id) or p.account_id, "agent": p.agent, "play": p.play,
         "subject": p.subject, "from": a.route, "to": b.route, "why": b.why, "person_from": a.assignee, "person_to": b.assignee,
         "value": p.value}
        for p, a, b in pairs
    ]  # fmt: skip
    loses = [row for row in moved if row["from"] in MINUTES and row["to"] not in MINUTES]
    gains = [row for row in moved if row["to"] in MINUTES and row["from"] not in MINUTES]
    both = (("before", before), ("after", after))
    routes = {name: {r: n[r] for r in ROUTES} for name, n in ((name, Counter(x.route for x in rows)) for name, rows in both)}
    hours = {name: sum(MINUTES.get(r.route, 0) for r in rows) / 60 for name, rows in both}
    worth = {p.id: p.value for p in proposals}
    value = {name: sum(worth[r.proposal_id] for r in rows if r.route not in ("held", "rejected")) for name, rows in both}
    alone = sorted({row["account_id"] for row in loses} - {row["account_id"] for row in gains})
    return {"moved": moved, "routes": routes, "hours": hours, "value": value, "loses": loses, "gains": gains, "loses_attention": alone}


def _impact(moved: Sequence[Mapping[str, Any]], here: Snapshot) -> dict[str, Any]:
    """What people's presence gained and lost is expected to change: customers and revenue kept, with range, evidence and `says`.

    Low, point and high are three readings of the same evidence, each summed over all that moves; the range runs from the least to the most.
    """
    known, accounts = effects(here), here.signals.select("account_id", "arr", "currency")
    accounts = converted(rates(here.store), accounts, "arr")
    ways = (("to", 1.0), ("from", -1.0))
    rows = [(row["account_id"], PRESENCE[row[way]], sign) for row in moved for way, sign in ways if row[way] in PRESENCE]
    frame = pl.DataFrame(rows, schema={"account_id": pl.String, "mode": pl.String, "sign": pl.Float64}, orient="row")
    rated = frame.join(known.options, on=["account_id", "mode"], how="inner").join(accounts, on="account_id", how="left")
    one_currency = rated["currency"].drop_nulls().n_unique() <= 1
    says = " ".join(known.says) + " A look at a draft counts as an agent with review, a person's task as a call."
    kept = {"accounts_kept": _range(rated, pl.lit(1.0)), "arr_kept": _range(rated, pl.col("arr")) if one_currency else None}
    return kept | {"evidence": known.evidence, "says": says}


def _range(rated: pl.DataFrame, factor: pl.Expr) -> dict[str, float]:
    sums = [(pl.col(c) * pl.col("sign") * factor).sum().alias(c) for c in ("impact", "low", "high")]
    point, *ends = rated.select(sums).row(0)
    return {"point": point, "low": min(point, *ends), "high": max(point, *ends)}


def _told(found: Mapping[str, Any], proposals: int, changes: Mapping[str, Any]) -> str:
    hours, lost = found["hours"], len(found["loses_attention"])
    rerouted = sum(row["from"] != row["to"] for row in found["moved"])
    says = f"{rerouted:,} of {proposals:,} proposals would take another route and {len(found['moved']) - rerouted:,} go to another person; "
    says += f"hours of people {hours['before']:.1f} before, {hours['after']:.1f} after; {counted(lost, 'customer')} would wait who did not."
    later = [f" {LIMITS[key].name} shows {LATER[key]}." for key in changes if key in LATER]
    return says + "".join(later)
