"""Quote drafts: their arithmetic, what a discount may be, currencies, and what is missing where there is none."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from cs_core.execution.jobs.quote import quote_of, rounded
from cs_core.execution.jobs.quote_text import as_csv, as_data, as_markdown
from cs_core.records import Brief, Fact
from tests.execution.builders import TODAY, ago

UNITS = {
    "plan_price": "EUR/seat/yr", "seat_price": "EUR/seat/yr", "seats": "seats", "arr": "EUR/yr", "discount": "%", "term_months": "months",
    "commitment": "GB", "consumed_by_end": "GB", "consumed_by_end_low": "GB", "consumed_by_end_high": "GB", "active_users_4w": "users",
}  # fmt: skip
SEATS = {
    "renewal_on": ago(-60), "currency": "EUR", "plan": "Professional", "seats": 12, "arr": 10_080.0, "plan_price": 900.0,
    "seat_price": 840.0, "term_months": 12, "contract_kind": "seats",
}  # fmt: skip
GB = {
    "renewal_on": ago(-60), "currency": "USD", "plan": "Metered", "arr": 24_000.0, "commitment": 100_000.0, "meter_unit": "GB",
    "contract_kind": "consumption", "term_months": 12, "consumed_by_end": 118_340.0, "consumed_by_end_low": 109_000.0,
    "consumed_by_end_high": 128_000.0,
}  # fmt: skip


def a_brief(units: dict | None = None, **known) -> Brief:
    """One fact a keyword; what is None is unknown."""
    keys = {key.replace("__", ":"): value for key, value in known.items() if value is not None}
    facts = tuple(
        Fact(id=f"{key}:a1", key=key, value=value, unit=(UNITS | (units or {})).get(key, ""), observed_at=TODAY, source="stripe",
             source_row="subscriptions.csv:2")
        for key, value in keys.items()
    )  # fmt: skip
    return Brief(account_id="a1", name="Kelmarn Lifts", as_of=TODAY, facts=facts)


def quote(limit: float = 0, units: dict | None = None, **known):
    return quote_of(a_brief(units, **(SEATS | known)), {"max_discount_percent": limit})


def test_a_quote_for_a_customer_that_gave_notice_says_so_before_any_figure():
    made = quote(notice_given_on=ago(20))
    page = as_markdown(made)
    assert made.notice.startswith("Notice was given on 10 June 2026: the contract ends on 29 August 2026")
    assert page.index("Notice was given on 10 June 2026") < page.index("Term:")
    assert "notice_given_on" in {fact.key for fact in made.facts} and as_data(made)["notice"] == made.notice
    assert {row["needs_approval"] for row in csv.DictReader(io.StringIO(as_csv(made)))} == {"yes"}
    unpriced = quote(notice_given_on=ago(20), renewal_on=None)
    assert not unpriced.made and "Notice was given" in as_markdown(unpriced) and quote().notice == ""


def test_seats_times_the_price_book_is_the_total():
    made = quote()
    [line] = made.lines
    assert made.made and (line.proposed, line.unit_price, line.amount) == (12, 900.0, 10_800.0)
    assert (made.list_total, made.total, made.discount, made.approval) == (10_800.0, 10_800.0, 0, "")
    assert (made.start, made.end, made.months, made.currency) == (ago(-60), made.start.replace(year=made.start.year + 1), 12, "EUR")


def test_the_price_is_compared_with_what_is_paid_now():
    assert quote().price_change == pytest.approx(7.1)


def test_a_longer_term_costs_its_years():
    made = quote(term_months=36)
    assert made.total == 32_400.0 and made.end.year == made.start.year + 3


def test_the_agent_gives_no_discount_of_its_own():
    assert quote(limit=30).discount == 0 and quote(limit=30).total == 10_800.0


def test_a_running_discount_within_the_guardrail_is_carried_over():
    made = quote(limit=10, discount=10.0)
    assert (made.list_total, made.discount, made.total, made.approval) == (10_800.0, 10, 9_720.0, "")


def test_a_running_discount_above_it_is_carried_up_to_it_and_a_person_decides_on_the_rest():
    made = quote(limit=5, discount=15.0, policy__max_discount_percent_human=10)
    assert (made.discount, made.total, made.total_if_approved) == (5, 10_260.0, 9_180.0)
    assert "15% is above the guardrail of 5%" in made.approval and "up to 10%, which it is above too" in made.approval


def test_without_a_guardrail_nothing_is_carried_over():
    made = quote_of(a_brief(**SEATS, discount=10.0), {})
    assert made.discount == 0 and made.approval


def test_without_a_price_book_the_running_price_counts_and_its_discount_is_not_taken_off_twice():
    made = quote(limit=20, plan_price=None, discount=10.0)
    assert made.lines[0].unit_price == 840.0 and made.total == 10_080.0
    assert any("running contract" in note for note in made.notes)


def test_without_a_seat_price_recurring_revenue_over_seats_is_the_running_price():
    made = quote(plan_price=None, seat_price=None)
    assert made.lines[0].unit_price == 840.0
    assert {"arr:a1", "seats:a1"} <= set(made.lines[0].facts)


def test_a_price_book_in_another_currency_is_not_converted():
    made = quote(units={"plan_price": "USD/seat/yr"})
    assert made.currency == "EUR" and made.lines[0].unit_price == 840.0
    assert any("USD only; nothing is converted" in note for note in made.notes)


def test_seats_for_those_who_are_active_are_an_alternative_and_said_to_be_one():
    made = quote(active_users_4w=10)
    [other] = made.alternatives
    assert (other.proposed, other.amount, made.total) == (11, 9_900.0, 10_800.0)
    assert "10 people active" in other.why and "active_users_4w:a1" in other.facts
    assert quote(active_users_4w=0).alternatives == ()


def test_a_commitment_is_priced_by_its_unit_and_sized_by_the_forecast_with_its_interval():
    made = quote_of(a_brief(**GB), {"max_discount_percent": 0})
    [line], [other] = made.lines, made.alternatives
    assert (line.proposed, line.unit, line.unit_price, line.amount) == (100_000, "GB", 0.24, 24_000.0)
    assert line.forecast == (118_340.0, 109_000.0, 128_000.0)
    assert (other.proposed, other.amount) == (120_000, 28_800.0)
    assert "between 109,000 and 128,000" in other.why


def test_a_commitment_without_a_forecast_has_no_alternative_and_says_so():
    made = quote_of(a_brief(**GB | {"consumed_by_end": None}), {})
    assert made.made and made.alternatives == () and any("not known" in note for note in made.notes)


@pytest.mark.parametrize(
    ("unknown", "missing"),
    [
        ({"renewal_on": None}, "the day"), ({"currency": None}, "the currency"), ({"seats": None}, "number of seats"),
        ({"seats": 0}, "seats"),
        ({"plan_price": None, "seat_price": None, "arr": None}, "price of a seat"), ({"plan": "Pro + Add-on"}, "each plan"),
        ({"contract_kind": "both"}, "each by itself"), ({"contract_kind": "consumption"}, "commitment"),
    ],
)  # fmt: skip
def test_where_price_or_quantity_is_unknown_there_is_no_quote_and_it_says_what_is_missing(unknown, missing):
    made = quote(**unknown)
    assert not made.made and made.total is None and made.lines == ()
    assert any(missing in what for what in made.missing)
    assert "No quote yet" in as_markdown(made) and len(as_csv(made).splitlines()) == 1 and as_data(made)["made"] is False


def test_an_unknown_term_is_assumed_to_be_a_year_and_said_to_be_assumed():
    made = quote(term_months=None)
    assert made.months == 12 and any("assumed" in note for note in made.notes)


@pytest.mark.parametrize(
    ("amount", "currency", "money"), [("10.005", "EUR", 10.01), ("10.5", "JPY", 11.0), ("1.2345", "KWD", 1.235), ("10.004", None, 10.0)]
)
def test_money_is_rounded_to_the_smallest_coin_of_its_currency_halves_up(amount, currency, money):
    assert rounded(Decimal(amount), currency) == money


def test_sums_of_odd_prices_are_exact():
    assert quote(plan_price=33.33, seats=3, term_months=18).total == pytest.approx(149.99, abs=1e-9)


def test_every_figure_cites_a_fact_of_the_brief():
    made = quote(limit=5, discount=15.0, active_users_4w=10)
    known = {fact.id for fact in made.facts}
    assert all(line.facts and set(line.facts) <= known for line in (*made.lines, *made.alternatives))
    assert {"seats:a1", "plan_price:a1", "discount:a1", "currency:a1"} <= known


def test_markdown_says_that_it_is_internal_and_which_facts_bear_it():
    text = as_markdown(quote(limit=5, discount=15.0, active_users_4w=10))
    assert "Internal until a person approves it" in text and "**Needs approval:**" in text and "10,260.00 EUR" in text
    assert "subscriptions.csv:2" in text and "| alternative |" in text


def test_csv_has_a_row_a_line_and_no_formula():
    rows = list(csv.DictReader(io.StringIO(as_csv(quote(plan="=cmd()", active_users_4w=10)))))
    assert [row["line"] for row in rows] == ["line", "alternative"]
    assert rows[0]["product"] == "'=cmd()" and rows[0]["amount"] == "10800.0" and rows[0]["currency"] == "EUR"


@pytest.mark.parametrize(("start", "months", "end"), [("2026-08-31", 6, "2027-02-28"), ("2027-12-15", 1, "2028-01-15")])
def test_a_term_ends_on_the_same_day_of_the_month_or_its_last(start, months, end):
    assert quote(renewal_on=date.fromisoformat(start), term_months=months).end == date.fromisoformat(end)
