"""The demo looks like a book that a leader knows: most customers are well, and most that should be spoken with are."""

import polars as pl

from cs_core.context.store import open_store
from cs_core.orchestration.trace import cycles


def test_about_a_quarter_at_the_most_have_an_open_risk_and_fewer_than_half_are_overdue(demo_template):
    with open_store(demo_template) as store:
        customers = cycles(store)[0]["accounts"]
        cases = store.frame("case").unique("case_id", keep="last", maintain_order=True).filter(pl.col("closed_on").is_null())
    risky = cases.filter(pl.col("kind") == "risk")["account_id"].n_unique()
    overdue = cases.filter(pl.col("kind") == "relationship", pl.col("state") == "overdue").height
    assert 0.08 <= risky / customers <= 0.26 and 0.2 <= overdue / customers <= 0.45, (risky, overdue, customers)
