"""What may be lost within 90 days, told three ways that answer different questions, in one table that leads from each to the others.

Today counts each customer by its own chance to leave; the renewals ahead count only those whose renewal falls due; retention counts what
the last windows lost, downgrades too, and knows no customer by name. All three take who gave notice as lost.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from cs_core.context.leaving import DAYS, chance_to_leave, sure_to_leave
from cs_core.context.rates import in_one, rates
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.forecast import renewals
from cs_core.leadership.forecasting.windows import DUE, NOTICE, PARTS, REST

THREE_FIGURES = "Three questions, so three figures: each customer's own chance, the renewals that fall due, and what was lost lately."
"""Why what may be lost is told three ways, in a line."""
SAYS = {
    NOTICE: f"gave notice, and the term ends within {DAYS} days",
    DUE: f"has another renewal within {DAYS} days",
    REST: "has no renewal in those days, or of a day not known",
}


def by_outlook(current: pl.DataFrame) -> dict[str, float | None]:
    """Part -> what may leave within DAYS: each account's `arr`, in one currency, times its chance; who gave notice is certain to.

    Null where a part has customers and of none of them both are known: that is not nothing.
    """
    rows = current.with_columns(chance_to_leave(), part())
    lost = pl.col("arr") * pl.col("churn_probability")
    told = rows.group_by("part").agg(pl.when(lost.is_not_null().any()).then(lost.sum()))
    return dict.fromkeys(PARTS, 0.0) | dict(told.iter_rows())


def chances_known(current: pl.DataFrame) -> int:
    """Of how many customers both the amount and the chance to leave are known: where of none, what may leave is not nothing."""
    return current.with_columns(chance_to_leave()).drop_nulls(["arr", "churn_probability"]).height


def part() -> pl.Expr:
    """Which of PARTS an account is of, over rows of the signals."""
    due = pl.col("days_to_renewal").is_between(0, DAYS).fill_null(False)
    return pl.when(sure_to_leave()).then(pl.lit(NOTICE)).when(due).then(pl.lit(DUE)).otherwise(pl.lit(REST)).alias("part")


def losses(snap: Snapshot, past: Mapping[str, float] | None, until: str) -> dict[str, Any]:
    """``{"days", "until", "currency", "rows", "totals", "says"}``: a row a part with what `outlook` (Today), `renewals` and `past`
    (retention, to the day `until`) lose of it; null where a way does not count it, or cannot tell. `past`: see `windows.lost`.
    """
    current = in_one(rates(snap.store), snap.signals.filter(pl.col("churned_on").is_null()), "arr")
    chance = by_outlook(current.rows) if chances_known(current.rows) else dict.fromkeys(PARTS)
    due = renewals(snap, within_days=DAYS).select("account_id", "probability")
    lost = current.rows.select("account_id", "arr", part()).join(due, on="account_id").drop_nulls(["arr", "probability"])
    none = None if due.height and lost.is_empty() else 0.0
    told = dict(lost.group_by("part").agg((pl.col("arr") * (1 - pl.col("probability"))).sum()).iter_rows())
    rows = [
        {"part": p, "says": SAYS[p], "outlook": chance[p], "renewals": None if p == REST else told.get(p, none),
         "past": None if past is None else past.get(p, 0.0)}
        for p in PARTS
    ]  # fmt: skip
    totals = {way: _sum([row[way] for row in rows]) for way in ("outlook", "renewals", "past")}
    found = {"days": DAYS, "until": until, "currency": current.currency, "rows": rows, "totals": totals}
    return found | {"says": "" if totals["outlook"] is None else _says(found)}


def _sum(amounts: list[float | None]) -> float | None:
    known = [a for a in amounts if a is not None]
    return sum(known) if known else None


def _says(found: dict[str, Any]) -> str:
    """The three figures and how they hang together, in two sentences."""
    at, totals = {row["part"]: row for row in found["rows"]}, found["totals"]
    money = f" {found['currency']}" if found["currency"] else ""
    due = "of them that cannot be told yet" if totals["renewals"] is None else f"they lose {_whole(totals['renewals'])}"
    where = {NOTICE: "by notices given", DUE: "at other renewals", REST: "of customers with no renewal in those days"}
    told = [f"{_whole(at[p]['outlook'])} {words}" for p, words in where.items() if at[p]["outlook"] is not None]
    untold = [words for p, words in where.items() if at[p]["outlook"] is None]
    unknown = f"; {' and '.join(untold)} it cannot be told yet" if untold else ""
    says = (
        f"Within {DAYS} days {_whole(totals['outlook'])}{money} may leave: {', '.join(told)}{unknown}. "
        f"Renewals ahead count only what falls due, and take a term whose day for notice has passed to be as safe as such terms have "
        f"been: {due}"
    )
    if totals["past"] is None:
        return f"{says}."
    return f"{says}; retention goes by what was lost lately, downgrades too, and loses {_whole(totals['past'])}."


def _whole(amount: float) -> str:
    return f"{amount:,.0f}"
