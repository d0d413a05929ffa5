"""The peer of a cycle: the same notices, drafts, gates, routes and writes in a LangGraph graph per account."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.brief import briefs
from cs_core.context.completeness import completeness
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.execution.draft import draft
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.orchestration.flow.drafting import VALUE_UNIT
from cs_core.orchestration.flow.readiness import newest
from cs_core.orchestration.gates import judge
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import load_world, to_judge

try:
    from langgraph.graph import END as LAST
    from langgraph.graph import START, StateGraph
except ImportError:
    StateGraph = None

WALK_S, EMPTY = 20.0, 200
"""Seconds for which accounts are walked; and graphs of empty steps that are."""


def graph(store: Store, now: datetime) -> dict:
    """One LangGraph graph an account: the six agents' notices, brief, drafts, gates, routes and writes of that account."""
    roster, model = roster_of(store), OfflineModel()
    snap = snapshot(store, now.date())
    customers = snap.signals.filter(pl.col("churned_on").is_null())
    world = load_world(snap, customers["account_id"])
    world = to_judge(world, snap, customers["account_id"], newest=newest(completeness(snap)))
    snap.provenance  # noqa: B018 - what all accounts share is worked out before the clock starts, as the signals are

    def notice(state: dict) -> dict:
        row = customers.filter(pl.col("account_id") == state["account"])
        return {"notices": [(agent, found) for agent in roster for found in agent.notice(row).to_dicts()]}

    def read(state: dict) -> dict:
        return {"brief": briefs(snap, [state["account"]])[state["account"]] if state["notices"] else None}

    def write(state: dict) -> dict:
        made = [
            draft(agent, row, state["brief"], model, cycle_id="graph", as_of=snap.as_of, value_unit=VALUE_UNIT)
            for agent, row in state["notices"]
        ]
        return {"drafts": [p for p in made if p is not None]}

    def check(state: dict) -> dict:
        return {"verdicts": {p.id: judge(p, state["brief"], world) for p in state["drafts"]}}

    def send(state: dict) -> dict:
        return {"routed": route_all(state["drafts"], state["verdicts"], world)}

    def keep(state: dict) -> dict:
        with store.transaction():
            store.append("proposal", state["drafts"])
            store.append("verdict", [v.model_dump() | {"id": f"{p}:{v.gate}"} for p, vs in state["verdicts"].items() for v in vs])
            store.append("routed", [r.model_dump(mode="json") | {"id": r.proposal_id} for r in state["routed"]])
        return {}

    steps = (notice, read, write, check, send, keep)
    bare, start = flow_of([(step.__name__, lambda state: {}) for step in steps]), perf_counter()
    for _ in range(EMPTY):
        bare.invoke({"account": ""})
    empty = (perf_counter() - start) / EMPTY
    app, start, done, drafts = flow_of([(step.__name__, step) for step in steps]), perf_counter(), 0, 0
    for account in customers["account_id"].sample(fraction=1.0, shuffle=True, seed=1):
        drafts += len(app.invoke({"account": account})["drafts"])
        done += 1
        if perf_counter() - start > WALK_S:
            break
    return {"walked": done, "walk_s": perf_counter() - start, "accounts": customers.height, "drafts": drafts, "empty_s": empty}


def flow_of(steps: list[tuple[str, Callable]]) -> Any:
    """A graph of these steps, one after the other; each adds to the state what it returns."""
    flow, names = StateGraph(dict[str, Any]), [name for name, _ in steps]
    for name, step in steps:
        flow.add_node(name, lambda state, step=step: state | step(state))
    for before, after in zip((START, *names), (*names, LAST), strict=True):
        flow.add_edge(before, after)
    return flow.compile()
