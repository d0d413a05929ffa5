"""How far customers are by their own figures, and what customers alike use."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.notes import add_note
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput
from tests.worlds import TODAY, ago, with_company, with_desired_outcome, with_subscription, with_usage

NOW = datetime(2026, 6, 27, 9)


def signal(store, key: str, account: str = "acme"):
    return snapshot(store, TODAY).signals.row(by_predicate=pl.col("account_id") == account, named=True)[key]


def a_goal(store, **said):
    with_subscription(store, with_company(store, "acme"), mrr=100.0, seats=10, plan="Pro")
    with_desired_outcome(store, "acme", "Invoice sooner", stated=ago(100), metric="days to invoice", unit="days", **said)


def note(store, text: str, *, day=None):
    return add_note(store, "acme", key="outcome_figure", text=text, by="Mia Sand", now=NOW, observed_on=day)


def test_their_own_figure_is_placed_between_start_and_target(store):
    a_goal(store, baseline=20.0, target=10.0)
    assert signal(store, "outcome_way") is None
    note(store, "15 %", day=ago(30))
    assert signal(store, "outcome_way") == 50.0 and signal(store, "outcome_told_on") == ago(30)
    note(store, "9.5")
    assert signal(store, "outcome_way") == 105.0


def test_a_figure_without_a_start_or_from_before_the_statement_is_not_placed(store):
    a_goal(store, target=10.0)
    note(store, "15", day=ago(120))
    assert signal(store, "outcome_told_on") is None
    note(store, "15")
    assert signal(store, "outcome_told_on") == NOW.date() and signal(store, "outcome_way") is None


@pytest.mark.parametrize("text", ["much better", "nan", "inf", "1e999"])
def test_a_figure_must_be_a_number(store, text):
    a_goal(store)
    with pytest.raises(BadInput, match="a number, in the unit"):
        note(store, text)


@pytest.mark.parametrize(("peers", "known"), [(9, False), (10, True)])
def test_the_median_of_customers_alike_needs_ten_of_them(store, peers, known):
    for n in range(peers):
        company = with_company(store, f"c{n}", segment="mid-market")
        with_subscription(store, company, mrr=100.0, seats=10, plan="Pro")
        for person in range(1 + n % 3):
            with_usage(store, company, [5] * 8, person=f"p{person}@{company}.example")
    found = signal(store, "peer_utilisation", "c0")
    assert (found == 20.0) if known else found is None


def test_without_any_plan_nothing_is_told_of_one(store):
    a_goal(store)
    assert signal(store, "plan_state") is None and signal(store, "plan_changed_on") is None
