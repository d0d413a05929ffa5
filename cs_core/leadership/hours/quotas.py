"""Hours that goals keep for the customers they are about: the plan favours them until they have their share, as far as it helps them.

Favour is a factor on impact in choosing, the least that reaches the share; what is told of the plan is impact as it is.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.hours.allocate import Allocation
from cs_core.leadership.hours.choices import NOTHING, Table
from cs_core.orchestration.direction import BY_KEY, direction
from cs_core.orchestration.world import ACCOUNT_COLUMNS

MOST_FAVOUR = 64.0
"""Beyond it an account of the goal is chosen for next to nothing: what it takes then is said to be out of reach."""
HALVINGS = 7
CLOSE = 0.005
"""A share short by less than this of all hours counts as reached: plans are made of whole pieces of work."""


class Kept(NamedTuple):
    """One goal's share of the hours, and the accounts that count for it."""

    key: str
    share: float
    says: str
    accounts: pl.Series


def kept_by_goals(snap: Snapshot) -> list[Kept]:
    """What the goals that are set keep for whom, of current accounts."""
    now = direction(snap.store)
    if not (shares := now.quotas()):
        return []
    rows = snap.signals.filter(pl.col("churned_on").is_null()).select(ACCOUNT_COLUMNS).to_dicts()
    found = []
    for key, share in shares.items():
        quota = BY_KEY[key].quota
        due = [row["account_id"] for row in rows if quota.due(row, now.goals[key])]
        found.append(Kept(key, share, quota.says, pl.Series("account_id", due, pl.String)))
    return found


def hours_of(rows: pl.DataFrame, kept: Kept) -> float:
    """Hours that these rows give to accounts of the goal."""
    return float(rows.filter(pl.col("account_id").is_in(kept.accounts.implode()))["hours"].sum())


def favoured(
    options: pl.DataFrame, table: Table, quotas: list[Kept], base: dict[str, float], total: float, solve: Callable[[Table], Allocation]
) -> Allocation:
    """The best plan in which every goal has its share of `total` hours where that can be; `base` are hours that it has already by key.

    One goal after the other, each with the least favour that does; the bound and prices stay those of the plan without goals.
    """
    free = found = solve(table)
    for kept in quotas:
        short = kept.share * total - base.get(kept.key, 0.0) - CLOSE * total
        members = options["account_id"].is_in(kept.accounts.implode()).to_numpy()
        if hours_of(found.chosen, kept) >= short or not members.any():
            continue
        low, high = 1.0, MOST_FAVOUR
        best = _times(table, members, high)
        found = solve(best)
        for _ in range(HALVINGS if hours_of(found.chosen, kept) >= short else 0):
            middle = (low * high) ** 0.5
            tried = _times(table, members, middle)
            plan = solve(tried)
            if hours_of(plan.chosen, kept) >= short:
                high, best, found = middle, tried, plan
            else:
                low = middle
        table = best
    return found._replace(bound=free.bound, price=free.price)


def _times(table: Table, members: np.ndarray, factor: float) -> Table:
    theirs = members[np.maximum(table.row, 0)] & (table.row >= 0)
    return table._replace(worth=np.where(theirs & (table.worth > NOTHING), table.worth * factor, table.worth))


def reached(rows: pl.DataFrame, quotas: list[Kept], offers: pl.DataFrame, held: Collection[str] = ()) -> list[dict]:
    """Of a plan's rows, goal by goal: goal, says (whom), accounts, kept (share asked for), share (reached), met; and what becomes of them.

    Of the accounts `served` get hours; `held` may get none while a pilot runs; to `no_gain` no person is expected to bring anything by
    the `offers` that there are; `left` could gain, and fit nobody's hours or skills, or are worth less than others.
    """
    total = float(rows["hours"].sum())
    found = []
    for kept in quotas:
        share = hours_of(rows, kept) / total if total else 0.0
        met = share >= kept.share - 2 * CLOSE
        found.append(
            {"goal": kept.key, "says": kept.says, "accounts": len(kept.accounts), "kept": kept.share, "share": share, "met": met}
            | _fates(rows, kept, offers, held)
        )
    return found


def _fates(rows: pl.DataFrame, kept: Kept, offers: pl.DataFrame, held: Collection[str]) -> dict[str, int]:
    every, served = set(kept.accounts), set(rows["account_id"])
    gains = set(offers.filter(pl.col("impact") > 0)["account_id"]) - served
    fates = {"served": every & served, "held": (every & set(held)) - served, "left": (every & gains) - set(held)}
    return {name: len(accounts) for name, accounts in fates.items()} | {"no_gain": len(every.difference(*fates.values()))}


def why_missed(told: dict, free: float) -> str:
    """In words why a goal's share is not reached, by a row of `reached`, and why hours that stay `free` do not go there."""
    why = [f"{told[fate]:,} {words}" for fate, words in FATES.items() if told[fate]]
    idle = f" {free:,.0f} hours stay free all the same: by this plan they bring these customers nothing more." if free >= 1 else ""
    return f"Of their {told['accounts']:,}, {told['served']:,} get hours{'; ' if why else ''}{'; '.join(why)}.{idle}"


FATES = {
    "held": "may get none, for a running pilot keeps them in standard care or with agents alone",
    "no_gain": "would gain nothing by a person",
    "left": "fit the hours, skills or languages of nobody who has time, or are worth less than others",
}
