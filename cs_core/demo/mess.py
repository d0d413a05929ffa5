"""The mess of real exports: rows twice, one id with two contents, late rows, a missing id, a date nobody can read."""

import numpy as np
import polars as pl


def untidy(rows: pl.DataFrame, rng: np.random.Generator, *, key: str, date: str, altered: tuple[str, str]) -> pl.DataFrame:
    """`rows` (text columns) with mess: 0.4 % exact repeats, 0.1 % ids with other content (`altered`: column, value),
    1 % late rows at the end, one row without its id, one with an unreadable `date`."""
    n = rows.height
    if n < 8:
        return rows
    late = rng.random(n) < 0.01
    order = np.concatenate([np.flatnonzero(~late), np.flatnonzero(late)])
    again = rng.integers(0, n, 1 + n // 250)
    other = rng.integers(0, n, 1 + n // 1000)
    nameless, dateless = rng.integers(0, n, 2)
    body = rows.with_row_index("_at").with_columns(
        pl.when(pl.col("_at") == dateless).then(pl.lit(UNREADABLE[n % len(UNREADABLE)])).otherwise(pl.col(date)).alias(date)
    )
    body = body.drop("_at")[order]
    column, value = altered
    return pl.concat(
        [body, rows[again], rows[other].with_columns(pl.lit(value).alias(column)), rows[[nameless]].with_columns(pl.lit("").alias(key))]
    )


def blanked(values: list[str], rng: np.random.Generator, share: float) -> list[str]:
    """`values` with that share left empty."""
    return ["" if empty else value for value, empty in zip(values, rng.random(len(values)) < share, strict=True)]


UNREADABLE = ("31/02/2025", "to be set", "00-00-0000")
