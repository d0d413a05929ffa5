"""A past for a demo company: weekly cycles whose drafts are decided, and whose tasks are done, by simulated people.

It fills the pages that need a past (quality, autonomy, precision, promises kept). It shows how the machine works, never what people
would do: the simulated ones (`rehearsing`) go by chance, seeded by each draft, and no made customer answers to what was done. So a
rehearsed pilot has nothing to find.
"""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import REHEARSED, Store
from cs_core.errors import CSError, Refused
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.rehearsing.leader import change_words, grant, keep_the_plan, lead
from cs_core.leadership.rehearsing.reviewers import USUAL, Habits, judge_blindly, review
from cs_core.orchestration.contact.since import stopped
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import log_touch
from cs_core.progress import Progress, part, silent
from cs_core.settings import Settings

PLAYING, PLAYED, LED = "rehearsing", "rehearsed_so_far", "rehearsal_led"
"""Keys under which the store keeps which past is being played, how many of its weeks are, and whether the leader has set the direction."""
TOUCH_MINUTES = 20
BLIND_EVERY = 4
"""Weeks from one blind sample to the next."""
JUDGE = "reviewer (simulated)"
CYCLE_SHARE = 0.82
"""Of the time of a week, when its cycle is written: as measured with 800 customers."""


def rehearse(
    store: Store, *, end: date, weeks: int, habits: Habits = USUAL, led: bool = True, progress: Progress | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Play `weeks` weekly cycles, the last on `end`; returns their documents. Refused unless the store is a demo without a cycle.

    `led`: a simulated leader sets goals, starts a pilot and commits a coverage plan first, people keep most of it, what a record has
    earned is granted, and what the last cycle asks is left for whoever looks. What was stopped goes on with the week that was not played.
    """
    if not store.get("demo_end"):
        raise Refused("Only a demo company may be given a past: make one with `demo`")
    past, at, documents = f"{weeks} weeks to {end}", datetime.combine(end, time(12)), []
    if store.count("cycle") and store.get(PLAYING) != past:
        raise Refused("This store has cycles already: give a new demo its past before its first cycle")
    store.put(PLAYING, past, at=at)
    for week in range(int(store.get(PLAYED) or 0), weeks):
        day = end - timedelta(weeks=weeks - 1 - week)
        tell = part(progress, week / weeks, (week + 1) / weeks, before=f"Week {week + 1} of {weeks}, played by simulated people: ")
        tell(0.0, "begins")
        if not week and led and not store.get(LED):
            lead(store, day)
            store.put(LED, "yes", at=at)
        last = week == weeks - 1 and led
        blind = led and not last and week % BLIND_EVERY == BLIND_EVERY - 1
        documents.append(a_week(store, day, habits=None if last else habits, blind=blind, progress=tell))
        if led and not last:
            _led_on(store, day, week, weeks)
        store.put(PLAYED, str(week + 1), at=at)
    store.put(PLAYING, "", at=at)
    store.put(REHEARSED, str(weeks), at=at)
    return documents


def _led_on(store: Store, day: date, week: int, weeks: int) -> None:
    """What follows a week: the plan is kept, what was earned is granted, and once words are changed."""
    now = datetime.combine(day, time(18))
    keep_the_plan(snapshot(store, day), week)
    grant(store, now=now)
    if week == weeks // 2:
        with suppress(CSError):
            change_words(store, now=now)


def a_week(
    store: Store, day: date, *, habits: Habits | None, blind: bool = False, progress: Progress = silent
) -> dict[str, Any]:  # fmt: skip
    """One cycle; then all that waits is decided or done, in the order of the queue, and what may go goes out. `blind`: samples are judged.

    Without habits nobody decides. `progress` hears of the cycle until it is written: a week is played whole, or not at all.
    """
    now, snap = datetime.combine(day, time(12)), snapshot(store, day)
    tell = until_written(part(progress, 0.0, CYCLE_SHARE))
    document = run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=roster_of(store), progress=tell)
    if blind:
        judge_blindly(snap, by=JUDGE, now=now)
    if habits:
        _work_off(snap, habits, now)
    deliver(store, Settings(), now=now + timedelta(hours=1), stopped=stopped)
    return document


def until_written(progress: Progress) -> Progress:
    """Progress that hears nothing of the end: whoever stops it there would part a cycle from what follows it."""
    return lambda share, what: progress(share, what) if share < 1 else None


def _work_off(snap: Snapshot, habits: Habits, now: datetime) -> None:
    store = snap.store
    tasks, tests = {row["proposal_id"]: row for row in store.rows("task")}, store.keys("planted")
    for n, waits in enumerate(queue(store, now=now)):
        at = now + timedelta(seconds=n)
        if waits["kind"] == "message" and waits["route"] != "human_only":
            review(snap, waits, habits, tests, now=at)
        elif waits["id"] in tasks:
            task = tasks[waits["id"]]
            log_touch(
                store, task["account_id"], mode="call", minutes=TOUCH_MINUTES, by=task["assignee"], now=at, task_id=task["id"],
                result="spoke (simulated)",
            )  # fmt: skip
