"""A success plan from facts: objective > outcomes > initiatives > tasks, with owners and dates; made, followed, made anew, closed.

`plan_of` is pure: what is known of an account on a day, and its plan so far, give its plan now. Nothing in it is invented: where the
customer has stated no outcome there is no plan, and what only the customer can see is asked for.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cs_core.execution.jobs.success_plan_changes import basis_of, changes, settled
from cs_core.execution.jobs.success_plan_outcomes import Ground, outcomes_of
from cs_core.execution.jobs.success_plan_progress import (
    ACHIEVED,
    ADOPTION_TOLERANCE,
    BEHIND,
    CANCELLED,
    CANNOT_TELL,
    FRESH_DAYS,
    JUST_BEGUN,
    MISSED,
    ON_COURSE,
    ON_HOLD,
    PARTIAL,
    WAIT_DAYS,
    Progress,
    closing,
    on_hold,
    overall,
    result,
    success_rate,
    way,
)
from cs_core.execution.writing.phrases import say

Known = Mapping[str, Any]
"""Signals of one account by key, with `as_of`, the columns of its newest statement (`outcome_quote`, `outcome_metric`,
`outcome_baseline`, `outcome_target`, `outcome_unit`, `outcome_by`), its own `outcome_figure`, and `milestones_ahead`: rows of milestone,
event, expected_on."""

Plan = dict[str, Any]
"""Plain JSON: what the case keeps in `data`."""

NO_OBJECTIVE = "no objective on record"


def plan_of(known: Known, old: Plan | None) -> Plan:
    """The plan of an account as of `known["as_of"]`; `old` is its open plan so far, None where there is none."""
    as_of = known["as_of"]
    had = old if old and old.get("objective") else None
    if known.get("churned_on") or (had and not known.get("desired_outcome")):
        return _cancelled(known, had)
    if not known.get("desired_outcome"):
        return no_objective()
    new_goal = had is not None and had["basis"]["stated_on"] != _iso(known["outcome_stated_on"])
    opened = date.fromisoformat(had["opened_on"]) if had else as_of
    due, due_why = due_of(known, opened) if not had or new_goal else (date.fromisoformat(had["due_on"]), had["due_why"])
    basis = settled(had and had["basis"], basis_of(known))
    changed = changes(had["basis"], basis) if had else []
    before = {o["id"]: o for o in had["outcomes"]} if had and not new_goal else {}
    ground = Ground(known, before, opened, due)
    outcomes = outcomes_of(ground)
    end = closing(outcomes, due=due, as_of=as_of)
    state = end or _held(known) or overall(outcomes)
    if state.word == ON_HOLD:
        outcomes = on_hold(outcomes, state.why)
    if end:
        outcomes = [o | {"result": result(o, end.word, due=due, as_of=as_of)} for o in outcomes]
    return {
        "version": had["version"] + bool(changed) if had else 1,
        "changed": changed or (had["changed"] if had else []),
        "changed_on": _iso(as_of) if changed or not had else had["changed_on"],
        "state": state.word, "why": state.why, "play": _play(state.word, end, new=not had, changed=bool(changed)),
        "opened_on": _iso(opened), "due_on": _iso(due), "due_why": due_why, "closed_on": _iso(as_of) if end else None,
        "objective": _objective(ground), "outcomes": outcomes, "success_rate": success_rate(o["result"] for o in outcomes) if end else None,
        "basis": basis, "check_on": None if end else _iso(_check(known, outcomes, start=opened, due=due)), "cites": cites(known),
    }  # fmt: skip


def _held(known: Known) -> Progress | None:
    """The word that nothing is asked of a customer for a plan that it will not be there to end; None where no notice was given."""
    given = known.get("notice_given_on")
    return Progress(ON_HOLD, f"they gave notice on {say(given)}: the plan is on hold until they stay or leave") if given else None


def due_of(known: Known, opened: date) -> tuple[date, str]:
    """The day by which the goal is to be reached, and why that day: theirs to correct when the plan is agreed."""
    stated, renewal = known["outcome_stated_on"], known.get("renewal_on")
    year = stated + timedelta(days=YEAR_DAYS)
    soonest = opened + timedelta(days=SHORTEST_DAYS)
    if renewal and soonest <= renewal <= max(year, soonest + timedelta(days=YEAR_DAYS - SHORTEST_DAYS)):
        return renewal, "the renewal"
    if year >= soonest:
        return year, "a year after they stated it"
    return opened + timedelta(days=HALF_YEAR_DAYS), "half a year after this plan began"


def cites(known: Known) -> list[str]:
    """Keys of the facts that a plan is made of, those that are known."""
    return [key for key in CITED if known.get(key) is not None]


def _objective(ground: Ground) -> dict:
    known = ground.known
    return {
        "text": known["desired_outcome"], "quote": known.get("outcome_quote"), "stated_on": _iso(known["outcome_stated_on"]),
        "stated_by": known.get("outcome_by"), "owner": ground.theirs("sponsor"), "whose": "theirs",
        "cites": ground.keys("desired_outcome", "outcome_quote", "outcome_stated_on", "sponsor", "champion"),
    }  # fmt: skip


def no_objective() -> Plan:
    """The word that stands for a plan where they have stated no outcome."""
    return {
        "version": 0, "changed": [], "changed_on": None, "state": NO_OBJECTIVE, "why": "what they want to achieve is not on record: ask",
        "play": "ask for the outcome", "opened_on": None, "due_on": None, "closed_on": None, "objective": None, "outcomes": [],
        "success_rate": None, "basis": {}, "check_on": None, "cites": [],
    }  # fmt: skip


def _cancelled(known: Known, old: Plan | None) -> Plan:
    why = f"they left on {say(known['churned_on'])}" if known.get("churned_on") else "their statement was taken back"
    return cancelled(old or no_objective(), why, as_of=known["as_of"])


def cancelled(plan: Plan, why: str, *, as_of: date) -> Plan:
    """The plan, closed on the day without a result."""
    outcomes = [o | {"result": CANCELLED} for o in plan["outcomes"]]
    return plan | {"state": CANCELLED, "why": why, "play": None, "closed_on": _iso(as_of), "outcomes": outcomes, "check_on": None}


def _play(state: str, end: Progress | None, *, new: bool, changed: bool) -> str | None:
    if end:
        return CLOSING_PLAYS[end.word]
    if state == ON_HOLD:
        return None
    return "agree the plan" if new else "re-plan" if changed else OPEN_PLAYS[state]


def _check(known: Known, outcomes: list[dict], *, start: date, due: date) -> date:
    """The first day to come on which time alone may change what the plan says."""
    as_of = known["as_of"]
    days = [due, due + timedelta(days=WAIT_DAYS)]
    if known.get("outcome_told_on"):
        days.append(known["outcome_told_on"] + timedelta(days=FRESH_DAYS + 1))
    if known.get("milestone_overdue_days") is not None:
        days.append(as_of + timedelta(days=1 - known["milestone_overdue_days"]))
    for o in outcomes:
        tasks = [t for i in o["initiatives"] for t in i["tasks"]]
        days += [date.fromisoformat(t["due_on"]) + timedelta(days=1) for t in tasks if t["progress"] == ON_COURSE]
        gone = way(o["baseline"], o["target"], o["current"])
        if o["id"] == "adoption" and gone is not None and o["progress"] in (ON_COURSE, JUST_BEGUN):
            days.append(start + timedelta(days=int((gone + ADOPTION_TOLERANCE) * (due - start).days) + 1))
    return min((day for day in days if day > as_of), default=as_of + timedelta(days=QUARTER_DAYS))


def _iso(day: date) -> str:
    return day.isoformat()


YEAR_DAYS, HALF_YEAR_DAYS, QUARTER_DAYS = 365, 182, 91
SHORTEST_DAYS = 90
"""A plan is given at least so long."""
CLOSING_PLAYS = {
    ACHIEVED: "close the objective", PARTIAL: "talk about the goal", MISSED: "talk about the goal", CANNOT_TELL: "ask for their figure",
}  # fmt: skip
OPEN_PLAYS = {
    BEHIND: "rescue the plan", CANNOT_TELL: "ask for their figure", ON_COURSE: "report progress", JUST_BEGUN: "report progress",
}  # fmt: skip
CITED = (
    "desired_outcome", "outcome_quote", "outcome_stated_on", "outcome_metric", "outcome_baseline", "outcome_target", "outcome_figure",
    "outcome_told_on", "next_milestone", "milestones_done", "milestones_total", "milestone_progress", "milestone_overdue_days",
    "utilisation", "peer_utilisation", "unused_feature", "open_tickets", "escalations_open", "champion", "sponsor", "owner", "plan",
    "seats", "renewal_on", "notice_given_on",
)  # fmt: skip
"""Keys of the facts that a plan rests on."""
