"""What a plan is worth in either unit: accounts kept, or recurring revenue kept. Size enters only through the second."""

from typing import Any

import polars as pl

UNITS = ("accounts_kept", "arr_kept")
PARTS = ("impact", "low", "high")


def in_unit(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Rows with impact, low and high in the unit, from kept_impact, kept_low, kept_high (changes in P(kept)) and arr."""
    factor = pl.col("arr") if unit == "arr_kept" else pl.lit(1.0)
    return rows.with_columns((pl.col(f"kept_{c}") * factor).alias(c) for c in PARTS)


def total(rows: pl.DataFrame) -> dict[str, float]:
    """point, low and high of all rows together: every row at its low, and every row at its high."""
    return {name: float(rows[c].sum()) for name, c in zip(("point", "low", "high"), PARTS, strict=True)}


def in_units(rows: pl.DataFrame, *, mixed: bool) -> dict[str, dict[str, float] | None]:
    """The same plan in either unit, revenue of known ARR only; None where amounts of several currencies cannot be added (`mixed`)."""
    return {unit: None if mixed and unit == "arr_kept" else total(in_unit(rows, unit)) for unit in UNITS}


def difference(ours: pl.DataFrame, theirs: pl.DataFrame, *, unit: str) -> dict[str, float]:
    """What our rows reach beyond theirs: point, low, high.

    How much a mode does is one unknown for all accounts, so what both plans do alike cancels out, and within a mode all accounts stand at
    their low or their high together; each mode is taken at its worst for us in `low`, at its best in `high`.
    """
    sums = [in_unit(rows, unit).group_by("mode", maintain_order=True).agg(pl.col(PARTS).sum()) for rows in (ours, theirs)]
    both = sums[0].join(sums[1], on="mode", how="full", coalesce=True, suffix="_theirs", maintain_order="left_right").fill_null(0.0)
    beyond = both.select((pl.col(c) - pl.col(f"{c}_theirs")).alias(c) for c in PARTS)
    ends = beyond.select(pl.min_horizontal(PARTS).sum().alias("low"), pl.max_horizontal(PARTS).sum().alias("high"))
    return {"point": float(beyond["impact"].sum()), "low": float(ends["low"][0] or 0.0), "high": float(ends["high"][0] or 0.0)}


def rank_correlation(about: pl.DataFrame, rows: pl.DataFrame) -> float | None:
    """Spearman's correlation of hours with ARR over current accounts of known ARR; None where one does not vary."""
    known = about.filter(pl.col("arr").is_not_null()).select("account_id", "arr")
    both = known.join(rows.select("account_id", "hours"), on="account_id", how="left").fill_null(0)
    if both["arr"].n_unique() < 2 or both["hours"].n_unique() < 2:
        return None
    return both.select(pl.corr("arr", "hours", method="spearman")).item()


def expected(about: pl.DataFrame, rows: pl.DataFrame) -> dict[str, Any]:
    """Of the accounts in the plan whose chance of leaving is known: how many are expected to stay without it, and with it."""
    both = rows.select("account_id", "kept_impact").join(about.select("account_id", "churn_probability"), on="account_id", how="left")
    known = both.filter(pl.col("churn_probability").is_not_null())
    without = float((1 - known["churn_probability"]).sum())
    return {"accounts": rows.height, "known": known.height, "without": without, "with": without + float(known["kept_impact"].sum())}
