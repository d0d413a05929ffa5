"""The signals of every account, with the one that a model gives: the churn probability."""

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.signals.churn import churn_probabilities
from cs_core.context.signals.known import known_signals


def signals(snap: Observed) -> pl.DataFrame:
    """One row an account, churned ones included, with the columns of `vocabulary.SIGNALS` in that order."""
    rows = known_signals(snap)
    likely = churn_probabilities(snap, rows)
    return rows.drop("churn_probability").join(likely, on="account_id", how="left", maintain_order="left").select(rows.columns)
