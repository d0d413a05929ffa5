"""One letter that is due today, in the words of one voice and of another: what a change of voice would sound like."""

from collections.abc import Iterator, Sequence

import polars as pl

from cs_core.context.shelves.narrow import briefs_of
from cs_core.context.snapshot import Snapshot
from cs_core.execution.agent import Agent
from cs_core.execution.draft import draft
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.writing.voice import Voice
from cs_core.execution.writing.wording import Wording
from cs_core.records import Brief, Proposal

TRIES = 5


def letters(snap: Snapshot, roster: Sequence[Agent], *voices: Voice) -> list[Proposal]:
    """The first letter to a named person that an agent finds due, once in each voice; empty where none is due. Nothing is saved."""
    current = with_open_cases(snap.signals.filter(pl.col("churned_on").is_null()), snap)
    for agent, row, brief in _due(snap, roster, current):
        made = [_written(agent, row | {"wording": Wording(voice=voice)}, brief, snap) for voice in voices]
        if all(made) and all(p.kind == "message" and p.recipient_name for p in made):
            return made
    return []


def _due(snap: Snapshot, roster: Sequence[Agent], current: pl.DataFrame) -> Iterator[tuple]:
    for agent in roster:
        rows = agent.notice(current).filter(pl.col("kind") == "message").head(TRIES).to_dicts()
        known = briefs_of(snap, [row["account_id"] for row in rows]) if rows else {}
        yield from ((agent, row, known[row["account_id"]]) for row in rows)


def _written(agent: Agent, row: dict, brief: Brief, snap: Snapshot) -> Proposal | None:
    return draft(agent, row, brief, OfflineModel(), cycle_id="", as_of=snap.as_of, value_unit="accounts_kept")
