"""The track record: how often people sent what agents wrote, and which goals the work served. Rates carry Wilson intervals."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt

import polars as pl

from cs_core.context.store import Store
from cs_core.records import Interval

Z = 1.959963984540054
"""Two-sided 95 %."""

GROUNDING = ("cites_known_facts", "figures_match", "states_nothing_uncited")
"""The gates that a grounded draft passes, all of them."""

KINDS = ("accepted", "edited", "rejected", "grounded")
NO_GOAL = "none"
EFFORT_DAYS = 28


def wilson(k: float, n: float) -> Interval | None:
    """Share k of n with its 95 % interval (Wilson 1927); None where n is 0: there is nothing to tell from."""
    if n <= 0:
        return None
    share, z2 = k / n, Z * Z / n
    middle, half = (share + z2 / 2) / (1 + z2), Z / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def rates(store: Store, by: Sequence[str] = ("agent",)) -> pl.DataFrame:
    """One row a group of proposals (``by``: columns of proposals): proposals, judged, n decided, and four rates as shares.

    accepted, edited and rejected are of the n decided; grounded is of those judged. Each has ``_low`` and ``_high``; all three are
    null where there is nothing to count.
    """
    columns = list(dict.fromkeys(["id", *by]))
    made = store.frame("proposal", *columns).join(_decided(store), on="id", how="left").join(_grounded(store), on="id", how="left")
    counted = made.group_by(list(by)).agg(
        pl.len().alias("proposals"),
        pl.col("is_grounded").count().alias("judged"),
        pl.col("decision").count().alias("n"),
        (pl.col("decision") == "approve").sum().alias("accepted"),
        (pl.col("decision") == "edit").sum().alias("edited"),
        (pl.col("decision") == "reject").sum().alias("rejected"),
        pl.col("is_grounded").sum().alias("grounded"),
    )
    shares = [e for kind in KINDS for e in _wilson_columns(kind, "judged" if kind == "grounded" else "n")]
    return counted.with_columns(shares).sort(list(by))


def _decided(store: Store) -> pl.DataFrame:
    return store.frame("decision", "proposal_id", "decision").rename({"proposal_id": "id"})


def _grounded(store: Store) -> pl.DataFrame:
    """id, is_grounded: every grounding gate passed."""
    said = store.frame("verdict", "proposal_id", "gate", "passed", gate=list(GROUNDING))
    return said.group_by(pl.col("proposal_id").alias("id")).agg(pl.col("passed").fill_null(False).all().alias("is_grounded"))


def _wilson_columns(kind: str, of: str) -> list[pl.Expr]:
    n = pl.when(pl.col(of) > 0).then(pl.col(of).cast(pl.Float64))
    share, z2 = pl.col(kind) / n, Z * Z / n
    middle, half = (share + z2 / 2) / (1 + z2), Z / (1 + z2) * (share * (1 - share) / n + z2 / (4 * n)).sqrt()
    return [share.alias(kind), (middle - half).clip(0, 1).alias(f"{kind}_low"), (middle + half).clip(0, 1).alias(f"{kind}_high")]


def effort_by_goal(store: Store, as_of: date) -> pl.DataFrame:
    """Where the last 28 days' work went: goal, touches, minutes, actions. Work for two goals counts half for each.

    ``none`` is work that served no goal: touches without a task of an agent, and proposals that no goal set then covered.
    """
    start = as_of - timedelta(days=EFFORT_DAYS)
    served = store.frame("routed", "proposal_id", "goals").with_columns(pl.col("goals").str.json_decode(pl.List(pl.String)))
    tasks = store.frame("task", "id", "proposal_id").rename({"id": "task_id"})
    touches = store.frame("touch", "task_id", "minutes", "at").join(tasks, on="task_id", how="left")
    actions = store.frame("action", "proposal_id", "created_at").rename({"created_at": "at"})
    work = pl.concat(
        [
            touches.select("proposal_id", "at", "minutes", pl.lit(1.0).alias("touches"), pl.lit(0.0).alias("actions")),
            actions.select("proposal_id", "at", pl.lit(0.0).alias("minutes"), pl.lit(0.0).alias("touches"), pl.lit(1.0).alias("actions")),
        ]
    ).filter(pl.col("at").dt.date().is_between(start, as_of, closed="right"))
    goals = work.join(served, on="proposal_id", how="left").with_columns(
        pl.when(pl.col("goals").list.len() > 0).then(pl.col("goals")).otherwise(pl.lit([NO_GOAL])).alias("goals")
    )
    split = goals.with_columns(pl.col("touches", "minutes", "actions") / pl.col("goals").list.len()).explode("goals")
    return split.group_by(pl.col("goals").alias("goal")).agg(pl.col("touches", "minutes", "actions").sum()).sort("goal")
