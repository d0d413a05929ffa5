"""Stripe's tables, each with a row of ours: minor units, intervals, versions, and what is only about our own money."""

from datetime import date, datetime

import pytest

from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.table import detect, read


def rows_of(text):
    """(object, rows) of a CSV, found by its header alone."""
    frame, bad = read_delimited(text.encode())
    table, why = detect(frame.columns, SOURCES)
    assert (table.system, bad, why) == ("stripe", [], "")
    return table.object, read(frame, table).to_dicts()


def only(text, name):
    found, [row] = rows_of(text)
    assert (found, row["_why"]) == (name, None)
    return row


PRICED = "id,customer,status,start_date,current_period_end,cancel_at_period_end,quantity,plan_amount,plan_interval,plan_interval_count,"
PRICED += "currency\n"


@pytest.mark.parametrize(
    ("amount", "interval", "count", "currency", "mrr", "billing"),
    [
        ("1200", "month", "1", "usd", 24.0, "month"),
        ("1200", "month", "", "jpy", 2400.0, "month"),
        ("12000", "month", "3", "bhd", 8.0, "3 months"),
        ("36500", "day", "1", "eur", 730.0 * 365 / 12, "day"),
        ("12000", "fortnight", "1", "eur", None, "fortnight"),
        ("", "month", "1", "eur", None, "month"),
    ],
)
def test_revenue_a_month_is_told_in_whole_units_of_its_currency(amount, interval, count, currency, mrr, billing):
    row = only(PRICED + f"sub_1,cus_1,active,2025-01-01,2026-01-01,false,2,{amount},{interval},{count},{currency}\n", "subscription")
    assert row["mrr"] == (pytest.approx(mrr) if mrr else None)
    assert (row["billing"], row["currency"]) == (billing, currency.upper())


SYNCED = "id,_fivetran_synced{},billing_cycle_anchor,cancel_at_period_end,canceled_at,created,current_period_end,current_period_start,"
SYNCED += "customer_id,ended_at,quantity,start_date,status\n"
ROW = "sub_1,2026-06-01 08:00:00{},2025-01-01,TRUE,2026-02-01 10:00:00,2025-01-01,2026-07-01,2026-06-01,cus_1,,4,2025-01-02,Active\n"


def test_a_synced_subscription_without_its_plan_keeps_what_it_has_and_invents_no_price():
    row = only(SYNCED.format("") + ROW.format(""), "subscription")
    assert (row["company_ref"], row["seats"], row["auto_renew"], row["cancelled_on"]) == ("cus_1", 4, False, date(2026, 2, 1))
    assert (row["plan"], row["mrr"], row["currency"], row["_own"]) == (None, None, None, None)


def test_versions_without_a_first_day_are_known_since_they_were_synced():
    row = only(SYNCED.format(",_fivetran_active") + ROW.format(",false"), "subscription")
    assert row["_own"] == datetime(2026, 6, 1, 8)


def test_a_customer_who_was_deleted_there_is_deleted_here_and_metadata_may_be_json():
    header = "id,address_country,created,currency,delinquent,email,is_deleted,name,metadata\n"
    row = only(header + 'cus_1,DE,2025-01-01,eur,FALSE,b@acme.example,TRUE,Acme,"{""crm_id"":""77""}"\n', "customer")
    assert (row["deleted"], row["country"], row["domain"], row["external_id"]) == (True, "DE", "acme.example", "77")


@pytest.mark.parametrize(("email", "domain"), [("b@acme.example", "acme.example"), ("unknown@example", None), ("x@example.", None)])
def test_a_placeholder_address_tells_no_domain(email, domain):
    header = "id,address_country,created,currency,delinquent,email,is_deleted,name,metadata\n"
    assert only(header + f"cus_1,DE,2025-01-01,eur,FALSE,{email},FALSE,Acme,\n", "customer")["domain"] == domain


def test_a_synced_invoice_is_paid_where_it_says_so():
    header = "id,customer_id,amount_due,amount_paid,currency,due_date,period_end,number,paid,status,subscription_id,is_deleted\n"
    lines = "in_1,cus_1,1250,1250,usd,2026-02-15,2026-02-01,N1,true,,sub_1,FALSE\nin_2,cus_1,500,0,krw,,,N2,false,Open,,TRUE\n"
    name, rows = rows_of(header + lines)
    assert name == "invoice"
    assert [(row["amount"], row["status"], row["subscription_ref"], row["deleted"]) for row in rows] == [
        (12.5, "paid", "sub_1", False), (500.0, "open", None, True),
    ]  # fmt: skip
    assert (rows[0]["issued_on"], rows[0]["due_on"]) == (date(2026, 2, 1), date(2026, 2, 15))


