"""How far customers are on the way to what they want, by their own figures, and how the plan that leads there stood at the last cycle."""

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.rows.joined_cases import running_last

FIGURE = "outcome_figure"
FEWEST_PEERS = 10
"""Customers of the same segment and plan below which no median of theirs is told."""
REPLANNED = "re-plan"
"""The play that a success plan recommends in the row that brings a new version of it."""


@once
def wishes(snap: Observed) -> pl.DataFrame:
    """The newest statement of each account: account_id, outcome, quote, metric, baseline, target, unit, stated_on, stated_by, source_id."""
    rows = snap.desired_outcomes.drop_nulls(["account_id", "outcome"]).sort("stated_on", "source_row", descending=True)
    return rows.unique("account_id", keep="first", maintain_order=True)


@once
def figures(snap: Observed) -> pl.DataFrame:
    """Their own newest figure for that goal, told since it was stated: account_id, figure, told_on, unit, system, source_row, recorded_at.

    It comes from a note; a figure that is older than the statement belongs to another goal.
    """
    told = snap.notes.filter(pl.col("key") == FIGURE).select(
        "account_id", "system", "source_row", "recorded_at", "id", pl.col("text").cast(pl.Float64, strict=False).alias("figure"),
        pl.col("observed_on").alias("told_on"),
    )  # fmt: skip
    rows = told.join(wishes(snap).select("account_id", "unit", "stated_on"), on="account_id", maintain_order="left")
    return rows.filter(pl.col("told_on") >= pl.col("stated_on"), pl.col("figure").is_not_null())


def stated(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """account_id, observed_on, source, source_row of the statements."""
    return wishes(snap).select("account_id", "source_row", pl.col("stated_on").alias("observed_on"), pl.col("system").alias("source"))


def figured(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """account_id, observed_on, source, source_row of those figures."""
    return figures(snap).select("account_id", "source_row", pl.col("told_on").alias("observed_on"), pl.col("system").alias("source"))


def goals(snap: Observed, accounts: pl.DataFrame) -> pl.DataFrame:
    """account_id and the signals of goal and plan. `accounts`: account_id, segment, plan, churned_on, utilisation."""
    stated = wishes(snap).select("account_id", "baseline", "target", pl.col("stated_on").alias("outcome_stated_on"))
    told = figures(snap).select("account_id", "figure", pl.col("told_on").alias("outcome_told_on"))
    whole = pl.col("target") - pl.col("baseline")
    way = pl.when(whole != 0).then(100 * (pl.col("figure") - pl.col("baseline")) / whole)
    rows = accounts.select("account_id").join(stated, on="account_id", how="left").join(told, on="account_id", how="left")
    rows = rows.with_columns(way.alias("outcome_way")).drop("baseline", "target", "figure")
    parts = (_plans(snap), _peers(accounts))
    for part in parts:
        rows = rows.join(part, on="account_id", how="left")
    return rows


def _plans(snap: Observed) -> pl.DataFrame:
    """plan_state, plan_due_on and plan_changed_on of the success plan of each account that runs, else of the newest, as the day before
    left it.

    What a cycle of the day itself wrote is left out: a second cycle must see what the first one saw.
    """
    columns = ("account_id", "case_id", "state", "play", "as_of", "due_on", "closed_on")
    rows = snap.history("case", *columns, kind="success plan").filter(pl.col("as_of") < snap.as_of)
    last = running_last(rows).unique("account_id", keep="last", maintain_order=True)
    of_last = rows.join(last.select("account_id", "case_id"), on=["account_id", "case_id"], how="semi")
    changed = of_last.filter(pl.col("play") == REPLANNED).group_by("account_id").agg(pl.col("as_of").max().alias("plan_changed_on"))
    told = last.select("account_id", pl.col("state").alias("plan_state"), pl.col("due_on").alias("plan_due_on"))
    return told.join(changed, on="account_id", how="left")


def _peers(accounts: pl.DataFrame) -> pl.DataFrame:
    """account_id, peer_utilisation: the median over the current customers of the same segment and plan."""
    here = accounts.filter(pl.col("churned_on").is_null()).drop_nulls(["segment", "plan", "utilisation"])
    by = here.group_by("segment", "plan").agg(pl.col("utilisation").median().alias("peer_utilisation"), pl.len().alias("n"))
    by = by.filter(pl.col("n") >= FEWEST_PEERS).drop("n")
    return accounts.select("account_id", "segment", "plan").join(by, on=["segment", "plan"]).select("account_id", "peer_utilisation")
