"""A past for a made company: weekly cycles whose drafts are decided, and whose tasks are done, by simulated people.

It fills the pages that need a past (quality, autonomy, precision, promises kept). It shows how the machine works, never what people
would do: the simulated ones go by chance, seeded by each draft, and no made customer answers to what was done. So a rehearsed pilot has
nothing to find.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, NamedTuple

from cs_core.context.pulse import SCALE, set_pulse
from cs_core.context.snapshot import snapshot
from cs_core.context.store import REHEARSED, Store
from cs_core.errors import CSError, Refused
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.coverage import commit, plan
from cs_core.leadership.goals import set_goals
from cs_core.leadership.pilot import start
from cs_core.leadership.steering.past import kept_signals
from cs_core.leadership.trials.design import Design, shares_of
from cs_core.orchestration.covered import standing
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch
from cs_core.progress import Progress, part, silent
from cs_core.records import key_of
from cs_core.settings import Settings

PLAYING, PLAYED, LED = "rehearsing", "rehearsed_so_far", "rehearsal_led"
"""Keys under which the store keeps which past is being played, how many of its weeks are, and whether the leader has set the direction."""
LEADER = "leader (simulated)"
AIMS = {"long_tail_grr": "+2", "grr": "+0.4", "ttv_days": "-1"}
"""Goal -> target, or change against the day on which it is set."""

TOUCH_MINUTES = 20
WAY = {"call": "call", "workshop": "workshop", "named CSM": "meeting"}
"""How a plan's mode is kept: whoever is named meets them."""
KEPT_OF_PLAN = 0.8
LEANING = (-1, 0, 0, 1)
"""How far a person's pulse lies from what the health score would make of it."""
MEETING, QUARTER = 60, 12
"""Minutes of the longest planned touch, and the weeks over which a plan's hours are spread."""


class Habit(NamedTuple):
    """What a simulated reviewer does with a share of the drafts, with the reason where it rejects."""

    upto: float
    decision: str
    reason: str = ""
    change: Callable[[str], str] | None = None