@pytest.mark.parametrize(
    ("due", "paid", "total", "amount"), [("0", "1000", "1000", 10.0), ("0", "1000", "", 10.0), ("700", "0", "", 7.0), ("0", "0", "0", 0.0)]
)
def test_an_invoice_is_of_its_total_though_nothing_may_be_due_of_it(due, paid, total, amount):
    header = "id,customer,amount_due,amount_paid,total,currency,due_date,created,paid\n"
    assert only(header + f"in_1,cus_1,{due},{paid},{total},usd,,2026-02-01,true\n", "invoice")["amount"] == amount
    header = "id,Customer,Amount Due,Amount Paid,Total,Currency,Due Date (UTC),Date (UTC),Paid\n"
    cells = (str(int(cell) / 100) if cell else "" for cell in (due, paid, total))
    assert only(header + f"in_1,cus_1,{','.join(cells)},usd,,2026-02-01,true\n", "invoice")["amount"] == amount


def test_an_item_is_a_line_of_its_subscription_under_its_price():
    header = "_fivetran_synced,created,current_period_end,current_period_start,id,metadata,plan_id,quantity,subscription_id\n"
    row = only(header + "2026-06-01,2024-07-01,2026-08-01,2026-07-01,si_1,{},price_1,3,sub_1\n", "subscription_item")
    assert (row["of"], row["parent_ref"], row["price_ref"], row["quantity"]) == ("subscription", "sub_1", "price_1", 3.0)
    assert (row["starts_on"], row["ends_on"]) == (date(2024, 7, 1), date(2026, 8, 1))


def test_an_item_of_the_api_names_its_price_within():
    row = only("id,subscription,price.id,quantity,created\nsi_1,sub_1,price_1,3,1772352000\n", "subscription_item")
    assert (row["parent_ref"], row["price_ref"], row["starts_on"]) == ("sub_1", "price_1", date(2026, 3, 1))


def test_a_line_of_a_bill_has_the_sum_in_whole_units():
    header = "id,invoice_id,amount,currency,description,period_end,period_start,plan_id,proration,quantity,subscription_id\n"
    row = only(header + "il_1,in_1,1234,usd,Seats,2026-02-01,2026-01-01,p1,FALSE,2,sub_1\n", "invoice_line_item")
    assert (row["of"], row["parent_ref"], row["amount"], row["product"]) == ("invoice", "in_1", 12.34, "Seats")


PLAN = "id,active,amount,billing_scheme,currency,interval,interval_count,is_deleted,nickname,product_id,transform_usage_divide_by,"
PLAN += "usage_type\n"


@pytest.mark.parametrize(
    ("cells", "amount", "interval"),
    [
        ("1500,per_unit,usd,month,6,FALSE,Pro,prod_1,,licensed", 15.0, "month"),
        ("1500,per_unit,usd,month,1,FALSE,Calls,prod_1,,metered", None, None),
        (",tiered,usd,month,1,FALSE,Tiers,prod_1,,licensed", None, "month"),
        ("1500,per_unit,usd,month,1,FALSE,Packs,prod_1,10,licensed", None, "month"),
    ],
)
def test_a_plan_has_a_price_only_where_one_unit_has_one(cells, amount, interval):
    row = only(PLAN + f"p1,TRUE,{cells}\n", "plan")
    assert (row["amount"], row["interval"], row["product_ref"]) == (amount, interval, "prod_1")


def test_a_price_is_told_to_the_fraction_of_a_cent_and_holds_after_it_is_taken_off_the_list():
    header = "id,billing_scheme,currency,is_deleted,nickname,product_id,recurring_interval,recurring_interval_count,recurring_usage_type,"
    header += "unit_amount,unit_amount_decimal\n"
    row = only(header + "price_1,per_unit,usd,TRUE,Pro,prod_1,year,1,licensed,,29990.5\n", "price")
    assert (row["amount"], row["interval"], row["interval_count"], row["deleted"]) == (299.905, "year", 1, False)


def test_a_product_is_the_word_for_its_code():
    row = only("id,is_deleted,name,statement_descriptor,unit_label\nprod_1,false,Professional,,seat\n", "product")
    assert (row["kind"], row["code"], row["label"]) == ("product", "prod_1", "Professional")


def test_a_coupon_takes_off_a_share_or_a_sum():
    header = "id,amount_off,currency,duration,duration_in_months,name,percent_off\n"
    name, rows = rows_of(header + "c1,,eur,forever,,Partner,15.5\nc2,1000,usd,repeating,6,Start,\n")
    assert (name, [(r["amount"], r["currency"], r["interval"], r["interval_count"]) for r in rows]) == (
        "coupon", [(15.5, "%", "forever", None), (10.0, "USD", "repeating", 6)],
    )  # fmt: skip


