"""The signals of one account."""

import polars as pl

from tests.worlds import TODAY, seen_on


def signals_of(store, account="acme", day=TODAY):
    [row] = seen_on(store, day).signals.filter(pl.col("account_id") == account).to_dicts()
    return row
