"""The stages of a cycle: what is known by a day, what agents notice in it, what they put into words, and what the gates say."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

import polars as pl

from cs_core.context.evidence import Evidence
from cs_core.context.rest import RESTS, let_rest, resting, resting_of
from cs_core.context.shelves.narrow import Briefs, briefs_of, narrowed
from cs_core.context.shelves.shelved import Shelved, for_a_while
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.afterwards import still_asked
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.playbooks.runs import Course, Key, course
from cs_core.orchestration.contact.enough import in_person
from cs_core.orchestration.contact.repeats import already, at_rest, carried_out, in_line, letters_of, told_before
from cs_core.orchestration.flow.in_reach import in_reach
from cs_core.orchestration.flow.notices import Notices, Pair, given, noticed_by, together
from cs_core.orchestration.flow.parts import position, seen
from cs_core.orchestration.flow.readiness import Readiness
from cs_core.orchestration.flow.running import taken_up, without_running
from cs_core.orchestration.flow.steps import Steps
from cs_core.orchestration.learning.learnt import NOTHING, Learnt
from cs_core.orchestration.learning.lessons import learnt, lessons
from cs_core.orchestration.learning.turned_down import Rejected, turned_down, unchanged
from cs_core.orchestration.world import World, account_rows, load_book, to_judge, with_accounts


@dataclass(frozen=True)
class Known:
    """All that a cycle goes by, before anything is noticed."""

    snap: Snapshot
    current: pl.DataFrame
    """Signals of current customers, with their open cases."""
    able: Readiness
    newest: Mapping[str, date]
    """Knowledge -> the newest day that any system reported on."""
    better: Learnt
    refused: Mapping[tuple[str, str, str], Rejected]
    cases: pl.DataFrame
    """What the agents' cases have to gain today."""
    evidence: Evidence
    """What says so, and what all else was seen by."""
    plays: Course
    """What becomes of the running plays today."""


class Noticed(NamedTuple):
    """What there is a reason for; of it what nobody has in hand; of it what people did not turn down, and what is put into words."""

    all: Counter[str]
    """Agent -> how many, as `fresh` and `wanted`: only what is `asked` stands as rows."""
    fresh: Counter[str]
    wanted: Counter[str]
    asked: Sequence[Pair]
    briefs: Briefs
    """Of the accounts that something is put into words for."""
    world: World
    agents: Sequence[Agent] = ()
    """The agents that notice something, as they stand last: each with the plays that it acts by."""
    beyond: Sequence[float] = ()
    """Priorities of what is wanted, and waits for people's time before it is put into words."""


def know(store: Store, chosen: Sequence[Agent], roster: Sequence[Agent], steps: Steps, *, as_of: date, cycle_id: str, learn: bool) -> Known:
    """What is known as of the day: signals, lessons, what each agent lacks, how its cases and running plays stand.

    Of a book that a shelf holds, large frames are put down in files: much is worked out beside them.
    """
    with steps.step("signals", 0.05) as step:
        snap = seen(store, as_of, told=partial(steps.done, "Signals"))
        step["rows_out"] = snap.signals["churned_on"].null_count()
    with ExitStack() as rests:
        if isinstance(snap, Shelved):
            vars(snap)[RESTS] = rests.enter_context(resting(store))
            rests.callback(vars(snap).pop, RESTS)
        let_rest(snap)
        return _known_of(snap, chosen, roster, steps, cycle_id=cycle_id, learn=learn)


def _known_of(snap: Snapshot, chosen: Sequence[Agent], roster: Sequence[Agent], steps: Steps, *, cycle_id: str, learn: bool) -> Known:
    with steps.step("lessons", 0.2) as step:
        taught = lessons(snap, roster) if learn else []
        better, refused = learnt(taught) if learn else NOTHING, turned_down(snap) if learn else {}
        step["rows_out"] = len(taught)
    there = pl.col("churned_on").is_null()
    with steps.step("cases", 0.25, rows_in=snap.signals["churned_on"].null_count()) as step:
        stands = position(snap, chosen, cycle_id=cycle_id, told=partial(steps.done, "Cases"))
        current = resting_of(snap)(with_open_cases(snap.signals.filter(there), snap, stands.cases))
        let_rest(snap)
        step["rows_out"], step["detail"] = stands.cases.height, f"{stands.told.pieces:,} pieces of knowledge"
    with steps.step("runs", 0.29) as step:
        plays = course(snap, current, chosen, cycle_id=cycle_id, able=stands.told.able.ready)
        step["rows_out"], step["detail"] = len(plays.due), f"{len(plays.rows)} moved"
    return Known(snap, current, *stands.told[:2], better, refused, stands.cases, stands.evidence(snap.signals), plays)


