"""Where people's hours go: to the accounts in which a person changes the outcome, within hours and skills, and compared with other rules.

Impact is in the unit of the leader's goal. Account size enters only through ``arr_kept``; the rank correlation of hours with ARR is
shown under either unit. `allocate` is the solver.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, Refused
from cs_core.leadership.allocate import Allocation, allocate
from cs_core.leadership.capacity import GENERAL, POOL, WEEKS, Person, assign, checked_hours, hours_by_skill, needed, people_of, scaled
from cs_core.leadership.prior import prior_impact
from cs_core.leadership.rivals import Rival, mean_impact, rivals
from cs_core.leadership.ties import arbitrary, in_tie_order
from cs_core.orchestration.covered import standing
from cs_core.orchestration.direction import direction
from cs_core.records import key_of

UNITS = ("accounts_kept", "arr_kept")
RULES = ("impact", "arr", "risk", "random")
NO_TEAM = "No team is known: import a team.csv, enter the team on the Coverage page, or give the hours with --hours"
PRIOR_SAYS = "Impact is an assumption with a range, not a measurement: low and high add up every account's low and high."
PILOT_SAYS = "The result of a pilot would replace it."


class Problem(NamedTuple):
    """What a plan is made from."""

    options: pl.DataFrame
    capacity: dict[str, float]
    people: list[Person]
    hours: float
    says: list[str]


def plan(snap: Snapshot, *, hours: float | None = None, by: str = "impact", unit: str = "accounts_kept") -> dict[str, Any]:
    """The `coverage` document: hours to accounts for the coming quarter by one rule, with what other rules would have reached.

    `compare` has each rule as leaders follow it (fullest mode first); `compare_detail` adds the best single mode for as many as possible.

    `hours` overrides the team's total. Raises BadInput for an unknown rule or unit, or where neither team nor hours are known.
    """
    if by not in RULES or unit not in UNITS:
        raise BadInput(f"coverage goes by {', '.join(RULES)} in units of {' or '.join(UNITS)}, not by {by!r} in {unit!r}")
    problem = _problem(snap, checked_hours(hours), unit)
    best = allocate(problem.options, problem.capacity)
    price = _price(best, problem)
    ruled = _ruled(problem)
    picked = best.chosen if by == "impact" else ruled[by].plans[0]
    says = [*problem.says, *_doubts(problem, picked, by, ruled["arr"])]
    rows = assign(picked, problem.people)
    return {
        "as_of": snap.as_of.isoformat(), "weeks": WEEKS, "hours": problem.hours, "by": by, "unit": unit, "impact": _total(picked),
        "impact_in_units": {u: _in_units(snap, picked, u) for u in UNITS}, "bound": best.bound, "hour_price": price,
        "hour_prices": best.price, "evidence": "prior",
        "compare": {rule: mean_impact(rival.plans) for rule, rival in ruled.items()},
        "compare_detail": {rule: rival.detail() for rule, rival in ruled.items()},
        "hours_used": float(picked["hours"].sum()), "rank_correlation_with_arr": _rank_correlation(snap, picked),
        "assignments": [_assignment(row) for row in rows], "moves": moves(snap, rows), "says": " ".join(says),
    }  # fmt: skip


def _problem(snap: Snapshot, hours: float | None, unit: str) -> Problem:
    people = scaled(people_of(snap.team, share=direction(snap.store).guardrails["human_share_of_hours"]), hours)
    total = sum(p.hours for p in people)
    if not total and hours is None:
        raise BadInput(NO_TEAM)
    options, says = _options(snap, unit, {s for p in people for s in p.skills})
    pooled = options.with_columns(pl.lit(POOL).alias("skill"))
    if not total:
        says.append("No team is known: every assignment is unassigned, and any hour counts for any skill.")
        return Problem(pooled, {POOL: hours}, [], hours, says)
    best = allocate(pooled, {POOL: total}).chosen
    wanted = dict(best.group_by("needs").agg(pl.col("hours").sum()).iter_rows())
    return Problem(options, hours_by_skill(people, wanted), people, total, says)


def _options(snap: Snapshot, unit: str, skills: set[str]) -> tuple[pl.DataFrame, list[str]]:
    """What a person could do for each current account, in the unit asked for, with the skill it takes."""
    current = snap.signals.filter(pl.col("churned_on").is_null())
    about = current.select("account_id", "name", "owner", "arr", "churn_probability", "health", "days_since_touch")
    for more in (snap.accounts.select("account_id", "language"), needed(current, skills)):
        about = about.join(more, on="account_id", how="left")
    options = in_tie_order(prior_impact(current).join(about, on="account_id", how="left"))
    # Anyone may stand behind an agent's draft; the rest is work of the skill that the account asks for.
    review = pl.col("mode") == "agent with review"
    options = options.with_columns(pl.when(review).then(pl.lit(GENERAL)).otherwise("needs").alias("needs"))
    options = options.with_columns(pl.col("needs").alias("skill"), *(pl.col(c).alias(f"kept_{c}") for c in ("impact", "low", "high")))
    if unit == "accounts_kept":
        return options, [PRIOR_SAYS, PILOT_SAYS]
    unknown, currencies = current["arr"].null_count(), current["currency"].drop_nulls().n_unique()
    if currencies > 1:
        raise BadInput(f"arr_kept adds up amounts, and there are {currencies} currencies without rates: use --unit accounts_kept")
    says = [PRIOR_SAYS, PILOT_SAYS, *([f"{unknown:,} accounts of unknown ARR are left out."] if unknown else [])]
    return _in_unit(options, unit).filter(pl.col("impact").is_not_null()), says


def _in_unit(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    factor = pl.col("arr") if unit == "arr_kept" else pl.lit(1.0)
    return rows.with_columns((pl.col(f"kept_{c}") * factor).alias(c) for c in ("impact", "low", "high"))


def _ruled(problem: Problem) -> dict[str, Rival]:
    """What other rules reach: none knows of impact or of skills, so any person may do the work."""
    return rivals(problem.options.with_columns(pl.lit(GENERAL if problem.people else POOL).alias("skill")), problem.hours)


def _doubts(problem: Problem, picked: pl.DataFrame, by: str, arr: Rival) -> list[str]:
    """In words where the choice is arbitrary, and where size as the order does better than its usual way."""
    alike, better, told = arbitrary(problem.options, picked) if by == "impact" else "", "", arr.detail()
    if told["one_mode"] > told["fullest"]:
        better = f"The largest accounts first reach {told['fullest']:,.1f} with the fullest mode until the hours are used,"
        better += f" and {told['one_mode']:,.1f} with a lighter one ({told['mode']}) for as many as possible."
    return [part for part in (alike, better) if part]


def _in_units(snap: Snapshot, picked: pl.DataFrame, unit: str) -> dict[str, float] | None:
    """The same plan in either unit (of known ARR only); None where amounts are of several currencies and cannot be added."""
    mixed = unit == "arr_kept" and snap.signals.filter(pl.col("churned_on").is_null())["currency"].drop_nulls().n_unique() > 1
    return None if mixed else _total(_in_unit(picked, unit))


def _total(rows: pl.DataFrame) -> dict[str, float]:
    return {name: float(rows[c].sum()) for name, c in (("point", "impact"), ("low", "low"), ("high", "high"))}


def _price(best: Allocation, problem: Problem) -> float:
    """What one more hour is worth, were it of the skill that is worth most."""
    return max((best.price.get(s, 0.0) for s in problem.capacity), default=0.0)


def _rank_correlation(snap: Snapshot, chosen: pl.DataFrame) -> float | None:
    """Spearman's correlation of hours with ARR over current accounts of known ARR; None where one does not vary."""
    known = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("arr").is_not_null())
    both = known.select("account_id", "arr").join(chosen.select("account_id", "hours"), on="account_id", how="left").fill_null(0)
    if both["arr"].n_unique() < 2 or both["hours"].n_unique() < 2:
        return None
    return both.select(pl.corr("arr", "hours", method="spearman")).item()


