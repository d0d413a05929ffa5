"""A placed plan gets its people; hours that fit nobody go to what is next best, and what could not be met is said."""

from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.wording.counted import counted
from cs_core.context.wording.languages import language_names
from cs_core.leadership.hours.allocate import allocate
from cs_core.leadership.hours.assigning import LEAST_COMMON, assign
from cs_core.leadership.hours.capacity import GENERAL, POOL, WITHOUT_SKILL, hours_by_skill
from cs_core.leadership.hours.continuity import REVIEW, SWITCHING
from cs_core.leadership.hours.offers import SHARED
from cs_core.leadership.hours.placing import Placing
from cs_core.leadership.hours.worth import PARTS, in_unit
from cs_core.orchestration.covered import UNASSIGNED

NOT_WORTH = "a change of person would cost more than it brings"
REFILLS = 3
"""Rounds in which hours that stay free are given to what is next best."""


class Staffed(NamedTuple):
    """Rows with their person and what they are worth with that person, rows that fit nobody, and each person's hours left."""

    rows: pl.DataFrame
    unplaced: pl.DataFrame
    left: list[float]


def staffed(placing: Placing, chosen: pl.DataFrame, *, refill: bool) -> Staffed:
    """Who takes what. Without a known team all rows stay, unassigned.

    `refill`: what does not pay with the person found is let go, and hours that stay free go to what is next best; a rule that knows of
    no impact does neither.
    """
    problem = placing.problem
    about = problem.about.drop(SHARED)
    rows, left = assign(chosen.join(about, on="account_id", how="left", maintain_order="left"), problem.people)
    if not problem.people:
        return Staffed(net(rows, placing.unit), rows.clear(), left)
    done, gone = _paying(placing, rows, left, whatever=not refill)
    for _ in range(REFILLS if refill else 0):
        more = _next_best(placing, done, left)
        if more.is_empty():
            break
        again, left = assign(more.join(about, on="account_id", how="left", maintain_order="left"), problem.people, left=left)
        fresh, _ = _paying(placing, again, left)
        done = pl.concat([done, fresh.select(done.columns)])
    gone = gone.join(done, on="account_id", how="anti")
    return Staffed(done.sort("impact", "account_id", descending=[True, False]), gone, left)


