"""What a gap between small and large customers consists of: what became of each of them in the quarter, as it is on record, by size."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from cs_core.context.signals.people import present
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.signed import signed
from cs_core.leadership.parity import DECILES, ENDS, deciles_of
from cs_core.leadership.served import answered_agents, spoke_with_people
from cs_core.orchestration.budget import lacks_minutes
from cs_core.orchestration.quarter import DAYS
from cs_core.orchestration.review import WAITING

TOLD = 4
"""So many parts of a gap are told, the largest first; the rest of it is one figure."""
LEAST = 0.01
"""A part smaller than a point is no part of the sentence."""


def apart(snap: Snapshot, rows: pl.DataFrame, gaps: Mapping[str, Mapping[str, Any]], *, besides: Collection[str] = ()) -> dict[str, str]:
    """For each of `gaps` (name -> a part of the `work` document) by which small customers get less: what it consists of, in a sentence.

    `rows` is the frame of `orchestration.quarter`; `besides` are ids left out. Every customer of known revenue counts once, at the first
    of FATES that is true of it, so the shares of an end add up to it, and their differences to the gap.
    """
    less = [what for what, part in gaps.items() if part["difference"] and part["difference"]["high"] < 0]
    if not less:
        return {}
    book = deciles_of(snap.signals.filter(pl.col("churned_on").is_null())).filter(~pl.col("account_id").is_in(list(besides)))
    known = book.join(_known(snap, rows), on="account_id", how="left")
    return {what: _sentence(_by_end(known, what)) if what in SERVED else CANNOT for what in less}


def _known(snap: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id and a boolean for each name in FATES and SERVED."""
    made = snap.history("proposal", "id", "account_id", "as_of").filter(pl.col("as_of") > snap.as_of - timedelta(days=DAYS))
    routed = snap.history("routed", "proposal_id", "route", "why", "as_of").join(made, left_on="proposal_id", right_on="id")
    told = routed.group_by("account_id").agg(test.any().alias(name) for name, test in ROUTED.items())
    seen = rows.group_by("account_id").agg(test.any().alias(name) for name, test in OF_QUARTER.items())
    among = {SPOKE: spoke_with_people(snap), ANSWERED: answered_agents(snap), REACHABLE: present(snap).filter("reachable")["account_id"]}
    both = seen.join(told, on="account_id", how="left")
    return both.with_columns(pl.col("account_id").is_in(ids.unique().implode()).alias(name) for name, ids in among.items()).with_columns(
        (~pl.col(REACHABLE)).alias(NOBODY)
    )


def _by_end(known: pl.DataFrame, what: str) -> list[dict[str, Any]]:
    """fate, small, large (shares of the customers of an end) and gap, the largest gap first."""
    first = pl.coalesce(pl.when(pl.col(name).fill_null(False)).then(pl.lit(name)) for name in (*SERVED[what], *FATES))
    fated = known.with_columns(first.fill_null(NOTHING).alias("fate"))
    ends = {"small": fated.filter(pl.col("decile") <= ENDS), "large": fated.filter(pl.col("decile") > DECILES - ENDS)}
    shares = [end.group_by("fate").agg((pl.len() / end.height).alias(name)) for name, end in ends.items()]
    both = shares[0].join(shares[1], on="fate", how="full", coalesce=True).with_columns(pl.col("small", "large").fill_null(0.0))
    gaps = both.with_columns((pl.col("small") - pl.col("large")).alias("gap"))
    return gaps.sort(pl.col("gap").abs(), "fate", descending=[True, False]).to_dicts()


def _sentence(parts: list[dict[str, Any]]) -> str:
    told = [part for part in parts if abs(part["gap"]) >= LEAST][:TOLD]
    rest = sum(part["gap"] for part in parts[len(told) :])
    said = "; ".join(f"{part['fate']}: {part['small']:.0%} of the small, {part['large']:.0%} of the large" for part in told)
    return f"{said}; all else: {signed(rest * 100, '.0f')} points" if abs(rest) >= LEAST else said


CANNOT = "cannot tell: no reason is on record for each customer"
SPOKE, ANSWERED, REACHABLE, NOBODY = "spoke with one of us", "answered an agent", "reachable", "nobody there may be written to"
DELIVERED, ACTED, UNKNOWN = "an agent's work reached them", "an agent acted for them", "too little is known of them"
NO_ANSWER, NOT_YET = "an agent's work reached them, no contact came of it", "let out, and it has not reached them yet"
NOTHING = "nothing was due by what is known"
OF_QUARTER = {
    **dict.fromkeys((DELIVERED, NO_ANSWER), pl.col("delivered")),
    **dict.fromkeys((ACTED, NOT_YET), pl.col("outcome") == "acted"),
    UNKNOWN: pl.col("outcome") == "cannot tell",
}
ROUTED = {
    "work for them waits for a person": pl.col("route").is_in(WAITING),
    "held for people's hours": lacks_minutes(),
    "held for other work or a quiet day": pl.col("route") == "held",
    "stopped by a gate": pl.col("route") == "rejected",
}
"""What the routes of a quarter say of a customer."""
SERVED: dict[str, tuple[str, ...]] = {"acted": (ACTED,), "delivered": (DELIVERED,), "touch": (SPOKE, ANSWERED)}
"""Who is served, by what is compared; these come before FATES."""
FATES: tuple[str, ...] = (NO_ANSWER, NOT_YET, NOBODY, *ROUTED, UNKNOWN)
"""Why a customer is not served, in order of precedence: the first that is true is told, and NOTHING where none is."""