@pytest.mark.parametrize(("start", "end"), [("start", "end"), ('"""START"""', '"""END"""')])
def test_a_discount_is_held_by_a_subscription_or_else_by_the_customer(start, end):
    header = f"id,coupon_id,customer_id,{end},{start},subscription_id\n"
    name, rows = rows_of(header + "d1,c1,cus_1,2026-09-01,2026-03-01,sub_1\nd2,c1,cus_1,,2026-03-01,\n")
    assert (name, [(row["of"], row["parent_ref"], row["price_ref"], row["ends_on"]) for row in rows]) == (
        "discount", [("discount", "sub_1", "c1", date(2026, 9, 1)), ("discount", "cus_1", "c1", None)],
    )  # fmt: skip


def test_the_dashboards_own_exports_are_in_whole_units_and_say_utc_in_the_header():
    customer = "id,Description,Email,Name,Created (UTC),Delinquent\ncus_1,,b@acme.example,Acme,2025-01-01 10:00,false\n"
    subscription = "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start (UTC),Current Period Start (UTC),"
    subscription += "Current Period End (UTC),Canceled At (UTC),Cancel At Period End\n"
    subscription += "sub_1,cus_1,Pro,3,eur,year,120.00,active,2025-01-01 10:00,2026-01-01 10:00,2027-01-01 10:00,,false\n"
    invoice = "id,Amount Due,Amount Paid,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription\n"
    invoice += "in_1,120.50,0.00,eur,cus_1,2026-01-01 10:00,2026-02-01 10:00,N1,FALSE,sub_1\n"
    assert only(customer, "customer")["domain"] == "acme.example"
    row = only(subscription, "subscription")
    assert (row["mrr"], row["company_ref"], row["plan"], row["auto_renew"]) == (30.0, "cus_1", "Pro", True)
    assert row["term_end_on"] == date(2027, 1, 1)
    bill = only(invoice, "invoice")
    assert (bill["amount"], bill["status"], bill["due_on"]) == (120.5, None, date(2026, 2, 1))


@pytest.mark.parametrize(
    "header",
    [
        "id,amount,available_on,fee,net,source",
        "id,amount,amount_refunded,captured,customer_id,outcome_type",
        "id,brand,exp_month,exp_year,customer_id",
    ],
)
def test_what_is_our_own_money_is_not_needed_and_says_why(header):
    table, _ = detect(header.split(","), SOURCES)
    assert (table.system, bool(table.unneeded)) == ("stripe", True)


TERMS = "commitment,unit,meter,overage_price,notice_days,auto_renew"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (",".join(f"metadata_{name}" for name in TERMS.split(",")), "1200,deliveries,delivery,0.8,60,false"),
        ("metadata", '"{""commitment"":""1200"",""unit"":""deliveries"",""meter"":""delivery"",""overage_price"":""0.8"",'
         '""notice_days"":""60"",""auto_renew"":""false""}"'),
    ],
)  # fmt: skip
def test_what_was_agreed_on_use_and_notice_stands_in_the_metadata(header, values):
    row = only(f"{PRICED.strip()},{header}\nsub_1,cus_1,active,2025-01-01,2026-01-01,false,1,1200,year,1,eur,{values}\n", "subscription")
    assert (row["commitment"], row["unit"], row["meter"], row["overage_price"]) == (1_200, "deliveries", "delivery", 0.8)
    assert (row["notice_days"], row["auto_renew"], row["mrr"]) == (60, False, 1)


@pytest.mark.parametrize(("quantity", "commitment", "seats"), [("1", "1200", None), ("5", "1200", 5), ("1", "", 1)])
def test_a_quantity_of_one_beside_a_commitment_is_no_seat(quantity, commitment, seats):
    header = f"{PRICED.strip()},metadata_commitment\n"
    row = only(f"{header}sub_1,cus_1,active,2025-01-01,2026-01-01,false,{quantity},1200,year,1,eur,{commitment}\n", "subscription")
    assert (row["seats"], row["auto_renew"]) == (seats, True)


def test_the_dashboards_export_calls_metadata_by_its_name_first():
    header = "id,Customer ID,Plan,Quantity,Interval,Amount,Status,Created (UTC),Current Period End (UTC),Cancel At Period End,"
    header += ",".join(f"{name} (metadata)" for name in TERMS.split(","))
    values = "sub_1,cus_1,p,1,year,1200,active,2025-01-01,2026-01-01,false,1200,deliveries,delivery,0.8,60,true\n"
    row = only(f"{header}\n{values}", "subscription")
    assert (row["commitment"], row["meter"], row["notice_days"], row["auto_renew"]) == (1_200, "delivery", 60, True)
