"""A second cycle on the day, or on the days after: what it finds stands, goes on, or is written anew."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.today import agents_did
from cs_core.orchestration.contact.repeats import HELD_DAYS
from cs_core.orchestration.direction import BY_KEY
from cs_core.orchestration.review import decide, queue
from cs_core.records import Proposal, Routed
from tests.orchestration.cycles import NOON, after, after_risk, cycle, first, first_of_risk, store, world
from tests.worlds import TODAY

__all__ = ["after", "after_risk", "first", "first_of_risk", "store", "world"]


def test_a_second_cycle_on_the_same_day_acts_once(first, after):
    before = {table: after.count(table) for table in ("proposal", "routed", "verdict", "task", "action")}
    second = cycle(after, hour=15)
    assert second["repeated"] == sum(first[1]["proposals"].values()) and sum(second["proposals"].values()) == 0
    assert {table: after.count(table) for table in before} == before and after.count("cycle") == 2


def test_a_second_cycle_on_the_same_day_finds_what_the_first_one_did(store):
    hours(store, 0.0)
    first = cycle(store)
    second = cycle(store, hour=15)
    kept = {"id", "kind", "says"}
    told = [[{k: f[k] for k in kept} for f in made["findings"]] for made in (first, second)]
    assert told[0] == told[1] and {"queue larger than hours", "no goal"} <= {f["kind"] for f in told[1]}


def test_what_waits_since_this_morning_serves_the_goals_that_were_set_at_noon(after):
    after.append("goal", [{"id": "g", "key": "grr", "kind": "goal", "value": 95.0, "set_at": NOON, "by": "Lea"}])
    said = {f["kind"]: f["says"] for f in cycle(after, hour=15)["findings"]}
    agents = {p.id: p.agent for p in after.records(Proposal)}
    alive = [agents[r.proposal_id] for r in after.records(Routed) if r.route not in ("held", "rejected")]
    idle = sum(agent not in BY_KEY["grr"].lifts for agent in alive)
    assert "no goal" not in said and f"{idle} of {len(alive)} proposals that go ahead" in said["effort without goal"]


def test_what_agents_did_stands_after_a_second_cycle_and_after_the_next_days(store):
    hours(store, 0.0)
    cycle(store)
    before = agents_did(snapshot(store, TODAY))[1]
    cycle(store, hour=15)
    assert before.height and agents_did(snapshot(store, TODAY))[1].equals(before)
    cycle(store, days=1)
    assert agents_did(snapshot(store, TODAY + timedelta(days=1)))[1]["proposals"].sum() >= before["proposals"].sum()


@pytest.mark.parametrize("back", [1, 5, 40])
def test_a_cycle_of_an_earlier_day_is_shown_and_not_kept_where_a_later_one_stands(first, after, back):
    made = first[1]
    tables = ("cycle", "proposal", "routed", "task", "action", "case", "outcome", "step", "autonomy")
    before = {table: after.version(table) for table in tables}
    shown = cycle(after, days=-back)
    assert shown["later_cycle"] == made["as_of"] and shown["as_of"] < made["as_of"] and made["later_cycle"] is None
    assert shown["accounts"] == 4 and set(shown) == set(made)
    assert {table: after.version(table) for table in tables} == before


def test_what_waits_or_was_dealt_with_is_not_proposed_again(after_risk):
    acme = next(r["id"] for r in queue(after_risk, now=NOON) if r["account_id"] == "acme")
    decide(after_risk, acme, "reject", by="Lea", now=NOON)
    tomorrow = cycle(after_risk, days=1, agents=["risk"])
    assert tomorrow["repeated"] == 3 and tomorrow["proposals"]["risk"] == 0


def hours(store, share: float) -> None:
    """The leader opens this share of the week's hours."""
    row = {"id": f"g{share}", "key": "human_share_of_hours", "kind": "guardrail", "value": share, "set_at": NOON, "by": "Lea"}
    store.append("goal", [row])


def test_what_is_still_held_the_next_day_is_not_written_again(store):
    hours(store, 0.0)
    assert cycle(store, agents=["risk"])["routed"]["held"] == 3
    before = {table: store.count(table) for table in ("proposal", "routed", "verdict")}
    tomorrow = cycle(store, days=1, agents=["risk"])
    assert tomorrow["held_again"] == tomorrow["repeated"] == 3 and tomorrow["routed"]["held"] == 0
    assert {table: store.count(table) for table in before} == before
    assert any(f["says"].startswith("3 proposals wait because the 0.0 hours") for f in tomorrow["findings"])


def test_a_held_proposal_goes_as_soon_as_the_hours_are_there_with_the_facts_of_that_day(store):
    hours(store, 0.0)
    cycle(store, agents=["risk"])
    hours(store, 0.6)
    tomorrow = cycle(store, days=1, agents=["risk"])
    assert tomorrow["routed"]["agent_with_review"] == 3 and tomorrow["held_again"] == 0
    waiting = queue(store, now=NOON + timedelta(days=1))
    assert {row["as_of"] for row in waiting} == {(TODAY + timedelta(days=1)).isoformat()} and len(waiting) == 3


def test_what_is_held_for_a_week_is_written_anew(store):
    hours(store, 0.0)
    cycle(store, agents=["risk"])
    assert not cycle(store, days=HELD_DAYS - 1, agents=["risk"])["routed"]["held"]
    assert cycle(store, days=HELD_DAYS, agents=["risk"])["routed"]["held"] == 3
