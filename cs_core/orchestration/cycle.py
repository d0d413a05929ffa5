"""One cycle, the plot of the whole: know, notice, draft, judge, route, record; and learn first what came of the last one."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from cs_core.context.brief import briefs
from cs_core.context.completeness import completeness
from cs_core.context.readings import read_new
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.execution.afterwards import still_asked
from cs_core.execution.agent import Agent
from cs_core.execution.cases import kept, with_open_cases
from cs_core.execution.draft import draft, key_of_draft
from cs_core.execution.draws import in_turn
from cs_core.execution.metering import Turn
from cs_core.execution.model import OFFLINE, Model
from cs_core.execution.reader import MOST_READ, ModelReader
from cs_core.execution.runs import course, own_words
from cs_core.execution.voice import voice_of
from cs_core.execution.wording import Wording
from cs_core.orchestration import asked, minutes
from cs_core.orchestration.gates import judge
from cs_core.orchestration.learnt import NOTHING
from cs_core.orchestration.lessons import learnt, lessons
from cs_core.orchestration.orchestrator import CycleRecord, findings
from cs_core.orchestration.outcomes import read_outcomes
from cs_core.orchestration.readiness import Readiness, newest, readiness
from cs_core.orchestration.repeats import already, held_before, with_drafts
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.runner import InlineRunner, Runner
from cs_core.orchestration.running import moved, taken_up, without_running
from cs_core.orchestration.steps import Steps
from cs_core.orchestration.turned_down import Rejected, turned_down, unchanged
from cs_core.orchestration.world import load_world
from cs_core.records import Proposal, key_of

VALUE_UNIT = "accounts_kept"
"""The unit of every proposal's value: a queue in two units could not be ordered."""

Notices = list[tuple[Agent, dict]]


def run_cycle(
    store: Store,
    *,
    as_of: date,
    now: datetime,
    model: Model,
    roster: Sequence[Agent],
    agents: Collection[str] | None = None,
    progress: Callable[[float, str], None] | None = None,
    ticks: Callable[[], float] = time.perf_counter,
    runner: Runner | None = None,
    learn: bool = True,
) -> dict:
    """All agents over all current customers as of a day; returns the document of the `cycle` command.

    What was proposed that day, still waits, or was dealt with lately is not proposed again but counted as `repeated`: a second
    cycle on the same day acts once. What was held on an earlier day is tried again, and written only if it may go now. Nothing
    is written before everything is known, then all of it at once. `learn` False leaves out what people's decisions have taught.
    Raises BadInput for an agent that is not on the roster.
    """
    chosen = _chosen(roster, agents)
    cycle_id = key_of("cycle", as_of, now.isoformat(), model.name, *(a.name for a in chosen))
    steps = Steps(cycle_id, ticks=ticks, progress=progress)
    run = runner or InlineRunner(lambda step, n, of: steps.tell(_share(step, n / of), f"{step}: {n:,} of {of:,}"))
    with steps.step("outcomes", 0.0) as step:
        step["rows_out"] = outcomes = read_outcomes(store, as_of=as_of)
    if model.name != OFFLINE:
        with steps.step("read", 0.02) as step:
            step["rows_out"] = read_new(store, now=now, reader=ModelReader(model), most=MOST_READ, until=as_of)
    with steps.step("signals", 0.05) as step:
        snap = snapshot(store, as_of)
        current = snap.signals.filter(pl.col("churned_on").is_null())
        step["rows_out"] = current.height
    with steps.step("lessons", 0.2) as step:
        taught = lessons(snap, roster) if learn else []
        known_better, refused = learnt(taught) if learn else NOTHING, turned_down(snap) if learn else {}
        step["rows_out"] = len(taught)
    with steps.step("readiness", 0.25, rows_in=current.height) as step:
        known = completeness(snap)
        able = readiness(known, current["account_id"], chosen)
        step["rows_out"] = known.filter("known").height
    with steps.step("cases", 0.27, rows_in=current.height) as step:
        changed = [case for agent in chosen for case in kept(agent.name, agent.keep, snap, cycle_id=cycle_id)]
        current = with_open_cases(current, snap, changed)
        step["rows_out"] = len(changed)
    with steps.step("runs", 0.29) as step:
        plays = course(snap, current, chosen, cycle_id=cycle_id, able=able.ready)
        step["rows_out"], step["detail"] = len(plays.due), f"{len(plays.rows)} moved"
    noticed = [pair for agent in chosen for pair in _notice(agent, current, able, steps)] + still_asked(snap, changed, chosen)
    fresh = _not_repeated(without_running(noticed, plays), snap)
    noticed, carried_on = [*noticed, *plays.due], taken_up(plays, snap)
    with steps.step("brief", 0.35, rows_in=len(fresh) + len(carried_on)) as step:
        known_of = briefs(snap, sorted({row["account_id"] for _, row in (*fresh, *carried_on)}))
        fresh = [*_not_turned_down(fresh, known_of, refused), *carried_on]
        step["rows_out"] = len(known_of)
    with steps.step("draft", 0.4, rows_in=len(fresh)) as step:
        wording = known_better.wording._replace(voice=voice_of(store))
        proposals = _drafts(_worded(fresh, wording), known_of, model, run, store, cycle_id=cycle_id, as_of=as_of)
        step["rows_out"], step["detail"] = len(proposals), model.name
    with steps.step("judge", 0.8, rows_in=len(proposals)) as step:
        world = load_world(snap, known_of, newest=newest(known))
        world = replace(world, repeats=with_drafts(world.repeats, proposals), learnt=known_better)
        said = run.each("Judge", lambda p: judge(p, known_of[p.account_id], world), proposals)
        verdicts = {p.id: v for p, v in zip(proposals, said, strict=True)}
        step["rows_out"] = sum(all(v.passed for v in vs) for vs in verdicts.values())
    with steps.step("route", 0.9, rows_in=len(proposals)) as step:
        routed = route_all(proposals, verdicts, world)
        step["rows_out"] = sum(r.route not in ("held", "rejected") for r in routed)
    ready = {name: len(ids) for name, ids in able.ready.items()}
    made = CycleRecord(cycle_id, as_of, current.height, proposals, verdicts, routed, able.missing, ready, minutes.used(model), world)
    found = findings(made)
    written = minutes.without_held_again(made, held_before(snap))
    again = {"repeated": len(noticed) - len(fresh), "held_again": len(proposals) - len(written.proposals)}
    again["not_drafted"] = len(fresh) - len(proposals)
    document = minutes.document(written, found, **again, outcomes=outcomes, seconds=steps.seconds)
    minutes.write(
        store, written, found, document, now=now, signals=snap.signals, steps=steps, cases=changed, calls=model.taken_calls(),
        runs=moved(written, plays),
    )  # fmt: skip
    steps.tell(1.0, "Done")
    return document


