"""Who takes an account over: whoever knows it, then skill, language and hours of the day in common against how full a quarter is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.leadership.hours.assigning import LEAST_COMMON
from cs_core.leadership.hours.capacity import GENERAL, Person, needed, people_of
from cs_core.leadership.hours.continuity import HANDOFF_HOURS
from cs_core.leadership.hours.working_hours import in_common, offsets
from cs_core.leadership.leavers.leaving import contacts
from cs_core.leadership.leavers.making_room import Load, planned, room
from cs_core.orchestration.covered import standing

LIGHT_HOURS = 0.25
"""What an account asks for in a quarter to which no plan gives hours: somebody reads its brief and stands behind the agents' letters."""
EVEN = 0.05
"""Share of a quarter's hours by which somebody may be fuller than another before who fits one point worse is asked instead."""


class Wanted(NamedTuple):
    """An account that needs somebody: hours of the quarter, the skill that it asks for now and why, language, hours ahead of UTC."""

    account_id: str
    hours: float
    skill: str
    skill_why: str
    language: str
    utc: float | None
    meet_by: date | None = None
    """By when the two meet the customer together: whoever takes it over must be there on some day until then."""


def team_without(snap: Snapshot, name: str, accounts: Sequence[str]) -> tuple[dict[str, Person], dict[str, Load]]:
    """Everyone else of ours who is there in the quarter, and their hours by contract less leave, with what the standing plan gives them.

    A takeover counts against all of their hours, not only against what leaders open to plans: the customer must have somebody.
    """
    people = {p.name: p for p in people_of(snap.team.filter(pl.col("name") != name), share=1.0, as_of=snap.as_of)}
    spent = _hours(standing(snap.store, snap.as_of))
    yields = _hours(planned(snap, without=accounts))
    return people, {n: Load(p.hours, spent.get(n, 0.0), 0.0, yields.get(n, 0.0)) for n, p in people.items()}


def _hours(rows: pl.DataFrame) -> dict[str, float]:
    return dict(rows.group_by("person").agg(pl.col("hours").sum()).iter_rows())


def wanted(snap: Snapshot, name: str, accounts: Sequence[str], *, meet: Mapping[str, date]) -> list[Wanted]:
    """What these accounts ask of whoever takes them over, in the order given: the plan's hours, and those of a warm hand-off (`meet`)."""
    rows = snap.signals.filter(pl.col("account_id").is_in(accounts))
    plan = standing(snap.store, snap.as_of).filter(pl.col("person") == name)
    hours = dict(plan.select("account_id", "hours").iter_rows())
    about = {r["account_id"]: r for r in needed(rows).join(offsets(snap.accounts, snap.as_of), on="account_id", how="left").to_dicts()}
    tongue = dict(snap.accounts.select("account_id", "language").iter_rows())
    return [
        Wanted(a, hours.get(a, LIGHT_HOURS) + HANDOFF_HOURS * (a in meet), about[a]["needs"], about[a]["needs_why"],
               (tongue.get(a) or "").strip().lower(), about[a]["utc"], meet.get(a))
        for a in accounts
    ]  # fmt: skip


def there_by(snap: Snapshot, day: date) -> set[str]:
    """Who is not on leave for the whole of the time from the snapshot's day to that day."""
    first, last = pl.col("leave_from_on").fill_null(date.min), pl.col("leave_to_on").fill_null(date.max)
    leave = pl.any_horizontal(pl.col("leave_from_on", "leave_to_on").is_not_null())
    return set(snap.team.filter(~(leave & (first <= snap.as_of) & (last >= day)))["name"])


def choose(
    snap: Snapshot, name: str, asks: Sequence[Wanted], *, chosen: Mapping[str, str] | None = None
) -> tuple[dict[str, tuple[str | None, str]], dict[str, Load]]:
    """Account -> (who takes it over, why), the first asked first, None with the reason where nobody fits; and everyone's hours after it.

    `chosen`: a leader's own word.
    """
    team, loads = team_without(snap, name, [ask.account_id for ask in asks])
    seen, there = _last_contact(snap), {day: there_by(snap, day) for day in {ask.meet_by for ask in asks if ask.meet_by}}
    taken = {}
    for ask in asks:
        able = {n: p for n, p in team.items() if not ask.meet_by or n in there[ask.meet_by]}
        person = (chosen or {}).get(ask.account_id) or _best(ask, able, loads, seen)
        taken[ask.account_id] = person, "" if person else _nobody(ask, able, loads)
        if person in loads:
            loads[person] = loads[person]._replace(taken=loads[person].taken + ask.hours)
    for ask in asks:
        person, why = taken[ask.account_id]
        own = ["chosen by the leader"] if ask.account_id in (chosen or {}) else []
        said = [_fit(ask, team[person], seen), room(loads[person])] if person in team else []
        taken[ask.account_id] = person, why or "; ".join(own + said)
    return taken, loads


def _best(
    ask: Wanted, team: Mapping[str, Person], loads: Mapping[str, Load], seen: Mapping[tuple[str, str], date]
) -> str | None:
    """Whoever knows the customer, then who fits best for how full their quarter is: a point of fit weighs as much as EVEN of it."""
    able = [n for n in team if loads[n].fits(ask.hours)]
    return min(able, key=lambda n: ((ask.account_id, n) not in seen, loads[n].given / EVEN - _points(ask, team[n]), n), default=None)


def _nobody(ask: Wanted, team: Mapping[str, Person], loads: Mapping[str, Load]) -> str:
    """Why nobody can take it."""
    if not team:
        by = f" and is there by {spelt(ask.meet_by)}" if ask.meet_by else ""
        return f"nobody can take this: nobody else of the team has hours in the quarter{by}"
    most = max(team, key=lambda n: (loads[n].free + loads[n].yields, n))
    left = max(0.0, loads[most].free + loads[most].yields)
    return f"nobody can take this: it asks for {ask.hours:.1f} h, and {most} has the most room, {left:.1f} h of {loads[most].hours:.0f}"


def _points(ask: Wanted, person: Person) -> int:
    """How well they fit, 0 to 3: the skill, the language, hours of the day in common."""
    common = in_common(person.utc, ask.utc)
    skill, tongue = ask.skill == GENERAL or ask.skill in person.skills, not ask.language or ask.language in person.languages
    return skill + tongue + (common is None or common >= LEAST_COMMON)


def _fit(ask: Wanted, person: Person, seen: Mapping[tuple[str, str], date]) -> str:
    """What speaks for this person, and what is missing, in words."""
    last, common = seen.get((ask.account_id, person.name)), in_common(person.utc, ask.utc)
    parts = [f"was in two-way contact with them on {spelt(last)}" if last else "has had no contact with them in half a year"]
    if ask.skill != GENERAL:
        parts.append(f"{'has' if ask.skill in person.skills else 'lacks'} the {ask.skill} skill ({ask.skill_why})")
    if ask.language:
        parts.append(f"{'speaks' if ask.language in person.languages else 'does not speak'} {ask.language}")
    if common is not None:
        parts.append(f"{common:g} working hour{'s' * (common != 1)} of a day in common")
    return "; ".join(parts)


def _last_contact(snap: Snapshot) -> dict[tuple[str, str], date]:
    last = contacts(snap).group_by("account_id", "ours").agg(pl.col("on").max())
    return {(account, ours): on for account, ours, on in last.iter_rows()}
