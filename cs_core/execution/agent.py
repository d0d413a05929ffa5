"""An agent is data: the job it holds, the knowledge it cannot do without, how it notices work and how it puts it into words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cs_core.execution.composer import compose, first
from cs_core.execution.play import Play, noticed
from cs_core.records import Brief, Draft


@dataclass(frozen=True)
class Agent:
    """One AI agent: the owner of one job for every customer, whatever its size."""

    name: str
    job: str
    charter: str
    """What it does, reads, may do by itself, must ask for, and how its success is measured: shown on the Agents page as it stands."""
    needs: tuple[str, ...]
    """Keys of `vocabulary.KNOWLEDGE` without which it does not act on an account."""
    wants: tuple[str, ...]
    """Knowledge that makes its work better, and without which it still works."""
    notice: Callable[[pl.DataFrame], pl.DataFrame]
    """Signals of current customers -> a frame of `play.COLUMNS`: at most one row an account, none where there is nothing to do."""
    compose: Callable[[Brief, dict], Draft | None]
    """A brief and a row of `notice` -> words built from cited facts; None where there is nothing worth saying."""
    reason: Callable[[Brief, dict], str]
    """Why now in one sentence, after the brief was read."""
    plays: Mapping[str, Play]
    """The policy by its plays' names, in order."""
    guidance: str
    """What the model is told of this job, besides the rules that hold for all agents."""
    watches: tuple[str, ...] = ()
    """Of `wants`: what holds it for an account once it went stale, for it would act on an outdated picture."""


def agent(
    name: str, *, job: str, charter: str, needs: tuple[str, ...], wants: tuple[str, ...], plays: tuple[Play, ...], guidance: str,
    watches: tuple[str, ...] = (),
) -> Agent:  # fmt: skip
    """An agent whose whole policy is an ordered tuple of plays: the first that applies to an account is its best one."""

    def notice(signals: pl.DataFrame) -> pl.DataFrame:
        return noticed(signals, plays)

    scripts = {play.name: play for play in plays}

    def words(brief: Brief, row: dict) -> Draft | None:
        return compose(brief, row, scripts[row["play"]])

    def reason(brief: Brief, row: dict) -> str:
        found = first(brief, scripts[row["play"]].why_in_full)
        return found.text if found else row["reason"]

    return Agent(name, job, charter.strip(), needs, wants, notice, words, reason, scripts, guidance, watches)
