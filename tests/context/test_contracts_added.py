"""Contracts of two records of one customer are added up, and that is said: on the account, in the audit, with both sources."""

from datetime import datetime

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cs_core.__main__ import cli
from cs_core.context.contradictions import contradictions
from cs_core.context.contradictions.added import contracts_added
from cs_core.context.importing.landing import import_paths
from cs_core.context.rates import set_rate
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.settings import ROOT
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription

RULE = "one contract in two records"
CRM = "Record ID,Company name,Company Domain Name\n101,Acme Ltd,acme.example\n102,Acme Ltd,acme.example\n103,Bolt,bolt.example\n"
MAPPING = {
    "system": "hubspot", "object": "own_contracts", "noun": "subscription",
    "columns": {
        "id": "Contract", "company_ref": "Record ID", "mrr": {"column": "ARR", "divide": 12}, "currency": "Currency",
        "started_on": "Start", "term_end_on": "Renewal",
    },
}  # fmt: skip
CONTRACTS = """Contract,Record ID,ARR,Currency,Start,Renewal
C-1,101,12000,EUR,2025-03-01,2027-03-01
C-2,102,12000,EUR,2025-03-01,2027-03-01
C-3,103,5000,EUR,2025-03-01,2027-03-01
"""


def two_records(store, one, other, **second):
    """One account of two records of a CRM, each with a contract of so much a year."""
    for record, arr in (("101", one), ("102", other)):
        with_company(store, record, account="acme")
        fields = {"currency": "EUR", "term_end_on": ago(-200), "term_start_on": ago(165)} | (second if record == "102" else {})
        with_subscription(store, record, mrr=arr / 12, **fields)
    return snapshot(store, TODAY)


def found(snap):
    return {row["rule"]: row for row in contradictions(snap)}.get(RULE)


def test_one_contract_that_two_records_of_a_customer_state_is_remarked_with_both_sources(tmp_path):
    (tmp_path / "companies.csv").write_text(CRM)
    (tmp_path / "contracts.csv").write_text(CONTRACTS)
    with open_store(tmp_path / "in" / "c.db") as store:
        import_paths(store, [tmp_path / "companies.csv"], now=datetime(2026, 6, 28, 12))
        import_paths(store, [tmp_path / "contracts.csv"], now=datetime(2026, 6, 28, 12), mapping=MAPPING)
        snap = snapshot(store, TODAY)
        assert dict(snap.signals.select("account_id", "arr").iter_rows()) == {"101": 24_000.0, "103": 5_000.0}
        told, [wrong] = contracts_added(snap, "101"), [row for row in contradictions(snap) if row["rule"] == RULE]
        assert contracts_added(snap, "103") is None
    assert told["doubtful"] and told["says"].startswith(
        "2 records of this customer state contracts, and these are added: 12,000 EUR (HubSpot 101) + 12,000 EUR (HubSpot 102) a year. "
        "HubSpot 101 and HubSpot 102 both state 12,000 EUR, both with a renewal on 1 March 2027. If that is one contract told twice,"
    )
    assert [row["source_row"] for row in told["records"]] == ["contracts.csv:2", "contracts.csv:3"]
    assert (wrong["count"], wrong["of"], wrong["knowledge"]) == (1, 1, ["contract"])
    assert wrong["examples"][0]["says"] == (
        "101: HubSpot 101 states 12,000 EUR a year (contracts.csv:2), "
        "but HubSpot 102 states the same, and the two are added (contracts.csv:3)"
    )


def test_two_different_contracts_of_two_records_are_said_to_be_added_and_are_no_contradiction(store):
    snap = two_records(store, 12_000, 8_000)
    told = contracts_added(snap, "acme")
    assert found(snap) is None and not told["doubtful"]
    assert told["says"].endswith("are added: 12,000 EUR (HubSpot 101) + 8,000 EUR (HubSpot 102) a year.")


@pytest.mark.parametrize(
    "second",
    [{"term_end_on": ago(-300)}, {"currency": "USD"}, {"trial": True}, {"ended_on": ago(10)}, {"term_end_on": None, "started_on": ago(90)}],
    ids=["another renewal", "another currency", "a trial", "one that is over", "another start"],
)  # fmt: skip
def test_contracts_of_one_worth_that_differ_otherwise_are_two(store, second):
    assert found(two_records(store, 12_000, 12_000, **second)) is None


