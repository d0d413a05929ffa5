"""Human hours are a budget: what only a person can settle gets them first, then what is worth most; the rest waits and says so.

A look at a draft comes out of the week's hours. Calling a person in also comes out of the minutes that each may be asked for on one day:
what interrupts is rationed more tightly than what waits to be read, and within that ration calls of high stakes come before all reading,
or a week of letters would leave no hour for who gives notice or waits on an escalation. What is worth less waits for what is worth more,
whenever each was asked for: a full queue keeps no hour from a call.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from cs_core.orchestration.contact.calls import STAY
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.direction import BY_KEY, NAMES
from cs_core.orchestration.world import CALLS, MINUTES, Waiting, World
from cs_core.records import Proposal, Routed

LAST_DAY = 4
"""Of a working week, from Monday as 0: until then a call of high stakes that waits for tomorrow keeps its minutes of the week, and all
such calls as many as the days left have for calls."""
TODAYS, WEEKS = "Today's", "This week's"
"""How the reason begins of what is held for lack of people's minutes today, and of their hours in the week."""

LONGER = "this alone needs"
"""What the reason says of what is longer than a whole day has minutes for."""

SKILL_OF: Mapping[str, str] = {
    "onboarding": "onboarding", "success_planning": "executive", "risk": "technical", "growth": "commercial", "renewal": "commercial",
}  # fmt: skip
"""The skill that an agent's work asks of a person; none where anyone can do it."""


def cover_of(proposal: Proposal, world: World) -> str:
    """Who is asked for the same call already, else the coverage plan's person, else the account's owner, each where they are of the team,
    else ``unassigned``.

    Of a team that is not known nobody can say who is of it: the owner is whom the CRM names.
    """
    names = {member["name"] for member in world.team}
    planned = world.coverage.get(proposal.account_id, {}).get("person")
    owner = world.accounts.get(proposal.account_id, {}).get("owner")
    asked = asked_already(proposal, world)
    return next((name for name in (asked, planned, owner) if name and (name in names or not names)), UNASSIGNED)


def asked_already(proposal: Proposal, world: World) -> str | None:
    """Who is asked since an earlier day for the call on whether they stay, where this asks for it too; None where nobody is."""
    calls = world.ledger.calls.get(proposal.account_id, ()) if proposal.play in STAY else ()
    return next((one.person for one in calls if one.play in STAY), None)


class Place(NamedTuple):
    """Where something stands in line for people's minutes: the lowest first."""

    later: bool
    """Whether it is no call of high stakes."""
    worth: float
    """Its priority for each minute that it takes, less than nothing: what is worth most comes first."""


def place(route: str, stakes: str, priority: float) -> Place:
    """The place of a proposal that goes there."""
    return Place(not is_pressing(route, stakes), -priority / MINUTES.get(route, 1.0))


def is_pressing(route: str, stakes: str) -> bool:
    """Whether a person is called in on a matter of high stakes: that comes before all that is to be read."""
    return route in CALLS and stakes == "high"


class Line:
    """What waits for each person already, and how many of their minutes the part of it takes that comes before a place."""

    def __init__(self, waiting: Iterable[Waiting]) -> None:
        by_person: dict[str, list[tuple[Place, float]]] = {}
        for one in waiting:
            by_person.setdefault(one.person, []).append((place(one.route, one.stakes, one.priority), MINUTES.get(one.route, 0.0)))
        rows = {person: sorted(theirs) for person, theirs in by_person.items()}
        self._places = {person: [at for at, _ in theirs] for person, theirs in rows.items()}
        self._minutes = {person: [0.0, *accumulate(minutes for _, minutes in theirs)] for person, theirs in rows.items()}

    def ahead(self, person: str, of: Place) -> float:
        """Minutes of this person that are spoken for by what comes before that place, or stands at it."""
        return self._minutes[person][bisect_right(self._places[person], of)] if person in self._places else 0.0

    def whole(self, person: str) -> float:
        """Minutes of this person that are spoken for."""
        return self._minutes[person][-1] if person in self._places else 0.0


