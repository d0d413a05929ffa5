"""What every customer has whatever its size: two-way contact, a success plan, what it still pays; by decile of recurring revenue."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from math import sqrt
from typing import Any

import polars as pl

from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.wording.signed import signed
from cs_core.execution.jobs.success_plan import NO_OBJECTIVE
from cs_core.leadership.forecast import retention
from cs_core.leadership.parity import DECILES, ENDS, compared, deciles_of, listed, says
from cs_core.leadership.revenue import months_before, recurring
from cs_core.orchestration.record import wilson
from cs_core.records import Interval

TOUCH_DAYS = 90
MONTHS = 12


def by_size(snap: Snapshot, rows: pl.DataFrame, *, besides: Collection[str] = ()) -> dict[str, Any]:
    """touch, plan, grr and renewal, each with `deciles` (decile, n, point, low, high), `difference` (smallest three deciles less largest
    three) and `says`. `rows` is the frame of `orchestration.quarter`; `besides` are ids left out, but for what they pay.

    touch: two-way contact with a person or an agent in TOUCH_DAYS. plan: a success plan with an objective stands. grr: of those who
    paid MONTHS ago, by what they paid then. renewal: acted on, of those whose term ends; with why the rest gives no reason.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null())
    book = deciles_of(current).filter(~pl.col("account_id").is_in(list(besides)))
    return {
        "touch": _share(book, _touched(snap), "in contact"),
        "plan": _share(book, _planned(snap), "given a plan"),
        "grr": _grr(snap),
        "renewal": _renewal(book, current, rows),
    }


def _touched(snap: Snapshot) -> pl.Series:
    """Accounts in contact, with a person or with an agent."""
    return pl.concat([spoke_with_people(snap), answered_agents(snap)]).unique()


def spoke_with_people(snap: Snapshot) -> pl.Series:
    """Accounts with a talk or an answered thread of ours in TOUCH_DAYS."""
    return two_way(snap).filter(pl.col("on") > snap.as_of - timedelta(days=TOUCH_DAYS))["account_id"]


def answered_agents(snap: Snapshot) -> pl.Series:
    """Accounts that answered an agent's message in TOUCH_DAYS."""
    since = snap.as_of - timedelta(days=TOUCH_DAYS)
    return snap.history("outcome").filter(pl.col("kind") == "replied", pl.col("observed_on") > since)["account_id"]


def _planned(snap: Snapshot) -> pl.Series:
    kept = snap.history("case", "case_id", "account_id", "kind", "state", "as_of", "closed_on")
    last = kept.filter(pl.col("kind") == "success plan").unique("case_id", keep="last", maintain_order=True)
    return last.filter(pl.col("closed_on").is_null(), pl.col("state") != NO_OBJECTIVE)["account_id"].unique()


def _share(book: pl.DataFrame, those: pl.Series, done: str) -> dict[str, Any]:
    """The share of each decile that is among those."""
    counted = book.with_columns(pl.col("account_id").is_in(those.implode()).alias("had"))
    counted = counted.group_by("decile").agg(pl.len().alias("n"), pl.col("had").sum()).sort("decile")
    shares = [{"decile": r["decile"], "n": r["n"]} | listed(wilson(r["had"], r["n"])) for r in counted.to_dicts()]
    return {"deciles": shares, **compared(counted, "had", done)}


def _grr(snap: Snapshot) -> dict[str, Any]:
    """GRR by decile of what was paid at the start: who left since has no size now."""
    start = snapshot(snap.store, months_before(snap.as_of, MONTHS))
    book = deciles_of(recurring(start))
    found = {d: retention(snap, MONTHS, accounts=part["account_id"], start=start)["grr"] for (d,), part in book.group_by("decile")}
    shares = [{"decile": d, "n": round(found[d]["n"]), **_rounded(found[d])} for d in sorted(found)]
    small, large = (book.filter(part)["account_id"] for part in (pl.col("decile") <= ENDS, pl.col("decile") > DECILES - ENDS))
    ends = [retention(snap, MONTHS, accounts=part, start=start)["grr"] for part in (small, large)]
    if any(end["point"] is None for end in ends):
        return {"deciles": shares, "difference": None, "says": next(end["says"] for end in ends if end["point"] is None)}
    gap = _apart(*ends)
    return {"deciles": shares, "difference": listed(gap), "says": says(gap.low, gap.high)}


def _rounded(share: Mapping[str, Any]) -> dict[str, float | None]:
    return {k: None if share[k] is None else round(share[k], 4) for k in Interval._fields}


def _apart(one: Mapping[str, Any], two: Mapping[str, Any]) -> Interval:
    """The difference of two estimates by their intervals (Zou and Donner 2008): what Newcombe's is for two shares."""
    gap = one["point"] - two["point"]
    low = gap - sqrt((one["point"] - one["low"]) ** 2 + (two["high"] - two["point"]) ** 2)
    return Interval(gap, low, gap + sqrt((one["high"] - one["point"]) ** 2 + (two["point"] - two["low"]) ** 2))


def _renewal(book: pl.DataFrame, current: pl.DataFrame, rows: pl.DataFrame) -> dict[str, Any]:
    """The renewal job: of all, of those with a reason (a term that ends), and the share that gives none, at both ends of the book."""
    acted = rows.filter(pl.col("agent") == "renewal", pl.col("outcome") == "acted")["account_id"]
    reason = current.filter(pl.col("renewal_on").is_not_null())["account_id"]
    of_all, none = _share(book, acted, "acted on"), book.filter(~pl.col("account_id").is_in(reason.implode()))
    found = _share(book.filter(pl.col("account_id").is_in(reason.implode())), acted, "acted on")
    ends = {"small": pl.col("decile") <= ENDS, "large": pl.col("decile") > DECILES - ENDS}
    lacking = {name: _listed(none.filter(part).height, book.filter(part).height) for name, part in ends.items()}
    return found | {"of_all": of_all, "without_reason": lacking, "why": _why(of_all, found, lacking)}


def _listed(k: int, n: int) -> dict[str, float] | None:
    share = listed(wilson(k, n))
    return share and {"n": n} | share


def _why(of_all: Mapping[str, Any], found: Mapping[str, Any], ends: Mapping[str, Any]) -> str:
    if not all(ends.values()) or of_all["difference"] is None:
        return "cannot tell: too few customers of known revenue were acted on"
    told = f"{ends['small']['point']:.0%} of the small and {ends['large']['point']:.0%} of the large have no term that ends, so no renewal"
    gap, inside = of_all["difference"]["point"], found["difference"] and found["difference"]["point"]
    if inside is None:
        return f"{told}; among the others: {found['says']}"
    return f"{told}: of all customers the gap is {signed(gap * 100)} points, among those with a term {signed(inside * 100)}"
