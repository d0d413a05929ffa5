"""Goals weigh agents against each other, and guardrails have defaults."""

import pytest

from cs_core.orchestration.direction import BY_KEY, GOALS, GUARDRAILS, Direction, direction
from cs_core.records import AGENTS, SEGMENTS
from tests.orchestration.builders import NOW
from tests.worlds import a_store


def put(store, kind: str, key: str, value: float | None, n: int) -> None:
    store.append("goal", [{"id": f"{key}{n}", "key": key, "kind": kind, "value": value, "set_at": NOW, "by": "Lea"}])


@pytest.mark.parametrize("goal", GOALS, ids=lambda g: g.key)
def test_every_goal_lifts_agents_that_exist(goal):
    assert goal.better in ("up", "down") and set(goal.lifts) <= set(AGENTS) and goal.segment in (None, *SEGMENTS)
    assert all(lift > 0 for lift in goal.lifts.values())


@pytest.mark.parametrize("limit", GUARDRAILS, ids=lambda g: g.key)
def test_every_guardrail_has_its_default_within_its_range(limit):
    assert limit.low <= limit.default <= limit.high


def test_without_goals_every_agent_weighs_one():
    assert {Direction().weight(a, s) for a in AGENTS for s in (*SEGMENTS, None)} == {1.0}


def test_a_goal_weighs_only_the_agents_that_serve_it():
    aim = Direction({"ttv_days": 30.0})
    assert aim.weight("onboarding", "enterprise") == 1 + BY_KEY["ttv_days"].lifts["onboarding"]
    assert aim.weight("growth", "enterprise") == 1 and aim.serves("growth", "enterprise") == ()


def test_a_goal_of_a_segment_leaves_the_others_alone():
    aim = Direction({"long_tail_grr": 95.0})
    assert aim.weight("risk", "long tail") == 2 and aim.weight("risk", "enterprise") == 1 and aim.weight("risk", None) == 1


def test_the_newest_row_counts_and_one_without_value_takes_the_goal_away(tmp_path):
    with a_store(tmp_path) as store:
        assert not direction(store).goals and direction(store).guardrails["max_contacts_per_account_7d"] == 2
        put(store, "goal", "grr", 90.0, 1)
        put(store, "goal", "grr", 95.0, 2)
        put(store, "guardrail", "max_contacts_per_account_7d", 1.0, 1)
        assert direction(store).goals == {"grr": 95.0} and direction(store).guardrails["max_contacts_per_account_7d"] == 1
        put(store, "goal", "grr", None, 3)
        put(store, "guardrail", "max_contacts_per_account_7d", None, 2)
        assert not direction(store).goals and direction(store).guardrails["max_contacts_per_account_7d"] == 2
