"""The signals of every account, with those that a model gives: how likely it is to leave, to renew, to grow."""

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.signals.known import known_signals
from cs_core.context.signals.outlooks import likelihoods


def signals(snap: Observed) -> pl.DataFrame:
    """One row an account, churned ones included, with the columns of `vocabulary.SIGNALS` in that order."""
    return with_likelihoods(snap, known_signals(snap))


def with_likelihoods(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """The known signals with those that a model gives."""
    likely = likelihoods(snap, rows)
    told = rows.drop(likely.columns[1:]).join(likely, on="account_id", how="left", maintain_order="left")
    return told.select(rows.columns)
