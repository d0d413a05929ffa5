"""What is put into words, and what every gate says of it; of a large book part by part, in processes of their own."""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

import polars as pl
from pydantic import TypeAdapter

from cs_core.context.brief import briefs
from cs_core.context.shelves.narrow import Narrow
from cs_core.context.shelves.shelf import Shelf
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import open_store
from cs_core.execution.agent import Agent
from cs_core.execution.draft import draft, key_of_draft
from cs_core.execution.models.metering import Turn
from cs_core.execution.models.model import OFFLINE, Model, OfflineModel
from cs_core.execution.playbooks.runs import own_words
from cs_core.execution.playbooks.spoken import phrases_with
from cs_core.execution.recipients import SIGNER
from cs_core.execution.writing.voice import voice_of
from cs_core.orchestration.contact.low_scores import low_scorers
from cs_core.orchestration.contact.repeats import with_drafts
from cs_core.orchestration.flow import asked
from cs_core.orchestration.flow.hands import apart, evenly
from cs_core.orchestration.flow.notices import Pair
from cs_core.orchestration.flow.stages import Known, Noticed, accounts_of
from cs_core.orchestration.flow.steps import Steps, uncollected
from cs_core.orchestration.gates import judge, judge_alone, judge_among
from cs_core.orchestration.runner import Runner
from cs_core.orchestration.world import World, for_gates, only_of
from cs_core.records import Proposal, Verdict

VALUE_UNIT = "accounts_kept"
"""The unit of every proposal's value: a queue in two units could not be ordered."""
PART = 5_000
"""Customers of a part at the most: what all have in common is read once for so many."""

Verdicts = Mapping[str, tuple[Verdict, ...]]
NOTHING: Verdicts = MappingProxyType({})
DRAFTS = TypeAdapter(list[tuple[Proposal, tuple[Verdict, ...]]])
"""Drafts on their way to another process, as plain values: a sixth of the time that the records themselves would take."""


def falls_apart(snap: Snapshot, model: Model, runner: Runner | None) -> bool:
    """Whether drafts are written in several processes: where a shelf holds the book, and nothing waits for a model or a runner."""
    return isinstance(snap, Shelved) and model.name == OFFLINE and runner is None


def write(noticed: Noticed, known: Known, model: Model, run: Runner, steps: Steps, *, cycle_id: str) -> list[Proposal]:
    """The drafts, the most valuable first: of two texts alike, that one stands. A model is asked several at once, nothing twice."""
    store = known.snap.store
    with steps.step("draft", 0.4, rows_in=len(noticed.asked)) as step:
        pairs, told = worded(noticed, known), noticed.briefs(accounts_of(noticed.asked))
        if model.name != OFFLINE:
            asked.recall(store, model, [key_of_draft(a, row, own_words(told[row["account_id"]], row), model) for a, row in pairs])

        def put(item: tuple[Turn, Agent, dict]) -> Proposal | None:
            turn, agent, row = item
            brief = own_words(told[row["account_id"]], row)
            return draft(agent, row, brief, model, cycle_id=cycle_id, as_of=known.snap.as_of, value_unit=VALUE_UNIT, turn=turn)

        items = [(model.turns.take(model.at_once), agent, row) for agent, row in pairs]
        made = [p for p in run.each("Draft", put, items, at_once=model.at_once) if p is not None]
        step["rows_out"], step["detail"] = len(made), model.name
    return in_order(made)


def written_apart(
    noticed: Noticed, known: Known, world: World, steps: Steps, *, cycle_id: str, part: int = PART
) -> tuple[list[Proposal], Verdicts]:
    """As `write` with the composer, the drafts of so many customers at a time in processes of their own; and `judge_alone` of each,
    in the world of `judging`.
    """
    with steps.step("draft", 0.35, rows_in=len(noticed.asked)) as step:
        pairs, snap, gates = worded(noticed, known), known.snap, for_gates(world)

        def given(ids: Sequence[str]) -> tuple:
            rows = snap.signals.filter(pl.col("account_id").is_in(ids))
            mine = [pair for pair in pairs if ids[0] <= pair[1]["account_id"] <= ids[-1]]
            return snap.store.path, snap.as_of, snap.shelf, rows, mine, only_of(gates, ids), cycle_id

        packed = apart(_of_part, evenly(sorted(accounts_of(pairs)), part), given=given, told=partial(steps.done, "Draft and judge"))
        made = [one for of_part in packed for one in DRAFTS.validate_python(pickle.loads(of_part))]
        step["rows_out"], step["detail"] = len(made), OFFLINE
    return in_order([proposal for proposal, _ in made]), {proposal.id: said for proposal, said in made}


