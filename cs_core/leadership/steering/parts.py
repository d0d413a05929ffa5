"""The parts of a change, which add up to it: of a share customer by customer, of any other figure step by step."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot

LARGER, SMALLER = "a larger base", "a smaller base"
LEFT, LESS, MORE, BACK = "left", "pay less", "pay more", "came back"
OLDER = "older changes that left the twelve months"
STILL = "pays as then; the twelve months that are looked at moved on"
MOST_NAMED = 200


class One(NamedTuple):
    """One customer of a part: why it is there, and what it moved by itself, where that can be said."""

    account_id: str
    why: str
    change: float | None = None


class Part(NamedTuple):
    """One part of a change: what happened, by how much it moved the figure, and at which customers."""

    kind: str
    change: float
    accounts: Sequence[One]


Kinds = Callable[[pl.DataFrame], pl.DataFrame]
"""account_id of the customers that moved a share by what happened since -> account_id, kind, why."""


def of_share(before: pl.DataFrame, after: pl.DataFrame, *, weight: str, kinds: Kinds) -> tuple[float, list[Part]]:
    """The earlier figure (100 + 100 sum x / sum weight) and the parts of its change; frames have account_id, weight and x.

    `after` may have x_still, its x had nothing happened since: what differs from that happened, the rest is the window that moved on.
    With sums S and X of the weights and of x, before (0) and after (1): change = 100 sum (x1 - x0) / S1 + 100 X0 (1 / S1 - 1 / S0).
    """
    s0, s1, x0 = before[weight].sum(), after[weight].sum(), before["x"].sum()
    still = "x_still" in after.columns
    now = after.select("account_id", pl.col("x").alias("x_now"), *(["x_still"] if still else []))
    both = before.select("account_id", pl.col("x").alias("x_then")).join(now, on="account_id", how="full", coalesce=True).fill_null(0.0)
    middle = pl.col("x_still") if still else pl.col("x_then")
    happened = both.select("account_id", ((pl.col("x_now") - middle) * 100 / s1).alias("moved")).filter(pl.col("moved") != 0)
    told = happened.join(kinds(happened), on="account_id", how="left", maintain_order="left")
    older = both.select("account_id", ((middle - pl.col("x_then")) * 100 / s1).alias("moved")).filter(pl.col("moved") != 0)
    older = older.with_columns(pl.lit(OLDER).alias("kind"), pl.lit(STILL).alias("why"))
    rows = pl.concat([told, older], how="diagonal").sort(pl.col("moved").abs(), descending=True)
    found = [
        Part(kind, part["moved"].sum(), [One(*row) for row in part.select("account_id", "why", "moved").iter_rows()])
        for (kind,), part in rows.group_by("kind", maintain_order=True)
    ]
    return 100 + 100 * x0 / s0, [*found, Part(LARGER if s1 > s0 else SMALLER, 100 * x0 * (1 / s1 - 1 / s0), ())]


def by_payment(snap: Snapshot, paid: pl.DataFrame, since: date) -> Kinds:
    """Kinds by what a customer paid then and pays now (account_id, paid_then, pays_now), with the reason that was recorded."""
    reasons = snap.churn_events.filter(pl.col("account_id").is_not_null()).sort("churned_on")
    reasons = reasons.unique("account_id", keep="last").select("account_id", "reason")
    cases = snap.history("case", "account_id", "as_of", "reason", "closed_on", kind="risk").filter(pl.col("closed_on").is_null())
    cases = cases.unique("account_id", keep="last", maintain_order=True)
    cases = cases.select("account_id", pl.format("no reason recorded; our case of risk said: {}", "reason").alias("feared"))

    def kinds(moved: pl.DataFrame) -> pl.DataFrame:
        rows = moved.join(paid, on="account_id", how="left").fill_null(0.0)
        rows = rows.join(reasons, on="account_id", how="left").join(cases, on="account_id", how="left")
        then, now = pl.col("paid_then"), pl.col("pays_now")
        kind = (
            pl.when(now == 0).then(pl.lit(LEFT)).when(then == 0).then(pl.lit(BACK))
            .when(now < then).then(pl.lit(LESS)).otherwise(pl.lit(MORE))
        )  # fmt: skip
        amounts = pl.format("{} a year, {} on {}", now.round(0).cast(pl.Int64), then.round(0).cast(pl.Int64), pl.lit(str(since)))
        why = pl.when(now == 0).then(pl.coalesce("reason", "feared", pl.lit("no reason recorded"))).otherwise(amounts)
        return rows.select("account_id", kind.alias("kind"), why.alias("why"))

    return kinds


def by_state(then: pl.DataFrame, now: pl.DataFrame) -> Kinds:
    """Kinds by how an onboarding stood on either day."""

    def kinds(moved: pl.DataFrame) -> pl.DataFrame:
        rows = moved.select("account_id", "moved")
        for frame, name in ((then, "was"), (now, "is")):
            rows = rows.join(frame.select("account_id", pl.col("onboarding_status").alias(name)), on="account_id", how="left")
        came, went = pl.col("was").is_null(), pl.col("is").is_null()
        kind = (
            pl.when(came).then(pl.lit("started since, and are late")).when(went).then(pl.lit("were late, and are no longer counted"))
            .when(pl.col("moved") < 0).then(pl.lit("fell behind")).otherwise(pl.lit("caught up"))
        )  # fmt: skip
        said = [pl.col(c).fill_null("not counted") for c in ("is", "was")]
        return rows.select("account_id", kind.alias("kind"), pl.format("{}, {} then", *said).alias("why"))

    return kinds


def gone(then: pl.DataFrame, now: pl.DataFrame) -> set[str]:
    """Who was counted then and is not now."""
    return set(then["account_id"]) - set(now["account_id"])


def come(then: pl.DataFrame, now: pl.DataFrame) -> set[str]:
    """Who is counted now and was not then."""
    return set(now["account_id"]) - set(then["account_id"])


def other(then: pl.DataFrame, now: pl.DataFrame, columns: Sequence[str]) -> set[str]:
    """Who is counted on both days, and stands otherwise."""
    both = then.join(now, on="account_id", suffix="_now")
    changed = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_now")) for c in columns)
    return set(both.filter(changed)["account_id"])


def step_by_step(
    then: pl.DataFrame,
    now: pl.DataFrame,
    steps: Iterable[tuple[str, set[str]]],
    figure: Callable[[pl.DataFrame], float | None],
    *,
    says: Callable[[Mapping[str, Any]], str],
) -> tuple[float | None, list[Part]] | str:
    """The earlier figure and one part a step: its customers are taken as they are now, those before it too, those after it as then."""
    before, found, at = figure(then), [], then
    last = before
    if before is None:
        return "that day's figure is unknown"
    names, waiting = [], []
    for kind, ids in steps:
        at = pl.concat([at.filter(~pl.col("account_id").is_in(list(ids))), now.filter(pl.col("account_id").is_in(list(ids)))])
        here = figure(at)
        rows = pl.concat([now, then]).unique("account_id", keep="first", maintain_order=True)
        rows = rows.filter(pl.col("account_id").is_in(list(ids))).sort("days", descending=True)
        waiting += [One(row["account_id"], says(row)) for row in rows.to_dicts()]
        names.append(kind)
        if here is None:  # not known in between: this step is told together with the next
            continue
        found.append(Part(" and ".join(names), here - last, waiting))
        last, names, waiting = here, [], []
    return before, found


def summed(kind: str, deals: pl.DataFrame, sign: float) -> Part:
    """Deals (account_id, amount, closed_on, name) as one part, by customer."""
    rows = deals.with_columns((pl.col("amount").fill_null(0.0) * sign).alias("moved")).sort("amount", descending=True)
    told = rows.select("account_id", "name", "closed_on", "moved").iter_rows()
    ones = [One(account, f"{name or 'deal'}, {day}", moved) for account, name, day, moved in told]
    return Part(kind, float(rows["moved"].sum()), ones)


def named(found: Sequence[Part], snap: Snapshot) -> list[dict[str, Any]]:
    """Parts with the names and segments of their customers, the largest change first; `n` counts them all."""
    known = {a: (name, segment) for a, name, segment in snap.signals.select("account_id", "name", "segment").iter_rows()}

    def of(one: One) -> dict[str, Any]:
        name, segment = known.get(one.account_id or "", (None, None))
        return {"account_id": one.account_id, "name": name or one.account_id, "segment": segment, "why": one.why, "change": one.change}

    rows = [{"kind": p.kind, "change": p.change, "n": len(p.accounts), "accounts": [of(o) for o in p.accounts[:MOST_NAMED]]} for p in found]
    return sorted(rows, key=lambda row: -abs(row["change"]))
