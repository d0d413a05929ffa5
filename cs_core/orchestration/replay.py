"""A past proposal judged again with what was known on its day: the same gates must say the same, or something has changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from cs_core.context.completeness import completeness
from cs_core.context.shelves.narrow import briefs_of
from cs_core.context.snapshot import by_moment
from cs_core.context.store import Store
from cs_core.errors import NotFound
from cs_core.execution.playbooks.runs import own_words
from cs_core.execution.playbooks.spoken import phrases_with
from cs_core.execution.writing.voice import voice_of
from cs_core.orchestration.contact.repeats import with_drafts
from cs_core.orchestration.direction import direction
from cs_core.orchestration.flow.parts import seen
from cs_core.orchestration.flow.readiness import newest
from cs_core.orchestration.flow.redraft import replaced, texts_that_stand
from cs_core.orchestration.gates import judge
from cs_core.orchestration.world import load_world, to_judge
from cs_core.records import FACT, Brief, Fact, Proposal, Verdict


class Replayed(NamedTuple):
    """One proposal's verdicts as they were recorded and as the gates give them now."""

    proposal_id: str
    then: tuple[Verdict, ...]
    now: tuple[Verdict, ...]

    @property
    def differs(self) -> tuple[str, ...]:
        """Gates whose answer is another now, each with what it said then and says now; none where the replay gives the same."""
        before = {v.gate: v for v in self.then}
        return tuple(
            f"{v.gate}: {_said(before.get(v.gate))} then, {_said(v)} now ({v.why})"
            for v in self.now
            if v.gate not in before or before[v.gate].passed is not v.passed
        )


def replay(store: Store, proposal_id: str) -> Replayed:
    """Judge one past proposal again, as of its day and under the settings of that time; changes nothing. Raises NotFound.

    Sources that were imported later for that day, a gate that was added or a rule that was changed since show as a difference.
    """
    found = store.records(Proposal, id=proposal_id)
    if not found:
        raise NotFound(f"No proposal {proposal_id!r}: `python -m cs_core queue` lists those that wait")
    return next(r for r in replay_cycle(store, found[0].cycle_id, only=(proposal_id,)))


def replay_cycle(store: Store, cycle_id: str, *, only: Sequence[str] = ()) -> Iterator[Replayed]:
    """Judge the proposals of a past cycle again, or `only` those, the most valuable first."""
    drafts = sorted(store.records(Proposal, cycle_id=cycle_id), key=lambda p: (-p.value, p.id))
    wanted = [p for p in drafts if not only or p.id in only]
    if not wanted:
        return
    snap, began = seen(store, wanted[0].as_of), store.rows("cycle", id=cycle_id)
    until = began[0]["started_at"] if began else None
    accounts = sorted({p.account_id for p in wanted})
    then = by_moment(snap, datetime.fromisoformat(until)) if until else snap
    told, recorded = briefs_of(then, accounts), _recorded(store, wanted)
    world = to_judge(load_world(then, accounts, before=cycle_id), snap, accounts, newest=newest(completeness(snap)))
    again = set(replaced(drafts).values())
    first = with_drafts(world.repeats, [p for p in drafts if p.id not in again])
    redrafted = texts_that_stand(world.repeats, drafts) if again else first
    books = [row for row in store.rows("playbook") if until is None or row["set_at"] <= until]
    world = replace(world, direction=direction(store, until=until), voice=voice_of(store, until=until), phrases=phrases_with(books))
    for proposal in wanted:
        brief = own_words(told[proposal.account_id], {"run_id": proposal.run_id, "play": proposal.play})
        as_it_was = replace(world, repeats=redrafted if proposal.id in again else first)
        yield Replayed(proposal.id, recorded.get(proposal.id, ()), judge(_as_drafted(proposal, brief), brief, as_it_was))


def _recorded(store: Store, proposals: Sequence[Proposal]) -> dict[str, tuple[Verdict, ...]]:
    said: dict[str, list[Verdict]] = {}
    for row in store.rows("verdict", proposal_id=[p.id for p in proposals]):
        one = Verdict(proposal_id=row["proposal_id"], gate=row["gate"], passed=_flag(row["passed"]), why=row["why"])
        said.setdefault(one.proposal_id, []).append(one)
    return {id: tuple(all) for id, all in said.items()}


def _as_drafted(proposal: Proposal, brief: Brief) -> Proposal:
    """With the values of its facts as they were before they were written down: a day is stored as text."""
    known = {_written(f): f for f in brief.facts}
    return proposal.model_copy(update={"facts": tuple(known.get(_written(f), f) for f in proposal.facts)})


def _written(fact: Fact) -> str:
    return FACT.dump_json(fact).decode()


def _flag(passed: object) -> bool | None:
    return None if passed is None else bool(passed)


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not asked"
    return {True: "passed", False: "failed", None: "could not tell"}[verdict.passed]