def _assignment(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("account_id", "name", "mode", "skill", "person", "hours", "impact", "low", "high")
    need = f"; needs {row['skill']} because {row['needs_why']}" if row["needs_why"] and row["skill"] == row["needs"] != GENERAL else ""
    return {k: row[k] for k in kept} | {"why": f"{row['why']}{need}; {row['person']}: {row['person_why']}"}


def moves(snap: Snapshot, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Who gains and who loses a person against today: the last committed plan where there is one, else the accounts' owners."""
    last = current_plan(snap.store)
    names = dict(snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "name").iter_rows())
    if last:
        against, before = "the last committed plan", {row["account_id"]: row["person"] for row in last["assignments"]}
    else:
        owned = snap.signals.filter(pl.col("account_id").is_in(list(names)), pl.col("owner").is_not_null())
        against, before = "today's owners", dict(owned.select("account_id", "owner").iter_rows())
    after = {row["account_id"]: row["person"] for row in rows}
    changed = [
        {"account_id": a, "name": name, "from": before.get(a), "to": after.get(a)}
        for a, name in names.items()
        if before.get(a) != after.get(a)
    ]
    kinds = {
        "gains": [m for m in changed if m["from"] is None],
        "loses": [m for m in changed if m["to"] is None],
        "changes": [m for m in changed if m["from"] and m["to"]],
    }
    return {"against": against, "same": len(after) - len(kinds["gains"]) - len(kinds["changes"]), **kinds}


def commit(store: Store, plan: dict[str, Any], *, now: datetime) -> str:
    """Write a plan; from the next cycle on routing goes by it. Returns the plan's id; Refused where nobody gets hours."""
    if not plan["assignments"]:
        raise Refused("This plan gives no account any hours: raise --hours, or enter people on the Coverage page")
    plan_id = key_of("plan", plan["as_of"], plan["by"], plan["unit"], plan["hours"], now.isoformat())
    kept = ("account_id", "mode", "person", "hours", "impact", "low", "high", "why")
    about = {"plan_id": plan_id, "as_of": plan["as_of"], "set_at": now}
    rows = [{k: row[k] for k in kept} | about | {"id": key_of(plan_id, row["account_id"])} for row in plan["assignments"]]
    store.append("coverage", rows)
    return plan_id


def current_plan(store: Store, *, as_of: date | None = None) -> dict[str, Any] | None:
    """The plan committed last as it stands, with its overrides: plan_id, as_of, set_at, assignments; None where there is none."""
    rows = standing(store, as_of or date.max)
    if rows.is_empty():
        return None
    first = store.rows("coverage", plan_id=rows["plan_id"][0], limit=1)[0]
    kept = ("account_id", "mode", "person", "hours", "impact", "low", "high", "why")
    return {**{k: first[k] for k in ("plan_id", "as_of", "set_at")}, "assignments": rows.select(kept).to_dicts()}


def edit_team(store: Store, row: dict[str, Any], *, by: str, now: datetime) -> str:
    """Enter, change or remove (``gone``) a person of the team by name; returns the row's id. Raises BadInput on a bad row.

    `row` holds name and any of email, role, weekly_hours, skills and languages (lists), time_zone, leave_from_on, leave_to_on.
    """
    name, hours = (row.get("name") or "").strip(), row.get("weekly_hours")
    if strange := set(row) - set(TEAM_FIELDS):
        raise BadInput(f"A person of the team has no {', '.join(sorted(strange))}: use {', '.join(TEAM_FIELDS)}")
    if not name:
        raise BadInput("A person of the team needs a name")
    if not row.get("gone") and (hours is None or not 0 <= hours <= 80):
        raise BadInput(f"Weekly hours of {name} must be 0 to 80, not {hours}")
    lists = {c: ";".join(row[c]) if isinstance(row.get(c), list | tuple) else row.get(c) for c in ("skills", "languages")}
    edit = key_of("team", name, now.isoformat())
    store.append("team_edit", [row | lists | {"name": name, "id": edit, "by": by, "set_at": now, "gone": bool(row.get("gone"))}])
    return edit


TEAM_FIELDS = (
    "name", "email", "role", "weekly_hours", "skills", "languages", "time_zone", "leave_from_on", "leave_to_on", "gone",
)  # fmt: skip
