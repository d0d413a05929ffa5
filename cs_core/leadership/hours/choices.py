"""What may be chosen for each account, as arrays: rows of options become slots x accounts, built once and solved often."""

from typing import NamedTuple

import numpy as np
import polars as pl

NOTHING = -np.inf


class Table(NamedTuple):
    """Options as arrays of slots x accounts: worth, hours, skill's number, row in `options`; an empty slot is worth -inf."""

    worth: np.ndarray
    hours: np.ndarray
    skill: np.ndarray
    row: np.ndarray

    def only(self, accounts: np.ndarray) -> "Table":
        """The same of some accounts (numbers, or a mask)."""
        return Table(*(part[:, accounts] for part in self))

    def within(self, limits: np.ndarray) -> "Table":
        """What does not fit into the hours of its skill is taken out.

        A skill without hours keeps its paid options: nobody gets them, and they give the price of a first hour.
        """
        limit = limits[self.skill]
        fits = np.where(limit > 0, self.hours <= limit, self.hours > 0)
        return self if fits.all() else self._replace(worth=np.where(fits, self.worth, NOTHING))

    def pick(self, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each account the slot with the most net worth at these prices, -1 where none is above 0; and that worth."""
        best, slots = np.zeros(self.worth.shape[1]), np.full(self.worth.shape[1], -1)
        for j, (worth, hours, skill) in enumerate(zip(self.worth, self.hours, self.skill, strict=True)):
            net = worth - prices[skill] * hours
            slots[net > best] = j
            np.maximum(best, net, out=best)
        return slots, best

    def spent(self, slots: np.ndarray, skill: int) -> np.ndarray:
        """Hours of one skill by account."""
        accounts = np.arange(len(slots))
        taken = (slots >= 0) & (self.skill[slots, accounts] == skill)
        return np.where(taken, self.hours[slots, accounts], 0.0)

    def worth_of(self, slots: np.ndarray) -> np.ndarray:
        """Worth of what was picked, by account."""
        return np.where(slots >= 0, self.worth[slots, np.arange(len(slots))], 0.0)


def choices(options: pl.DataFrame, skills: list[str]) -> Table:
    """Only what could be chosen, the cheapest slot first: a tie goes to fewer hours, and to the account that is first in the rows."""
    number = options["skill"].cast(pl.Enum(skills), strict=False).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    worth = options["impact"].cast(pl.Float64).fill_null(0.0).to_numpy()
    row = np.flatnonzero((worth > 0) & (number >= 0))
    account, hours = _accounts(options["account_id"])[row], options["hours"].cast(pl.Float64).to_numpy()[row]
    if not _in_order(account, hours):
        order = np.lexsort((hours, account))
        row, account, hours = row[order], account[order], hours[order]
    starts = np.flatnonzero(np.diff(account, prepend=-1))
    length = np.diff(starts, append=len(row))
    at = np.arange(len(row)) - np.repeat(starts, length), np.repeat(np.arange(len(starts)), length)
    shape = (int(length.max(initial=0)), len(starts))
    parts = (worth[row], NOTHING, float), (hours, 0, float), (number[row], 0, np.int64), (row, -1, np.int64)
    return Table(*(_grid(shape, at, values, empty, kind) for values, empty, kind in parts))


def _accounts(ids: pl.Series) -> np.ndarray:
    """Each row's account as a number, in the order in which the accounts come up."""
    runs = ids.rle_id()
    first = np.flatnonzero(np.diff(runs.to_numpy().astype(np.int64), prepend=-1))
    if ids.gather(first).is_unique().all():
        return runs.to_numpy().astype(np.int64)
    frame = pl.DataFrame({"account_id": ids}).with_row_index("row")
    return frame.select(pl.col("row").min().over("account_id").rank("dense").cast(pl.Int64)).to_series().to_numpy()


def _in_order(account: np.ndarray, hours: np.ndarray) -> bool:
    step = np.diff(account)
    return bool(((step > 0) | ((step == 0) & (np.diff(hours) >= 0))).all())


def _grid(shape: tuple[int, int], at: tuple, values: np.ndarray, empty: float, kind: type) -> np.ndarray:
    grid = np.full(shape, empty, kind)
    grid[at] = values
    return grid
