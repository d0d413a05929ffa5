"""Who takes an account over: whoever knows it already, then skill, language, hours of the day in common, and hours left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.hours.assigning import LEAST_COMMON
from cs_core.leadership.hours.capacity import GENERAL, Person, needed, people_of
from cs_core.leadership.hours.continuity import HANDOFF_HOURS
from cs_core.leadership.hours.working_hours import in_common, offsets
from cs_core.leadership.leavers.leaving import contacts
from cs_core.orchestration.covered import standing
from cs_core.orchestration.direction import direction

LIGHT_HOURS = 0.25
"""What an account asks for in a quarter to which no plan gives hours: somebody reads its brief and stands behind the agents' letters."""


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


def team_without(snap: Snapshot, name: str) -> dict[str, tuple[Person, float]]:
    """Everyone else of ours with the hours that they have left: of the quarter, less what the standing plan gives to them."""
    share = direction(snap.store).guardrails["human_share_of_hours"]
    people = people_of(snap.team.filter(pl.col("name") != name), share=share, as_of=snap.as_of)
    spent = dict(standing(snap.store, snap.as_of).group_by("person").agg(pl.col("hours").sum()).iter_rows())
    return {person.name: (person, max(0.0, person.hours - spent.get(person.name, 0.0))) for person in people}


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
) -> dict[str, tuple[str | None, str]]:
    """Account -> (who takes it over, why), the first asked first; None with the reason where nobody can. `chosen`: a leader's own word."""
    team = team_without(snap, name)
    left = {person: hours for person, (_, hours) in team.items()}
    seen, there = _last_contact(snap), {day: there_by(snap, day) for day in {ask.meet_by for ask in asks if ask.meet_by}}
    hands = {}
    for ask in asks:
        able = {n: p for n, (p, _) in team.items() if not ask.meet_by or n in there[ask.meet_by]}
        person, why = _choose(ask, able, left, seen, (chosen or {}).get(ask.account_id))
        if person in left:
            left[person] -= ask.hours
        hands[ask.account_id] = person, why
    return hands


def _choose(
    ask: Wanted, team: Mapping[str, Person], left: Mapping[str, float], seen: Mapping[tuple[str, str], date], chosen: str | None
) -> tuple[str | None, str]:
    if chosen:
        return chosen, "chosen by the leader" + (f"; {_fit(ask, team[chosen], seen)}" if chosen in team else "")
    if not team:
        by = f" and is there by {ask.meet_by}" if ask.meet_by else ""
        return None, f"nobody can take this: nobody else of the team has hours in the quarter{by}"
    able = [n for n in team if left[n] >= ask.hours - 1e-9]
    if not able:
        most = max(team, key=lambda n: (left[n], n))
        return None, f"nobody can take this: it asks for {ask.hours:.1f} h, and {most} has the most left, {left[most]:.1f} h"
    best = max(able, key=lambda n: (*_rank(ask, team[n], seen), left[n], n))
    return best, f"{_fit(ask, team[best], seen)}; {left[best]:.0f} h of the quarter are free"


def _rank(ask: Wanted, person: Person, seen: Mapping[tuple[str, str], date]) -> tuple:
    common = in_common(person.utc, ask.utc)
    return (
        (ask.account_id, person.name) in seen, ask.skill == GENERAL or ask.skill in person.skills,
        not ask.language or ask.language in person.languages, common is None or common >= LEAST_COMMON,
    )  # fmt: skip


def _fit(ask: Wanted, person: Person, seen: Mapping[tuple[str, str], date]) -> str:
    """What speaks for this person, and what is missing, in words."""
    last, common = seen.get((ask.account_id, person.name)), in_common(person.utc, ask.utc)
    parts = [f"was in two-way contact with them on {last}" if last else "has had no contact with them in half a year"]
    if ask.skill != GENERAL:
        parts.append(f"{'has' if ask.skill in person.skills else 'lacks'} the skill {ask.skill} ({ask.skill_why})")
    if ask.language:
        parts.append(f"{'speaks' if ask.language in person.languages else 'does not speak'} {ask.language}")
    if common is not None:
        parts.append(f"{common:g} working hour{'s' * (common != 1)} of a day in common")
    return "; ".join(parts)


def _last_contact(snap: Snapshot) -> dict[tuple[str, str], date]:
    last = contacts(snap).group_by("account_id", "ours").agg(pl.col("on").max())
    return {(account, ours): on for account, ours, on in last.iter_rows()}
