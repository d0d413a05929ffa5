"""How a letter draws among equally good words: not by chance, so that it can be read again, and so that neighbours get other ones.

Of the customers whom one play is due for on one day each has its turn; the turns are spread over all the ways in which the letter can
be said before any way comes a second time. A letter written by itself draws by its account and day.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from cs_core.records import Brief, key_of


class Draw:
    """The draws for one letter, in the order in which they are made."""

    def __init__(self, brief: Brief, notice: Mapping, play: str):
        self._account, self._play, self._day = brief.account_id, play, brief.as_of
        self._turn, self._among = notice.get("turn", 0), notice.get("among", 1)

    def of(self, n: int, salt: str) -> int:
        """One of 0 to n - 1."""
        if self._among > 1:
            self._turn, digit = divmod(self._turn, n)
            self._among = -(-self._among // n)
            return (digit + _figure(self._play, self._day, salt)) % n
        return _figure(self._account, self._play, self._day, salt) % n


def in_turn(rows: pl.DataFrame) -> pl.DataFrame:
    """Notices of one agent with `turn` and `among`: whose turn it is among those of the same play."""
    return rows.with_columns(
        pl.int_range(pl.len()).over("play").cast(pl.Int64).alias("turn"), pl.len().over("play").cast(pl.Int64).alias("among")
    )


@lru_cache(maxsize=8192)
def _figure(*parts: str | date) -> int:
    return int(key_of(*parts), 16)
