"""From a frame of mixed columns to the matrix a model reads: one place, so that fitting and predicting agree."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

MOST_LEVELS = 25
FEWEST_ROWS = 5
"""A word seen in fewer rows than this says nothing that could be held against an account."""

NUMERIC_SHARE = 0.9
"""A text column is read as numbers where at least this share of its filled cells are (blank cells are null)."""


class Column(NamedTuple):
    """How one feature is read: as a number (no levels), or as one 0/1 column for each of its usual words."""

    name: str
    levels: tuple[str, ...] | None


@dataclass(frozen=True)
class Encoding:
    """The columns learnt from a frame, in order; unknown words and missing columns become null or 0, never an error."""

    columns: tuple[Column, ...]

    @property
    def owners(self) -> list[str]:
        """For each column of the matrix the feature it came from."""
        return [c.name for c in self.columns for _ in (c.levels or (None,))]

    def matrix(self, features: pl.DataFrame) -> np.ndarray:
        """float64, one row an account, one column each of `owners`; NaN where a number is unknown."""
        parts = [e for c in self.columns for e in _expressions(c, features)]
        if not parts:
            return np.zeros((features.height, 0))
        named = {str(i): e for i, e in enumerate(parts)}
        return features.with_columns(**named).select(list(named)).to_numpy().astype(float, copy=False)

    def usual(self, matrix: np.ndarray) -> np.ndarray:
        """The usual row of a matrix: each number's median (NaN where none is known), of each word's columns the commonest one."""
        owners, row = np.array(self.owners), np.empty(matrix.shape[1])
        for column in self.columns:
            own = owners == column.name
            row[own] = _middle(matrix[:, own]) if column.levels is None else _commonest(matrix[:, own])
        return row


def _middle(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan


def _commonest(words: np.ndarray) -> np.ndarray:
    """Marks the commonest word; none where the commonest is one that has no column of its own."""
    counts = words.sum(axis=0)
    return ((np.arange(words.shape[1]) == counts.argmax()) & (counts.max() >= len(words) - counts.sum())).astype(float)


def learn(features: pl.DataFrame) -> Encoding:
    """Which columns can be used, and how. Numbers and yes/no stay numbers; words become their usual levels.

    Dates, lists and structs are left out (turn a date into days first), as are ids and columns that never vary.
    """
    columns = (_column(features[name]) for name in features.columns)
    return Encoding(tuple(c for c in columns if c is not None))


def _column(values: pl.Series) -> Column | None:
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return Column(values.name, None) if _varies(_numbers(values)) else None
    if values.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return None
    words = values.cast(pl.String)
    if _is_numeric_text(words):
        return Column(values.name, None) if _varies(_numbers(words)) else None
    counts = words.drop_nulls().value_counts(sort=True).filter(pl.col("count") >= FEWEST_ROWS)
    levels = sorted(counts[:MOST_LEVELS][values.name].to_list())
    return Column(values.name, tuple(levels)) if levels and words.n_unique() > 1 else None


def _is_numeric_text(words: pl.Series) -> bool:
    filled = words.str.strip_chars().replace("", None).drop_nulls()
    return len(filled) > 0 and _numbers(filled).is_not_null().mean() >= NUMERIC_SHARE


def _numbers(values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({values.name: values})
    return frame.select(_number(values.name, values.dtype))[values.name]


def _number(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    column = column.cast(pl.String).str.strip_chars() if dtype in (pl.String, pl.Categorical, pl.Enum) else column
    number = column.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _varies(numbers: pl.Series) -> bool:
    filled = numbers.drop_nulls()
    return len(filled) > 0 and (filled.min() != filled.max() or len(filled) < len(numbers))


def _expressions(column: Column, features: pl.DataFrame) -> list[pl.Expr]:
    known = column.name in features.columns
    dtype = features.schema[column.name] if known else None
    if column.levels is None:
        usable = known and (dtype.is_numeric() or dtype in (pl.Boolean, pl.String, pl.Categorical, pl.Enum))
        return [_number(column.name, dtype) if usable else pl.lit(None, pl.Float64)]
    word = pl.col(column.name).cast(pl.String, strict=False) if known else pl.lit(None, pl.String)
    return [(word == level).fill_null(False).cast(pl.Float64) for level in column.levels]
