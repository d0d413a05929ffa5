"""An agent is data: the job it holds, the knowledge it cannot do without, how it notices work, keeps its cases and puts it into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cs_core.execution.jobs.cases import Keep
from cs_core.execution.playbooks.play import Play, noticed, read_by
from cs_core.execution.playbooks.shelf import edited, shipped
from cs_core.execution.writing.claims import first
from cs_core.execution.writing.composer import compose
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
    plays: Mapping[str, Play]
    """Its playbooks by name, in order: the first that is due for an account is its best one."""
    watches: tuple[str, ...] = ()
    """Of `wants`: what holds it for an account once it went stale, for it would act on an outdated picture."""
    keep: Keep | None = None
    """How it keeps its cases over their lives; None where it keeps none."""
    calm: tuple[str, ...] = ()
    """Signals that tell why nothing is needed where no play is due, the most telling first."""

    def notice(self, signals: pl.DataFrame) -> pl.DataFrame:
        """Signals of current customers -> a frame of `play.COLUMNS`: at most one row an account, none where there is nothing to do."""
        return noticed(signals, tuple(self.plays.values()))

    def due(self, signals: pl.DataFrame, account_ids: pl.Series) -> pl.DataFrame:
        """As `notice` of these accounts, without the reasons: a row takes little room, and most are for nobody to read (see `reasons`)."""
        plays = tuple(self.plays.values())
        used = {c for play in plays for c in (*read_by(play, told=False), *play.when.meta.root_names())} | {"account_id"}
        mine = signals.select(c for c in signals.columns if c in used).filter(pl.col("account_id").is_in(account_ids.implode()))
        return noticed(mine, plays, told=False)

    def compose(self, brief: Brief, row: dict) -> Draft | None:
        """A brief and a row of `notice` -> words built from cited facts; None where there is nothing worth saying."""
        return compose(brief, row, self.plays[row["play"]])

    def reason(self, brief: Brief, row: dict) -> str:
        """Why now in one sentence, after the brief was read; of a later step first which one it is (`again`)."""
        found = first(brief, self.plays[row["play"]].why_in_full)
        return row.get("again", "") + found.text if found else row["reason"]


def agent(name: str, *, job: str, charter: str, **more: object) -> Agent:
    """An agent with the playbooks that ship with it."""
    return Agent(name, job, charter.strip(), plays=_by_name(shipped(name)), **more)


def with_edits(roster: Sequence[Agent], rows: Sequence[Mapping]) -> tuple[Agent, ...]:
    """The roster with a leader's playbooks: `rows` are the newest of the store's `playbook` table."""
    mine = {row["agent"] for row in rows}
    return tuple(replace(a, plays=_by_name(edited(a.name, rows))) if a.name in mine else a for a in roster)


def _by_name(plays: Sequence[Play]) -> dict[str, Play]:
    return {play.name: play for play in plays}
