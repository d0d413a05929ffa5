"""Several currencies: nothing is added without a rate, and what is left out is said."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.rates import converted, given, in_one, rates, read_rates, set_rate, set_reporting
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput
from cs_core.leadership.forecast import retention
from cs_core.leadership.hours.placing import problem_of
from cs_core.leadership.steering.measures import told_in
from cs_core.leadership.today import standing
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription

NOW = datetime(2026, 6, 28, 9, 0)
ROWS = pl.DataFrame({"arr": [100.0, 200.0, 50.0, None], "currency": ["EUR", "EUR", "USD", "USD"]})


def usd(store, rate: float = 0.9, **more) -> None:
    set_rate(store, "usd", rate, into="EUR", observed_on=more.get("on", ago(1)), by="Lena", now=NOW)


@pytest.fixture
def two_currencies(tmp_path):
    """Twelve customers who pay 12,000 EUR a year each and three who pay 12,000 USD."""
    with a_store(tmp_path) as store:
        for n in range(15):
            company = with_company(store, f"c{n}")
            with_subscription(store, company, mrr=1_000.0, currency="USD" if n < 3 else "EUR", started_on=ago(700))
        yield store


def test_without_a_rate_the_main_currency_is_added_and_the_rest_is_named(tmp_path):
    told = in_one(rates(a_store(tmp_path)), ROWS, "arr")
    assert (told.rows["arr"].sum(), told.currency, told.left_out) == (300.0, "EUR", {"USD": 1})
    assert told.says == "1 account in USD cannot be added: no rate for USD"


def test_with_a_rate_everything_is_added(tmp_path):
    store = a_store(tmp_path)
    usd(store)
    told = in_one(rates(store), ROWS, "arr")
    assert (told.rows["arr"].sum(), told.currency, told.says) == (345.0, "EUR", "")


def test_the_newest_day_counts_whatever_was_typed_in_last(tmp_path):
    store = a_store(tmp_path)
    usd(store, 0.92, on=ago(1))
    usd(store, 0.80, on=ago(90))
    assert [(r["rate"], r["observed_on"]) for r in given(store)] == [(0.92, ago(1).isoformat())]


def test_a_rate_works_both_ways_and_over_a_third_currency(tmp_path):
    store = a_store(tmp_path)
    usd(store, 0.5)
    set_rate(store, "GBP", 1.5, into="USD", observed_on=ago(1), by="Lena", now=NOW)
    set_reporting(store, "GBP", by="Lena", now=NOW)
    known = rates(store)
    assert known.reporting == "GBP" and known.worth["EUR"] == pytest.approx(1 / 0.5 / 1.5)
    told = converted(known, ROWS, "arr")
    assert told["currency"].unique().to_list() == ["GBP"] and told["arr"][0] == pytest.approx(100 * 4 / 3)


@pytest.mark.parametrize(
    ("given_as", "says"),
    [
        (("USD", 0.0, "EUR"), "above 0"), (("USD", float("nan"), "EUR"), "above 0"), (("US", 1.0, "EUR"), "three letters"),
        (("EUR", 1.0, "EUR"), "two"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_rate_is_refused_in_one_line(given_as, says, tmp_path):
    code, rate, into = given_as
    store = a_store(tmp_path)
    with pytest.raises(BadInput, match=says):
        set_rate(store, code, rate, into=into, observed_on=TODAY, by="Lena", now=NOW)
    assert given(store) == []


def test_a_rate_of_a_day_to_come_is_refused(tmp_path):
    with pytest.raises(BadInput, match="lies ahead"):
        usd(a_store(tmp_path), on=ago(-2))


def test_a_table_of_rates_is_read_and_a_bad_line_is_named():
    head = "currency,rate,to_currency,observed_on"
    assert read_rates([head, "usd,0.92,EUR,2026-06-26"])[0][:3] == ("USD", 0.92, "EUR")
    with pytest.raises(BadInput, match="Line 3"):
        read_rates([head, "USD,0.92,EUR,2026-06-26", "USD,much,EUR,2026-06-26"])
    with pytest.raises(BadInput, match="lacks to_currency, observed_on"):
        read_rates(["currency,rate", "USD,1"])


def test_today_says_how_many_accounts_are_left_out_until_there_is_a_rate(two_currencies):
    snap = snapshot(two_currencies, TODAY)
    before = standing(snap, snap.signals)
    assert (before["arr"], before["currency"]) == (12 * 12_000.0, "EUR")
    assert before["says"] == "3 accounts in USD cannot be added: no rate for USD"
    usd(two_currencies)
    after = standing(snap, snap.signals)
    assert (after["arr"], after["says"], after["customers"]) == (pytest.approx(12 * 12_000 + 3 * 10_800), "", 15)


def test_retention_counts_all_who_have_a_rate_and_exchange_moves_nothing(two_currencies):
    assert "3 accounts pay in another and no rate is known" in retention(snapshot(two_currencies, TODAY))["says"]
    usd(two_currencies)
    with_company(two_currencies, "former")  # who left is on record, so that what was kept can be told
    with_subscription(two_currencies, "former", mrr=100.0, currency="EUR", started_on=ago(700), ended_on=ago(600))
    kept = retention(snapshot(two_currencies, TODAY))
    assert (kept["grr"]["point"], kept["currency"], kept["says"]) == (1.0, "EUR", "")
    assert kept["starting_arr"] == pytest.approx(12 * 12_000 + 3 * 10_800)


def test_a_plan_can_be_made_in_revenue_once_rates_are_known(two_currencies):
    assert problem_of(snapshot(two_currencies, TODAY), 40.0).mixed
    usd(two_currencies)
    assert not problem_of(snapshot(two_currencies, TODAY), 40.0).mixed


def test_sums_are_told_in_the_reporting_currency(two_currencies):
    assert told_in(snapshot(two_currencies, TODAY)) == "EUR"
    usd(two_currencies)
    set_reporting(two_currencies, "USD", by="Lena", now=NOW)
    assert told_in(snapshot(two_currencies, TODAY)) == "USD"
