"""Cost to serve: hours and tokens an account, a price only where leaders set one, revenue only in the rate's own currency."""

from datetime import datetime, time, timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput
from cs_core.orchestration.cost import NO_RATE, by_segment, cost_of, cost_to_serve, loaded_rate, set_loaded_rate
from cs_core.orchestration.direction import direction
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_subscription, with_touch

NOON = datetime.combine(TODAY, time(12))


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        for name, currency in (("acme", "EUR"), ("bolt", "USD"), ("cedar", "EUR")):
            with_subscription(opened, with_company(opened, name, segment="enterprise"), mrr=1_000.0, seats=10, currency=currency)
        with_touch(opened, "acme", minutes=90)
        yield opened


def cost(store, account="acme", day=TODAY):
    snap = snapshot(store, day)
    return cost_of(cost_to_serve(snap), account, loaded_rate(store, day))


def test_without_a_rate_there_are_hours_only_and_it_says_what_to_set(store):
    found = cost(store)
    assert (found["hours"], found["cost"], found["share"], found["says"]) == (1.5, None, None, NO_RATE)


def test_a_meeting_counts_once_where_it_was_logged_too(store):
    with_meeting(store, "acme", held=ago(7), minutes=60.0)
    assert cost(store)["hours"] == 1.5
    with_meeting(store, "acme", held=ago(20), minutes=60.0)
    assert (cost(store)["hours"], cost(store)["meetings"]) == (2.5, 1)


def test_what_is_older_than_the_quarter_is_not_counted(store):
    with_touch(store, "acme", minutes=60, day=ago(92))
    assert cost(store)["hours"] == 1.5


def test_cost_is_hours_by_rate_against_the_revenue_of_the_same_days(store):
    set_loaded_rate(store, 100.0, currency="eur", by="Vera", now=NOON)
    found = cost(store)
    assert (found["cost"], found["cost_currency"]) == (150.0, "EUR")
    assert found["share"] == pytest.approx(150 / (12_000 * 91 / 365))
    assert found["says"] == "5% of recurring revenue, within the target of 20%"


def test_revenue_in_another_currency_is_not_compared(store):
    with_touch(store, "bolt", minutes=60)
    set_loaded_rate(store, 100.0, currency="EUR", by="Vera", now=NOON)
    found = cost(store, "bolt")
    assert (found["cost"], found["share"], found["says"]) == (100.0, None, "Cannot compare: revenue is in USD")


def test_a_rate_holds_from_its_moment_on_and_can_be_taken_away(store):
    set_loaded_rate(store, 100.0, currency="EUR", by="Vera", now=NOON - timedelta(days=3))
    set_loaded_rate(store, None, by="Vera", now=NOON)
    assert loaded_rate(store, TODAY) is None
    assert loaded_rate(store, ago(1)).amount == 100.0
    assert loaded_rate(store, ago(9)) is None


@pytest.mark.parametrize(("amount", "currency"), [(0, "EUR"), (float("inf"), "EUR"), (80, ""), (80, "euros")])
def test_a_rate_that_cannot_be_is_refused(store, amount, currency):
    with pytest.raises(BadInput, match="85 EUR"):
        set_loaded_rate(store, amount, currency=currency, by="Vera", now=NOON)


def test_a_rate_is_no_goal_and_no_guardrail(store):
    before = direction(store)
    set_loaded_rate(store, 100.0, currency="EUR", by="Vera", now=NOON)
    assert direction(store) == before


def test_tokens_of_agents_are_counted_and_their_cost_only_where_a_price_is_set(store):
    call = {"key": "k", "account_id": "acme", "tokens_in": 700, "tokens_out": 300, "at": NOON}
    store.append("model_call", [call | {"id": "1", "cost": None}])
    assert (cost(store)["tokens"], cost(store)["model_cost"]) == (1_000, None)
    store.append("model_call", [call | {"id": "2", "cost": 0.25}])
    assert (cost(store)["tokens"], cost(store)["model_cost"]) == (2_000, 0.25)


def test_segments_are_told_by_currency(store):
    set_loaded_rate(store, 100.0, currency="EUR", by="Vera", now=NOON)
    told = by_segment(cost_to_serve(snapshot(store, TODAY)))
    euro = told.row(by_predicate=pl.col("currency") == "EUR", named=True)
    assert (euro["segment"], euro["accounts"], euro["hours"], euro["hours_each"]) == ("enterprise", 2, 1.5, 0.75)
    assert euro["share"] == pytest.approx(150 / (24_000 * 91 / 365))
    assert told.row(by_predicate=pl.col("currency") == "USD", named=True)["share"] is None


def test_a_customer_of_no_known_revenue_stands_with_its_segment(store):
    with_company(store, "dune", segment="enterprise")
    told = by_segment(cost_to_serve(snapshot(store, TODAY)))
    assert dict(told.select("currency", "accounts").iter_rows()) == {"EUR": 3, "USD": 1}
