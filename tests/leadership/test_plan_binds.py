"""A committed plan binds: the next cycle routes by it, and without it as before."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.coverage import commit, plan
from cs_core.orchestration.covered import standing
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS
from cs_core.records import Proposal, Routed
from tests.orchestration.cycles import NOON, cycle, store, world
from tests.worlds import TODAY, with_team_member

__all__ = ["store", "world"]


def routes(kept):
    """Account -> (route, for whom) of the risk agent's proposals."""
    accounts = {p.id: p.account_id for p in kept.records(Proposal)}
    return {accounts[r.proposal_id]: (r.route, r.assignee) for r in kept.records(Routed)}


@pytest.mark.parametrize("committed", [False, True])
def test_the_next_cycle_gives_the_plans_accounts_to_the_plans_people(store, committed):
    with_team_member(store, "Uwe Kern", hours=10)
    made = plan(snapshot(store, TODAY), hours=8)
    planned = {a["account_id"]: a["person"] for a in made["assignments"] if a["mode"] != "agent with review"}
    assert planned and {"acme", "bolt", "cedar"} & set(planned)
    if committed:
        commit(store, made, now=NOON)
        assert standing(store, TODAY).height == len(made["assignments"])
    cycle(store, agents=["risk"])
    found = routes(store)
    for account, person in planned.items():
        if account in found:
            assert (found[account] == ("human_with_draft", person)) is committed


def test_who_is_in_a_pilot_without_people_gets_no_hours_of_the_plan(store):
    with_team_member(store, "Uwe Kern", hours=10)
    free = plan(snapshot(store, TODAY), hours=8)
    [first, second, *_] = [a["account_id"] for a in free["assignments"]]
    arms = {first: HOLDOUT, second: ONLY_AGENTS}
    about = {"name": "tail", "as_of": TODAY, "propensity": 0.5, "stratum": "all", "started_at": NOON.isoformat()}
    store.append("pilot", [about | {"id": a, "account_id": a, "arm": arm} for a, arm in arms.items()])
    held = plan(snapshot(store, TODAY), hours=8)
    assert not {first, second} & {a["account_id"] for a in held["assignments"]}
    assert "2 customers get no hours of the plan: a running pilot" in held["says"]
