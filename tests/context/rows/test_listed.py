"""A team's list of customers beside the system that keeps the contracts: what both say is counted once."""

from datetime import datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.worlds import TODAY, a_store, ago, at, with_company, with_subscription

BILLING_CUSTOMERS = "id,Description,Email,Name,Created (UTC),Delinquent\ncus_1,,pay@acme.example,Acme Ltd,2024-03-01 09:00,false\n"
BILLING = (
    "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Start (UTC),Current Period Start (UTC),Current Period End (UTC)\n"
    "sub_1,cus_1,Team,10,eur,year,1200.00,active,2024-03-01 09:00,2026-03-01 09:00,2027-03-01 09:00\n"
)
LIST = "Customer,Website,ARR (EUR),Renewal\nAcme,acme.example,12000,2026-11-01\n"
MEANS = {
    "system": "table", "object": "tracker", "noun": "company", "columns": {"id": "Customer", "name": "Customer", "domain": "Website"},
    "also": [{
        "system": "table", "object": "tracker_contract", "noun": "subscription",
        "columns": {"id": "Customer", "company_ref": "Customer", "mrr": {"column": "ARR (EUR)", "divide": 12}, "term_end_on": "Renewal"},
    }],
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        yield opened


def with_list(store, arr, **billed):
    """Acme as billing keeps it, at 12,000 a year unless told, and as a list of customers says that it pays."""
    with_company(store, "cus-1", account="acme", system="stripe")
    with_company(store, "Acme", account="acme", system="table")
    with_subscription(store, "cus-1", system="stripe", **{"mrr": 1000.0, "currency": "EUR"} | billed)
    with_subscription(store, "Acme", "Acme", system="table", mrr=arr and arr / 12, currency="EUR", term_end_on=ago(-30))
    return snapshot(store, TODAY).signals.row(0, named=True)


def test_a_list_of_customers_imported_beside_billing_doubles_no_revenue_and_moves_no_renewal(tmp_path):
    for name, text in (("customers.csv", BILLING_CUSTOMERS), ("subscriptions.csv", BILLING), ("tracker.csv", LIST)):
        (tmp_path / name).write_text(text)
    with open_store(tmp_path / "in" / "c.db") as store:
        import_paths(store, [tmp_path / "customers.csv", tmp_path / "subscriptions.csv"], now=datetime(2026, 6, 28, 12))
        import_paths(store, [tmp_path / "tracker.csv"], now=datetime(2026, 6, 28, 12), mapping=MEANS)
        [account] = snapshot(store, TODAY).signals.iter_rows(named=True)
    assert (account["arr"], str(account["renewal_on"])) == (12_000.0, "2027-03-01")


@pytest.mark.parametrize("arr", [12_000, 9_000, 0, None])
def test_a_list_that_says_as_much_as_billing_or_less_adds_nothing(store, arr):
    assert with_list(store, arr)["arr"] == 12_000.0


def test_a_list_that_says_much_more_than_billing_stands_beside_it(store):
    assert with_list(store, 60_000)["arr"] == 72_000.0


def test_a_list_in_another_currency_than_billing_adds_nothing(store):
    paid = with_list(store, 12_000, currency="SEK", mrr=100.0)
    assert paid["arr"] == 1_200.0, "though 12,000 is ten times as many"


def test_a_list_without_a_currency_that_says_much_more_stands_beside_billing(store):
    with_subscription(store, "Acme", "Acme", system="table", mrr=5_000.0)
    with_company(store, "cus-1", account="acme", system="stripe")
    with_company(store, "Acme", account="acme", system="table")
    with_subscription(store, "cus-1", system="stripe", mrr=1_000.0, currency="EUR")
    assert snapshot(store, TODAY).signals.row(0, named=True)["arr"] == 72_000.0


def test_a_customer_who_left_is_not_kept_by_a_list_that_gives_no_worth(store):
    assert with_list(store, 0, ended_on=ago(90))["churned_on"] == ago(90)


def test_a_list_alone_says_what_its_customers_pay(store):
    with_company(store, "Acme", account="acme", system="table")
    with_subscription(store, "Acme", "Acme", system="table", mrr=500.0)
    assert snapshot(store, TODAY).signals.row(0, named=True)["arr"] == 6_000.0


@pytest.mark.parametrize(("before", "now", "pays"), [(500.0, 600.0, 7_200.0), (600.0, 500.0, 6_000.0), (500.0, None, 6_000.0)])
def test_of_two_lists_of_customers_the_newer_one_says_what_they_pay(store, before, now, pays):
    for system, mrr, days in (("table", before, 400), ("sheet", now, 30)):
        with_company(store, f"Acme {system}", account="acme", system=system)
        with_subscription(store, f"Acme {system}", f"Acme {system}", system=system, mrr=mrr, known_at=at(ago(days)))
    assert snapshot(store, TODAY).signals.row(0, named=True)["arr"] == pays


def test_two_customers_of_one_list_that_are_one_account_both_count(store):
    for name in ("Acme", "Acme North"):
        with_company(store, name, account="acme", system="table")
        with_subscription(store, name, name, system="table", mrr=500.0)
    assert snapshot(store, TODAY).signals.row(0, named=True)["arr"] == 12_000.0
