"""Where people's hours go: to the accounts in which a person changes the outcome, within hours and skills, and compared with other rules.

Impact is in the unit of the leader's goal. Account size enters only through ``arr_kept``; the rank correlation of hours with ARR is
shown under either unit. `allocate` is the solver, `placing` the problem, `staffing` says who.
"""

from datetime import date, datetime
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.wording.counted import counted, of_current
from cs_core.errors import BadInput, Refused
from cs_core.leadership.hours.allocate import Allocation
from cs_core.leadership.hours.capacity import GENERAL, POOL, WEEKS, WITHOUT_SKILL, checked_hours
from cs_core.leadership.hours.continuity import REVIEW
from cs_core.leadership.hours.moves import moves
from cs_core.leadership.hours.placing import Placing, Problem, placing, problem_of
from cs_core.leadership.hours.quotas import reached
from cs_core.leadership.hours.rivals import Rival, as_owned, rivals
from cs_core.leadership.hours.staffing import Staffed, staffed, unmet
from cs_core.leadership.hours.ties import arbitrary
from cs_core.leadership.hours.worth import PARTS, UNITS, difference, expected, in_unit, in_units, rank_correlation, total
from cs_core.orchestration.covered import standing
from cs_core.orchestration.direction import BY_KEY, direction, unit_of
from cs_core.records import key_of

RULES = ("impact", "arr", "risk", "random")
ROW = ("account_id", "name", "mode", "skill", "person", "hours", "impact", "low", "high", "why", "person_why")
KEPT = ("account_id", "mode", "person", "hours", "impact", "low", "high", "why")


def plan(snap: Snapshot, *, hours: float | None = None, by: str = "impact", unit: str | None = None) -> dict[str, Any]:
    """The `coverage` document: hours to accounts for the coming quarter by one rule, with what other rules would have reached.

    `compare` has each other rule as leaders follow it (fullest mode first), at its best: as if anybody could do the work and no change of
    person cost anything; `compare_detail` adds the best single mode for as many as possible. `differences` are intervals. `hours`
    overrides the team's total; `unit` that of the leader's goals. Raises BadInput for an unknown rule or unit, or where neither team nor
    hours are known.
    """
    if by not in RULES or (unit and unit not in UNITS):
        raise BadInput(f"coverage goes by {', '.join(RULES)} in units of {' or '.join(UNITS)}, not by {by!r} in {unit!r}")
    return plan_of(snap, problem_of(snap, checked_hours(hours)), by=by, unit=unit)


def plan_of(snap: Snapshot, problem: Problem, *, by: str = "impact", unit: str | None = None) -> dict[str, Any]:
    """`plan` of a problem that is already set up."""
    goal = unit_of(direction(snap.store))
    unit = unit or goal.unit
    here = placing(problem, unit)
    best, ruled = here.best(), _ruled(problem, unit)
    ours = by == "impact"
    made = staffed(here, best.chosen if ours else ruled[by].rows.select(here.rows.columns), refill=ours)
    rows, price = made.rows.with_columns(why=_why()), _price(best, problem)
    handed = rows.filter("warm") if problem.people else rows.clear()
    today, kept = _today(snap, problem), reached(rows, problem.quotas, here.rows, problem.held)
    return {
        "as_of": snap.as_of.isoformat(), "weeks": WEEKS, "hours": problem.hours, "by": by, "unit": unit,
        "currency": problem.currency,
        "unit_why": goal.why if unit == goal.unit else f"Asked for; by the goals: {goal.why}", "impact": total(rows),
        "impact_in_units": in_units(rows, mixed=problem.mixed), "bound": max(best.bound, float(rows["impact"].sum())), "hour_price": price,
        "hour_prices": best.price, "evidence": problem.evidence, "evidence_by_mode": _evidence(problem),
        "evidence_tried": [found._asdict() for found in problem.tried],
        "compare": {rule: rival.fullest for rule, rival in ruled.items()},
        "compare_detail": {rule: rival.detail() for rule, rival in ruled.items()},
        "differences": _differences(problem, rows, {"today": today, "arr": ruled["arr"].rows}),
        "today": {"impact_in_units": in_units(today, mixed=problem.mixed), "hours": float(today["hours"].sum()), "says": _today_says(snap)},
        "hours_used": float(rows["hours"].sum() + handed["former_hours"].sum()) if problem.people else float(rows["hours"].sum()),
        "rank_correlation_with_arr": rank_correlation(problem.about, rows), "by_unit": _by_unit(problem, here, best),
        "assignments": rows.select(ROW).to_dicts(), "people": _people(problem, rows, made.left),
        "handoffs": handed.select("account_id", "name", pl.col("person_now").alias("from"), pl.col("person").alias("to"),
                                  "days_to_renewal", pl.col("former_hours").alias("hours_each")).to_dicts(),
        "unmet": unmet(made, problem.about) if problem.people else [], "kept_by_goals": kept,
        "moves": moves(snap, rows, here.rows, made.unplaced, price=price, unit=unit), "expected": expected(problem.about, rows),
        "says": " ".join([_whom(problem, rows), *problem.says, *_doubts(here, made, by, ruled["arr"]), *map(kept_in_words, kept)]),
    }  # fmt: skip


