"""What is known of the customers of a day, and how their cases stand; of a large book part by part, so that no process holds all of it."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.cited_facts import cited
from cs_core.context.evidence import Evidence
from cs_core.context.rest import RESTS, Rest, resting
from cs_core.context.shelves.kept_signals import kept_signals, put_down_known, shelved
from cs_core.context.shelves.narrow import Narrow
from cs_core.context.shelves.shelf import Shelf
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.signals.outlooks import learnt
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store, open_store
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.cases import kept, newest_cases
from cs_core.orchestration.flow.hands import Hears, apart, evenly, nobody
from cs_core.orchestration.flow.readiness import Told, together, told_of

LARGE = 100_000
"""Rows of companies, of all systems, from which on a book is large: the processes' start of some seconds pays, and memory counts."""
HUGE = 1_000_000
"""From so many on past days are learnt from once the day is put down and not meanwhile: both at once would take 17 GB of a million."""
PART = 12_500
"""Customers of a part at the most."""
LARGE_OF_PART = 1_000_000
"""Bytes from which on a frame of a part is put down: all of them together are as large as those of the whole book."""


class Position(NamedTuple):
    """Where customers stand: what of them is known, what their agents' cases gain, and what says so."""

    told: Told
    cases: pl.DataFrame
    places: pl.DataFrame
    words: pl.DataFrame

    def evidence(self, signals: pl.DataFrame) -> Evidence:
        """What a cycle keeps of it."""
        return Evidence(signals, self.places, self.words)


def seen(store: Store, as_of: date, *, large: int = LARGE, told: Hears = nobody) -> Snapshot:
    """The day's snapshot; of a large book as its shelf has it: see `put_down`. `told`: as in `apart`."""
    snap = snapshot(store, as_of)
    return put_down(snap, large=large, told=told) or snap


def put_down(snap: Snapshot, *, large: int = LARGE, told: Hears = nobody) -> Shelved | None:
    """A large book as its shelf has it, which a process of its own puts down where it is not there yet.

    None of a smaller book, and where nothing can be written. What is imported meanwhile changes neither the shelf nor its signals.
    """
    rows = snap.store.count("company")
    if rows < large:
        return None
    for works in () if shelved(snap) else AT_ONCE if rows < HUGE else IN_TURN:
        apart(_done, [(work, snap.store.path, snap.as_of) for work in works], told=told, roomy=rows < HUGE)
    return shelved(snap)


def _done(work: Callable[[Snapshot], object], path: Path, as_of: date) -> None:
    with open_store(path) as store:
        snap = snapshot(store, as_of)
        with resting(store) as vars(snap)[RESTS]:
            work(snap)


def position(snap: Snapshot, agents: Sequence[Agent], *, cycle_id: str, part: int = PART, told: Hears = nobody) -> Position:
    """Of all customers, and of those that are gone but left a case; where a shelf holds the book, of so many of them at a time."""
    if not isinstance(snap, Shelved) or snap.accounts.is_empty():
        return _position(snap, agents, cycle_id)
    by = pl.col("account_id")
    accounts = pl.concat([snap.accounts["account_id"], newest_cases(snap)["account_id"]]).unique().sort()
    with resting(snap.store) as down:

        def given(ids: pl.Series) -> tuple:
            signals = snap.signals.filter(by.is_in(ids.implode()))
            return snap.store.path, snap.as_of, snap.shelf, tuple(ids), signals, agents, cycle_id, down.folder

        parts = evenly(accounts, part)
        found = apart(_of_part, parts, told=told, given=given, taken=lambda one: Position(one[0], *map(down.taken, one[1:])))
    known, *frames = zip(*found, strict=True)
    return Position(together(known, agents), *map(pl.concat, frames))


def _of_part(
    path: Path, as_of: date, shelf: Shelf, account_ids: tuple[str, ...], signals: pl.DataFrame, agents: Sequence[Agent], cycle_id: str,
    folder: Path,
) -> tuple[Told, *tuple[pl.DataFrame | Path, ...]]:  # fmt: skip
    """Where these customers stand; large frames as the files that hold them, for to send them takes longer than to put them down."""
    with open_store(path) as store:
        known, *frames = _position(with_answers(Narrow(store, as_of, shelf, account_ids), signals), agents, cycle_id)
    return known, *map(Rest(folder, least=LARGE_OF_PART).put, frames)


def _position(snap: Snapshot, agents: Sequence[Agent], cycle_id: str) -> Position:
    cases = pl.concat([kept(agent.name, agent.keep, snap, cycle_id=cycle_id) for agent in agents])
    return Position(told_of(snap, agents), cases, *cited(snap, cases))


AT_ONCE: tuple[tuple[Callable[[Snapshot], object], ...], ...] = ((put_down_known, learnt), (kept_signals,))
"""What a large book's shelf and signals take: the book of the day while past days are learnt from, then what a model says of the day."""
IN_TURN = tuple((work,) for works in AT_ONCE for work in works)
