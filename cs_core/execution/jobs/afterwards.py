"""What a case that closed still asks of one of ours: the customer is gone, or what the agent needs is, so it notices nothing there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.cases import standing

ASK_DAYS = 45
"""So long after it closed a case may ask."""


def still_asked(
    snap: Snapshot, changed: pl.DataFrame, agents: Sequence[Agent], ready: Mapping[str, pl.Series]
) -> list[tuple[Agent, dict]]:
    """Notices of tasks (never letters) that the closed cases of these customers recommend: pairs of an agent and a row of `play.COLUMNS`.

    `changed` are the rows of cases that the cycle is about to write: they count as they will stand. `ready`: whom each agent notices.
    """
    return [pair for agent in agents if agent.keep for pair in _of(agent, snap, changed.filter(pl.col("agent") == agent.name), ready)]


def _of(agent: Agent, snap: Snapshot, changed: pl.DataFrame, ready: Mapping[str, pl.Series]) -> list[tuple[Agent, dict]]:
    shut = standing(snap, agent.name).select("case_id", "account_id", "play", "closed_on")
    rows = pl.concat([shut, changed.select(shut.columns)]).unique("case_id", keep="last", maintain_order=True)
    rows = rows.filter(pl.col("closed_on") >= snap.as_of - timedelta(days=ASK_DAYS), pl.col("play").is_in(_tasks(agent)))
    if rows.is_empty():
        return []
    unseen = snap.signals.filter(~pl.col("account_id").is_in(ready[agent.name].implode()))
    found = []
    for (play,), group in rows.group_by("play", maintain_order=True):
        one = replace(agent, plays={play: agent.plays[play]})
        found += [(agent, row) for row in one.notice(unseen.join(group, on="account_id", how="semi")).to_dicts()]
    return found


def _tasks(agent: Agent) -> list[str]:
    return [play.name for play in agent.plays.values() if play.kind == "task"]
