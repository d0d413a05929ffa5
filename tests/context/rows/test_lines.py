"""What a subscription is worth, told from its lines; what its own row says is never changed, and what cannot be told stays unknown."""

from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.nouns import COMMON, NOUNS
from cs_core.context.rows.lines import with_lines
from cs_core.context.snapshot import snapshot
from tests.worlds import a_store

TYPES = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
TODAY = date(2026, 6, 30)


def frame(noun, *rows):
    """Rows of a noun with only these fields."""
    types = {name: TYPES[kind] for name, kind in (COMMON | NOUNS[noun].columns).items()}
    types |= {name: pl.Date for name in types if name.endswith("_on")}
    full = [{"system": "stripe", "object": noun, "key": f"{noun}/{row['source_id']}"} | row for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in types} for row in full], schema=types)


def a_subscription(**fields):
    return {"source_id": "sub_1", "company_ref": "cus_1"} | fields


def a_line(price, quantity=1.0, **fields):
    told = {"of": "subscription", "parent_ref": "sub_1", "price_ref": price, "quantity": quantity, "starts_on": date(2024, 1, 1)}
    return {"source_id": f"si_{price}"} | told | fields


def a_price(key, amount, interval="month", count=1, **fields):
    return {"source_id": key, "name": key, "amount": amount, "interval": interval, "interval_count": count, "currency": "EUR"} | fields


def a_discount(coupon, parent="sub_1", **fields):
    told = {"of": "discount", "parent_ref": parent, "price_ref": coupon, "starts_on": date(2026, 1, 1)}
    return {"source_id": f"di_{coupon}_{fields.get('n', '')}", "object": "discount"} | told | {k: v for k, v in fields.items() if k != "n"}


def a_coupon(name, amount, currency="%", lasts="forever", count=None):
    return {"source_id": name, "object": "coupon", "amount": amount, "currency": currency, "interval": lasts, "interval_count": count}


def worth(lines, prices, subscription=None, labels=(), as_of=TODAY):
    told = with_lines(
        frame("subscription", subscription or a_subscription()), frame("line", *lines), frame("price", *prices),
        frame("label", *labels), as_of=as_of,
    )  # fmt: skip
    [row] = told.to_dicts()
    return row


@pytest.mark.parametrize(
    ("price", "quantity", "mrr", "billing"),
    [
        (a_price("p", 20.0), 3.0, 60.0, "month"),
        (a_price("p", 120.0, "year"), 3.0, 30.0, "year"),
        (a_price("p", 90.0, "month", 3), 2.0, 60.0, "3 months"),
        (a_price("p", 7.0, "week"), 1.0, 365 / 12, "week"),
        (a_price("p", 20.0), None, None, "month"),
        (a_price("p", None), 3.0, None, "month"),
        (a_price("p", None, None), 3.0, None, None),
        (a_price("other", 20.0), 3.0, None, None),
    ],
)
def test_revenue_a_month_is_quantity_times_amount_over_the_months_of_the_interval(price, quantity, mrr, billing):
    row = worth([a_line("p", quantity)], [price])
    assert row["mrr"] == (pytest.approx(mrr) if mrr else None)
    assert row["billing"] == billing


def test_what_the_row_itself_says_is_kept_and_only_the_rest_is_filled():
    own = a_subscription(plan="Old", seats=9, mrr=1.0, currency="USD")
    row = worth([a_line("p", 3.0)], [a_price("p", 20.0)], own)
    assert (row["plan"], row["seats"], row["mrr"], row["currency"], row["billing"]) == ("Old", 9, 1.0, "USD", "month")


def test_without_lines_the_rows_are_the_same_object():
    rows = frame("subscription", a_subscription())
    assert with_lines(rows, frame("line"), frame("price"), frame("label"), as_of=TODAY) is rows


def test_what_is_paid_once_or_by_use_is_left_out_and_a_price_unknown_makes_the_whole_unknown():
    base, calls, setup = a_price("base", 100.0), a_price("calls", None, None), a_price("setup", 500.0, None)
    lines = [a_line("base"), a_line("calls", None), a_line("setup")]
    assert worth(lines, [base, calls, setup])["mrr"] == 100.0
    assert worth(lines, [base, calls])["mrr"] is None
    assert worth([a_line("base"), a_line("tiers", 4.0)], [base, a_price("tiers", None)])["mrr"] is None


def test_the_plan_is_the_dearest_line_by_its_products_name_where_the_price_has_none():
    prices = [a_price("pro", 50.0, name=None, product_ref="prod_1"), a_price("storage", 5.0)]
    label = {"source_id": "prod_1", "object": "product", "kind": "product", "code": "prod_1", "label": "Professional"}
    row = worth([a_line("storage", 2.0), a_line("pro", 2.0)], prices, labels=[label])
    assert (row["plan"], row["mrr"], row["currency"]) == ("Professional", 110.0, "EUR")


