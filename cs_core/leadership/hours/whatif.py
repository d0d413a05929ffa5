"""What one more hour, one more person or one more skill would be worth: the plan is placed again, everything else as it is."""

from dataclasses import replace
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.hours.allocate import Allocation
from cs_core.leadership.hours.capacity import GENERAL, NEEDS, WEEKS, Person
from cs_core.leadership.hours.placing import Placing, Problem, placing
from cs_core.leadership.hours.worth import PARTS, UNITS, difference
from cs_core.orchestration.direction import direction

FULL_WEEK = 37.5
"""Weekly hours of one more person."""

NEWCOMER = "one more person"


def what_ifs(snap: Snapshot, problem: Problem, *, unit: str = "accounts_kept") -> dict[str, list[dict[str, Any]]]:
    """more_hours, more_person, skills: what each would add to the best plan in the unit, in both units, before who takes which account.

    more_hours: by skill the worth of its next hour. more_person: full-time, by the skill that they bring. skills: one of ours learns it.
    Empty for persons and skills where no team is known.
    """
    here = placing(problem, unit)
    base = here.best()
    share = direction(snap.store).guardrails["human_share_of_hours"]
    hours = FULL_WEEK * WEEKS * share
    return {
        "more_hours": _hours(problem, here, base),
        "more_person": [_person(here, base, skill, hours) for skill in _skills(problem)] if problem.people else [],
        "skills": [row for skill in _skills(problem) if skill != GENERAL and (row := _learnt(here, base, skill))],
    }


def _skills(problem: Problem) -> list[str]:
    """What accounts ask for, and what everyone can do."""
    asked = set(problem.options["skill"].unique()) if problem.people else set()
    return [GENERAL, *(need.skill for need in NEEDS if need.skill in asked)]


def _hours(problem: Problem, here: Placing, base: Allocation) -> list[dict[str, Any]]:
    prices = {here.unit: base.price}
    for unit in UNITS:
        if unit not in prices and not (unit == "arr_kept" and problem.mixed):
            prices[unit] = placing(problem, unit).best().price
    return [{"skill": skill} | {u: prices[u].get(skill, 0.0) if u in prices else None for u in UNITS} for skill in base.price]


def _person(here: Placing, base: Allocation, skill: str, hours: float) -> dict[str, Any]:
    more = Person(NEWCOMER, hours, frozenset({GENERAL, skill}), frozenset())
    return {"skill": skill, "hours": hours} | _gain(here, base, here.best([*here.problem.people, more]))


def _learnt(here: Placing, base: Allocation, skill: str) -> dict[str, Any] | None:
    """Whoever has most accounts that ask for it and cannot do it learns it; None where everyone can."""
    problem = here.problem
    others = {p.name: p for p in problem.people if skill not in p.skills}
    if not others:
        return None
    asking = problem.about.filter(pl.col("needs") == skill, pl.col("person_now").is_in(list(others)))
    theirs = dict(asking.group_by("person_now").len().iter_rows())
    learner = max(others.values(), key=lambda p: (theirs.get(p.name, 0), p.hours, p.name))
    people = [replace(p, skills=p.skills | {skill}) if p is learner else p for p in problem.people]
    mine = asking.filter(pl.col("person_now") == learner.name)["account_id"]
    able = replace(problem, options=_without_switching(problem.options, mine), people=people)
    found = {"skill": skill, "person": learner.name, "asking": len(mine)}
    return found | _gain(here, base, placing(able, here.unit).best())


def _without_switching(options: pl.DataFrame, accounts: pl.Series) -> pl.DataFrame:
    """The offers where whoever has these accounts now has the skill that they ask for: nobody new needs to come."""
    stays = pl.col("switches") & pl.col("account_id").is_in(accounts.implode())
    kept = (pl.when(stays).then(f"gross_{c}").otherwise(f"kept_{c}").alias(f"kept_{c}") for c in PARTS)
    warm = pl.when(stays).then(0.0).otherwise("warm_hours")
    hours = pl.col("hours") - pl.col("warm_hours") + warm
    return options.with_columns(*kept, hours, warm.alias("warm_hours"), switches=pl.col("switches") & ~stays)


def _gain(here: Placing, base: Allocation, more: Allocation) -> dict[str, Any]:
    """In either unit what the new plan reaches beyond the old one, with its interval, and accounts that it covers more."""
    units = UNITS[:1] if here.problem.mixed else UNITS
    gains = {u: difference(more.chosen, base.chosen, unit=u) if u in units else None for u in UNITS}
    return gains | {"accounts": more.chosen.height - base.chosen.height}