def _paying(
    placing: Placing, rows: pl.DataFrame, left: list[float], *, whatever: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """Rows that are placed and pay with the person found (or `whatever` they bring); and the others, whose hours are given back."""
    worth = net(rows.filter(pl.col("person") != UNASSIGNED), placing.unit)
    guarded = pl.col("protected_why").is_not_null() | pl.col("account_id").is_in(placing.fixed["account_id"].implode())
    costs = worth.filter((pl.col("impact") <= 0) & ~guarded & (not whatever))
    names = {p.name: i for i, p in enumerate(placing.problem.people)}
    for column, hours in (("person", "hours"), ("person_now", "former_hours")):
        for person, given in costs.group_by(column).agg(pl.col(hours).sum()).iter_rows():
            left[names[person]] += given if person in names else 0.0
    dear = costs.select(pl.col(c) if c != "person_why" else pl.lit(NOT_WORTH).alias(c) for c in rows.columns)
    gone = pl.concat([rows.filter(pl.col("person") == UNASSIGNED), dear])
    return worth.join(costs, on="account_id", how="anti", maintain_order="left"), gone


def _next_best(placing: Placing, done: pl.DataFrame, left: list[float]) -> pl.DataFrame:
    """The best of what has nobody yet for the hours still left; where who has it has none left, a change of person is counted in."""
    people = [replace(p, hours=hours) for p, hours in zip(placing.problem.people, left, strict=True)]
    free = placing.rows.join(done, on="account_id", how="anti", maintain_order="left")
    free = free.filter(pl.col("hours") <= max(left)).join(placing.fixed, on="account_id", how="anti", maintain_order="left")
    now = placing.problem.about.select("account_id", "person_now")
    own = pl.col("person_now").replace_strict({p.name: p.hours for p in people}, default=None, return_dtype=pl.Float64)
    short = (own < pl.col("hours")) & (pl.col("mode") != REVIEW) & ~pl.col("switches")
    cost = pl.when(short.fill_null(False)).then(SWITCHING).otherwise(0.0)
    free = free.join(now, on="account_id", how="left", maintain_order="left")
    free = in_unit(free.with_columns((pl.col(f"kept_{c}") - cost).alias(f"kept_{c}") for c in PARTS), placing.unit)
    pooled = allocate(free.with_columns(pl.lit(POOL).alias("skill"), pl.col("skill").alias("_skill")), {POOL: sum(left)}).chosen
    wanted = dict(pooled.group_by("_skill").agg(pl.col("hours").sum()).iter_rows())
    return allocate(free, hours_by_skill(people, wanted)).chosen.select(placing.rows.columns)


def net(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """kept_* and impact, low, high with the person found: less without the skill, less after a change of person."""
    lesser = pl.when(pl.col("unskilled") | pl.col("lacks")).then(WITHOUT_SKILL).otherwise(1.0)
    cost = pl.when("changes").then(SWITCHING).otherwise(0.0)
    return in_unit(rows.with_columns((pl.col(f"gross_{c}") * lesser - cost).alias(f"kept_{c}") for c in PARTS), unit)


def unmet(made: Staffed, about: pl.DataFrame) -> list[dict[str, Any]]:
    """What could not be met, one entry a kind: what, accounts, hours, says, account_ids."""
    rows, gone = made.rows, made.unplaced
    asks = pl.col("needs") != GENERAL
    seen = pl.col("mode") != REVIEW
    piece, soon = pl.col("person_why") != NOT_WORTH, pl.col("hands_over") & pl.col("person_now").is_not_null()
    few = f"fewer than {LEAST_COMMON:g} working hours in common"
    foreign = rows.filter(seen & ~pl.col("speaks").fill_null(True))
    lacks = asks & seen & (pl.col("unskilled") | pl.col("lacks"))
    kinds = (
        ("hours", gone.filter(piece & ~soon), "is worth hours", "are worth hours", " that nobody has left in one piece"),
        ("continuity", gone.filter(piece & soon), "renews soon", "renew soon",
         "; whoever has the account has no hours left, and nobody hours for a warm hand-off"),
        ("switching", gone.filter(~piece), "would get", "would get", f" somebody new: {NOT_WORTH}"),
        ("skill", rows.filter(lacks), "asks for a special skill and gets", "ask for a special skill and get", " somebody without it"),
        ("language", foreign, "gets somebody who does not speak its language", "get somebody who does not speak their language",
         _languages(foreign)),
        ("time zone", rows.filter(seen & (pl.col("common") < LEAST_COMMON)), f"has {few}", f"have {few}", ""),
        ("protected", _forgotten(about, rows), "is protected and gets nobody", "are protected and get nobody", ""),
        ("language unknown", rows.filter(seen & pl.col("speaks").is_null()), "is", "are", " of unknown language, or the person is"),
        ("time zone unknown", rows.filter(seen & pl.col("common").is_null()), "is", "are", " in an unknown time zone, or the person is"),
    )  # fmt: skip
    return [_told(what, found, one if found.height == 1 else many, end) for what, found, one, many, end in kinds if found.height]


def _languages(rows: pl.DataFrame) -> str:
    """Which they speak, the commonest first, with how many speak it."""
    named = rows.select(language_names("language").alias("language")).group_by("language").len()
    named = named.sort("len", "language", descending=[True, False])
    return ": " + ", ".join(f"{name} {n:,}" for name, n in named.iter_rows()) if rows.height else ""


def _forgotten(about: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    guarded = about.filter(pl.col("protected_why").is_not_null()).join(rows, on="account_id", how="anti")
    return guarded.with_columns(pl.lit(0.0).alias("hours"))


def _told(what: str, rows: pl.DataFrame, says: str, end: str) -> dict[str, Any]:
    hours, accounts = float(rows["hours"].sum()), rows["account_id"].to_list()
    told = f"{counted(rows.height, 'account')} {says}{end}"
    return {"what": what, "accounts": rows.height, "hours": hours, "says": told, "account_ids": accounts}