def notice(known: Known, chosen: Sequence[Agent], steps: Steps, *, parted: bool = False) -> Noticed:
    """What the agents notice, less what is in hand, runs already, or was turned down and is as it was; steps of running plays with it.

    `parted`: briefs are read when they are asked for, as `drafting` reads them part by part.
    """
    told_of = [_noticed_by(agent, known, steps) for agent in chosen]
    told_of = together([*told_of, given(still_asked(known.snap, known.cases, chosen, known.able.ready))])
    before, due = already(known.snap), given(known.plays.due)
    beside = _beside(told_of, known, at_rest(known.snap)).less(before)
    begun, instead = _unheard(without_running(together([told_of, beside]), known.plays).less(before), known, before)
    seen_by = {agent.name: agent for part in (beside, told_of, instead, due) for agent in part.noticing}
    every, letters = told_of.by_agent + beside.by_agent + instead.by_agent + due.by_agent, letters_of(known.snap)
    del told_of
    begun, carried_on = in_person(begun, letters), in_person(taken_up(known.plays, known.snap), letters)
    with steps.step("reach", 0.34, rows_in=len(begun)) as step:
        wanted = begun.less(_turned_down(begun.only(known.refused), known))
        line = in_line(known.snap, {(agent.name, play.name): play.kind for agent in chosen for play in agent.plays.values()})
        there = for_a_while(known.snap)
        world = load_book(there)
        reach = in_reach(wanted, account_rows(there), world, line)
        step["rows_out"] = len(reach.within)
    asked_for = [*reach.within, *carried_on]
    with steps.step("brief", 0.35, rows_in=len(asked_for)) as step:
        of = accounts_of(asked_for)
        told = {} if parted else briefs_of(known.snap, of)
        world = _with_accounts(world, known, there, of, stand={row["account_id"] for row in line})
        step["rows_out"], step["detail"] = len(of), READ_LATER if parted else ""
    briefs = partial(briefs_of, known.snap) if parted else lambda account_ids: told
    fresh, taken = (part.by_agent + carried_on.by_agent for part in (begun, wanted))
    return Noticed(every, fresh, taken, asked_for, briefs, world, [*seen_by.values()], reach.beyond)


def _with_accounts(world: World, known: Known, there: Snapshot, of: set[str], *, stand: set[str]) -> World:
    """The world with those whom drafts are written of, and who `stand` in line."""
    if not (ids := sorted(of | stand)):
        return replace(world, newest=known.newest)
    theirs = narrowed(known.snap, *ids) if isinstance(known.snap, Shelved) else known.snap
    return to_judge(with_accounts(world, theirs, ids, book=there), theirs, of, newest=known.newest, signals=known.snap.signals)


def _noticed_by(agent: Agent, known: Known, steps: Steps) -> Notices:
    mine = known.able.ready[agent.name]
    with steps.step("notice", 0.3, agent=agent.name, rows_in=known.current["account_id"].is_in(mine.implode()).sum()) as step:
        rows = noticed_by(agent, agent.due(known.current, mine), known.current)
        step["rows_out"] = len(rows)
    return rows


def accounts_of(notices: Iterable[Pair]) -> set[str]:
    """Whom notices are about."""
    return {row["account_id"] for _, row in notices}


def _unheard(notices: Notices, known: Known, before: Collection[Key]) -> tuple[Notices, Notices]:
    """The notices less what a customer has heard on the same matter, with the agent's next play that is due in its place; and these."""
    once = {play.name for agent in notices.agents for play in agent.plays.values() if play.about}
    done = carried_out(known.snap, once)
    heard = told_before(known.snap, done, _about(notices.only({*done.values()}), known.current))
    if not heard:
        return notices, Notices()
    instead, more = _unheard(without_running(_next_due(notices.only(heard), known), known.plays).less(before), known, before)
    return together([notices.less(heard), instead]), together([instead, more])


def _beside(notices: Notices, known: Known, rest: Collection[Key]) -> Notices:
    """Calls of high stakes that are due where an agent's first play is at `rest`: what was dealt with hides no new matter so grave."""
    hidden = notices.only(rest)
    if not len(hidden):
        return Notices()
    after = _next_due(hidden, known)
    pressing = after.rows.filter(pl.col("kind") == "task", pl.col("stakes") == "high").select("agent", "play", "account_id")
    return together([after.only(pressing.rows()), _beside(after, known, rest)])


def _next_due(notices: Notices, known: Known) -> Notices:
    """For each the next play of that agent which is due for that customer."""
    found = []
    for agent, play, accounts in notices.by_play:
        rest = replace(agent, plays={name: one for name, one in agent.plays.items() if name != play})
        if rest.plays:
            found.append(noticed_by(rest, rest.due(known.current, accounts), known.current))
    return together(found)


def _about(notices: Notices, current: pl.DataFrame) -> dict[Key, tuple[str, str]]:
    """(agent, play, account) -> the signal that its play begins once for, and what that is today; of plays that have such a signal."""
    found = {}
    for agent, play, accounts in notices.by_play:
        if play in agent.plays and (name := agent.plays[play].about):
            rows = current.select("account_id", pl.col(name).alias("today")).drop_nulls("today")
            mine = rows.filter(pl.col("account_id").is_in(accounts.implode())).iter_rows()
            found |= {(agent.name, play, account_id): (name, str(today)) for account_id, today in mine}
    return found


def _turned_down(notices: Notices, known: Known) -> list[Key]:
    """Of notices that a person rejected before those whose facts have not changed since."""
    told = briefs_of(known.snap, {*notices.accounts})
    return [key for key in notices.keys if unchanged(known.refused[key], told[key[2]])]


READ_LATER = "read with each draft, part by part"
"""What the step of a large book's briefs says: of whom there will be one is known before any is read."""
