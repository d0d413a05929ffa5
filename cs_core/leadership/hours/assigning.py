"""Who takes which account: who has it keeps it, nobody works more hours than they have, and language and time zone count next.

Close to a renewal nobody new comes without a warm hand-off, which takes an hour of each of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cs_core.context.wording.languages import language_names
from cs_core.leadership.hours.capacity import GENERAL, Person
from cs_core.leadership.hours.continuity import HANDOFF_HOURS, REVIEW
from cs_core.leadership.hours.working_hours import WORKDAY, in_common
from cs_core.orchestration.covered import UNASSIGNED

SPEAKS = 2.0
FULL_DAY = 1.0
"""How much is gained by the customer's language, and by a whole working day in common."""

LEAST_COMMON = 3.0
"""Fewer working hours in common than this is said to be unmet."""

NEARLY = 0.25

GOLDEN = (5**0.5 - 1) / 2
EXACT = 1e-9


@dataclass
class Desk:
    """Rows to place and the hours still left of each person; `person` is -1 where a row is not placed."""

    hours: np.ndarray
    now: np.ndarray
    """Number of the person who has the account today, -1 for nobody at work."""
    warm: np.ndarray
    """Whether a change of person takes a warm hand-off."""
    able: np.ndarray
    """Rows x people: whether they have the skill."""
    liking: np.ndarray
    """Rows x people: how well they suit by language and time zone."""
    left: np.ndarray
    person: np.ndarray

    def keep(self, rows: np.ndarray, *, skill: bool = True) -> None:
        """Give rows (numbers, the most important first) to whoever has the account."""
        rows = rows[self.now[rows] >= 0]
        rows = rows[self.able[rows, self.now[rows]]] if skill else rows
        while len(rows):
            rows = rows[self.left[self.now[rows]] >= self.hours[rows] - EXACT]
            rows = rows[~self._book(rows, self.now[rows], self.hours[rows])]

    def share_out(self, rows: np.ndarray) -> None:
        """Give rows to whoever suits them best and has the hours; among equals by hours left."""
        while len(rows):
            moved = self.warm[rows] & (self.now[rows] >= 0)
            hours = self.hours[rows] + HANDOFF_HOURS * moved
            free = self.able[rows] & (self.left >= hours[:, None] - EXACT)
            free[moved & (self.left[self.now[rows]] < HANDOFF_HOURS)] = False
            some = free.any(axis=1)
            rows, hours, moved = rows[some], hours[some], moved[some]
            if not len(rows):
                return
            suits = np.where(free[some], self.liking[rows], np.float32(-1))
            best = suits >= suits.max(axis=1, keepdims=True)
            shares = np.cumsum(best * self.left, axis=1)
            draw = (np.arange(len(rows)) * GOLDEN) % 1 * shares[:, -1]
            choice = (shares <= draw[:, None]).sum(axis=1)
            taken = self._book(rows, choice, hours)
            self._hand_over(rows[taken & moved])
            rows = rows[self.person[rows] < 0]

    def _book(self, rows: np.ndarray, people: np.ndarray, hours: np.ndarray) -> np.ndarray:
        """As many as the hours of each person reach, in order; which ones."""
        order = np.argsort(people, kind="stable")
        sums = np.cumsum(hours[order])
        starts = np.flatnonzero(np.diff(people[order], prepend=-1))
        before = np.repeat((sums - hours[order])[starts], np.diff(starts, append=len(order)))
        fits = np.zeros(len(rows), bool)
        fits[order] = sums - before <= self.left[people[order]] + EXACT
        self.person[rows[fits]] = people[fits]
        np.subtract.at(self.left, people[fits], hours[fits])
        return fits

    def _hand_over(self, rows: np.ndarray) -> None:
        """The hour of those who hand over; who has none left cannot, and the row is open again."""
        for row in rows:
            if self.left[self.now[row]] >= HANDOFF_HOURS - EXACT:
                self.left[self.now[row]] -= HANDOFF_HOURS
            else:
                self.left[self.person[row]] += self.hours[row] + HANDOFF_HOURS
                self.person[row] = -1


