"""Which agents know enough to act on which customers, and what the others lack: missing, or too old to act on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.completeness import completeness, lacking
from cs_core.context.notes import SOURCE
from cs_core.context.snapshot import Snapshot
from cs_core.execution.agent import Agent


class Readiness(NamedTuple):
    """Per agent: the accounts it may act on, and the knowledge that holds it, each with for how many accounts."""

    ready: Mapping[str, pl.Series]
    missing: Mapping[str, Mapping[str, int]]


class Told(NamedTuple):
    """What a cycle goes by of `completeness`, which has a row for each account and kind of knowledge."""

    able: Readiness
    newest: Mapping[str, date]
    """See `newest`."""
    pieces: int
    """Of how many accounts and kinds something is known."""


def told_of(snap: Snapshot, roster: Sequence[Agent]) -> Told:
    """Of the current customers of a snapshot."""
    known = completeness(snap)
    current = snap.signals.filter(pl.col("churned_on").is_null())["account_id"]
    return Told(readiness(known, current, roster), newest(known), known["known"].sum())


def together(parts: Sequence[Told], roster: Sequence[Agent]) -> Told:
    """Of all customers, from what is told of each part of them."""
    ready = {agent.name: pl.concat([part.able.ready[agent.name] for part in parts]) for agent in roster}
    missing = {agent.name: _added([part.able.missing[agent.name] for part in parts], agent) for agent in roster}
    days = dict(sorted((kind, day) for part in parts for kind, day in part.newest.items()))
    return Told(Readiness(ready, missing), days, sum(part.pieces for part in parts))


def _added(counts: Sequence[Mapping[str, int]], agent: Agent) -> dict[str, int]:
    sums = {kind: sum(part.get(kind, 0) for part in counts) for kind in (*agent.needs, *agent.watches)}
    return {kind: n for kind, n in sums.items() if n}


def readiness(known: pl.DataFrame, current: pl.Series, roster: Sequence[Agent]) -> Readiness:
    """From `completeness` (account_id, knowledge, known, stale) and the ids of current customers."""
    have = known.filter(pl.col("account_id").is_in(current.implode()))
    ready, missing = {}, {}
    for agent in roster:
        held = lacking(have, agent.needs, agent.watches)
        ready[agent.name] = current.filter(~current.is_in(held["account_id"].implode()))
        counts = dict(held.group_by("knowledge").agg(pl.col("account_id").n_unique()).iter_rows())
        missing[agent.name] = {kind: counts[kind] for kind in (*agent.needs, *agent.watches) if kind in counts}
    return Readiness(ready, missing)


def newest(known: pl.DataFrame) -> dict[str, date]:
    """Knowledge -> the newest day that any system reported on; no entry where nothing is known but by a note, which is no feed."""
    rows = known.filter("known", pl.col("source").fill_null("") != SOURCE)
    return dict(rows.group_by("knowledge").agg(pl.col("observed_on").max()).drop_nulls().iter_rows())
