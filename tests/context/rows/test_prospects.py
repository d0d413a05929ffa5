"""A company that its CRM calls a lead or an opportunity is no customer: it is told of, and nothing is done for it, until it buys."""

import pytest

from cs_core.context.importing.orphans import orphans
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, at, with_company, with_deal, with_subscription


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme", name="Acme", stage="Customer")
        a_lead(store, "tilbury", "Sales-qualified lead")
        yield store


def a_lead(store, company, stage, **fields):
    with_company(store, company, stage=stage, **{"customer_on": None, "known_at": at(ago(100)), **fields})


def customers(store, day=TODAY):
    snap = snapshot(store, day)
    assert sorted(snap.signals["account_id"]) == sorted(snap.accounts["account_id"])
    return sorted(snap.accounts["name"])


def test_a_lead_is_no_customer_and_the_import_says_so(store):
    assert customers(store) == ["Acme"]
    [said] = orphans(store, TODAY)
    assert said.startswith("1 company is no customer yet by the stage in the CRM (Tilbury: Sales-qualified lead)")


def test_with_a_contract_a_won_deal_or_a_first_day_it_is_one_whatever_its_stage(store):
    a_lead(store, "bolt", "Opportunity")
    a_lead(store, "cole", "Lead", customer_on=ago(30))
    with_subscription(store, "tilbury")
    with_deal(store, "bolt", kind="new business", closed_on=ago(5), won=True)
    assert customers(store) == ["Acme", "Bolt", "Cole", "Tilbury"]
    assert orphans(store, TODAY) == []


def test_who_also_uses_the_product_or_asks_support_is_looked_at(store):
    a_lead(store, "dune", "Lead", system="zendesk")
    assert customers(store) == ["Acme", "Dune"]