def rehearse(
    store: Store, *, end: date, weeks: int, habits: tuple[Habit, ...] | None = None, lead: bool = True,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Play `weeks` weekly cycles, the last on `end`; returns their documents. Refused unless the store is a demo without a cycle.

    `lead`: before the first, a simulated leader sets `AIMS`, starts a pilot and commits a coverage plan; people keep most of it, and what
    the last cycle asks is left for whoever looks. What was stopped goes on with the week that was not played.
    """
    if not store.get("demo_end"):
        raise Refused("Only a made company may be given a past: make one with `demo`")
    past, at, documents = f"{weeks} weeks to {end}", datetime.combine(end, time(12)), []
    if store.count("cycle") and store.get(PLAYING) != past:
        raise Refused("This store has cycles already: give a new demo its past before its first cycle")
    store.put(PLAYING, past, at=at)
    for week in range(int(store.get(PLAYED) or 0), weeks):
        day = end - timedelta(weeks=weeks - 1 - week)
        tell = part(progress, week / weeks, (week + 1) / weeks, before=f"Week {week + 1} of {weeks}, played by simulated people: ")
        tell(0.0, "begins")
        if not week and lead and not store.get(LED):
            _lead(store, day)
            store.put(LED, "yes", at=at)
        last = week == weeks - 1 and lead
        documents.append(a_week(store, day, habits=() if last else HABITS if habits is None else habits, progress=tell))
        if lead and not last:
            _as_planned(store, day, week)
        store.put(PLAYED, str(week + 1), at=at)
    store.put(PLAYING, "", at=at)
    store.put(REHEARSED, str(weeks), at=at)
    return documents


def _lead(store: Store, day: date) -> None:
    """What a leader decides first; what this book of customers is too small for is left out."""
    now, snap = datetime.combine(day, time(9)), snapshot(store, day)
    due = day.replace(year=day.year + 1)
    for key, change in AIMS.items():
        with suppress(CSError):
            set_goals(store, {key: f"{change}@{due}"}, by=LEADER, now=now, snap=snap)
    for design in (Design(), Design(shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5))):
        with suppress(Refused):
            start(store, snap, now=now, design=design, by=LEADER)
            break
    with suppress(CSError):
        commit(store, plan(snap), now=now, by=LEADER)


def _as_planned(store: Store, day: date, week: int) -> None:
    """The plan's touches of this week, none longer than MEETING minutes, for KEPT_OF_PLAN of the customers; and the pulse after them."""
    at = datetime.combine(day, time(9))
    kept = kept_signals(snapshot(store, day), day, ("account_id", "health"))
    health = dict(kept.select("account_id", "health").drop_nulls().iter_rows()) if kept is not None else {}
    for row in standing(store, day).sort("account_id").to_dicts():
        chance = int(key_of("planned touch", row["account_id"]), 16)
        if row["mode"] not in WAY or chance // 100 % 100 >= KEPT_OF_PLAN * 100:
            continue
        parts = max(1, ceil(60 * row["hours"] / MEETING))
        met = sum((chance + k) % QUARTER == week for k in range(parts))
        if met and row["account_id"] in health:
            felt = round(1 + health[row["account_id"]] / 20) + LEANING[chance % len(LEANING)]
            set_pulse(
                store, row["account_id"], min(max(felt, 1), max(SCALE)), why="how it felt when we spoke (simulated)", by=row["person"],
                now=at + timedelta(hours=12),
            )  # fmt: skip
        for nth in range(met):
            log_touch(
                store, row["account_id"], mode=WAY[row["mode"]], minutes=round(60 * row["hours"] / parts), by=row["person"],
                now=at + timedelta(hours=nth), result="as planned (simulated)",
            )  # fmt: skip


def a_week(store: Store, day: date, *, habits: tuple[Habit, ...], progress: Progress = silent) -> dict[str, Any]:
    """One cycle; then all that waits is decided or done, the most valuable first, and what is approved goes out.

    Without habits nobody decides. `progress` hears of the cycle until it is written: a week is played whole, or not at all.
    """
    now = datetime.combine(day, time(12))
    document = run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=roster_of(store), progress=until_written(progress))
    if not habits:
        return document
    tasks = {row["proposal_id"]: row for row in store.rows("task")}
    for n, waiting in enumerate(queue(store, now=now)):
        at = now + timedelta(seconds=n)
        if waiting["kind"] == "message" and waiting["route"] != "human_only":
            _decide(store, waiting, habits, at)
        elif waiting["id"] in tasks:
            task = tasks[waiting["id"]]
            log_touch(
                store, task["account_id"], mode="call", minutes=TOUCH_MINUTES, by=task["assignee"], now=at, task_id=task["id"],
                result="spoke (simulated)",
            )  # fmt: skip
    deliver(store, Settings(), now=now + timedelta(hours=1))
    return document


def until_written(progress: Progress) -> Progress:
    """Progress that hears nothing of the end: whoever stops it there would part a cycle from what follows it."""
    return lambda share, what: progress(share, what) if share < 1 else None


def _decide(store: Store, waiting: dict[str, Any], habits: tuple[Habit, ...], at: datetime) -> None:
    chance = int(key_of("rehearsal", waiting["id"]), 16) % 10_000 / 10_000
    habit = next(h for h in habits if chance < h.upto)
    by, seconds = f"{waiting['assignee'] or 'reviewer'} (simulated)", 20 + chance * 100
    body = habit.change(waiting["body"]) if habit.change else None
    try:
        decide(store, waiting["id"], habit.decision, by=by, now=at, body=body, reason=habit.reason, seconds=seconds)
    except CSError:
        # An edit or a recipient that may not pass: a person would turn the draft down.
        decide(store, waiting["id"], "reject", by=by, now=at, reason="other", seconds=seconds)


def _plainer(body: str) -> str:
    """A light edit: another greeting."""
    return body.replace("Hi ", "Hello ", 1)


def _shorter(body: str) -> str:
    """A heavy edit: greeting, first paragraph and what follows the last one."""
    parts = body.split("\n\n")
    return "\n\n".join([*parts[:2], *parts[-1:]]) if len(parts) > 3 else body


APPROVE_ALL = (Habit(1.0, "approve"),)
HABITS = (
    Habit(0.72, "approve"),
    Habit(0.84, "edit", change=_plainer),
    Habit(0.90, "edit", change=_shorter),
    Habit(0.92, "reject", "wrong fact: usage"),
    Habit(0.94, "reject", "wrong time"),
    Habit(0.96, "reject", "not worth their time"),
    Habit(0.98, "reject", "already handled"),
    Habit(1.01, "reject", "wrong tone"),
)
