"""Whole cycles with a real server that serves a model of random weights: right in shape, wrong in all else, and none of it goes out."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time

import pytest

from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.cycle import run_cycle
from cs_core.records import AGENTS, SEGMENTS, Action, Proposal, Routed, Verdict
from tests.execution.random_server import random_server
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = datetime.combine(TODAY, time(12))


def a_world(folder, customers: int):
    """Customers who stopped or slowed down, or whose term ends; every agent may act alone wherever the gates let it."""
    store = a_store(folder)
    for person in ("Mia Sand", "Jon Berg"):
        with_team_member(store, person, hours=40)
    for n in range(customers):
        company = f"firm{n:04}"
        with_company(store, company, name=f"Firm {n} Heating", segment=SEGMENTS[n % 3], domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0 + n, seats=5, term_end_on=ago(-20 - n % 60))
        with_person(store, company, f"Ada{n} Lind", role="champion")
        with_usage(store, company, [50 + n % 9] * 16 + [(0, 20, 60)[n % 3]] * 6, until=ago(0))
    for agent in AGENTS:
        for segment in SEGMENTS[::-1]:
            set_level(store, agent, segment, "autonomous", why="test", by="Lea", now=NOON)
    return store


def gutted(store, settings) -> tuple[dict, list[Proposal], Counter]:
    """One cycle in which nothing is too important for an agent to do alone; its document, the model's drafts and where they went."""
    easy = [replace(a, plays={k: p._replace(stakes="low") for k, p in a.plays.items()}) for a in ROSTER]
    made = run_cycle(store, as_of=TODAY, now=NOON, model=OpenAIModel(settings, "random", known={}), roster=easy)
    theirs = [p for p in store.records(Proposal) if p.drafted_by == "random"]
    routes = {r.proposal_id: r.route for r in store.records(Routed)}
    return made, theirs, Counter(routes[p.id] for p in theirs)


def let_through(store, proposals: list[Proposal]) -> list[str]:
    """Bodies of those that every gate passed."""
    stopped = {v.proposal_id for v in store.records(Verdict) if not v.passed}
    return [p.body for p in proposals if p.id not in stopped]


def test_a_cycle_with_a_random_model_finishes_and_lets_none_of_it_through(tmp_path):
    with random_server(tmp_path) as settings, a_world(tmp_path, 24) as store:
        made, theirs, routes = gutted(store, settings)
        used = made["model"]
        assert len(theirs) >= 50 and len(theirs) + used["fallbacks"] == sum(made["proposals"].values())
        assert used["tokens"] > 0 and used["calls"] >= len(theirs) and store.count("model_call") == used["calls"]
        assert {r["mode"] for r in store.rows("model_call")} == {"json_schema"}
        assert len({p.body for p in theirs}) > 0.75 * len(theirs), "they differ: most are trials of their own"
        assert let_through(store, theirs) == [] and routes["agent"] == 0
        assert not {a.proposal_id for a in store.records(Action)} & {p.id for p in theirs}


@pytest.mark.slow
def test_none_of_a_thousand_random_drafts_goes_through(tmp_path):
    seen = 0
    for seed in range(1, 6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with random_server(folder, seed) as settings, a_world(folder, 80) as store:
            _, theirs, routes = gutted(store, settings)
            assert let_through(store, theirs) == [] and routes["agent"] == 0
            seen += len(theirs)
    assert seen >= 1000
