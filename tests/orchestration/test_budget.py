"""People's hours: calls of high stakes first, then what is worth most a minute, each beside what waits already."""

from datetime import date

import pytest

from cs_core.orchestration.budget import minutes_left
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import MINUTES, Waiting
from tests.orchestration.builders import a_member, a_proposal, a_task, a_world, passes

RISK = a_proposal()
CALL = a_task(account="cedar", play="keep our promise", stakes="high", value=0.01)
MINE, LOOK, ASKED = "Mia Sand", MINUTES["agent_with_review"], MINUTES["human_with_draft"]


def all_routed(proposals, world):
    return {r.proposal_id: r for r in route_all(proposals, {p.id: passes(p) for p in proposals}, world)}


def with_minutes(minutes: float, **more):
    """A world with one of our people, who has so many minutes of the week for what agents ask."""
    return a_world(team=(a_member(MINE, hours=minutes / 60 / 0.6),), **more)


def test_a_call_of_high_stakes_gets_its_minutes_before_letters_that_are_worth_more_each():
    letters = [a_proposal(account=name, value=0.9) for name in ("acme", "bolt")]
    found = all_routed([*letters, CALL], with_minutes(ASKED + LOOK + 0.5))
    assert found[CALL.id].route == "human_with_draft"
    assert sorted(found[p.id].route for p in letters) == ["agent_with_review", "held"]


@pytest.mark.parametrize(("waits", "route"), [
    (Waiting(MINE, "agent_with_review", "low", 9.0), "human_with_draft"),
    (Waiting(MINE, "human_with_draft", "medium", 9.0), "human_with_draft"),
    (Waiting(MINE, "human_with_draft", "high", 0.001), "human_with_draft"),
    (Waiting(MINE, "human_with_draft", "high", 9.0), "held"),
    (Waiting("Tor Lund", "human_with_draft", "high", 9.0), "human_with_draft"),
])  # fmt: skip
def test_what_waits_keeps_no_minute_from_a_call_that_comes_before_it(waits, route):
    queue = (waits,) * 100
    assert all_routed([CALL], with_minutes(ASKED + 0.5, waiting=queue))[CALL.id].route == route


def test_what_waits_and_is_worth_more_keeps_its_minutes_from_a_letter():
    def letter(worth):
        queue = (Waiting(MINE, "agent_with_review", "low", worth),) * 10
        return all_routed([RISK], with_minutes(10 * LOOK + 0.5, waiting=queue))[RISK.id]

    assert letter(RISK.value / 2).route == "agent_with_review"
    assert letter(RISK.value).route == letter(RISK.value * 2).route == "held"
    assert letter(RISK.value).why.startswith("This week's") and minutes_left(with_minutes(9, waiting=())) == {MINE: pytest.approx(9)}


@pytest.mark.parametrize(("day", "left"), [(date(2026, 6, 29), "held"), (date(2026, 7, 3), "agent_with_review")])
def test_a_call_that_waits_for_tomorrow_keeps_its_minutes_of_the_week_but_not_on_its_last_day(day, left):
    found = all_routed([RISK, CALL], with_minutes(ASKED + 0.5, as_of=day, asked_today={MINE: 10_000.0}))
    assert found[CALL.id].why.startswith("Today's") and found[RISK.id].route == left
