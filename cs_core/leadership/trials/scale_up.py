"""What a pilot's evidence supports, and no more: whom to extend its first arm to, where people add something, and who stays a holdout."""

from datetime import datetime
from math import ceil
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import in_points
from cs_core.errors import Refused
from cs_core.leadership.pilot import found, running
from cs_core.leadership.trials.design import LEAST_HOLDOUT, design_from
from cs_core.leadership.trials.words import scope_in_words
from cs_core.orchestration.pilots.arms import ONLY_AGENTS, SCALED, WITH_PERSON
from cs_core.orchestration.pilots.halt import end
from cs_core.orchestration.pilots.readout import PAIRS, Course, course_of, effect
from cs_core.orchestration.pilots.sequential import ALPHA
from cs_core.records import Interval, key_of

PARTS = ("health", "tenure")
"""What the last two parts of a stratum tell."""


def proposal(store: Store, snap: Snapshot, *, name: str = "") -> dict[str, Any]:
    """Preview of scaling a pilot up: supported (bool), says, extend (accounts), stay (accounts), people (subgroup, n, effect), arms.

    `arms` (arm -> ids) are those that hold afterwards; whoever is in none goes by ordinary routing. Without a pilot nothing is supported.
    """
    pilot = found(store, snap.as_of, name)
    nothing = {"name": name, "supported": False, "extend": 0, "stay": 0, "people": [], "arms": {}}
    if pilot is None:
        return nothing | {"says": "No pilot has been started: there is no evidence to scale by."}
    nothing["name"] = pilot.name
    if pilot.ended:
        return nothing | {"says": f"The pilot was {pilot.ended['kind']} on {pilot.ended['at'][:10]}."}
    course = course_of(snap, pilot)
    if not course.due:
        return nothing | {"says": f"Nothing is scaled before everybody's outcome is in, on {spelt(course.due_on)}."}
    question = course.pairs[0]
    told, people = effect(course, question), _people(course)
    works = told is not None and told.low > 0
    if not works and not people:
        doubt = "nothing came to pass that could be compared" if told is None else f"{_points(told)}, so no effect at all is possible"
        if told is not None and told.high < 0:
            doubt = f"{_points(told)}: it harms. Stop it"
        return nothing | {"says": f"The evidence supports no extension: {question.one} less {question.two} is {doubt}."}
    return nothing | {"supported": True} | _supported(snap, course, works, told, people)


def scale(store: Store, snap: Snapshot, name: str, *, by: str, now: datetime) -> dict[str, Any]:
    """Write what `proposal` shows: the holdout ends but for its floor. Raises NotFound or Refused where nothing is supported."""
    pilot = running(store, snap.as_of, name)
    ahead = proposal(store, snap, name=pilot.name)
    if not ahead["supported"]:
        raise Refused(f"Nothing was scaled up. {ahead['says']}")
    end(store, pilot.name, SCALED, why=ahead["says"], by=by, now=now, arms=ahead["arms"])
    return ahead


def _supported(snap: Snapshot, course: Course, works: bool, told: Interval | None, people: list[dict[str, Any]]) -> dict[str, Any]:
    question, pilot = course.pairs[0], course.pilot
    here = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id")
    rows = pilot.rows.join(here, on="account_id", how="semi").select("account_id", "arm", "stratum")
    control = rows.filter(pl.col("arm") == question.two)["account_id"].to_list()
    floor = min(len(control), ceil(LEAST_HOLDOUT * pilot.rows.height)) if works else len(control)
    stay = sorted(control, key=lambda account: key_of(pilot.name, "stays", account))[:floor]
    rest = rows.filter(~pl.col("account_id").is_in(stay))
    wanted = pl.any_horizontal(*(row.pop("within") for row in people)) if people else pl.lit(False)
    if works and question.one == WITH_PERSON:
        wanted = pl.lit(True)
    with_person = rest.filter(wanted)["account_id"].to_list()
    arms = {question.two: stay} | ({WITH_PERSON: with_person} if with_person else {})
    extend = len(control) - floor
    says = []
    if works:
        whom = f"{extend:,} {scope_in_words(design_from(pilot.design))} in {question.two}"
        says.append(f"Extend {question.one} to {whom}; {floor:,} stay as a continuing holdout.")
        says.append(f"{question.one.capitalize()} less {question.two}: {_points(told)} {course.outcome.says}.")
    for row in people:
        says.append(f"Give people to {row['of']}: {WITH_PERSON} less {ONLY_AGENTS} is {_points(Interval(**row['effect']))} there.")
    if with_person:
        says.append(f"{len(with_person):,} accounts then have a person besides the agents.")
    says.append("Only customers like those studied are meant: nothing is known of other segments or sizes.")
    if course.outcome.proxy:
        says.append(f"The evidence is an early sign only: {course.outcome.proxy}.")
    return {"says": " ".join(says), "extend": extend, "stay": floor, "people": people, "arms": arms}


def _people(course: Course) -> list[dict[str, Any]]:
    """Where people beat agents alone: everywhere, else in the subgroups that say so with the doubt shared out among all looked at."""
    pair = PAIRS[1]
    if pair not in course.pairs:
        return []
    everywhere = effect(course, pair)
    if everywhere and everywhere.low > 0:
        return [{"of": "all of them", "effect": everywhere._asdict(), "within": pl.lit(True)}]
    groups = [(what, value, at) for at, what in enumerate(reversed(PARTS), 1) for value in _values(course, at)]
    told = [(what, value, at, effect(course, pair, within=_part(at) == value, alpha=ALPHA / len(groups))) for what, value, at in groups]
    sure = [(f"those of {what} “{value}”", at, value, e) for what, value, at, e in told if e and e.low > 0]
    return [{"of": of, "effect": e._asdict(), "within": _part(at) == value} for of, at, value, e in sure]


def _part(at: int) -> pl.Expr:
    return pl.col("stratum").str.split(", ").list.get(-at)


def _values(course: Course, at: int) -> list[str]:
    return course.rows.select(_part(at).unique().sort()).to_series().to_list()


def _points(told: Interval) -> str:
    return in_points(told._asdict())