def _ruled(problem: Problem, unit: str) -> dict[str, Rival]:
    """What other rules reach: none knows of impact or of skills, so any person may do the work."""
    about = problem.about.select("account_id", "arr", "churn_probability", "health")
    rows = in_unit(problem.anybody, unit).filter(pl.col("impact").is_not_null())
    return rivals(rows.drop("arr", "churn_probability", "health").join(about, on="account_id", how="left"), problem.hours)


def _today(snap: Snapshot, problem: Problem) -> pl.DataFrame:
    """The offers that are taken up today: by the standing plan, else as owners would spend their hours."""
    plan = standing(snap.store, snap.as_of)
    if plan.height:
        rows = problem.anybody.join(plan.select("account_id", "mode"), on=["account_id", "mode"], how="semi", maintain_order="left")
    else:
        owned = problem.about.select("account_id", "person_now", "arr").filter(pl.col("person_now").is_not_null())
        rows = as_owned(problem.anybody, owned, {p.name: p.hours for p in problem.people})
    lacks = (pl.col("needs") != GENERAL) & (pl.col("mode") != REVIEW) & ~pl.col("able_now").fill_null(True)
    lesser = pl.when(lacks).then(WITHOUT_SKILL).otherwise(1.0)
    return rows.with_columns((pl.col(f"kept_{c}") * lesser).alias(f"kept_{c}") for c in PARTS)


def _today_says(snap: Snapshot) -> str:
    if standing(snap.store, snap.as_of).height:
        return "Today is the committed plan as it stands, at today's impact."
    return "Today is an assumption: owners give all their accounts the fullest mode that their hours reach, the rest to the largest."


