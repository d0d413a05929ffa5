"""The stages of a cycle: what is known by a day, what agents notice in it, what they put into words, and what the gates say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

import polars as pl

from cs_core.context.evidence import Evidence
from cs_core.context.shelves.narrow import Briefs, briefs_of
from cs_core.context.shelves.shelved import for_a_while
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.afterwards import still_asked
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.playbooks.draws import in_turn
from cs_core.execution.playbooks.runs import Course, Key, course
from cs_core.orchestration.enough import in_person
from cs_core.orchestration.in_reach import in_reach
from cs_core.orchestration.learning.learnt import NOTHING, Learnt
from cs_core.orchestration.learning.lessons import learnt, lessons
from cs_core.orchestration.learning.turned_down import Rejected, turned_down, unchanged
from cs_core.orchestration.parts import position, seen
from cs_core.orchestration.readiness import Readiness
from cs_core.orchestration.repeats import already, in_line, letters_of, told_before
from cs_core.orchestration.running import taken_up, without_running
from cs_core.orchestration.steps import Steps
from cs_core.orchestration.world import World, load_world, to_judge
from cs_core.records import Brief

Notices = list[tuple[Agent, dict]]


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

    all: Notices
    fresh: Notices
    wanted: Notices
    asked: Notices
    briefs: Briefs
    """Of the accounts that something is put into words for."""
    world: World
    beyond: Sequence[float] = ()
    """Priorities of what is wanted, and waits for people's time before it is put into words."""


def know(store: Store, chosen: Sequence[Agent], roster: Sequence[Agent], steps: Steps, *, as_of: date, cycle_id: str, learn: bool) -> Known:
    """What is known as of the day: signals, lessons, what each agent lacks, how its cases and running plays stand."""
    with steps.step("signals", 0.05) as step:
        snap = seen(store, as_of, told=partial(steps.done, "Signals"))
        current = snap.signals.filter(pl.col("churned_on").is_null())
        step["rows_out"] = current.height
    with steps.step("lessons", 0.2) as step:
        taught = lessons(snap, roster) if learn else []
        better, refused = learnt(taught) if learn else NOTHING, turned_down(snap) if learn else {}
        step["rows_out"] = len(taught)
    with steps.step("cases", 0.25, rows_in=current.height) as step:
        stands = position(snap, chosen, cycle_id=cycle_id, told=partial(steps.done, "Cases"))
        current = with_open_cases(current, snap, stands.cases)
        step["rows_out"], step["detail"] = stands.cases.height, f"{stands.told.pieces:,} pieces of knowledge"
    with steps.step("runs", 0.29) as step:
        plays = course(snap, current, chosen, cycle_id=cycle_id, able=stands.told.able.ready)
        step["rows_out"], step["detail"] = len(plays.due), f"{len(plays.rows)} moved"
    return Known(snap, current, *stands.told[:2], better, refused, stands.cases, stands.evidence(snap.signals), plays)