def assign(chosen: pl.DataFrame, people: Sequence[Person], *, left: Sequence[float] | None = None) -> tuple[pl.DataFrame, list[float]]:
    """`chosen` with its person, and the hours that each person has left.

    Needs account_id, mode, skill, hours, warm_hours, impact and `about_accounts`' columns. Adds `person`, `changes` (somebody else than
    today), `warm` (a warm hand-off is part of it), `lacks` (kept by who has it, without the skill), `common` (working hours in common)
    and `speaks`. Protected accounts come first, then what asks for a skill that few have, then the most impact.
    """
    rows = chosen.sort("impact", "account_id", descending=[True, False])
    left = [p.hours for p in people] if left is None else list(left)
    if not people or rows.is_empty():
        return _told(rows, np.full(rows.height, -1), people, np.zeros(rows.height, bool)), left
    desk = _desk(rows, people, np.array(left, float))
    number = np.arange(rows.height)
    guarded = number[rows["protected_why"].is_not_null().to_numpy()]
    desk.keep(guarded)
    skill = rows["skill"].to_numpy()
    kinds = _kinds(rows)
    special = sorted(set(skill) - {GENERAL}, key=lambda s: (sum(p.hours for p in people if s in p.skills), s))
    for wanted in (*special, GENERAL):
        mine = number[(skill == wanted) & (desk.person < 0)]
        desk.keep(mine)
        for alike in _scarce_first(mine[desk.person[mine] < 0], desk, kinds):
            desk.share_out(alike)
    stuck = desk.warm & (desk.person < 0)
    desk.keep(number[stuck], skill=False)
    return _told(rows, desk.person, people, stuck & (desk.person >= 0)), desk.left.tolist()