def _differences(problem: Problem, rows: pl.DataFrame, others: dict[str, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    """What this plan reaches beyond others in either unit, with an interval; None where amounts cannot be added."""
    units = UNITS[:1] if problem.mixed else UNITS
    return {name: {u: difference(rows, theirs, unit=u) if u in units else None for u in UNITS} for name, theirs in others.items()}


def _by_unit(problem: Problem, here: Placing, best: Allocation) -> dict[str, dict[str, Any] | None]:
    """Of the best plan under each unit: what it reaches in both, its accounts, and the rank correlation of its hours with ARR."""
    found: dict[str, dict[str, Any] | None] = {}
    for unit in UNITS:
        if unit == "arr_kept" and problem.mixed:
            found[unit] = None
            continue
        other = best if unit == here.unit else placing(problem, unit).best()
        found[unit] = {
            "impact_in_units": in_units(other.chosen, mixed=problem.mixed), "accounts": other.chosen.height,
            "rank_correlation_with_arr": rank_correlation(problem.about, other.chosen), "hour_prices": other.price,
        }  # fmt: skip
    return found


def _whom(problem: Problem, rows: pl.DataFrame) -> str:
    """Whom the plan is of."""
    return f"{rows.height:,} {of_current(problem.about.height, 'those to whom this plan gives hours of people')}."


def _evidence(problem: Problem) -> dict[str, str]:
    """Mode -> the evidence that its impact rests on."""
    return dict(problem.options.unique("mode", keep="first", maintain_order=True).select("mode", "evidence").iter_rows())


def _people(problem: Problem, rows: pl.DataFrame, left: list[float]) -> list[dict[str, Any]]:
    """Each of our people: hours they may spend, hours left, accounts, and when they are away."""
    n = dict(rows.group_by("person").len().iter_rows())
    return [
        {"person": p.name, "hours": p.hours, "left": over, "accounts": n.get(p.name, 0), "away": p.away,
         "skills": sorted(p.skills - {GENERAL}), "languages": sorted(p.languages)}
        for p, over in zip(problem.people, left, strict=True)
    ]  # fmt: skip


def _doubts(here: Placing, made: Staffed, by: str, arr: Rival) -> list[str]:
    """In words where accounts are left out or the choice is arbitrary, and where size as the order does better than its usual way."""
    unknown, told = here.problem.about["arr"].null_count(), arr.detail()
    said = f"{counted(unknown, 'account')} of unknown ARR {'is' if unknown == 1 else 'are'} left out."
    left_out = said if here.unit == "arr_kept" and unknown else ""
    alike, better = arbitrary(here.rows, made.rows) if by == "impact" else "", ""
    if told["one_mode"] > told["fullest"]:
        digits = 0 if here.unit == "arr_kept" else 1
        better = f"The largest accounts first reach {told['fullest']:,.{digits}f} with the fullest mode until the hours are used,"
        better += f" and {told['one_mode']:,.{digits}f} with a lighter one ({told['mode']}) for as many as possible."
    return [part for part in (left_out, alike, better) if part]


def kept_in_words(told: dict[str, Any]) -> str:
    """The share of the hours that a goal keeps and what its customers get, by one row of `kept_by_goals`."""
    return f"{BY_KEY[told['goal']].name} keeps {told['kept']:.0%} of the hours for {told['says']}: they get {told['share']:.0%}."


def _price(best: Allocation, problem: Problem) -> float:
    """What one more hour is worth, were it of the skill that is worth most."""
    held = {s for p in problem.people for s in p.skills} or {POOL}
    return max((best.price.get(s, 0.0) for s in held), default=0.0)


def _why() -> pl.Expr:
    asked = pl.format("; needs {} because {}", "needs", "needs_why")
    need = pl.when((pl.col("skill") == pl.col("needs")) & (pl.col("needs") != GENERAL)).then(asked).otherwise(pl.lit(""))
    lesser = pl.format(f"; asks for {{}} because {{}}, and gets somebody without it: x {WITHOUT_SKILL:g}", "needs", "needs_why")
    lesser = pl.when("unskilled").then(lesser).otherwise(pl.lit(""))
    change = pl.when("changes").then(pl.lit("; a change of person costs half a point")).otherwise(pl.lit(""))
    guarded = pl.when(pl.col("protected_why").is_not_null()).then(pl.format("; protected: {}", "protected_why")).otherwise(pl.lit(""))
    return pl.concat_str("why", need, lesser, change, guarded, pl.format("; {}: {}", "person", "person_why"))


def commit(store: Store, plan: dict[str, Any], *, now: datetime, by: str = "console") -> str:
    """Write a plan; from the next cycle on routing goes by it. Returns the plan's id; Refused where nobody gets hours."""
    if not plan["assignments"]:
        raise Refused("This plan gives no account any hours: raise --hours, or enter people on the Coverage page")
    plan_id = key_of("plan", plan["as_of"], plan["by"], plan["unit"], plan["hours"], now.isoformat())
    about = {"plan_id": plan_id, "as_of": plan["as_of"], "set_at": now}
    rows = [{k: row[k] for k in KEPT} | about | {"id": key_of(plan_id, row["account_id"])} for row in plan["assignments"]]
    forecast = {k: plan[k] for k in ("impact", "impact_in_units", "expected", "hours_used", "bound")}
    told = {"id": plan_id, "as_of": plan["as_of"], "rule": plan["by"], "unit": plan["unit"], "hours": plan["hours"]}
    with store.transaction():
        evidence = {"most": plan["evidence"], "by_mode": plan["evidence_by_mode"]}
        store.append("coverage_plan", [told | {"evidence": evidence, "forecast": forecast, "by": by, "set_at": now}])
        store.append("coverage", rows)
    return plan_id


def current_plan(store: Store, *, as_of: date | None = None) -> dict[str, Any] | None:
    """The plan committed last as it stands, with its overrides: plan_id, as_of, set_at, assignments; None where there is none."""
    rows = standing(store, as_of or date.max)
    if rows.is_empty():
        return None
    first = store.rows("coverage", plan_id=rows["plan_id"][0], limit=1)[0]
    return {**{k: first[k] for k in ("plan_id", "as_of", "set_at")}, "assignments": rows.select(KEPT).to_dicts()}


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
