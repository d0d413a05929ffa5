"""Whole cycles with a real server that serves a model of random weights: right in shape, wrong in all else, and none of it goes out."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, time
from time import perf_counter

import pytest

from cs_core.execution.draft import draft
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.playbooks.runs import own_words
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.drafting import VALUE_UNIT, judged, worded
from cs_core.orchestration.flow.stages import Known, Noticed, know, notice
from cs_core.orchestration.flow.steps import Steps
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.runner import InlineRunner
from cs_core.records import AGENTS, SEGMENTS, Action, Proposal, Routed, Verdict
from tests.execution.random_server import random_server
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = datetime.combine(TODAY, time(12))
EASY = [replace(a, plays={k: p._replace(stakes="low") for k, p in a.plays.items()}) for a in ROSTER]


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
    made = run_cycle(store, as_of=TODAY, now=NOON, model=OpenAIModel(settings, "random", known={}), roster=EASY)
    theirs = [p for p in store.records(Proposal) if p.drafted_by == "random"]
    routes = {r.proposal_id: r.route for r in store.records(Routed)}
    return made, theirs, Counter(routes[p.id] for p in theirs)


def let_through(store, proposals: list[Proposal]) -> list[str]:
    """Bodies of those that every gate passed."""
    stopped = {v.proposal_id for v in store.records(Verdict) if not v.passed}
    return [p.body for p in proposals if p.id not in stopped]


@pytest.fixture(autouse=True)
def _broken_off(monkeypatch):
    """Random words seldom end as sentences do, and the composer's would stand in their place: here they go on to the gates."""
    monkeypatch.setattr("cs_core.execution.models.prompt._ENDS", re.compile(""))


@pytest.mark.parametrize("customers", [8, pytest.param(24, marks=pytest.mark.slow)])
def test_a_cycle_with_a_random_model_finishes_and_lets_none_of_it_through(tmp_path, customers):
    with random_server(tmp_path) as settings, a_world(tmp_path, customers) as store:
        made, theirs, routes = gutted(store, settings)
        used = made["model"]
        assert len(theirs) >= 2 * customers and len(theirs) + used["fallbacks"] == sum(made["proposals"].values())
        assert used["tokens"] > 0 and used["calls"] >= len(theirs) and store.count("model_call") == used["calls"]
        assert {r["mode"] for r in store.rows("model_call")} == {"json_schema"}
        assert len({p.body for p in theirs}) > 0.75 * len(theirs), "they differ: most are trials of their own"
        assert let_through(store, theirs) == [] and routes["agent"] == 0
        assert not {a.proposal_id for a in store.records(Action)} & {p.id for p in theirs}


def drafted(settings, agent, row: dict, known: Known, noticed: Noticed) -> Proposal:
    """One draft of a model that remembers no answer."""
    brief = own_words(noticed.briefs([row["account_id"]])[row["account_id"]], row)
    model = OpenAIModel(settings, "random", known={})
    return draft(agent, row, brief, model, cycle_id="c", as_of=TODAY, value_unit=VALUE_UNIT)


def answers_let_through(folder, drafts: int) -> tuple[int, list[str], Counter]:
    """How many drafts the model wrote, at least so many; bodies that every gate passed; and where they went.

    One cycle's notices and briefs, each asked again and again: so the server reads a prompt once.
    """
    with random_server(folder, anew=True) as settings, a_world(folder, 12) as store:
        short, steps = settings.model_copy(update={"max_tokens": 400}), Steps("c", ticks=perf_counter)
        known = know(store, EASY, EASY, steps, as_of=TODAY, cycle_id="c", learn=False)
        noticed = notice(known, EASY, steps)
        pairs = worded(noticed, known)
        rounds = -(-drafts * 5 // (4 * len(pairs)))
        made = [[drafted(short, agent, row, known, noticed) for _ in range(rounds)] for agent, row in pairs]
        seen, through, routes = 0, [], Counter()
        for at in range(rounds):
            theirs = [of_one[at] for of_one in made if of_one[at].drafted_by == "random"]
            world, verdicts = judged(theirs, noticed, known, InlineRunner(), steps)
            through += [p.body for p in theirs if all(v.passed for v in verdicts[p.id])]
            routes.update(r.route for r in route_all(theirs, verdicts, world))
            seen += len(theirs)
    return seen, through, routes


@pytest.mark.slow
def test_none_of_a_thousand_random_drafts_goes_through(tmp_path):
    seen, through, routes = answers_let_through(tmp_path, 1_000)
    assert seen >= 1_000 and through == [] and routes["agent"] == 0
