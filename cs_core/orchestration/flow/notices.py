"""What agents notice in a whole book, as columns: of a million customers most is for nobody to read, and a row of Python takes ten times
the room. Rows are made of what is asked for by `pairs`, with the reasons why.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.draws import in_turn
from cs_core.execution.playbooks.play import COLUMNS, SCHEMA, reasons
from cs_core.execution.playbooks.runs import Key

Pair = tuple[Agent, dict]
"""An agent and a row of `play.COLUMNS`, with what else is known of the notice."""

KEY, PLACE = ("agent", "play", "account_id"), "place"
COUNTED = {"turn": pl.Int64, "among": pl.Int64}
OF = {"agent": pl.String, "by": pl.Int64, "own": pl.Int64}
"""The agent's name, which of the agents it is, and which of `given` the row is, if any."""
NONE = pl.DataFrame(schema=SCHEMA | COUNTED | OF)


@dataclass(frozen=True)
class Notices:
    """Notices in their order. Use `noticed_by`, `given` and `together`."""

    agents: tuple[Agent, ...] = ()
    rows: pl.DataFrame = field(default_factory=NONE.clear)
    """SCHEMA (without reasons), COUNTED and OF."""
    given: tuple[dict, ...] = ()
    """Rows that somebody made already."""
    signals: pl.DataFrame = field(default_factory=pl.DataFrame)
    """What the reasons of all others are told from."""

    def __len__(self) -> int:
        return self.rows.height

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs())

    def pairs(self) -> list[Pair]:
        """Each as an agent and a row."""
        said = self._reasons()
        return [
            (self.agents[by], self.given[own] if own is not None else row | {"reason": said[by, row["play"]][row["account_id"]]})
            for by, own, row in zip(self.rows["by"], self.rows["own"], self.rows.select(*COLUMNS, *COUNTED).iter_rows(named=True))
        ]

    @property
    def by_agent(self) -> Counter[str]:
        """Agent -> how many are its."""
        return Counter(dict(self.rows.group_by("agent", maintain_order=True).len().iter_rows()))

    @property
    def noticing(self) -> list[Agent]:
        """The agents that noticed any of it, in the order of the first."""
        return [self.agents[by] for by in self.rows["by"].unique(maintain_order=True)]

    @property
    def accounts(self) -> pl.Series:
        """Whom it is about, each once."""
        return self.rows["account_id"].unique()

    @property
    def keys(self) -> list[Key]:
        """The agent, the play and the account of each."""
        return list(self.rows.select(KEY).iter_rows())

    @property
    def by_play(self) -> Iterator[tuple[Agent, str, pl.Series]]:
        """Each agent with a play, and whom it notices by it."""
        for (by, play), mine in self.rows.group_by("by", "play", maintain_order=True):
            yield self.agents[by], play, mine["account_id"]

    def only(self, keys: Collection[Sequence[str]], on: Sequence[str] = KEY) -> "Notices":
        """Those of these keys: agent, play and account, or what else `on` names."""
        return self._joined(keys, on, "semi")

    def less(self, keys: Collection[Sequence[str]], on: Sequence[str] = KEY) -> "Notices":
        """Those of no such key."""
        return self._joined(keys, on, "anti")

    def at(self, places: Collection[int]) -> "Notices":
        """Those at some places, in this order."""
        return replace(self, rows=self.rows[pl.Series(places, dtype=pl.Int64)])

    def places(self, keys: Collection[Key]) -> list[int]:
        """Where those of these keys are."""
        return replace(self, rows=self.rows.with_row_index(PLACE)).only(keys).rows[PLACE].to_list()

    def in_place(self, others: Mapping[int, dict | None]) -> "Notices":
        """The same with another row at some places, or none."""
        if not others:
            return self
        at = pl.Series(PLACE, range(len(self)), dtype=pl.Int64)
        kept, new = at.filter(~at.is_in([*others])), {place: row for place, row in others.items() if row is not None}
        both = together([self.at(kept), given([(self.agents[self.rows["by"][place]], row) for place, row in new.items()])])
        return replace(both, rows=both.rows[pl.concat([kept, pl.Series(PLACE, [*new], dtype=pl.Int64)]).arg_sort()])

    def _joined(self, keys: Collection[Sequence[str]], on: Sequence[str], how: str) -> "Notices":
        named = pl.DataFrame(list(keys), schema=dict.fromkeys(on, pl.String), orient="row")
        return replace(self, rows=self.rows.join(named, on=list(on), how=how, maintain_order="left"))

    def _reasons(self) -> dict[tuple[int, str], dict[str, str | None]]:
        mine = self.rows.filter(pl.col("own").is_null()).group_by("by", "play").agg("account_id").iter_rows()
        return {(by, play): reasons(self.signals, self.agents[by].plays[play], accounts) for by, play, accounts in mine}


def noticed_by(agent: Agent, due: pl.DataFrame, signals: pl.DataFrame) -> Notices:
    """What an agent notices: `due` from `Agent.due` of these signals."""
    of = {"agent": pl.lit(agent.name), "by": pl.lit(0, pl.Int64), "own": pl.lit(None, pl.Int64)}
    return Notices((agent,), in_turn(due).with_columns(**of).select(NONE.columns), signals=signals)


def given(pairs: Sequence[Pair]) -> Notices:
    """Rows that are there already."""
    agents = {id(agent): agent for agent, _ in pairs}
    place = dict(zip(agents, range(len(agents))))
    told = [{c: row.get(c) for c in (*SCHEMA, *COUNTED)} for _, row in pairs]
    of = {
        "agent": pl.Series([agent.name for agent, _ in pairs], dtype=pl.String),
        "by": pl.Series([place[id(agent)] for agent, _ in pairs], dtype=pl.Int64),
        "own": pl.Series(range(len(pairs)), dtype=pl.Int64),
    }
    rows = pl.DataFrame(told, schema=SCHEMA | COUNTED).with_columns(**of)
    return Notices(tuple(agents.values()), rows, tuple(row for _, row in pairs))


def together(parts: Sequence[Notices]) -> Notices:
    """All of them, in their order; those that are not given are told from the same signals."""
    agents = {id(agent): agent for part in parts for agent in part.agents}
    place, rows, own = dict(zip(agents, range(len(agents)))), [NONE], 0
    for part in parts:
        by = pl.Series([place[id(agent)] for agent in part.agents], dtype=pl.Int64)
        rows.append(part.rows.with_columns(by[part.rows["by"]].alias("by"), pl.col("own") + own))
        own += len(part.given)
    signals = next((part.signals for part in parts if part.signals.width), pl.DataFrame())
    return Notices(tuple(agents.values()), pl.concat(rows), tuple(row for part in parts for row in part.given), signals)
