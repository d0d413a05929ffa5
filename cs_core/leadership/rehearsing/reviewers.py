"""Simulated reviewers: what they make of drafts, of test drafts and of blind samples. All of it by chance, seeded by what they look at.

What is of low stakes they mostly send as it is; what is delicate they rewrite and turn down more often. No text is read: a rehearsed
record shows how evidence adds up, not how good the drafts are.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple

from cs_core.context.snapshot import Snapshot
from cs_core.errors import CSError
from cs_core.leadership.output.blind import LEFT, MISSED, RIGHT, SHOULD_GO, UNSURE, draw, draw_stopped, label, waiting
from cs_core.orchestration.review import decide
from cs_core.records import key_of

BLIND, STOPPED = 24, 16
"""Pairs of account and agent that were left alone, and stopped drafts, of one blind sample."""
CAUGHT = 0.92
"""Share of test drafts in which the planted error is seen."""


class Habit(NamedTuple):
    """What a simulated reviewer does with a share of the drafts, with the reason where it rejects."""

    upto: float
    decision: str
    reason: str = ""
    change: Callable[[str], str] | None = None


class Habits(NamedTuple):
    """What is done with drafts of low stakes, and with all others."""

    routine: tuple[Habit, ...]
    delicate: tuple[Habit, ...]
    tastes: tuple[tuple[Callable[[dict[str, Any]], bool], Habit], ...] = ()
    """What everybody does with drafts of a kind, whatever else is their habit: from such words and plays agents learn."""

    def of(self, waits: dict[str, Any], chance: float) -> Habit:
        """What is done with one draft of the queue."""
        taste = next((habit for meant, habit in self.tastes if meant(waits)), None)
        return taste or next(h for h in (self.routine if waits["stakes"] == "low" else self.delicate) if chance < h.upto)


def chance_of(*about: object) -> float:
    """From 0 to 1, always the same for the same thing."""
    return int(key_of("rehearsal", *about), 16) % 10_000 / 10_000


def review(snap: Snapshot, waits: dict[str, Any], habits: Habits, tests: Collection[str], *, now: datetime) -> None:
    """One draft of the queue, decided. `tests` are the ids of test drafts, `snap` what was known when the reviewer sat down."""
    chance = chance_of(waits["id"])
    by, seconds = f"{waits['assignee'] or 'reviewer'} (simulated)", 20 + chance * 100
    if waits["id"] in tests:
        _test_draft(snap, waits["id"], by=by, now=now, seconds=seconds)
        return
    habit = habits.of(waits, chance)
    body = habit.change(waits["body"]) if habit.change else None
    about = {"by": by, "now": now, "seconds": seconds, "snap": snap}
    try:
        decide(snap.store, waits["id"], habit.decision, body=body, reason=habit.reason, **about)
    except CSError:
        # An edit or a recipient that may not pass: a person would turn the draft down.
        decide(snap.store, waits["id"], "reject", reason="other", **about)


def _test_draft(snap: Snapshot, draft: str, *, by: str, now: datetime, seconds: float) -> None:
    seen = chance_of("test draft", draft) < CAUGHT
    try:
        decide(snap.store, draft, "reject" if seen else "approve", by=by, now=now, seconds=seconds, reason="wrong fact" if seen else "")
    except CSError:
        """Let through: whoever did is told, and it is kept."""


def judge_blindly(snap: Snapshot, *, by: str, now: datetime) -> None:
    """Draw a blind sample of what was left alone and of what was stopped, and answer all that waits."""
    draw(snap, BLIND, by=by, now=now)
    draw_stopped(snap, STOPPED, by=by, now=now)
    for drawn in waiting(snap.store):
        words, chance = ANSWERS[drawn["kind"]], chance_of("blind", drawn["id"])
        label(snap.store, drawn["id"], next(word for upto, word in words if chance < upto), by=by, now=now, why="simulated")


def _plainer(body: str) -> str:
    """A light edit: another greeting."""
    return body.replace("Hi ", "Hello ", 1)


def _shorter(body: str) -> str:
    """A heavy edit: greeting, first paragraph and what follows the last one."""
    parts = body.split("\n\n")
    return "\n\n".join([*parts[:2], *parts[-1:]]) if len(parts) > 3 else body


def _gentler(body: str) -> str:
    """A light edit: the question about money, asked without it."""
    return body.replace(*QUESTION)


QUESTION = (
    "Which result should it bring you this year, and how would you measure it, so that we can work towards it with you?",
    "What result would you like to see this year, and how would you measure it?",
)
"""A question of a playbook as shipped, and what simulated reviewers write in its place."""
APPROVE_ALL = Habits(routine=(Habit(1.0, "approve"),), delicate=(Habit(1.0, "approve"),))
USUAL = Habits(
    routine=(
        Habit(0.88, "approve"),
        Habit(0.965, "edit", change=_plainer),
        Habit(0.975, "edit", change=_shorter),
        Habit(0.985, "reject", "not worth their time"),
        Habit(0.992, "reject", "already handled"),
        Habit(1.0, "reject", "wrong time"),
    ),
    delicate=(
        Habit(0.62, "approve"),
        Habit(0.78, "edit", change=_plainer),
        Habit(0.87, "edit", change=_shorter),
        Habit(0.90, "reject", "wrong fact: usage"),
        Habit(0.93, "reject", "wrong time"),
        Habit(0.95, "reject", "not worth their time"),
        Habit(0.97, "reject", "already handled"),
        Habit(1.0, "reject", "wrong tone"),
    ),
    tastes=(
        (lambda draft: QUESTION[0] in draft["body"], Habit(1.0, "edit", change=_gentler)),
        (lambda draft: draft["play"] == "mark the anniversary", Habit(1.0, "reject", "not worth their time")),
    ),
)
ANSWERS = {
    "no action": ((0.08, MISSED), (0.90, LEFT), (1.0, UNSURE)),
    "stopped": ((0.15, SHOULD_GO), (0.92, RIGHT), (1.0, UNSURE)),
}
