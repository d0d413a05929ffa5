"""What people have no time to look at is not put into words, and is counted; what needs nobody always is."""

import polars as pl
import pytest

from cs_core.execution.roster import ROSTER
from cs_core.orchestration.autonomy import LEVELS
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.flow.in_reach import LEAST, REACH, in_reach
from cs_core.orchestration.flow.notices import given
from cs_core.orchestration.world import MINUTES
from tests.orchestration.builders import a_member, a_world

RISK = next(agent for agent in ROSTER if agent.name == "risk")
MANY = 4 * LEAST
A_LOOK = MINUTES["agent_with_review"]


def a_notice(n: int, *, gain: float = 0.1, **more) -> tuple:
    row = {"account_id": f"a{n}", "play": "recover use", "kind": "message", "stakes": "low", "confidence": 0.9, "gain": gain}
    return RISK, row | more


def many(**more) -> list[tuple]:
    return [a_notice(n, gain=1 - n / MANY, **more) for n in range(MANY)]


def cut(notices, world, in_line=()):
    """`in_reach` of notices that are there as rows, in a world that knows the accounts."""
    known = [{"account_id": account_id} | about for account_id, about in world.accounts.items()]
    return in_reach(given(notices), pl.DataFrame(known, schema={"account_id": pl.String, "segment": pl.String}), world, in_line)


def hours_for(looks: int, **world):
    """A world whose people have this week the minutes for so many looks at a draft."""
    direction = world.pop("direction", Direction())
    return a_world(team=(a_member(hours=looks * A_LOOK / 60 / direction.guardrails["human_share_of_hours"]),), direction=direction, **world)


def test_twice_as_much_is_put_into_words_as_people_can_look_at_and_the_most_valuable_first():
    reach = cut(many(), hours_for(400))
    assert [row["account_id"] for _, row in reach.within] == [f"a{n}" for n in range(int(REACH * 400))]
    assert len(reach.beyond) == MANY - REACH * 400 and max(reach.beyond) < min(row["gain"] for _, row in reach.within)


def test_a_week_that_is_spoken_for_still_leaves_a_days_choice():
    assert len(cut(many(), hours_for(0)).within) == LEAST


@pytest.mark.parametrize("notices", [many(), many()[:LEAST]])
def test_nothing_is_cut_where_no_team_is_known_or_there_is_little(notices):
    world = a_world() if len(notices) > LEAST else hours_for(1)
    assert cut(notices, world) == (notices, ())


def test_what_goes_without_a_person_is_never_cut():
    tail = {f"a{n}": {"segment": "long tail"} for n in range(MANY)}
    alone = hours_for(1, autonomy={("risk", "long tail"): LEVELS[-1]}, accounts=tail)
    assert len(cut(many(), alone).within) == MANY
    assert len(cut(many(stakes="high"), alone).within) == LEAST


def test_long_work_is_weighed_by_what_it_is_worth_a_minute():
    looks = [a_notice(n, gain=0.1) for n in range(LEAST)]
    calls = [a_notice(LEAST + n, gain=0.2, stakes="high") for n in range(LEAST)]
    within = cut([*calls, *looks], hours_for(0)).within
    assert {row["stakes"] for _, row in within} == {"low"}


def test_calls_of_high_stakes_are_put_into_words_for_today_though_letters_are_worth_more_a_minute():
    calls = [a_notice(MANY + n, gain=0.5 - n / 1_000, kind="task", stakes="high") for n in range(100)]
    a_day = Direction().guardrails["flag_minutes_a_day"]
    world = hours_for(int(a_day) * 5 // int(A_LOOK))
    within = [row["account_id"] for _, row in cut([*many(), *calls], world).within if row["stakes"] == "high"]
    assert within == [f"a{MANY + n}" for n in range(int(REACH * a_day / MINUTES["human_with_draft"]))]
    assert not [1 for _, row in cut([*many(), *calls], hours_for(0)).within if row["stakes"] == "high"]


def test_calls_that_an_agent_asks_for_on_record_only_take_no_room_from_what_people_will_see():
    calls = [a_notice(MANY + n, gain=100, kind="task", stakes="high") for n in range(MANY)]
    tail = {f"a{n}": {"segment": "long tail"} for n in range(MANY, 2 * MANY)}
    within = cut([*many(), *calls], hours_for(0, autonomy={("risk", "long tail"): "shadow"}, accounts=tail)).within
    assert sum(row["stakes"] == "low" for _, row in within) == LEAST


def test_a_goal_s_customers_have_their_share_of_what_is_written():
    direction = Direction({"long_tail_grr": 95.0})
    share = direction.quotas()["long_tail_grr"]
    tail = {f"a{n}": {"segment": "long tail"} for n in range(MANY - 200, MANY)}
    world = hours_for(1_000, direction=direction, accounts=tail | {f"a{n}": {"segment": "enterprise"} for n in range(MANY - 200)})
    written = {row["account_id"] for _, row in cut([pair for pair in many() for _ in range(2)], world).within}
    assert share > 0 and len(written & set(tail)) >= min(200, int(share * REACH * 1_000 / 2))


def in_line(count: int, *, gain: float, waits: bool = True, **more) -> list[dict]:
    return [a_notice(MANY + n, gain=gain, **more)[1] | {"agent": "risk", "waits": waits} for n in range(count)]


def test_what_stands_in_line_keeps_its_place_so_that_a_second_cycle_drafts_only_what_is_worth_more():
    better = [a_notice(n, gain=0.9) for n in range(5)]
    worse = [a_notice(5 + n, gain=0.5) for n in range(MANY)]
    standing = [*in_line(LEAST // 2, gain=0.6), *in_line(LEAST // 2, gain=0.5, waits=False)]
    reach = cut([*better, *worse], hours_for(0), standing)
    assert [row["account_id"] for _, row in reach.within] == [f"a{n}" for n in range(5)]
    assert len(reach.beyond) == MANY


def test_minutes_that_are_spoken_for_by_what_waits_are_minutes_of_the_week():
    waiting = in_line(1_000, gain=0.05)
    assert len(cut(many(), hours_for(0), waiting).within) > LEAST
    assert len(cut(many(), hours_for(0), in_line(1_000, gain=0.05, waits=False)).within) == LEAST
