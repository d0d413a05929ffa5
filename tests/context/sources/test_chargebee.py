"""Chargebee's customers, subscriptions and invoices, with plain headers and with its own."""

import json
from datetime import date, datetime

import pytest

from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.objects import read_json
from cs_core.context.sources.table import detect, read

SUBSCRIPTION = {
    "id": "s1", "customer_id": "c1", "plan_id": "pro-year", "plan_quantity": "5", "plan_unit_price": "12000", "status": "active",
    "started_at": "1735689600", "current_term_start": "1767225600", "current_term_end": "1798761600", "currency_code": "EUR",
    "billing_period": "1", "billing_period_unit": "year", "cancelled_at": "", "mrr": "", "updated_at": "1767225600",
}  # fmt: skip


def read_as(name, rows, prefix=""):
    """Rows of a CSV with these cells, whose header is told by itself."""
    header = ",".join(f"{prefix}[{key}]" if prefix else key for key in rows[0])
    text = "\n".join([header, *(",".join(row.values()) for row in rows)])
    frame, _ = read_delimited(text.encode())
    table, why = detect(frame.columns, SOURCES)
    assert (table.system, table.object, why) == ("chargebee", name, "")
    return read(frame, table).to_dicts()


@pytest.mark.parametrize("prefix", ["", "subscription"])
def test_a_subscription_tells_revenue_a_month_and_term_whatever_its_headers(prefix):
    [row] = read_as("subscription", [SUBSCRIPTION], prefix)
    assert (row["source_id"], row["company_ref"], row["plan"], row["seats"], row["mrr"]) == ("s1", "c1", "pro-year", 5, 50.0)
    assert (row["started_on"], row["term_start_on"], row["term_end_on"]) == (date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1))
    assert (row["billing"], row["auto_renew"], row["trial"], row["_own"]) == ("year", True, False, datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "non_renewing", "cancelled_at": "1798761600"}, {"auto_renew": False, "ended_on": None, "cancelled_on": None}),
        ({"status": "cancelled", "cancelled_at": "1768435200"}, {"ended_on": date(2026, 1, 15), "cancelled_on": date(2026, 1, 15)}),
        ({"status": "in_trial"}, {"trial": True, "auto_renew": True}),
        ({"mrr": "4000"}, {"mrr": 40.0}),
        ({"mrr": "4000", "currency_code": "JPY"}, {"mrr": 4000.0}),
        ({"plan_unit_price": ""}, {"mrr": None}),
    ],
)
def test_states_and_money_are_told_as_chargebee_means_them(change, told):
    [row] = read_as("subscription", [SUBSCRIPTION | change])
    assert {field: row[field] for field in told} == told


def test_a_contract_tells_its_notice_its_end_and_in_custom_fields_its_commitment():
    more = {"contract_term.cancellation_cutoff_period": "60", "contract_term.action_at_term_end": "cancel", "cf_commitment": "1200",
            "cf_unit": "deliveries", "cf_meter": "delivery", "cf_overage_price": "0.8"}  # fmt: skip
    [row] = read_as("subscription", [SUBSCRIPTION | more])
    assert (row["notice_days"], row["auto_renew"]) == (60, False)
    assert (row["commitment"], row["unit"], row["meter"], row["overage_price"]) == (1_200, "deliveries", "delivery", 0.8)


def test_a_subscription_of_items_as_the_api_lists_it_beside_its_customer():
    items = [{"item_price_id": "pro-EUR-month", "item_type": "plan", "quantity": 7, "unit_price": 1000}]
    told = {k: v for k, v in SUBSCRIPTION.items() if not k.startswith("plan")}
    told |= {"mrr": 7000, "subscription_items": items, "deleted": False}
    customer = {"id": "c1", "first_name": "A", "last_name": "B", "company": "Acme", "auto_collection": "on"}
    entry = {"subscription": told, "customer": customer}
    frame, _ = read_json(json.dumps({"list": [entry]}).encode())
    table, _ = detect(frame.columns, SOURCES)
    [row] = read(frame, table).to_dicts()
    assert (table.object, row["plan"], row["seats"], row["mrr"], row["deleted"]) == ("subscription", "pro-EUR-month", 7, 70.0, False)


@pytest.mark.parametrize("prefix", ["", "customer"])
def test_a_customer_is_called_by_its_company_else_by_the_person(prefix):
    base = {"id": "c1", "first_name": "Ada", "last_name": "Lind", "email": "ada@acme.example", "company": "Acme", "auto_collection": "on",
            "preferred_currency_code": "eur", "cf_crm_id": "77", "deleted": "true"}  # fmt: skip
    named, unnamed = read_as("customer", [base, base | {"company": "", "email": "ada@gmail.com", "deleted": "false"}], prefix)
    assert (named["name"], named["domain"], named["currency"], named["external_id"]) == ("Acme", "acme.example", "EUR", "77")
    assert (unnamed["name"], unnamed["domain"]) == ("Ada Lind", None)
    assert (named["deleted"], unnamed["deleted"]) == (True, False)


@pytest.mark.parametrize("prefix", ["", "invoice"])
def test_an_invoice_is_open_until_it_is_paid(prefix):
    base = {"id": "N1", "customer_id": "c1", "subscription_id": "s1", "status": "payment_due", "date": "1767225600",
            "due_date": "1769904000", "total": "123450", "amount_due": "123450", "paid_at": "", "currency_code": "KWD"}  # fmt: skip
    due, paid = read_as("invoice", [base, base | {"status": "paid", "paid_at": "1768435200"}], prefix)
    assert (due["amount"], due["due_on"], due["paid_on"], due["number"]) == (123.45, date(2026, 2, 1), None, "N1")
    assert (paid["paid_on"], paid["status"]) == (date(2026, 1, 15), "paid")
