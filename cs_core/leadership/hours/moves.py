"""Who gains a person by a plan, who loses one, who changes, and why, in words."""

from typing import Any

import polars as pl

from cs_core.context.leaving import sure_to_leave
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.hours.worth import UNITS
from cs_core.orchestration.covered import UNASSIGNED, in_place, last_hands, standing

SOON, HOURS = 90, 100
NO_GAIN = "no mode of presence is expected to change anything here"
KEPT = dict(zip(UNITS, ("customers", "of ARR"), strict=True))
LEAVES = "they gave notice: counted as leaving, no hours are expected to change it"


def moves(
    snap: Snapshot, rows: pl.DataFrame, offers: pl.DataFrame, unplaced: pl.DataFrame, *, price: float, unit: str
) -> dict[str, Any]:  # fmt: skip
    """Against today: the last committed plan as it stands, else the accounts' owners.

    gains, loses, changes: account_id, name, from, to, why.

    `rows` is the plan with person and why; `offers` every offer in the unit; `unplaced` what was chosen and fits nobody, with person_why;
    `price` is what the last hour of the plan brings.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null()).select(
        "account_id", "name", "owner", "days_to_renewal", sure_to_leave().alias("leaving"),
    )  # fmt: skip
    plan = standing(snap.store, snap.as_of)
    if plan.height:
        against = "the last committed plan"
        before = plan.filter(pl.col("person") != UNASSIGNED).select("account_id", pl.col("person").alias("from"))
    else:
        against = "today's owners"
        before = current.select("account_id", in_place("owner", last_hands(snap.store, snap.as_of)).alias("from"))
    after = rows.select("account_id", pl.col("person").alias("to"), "why", "person_why")
    both = current.join(before, on="account_id", how="left").join(after, on="account_id", how="left", maintain_order="left")
    came, went = pl.col("from").is_null() & pl.col("to").is_not_null(), pl.col("from").is_not_null() & pl.col("to").is_null()
    moved = pl.col("from").is_not_null() & pl.col("to").is_not_null() & (pl.col("from") != pl.col("to"))
    kept = ("account_id", "name", "from", "to", "why")
    reasons = _passed_over(offers, price, unit), unplaced.select("account_id", pl.col("person_why").alias("_unplaced"))
    lost = both.filter(went).drop("why")
    for reason in reasons:
        lost = lost.join(reason, on="account_id", how="left", maintain_order="left")
    ends = pl.when("leaving").then(pl.lit("the term ends")).otherwise(pl.lit("it renews"))
    days = pl.format("; {} in {} days", ends, pl.col("days_to_renewal").cast(pl.Int64))
    none = pl.when("leaving").then(pl.lit(LEAVES)).otherwise(pl.lit(NO_GAIN))
    soon = pl.when(pl.col("days_to_renewal").is_between(0, SOON)).then(days).otherwise(pl.lit("")).fill_null("")
    lost = lost.with_columns(pl.concat_str(pl.coalesce("_unplaced", "why").fill_null(none), soon).alias("why"))
    changed = both.filter(moved).with_columns(pl.col("person_why").alias("why"))
    kinds = {"gains": both.filter(came), "loses": lost, "changes": changed}
    kinds = {kind: frame.select(kept).to_dicts() for kind, frame in kinds.items()}
    return {"against": against, "same": rows.height - len(kinds["gains"]) - len(kinds["changes"]), **kinds}


def _passed_over(offers: pl.DataFrame, price: float, unit: str) -> pl.DataFrame:
    """account_id, why: the most that an hour of a person would do there, against what the last hour of the plan does elsewhere."""
    rate = pl.col("impact") / pl.col("hours")
    best = offers.filter(pl.col("impact") > 0, pl.col("hours") > 0).with_columns(rate.alias("_rate"))
    best = best.sort("_rate", descending=True, maintain_order=True).unique("account_id", keep="first", maintain_order=True)
    much = f"{HOURS} hours here would keep {{}} {KEPT[unit]} ({{}}), {_short(price, unit)} where the plan puts them"
    says = pl.format(much, _figure(pl.col("_rate"), unit), "mode")
    chance = pl.when(pl.col("churn_probability").is_not_null()).then(
        pl.format("; chance to leave {}%", (pl.col("churn_probability") * 100).round(1))
    ).otherwise(pl.lit("; chance to leave unknown"))  # fmt: skip
    return best.select("account_id", pl.concat_str(says, chance).alias("why"))


def _figure(rate: pl.Expr, unit: str) -> pl.Expr:
    much = HOURS * rate
    return (much.round(2) if unit == UNITS[0] else much.round(0).cast(pl.Int64)).cast(pl.String)


def _short(price: float, unit: str) -> str:
    return f"{HOURS * price:.2f}" if unit == UNITS[0] else f"{HOURS * price:.0f}"
