"""What is known of the customers of a day, and how their cases stand; of a large book part by part, so that no process holds all of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.cited_facts import cited, citing
from cs_core.context.completeness import completeness
from cs_core.context.evidence import Evidence
from cs_core.context.kept_signals import kept_signals, shelved
from cs_core.context.narrow import part_of
from cs_core.context.shelved import Shelved
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store, open_store
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.cases import kept
from cs_core.orchestration.hands import apart

LARGE = 100_000
"""Rows of companies, of all systems, from which on a book is large: the processes' start of some seconds pays, and memory counts."""
PART = 25_000
"""Customers of a part."""


class Standing(NamedTuple):
    """How customers stand: which knowledge is there (`completeness`), what their agents' cases gain, and what says so."""

    known: pl.DataFrame
    cases: pl.DataFrame
    places: pl.DataFrame
    words: pl.DataFrame

    def evidence(self, signals: pl.DataFrame) -> Evidence:
        """What a cycle keeps of it."""
        return Evidence(signals, self.places, self.words)


def seen(store: Store, as_of: date, *, large: int = LARGE) -> Snapshot:
    """The day's snapshot; of a large book as its shelf has it, which a process of its own puts down where it is not there yet."""
    snap = snapshot(store, as_of)
    if store.count("company") < large:
        return snap
    if shelved(snap) is None:
        apart(_put_down, [(store.path, as_of)])
    return shelved(snap) or snap


def _put_down(path: Path, as_of: date) -> None:
    with open_store(path) as store:
        kept_signals(snapshot(store, as_of), spent=True)


def standing(snap: Snapshot, agents: Sequence[Agent], *, cycle_id: str, part: int = PART) -> Standing:
    """Of all customers; where a shelf holds the book, of so many of them at a time."""
    if not isinstance(snap, Shelved):
        return _standing(snap, agents, cycle_id)
    accounts = snap.accounts["account_id"].sort()
    parts = [tuple(accounts.slice(start, part)) for start in range(0, len(accounts), part)]
    found = apart(_of_part, [(snap.store.path, snap.as_of, ids, agents, cycle_id) for ids in parts])
    return Standing(*map(pl.concat, zip(*found, strict=True)))


def _of_part(path: Path, as_of: date, account_ids: tuple[str, ...], agents: Sequence[Agent], cycle_id: str) -> Standing:
    with open_store(path) as store:
        return _standing(part_of(store, as_of, account_ids), agents, cycle_id)


def _standing(snap: Snapshot, agents: Sequence[Agent], cycle_id: str) -> Standing:
    cases = pl.concat([kept(agent.name, agent.keep, snap, cycle_id=cycle_id) for agent in agents])
    return Standing(completeness(snap), cases, *cited(snap, citing(cases)))
