"""Hours of people: how many a plan may spend, which skill an account asks for now, and how hours spread over skills."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from cs_core.errors import BadInput
from cs_core.leadership.hours.working_hours import offset

WEEKS = 13
"""A plan covers a quarter: the hours and the effects of `prior.PRIOR` are a quarter's."""

POOL = "any skill"
GENERAL = "csm"
"""What everyone of the team can do."""

WITHOUT_SKILL = 0.6
"""Share of the effect that is left where a generalist does what asks for a special skill: they can listen and pass it on, not settle it."""


class Need(NamedTuple):
    """A skill that an account asks for now."""

    skill: str
    signal: str
    when: pl.Expr
    says: str


@dataclass(frozen=True)
class Person:
    """One of ours, with the hours that a plan may spend; `utc` is hours ahead of UTC where the time zone is known."""

    name: str
    hours: float
    skills: frozenset[str]
    languages: frozenset[str]
    utc: float | None = None
    away: str = ""
    """When they are away within the quarter, in words; empty where they are not."""


def people_of(team: pl.DataFrame, *, share: float, as_of: date) -> list[Person]:
    """Those of the team (frame of `context.team`) with hours in the quarter from the day on.

    Hours = weekly hours x weeks x the share of working days not on leave x the share open to plans.
    """
    people = [_person(row, share, as_of) for row in team.sort("name").to_dicts()]
    return [person for person in people if person.hours > 0]


def _person(row: dict[str, Any], share: float, as_of: date) -> Person:
    end, first, last = as_of + timedelta(weeks=WEEKS), row["leave_from_on"], row["leave_to_on"]
    begins, over = max(first or as_of, as_of), min(last + timedelta(days=1) if last else end, end)
    days = np.busday_count(begins, over) if (first or last) and begins < over else 0
    present = 1 - days / np.busday_count(as_of, end)
    words = {c: frozenset(w.strip().lower() for w in row[c] or ()) for c in ("skills", "languages")}
    away = f"away for {days} working days" if days else ""
    hours = (row["weekly_hours"] or 0.0) * WEEKS * present * share
    return Person(row["name"], float(hours), words["skills"] | {GENERAL}, words["languages"], offset(row["time_zone"], as_of), away)


def scaled(people: list[Person], hours: float | None) -> list[Person]:
    """The same people with their hours stretched or shrunk to a given total."""
    total = sum(p.hours for p in people)
    if hours is None or not total:
        return people
    return [replace(p, hours=p.hours * hours / total) for p in people]


def skills_of_team(people: list[Person]) -> frozenset[str]:
    """Special skills that anyone has; without any, skills are unknown and nobody is held to them."""
    return frozenset(s for p in people for s in p.skills) - {GENERAL}


def needed(signals: pl.DataFrame) -> pl.DataFrame:
    """account_id, needs, needs_why: the first of `NEEDS` that applies, else `GENERAL`."""
    apply = [n for n in NEEDS if n.signal in signals.columns and signals.schema[n.signal] != pl.Null]
    pick = pl.coalesce(*(pl.when(n.when.fill_null(False)).then(pl.lit(i)) for i, n in enumerate(apply)), pl.lit(len(apply)))
    words = {i: (n.skill, n.says) for i, n in enumerate(apply)} | {len(apply): (GENERAL, "")}
    return signals.select("account_id", pick.alias("_n")).select(
        "account_id",
        pl.col("_n").replace_strict({i: w[0] for i, w in words.items()}, return_dtype=pl.String).alias("needs"),
        pl.col("_n").replace_strict({i: w[1] for i, w in words.items()}, return_dtype=pl.String).alias("needs_why"),
    )


def hours_by_skill(people: list[Person], wanted: dict[str, float]) -> dict[str, float]:
    """{skill: hours}: special skills get the hours wanted of them, the scarcest first, as far as those who have them can give;
    all that is left goes to `GENERAL`, which everyone can do.
    """
    left = {p.name: p.hours for p in people}
    holders = {skill: [p.name for p in people if skill in p.skills] for skill in wanted if skill != GENERAL}
    capacity: dict[str, float] = {}
    for skill in sorted(holders, key=lambda s: (sum(left[n] for n in holders[s]) / max(wanted[s], 1e-9), s)):
        free = sum(left[name] for name in holders[skill])
        capacity[skill] = min(wanted[skill], free)
        left |= {name: left[name] * (1 - capacity[skill] / free) for name in holders[skill] if free}
    return capacity | {GENERAL: sum(left.values())}


def checked_hours(hours: float | None) -> float | None:
    """Hours as given, or BadInput where they are no number of 0 or more."""
    if hours is not None and not 0 <= hours < 1e7:
        raise BadInput(f"--hours must be 0 or more, not {hours}")
    return hours


NEEDS = (
    Need("technical", "escalations_open", pl.col("escalations_open") > 0, "an escalation is open"),
    Need("onboarding", "onboarding_status", pl.col("onboarding_status").is_in(["behind", "stuck"]), "onboarding is behind"),
    Need("executive", "champion_left_on", pl.col("champion_left_on").is_not_null(), "the champion left"),
    Need("commercial", "days_to_renewal", pl.col("days_to_renewal").is_between(0, 90), "the renewal is within 90 days"),
)
