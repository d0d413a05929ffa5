"""Who counts as a customer though the last term is over and nothing says whether they renewed: in no renewal ahead."""

import polars as pl

from cs_core.context.rates import in_one, rates
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted


def terms_over(snap: Snapshot) -> pl.DataFrame:
    """Their rows of the signals, whoever's term ended first at the top."""
    over = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("term_over_on").is_not_null())
    return over.sort("term_over_on", "account_id")


def in_words(snap: Snapshot, over: pl.DataFrame) -> str:
    """How many they are, and what they pay a year by the contract that ended."""
    told = in_one(rates(snap.store), over, "arr")
    total = told.rows["arr"].sum()
    worth = f", {total:,.0f} {told.currency or ''}".rstrip() + " a year," if total else ""
    return f"{counted(over.height, 'customer')}{worth} whose term is over while nothing says whether they renewed"


def not_ahead(snap: Snapshot) -> str:
    """That no renewal ahead counts them; empty where there is nobody."""
    over = terms_over(snap)
    return "" if over.is_empty() else f"In no renewal ahead: {in_words(snap, over)}"
