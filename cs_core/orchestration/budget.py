"""Human hours are a budget: the most valuable proposals get them, the rest waits and says so.

A look at a draft comes out of the week's hours. Calling a person in also comes out of the minutes that each may be asked for on one day:
what interrupts is rationed more tightly than what waits to be read.
"""

from collections.abc import Mapping, Sequence

from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Proposal, Routed

UNASSIGNED = "unassigned"
CALLS: tuple[str, ...] = ("human_only", "human_with_draft")
"""Routes that call a person in."""

SKILL_OF: Mapping[str, str] = {
    "onboarding": "onboarding", "success_planning": "executive", "risk": "technical", "growth": "commercial", "renewal": "commercial",
}  # fmt: skip
"""The skill that an agent's work asks of a person; none where anyone can do it."""


def cover_of(proposal: Proposal, world: World) -> str:
    """The coverage plan's person, else the account's owner where they are of the team, else ``unassigned``."""
    names = {member["name"] for member in world.team}
    planned = world.coverage.get(proposal.account_id, {}).get("person")
    owner = world.accounts.get(proposal.account_id, {}).get("owner")
    return next((name for name in (planned, owner) if name in names), UNASSIGNED)


def minutes_today(world: World) -> dict[str, float]:
    """Minutes that each of the team may still be asked for today: what is left of the week, and of the leader's minutes a day."""
    a_day = world.direction.guardrails["flag_minutes_a_day"]
    return {name: min(left, a_day - world.asked_today.get(name, 0.0)) for name, left in minutes_left(world).items()}


def minutes_left(world: World) -> dict[str, float]:
    """Minutes that each of the team may still give this week: hours x the leader's share, less what is spent or spoken for."""
    share = world.direction.guardrails["human_share_of_hours"]
    return {m["name"]: (m["hours_left"] or 0.0) * 60 * share - world.busy.get(m["name"], 0.0) for m in world.team}


def within_hours(routed: Sequence[Routed], proposals: Mapping[str, Proposal], world: World) -> list[Routed]:
    """The same in the same order, each with a person who has the minutes; what nobody has minutes for is held.

    What is worth most a minute comes first, so that one kind of long work does not starve all others. Without a known team there is no
    budget: nothing is held, nobody is named.
    """
    if not world.team:
        return list(routed)
    left, week = minutes_today(world), minutes_left(world)
    given: dict[str, Routed] = {}
    for item in sorted(routed, key=lambda r: (-r.priority / MINUTES.get(r.route, 1.0), r.proposal_id)):
        given[item.proposal_id] = _give(item, proposals[item.proposal_id], left, week, world) if item.route in MINUTES else item
    return [given[item.proposal_id] for item in routed]


def _give(item: Routed, proposal: Proposal, left: dict[str, float], week: dict[str, float], world: World) -> Routed:
    cost, calls = MINUTES[item.route], item.route in CALLS
    able = [name for name in week if week[name] >= cost and (not calls or left[name] >= cost)]
    if not able:
        tomorrow = calls and any(minutes >= cost for minutes in week.values())
        said = _no_minutes_today(item, cost, world) if tomorrow else _no_hours(item, cost, world)
        return item.model_copy(update={"route": "held", "assignee": None, **said})
    person = item.assignee if item.assignee in able else _best(able, SKILL_OF.get(proposal.agent), left, world)
    left[person] -= cost if calls else 0.0
    week[person] -= cost
    return item.model_copy(update={"assignee": person})


def _best(able: Sequence[str], skill: str | None, left: Mapping[str, float], world: World) -> str:
    skilled = {m["name"] for m in world.team if skill in (m["skills"] or ())}
    return max(able, key=lambda name: (name in skilled, left[name], name))


def _no_minutes_today(item: Routed, cost: float, world: World) -> dict[str, str]:
    a_day = world.direction.guardrails["flag_minutes_a_day"]
    return {
        "why": f"Today's {a_day:.0f} minutes of each of our people are spoken for by work of higher priority; this needs {cost:.0f} more",
        "change": "Tomorrow, a higher flag_minutes_a_day, or a goal that this work serves",
    }


def _no_hours(item: Routed, cost: float, world: World) -> dict[str, str]:
    hours = sum(m["hours_left"] or 0.0 for m in world.team) * world.direction.guardrails["human_share_of_hours"]
    instead = item.route.replace("_", " ")
    return {
        "why": f"This week's {hours:.1f} hours of people are spoken for by work of higher priority; this needs {cost:.0f} minutes more",
        "change": f"More hours, or a goal that this work serves: it would be {instead}",
    }