def _share(step: str, done: float) -> float:
    start, end = SPANS[step]
    return start + (end - start) * done


def _chosen(roster: Sequence[Agent], agents: Collection[str] | None) -> list[Agent]:
    unknown = set(agents or ()) - {a.name for a in roster}
    if unknown:
        raise BadInput(f"No agent {sorted(unknown)[0]!r}: choose among {', '.join(a.name for a in roster)}")
    return [a for a in roster if not agents or a.name in agents]


def _notice(agent: Agent, current: pl.DataFrame, able: Readiness, steps: Steps) -> Notices:
    mine = current.filter(pl.col("account_id").is_in(able.ready[agent.name].implode()))
    with steps.step("notice", 0.3, agent=agent.name, rows_in=mine.height) as step:
        rows = in_turn(agent.notice(mine).to_dicts())
        step["rows_out"] = len(rows)
    return [(agent, row) for row in rows]


def _not_repeated(noticed: Notices, snap: Snapshot) -> Notices:
    before = already(snap)
    return [(agent, row) for agent, row in noticed if (agent.name, row["play"], row["account_id"]) not in before]


def _not_turned_down(noticed: Notices, known_of: dict, refused: dict[tuple[str, str, str], Rejected]) -> Notices:
    """Those that no person rejected, or whose facts have changed since."""
    before = [(pair, refused.get((pair[0].name, pair[1]["play"], pair[1]["account_id"]))) for pair in noticed]
    return [pair for pair, no in before if no is None or not unchanged(no, known_of[pair[1]["account_id"]])]


def _worded(noticed: Notices, wording: Wording) -> Notices:
    """With the company's voice and what reviewers have taught about words, the largest gain first: a budget goes where it pays."""
    return sorted(((agent, {**row, "wording": wording}) for agent, row in noticed), key=lambda pair: -pair[1]["gain"])


def _drafts(noticed: Notices, known_of: dict, model: Model, run: Runner, store: Store, *, cycle_id: str, as_of: date) -> list[Proposal]:
    """The most valuable first: of two texts alike, that one stands. A model is asked several at once, and nothing a second time."""
    if model.name != OFFLINE:
        asked.recall(store, model, [key_of_draft(agent, row, own_words(known_of[row["account_id"]], row), model) for agent, row in noticed])

    def write(item: tuple[Turn, Agent, dict]) -> Proposal | None:
        turn, agent, row = item
        brief = own_words(known_of[row["account_id"]], row)
        return draft(agent, row, brief, model, cycle_id=cycle_id, as_of=as_of, value_unit=VALUE_UNIT, turn=turn)

    items = [(model.turns.take(model.at_once), agent, row) for agent, row in noticed]
    made = [p for p in run.each("Draft", write, items, at_once=model.at_once) if p is not None]
    return sorted(made, key=lambda p: (-p.value, p.id))


SPANS = {"Draft": (0.4, 0.8), "Judge": (0.8, 0.9)}
"""From where to where a step that is done item by item takes the whole cycle."""
