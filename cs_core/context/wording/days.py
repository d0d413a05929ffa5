"""A day as people read it, and how long a month is."""

from datetime import date

import polars as pl

DAYS_A_MONTH = 365.25 / 12
"""Of the mean one: spans of days are told in months by it."""


def spelt(on: date | str) -> str:
    """22 November 2026, on every system; of an ISO day too."""
    on = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{on.day} {on:%B %Y}"


def spelt_in(column: str) -> pl.Expr:
    """The same of a column of days or times."""
    return pl.col(column).dt.to_string("%-d %B %Y")
