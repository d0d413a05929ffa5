"""The leader's commands: coverage, goals."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from cs_core.cli.base import DAY, Call, cli, command, day, wall
from cs_core.errors import BadInput, Refused

if TYPE_CHECKING:
    from cs_core.context.snapshot import Snapshot


@command(cli, "coverage")
@click.option("--hours", type=click.FloatRange(min=0), help="Hours of people for the coming quarter, instead of the team's.")
@click.option("--by", type=click.Choice(["impact", "arr", "risk", "random"]), default="impact", show_default=True)
@click.option("--unit", type=click.Choice(["accounts_kept", "arr_kept"]), help="By default that of the leader's goals.")
@click.option("--as-of", "as_of", type=DAY)
@click.option("--put-back", "back", is_flag=True, help="The plan before: what putting it back would change; with --commit it is done.")
@click.option("--commit", "write", is_flag=True, help="The next cycle routes by this plan.")
@click.option("--signed", "who", metavar="NAME", default="console", show_default=True, help="Who commits it.")
def coverage(
    call: Call, hours: float | None, by: str, unit: str | None, as_of: datetime | None, back: bool, write: bool, who: str
) -> dict:  # fmt: skip
    """Allocate human hours to where presence changes the outcome; or put back the plan that stood before."""
    from cs_core.leadership.coverage import commit, plan_of
    from cs_core.leadership.hours.capacity import checked_hours
    from cs_core.leadership.hours.placing import problem_of
    from cs_core.leadership.hours.whatif import what_ifs
    from cs_core.orchestration.flow.parts import seen

    with call.existing() as store:
        snap = seen(store, day(as_of, store))
        if back:
            return _put_back(snap, store.now(wall()), by=who, write=write)
        problem = problem_of(snap, checked_hours(hours))
        made = plan_of(snap, problem, by=by, unit=unit)
        made |= what_ifs(snap, problem, unit=made["unit"])
        if write:
            made["plan_id"] = commit(store, made, now=store.now(wall()), by=who)
        return made


def _put_back(snap: "Snapshot", now: datetime, *, by: str, write: bool) -> dict:
    from cs_core.leadership.hours.former import NONE, put_back, what_changes

    found = what_changes(snap)
    if found is None:
        raise Refused(NONE)
    return {"former": found} | ({"plan_id": put_back(snap.store, by=by, now=now)} if write else {})


@command(cli, "goals")
@click.argument("words", nargs=-1)
@click.option("--by", default="console", help="Who sets them.")
@click.option("--as-of", "as_of", type=DAY)
@click.option("--due", "due_on", type=DAY, help="The day by which the goals are to be met; @2027-06-30 says it of one.")
@click.option("--weight", type=float, help="How much the goals weigh, 1 unless said; *2 says it of one.")
def goals(call: Call, words: tuple[str, ...], by: str, as_of: datetime | None, due_on: datetime | None, weight: float | None) -> dict:
    """Show goals and guardrails, or set them: ``goals set nrr=110 long_tail_grr=+2@2027-06-30*2``; ``KEY=`` takes one away.

    ``preview KEY=VALUE ...`` says what it would have changed in the last cycle, ``moved KEY`` what moved a figure since it was set,
    ``history`` who changed what when, ``undo ID`` sets one change back.
    """
    from cs_core.orchestration.flow.parts import seen

    verb, rest = (words[0], words[1:]) if words else ("show", ())
    if verb not in GOAL_VERBS:
        raise BadInput(f"goals knows {', '.join(GOAL_VERBS)} as in `goals set KEY=VALUE ...`, not {verb!r}")
    if len(rest) < GOAL_VERBS[verb]:
        raise BadInput(f"goals {verb} needs {EXAMPLES[verb]}")
    with call.existing() as store:
        snap = seen(store, day(as_of, store))
        return _goals(verb, rest, snap, store.now(wall()), by=by, due=due_on and due_on.date(), weight=weight)


def _goals(verb: str, rest: tuple[str, ...], snap: "Snapshot", now: datetime, *, by: str, due: date | None, weight: float | None) -> dict:
    from cs_core.leadership.goals import history, set_goals, show, since_set, undo
    from cs_core.leadership.steering.aims import with_defaults
    from cs_core.leadership.steering.moved import what_moved
    from cs_core.leadership.steering.preview import preview

    store = snap.store
    if verb == "history":
        return {"changes": history(store)}
    if verb == "moved":
        since, stored = since_set(snap, rest[0])
        return what_moved(snap, rest[0], since=since, stored=stored)
    if verb in ("set", "preview"):
        changes = dict(map(_pair, rest))
        changes = {key: with_defaults(key, said, due_on=due, weight=weight) for key, said in changes.items()}
        if verb == "preview":
            return preview(store, changes, snap)
        set_goals(store, changes, by=by, now=now, snap=snap)
    if verb == "undo":
        undo(store, rest[0], by=by, now=now)
    return show(store, snap)


def _pair(word: str) -> tuple[str, str]:
    key, sign, value = word.partition("=")
    if not sign:
        raise BadInput(f"{word!r} is not KEY=VALUE")
    return key, value


GOAL_VERBS = {"show": 0, "set": 1, "preview": 1, "moved": 1, "history": 0, "undo": 1}
"""Verb -> words that it needs."""
EXAMPLES = {
    "set": "KEY=VALUE, for example `goals set nrr=110`", "preview": "KEY=VALUE, for example `goals preview nrr=110`",
    "moved": "the KEY of a goal", "undo": "an ID that `goals history` shows",
}  # fmt: skip
