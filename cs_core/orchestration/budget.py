"""Human hours are a budget: the most valuable proposals get them, the rest waits and says so.

A look at a draft comes out of the week's hours. Calling a person in also comes out of the minutes that each may be asked for on one day:
what interrupts is rationed more tightly than what waits to be read.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.direction import BY_KEY, NAMES
from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Proposal, Routed

CALLS: tuple[str, ...] = ("human_only", "human_with_draft")
"""Routes that call a person in."""

TODAYS, WEEKS = "Today's", "This week's"
"""How the reason begins of what is held for lack of people's minutes today, and of their hours in the week."""

SKILL_OF: Mapping[str, str] = {
    "onboarding": "onboarding", "success_planning": "executive", "risk": "technical", "growth": "commercial", "renewal": "commercial",
}  # fmt: skip
"""The skill that an agent's work asks of a person; none where anyone can do it."""


def cover_of(proposal: Proposal, world: World) -> str:
    """The coverage plan's person, else the account's owner, each where they are of the team, else ``unassigned``.

    Of a team that is not known nobody can say who is of it: the owner is whom the CRM names.
    """
    names = {member["name"] for member in world.team}
    planned = world.coverage.get(proposal.account_id, {}).get("person")
    owner = world.accounts.get(proposal.account_id, {}).get("owner")
    return next((name for name in (planned, owner) if name and (name in names or not names)), UNASSIGNED)


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

    Goals with a quota come first, each with the share of the minutes that is kept for its customers; what they do not use is for all.
    Then what is worth most a minute, so that one kind of long work does not starve all others. Without a known team there is no
    budget: nothing is held, and whoever owns the customer is named.
    """
    if not world.team:
        return list(routed)
    left, week = minutes_today(world), minutes_left(world)
    by_worth = sorted(routed, key=lambda r: (-r.priority / MINUTES.get(r.route, 1.0), r.proposal_id))
    given: dict[str, Routed] = {r.proposal_id: r for r in routed if r.route not in MINUTES}
    for item in _within_quotas(by_worth, left, week, proposals, world):
        given[item.proposal_id] = item
    for item in by_worth:
        if item.proposal_id not in given:
            given[item.proposal_id] = _give(item, proposals[item.proposal_id], left, week, world)
    return [given[item.proposal_id] for item in routed]


def _within_quotas(
    by_worth: Sequence[Routed], left: dict[str, float], week: dict[str, float], proposals: Mapping[str, Proposal], world: World
) -> Iterator[Routed]:
    """What gets minutes out of a quota: rounded to the nearest whole piece of work, and charged to every goal that it falls under."""
    kept = {key: [share * sum(left.values()), share * sum(week.values())] for key, share in world.direction.quotas().items()}
    for item in by_worth if kept else ():
        cost, calls = MINUTES.get(item.route), item.route in CALLS
        account = world.accounts.get(proposals[item.proposal_id].account_id, {})
        pools = [kept[key] for key in world.direction.kept_for(account)]
        if cost is None or not any(_has_room(pool, cost, calls) for pool in pools):
            continue
        made = _give(item, proposals[item.proposal_id], left, week, world)
        if made.route in MINUTES:
            for pool in pools:
                pool[0], pool[1] = pool[0] - (cost if calls else 0.0), pool[1] - cost
            yield made


def _has_room(pool: Sequence[float], cost: float, calls: bool) -> bool:
    today, this_week = pool
    return this_week >= cost / 2 and (not calls or today >= cost / 2)


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


def lacks_minutes_today(routed: Routed) -> bool:
    """Whether it is held because nobody has the minutes today."""
    return routed.route == "held" and routed.why.startswith(TODAYS)


def lacks_hours(routed: Routed) -> bool:
    """Whether it is held because nobody has the minutes this week."""
    return routed.route == "held" and routed.why.startswith(WEEKS)


def lacks_minutes() -> pl.Expr:
    """Either of the two, of a frame of routes."""
    return (pl.col("route") == "held") & pl.any_horizontal(pl.col("why").str.starts_with(word) for word in (TODAYS, WEEKS))


def _no_minutes_today(item: Routed, cost: float, world: World) -> dict[str, str]:
    a_day = world.direction.guardrails["flag_minutes_a_day"]
    return {
        "why": f"{TODAYS} {a_day:.0f} minutes of each of our people are spoken for by work of higher priority{_kept(world)}; "
        f"this needs {cost:.0f} more",
        "change": f"Tomorrow, a higher figure at {NAMES['flag_minutes_a_day']}, or a goal that this work serves",
    }


def _no_hours(item: Routed, cost: float, world: World) -> dict[str, str]:
    hours = sum(m["hours_left"] or 0.0 for m in world.team) * world.direction.guardrails["human_share_of_hours"]
    instead = item.route.replace("_", " ")
    return {
        "why": f"{WEEKS} {hours:.1f} hours of people are spoken for by work of higher priority{_kept(world)}; "
        f"this needs {cost:.0f} minutes more",
        "change": f"More hours, or a goal that this work serves: it would be {instead}",
    }


def _kept(world: World) -> str:
    """Which goals have minutes kept for them, where any has."""
    kept = [f"{share:.0%} for {BY_KEY[key].quota.says}" for key, share in world.direction.quotas().items()]
    return f" ({' and '.join(kept)} kept by goals)" if kept else ""
