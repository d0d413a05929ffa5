"""One account placed by hand: what it costs of the plan, who pays for it with their hours, and what stands against it."""

from typing import Any

import polars as pl

from cs_core.errors import BadInput, NotFound
from cs_core.leadership.hours.capacity import GENERAL
from cs_core.leadership.hours.continuity import HANDOFF_HOURS, REVIEW
from cs_core.leadership.hours.placing import Problem, placing, with_fixed
from cs_core.leadership.hours.staffing import net
from cs_core.leadership.hours.worth import UNITS, difference
from cs_core.orchestration.covered import UNASSIGNED

SHOWN = 5


def by_hand(problem: Problem, account_id: str, mode: str | None, person: str | None, *, unit: str = "accounts_kept") -> dict[str, Any]:
    """The price of giving an account this mode and person (no mode: agents alone) against the best plan in the unit.

    change: in either unit what the plan then reaches beyond the best one, with an interval; own: the account's row in the best plan
    and by hand; pays and gains: accounts whose hours change; hours: what the row takes; says: what stands against it. Raises NotFound for
    a stranger, BadInput for a mode that is not offered there or a person without hours.
    """
    about = problem.about.filter(pl.col("account_id") == account_id)
    if about.is_empty():
        raise NotFound(f"No current account {account_id!r}: give its id as on the Accounts page")
    account, someone = about.row(0, named=True), next((p for p in problem.people if p.name == person), None)
    if mode and problem.people and someone is None:
        raise BadInput(f"{person!r} has no hours in this quarter: choose one of {', '.join(p.name for p in problem.people)}")
    changes = account["person_now"] in {p.name for p in problem.people} and person != account["person_now"] and mode not in (None, REVIEW)
    warm = 2 * HANDOFF_HOURS if changes and account["hands_over"] else 0.0
    able = account["needs"] == GENERAL or mode == REVIEW or someone is None or account["needs"] in someone.skills
    here, base = placing(problem, unit), placing(problem, unit).best()
    there = placing(with_fixed(problem, account_id, mode, skilled=able, extra=warm), unit)
    if mode and account_id not in here.rows["account_id"]:
        raise BadInput(f"{account['name']} gets no person: a running pilot keeps it so, or nothing is known of what a person would change")
    if mode and account_id not in there.fixed["account_id"]:
        raise BadInput(f"{mode!r} is not offered to {account_id}: {', '.join(here.rows['mode'].unique().sort())} are")
    moved = there.best()
    lacks = not able and mode != REVIEW
    told = there.fixed.filter(pl.col("account_id") == account_id).with_columns(
        pl.lit(False).alias("unskilled"), pl.lit(lacks).alias("lacks"), pl.lit(changes).alias("changes")
    )
    mine = net(told, unit)
    chosen = pl.concat([moved.chosen.filter(pl.col("account_id") != account_id), mine.select(moved.chosen.columns)])
    units = UNITS[:1] if problem.mixed else UNITS
    gains, pays = _who_pays(problem, base.chosen, chosen, account_id)
    return {
        "account_id": account_id, "name": account["name"], "mode": mode, "person": person, "unit": unit,
        "hours": float(mine["hours"].sum()), "change": {u: difference(chosen, base.chosen, unit=u) if u in units else None for u in UNITS},
        "own": {"plan": _row(base.chosen, account_id), "by_hand": _row(chosen, account_id)}, "pays": pays, "gains": gains,
        "says": _against(account, mode, person, able),
    }  # fmt: skip


def _row(rows: pl.DataFrame, account_id: str) -> dict[str, Any] | None:
    """mode, hours and change in P(kept) of an account in a plan; None where it has no hours."""
    mine = rows.filter(pl.col("account_id") == account_id).select("mode", "hours", pl.col("kept_impact").alias("accounts_kept"))
    return mine.row(0, named=True) if mine.height else None


def _who_pays(problem: Problem, before: pl.DataFrame, after: pl.DataFrame, account_id: str) -> tuple[list[dict], list[dict]]:
    """Other accounts that then get more, and fewer hours: name, mode before and after, hours; the largest differences first."""
    kept = ("account_id", "mode", "hours")
    both = before.select(kept).join(after.select(kept), on="account_id", how="full", coalesce=True, suffix="_after")
    both = both.filter(pl.col("account_id") != account_id)
    change = (pl.col("hours_after").fill_null(0.0) - pl.col("hours").fill_null(0.0)).alias("change")
    both = both.with_columns(change).join(problem.about.select("account_id", "name"), on="account_id", how="left")
    rows = both.select("account_id", "name", pl.col("mode").alias("before"), pl.col("mode_after").alias("after"), "change")
    fewer = rows.filter(pl.col("change") < 0).sort("change", "account_id").head(SHOWN)
    more = rows.filter(pl.col("change") > 0).sort("change", "account_id", descending=[True, False]).head(SHOWN)
    return more.to_dicts(), fewer.to_dicts()


def _against(account: dict[str, Any], mode: str | None, person: str | None, able: bool) -> list[str]:
    now, says = account["person_now"], []
    if account["protected_why"] and (mode is None or (now and person != now)):
        says.append(f"This account is protected ({account['protected_why']}) and would not keep what it has.")
    if mode and now and person not in (now, UNASSIGNED) and mode != REVIEW:
        warm = f" with a warm hand-off, an hour of each: it renews in {account['days_to_renewal']} days" if account["hands_over"] else ""
        says.append(f"{person} takes over from {now}{warm}.")
    if mode and not able:
        says.append(f"It asks for the {account['needs']} skill because {account['needs_why']}, and {person} does not have it.")
    return says
