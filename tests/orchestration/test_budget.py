"""People's hours: calls of high stakes first, then what is worth most a minute, each beside what waits already."""

from dataclasses import replace
from datetime import date

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.budget import minutes_left, no_day_has_room
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import MINUTES, Waiting, load_book
from tests.orchestration.builders import TODAY, a_member, a_proposal, a_task, a_world, passes, waiting
from tests.worlds import a_store, with_team_member

RISK = a_proposal()
CALL = a_task(account="cedar", play="keep our promise", stakes="high", value=0.01)
MINE, LOOK, ASKED = "Mia Sand", MINUTES["agent_with_review"], MINUTES["human_with_draft"]

MONDAY = date(2026, 6, 29)


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


@pytest.mark.parametrize(("day", "left"), [(MONDAY, "held"), (date(2026, 7, 3), "agent_with_review")])
def test_a_call_that_waits_for_tomorrow_keeps_its_minutes_of_the_week_but_not_on_its_last_day(day, left):
    found = all_routed([RISK, CALL], with_minutes(ASKED + 0.5, as_of=day, asked_today={MINE: 10_000.0}))
    assert found[CALL.id].why.startswith("Today's") and found[RISK.id].route == left


def test_calls_that_wait_for_another_day_keep_no_more_of_the_week_than_its_days_have_for_calls():
    calls = [CALL.model_copy(update={"id": f"{n:016x}"}) for n in range(60)]
    found = all_routed([*calls, RISK], with_minutes(43 * ASKED + 1, as_of=MONDAY))
    assert [r.route for r in found.values()].count("human_with_draft") == 6, "two hours of today"
    assert found[RISK.id].route == "agent_with_review", "the four days left have two hours each"


def of_two(mine, tors, **more):
    """A world with two of our people, who have so many minutes; a goal keeps minutes for Cedar, and for no other customer."""
    team = (a_member(MINE, hours=mine / 60 / 0.6), a_member("Tor Lund", hours=tors / 60 / 0.6))
    world = a_world(team=team, as_of=MONDAY, direction=Direction({"touch_every_days": 30.0}, weights={"touch_every_days": 5.0}), **more)
    for name, known in world.accounts.items():
        known["days_since_touch"] = 40 if name == "cedar" else 1
    return world


def test_a_call_that_a_quota_has_room_for_and_nobody_today_keeps_its_minutes_of_the_week_once():
    asked = dict.fromkeys((MINE, "Tor Lund"), 110.0)
    found = all_routed([RISK, CALL], of_two(ASKED + 0.5, ASKED + 0.5, asked_today=asked))
    assert found[CALL.id].why.startswith("Today's") and found[RISK.id].route == "agent_with_review"


def test_who_has_been_asked_for_more_than_their_hours_takes_nothing_from_the_quota_of_a_goal():
    letters = [a_proposal(account="cedar", value=0.001), a_proposal(account="bolt", value=0.9)]
    queue = (Waiting(MINE, "human_with_draft", "high", 9.0),) * 30
    found = all_routed(letters, of_two(60, LOOK + 0.5, waiting=queue))
    assert [found[p.id].route for p in letters] == ["agent_with_review", "held"]


def test_a_full_queue_takes_from_no_goal_what_is_kept_for_its_calls():
    calls = [CALL, a_task(account="bolt", play=CALL.play, stakes="high", value=0.9)]
    queue = (Waiting(MINE, "agent_with_review", "low", 9.0),) * 300
    world = of_two(600, 0, waiting=queue, asked_today={MINE: 120.0 - ASKED})
    assert all_routed(calls, world)[CALL.id].route == "human_with_draft"
    assert all_routed(calls, replace(world, direction=Direction()))[CALL.id].route == "held"


def test_what_waits_for_lack_of_minutes_does_not_say_that_others_are_worth_more():
    found = all_routed([RISK.model_copy(update={"value": 9.0}), CALL], with_minutes(ASKED + 0.5))
    assert found[RISK.id].why.startswith("This week's 0.3 hours of people are spent, or spoken for by what comes first; this needs 3")


def test_what_was_given_to_somebody_to_read_today_takes_no_minutes_of_a_call_later_that_day(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, MINE)
        for n in range(60):
            waiting(store, RISK.model_copy(update={"id": f"{n:016x}"}))
        assert load_book(snapshot(store, TODAY)).asked_today == {}, "three hours to read"
        waiting(store, CALL, route="human_with_draft")
        assert load_book(snapshot(store, TODAY)).asked_today == {MINE: ASKED}


def test_a_letter_that_waits_for_a_call_for_which_nobody_has_minutes_does_not_say_that_somebody_is_asked():
    letter = a_proposal(account="cedar", agent="success_planning", play="ask for the outcome")
    found = all_routed([letter, CALL], with_minutes(ASKED - 1))
    assert found[CALL.id].why.startswith("This week's") and found[CALL.id].assignee is None
    assert found[letter.id].why == "A person is to call this customer first: keep our promise"


def test_a_call_that_is_longer_than_a_whole_day_has_minutes_for_does_not_promise_tomorrow():
    def why(a_day):
        return all_routed([CALL], with_minutes(500, direction=Direction(guardrails=Direction().guardrails | {"flag_minutes_a_day": a_day})))

    short = why(ASKED - 1)[CALL.id]
    assert no_day_has_room(short) and short.why.endswith(f"in a day; this alone needs {ASKED}") and "Tomorrow" not in short.change
    assert short.change.startswith(f"A figure of {ASKED} or more at")
    assert why(ASKED)[CALL.id].route == "human_with_draft"


def test_a_call_for_which_no_day_has_room_keeps_no_minutes_of_the_week_from_letters():
    short = Direction(guardrails=Direction().guardrails | {"flag_minutes_a_day": ASKED - 1})
    found = all_routed([CALL, RISK], with_minutes(ASKED + 0.5, as_of=MONDAY, direction=short))
    assert no_day_has_room(found[CALL.id]) and found[RISK.id].route == "agent_with_review"
