"""One quarter's hours placed on accounts: what a plan is made from, what is fixed beforehand, and the best of the rest.

Fixed are the person and mode that a protected account has, and what a leader places by hand; more may be added to the first.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.errors import BadInput
from cs_core.leadership.effects.evidence import Tried, effects
from cs_core.leadership.hours.allocate import Allocation, allocate, skills_of, solve
from cs_core.leadership.hours.capacity import GENERAL, POOL, Person, hours_by_skill, people_of, scaled
from cs_core.leadership.hours.choices import Table, choices
from cs_core.leadership.hours.continuity import AT_LEAST
from cs_core.leadership.hours.offers import about_accounts, as_any_person, offers
from cs_core.leadership.hours.quotas import Kept, favoured, hours_of, kept_by_goals
from cs_core.leadership.hours.worth import in_unit
from cs_core.orchestration.direction import direction
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, arms_of

WORTH_MOVING = 0.001
"""Share of all hours from which on hours that are kept for a skill in vain are given to what anybody can do."""

NO_TEAM = "No team is known: import a team.csv, enter the team on the Coverage page, or give the hours with --hours"
FIXED = {"account_id": pl.String, "mode": pl.String, "skilled": pl.Boolean, "exact": pl.Boolean, "extra": pl.Float64}


@dataclass(frozen=True)
class Problem:
    """What a plan is made from, in no unit yet."""

    options: pl.DataFrame
    """As `offers` has them."""
    about: pl.DataFrame
    people: list[Person]
    hours: float
    evidence: str
    tried: list[Tried]
    says: list[str]
    fixed: pl.DataFrame
    """FIXED: the mode that an account gets whatever else (null: nothing), with the skill it asks for or without, exactly or at least;
    `extra` hours are those of a warm hand-off."""
    quotas: list[Kept] = field(default_factory=list)
    """Shares of the hours that goals keep for the customers they are about."""
    held: list[str] = field(default_factory=list)
    """Accounts that a running pilot keeps from people's hours."""

    @property
    def mixed(self) -> bool:
        """Whether amounts are of several currencies, which cannot be added."""
        return self.about["currency"].drop_nulls().n_unique() > 1

    @property
    def currency(self) -> str | None:
        """In which amounts are told; None where it is not known, or they are of several."""
        return None if self.mixed else self.about["currency"].drop_nulls().first()

    @cached_property
    def anybody(self) -> pl.DataFrame:
        """The offers as rules see them that know of no skills."""
        return as_any_person(self.options, GENERAL if self.people else POOL)


def problem_of(snap: Snapshot, hours: float | None) -> Problem:
    """The problem of the coming quarter. Raises BadInput where neither team nor hours are known."""
    share = direction(snap.store).guardrails["human_share_of_hours"]
    people = scaled(people_of(snap.team, share=share, as_of=snap.as_of), hours)
    total = sum(p.hours for p in people)
    if not total and hours is None:
        raise BadInput(NO_TEAM)
    known, about = effects(snap), about_accounts(snap, people)
    says = [*known.says] if total else [*known.says, UNKNOWN_TEAM]
    people = people if total else []
    held = [account for account, arm in arms_of(snap.store, snap.as_of).items() if arm in WITHOUT_PEOPLE]
    says += [PILOT.format(n=len(held))] if held else []
    leaving = int(about["leaving"].sum())
    says += [LEAVING.format(who=counted(leaving, "customer"))] if leaving else []
    options = offers(known.options.filter(~pl.col("account_id").is_in(held)), about)
    fixed = _protected(about, people)
    return Problem(options, about, people, total or hours or 0.0, known.evidence, known.tried, says, fixed, kept_by_goals(snap), held)


def _protected(about: pl.DataFrame, people: list[Person]) -> pl.DataFrame:
    """Protected accounts keep at least the mode that they have."""
    kept = about.filter(pl.col("protected_why").is_not_null(), pl.col("person_now").is_in([p.name for p in people]))
    return kept.select(
        "account_id", pl.col("mode_now").fill_null(AT_LEAST).alias("mode"), pl.col("able_now").fill_null(False).alias("skilled"),
        pl.lit(False).alias("exact"), pl.lit(0.0).alias("extra"),
    ).cast(FIXED)  # fmt: skip