def notice(known: Known, chosen: Sequence[Agent], steps: Steps, *, parted: bool = False) -> Noticed:
    """What the agents notice, less what is in hand, runs already, or was turned down and is as it was; steps of running plays with it.

    `parted`: briefs are read when they are asked for, as `drafting` reads them part by part.
    """
    told_of = [pair for agent in chosen for pair in _noticed_by(agent, known, steps)]
    told_of += still_asked(known.snap, known.cases, chosen, known.able.ready)
    before = already(known.snap)
    begun, instead = _unheard([pair for pair in without_running(told_of, known.plays) if _key(pair) not in before], known, before)
    letters = letters_of(known.snap)
    begun, carried_on = in_person(begun, letters), in_person(taken_up(known.plays, known.snap), letters)
    with steps.step("reach", 0.34, rows_in=len(begun)) as step:
        refused = briefs_of(known.snap, {pair[1]["account_id"] for pair in begun if _key(pair) in known.refused})
        wanted = [pair for pair in begun if not _turned_down(pair, known.refused, refused)]
        line = in_line(known.snap, {(agent.name, play.name): play.kind for agent in chosen for play in agent.plays.values()})
        accounts = {row["account_id"] for row in (*(row for _, row in (*wanted, *carried_on)), *line)}
        there = for_a_while(known.snap)
        world = load_world(there, accounts)
        reach = in_reach(wanted, world, line)
        step["rows_out"] = len(reach.within)
    with steps.step("brief", 0.35, rows_in=len(reach.within) + len(carried_on)) as step:
        of = accounts_of([*reach.within, *carried_on])
        told = {} if parted else briefs_of(known.snap, of)
        world = to_judge(world, there, of, newest=known.newest)
        step["rows_out"], step["detail"] = len(of), READ_LATER if parted else ""
    asked_for, fresh = [*reach.within, *carried_on], [*begun, *carried_on]
    briefs = partial(briefs_of, known.snap) if parted else lambda account_ids: told
    return Noticed([*told_of, *instead, *known.plays.due], fresh, [*wanted, *carried_on], asked_for, briefs, world, reach.beyond)


def _noticed_by(agent: Agent, known: Known, steps: Steps) -> Notices:
    mine = known.current.filter(pl.col("account_id").is_in(known.able.ready[agent.name].implode()))
    with steps.step("notice", 0.3, agent=agent.name, rows_in=mine.height) as step:
        rows = in_turn(agent.notice(mine).to_dicts())
        step["rows_out"] = len(rows)
    return [(agent, row) for row in rows]


def accounts_of(notices: Notices) -> set[str]:
    """Whom notices are about."""
    return {row["account_id"] for _, row in notices}


def _key(pair: tuple[Agent, dict]) -> tuple[str, str, str]:
    agent, row = pair
    return agent.name, row["play"], row["account_id"]


def _unheard(pairs: Notices, known: Known, before: Collection[Key]) -> tuple[Notices, Notices]:
    """The notices less what a customer has heard on the same matter, with the agent's next play that is due in its place; and these."""
    heard = told_before(known.snap, _about(pairs, known.current))
    if not heard:
        return pairs, []
    groups: dict[tuple[int, str], tuple[Agent, list[str]]] = {}
    for agent, row in pairs:
        if _key((agent, row)) in heard:
            groups.setdefault((id(agent), row["play"]), (agent, []))[1].append(row["account_id"])
    found = []
    for (_, play), (agent, accounts) in groups.items():
        rest = replace(agent, plays={name: one for name, one in agent.plays.items() if name != play})
        rows = rest.notice(known.current.filter(pl.col("account_id").is_in(accounts))) if rest.plays else pl.DataFrame()
        found += [(rest, row) for row in in_turn(rows.to_dicts())]
    instead, more = _unheard([p for p in without_running(found, known.plays) if _key(p) not in before], known, before)
    return [pair for pair in pairs if _key(pair) not in heard] + instead, instead + more


def _about(pairs: Notices, current: pl.DataFrame) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(agent, play, account) -> the signal that its play begins once for, and what that is today; of plays that have such a signal."""
    of = {_key((agent, row)): play.about for agent, row in pairs if (play := agent.plays.get(row["play"])) and play.about}
    rows = {row["account_id"]: row for row in current.select("account_id", *set(of.values())).iter_rows(named=True)} if of else {}
    return {key: (name, str(rows[key[2]][name])) for key, name in of.items() if rows.get(key[2], {}).get(name) is not None}


def _turned_down(pair: tuple[Agent, dict], refused: Mapping[tuple[str, str, str], Rejected], told: Mapping[str, Brief]) -> bool:
    """Whether a person rejected it, and its facts have not changed since."""
    no = refused.get(_key(pair))
    return no is not None and unchanged(no, told[pair[1]["account_id"]])


READ_LATER = "read with each draft, part by part"
"""What the step of a large book's briefs says: of whom there will be one is known before any is read."""