@pytest.mark.parametrize(("quantities", "seats"), [((7.0,), 7), ((1.0, 20.0), 20), ((1.0, 1.0), None), ((5.0, 10.0), None)])
def test_seats_are_told_only_where_one_line_alone_is_bought_in_number(quantities, seats):
    lines = [a_line(f"p{n}", quantity) for n, quantity in enumerate(quantities)]
    assert worth(lines, [a_price(f"p{n}", 10.0) for n in range(len(quantities))])["seats"] == seats


@pytest.mark.parametrize(
    ("discount", "coupon", "mrr", "percent"),
    [
        (a_discount("c"), a_coupon("c", 25.0), 75.0, 25.0),
        (a_discount("c", "cus_1"), a_coupon("c", 25.0), 75.0, 25.0),
        (a_discount("c", "sub_2"), a_coupon("c", 25.0), 100.0, None),
        (a_discount("c"), a_coupon("c", 10.0, "EUR"), 90.0, 10.0),
        (a_discount("c"), a_coupon("c", 10.0, "USD"), 100.0, None),
        (a_discount("c"), a_coupon("c", 25.0, lasts="once"), 100.0, None),
        (a_discount("c"), a_coupon("c", 25.0, lasts="repeating", count=12), 75.0, 25.0),
        (a_discount("c"), a_coupon("c", 25.0, lasts="repeating", count=3), 100.0, None),
        (a_discount("c", ends_on=date(2026, 5, 1)), a_coupon("c", 25.0), 100.0, None),
        (a_discount("c", ends_on=date(2026, 8, 1)), a_coupon("c", 25.0), 75.0, 25.0),
        (a_discount("gone"), a_coupon("c", 25.0), 100.0, None),
    ],
)
def test_a_discount_that_holds_on_the_day_is_taken_off(discount, coupon, mrr, percent):
    row = worth([a_line("p"), discount], [a_price("p", 100.0), coupon])
    assert (row["mrr"], row["discount"]) == (pytest.approx(mrr), percent)


def test_a_coupon_that_is_noted_on_every_bill_is_taken_off_once_and_two_coupons_one_after_the_other():
    lines = [a_line("p"), a_discount("a", n=1), a_discount("a", n=2), a_discount("b")]
    row = worth(lines, [a_price("p", 100.0), a_coupon("a", 20.0), a_coupon("b", 50.0)])
    assert (row["mrr"], row["discount"]) == (pytest.approx(40.0), pytest.approx(60.0))


def test_a_sum_off_a_year_is_a_share_of_the_years_price():
    row = worth([a_line("p"), a_discount("c")], [a_price("p", 1200.0, "year"), a_coupon("c", 120.0, "EUR")])
    assert (row["mrr"], row["discount"]) == (pytest.approx(90.0), pytest.approx(10.0))


@pytest.mark.parametrize(
    ("as_of", "term"),
    [
        (TODAY, (date(2025, 9, 1), date(2026, 9, 1))),
        (date(2025, 9, 1), (date(2025, 9, 1), date(2026, 9, 1))),
        (date(2025, 8, 31), (None, None)),
    ],
)
def test_a_term_told_by_a_line_shows_from_its_first_day_on(as_of, term):
    row = worth([a_line("p", ends_on=date(2026, 9, 1))], [a_price("p", 1200.0, "year")], as_of=as_of)
    assert (row["term_start_on"], row["term_end_on"]) == term


def test_the_lines_of_another_system_with_the_same_numbers_are_not_taken():
    row = worth([a_line("p", system="chargebee")], [a_price("p", 100.0)])
    assert row["mrr"] is None


FILES = {
    "customers": "id,email,name,created,currency,delinquent\ncus_1,b@acme.example,Acme,2025-01-01,,false\n",
    "subscriptions": "id,billing_cycle_anchor,cancel_at_period_end,customer_id,quantity,start_date,status\n"
    "sub_1,2025-01-01,false,cus_1,,2025-01-01,active\n",
    "items": "created,current_period_end,id,plan_id,quantity,subscription_id\n2025-01-01,2027-01-01,si_1,p1,4,sub_1\n",
    "plans": "id,amount,currency,interval,interval_count,is_deleted,nickname,product_id,usage_type\n"
    "p1,120000,jpy,year,1,true,,prod_1,licensed\n",
    "products": "id,name,statement_descriptor,unit_label\nprod_1,Pro,,\n",
}


def test_a_synced_warehouse_tells_what_an_account_pays(tmp_path):
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    with a_store(tmp_path / "store") as store:
        report = import_paths(store, [tmp_path / f"{name}.csv" for name in FILES], now=datetime(2026, 6, 30, 12))
        assert report["totals"]["refused"] == 0
        [row] = snapshot(store, TODAY).subscriptions.to_dicts()
        [account] = snapshot(store, TODAY).signals.to_dicts()
        assert snapshot(store, date(2024, 12, 31)).subscriptions.is_empty()
    assert (row["plan"], row["seats"], row["mrr"], row["currency"]) == ("Pro", 4, 40_000.0, "JPY")
    assert (account["arr"], account["plan"], account["renewal_on"]) == (480_000.0, "Pro", date(2027, 1, 1))
