"""Which agents know enough to act on which customers, and what the others lack."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.execution.agent import Agent


class Readiness(NamedTuple):
    """Per agent: the accounts it may act on, and the knowledge missing, each with for how many accounts."""

    ready: Mapping[str, pl.Series]
    missing: Mapping[str, Mapping[str, int]]


def readiness(known: pl.DataFrame, current: pl.Series, roster: Sequence[Agent]) -> Readiness:
    """From `audit.coverage_of_knowledge` (account_id, knowledge, known) and the ids of current customers."""
    have = known.filter("known", pl.col("account_id").is_in(current.implode()))
    counts = dict(have.group_by("knowledge").agg(pl.col("account_id").n_unique()).iter_rows())
    ready, missing = {}, {}
    for agent in roster:
        needed = have.filter(pl.col("knowledge").is_in(list(agent.needs)))
        per = needed.group_by("account_id").agg(pl.col("knowledge").n_unique().alias("n"))
        full = per.filter(pl.col("n") == len(set(agent.needs)))["account_id"]
        ready[agent.name] = full if agent.needs else current
        missing[agent.name] = {need: len(current) - counts.get(need, 0) for need in agent.needs if counts.get(need, 0) < len(current)}
    return Readiness(ready, missing)


def newest(known: pl.DataFrame) -> dict[str, date]:
    """Knowledge -> the newest day that any source of it reported on; no entry where nothing is known."""
    rows = known.filter("known").group_by("knowledge").agg(pl.col("observed_on").max()).drop_nulls()
    return dict(rows.iter_rows())
