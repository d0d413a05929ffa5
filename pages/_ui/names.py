"""Names of customers in tables are read whole: their column grows for them, and in a short table what is longer still is wrapped."""

import re
from math import ceil

import polars as pl

LETTER, EDGES = 7.0, 18
"""Pixels: the width of a letter, and what the edges of a cell take."""
GROWS = 2
"""A column becomes at most so many times as wide as it is set."""
SHORT = 25
"""Rows of a table in which names are wrapped; in a longer one every row would be tall for one name, and a click on it shows it whole."""
LEAST_TALL, LINE, MOST_LINES = 72, 19, 6
"""Pixels from which Streamlit wraps the text of a row, and of a line of it; and lines that a row takes at most."""
NAMES = ("name", "account")
WIDTHS = {"small": 75, "medium": 200, "large": 400}
"""Streamlit's own words for widths, in pixels."""


def bare(text: str, name: str) -> str:
    """A text without the name of its customer before it, which stands beside it: ``Bolt AG: 3 tickets are open`` of Bolt AG.

    A name that belongs to the words before a colon stays: ``5 people active at Bolt AG: would more seats help?``
    """
    rest = re.sub(rf"(?<!\w ){re.escape(name)}: ", "", text, count=1)
    return rest[:1].upper() + rest[1:]


def bared(column: str, name: str = "account") -> pl.Expr:
    """`bare` of a column of texts, the customer's name in the column `name`."""
    pair = pl.struct(column, name)
    return pair.map_elements(lambda row: row[column] and bare(row[column], row[name] or ""), return_dtype=pl.String).alias(column)


def read_whole(rows: pl.DataFrame, columns: dict, *, height: int | None = None, most: int | None = None) -> tuple[dict, int | None]:
    """The columns with those of names as wide as their longest name takes, and the height of a row; None where one line is enough.

    A column without a width is as wide as its contents by itself. `height`: of rows that wrap their text anyway, names too. `most`: pixels
    that the names may take where the columns beside them are to be seen too; else GROWS times their width.
    """
    grown, tall, folds = {}, None, max(1, (height or 0) // LINE - 1)
    for name in NAMES:
        column = columns.get(name)
        width = WIDTHS.get(said := column.get("width"), said) if isinstance(column, dict) and name in rows.columns else None
        longest = (rows[name].cast(pl.String).str.len_chars().max() or 0) if isinstance(width, int) else 0
        takes = longest * LETTER / folds + EDGES if longest else 0
        widest = most or GROWS * (width or 0)
        if takes > (width or 0):
            grown[name] = {**column, "width": min(ceil(takes), widest)}
        if width and takes > widest and rows.height <= SHORT:
            lines = min(ceil(folds * (takes - EDGES) / (widest - EDGES)) + 1, MOST_LINES)
            tall = max(LEAST_TALL, lines * LINE)
    return {**columns, **grown}, tall