@dataclass(frozen=True)
class Placing:
    """The problem in one unit, ready to be solved again and again."""

    problem: Problem
    unit: str
    rows: pl.DataFrame
    """Every offer in the unit."""
    fixed: pl.DataFrame
    """Those of them that are chosen whatever else."""
    open: pl.DataFrame
    """What is left to choose: of a fixed account only what may be added, in hours and impact beyond; `_row` is the place in `rows`."""
    wanted: dict[str, float]
    """Hours that each skill would get if everyone could do everything."""

    @cached_property
    def skills(self) -> list[str]:
        """Skills with hours or asked for."""
        return skills_of(self.open, self.hours_by_skill(self.problem.people))

    @cached_property
    def table(self) -> Table:
        """The open offers as arrays."""
        return choices(self.open, self.skills)

    def hours_by_skill(self, people: list[Person]) -> dict[str, float]:
        """Hours of each skill less what is fixed; one pool without a team."""
        given = hours_by_skill(people, self.wanted) if people else {POOL: self.problem.hours}
        taken = dict(self.fixed.group_by("skill").agg(pl.col("hours").sum()).iter_rows())
        return {skill: max(hours - taken.get(skill, 0.0), 0.0) for skill, hours in given.items()}

    def best(self, people: list[Person] | None = None) -> Allocation:
        """The best plan with these people, or with those of the problem, in which goals have the hours that they keep."""
        capacity = self.hours_by_skill(self.problem.people if people is None else people)
        found = self._solved(capacity)
        spare = self._spare(found, capacity)
        if sum(spare.values()) > WORTH_MOVING * sum(capacity.values()):
            moved = {skill: hours - spare.get(skill, 0.0) for skill, hours in capacity.items()}
            moved[GENERAL] += sum(spare.values())
            again = self._solved(moved)
            found = again if again.value > found.value else found
        chosen = self.rows[found.chosen["_row"]]
        kept = self.fixed.join(chosen, on="account_id", how="anti", maintain_order="left")
        base = float(self.fixed["impact"].sum())
        chosen = pl.concat([kept, chosen])
        return replace_value(found, chosen, base)

    def _solved(self, capacity: dict[str, float]) -> Allocation:
        quotas = self.problem.quotas
        base = {kept.key: hours_of(self.fixed, kept) for kept in quotas}
        hours = sum(capacity.values()) + float(self.fixed["hours"].sum())
        return favoured(
            self.open, self.table, quotas, base, hours, lambda table: solve(self.open, table, self.skills, capacity)
        )  # fmt: skip

    def _spare(self, found: Allocation, capacity: dict[str, float]) -> dict[str, float]:
        """Hours kept for a special skill that its work does not fill: too few for one more piece of it."""
        used = dict(found.chosen.group_by("skill").agg(pl.col("hours").sum()).iter_rows())
        return {skill: hours - used.get(skill, 0.0) for skill, hours in capacity.items() if skill not in (GENERAL, POOL)}


def replace_value(found: Allocation, chosen: pl.DataFrame, base: float) -> Allocation:
    """The allocation with what was fixed beforehand counted in."""
    value = float(chosen["impact"].sum())
    return found._replace(chosen=chosen, value=value, bound=max(value, found.bound + base))


def placing(problem: Problem, unit: str) -> Placing:
    """The problem in a unit. Raises BadInput where amounts of several currencies would have to be added."""
    if unit == "arr_kept" and problem.mixed:
        several = problem.about["currency"].drop_nulls().n_unique()
        raise BadInput(f"arr_kept adds up amounts, and there are {several} currencies without rates: use --unit accounts_kept")
    offered = problem.options if problem.people else problem.anybody
    rows = in_unit(offered, unit).filter(pl.col("impact").is_not_null())
    fixed, left = _apart(rows, problem.fixed)
    return Placing(problem, unit, rows, fixed, left, _wanted(problem, rows))


def with_fixed(problem: Problem, account_id: str, mode: str | None, *, skilled: bool, extra: float = 0.0) -> Problem:
    """The problem with one account placed by hand: exactly this mode, or nothing."""
    row = pl.DataFrame(
        [{"account_id": account_id, "mode": mode, "skilled": skilled, "exact": True, "extra": extra}], schema=FIXED,
    )  # fmt: skip
    return replace(problem, fixed=pl.concat([problem.fixed.filter(pl.col("account_id") != account_id), row]))


def _wanted(problem: Problem, rows: pl.DataFrame) -> dict[str, float]:
    if not problem.people:
        return {}
    pooled = rows.with_columns(pl.lit(POOL).alias("skill"), pl.col("skill").alias("_skill"))
    best = allocate(pooled, {POOL: problem.hours}).chosen
    return dict(best.group_by("_skill").agg(pl.col("hours").sum()).iter_rows())


def _apart(rows: pl.DataFrame, fixed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    numbered = rows.with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))
    if fixed.is_empty():
        return rows.clear(), numbered
    held = numbered.join(fixed, on=["account_id", "mode"], how="inner").sort(pl.col("unskilled") == pl.col("skilled"), "_row")
    held = held.unique("account_id", keep="first", maintain_order=True)
    held = held.with_columns(pl.col("hours") - pl.col("warm_hours") + pl.col("extra"), pl.col("extra").alias("warm_hours"))
    floor = held.filter(~pl.col("exact")).select("account_id", "skill", *(pl.col(c).alias(f"_{c}") for c in ("hours", "impact")))
    more = numbered.join(floor, on=["account_id", "skill"], how="inner").filter(pl.col("hours") > pl.col("_hours"))
    more = more.with_columns(pl.col("hours") - pl.col("_hours"), pl.col("impact") - pl.col("_impact")).select(numbered.columns)
    free = numbered.join(fixed, on="account_id", how="anti", maintain_order="left")
    return held.select(rows.columns), pl.concat([free, more])


WITHOUT_PEOPLE = (HOLDOUT, ONLY_AGENTS)
PILOT = "{n:,} customers get no hours of the plan: a running pilot keeps them in standard care or with agents alone."
LEAVING = (
    "{who} gave notice for a term that ends within 90 days: counted as leaving, so that no hours are placed there to keep them. The call "
    "that answers a notice is a task of its own, which the cycle puts into Review whatever the plan."
)
UNKNOWN_TEAM = "No team is known: every assignment is unassigned, and any hour counts for any skill."
