"""What is put into words: as many calls of high stakes as today has minutes for, and as much as people can look at, both twice; what goes
without them, always.

A letter that nobody will read helps no customer, costs a model's tokens, and is out of date by the time there are hours for it. It is
noticed again in the next cycle, and counted in this one. Whatever the governor and the budget decide later, they decide on what stands.
What waits in line, or had its turn today, has its place: a second cycle drafts what is worth more a minute, and little else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from cs_core.orchestration.budget import is_pressing, minutes_left, minutes_today
from cs_core.orchestration.flow.notices import Notices, Pair
from cs_core.orchestration.judging.policy import done_by_people
from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Route

REACH = 2.0
"""Times the minutes of the week: so much is drafted, for a part of it is held or fails a gate."""
LEAST = 500
"""So many notices are put into words however few minutes there are: a day's work of one person, with a choice."""
DECIDES = ("agent", "play", "kind", "stakes", "confidence", "segment")
"""What tells where a notice will go."""


class Reach(NamedTuple):
    """Which notices are put into words, in the order given, and what those are assumed to keep that wait for people's time."""

    within: Sequence[Pair]
    beyond: tuple[float, ...]


def in_reach(notices: Notices, accounts: pl.DataFrame, world: World, in_line: Sequence[Mapping[str, Any]] = ()) -> Reach:
    """Notices cut to what people have time for: calls of high stakes for today, then the most valuable a minute.

    `accounts`: see `world.account_rows`. What needs no person is never cut, nor anything where no team is known. Goals that keep a share of
    people's minutes for their customers have as large a share of what is put into words. `in_line` are the rows of `repeats.in_line`: they
    take their places, before what is worth as much.
    """
    if not world.team or len(notices) <= LEAST:
        return Reach(notices.pairs(), ())
    new, asks = len(notices), _weighed(notices, accounts, world, in_line)
    waits = zip(asks["cost"][new:], in_line, strict=True)
    week = REACH * (sum(cost for cost, row in waits if row["waits"]) + sum(max(0.0, left) for left in minutes_left(world).values()))
    costs = asks.filter(pl.col("cost") > 0)
    asking = costs.sort(-pl.col("worth") / pl.col("cost"), pl.col("at") < new, "at")
    calls = asking.filter("pressing", pl.col("at") < new).select("at", "cost").iter_rows()
    kept = {
        *asks.filter(pl.col("cost") == 0)["at"], *asking["at"][:LEAST], *_first(asking.select("at", "cost").iter_rows(), week),
        *_first(calls, REACH * sum(max(0.0, left) for left in minutes_today(world).values())),
    }  # fmt: skip
    for goal, share in world.direction.quotas().items():
        theirs = asking.select("at", "cost", "account_id").join(accounts, on="account_id", how="left", maintain_order="left")
        asked = ((row["at"], row["cost"]) for row in theirs.iter_rows(named=True) if goal in world.direction.kept_for(row))
        kept.update(_first(asked, share * week))
    beyond = asking.filter(pl.col("at") < new, ~pl.col("at").is_in([*kept]))["gain"]
    return Reach(notices.at(sorted(at for at in kept if at < new)).pairs(), tuple(beyond))


def _weighed(notices: Notices, accounts: pl.DataFrame, world: World, in_line: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The notices, then what is in line: `at`, their number; `cost`, a person's minutes; `worth`, the gain as goals weigh it; `pressing`:
    see `budget.is_pressing`.
    """
    rows = notices.rows.select("account_id", "gain", *DECIDES[:-1])
    line = pl.DataFrame([{c: row[c] for c in rows.columns} for row in in_line], schema=rows.schema)
    asks = pl.concat([rows, line]).join(accounts.select("account_id", "segment"), on="account_id", how="left", maintain_order="left")
    kinds = asks.select(DECIDES).unique()
    goes = [(_likely(row, world), row) for row in kinds.to_dicts()]
    kinds = kinds.with_columns(
        pl.Series("cost", [MINUTES.get(route, 0.0) for route, _ in goes], dtype=pl.Float64),
        pl.Series("weight", [world.direction.weight(row["agent"], row["segment"]) for _, row in goes], dtype=pl.Float64),
        pl.Series("pressing", [is_pressing(route, row["stakes"]) for route, row in goes], dtype=pl.Boolean),
    )
    asks = asks.join(kinds, on=DECIDES, how="left", nulls_equal=True, maintain_order="left")
    return asks.select("account_id", "gain", "cost", "pressing", worth=pl.col("gain") * pl.col("weight")).with_row_index("at")


def _first(of: Iterable[tuple[int, float]], minutes: float) -> Iterator[int]:
    """The first of these, each with what it costs, whose minutes together do not go beyond."""
    for at, cost in of:
        if minutes <= 0:
            return
        minutes -= cost
        yield at


def _likely(row: Mapping[str, Any], world: World) -> Route:
    """Where it will go if every gate passes, as far as can be told before it is written."""
    level = world.level_in(row["segment"], row["agent"], row["play"])
    if level == "shadow":
        return "held"
    if done_by_people(row["play"]):
        return "human_only"
    if row["kind"] == "task" or row["stakes"] == "high" or row["confidence"] < world.direction.guardrails["min_confidence"]:
        return "human_with_draft"
    return "agent" if row["stakes"] == "low" and level in ("sample", "autonomous") else "agent_with_review"
