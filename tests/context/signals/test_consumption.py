"""What is used of what was committed to: counted by the contract's meter since the term began, and where it ends at the present rate."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from cs_core.records import FACT
from tests.worlds import TODAY, ago, seen_on, with_company, with_subscription, with_usage

TERM = {"term_start_on": ago(182), "term_end_on": ago(-182)}
COMMITMENT = {"commitment": 5_200.0, "unit": "deliveries", "meter": "delivery", "overage_price": 0.5, "mrr": 500.0, "currency": "EUR"}
CONSUMPTION = (
    "commitment", "consumed", "consumed_share", "burn_rate", "consumed_by_end", "consumed_by_end_low", "overage_expected", "exhausted_on",
)  # fmt: skip


def signals_of(store, account="acme", day=TODAY):
    [row] = seen_on(store, day).signals.filter(pl.col("account_id") == account).to_dicts()
    return row


def a_contract(store, *, weekly, **changed):
    acme = with_company(store)
    with_subscription(store, acme, **(COMMITMENT | TERM | changed))
    with_usage(store, acme, weekly=weekly, event="delivery")


def test_what_is_consumed_is_counted_by_the_meter_from_the_first_day_of_the_term(store):
    a_contract(store, weekly=[100] * 60)
    with_usage(store, "acme", weekly=[70] * 60, event="login")
    row = signals_of(store)
    assert (row["contract_kind"], row["meter_unit"], row["commitment"]) == ("consumption", "deliveries", 5_200)
    assert (row["consumed"], row["consumed_share"], row["term_share"]) == (2_700, pytest.approx(51.92, abs=0.01), 50)
    assert row["burn_rate"] == pytest.approx(100 / 7)


def test_the_forecast_is_the_present_rate_over_the_days_that_are_left(store):
    a_contract(store, weekly=[100] * 56 + [200] * 4)
    row = signals_of(store)
    assert row["consumed"] == 2_300 + 4 * 200
    assert row["consumed_by_end"] == pytest.approx(3_100 + 200 / 7 * 182)
    assert row["overage_expected"] == pytest.approx(3_100 + 5_200 - 5_200)
    assert row["overage_amount"] == pytest.approx(1_550)
    assert row["exhausted_on"] == TODAY + timedelta(days=74)
    assert row["consumed_by_end_low"] < row["consumed_by_end"] < row["consumed_by_end_high"]


def test_steady_weeks_leave_no_doubt_and_no_overage(store):
    a_contract(store, weekly=[90] * 60)
    row = signals_of(store)
    assert row["consumed_by_end_low"] == row["consumed_by_end_high"] == pytest.approx(row["consumed_by_end"])
    assert (row["overage_expected"], row["overage_amount"], row["exhausted_on"]) == (0, 0, None)


def test_a_commitment_that_is_used_up_says_since_when(store):
    a_contract(store, weekly=[100] * 60, commitment=1_000.0)
    row = signals_of(store)
    assert row["exhausted_on"] == ago(7 * 17)
    assert row["consumed_share"] == pytest.approx(270)


def test_without_a_price_of_a_unit_beyond_no_amount_is_known(store):
    a_contract(store, weekly=[200] * 60, overage_price=None)
    row = signals_of(store)
    assert row["overage_expected"] > 0 and row["overage_amount"] is None


@pytest.mark.parametrize("changed", [{"meter": "tour"}, {"term_start_on": None, "term_end_on": None}, {"term_start_on": ago(700)}])
def test_what_was_consumed_is_unknown_where_the_meter_the_term_or_the_feed_does_not_tell_it(store, changed):
    a_contract(store, weekly=[100] * 60, **changed)
    row = signals_of(store)
    assert row["commitment"] == 5_200
    assert [row[key] for key in ("consumed", "consumed_share", "consumed_by_end", "overage_expected", "exhausted_on")] == [None] * 5


def test_a_stale_feed_tells_the_commitment_and_nothing_of_its_use(store):
    a_contract(store, weekly=[100] * 30)
    row = signals_of(store, day=TODAY + timedelta(days=22))
    assert [row[key] for key in CONSUMPTION] == [5_200, *[None] * 7]


def test_where_no_meter_is_named_the_event_that_is_called_as_the_unit_counts(store):
    a_contract(store, weekly=[100] * 60, meter=None, unit="delivery")
    assert signals_of(store)["consumed"] == 2_700


def test_no_use_of_a_known_meter_is_none_consumed(store):
    a_contract(store, weekly=[100] * 60)
    idle = with_company(store, "idle")
    with_subscription(store, idle, **(COMMITMENT | TERM))
    assert [signals_of(store, "idle")[key] for key in ("consumed", "burn_rate", "overage_expected")] == [0, 0, 0]


def test_a_customer_of_two_weeks_has_no_rate_yet(store):
    a_contract(store, weekly=[100] * 2, started_on=ago(13), term_start_on=ago(13), term_end_on=ago(-350))
    with_usage(store, with_company(store, "old"), weekly=[1] * 60, event="delivery")
    row = signals_of(store)
    assert (row["consumed"], row["burn_rate"], row["consumed_by_end"]) == (200, None, None)


def test_two_contracts_that_count_the_same_are_one_commitment_and_others_are_left_to_the_dearest(store):
    a_contract(store, weekly=[100] * 60)
    with_subscription(store, "acme", "more", **(COMMITMENT | TERM | {"commitment": 800.0}))
    with_subscription(store, "acme", "other", **(COMMITMENT | TERM | {"meter": "login", "unit": "logins", "mrr": 10.0}))
    assert (signals_of(store)["commitment"], signals_of(store)["consumed"]) == (6_000, 2_700)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [({"seats": 5}, "seats"), ({"commitment": 9.0}, "consumption"), ({"seats": 5, "meter": "delivery"}, "both"), ({}, None)],
)
def test_the_kind_of_contract_is_what_it_sells(store, fields, kind):
    with_subscription(store, with_company(store), mrr=10.0, **fields)
    assert signals_of(store)["contract_kind"] == kind


def test_facts_of_consumption_carry_the_unit_and_the_rows_that_were_counted(store):
    a_contract(store, weekly=[100] * 60)
    facts = {fact.key: fact for fact in brief(snapshot(store, TODAY), "acme").facts}
    assert (facts["consumed"].value, facts["consumed"].unit) == (2_700, "deliveries")
    assert facts["burn_rate"].unit == "deliveries/day"
    assert facts["commitment"].source_row.startswith("subscription.csv") and facts["consumed"].source_row.startswith("events.parquet")
    assert FACT.dump_python(facts["consumed"], mode="json")["unit"] == "deliveries"