def minutes_today(world: World) -> dict[str, float]:
    """Minutes that each of the team may still be asked for today: of the leader's minutes a day, and of what is not spent of the week."""
    a_day = world.direction.guardrails["flag_minutes_a_day"]
    return {name: min(left, a_day - world.asked_today.get(name, 0.0)) for name, left in _unspent(world).items()}


def minutes_left(world: World) -> dict[str, float]:
    """Minutes of each of the team that are neither spent nor spoken for this week: hours x the leader's share, less these."""
    line = Line(world.waiting)
    return {name: left - line.whole(name) for name, left in _unspent(world).items()}


def _unspent(world: World) -> dict[str, float]:
    share = world.direction.guardrails["human_share_of_hours"]
    return {m["name"]: (m["hours_left"] or 0.0) * 60 * share - world.busy.get(m["name"], 0.0) for m in world.team}


def within_hours(routed: Sequence[Routed], proposals: Mapping[str, Proposal], world: World) -> list[Routed]:
    """The same in the same order, each with a person who has the minutes; what nobody has minutes for is held.

    Goals with a quota come first, each with the share of the minutes that is kept for its customers; what they do not use is for all.
    Then calls of high stakes, then what is worth most a minute, so that one kind of long work does not starve all others; each beside
    what waits already. Without a known team there is no budget: nothing is held, and whoever owns the customer is named.
    """
    if not world.team:
        return list(routed)
    hours = Hours(minutes_today(world), _unspent(world), dict.fromkeys((m["name"] for m in world.team), 0.0), Line(world.waiting), world)
    places = {r.proposal_id: place(r.route, proposals[r.proposal_id].stakes, r.priority) for r in routed}
    in_turn = sorted(routed, key=lambda r: (places[r.proposal_id], r.proposal_id))
    given: dict[str, Routed] = {r.proposal_id: r for r in routed if r.route not in MINUTES}
    for item in _within_quotas(in_turn, hours, proposals, places):
        given[item.proposal_id] = item
    for item in in_turn:
        if item.proposal_id not in given:
            proposal, at = proposals[item.proposal_id], places[item.proposal_id]
            given[item.proposal_id] = made = _give(item, proposal, at, hours)
            if lacks_minutes_today(made) and not no_day_has_room(made) and is_pressing(item.route, proposal.stakes):
                _keep(MINUTES[item.route], at, hours)
    return [given[item.proposal_id] for item in routed]


class Hours(NamedTuple):
    """What people can still give as a cycle gives it out: person -> minutes, less what this cycle gave."""

    today: dict[str, float]
    week: dict[str, float]
    kept: dict[str, float]
    """Of the week, gone from it: for calls that wait for another day."""
    line: Line
    world: World

    def of(self, name: str, at: Place) -> float:
        """Minutes of the week that this person has for something at that place."""
        return self.week[name] - self.line.ahead(name, at)


def _within_quotas(
    in_turn: Sequence[Routed], hours: Hours, proposals: Mapping[str, Proposal], places: Mapping[str, Place]
) -> Iterator[Routed]:
    """What gets minutes out of a quota: rounded to the nearest whole piece of work, and charged to every goal that it falls under."""
    world = hours.world
    free = (left - hours.line.whole(name) for name, left in hours.week.items())
    today, week = (sum(max(0.0, left) for left in each) for each in (hours.today.values(), free))
    kept = {key: [share * today, share * week] for key, share in world.direction.quotas().items()}
    for item in in_turn if kept else ():
        cost, calls, proposal = MINUTES.get(item.route), item.route in CALLS, proposals[item.proposal_id]
        pools = [kept[key] for key in world.direction.kept_for(world.accounts.get(proposal.account_id, {}))]
        pressing = is_pressing(item.route, proposal.stakes)
        if cost is None or not any(_has_room(pool, cost, calls, pressing) for pool in pools):
            continue
        made = _give(item, proposal, places[item.proposal_id], hours)
        if made.route in MINUTES:
            for pool in pools:
                pool[0], pool[1] = pool[0] - (cost if calls else 0.0), pool[1] - cost
            yield made


