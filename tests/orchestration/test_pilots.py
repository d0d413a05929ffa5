"""Pilots in the cycle: one that harms stops before anything is routed, leaders are told, and nobody in need is held back."""

from datetime import date

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.leadership.pilot import start
from cs_core.leadership.trials.design import Design, shares_of
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.orchestrator import standing
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, SCALED, arms_of
from cs_core.orchestration.pilots.halt import end
from cs_core.orchestration.routing import route
from cs_core.orchestration.world import load_world
from tests.leadership.long_tail import a_long_tail, arm_of, leave
from tests.orchestration.builders import a_proposal, a_world, passes
from tests.worlds import IMPORTED, TODAY, ago, at


def a_cycle(store, day: date):
    return run_cycle(store, as_of=day, now=at(day, 8), model=OfflineModel(), roster=ROSTER, agents=["renewal"])


def test_the_cycle_stops_a_pilot_that_harms_and_tells_leaders(tmp_path):
    store = a_long_tail(tmp_path, n=240)
    design = Design(shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5))
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold", design=design)
    a_cycle(store, ago(-3))
    assert len(arms_of(store, ago(-3))) == 240 and not any(f["kind"] == "pilot stopped" for f in standing(store))
    leave(store, arm_of(store, ONLY_AGENTS)[:60], ago(-10))
    a_cycle(store, ago(-12))
    assert arms_of(store, ago(-12)) == {}
    [told] = [f for f in standing(store) if f["kind"] == "pilot stopped"]
    assert "“bold” was stopped" in told["says"] and "agents did worse than standard care" in told["says"] and told["page"] == "Proof"
    a_cycle(store, ago(-13))
    assert store.count("pilot_event", name="bold") == 1, "it is stopped once"


NEEDS = [{"escalations_open": 1}, {"notice_given_on": TODAY}, {"leaving_said_on": TODAY}, {"alarm_said_on": TODAY}]


@pytest.mark.parametrize("need", NEEDS)
def test_nobody_in_need_is_held_back_by_a_holdout(need):
    calm = a_world(arms={"acme": HOLDOUT})
    worse = a_world(arms={"acme": HOLDOUT}, accounts={"acme": calm.accounts["acme"] | need})
    proposal = a_proposal()
    assert route(proposal, passes(proposal), calm).route == "held"
    assert route(proposal, passes(proposal), worse).route != "held"


def test_after_a_pilot_is_scaled_up_only_its_lasting_holdout_is_held(tmp_path):
    store = a_long_tail(tmp_path, n=240)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold", design=Design(shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5)))
    held = arm_of(store, HOLDOUT)
    end(store, "bold", SCALED, why="it works", by="Ada", now=at(ago(-5), 9), arms={HOLDOUT: held[:24]})
    assert len(arms_of(store, ago(-4))) == 240, "before that day it runs"
    assert load_world(snapshot(store, ago(-5)), held).arms == dict.fromkeys(held[:24], HOLDOUT)
