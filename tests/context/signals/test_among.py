"""A day seen of some customers alone shows them as the day of all does, and of a larger book no more past customers are looked at."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
from polars.testing import assert_frame_equal

from cs_core.context.shelves.shelf import ATTRIBUTES
from cs_core.context.signals import past
from cs_core.context.signals.known import gathered
from cs_core.context.signals.past import FEATURES, LEARNT_FROM, features, learning_rows
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END
from tests.context.pasts import ACCOUNTS, where_silence_comes_before_leaving
from tests.worlds import TODAY, a_store

WHOLE = ("links", "companies", "domains")
"""Frames that tell whose rows are, and so are those of all customers whoever is looked at."""
OVER_ALL = ("usage_z",)
"""What is told against the week's middle of all customers that are looked at."""


def test_customers_that_are_looked_at_alone_are_seen_as_among_all(demo_store):
    day = END - timedelta(days=90)
    with open_store(demo_store) as store:
        whole = snapshot(store, day)
        chosen = tuple(whole.accounts["account_id"].sort().gather_every(3))
        some, theirs = replace(whole, among=chosen), pl.col("account_id").is_in(chosen)
        for name in ATTRIBUTES:
            wanted = getattr(whole, name)
            rows = getattr(some, name)
            assert rows.filter(theirs).equals(wanted.filter(theirs)), name
            assert name in WHOLE or rows["account_id"].drop_nulls().is_in(chosen).all(), name
        told = features(gathered(some, LEARNT_FROM).sort("account_id"))
        wanted = features(gathered(whole, LEARNT_FROM).filter(theirs).sort("account_id"))
        assert_frame_equal(told.drop(OVER_ALL), wanted.drop(OVER_ALL))
        assert told["usage_4w"].drop_nulls().len() > 10 and told["tickets_90d"].sum() > 5


def test_of_a_larger_book_no_more_customers_are_learnt_from_than_a_fit_needs(tmp_path, monkeypatch):
    learnt = {}
    for most in (ACCOUNTS, ACCOUNTS // 2):
        monkeypatch.setattr(past, "MOST_CUSTOMERS", most)
        with a_store(tmp_path / str(most)) as store:
            where_silence_comes_before_leaving(store)
            learnt[most] = learning_rows(snapshot(store, TODAY - timedelta(days=60)))
    whole, half = learnt.values()
    chosen = half["account_id"].unique()
    assert whole["account_id"].n_unique() > 0.9 * ACCOUNTS and ACCOUNTS // 3 < chosen.len() <= ACCOUNTS // 2
    same = whole.filter(pl.col("account_id").is_in(chosen.implode()), pl.col("day").is_in(half["day"].unique().implode()))
    order, columns = ["day", "account_id"], [c for c in (*FEATURES, "churn") if c not in OVER_ALL]
    assert_frame_equal(half.sort(order).select(columns), same.sort(order).select(columns))
    assert half["churn"].sum() > 20
