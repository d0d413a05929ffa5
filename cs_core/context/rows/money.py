"""Amounts as billing systems keep them: in the currency's smallest unit, and by the length of the price's interval."""

import polars as pl

WITHOUT_CENTS: tuple[str, ...] = (
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
"""Currencies whose smallest unit is the unit itself (docs.stripe.com/currencies; UGX is kept in hundredths there)."""
IN_THOUSANDTHS: tuple[str, ...] = ("BHD", "JOD", "KWD", "OMR", "TND")
MONTHS: dict[str, float] = {"day": 12 / 365, "week": 7 * 12 / 365, "month": 1.0, "year": 12.0}
"""Length of an interval in months."""


def major(smallest: pl.Expr, currency: pl.Expr) -> pl.Expr:
    """An amount in whole units from one in the smallest (cents, yen, mils); a currency that is not told counts as one with cents."""
    code = currency.str.to_uppercase()
    parts = pl.when(code.is_in(WITHOUT_CENTS)).then(1).when(code.is_in(IN_THOUSANDTHS)).then(1000).otherwise(100)
    return smallest / parts


def months(interval: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Months between two payments; null where the interval is not known, or there is none (a single payment)."""
    return interval.replace_strict(MONTHS, default=None, return_dtype=pl.Float64) * count.fill_null(1)


def rhythm(interval: pl.Expr, count: pl.Expr) -> pl.Expr:
    """How often is paid, in words: ``month``, ``year``, ``3 months``."""
    return pl.when(count.fill_null(1) == 1).then(interval).otherwise(pl.format("{} {}s", count, interval))
