"""What the cells of a column look like: shares of them that can be read as each kind of thing, for `propose`."""

import re

import polars as pl

from cs_core.context.sources.kinds import KINDS, is_nothing, money, text
from cs_core.context.sources.numerals import CURRENCIES

SAMPLE_ROWS = 1_000
"""Of those with a value, evenly spaced; uniqueness is counted over all."""


class Content:
    """What one column holds."""

    def __init__(self, whole: pl.Series):
        dtype, cell, self._name = whole.dtype, pl.col("cell"), whole.name
        words = whole.alias("cell").to_frame().with_columns(text(cell, dtype).alias("word"))
        there = words.drop_nulls("word")
        self.filled = there.height / max(words.height, 1)
        """Share of rows with a value."""
        self.unique = there["word"].n_unique() / max(there.height, 1)
        """Different values for each row that has one: 1 where none comes twice."""
        self._sample, self._dtype, self._shares = there.gather_every(max(there.height // SAMPLE_ROWS, 1)), dtype, {}
        self._told = self._sample.filter(~is_nothing(pl.col("word")))
        self.values: frozenset[str] = frozenset(self._sample["word"])
        """Of a sample, as text."""
        self.example: str = self._sample["word"][0][:40] if self.values else ""

    def share(self, kind: str) -> float:
        """The share of the sampled values that say something and can be read as one of `HOLD`; worked out when first asked for."""
        if kind not in self._shares:
            test = self._reads(kind)
            maybe = self.values and (kind != "date" or any(map(DATED.search, self.values)))
            self._shares[kind] = self._told.select(test.mean().fill_null(0.0)).item() if maybe else 0.0
        return self._shares[kind]

    def other_than(self, kind: str) -> str:
        """A value that says something and cannot be read as `kind`; empty where there is none."""
        other = self._told.filter(~self._reads(kind).fill_null(False))
        return other["word"][0][:40] if other.height else ""

    def _reads(self, kind: str) -> pl.Expr:
        """Whether a value can be read as `kind`; a number's reading depends on what the column is called."""
        return HOLD[kind](pl.col("cell").alias(self._name), pl.col("word"), self._dtype)

    @property
    def trivial(self) -> bool:
        """Whether the values are short numbers, which are ids of anything and of nothing."""
        return all(value.isdigit() and len(value) < 6 for value in self.values)


def _reads(kind: str):
    return lambda cell, word, dtype: KINDS[kind][0](cell, dtype).is_not_null()


def _looks(pattern: str):
    return lambda cell, word, dtype: word.str.contains(pattern)


def _is_words(cell: pl.Expr, word: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return word.str.contains(r"\p{L}{2}") & ~word.str.contains(EMAIL) & ~word.str.contains(CODE)


def _is_date(cell: pl.Expr, word: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return KINDS["time"][0](cell, dtype).is_not_null() & word.str.contains(DATED.pattern)


def _is_amount(cell: pl.Expr, word: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return money(cell, dtype).is_not_null()


def _is_currency(cell: pl.Expr, word: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return word.str.to_uppercase().is_in(CURRENCIES)


DATED = re.compile(r"\d[-/.]\d|[A-Za-z]{3}.*\d{4}")
EMAIL = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}$"
CODE = r"^(?:[A-Za-z]{0,6}[-_#]?\d+|[0-9a-fA-F]{8}-?[0-9a-fA-F-]{20,}|[a-z]{2,5}_[A-Za-z0-9]*\d[A-Za-z0-9]{3,})$"
HOLD = {
    "email": _looks(EMAIL),
    "domain": _looks(r"^(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/?$"),
    "currency": _is_currency,
    "ref": _looks(r"^[^\s]{1,64}$"),
    "words": _is_words,
    "text": lambda cell, word, dtype: word.is_not_null(),
    "number": _reads("number"), "amount": _is_amount, "integer": _reads("integer"), "flag": _reads("flag"),
    "time": _reads("time"), "day": _reads("day"), "month": _reads("month"), "date": _is_date,
}  # fmt: skip