def _has_room(pool: Sequence[float], cost: float, calls: bool, pressing: bool) -> bool:
    """A full queue takes the week's minutes of a quota; from a call of high stakes, which comes before it, it keeps none of today's."""
    today, this_week = pool
    return (pressing or this_week >= cost / 2) and (not calls or today >= cost / 2)


def _give(item: Routed, proposal: Proposal, at: Place, hours: Hours) -> Routed:
    cost, calls, world = MINUTES[item.route], item.route in CALLS, hours.world
    free = [name for name in hours.week if hours.of(name, at) >= cost]
    able = [name for name in free if not calls or hours.today[name] >= cost]
    if not able:
        said = _no_minutes_today(cost, world) if free else _no_hours(item, cost, world)
        return item.model_copy(update={"route": "held", "assignee": None, **said})
    person = item.assignee if item.assignee in able else _best(able, SKILL_OF.get(proposal.agent), hours, at)
    hours.today[person] -= cost if calls else 0.0
    hours.week[person] -= cost
    return item.model_copy(update={"assignee": person})


def _keep(cost: float, at: Place, hours: Hours) -> None:
    """Take the minutes of a call that waits for another day from the week of who has most, where the days left have room for it."""
    most = hours.world.direction.guardrails["flag_minutes_a_day"] * (LAST_DAY - hours.world.as_of.weekday())
    free = [name for name in hours.week if hours.of(name, at) >= cost and hours.kept[name] + cost <= most]
    if free:
        name = max(free, key=lambda name: (hours.of(name, at), name))
        hours.week[name] -= cost
        hours.kept[name] += cost


def _best(able: Sequence[str], skill: str | None, hours: Hours, at: Place) -> str:
    skilled = {m["name"] for m in hours.world.team if skill in (m["skills"] or ())}
    return max(able, key=lambda name: (name in skilled, min(hours.today[name], hours.of(name, at)), name))


def lacks_minutes_today(routed: Routed) -> bool:
    """Whether it is held because nobody has the minutes today."""
    return routed.route == "held" and routed.why.startswith(TODAYS)


def no_day_has_room(routed: Routed) -> bool:
    """Whether it is held because it takes longer than anybody may be asked for in a day: tomorrow it waits, too."""
    return lacks_minutes_today(routed) and LONGER in routed.why


def lacks_hours(routed: Routed) -> bool:
    """Whether it is held because nobody has the minutes this week."""
    return routed.route == "held" and routed.why.startswith(WEEKS)


def lacks_minutes() -> pl.Expr:
    """Either of the two, of a frame of routes."""
    return (pl.col("route") == "held") & pl.any_horizontal(pl.col("why").str.starts_with(word) for word in (TODAYS, WEEKS))


def _no_minutes_today(cost: float, world: World) -> dict[str, str]:
    a_day = world.direction.guardrails["flag_minutes_a_day"]
    if cost > a_day:
        why = f"{TODAYS} {a_day:.0f} minutes are all that agents may ask of each of our people in a day; {LONGER} {cost:.0f}"
        return {"why": why, "change": f"A figure of {cost:.0f} or more at {NAMES['flag_minutes_a_day']}"}
    return {
        "why": f"{TODAYS} {a_day:.0f} minutes of each of our people are spoken for by what comes first, or asked for earlier today"
        f"{_kept(world)}; this needs {cost:.0f} more",
        "change": f"Tomorrow, a higher figure at {NAMES['flag_minutes_a_day']}, or a goal that this work serves",
    }


def _no_hours(item: Routed, cost: float, world: World) -> dict[str, str]:
    hours = sum(m["hours_left"] or 0.0 for m in world.team) * world.direction.guardrails["human_share_of_hours"]
    instead = item.route.replace("_", " ")
    return {
        "why": f"{WEEKS} {hours:.1f} hours of people are spent, or spoken for by what comes first{_kept(world)}; "
        f"this needs {cost:.0f} minutes more",
        "change": f"More hours, or a goal that this work serves: it would be {instead}",
    }


def _kept(world: World) -> str:
    """Which goals have minutes kept for them, where any has."""
    kept = [f"{share:.0%} for {BY_KEY[key].quota.says}" for key, share in world.direction.quotas().items()]
    return f" ({' and '.join(kept)} kept by goals)" if kept else ""
