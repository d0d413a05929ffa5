"""What is put into words: as much as people can look at, and twice that; what goes without them, always.

A letter that nobody will read helps no customer, costs a model's tokens, and is out of date by the time there are hours for it. It is
noticed again in the next cycle, and counted in this one. Whatever the governor and the budget decide later, they decide on what stands.
What waits in line, or had its turn today, has its place: a second cycle drafts what is worth more a minute, and little else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cs_core.execution.agent import Agent
from cs_core.orchestration.budget import minutes_left
from cs_core.orchestration.judging.policy import done_by_people
from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Route

Notices = Sequence[tuple[Agent, dict]]

REACH = 2.0
"""Times the minutes of the week: so much is drafted, for a part of it is held or fails a gate."""
LEAST = 500
"""So many notices are put into words however few minutes there are: a day's work of one person, with a choice."""


class Reach(NamedTuple):
    """Which notices are put into words, in the order given, and what those are assumed to keep that wait for people's time."""

    within: Notices
    beyond: tuple[float, ...]


def in_reach(notices: Notices, world: World, in_line: Sequence[Mapping[str, Any]] = ()) -> Reach:
    """Notices of an agent and a row of `play.COLUMNS`, cut to what people have time for, the most valuable a minute first.

    What needs no person is never cut, nor anything where no team is known. Goals that keep a share of people's minutes for their
    customers have as large a share of what is put into words. `in_line` are the rows of `repeats.in_line`: they take their places, before
    what is worth as much.
    """
    if not world.team or len(notices) <= LEAST:
        return Reach(notices, ())
    new, asks = len(notices), [*((agent.name, row) for agent, row in notices), *((row["agent"], row) for row in in_line)]
    costs = [MINUTES.get(_likely(agent, row, world), 0.0) for agent, row in asks]
    gains = [row["gain"] * world.weight(agent, row["account_id"]) for agent, row in asks]
    asking = sorted((at for at, cost in enumerate(costs) if cost), key=lambda at: (-gains[at] / costs[at], at < new, at))
    given = sum(cost for cost, row in zip(costs[new:], in_line) if row["waits"])
    week = REACH * (given + sum(max(0.0, left) for left in minutes_left(world).values()))
    kept = {at for at, cost in enumerate(costs) if not cost} | set(asking[:LEAST]) | set(_first(asking, costs, week))
    for goal, share in world.direction.quotas().items():
        theirs = [at for at in asking if goal in world.direction.kept_for(world.accounts.get(asks[at][1]["account_id"], {}))]
        kept.update(_first(theirs, costs, share * week))
    beyond = tuple(asks[at][1]["gain"] for at in asking if at < new and at not in kept)
    return Reach([pair for at, pair in enumerate(notices) if at in kept], beyond)


def _first(of: Sequence[int], costs: Sequence[float], minutes: float) -> Iterator[int]:
    """The first of them whose minutes together do not go beyond."""
    for at in of:
        if minutes <= 0:
            return
        minutes -= costs[at]
        yield at


def _likely(agent: str, row: Mapping[str, Any], world: World) -> Route:
    """Where it will go if every gate passes, as far as can be told before it is written."""
    account, play = row["account_id"], row["play"]
    if done_by_people(play):
        return "human_only"
    if row["kind"] == "task" or row["stakes"] == "high" or row["confidence"] < world.direction.guardrails["min_confidence"]:
        return "human_with_draft"
    level = world.level(agent, account, play)
    if level == "shadow":
        return "held"
    return "agent" if row["stakes"] == "low" and level in ("sample", "autonomous") else "agent_with_review"