def _desk(rows: pl.DataFrame, people: Sequence[Person], left: np.ndarray) -> Desk:
    names = {p.name: i for i, p in enumerate(people)}
    now = rows["person_now"].replace_strict(names, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    skills, skill = _codes(rows["skill"])
    tongues, tongue = _codes(rows["language"])
    places, place = _codes(rows["utc"])
    can = np.array([[s in p.skills for p in people] for s in skills])
    speaks = np.array([[t is not None and t in p.languages for p in people] for t in tongues])
    common = np.array([[(in_common(p.utc, u) or 0.0) / WORKDAY for p in people] for u in places])
    liking = (SPEAKS * speaks).astype(np.float32)[tongue] + (FULL_DAY * common).astype(np.float32)[place]
    hours = (rows["hours"] - rows["warm_hours"]).to_numpy()
    warm = (rows["hands_over"] & (rows["mode"] != REVIEW)).fill_null(False).to_numpy()
    return Desk(hours, now, warm, can[skill], liking, left, np.full(rows.height, -1))


def _kinds(rows: pl.DataFrame) -> np.ndarray:
    """Rows of one language, time zone and way of being present have one number."""
    seen = pl.col("mode") != REVIEW
    return rows.select(pl.struct("language", "utc", seen.alias("seen")).rank("dense").cast(pl.Int64)).to_series().to_numpy()


def _scarce_first(rows: np.ndarray, desk: Desk, kinds: np.ndarray) -> list[np.ndarray]:
    """Rows kind by kind: those first that few hours of ours suit best, so that others do not take these."""
    found = []
    for kind in np.unique(kinds[rows]):
        alike = rows[kinds[rows] == kind]
        liked = desk.liking[alike[0]]
        found.append((float(desk.left[liked >= liked.max() - NEARLY].sum()), alike))
    return [alike for _, alike in sorted(found, key=lambda pair: pair[0])]


def _codes(column: pl.Series) -> tuple[list, np.ndarray]:
    values = column.unique(maintain_order=True).to_list()
    at = {value: i for i, value in enumerate(values)}
    known = column.replace_strict({k: v for k, v in at.items() if k is not None}, default=at.get(None), return_dtype=pl.Int64)
    return values, known.to_numpy()


def _told(rows: pl.DataFrame, person: np.ndarray, people: Sequence[Person], lacks: np.ndarray) -> pl.DataFrame:
    names = [p.name for p in people]
    who = pl.DataFrame(
        [(p.name, sorted(p.languages), p.utc, p.away) for p in people], orient="row",
        schema={"person": pl.String, "_languages": pl.List(pl.String), "_utc": pl.Float64, "_away": pl.String},
    )  # fmt: skip
    taken = pl.Series("person", [UNASSIGNED, *names]).gather(person + 1)
    told = rows.with_columns(taken, pl.Series("lacks", lacks)).join(who, on="person", how="left", maintain_order="left")
    other = pl.col("person_now").is_in(names) & (pl.col("person") != pl.col("person_now")) & (pl.col("person") != UNASSIGNED)
    told = told.with_columns(changes=(other & (pl.col("mode") != REVIEW)).fill_null(False), common=_common(), speaks=_speaks())
    told = told.with_columns(warm=pl.col("changes") & pl.col("hands_over").fill_null(False))
    hand = pl.when("warm").then(HANDOFF_HOURS).otherwise(0.0)
    told = told.with_columns(pl.col("hours") - pl.col("warm_hours") + hand, hand.alias("former_hours"), pl.lit(bool(people)).alias("_team"))
    return told.with_columns(person_why=_why()).drop("_languages", "_utc", "_away", "_team")


def _common() -> pl.Expr:
    apart = (pl.col("_utc") - pl.col("utc")).abs() % 24
    return (WORKDAY - pl.min_horizontal(apart, 24 - apart)).clip(lower_bound=0)


def _speaks() -> pl.Expr:
    """Null where the language of either is unknown."""
    known = pl.col("language").is_not_null() & (pl.col("_languages").list.len() > 0)
    return pl.when(known).then(pl.col("_languages").list.contains(pl.col("language")))


def _why() -> pl.Expr:
    lacks = pl.when("lacks").then(pl.format(", without the {} skill", "needs")).otherwise(pl.lit(""))
    own = pl.concat_str(pl.col("now_why").fill_null("has the account today"), lacks)
    speaks = pl.when(pl.col("speaks").fill_null(False)).then(pl.format(" and speaks {}", language_names("language"))).otherwise(pl.lit(""))
    common = pl.format(f", {{}} of {WORKDAY} working hours in common", pl.col("common").round(0).cast(pl.Int64))
    common = pl.when(pl.col("common").is_not_null()).then(common).otherwise(pl.lit(""))
    warm = pl.format(" with a warm hand-off, an hour of each (it renews in {} days)", pl.col("days_to_renewal").cast(pl.Int64))
    warm = pl.when("warm").then(warm).otherwise(pl.lit(""))
    takes = pl.when("changes").then(pl.concat_str(pl.format("; takes over from {}", "person_now"), warm)).otherwise(pl.lit(""))
    can = pl.when(pl.col("skill") == GENERAL).then(pl.lit("has hours left")).otherwise(pl.format("has the {} skill", "skill"))
    new = pl.concat_str(can, speaks, common, takes)
    away = pl.when(pl.col("_away").fill_null("") != "").then(pl.format("; {}", "_away")).otherwise(pl.lit(""))
    held = pl.col("hands_over").fill_null(False) & pl.col("person_now").is_not_null()
    held = pl.when(held).then(pl.lit(", and nobody new comes so close to the renewal without a warm hand-off")).otherwise(pl.lit(""))
    nobody = pl.when(pl.col("skill") == GENERAL).then(pl.lit("nobody")).otherwise(pl.format("nobody with the {} skill", "skill"))
    nobody = pl.concat_str(nobody, pl.format(" has {} hours left in one piece", "hours"), held)
    nobody = pl.when("_team").then(nobody).otherwise(pl.lit("no team is known"))
    placed = pl.concat_str(pl.when(pl.col("person") == pl.col("person_now")).then(own).otherwise(new), away)
    return pl.when(pl.col("person") == UNASSIGNED).then(nobody).otherwise(placed)
