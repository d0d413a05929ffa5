"""Hours of people: how many a plan may spend, how they spread over skills, and who takes which account."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from cs_core.errors import BadInput

WEEKS = 13
"""A plan covers a quarter: the hours and the effects of `prior.PRIOR` are a quarter's."""

POOL = "any skill"
GENERAL = "csm"
"""What everyone of the team can do."""

UNASSIGNED = "unassigned"


class Need(NamedTuple):
    """A skill that an account asks for now."""

    skill: str
    signal: str
    when: pl.Expr
    says: str


@dataclass
class Person:
    """One of ours, with the hours a plan may still spend."""

    name: str
    hours: float
    skills: frozenset[str]
    languages: frozenset[str]
    left: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.left = self.hours


def people_of(team: pl.DataFrame, *, share: float) -> list[Person]:
    """Those of the team (frame of `context.team`) who are not on leave; hours = weekly hours x weeks x the share open to plans."""
    return [
        Person(
            row["name"],
            (row["hours_left"] or 0.0) * WEEKS * share,
            frozenset(s.strip().lower() for s in row["skills"] or ()) | {GENERAL},
            frozenset(s.strip().lower() for s in row["languages"] or ()),
        )
        for row in team.filter(~pl.col("on_leave").fill_null(False)).sort("name").to_dicts()
    ]


def scaled(people: list[Person], hours: float | None) -> list[Person]:
    """The same people with their hours stretched or shrunk to a given total."""
    total = sum(p.hours for p in people)
    if hours is None or not total:
        return people
    return [Person(p.name, p.hours * hours / total, p.skills, p.languages) for p in people]


def needed(signals: pl.DataFrame, skills: set[str]) -> pl.DataFrame:
    """account_id, needs, needs_why: the first of `NEEDS` that applies and that someone at work can meet, else `GENERAL`."""
    apply = [n for n in NEEDS if n.skill in skills and n.signal in signals.columns and signals.schema[n.signal] != pl.Null]
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


def assign(chosen: pl.DataFrame, people: list[Person]) -> list[dict[str, Any]]:
    """`chosen` with `person` and `person_why`, most impact first; `owner` and `language` say who knows and suits the account.

    The owner keeps the account where skill and hours allow (continuity); else someone of the skill who speaks the customer's
    language, with the most hours left.
    """
    rows = chosen.sort("impact", "account_id", descending=[True, False]).to_dicts()
    return [row | dict(zip(("person", "person_why"), _take(row, people), strict=True)) for row in rows]


def _take(row: dict[str, Any], people: list[Person]) -> tuple[str, str]:
    if not people:
        return UNASSIGNED, "no team is known"
    able = [p for p in people if row["skill"] in p.skills and p.left >= row["hours"] - 1e-9]
    owner = next((p for p in able if p.name == row["owner"]), None)
    if owner:
        return _book(owner, row), "owns the account today"
    if not able:
        return UNASSIGNED, f"nobody with the skill {row['skill']} has {row['hours']:g} hours left in one piece"
    language = (row["language"] or "").lower()
    best = max(able, key=lambda p: (language in p.languages, p.left, p.name))
    why = f"has the skill {row['skill']}" + (f" and speaks {language}" if language and language in best.languages else "")
    return _book(best, row), why


def _book(person: Person, row: dict[str, Any]) -> str:
    person.left -= row["hours"]
    return person.name


NEEDS = (
    Need("technical", "escalations_open", pl.col("escalations_open") > 0, "an escalation is open"),
    Need("onboarding", "onboarding_status", pl.col("onboarding_status").is_in(["behind", "stuck"]), "onboarding is behind"),
    Need("executive", "champion_left_on", pl.col("champion_left_on").is_not_null(), "the champion left"),
    Need("commercial", "days_to_renewal", pl.col("days_to_renewal").is_between(0, 90), "the renewal is within 90 days"),
)
