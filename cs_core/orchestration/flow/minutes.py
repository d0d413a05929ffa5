"""The minutes of a cycle: its document, and its rows, written all at once or not at all."""

from collections import Counter
from collections.abc import Container, Sequence
from datetime import datetime

import polars as pl

from cs_core.context.evidence import Evidence, aside
from cs_core.context.store import Store
from cs_core.context.usage import events
from cs_core.errors import Refused
from cs_core.execution.models.metering import Call
from cs_core.execution.models.model import Model
from cs_core.orchestration.flow import asked
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.flow.held import why_held
from cs_core.orchestration.flow.steps import Steps
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.review import action_of
from cs_core.orchestration.work import task_of
from cs_core.records import ROUTES, Finding, Verdict

AUTONOMY = "autonomy"


def used(model: Model) -> dict:
    """What a model was asked and cost so far."""
    return model.used()


def without_held_again(made: CycleRecord, held: Container[tuple[str, str, str]]) -> CycleRecord:
    """The same less what is held as it was on an earlier day: `held` has the (agent, play, account) of rows that stand for it.

    A letter and what went into it are written both, or neither: no row names a letter that is not there.
    """
    now = {r.proposal_id for r in made.routed if r.route == "held"}
    again = {p.id for p in made.proposals if p.id in now and (p.agent, p.play, p.account_id) in held}
    pairs = [{r.proposal_id, r.merged_into} for r in made.routed if r.merged_into is not None]
    again = again.difference(*(pair for pair in pairs if not pair <= again))
    kept = [p for p in made.proposals if p.id not in again]
    ids = {p.id for p in kept}
    verdicts = {i: said for i, said in made.verdicts.items() if i in ids}
    return made._replace(proposals=kept, verdicts=verdicts, routed=[r for r in made.routed if r.proposal_id in ids])


def document(
    made: CycleRecord, found: Sequence[Finding], *, repeated: int, held_again: int, not_drafted: int, unwritten: int, outcomes: int,
    seconds: float,
) -> dict:  # fmt: skip
    """The document of the `cycle` command: counts of proposals, routes and verdicts, findings, what each agent lacks.

    It counts the rows that were written. `held_again`, part of `repeated`, were tried and held as on an earlier day, whose row stands.
    `not_drafted` were noticed, and there was nothing worth saying; `unwritten` wait for people's time before they are put into words.
    """
    agents, routes, verdicts = Counter(p.agent for p in made.proposals), Counter(r.route for r in made.routed), made.said
    words = (("passed", True), ("failed", False), ("unknown", None))
    return {
        "cycle_id": made.cycle_id,
        "as_of": made.as_of.isoformat(),
        "accounts": made.accounts,
        "seconds": round(seconds, 3),
        "proposals": {name: agents[name] for name in made.ready},
        "routed": {route: routes[route] for route in ROUTES},
        "held_because": why_held(made.proposals, made.verdicts, made.routed, made.world),
        "gates": {g.__name__: {word: verdicts[g.__name__, said] for word, said in words} for g in GATES},
        "findings": [{k: v for k, v in f.model_dump().items() if k != "cycle_id"} for f in found],
        "model": dict(made.model),
        "repeated": repeated + held_again,
        "held_again": held_again,
        "not_drafted": not_drafted,
        "unwritten": unwritten,
        "outcomes": outcomes,
        "ready": dict(made.ready),
        "missing": {agent: dict(gaps) for agent, gaps in made.missing.items()},
    }


def write(
    store: Store, made: CycleRecord, found: Sequence[Finding], document: dict, *, now: datetime, evidence: Evidence, steps: Steps,
    cases: pl.DataFrame, calls: Sequence[Call] = (), runs: Sequence[dict] = (), handed: Sequence[dict] = (),
    planted: Sequence[dict] = (), since: tuple[int, ...],
) -> None:  # fmt: skip
    """Everything the cycle made, in one transaction; what may go by autonomy becomes an action, what needs a person a task.

    The evidence behind every fact is kept beside the store as Parquet first, for good. Where another process wrote the
    same cycle meanwhile, that stands, and nothing is added to it. Raises Refused, and writes nothing, where another cycle was written since
    this one began (`since`: the version of the cycles then): both thought of the same customers.
    """
    routed = {r.proposal_id: r for r in made.routed}
    alone = [p for p in made.proposals if routed[p.id].route == "agent"]
    people = [p for p in made.proposals if routed[p.id].route.startswith("human")]
    routes = [r.model_dump(mode="json") | {"id": r.proposal_id} for r in made.routed]
    run = {"started_at": now, "seconds": document["seconds"], "accounts": made.accounts, "model": made.model["name"], "summary": document}
    counts = {k: made.model[k] for k in ("calls", "tokens", "fallbacks")}
    with aside(store, evidence, as_of=made.as_of, cycle_id=made.cycle_id) as put, store.transaction():
        overtaken = store.version("cycle") != since
        if not store.append("cycle", [{"id": made.cycle_id, "as_of": made.as_of} | run | counts]):
            return
        if overtaken:
            raise Refused("Another cycle was written while this one ran, so nothing of this one is kept: run it again")
        for file, rows in put():
            events.written(store, file, rows, now=now)
        store.append("proposal", made.proposals)
        store.append_frame("verdict", _said(made))
        store.append("routed", routes)
        store.append("action", [action_of(p, by=AUTONOMY, now=now, route="agent") for p in alone])
        store.append("task", [task_of(p, routed[p.id], now=now, world=made.world) for p in people])
        store.append_frame("case", cases)
        store.append("play_run", runs)
        store.append("handover", handed)
        store.append("finding", found)
        store.append("planted", planted)
        store.append("step", steps.rows)
        store.append("model_call", asked.rows(calls, cycle_id=made.cycle_id, now=now))


def _said(made: CycleRecord) -> pl.DataFrame:
    """What the gates said as rows of the table: they are by far the most, and as a frame they are written in half the time."""
    said = [(i, v) for i, verdicts in made.verdicts.items() for v in verdicts]
    columns = {name: [getattr(v, name) for _, v in said] for name in Verdict.model_fields}
    return pl.DataFrame({"id": [f"{i}:{v.gate}" for i, v in said]} | columns)