def _of_part(path: Path, as_of: date, shelf: Shelf, signals: pl.DataFrame, pairs: Sequence[Pair], world: World, cycle_id: str) -> bytes:
    """The drafts of a part with their verdicts, packed; what they were made from is gone before circular garbage is searched for again."""
    ids = tuple(signals["account_id"])
    with open_store(path) as store, uncollected():
        snap = with_answers(Narrow(store, as_of, shelf, ids), signals)
        return pickle.dumps(DRAFTS.dump_python(list(_judged_alone(pairs, snap, ids, world, cycle_id=cycle_id))))


def _judged_alone(
    pairs: Sequence[Pair], snap: Snapshot, ids: Sequence[str], world: World, *, cycle_id: str
) -> Iterator[tuple[Proposal, tuple[Verdict, ...]]]:
    told, model = briefs(snap, ids), OfflineModel()
    for agent, row in pairs:
        brief = told[row["account_id"]]
        said = draft(agent, row, own_words(brief, row), model, cycle_id=cycle_id, as_of=snap.as_of, value_unit=VALUE_UNIT)
        if said is not None:
            yield said, judge_alone(said, brief, world)


def judged(
    proposals: Sequence[Proposal], noticed: Noticed, world: World, run: Runner, steps: Steps, *, alone: Verdicts = NOTHING
) -> tuple[World, dict[str, tuple[Verdict, ...]]]:
    """The world of `judging` with the drafts themselves in it, and every gate's verdict by proposal; `alone` from `written_apart`."""
    with steps.step("judge", 0.8, rows_in=len(proposals)) as step:
        world = replace(world, repeats=with_drafts(world.repeats, proposals))
        told = {} if alone else noticed.briefs({p.account_id for p in proposals})

        def ask(proposal: Proposal) -> tuple[Verdict, ...]:
            if proposal.id in alone:
                return judge_among(proposal, alone[proposal.id], world)
            return judge(proposal, told[proposal.account_id], world)

        verdicts = {p.id: said for p, said in zip(proposals, run.each("Judge", ask, proposals), strict=True)}
        step["rows_out"] = sum(all(v.passed for v in vs) for vs in verdicts.values())
    return world, verdicts


def judging(noticed: Noticed, known: Known) -> World:
    """The world that drafts are judged in, but for those of the cycle itself."""
    plays = [{"data": play.data} for agent in noticed.agents for play in agent.plays.values() if play.data]
    phrases = tuple(dict.fromkeys((*noticed.world.phrases, *phrases_with(plays))))
    return replace(noticed.world, learnt=known.better, phrases=phrases)


def worded(noticed: Noticed, known: Known) -> list[Pair]:
    """What is asked for, with the company's voice, what reviewers have taught about words, how many facts a letter must tell, and
    whom a notice of the contract goes past.

    The largest gain first: a budget goes where it pays.
    """
    wording = known.better.wording._replace(voice=voice_of(known.snap.store))
    more = {"wording": wording, "least": int(noticed.world.direction.guardrails["min_cited_facts"])}
    pairs = ((agent, row | more | _to_avoid(row, noticed.world)) for agent, row in noticed.asked)
    return sorted(pairs, key=lambda pair: -pair[1]["gain"])


def _to_avoid(row: Mapping, world: World) -> dict:
    """Of a notice of the contract: to whom it is not written, though they would decide, as they gave us a low score."""
    return {"avoid": low_scorers(row["account_id"], world.low_scores, world.ledger)} if row.get("role") == SIGNER else {}


def in_order(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The most valuable first."""
    return sorted(proposals, key=lambda p: (-p.value, p.id))
