"""What a rule looks for, how its hits are counted, and how both sides of one are shown."""

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot

EXAMPLES = 3


class Checked(NamedTuple):
    """Rows that could be checked: which thing each is about, whether it is wrong (null: not to be told), and its two sides in words."""

    rows: pl.DataFrame | pl.LazyFrame
    thing: pl.Expr
    wrong: pl.Expr
    left: pl.Expr
    right: pl.Expr
    left_row: pl.Expr
    right_row: pl.Expr

    def judged(self) -> pl.LazyFrame:
        """The rows that can be told of, with _thing and _wrong."""
        told = self.rows.lazy().with_columns(self.thing.cast(pl.String).alias("_thing"), self.wrong.alias("_wrong"))
        return told.drop_nulls("_wrong")

    def wrong_ones(self) -> pl.DataFrame:
        """The rows that contradict themselves."""
        return self.judged().filter("_wrong").collect()


class Rule(NamedTuple):
    """A contradiction looked for: its name, what a hit means, and the kinds of knowledge it casts doubt on."""

    name: str
    says: str
    knowledge: tuple[str, ...]
    check: Callable[[Snapshot], Checked]


def counted(rule: Rule, snap: Snapshot) -> dict:
    """rule, says, count, of, share, knowledge, examples: `of` is how many things were checked."""
    checked = rule.check(snap)
    judged = checked.judged()
    sides = {"thing": pl.col("_thing"), **{side: getattr(checked, side) for side in ("left", "left_row", "right", "right_row")}}
    counts = judged.select(pl.len().alias("of"), pl.col("_wrong").sum().alias("count"))
    first = judged.filter("_wrong").sort("_thing").head(EXAMPLES)
    counts, first = pl.collect_all([counts, first.select(side.cast(pl.String).alias(name) for name, side in sides.items())])
    of, count = counts.row(0)
    share = count / of if of else 0.0
    return {
        "rule": rule.name, "says": f"{rule.says}: {count:,} of {of:,} ({_percent(share)})", "count": count, "of": of,
        "share": round(share, 4), "knowledge": list(rule.knowledge), "examples": [_said(row) for row in first.to_dicts()],
    }  # fmt: skip


def _said(example: dict) -> dict:
    """The example with both sides and their rows in one line."""
    left, right = (f"{example[side]} ({example[f'{side}_row'] or 'no row'})" for side in ("left", "right"))
    return {"thing": example["thing"], "says": f"{example['thing']}: {left}, but {right}"} | example


def _percent(share: float) -> str:
    return "under 1%" if share < 0.01 else f"{100 * share:.0f}%"


def spaced(column: str) -> pl.Expr:
    """A name of a field or of a feature as people read it: work_orders as work orders."""
    return pl.col(column).str.replace_all("_", " ", literal=True)


def told(template: str, *columns: str | pl.Expr, otherwise: str = "nothing") -> pl.Expr:
    """One side in words; `otherwise` where a column of it is null."""
    return pl.format(template, *columns).fill_null(otherwise)