def test_two_systems_that_state_one_contract_are_remarked_though_only_one_of_them_tells_its_renewal(store):
    with_company(store, "101", account="acme")
    with_company(store, "cus_1", account="acme", system="stripe")
    with_subscription(store, "101", mrr=1_000.0, currency="EUR", term_end_on=ago(-200))
    with_subscription(store, "cus_1", system="stripe", mrr=1_000.0, currency="EUR")
    assert found(snapshot(store, TODAY))["count"] == 1


def test_two_contracts_of_one_record_are_what_they_are(store):
    with_company(store, "101", account="acme")
    for name in ("s1", "s2"):
        with_subscription(store, "101", name, mrr=1_000.0, currency="EUR")
    snap = snapshot(store, TODAY)
    assert contracts_added(snap, "acme") is None and found(snap) is None


def test_contracts_in_two_currencies_are_said_to_be_added_as_if_in_one(store):
    with_company(store, "101", account="acme")
    for name, currency in (("s1", "EUR"), ("s2", "USD"), ("s3", None)):
        with_subscription(store, "101", name, mrr=1_000.0, currency=currency)
    snap = snapshot(store, TODAY)
    told, [wrong] = contracts_added(snap, "acme"), [row for row in contradictions(snap) if row["rule"] == "contracts in several currencies"]
    assert told["doubtful"] and "stand in the sum as if all were in one currency" in told["says"]
    assert "12,000 EUR" in told["says"] and "12,000 USD" in told["says"] and "12,000 (currency unknown)" in told["says"]
    assert wrong["examples"][0]["right"] == "12,000 USD a year is added as if it were EUR"


def test_where_a_rate_is_known_contracts_are_added_at_it_and_the_rate_is_said(store):
    with_company(store, "101", account="acme")
    for name, currency, mrr in (("s1", "EUR", 2_000.0), ("s2", "USD", 1_000.0), ("s3", "GBP", 100.0)):
        with_subscription(store, "101", name, mrr=mrr, currency=currency)
    before = snapshot(store, TODAY).signals.select("arr", "currency").row(0)
    set_rate(store, "USD", 0.9, into="EUR", observed_on=TODAY, by="Ann", now=datetime(2026, 6, 28, 12))
    snap = snapshot(store, TODAY)
    says = contracts_added(snap, "acme")["says"]
    assert (before, snap.signals.select("arr", "currency").row(0)) == ((37_200.0, "EUR"), (36_000.0, "EUR"))
    assert "They are added in EUR, at 1 USD = 0.9 EUR." in says
    assert says.endswith("Amounts of EUR and GBP stand in the sum as if all were in one currency: give a rate.")
    [wrong] = [row for row in contradictions(snap) if row["rule"] == "contracts in several currencies"]
    assert wrong["examples"][0]["right"] == "1,200 GBP a year is added as if it were EUR"
    set_rate(store, "GBP", 1.2, into="EUR", observed_on=TODAY, by="Ann", now=datetime(2026, 6, 28, 12))
    snap = snapshot(store, TODAY)
    assert snap.signals["arr"].to_list() == [24_000 + 10_800 + 1_440]
    assert not contracts_added(snap, "acme")["doubtful"]
    assert not [row for row in contradictions(snap) if row["rule"] == "contracts in several currencies"]


def test_rates_lead_to_an_accounts_own_currency_whatever_sums_are_told_in(store):
    with_company(store, "101", account="acme")
    for name, currency, mrr in (("s1", "USD", 2_000.0), ("s2", "EUR", 900.0)):
        with_subscription(store, "101", name, mrr=mrr, currency=currency)
    set_rate(store, "USD", 0.9, into="EUR", observed_on=TODAY, by="Ann", now=datetime(2026, 6, 28, 12))
    assert snapshot(store, TODAY).signals.select("arr", "currency").row(0) == (36_000.0, "USD")


def test_the_account_shows_it_in_the_console_and_on_the_command_line(tmp_path, monkeypatch):
    with a_store(tmp_path) as store:
        two_records(store, 12_000, 12_000)
    monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))
    app = AppTest.from_file(str(ROOT / "pages" / "10_Accounts.py"), default_timeout=60)
    app.query_params["account"], app.query_params["as_of"] = "acme", str(TODAY)
    app.run()
    assert not app.exception
    [warned] = [warning.value for warning in app.warning if "records of this customer" in warning.value]
    assert "12,000 EUR (HubSpot 101) + 12,000 EUR (HubSpot 102)" in warned.replace("\\", "") and warned.count("HubSpot, ") == 2
    said = CliRunner().invoke(cli, ["--store", str(tmp_path / "context.db"), "account", "acme", "--as-of", str(TODAY)])
    assert "2 records of this customer state contracts" in said.output
