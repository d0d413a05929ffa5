"""The outcomes of a success plan with their initiatives and tasks: the customer's own measure, and what we can see of the way there.

Each outcome but the own one is a proxy and is labelled so. Tasks say whose they are and keep the day that they were first given.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from cs_core.execution.jobs.success_plan_progress import (
    ACHIEVED,
    BEHIND,
    CANNOT_TELL,
    FRESH_DAYS,
    ON_COURSE,
    Progress,
    adoption_progress,
    milestone_progress,
    own_progress,
)  # fmt: skip
from cs_core.execution.writing.phrases import feature, quoted, say

Known = Mapping[str, Any]


class Ground(NamedTuple):
    """What outcomes stand on: what is known, the outcomes of the plan so far by id, the plan's first day and its date."""

    known: Known
    before: Mapping[str, dict]
    start: date
    due: date

    @property
    def as_of(self) -> date:
        return self.known["as_of"]

    def keys(self, *keys: str) -> list[str]:
        """Those that are known."""
        return [key for key in keys if self.known.get(key) is not None]

    @property
    def ours(self) -> str:
        """Who holds our part: the account's owner, else the agent."""
        return self.known.get("owner") or AGENT

    def theirs(self, role: str = "champion") -> str:
        """Who holds a part at the customer; who that is may still be to be named."""
        other = "sponsor" if role == "champion" else "champion"
        return self.known.get(role) or self.known.get(other) or "to be named by them"


def outcomes_of(ground: Ground) -> list[dict]:
    """The own outcome first, then the proxies that facts give a reason for."""
    return [o for o in (_own(ground), _milestones(ground), _adoption(ground)) if o]


def _own(g: Ground) -> dict:
    known, unit = g.known, g.known.get("outcome_unit") or ""
    baseline, target, figure = (known.get(f"outcome_{key}") for key in ("baseline", "target", "figure"))
    metric, told_on, stated_on = known.get("outcome_metric"), known.get("outcome_told_on"), known["outcome_stated_on"]
    going = own_progress(baseline, target, figure, told_on=told_on, start=stated_on, due=g.due, as_of=g.as_of)
    head = {"id": "own", "text": _span(metric, baseline, target, unit), "metric": metric, "baseline": baseline, "target": target}
    shown = "cannot tell: ask" if figure is None else f"{say(figure, unit)}, told on {say(told_on)}"
    fresh = figure is not None and (g.as_of - told_on).days <= FRESH_DAYS
    ask = f"Tell us your figure for {metric or 'the goal'} as it is now"
    measure = _task(g, "own/measure", ask, g.theirs(), "theirs", ASK_DAYS, done=fresh, cites=g.keys("outcome_figure"))
    review = _task(g, "own/review", "Put the figure beside the target at the quarterly review", g.ours, "ours", QUARTER_DAYS)
    ways = [_initiative("own/measure", "Measure the goal together", [measure, review]), *_blocked(g)]
    keys = g.keys("outcome_metric", "outcome_baseline", "outcome_target", "outcome_figure", "outcome_told_on")
    return _outcome(g, head | {"unit": unit, "current": figure}, going, shown, ways, keys, proxy=False)


def _span(metric: str | None, baseline: float | None, target: float | None, unit: str) -> str:
    name = metric or "Their own measure"
    match baseline, target:
        case _, None:
            return f"{name}: no target on record"
        case None, _:
            return f"{name}: to {say(target, unit)}"
        case _:
            return f"{name}: {say(baseline, unit)} to {say(target, unit)}"


def _blocked(g: Ground) -> list[dict]:
    """Open tickets stand in the way; once they are closed the initiative stays as done."""
    n, urgent = g.known.get("open_tickets"), g.known.get("escalations_open") or 0
    there = any(i["id"] == "own/tickets" for i in g.before.get("own", {}).get("initiatives", ()))
    if not n and not (there and n == 0):
        return []
    text = f"Answer the open tickets, {say(n)} in number" if n else "Answer the open tickets"
    task = _task(g, "own/tickets/close", text, g.ours, "ours", TICKET_DAYS, done=n == 0, cites=g.keys("open_tickets", "escalations_open"))
    task |= {"progress": BEHIND, "why": "an escalated or urgent ticket is open"} if urgent else {}
    return [_initiative("own/tickets", "Clear what stands in the way", [task])]


def _milestones(g: Ground) -> dict | None:
    done, total, ahead_name = (g.known.get(key) for key in ("milestones_done", "milestones_total", "next_milestone"))
    was = g.before.get("milestones")
    if was is None and (done is None or not total or done >= total):
        return None
    going = milestone_progress(done, total, g.known.get("milestone_overdue_days"))
    baseline, target = (was["baseline"], was["target"]) if was else (done, total)
    head = {"id": "milestones", "text": f"Value milestones reached: {baseline} to {target}", "metric": "milestones reached"}
    head |= {"baseline": baseline, "target": target, "unit": "milestones", "current": done}
    ahead = g.known.get("milestones_ahead") or ([{"milestone": ahead_name}] if ahead_name else [])
    ways = [_to_milestone(g, row, first=not at) for at, row in enumerate(ahead[:MOST_AHEAD])]
    shown = "cannot tell" if done is None else f"{done} of {target}"
    keys = g.keys("next_milestone", "milestones_done", "milestones_total", "milestone_progress", "milestone_overdue_days")
    return _outcome(g, head, going, shown, ways, keys, proxy=True)


