"""Short forms of given names, as a list that somebody keeps: Bill is William. Without such a list only beginnings are understood."""

import polars as pl

from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "vendor", "nickname", "label", ("canonical_name", "nickname"), ("canonical_name", "nickname"),
        {"code": col("canonical_name"), "label": col("nickname")},
        derive={"kind": pl.lit("nickname")},
    ),
)  # fmt: skip
