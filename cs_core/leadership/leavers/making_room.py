"""Where a takeover brings somebody over their hours: which hours of the plan give way, and how that is said."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.orchestration.contact.protection import protected_ids
from cs_core.orchestration.covered import standing

SPARE = 1e-9
"""Hours below which nothing is over."""


class Load(NamedTuple):
    """Hours of one of ours: of the quarter by contract, less leave; what the plan gives them; taken over; what can give way in the plan."""

    hours: float
    planned: float
    taken: float
    yields: float

    @property
    def free(self) -> float:
        """Hours of the quarter that are in nobody's plan; below 0 where they end over their hours."""
        return self.hours - self.planned - self.taken

    @property
    def given(self) -> float:
        """Share of the quarter's hours that is given out."""
        return (self.planned + self.taken) / self.hours

    def fits(self, hours: float) -> bool:
        """Whether so many hours more find room, if need be in place of what the plan gives."""
        return self.free + self.yields >= hours - SPARE


def planned(snap: Snapshot, *, without: Sequence[str]) -> pl.DataFrame:
    """person, account_id, mode, hours, impact of the standing plan that can give way, the least impact an hour first: neither protected
    customers, nor what a leader decided otherwise (it has no impact of the plan's), nor those of `without`, which are handed over."""
    rows = standing(snap.store, snap.as_of).filter(pl.col("hours") > 0, pl.col("impact").is_not_null())
    kept = [*protected_ids(snap.store, snap.as_of), *without]
    rows = rows.filter(~pl.col("account_id").is_in(kept)).select("person", "account_id", "mode", "hours", "impact")
    return rows.sort(pl.col("impact") / pl.col("hours"), "account_id")


def gives_way(rows: pl.DataFrame, loads: Mapping[str, Load]) -> list[dict[str, Any]]:
    """Rows of `planned` that are left to agents, as many for each person as make room for what they take over."""
    out = []
    for person, load in loads.items():
        over = min(-load.free, load.taken)
        for row in rows.filter(pl.col("person") == person).iter_rows(named=True):
            if over <= SPARE:
                break
            out.append(row)
            over -= row["hours"]
    return out


def ends(over: Mapping[str, Load], way: Sequence[Mapping[str, Any]]) -> str:
    """Who ends over their hours and what that takes out of the plan, as a sentence after others; nothing where nobody does."""
    if not over:
        return ""
    told = ", ".join(f"{n} ends {-load.free:,.1f} h over their {load.hours:,.0f}" for n, load in over.items())
    goes = f"{counted(len(way), 'customer')} {'goes' if len(way) == 1 else 'go'} to agents"
    return f" {told}; {goes} to make room, the plan's least valuable hours." if way else f" {told}, and the plan has nothing to make room."


def room(load: Load) -> str:
    """How full somebody's quarter is with all that they take over."""
    if load.free >= -SPARE:
        return f"{load.planned + load.taken:,.0f} of their {load.hours:,.0f} h of the quarter are given out with it"
    enough = load.fits(0.0)
    makes = "the plan's least valuable hours make room" if enough else "the plan has no hours that could make room for it"
    return f"{-load.free:,.1f} h over their {load.hours:,.0f}; {makes}"