def _to_milestone(g: Ground, row: Mapping, *, first: bool) -> dict:
    name, event, key = quoted(row["milestone"]), row.get("event"), f"milestones/{row['milestone']}"
    use = f"Use {feature(event)} up to the milestone {name}" if event else f"Reach the milestone {name}"
    days = max(((row.get("expected_on") or g.as_of) - g.as_of).days, ASK_DAYS)
    theirs = _task(g, f"{key}/use", use, g.theirs(), "theirs", days)
    if not first:
        return _initiative(key, f"Reach {name}", [theirs])
    share, late = g.known.get("milestone_progress"), (g.known.get("milestone_overdue_days") or 0) > 0
    theirs |= {"why": f"{share:.0f}% of the uses are done"} if share is not None else {}
    theirs |= {"progress": BEHIND} if late else {}
    show = _task(g, f"{key}/show", f"Send the first step towards {name}", AGENT, "ours", STEP_DAYS)
    return _initiative(key, f"Reach {name}", [theirs, show])


def _adoption(g: Ground) -> dict | None:
    now, peers, unused = (g.known.get(key) for key in ("utilisation", "peer_utilisation", "unused_feature"))
    was = g.before.get("adoption")
    if was is None and not _far(now, peers, g.known.get("seats")):
        return None
    baseline, target = (was["baseline"], was["target"]) if was else (round(now), round(min(peers, 100)))
    going = adoption_progress(baseline, target, now, start=g.start, due=g.due, as_of=g.as_of)
    head = {"id": "adoption", "text": f"Seats in use, as with customers alike: {baseline}% to {target}%", "metric": "seats in use"}
    head |= {"baseline": baseline, "target": target, "unit": "%", "current": None if now is None else round(now)}
    named = [i["id"].removeprefix("adoption/") for i in was["initiatives"]] if was else []
    ways = [_into_use(g, name) for name in dict.fromkeys([*named, *([unused] if unused else [])])]
    shown = "cannot tell" if now is None else f"{now:.0f}%"
    keys = g.keys("utilisation", "peer_utilisation", "unused_feature")
    return _outcome(g, head, going, shown, ways, keys, proxy=True)


def _far(now: float | None, peers: float | None, seats: int | None) -> bool:
    """Whether seats in use are worth an outcome: points below customers alike, which must be whole seats and not one by chance."""
    if now is None or peers is None or not seats:
        return False
    return peers - now >= GAP_POINTS and (peers - now) * seats / 100 >= GAP_SEATS


def _into_use(g: Ground, name: str) -> dict:
    """A feature of their plan that lies idle and that most of their peers use; done once it is named so no longer and use can be seen."""
    idle = name == g.known.get("unused_feature")
    done, keys, key = not idle and g.known.get("usage_4w") is not None, ["unused_feature"] if idle else [], f"adoption/{name}"
    show = _task(g, f"{key}/show", f"Show what {feature(name)} does for the goal", AGENT, "ours", STEP_DAYS, done=done, cites=keys)
    test = _task(g, f"{key}/try", f"Try {feature(name)} with one team", g.theirs(), "theirs", TRY_DAYS, done=done, cites=keys)
    return _initiative(key, f"Bring {feature(name)} into use", [show, test])


def _outcome(g: Ground, head: dict, going: Progress, shown: str, ways: list[dict], keys: list[str], *, proxy: bool) -> dict:
    return head | {
        "proxy": proxy, "owner": g.ours if proxy else g.theirs("sponsor"), "whose": "ours" if proxy else "theirs",
        "due_on": g.due.isoformat(), "progress": going.word, "why": going.why, "current_says": shown, "result": None,
        "initiatives": ways, "cites": keys,
    }  # fmt: skip


def _initiative(key: str, text: str, tasks: list[dict]) -> dict:
    """Its progress is that of its tasks: behind where one is, achieved where all are."""
    words = {t["progress"] for t in tasks}
    word = BEHIND if BEHIND in words else ACHIEVED if words == {ACHIEVED} else CANNOT_TELL if CANNOT_TELL in words else ON_COURSE
    last = max(t["due_on"] for t in tasks)
    return {"id": key, "text": text, "owner": tasks[0]["owner"], "due_on": last, "progress": word, "tasks": tasks}


def _task(
    g: Ground, key: str, text: str, owner: str, whose: str, days: int, *, done: bool = False, cites: list[str] | None = None
) -> dict:  # fmt: skip
    old = {t["id"]: t for o in g.before.values() for i in o["initiatives"] for t in i["tasks"]}.get(key)
    due, today = old["due_on"] if old else (g.as_of + timedelta(days=days)).isoformat(), g.as_of.isoformat()
    word = ACHIEVED if done else BEHIND if due < today else ON_COURSE
    why = {ACHIEVED: "done", BEHIND: "its day has passed", ON_COURSE: ""}[word]
    return {"id": key, "text": text, "owner": owner, "whose": whose, "due_on": due, "progress": word, "why": why, "cites": cites or []}


AGENT = "agent"
"""Who holds a task of ours that needs no person."""
QUARTER_DAYS, TRY_DAYS, ASK_DAYS, STEP_DAYS, TICKET_DAYS = 91, 42, 21, 14, 14
MOST_AHEAD = 3
GAP_POINTS, GAP_SEATS = 10, 2
"""Points of utilisation below customers alike, and seats, from which on it is an outcome of the plan."""
