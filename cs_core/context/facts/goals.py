"""What a brief holds of a customer's goal besides their statement: their own figure for it since, and what changed in the plan."""

import polars as pl

from cs_core.context.facts.rows import fact_rows
from cs_core.context.signals.goals import REPLANNED, figures
from cs_core.context.snapshot import Snapshot

MOST_CHANGES = 3


def goal_facts(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`outcome_figure`, what they last told of their own measure, and `plan_change`, in sentences what the newest version of their plan
    does otherwise."""
    told = figures(snap)
    return pl.concat(
        [
            fact_rows(
                told, "outcome_figure", row="id", observed=pl.col("told_on"), number=pl.col("figure"), unit=pl.col("unit"),
                written=pl.col("recorded_at"),
            ),
            _changes(snap),
        ]
    )  # fmt: skip


def _changes(snap: Snapshot) -> pl.DataFrame:
    rows = snap.history("case", "id", "account_id", "as_of", "data", kind="success plan", play=REPLANNED)
    last = rows.unique("account_id", keep="last", maintain_order=True)
    said = pl.col("data").str.json_decode(pl.Struct({"changed": pl.List(pl.String)})).struct.field("changed").list.head(MOST_CHANGES)
    lines = last.with_columns(
        said.list.join(" ").alias("said"), pl.lit("cs_core").alias("system"), pl.format("case:{}", "id").alias("source_row")
    )
    return fact_rows(lines, "plan_change", row="id", observed=pl.col("as_of"), text=pl.col("said"))
