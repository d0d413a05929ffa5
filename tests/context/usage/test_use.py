"""The lake is summed part by part: whatever the parts, the sums are those of all rows at once."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.identity.addresses import companys_own
from cs_core.context.identity.names import company_domain
from cs_core.context.rows.attendance import named
from cs_core.context.shelves.shelf import SUMS
from cs_core.context.signals.onboarding import course
from cs_core.context.snapshot import snapshot
from cs_core.context.usage import events
from tests.worlds import TODAY, a_store, ago, with_company, with_milestone, with_person, with_subscription, with_usage


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for n, company in enumerate(("acme", "bolt", "cord")):
            with_company(store, company, name=f"{company.title()} Ltd", domain=f"{company}.example", customer_on=ago(400))
            with_subscription(store, company, meter="orders", commitment=500.0, term_start_on=ago(100), term_end_on=ago(-265))
            with_person(store, company)
            for event in ("orders", "reports"):
                for person in (None, f"ada@{company}.example", "stranger@mail.example"):
                    with_usage(store, company, [3 + n, 0, 5, 2, 7, 1, 4], event=event, person=person, until=TODAY - timedelta(days=n))
        with_usage(store, "sub-acme", [2, 2, 9], event="orders", ref_object="subscription")
        with_usage(store, "nobody", [4, 4], person="new@bolt.example")
        with_milestone(store, "first orders", event="orders", threshold=8.0, days=30, main=True)
        with_milestone(store, "many orders", event="orders", threshold=12.0, days=60)
        with_milestone(store, "too many", event="orders", threshold=9_999.0, days=90)
        yield store


def frames(store) -> dict[str, pl.DataFrame]:
    use = snapshot(store, TODAY).use
    found = {name: getattr(use, name) for name in (*SUMS, "people", "senders")}
    return {name: rows.with_columns(pl.col(pl.Categorical).cast(pl.String)).sort(pl.all()) for name, rows in found.items()}


@pytest.mark.parametrize("size", [1, 2, 7, 20])
def test_sums_do_not_depend_on_how_the_lake_is_parted(store, monkeypatch, size):
    whole = frames(store)
    monkeypatch.setattr(events, "PART", size)
    parted = frames(store)
    assert all(rows.height for rows in whole.values())
    assert {name for name in whole if not whole[name].equals(parted[name])} == set()


def test_a_milestone_is_reached_on_the_day_on_which_its_uses_came_together(store):
    uses = snapshot(store, TODAY).events.filter(pl.col("event") == "orders").collect()
    daily = uses.group_by("account_id", day=pl.col("at").dt.date()).agg(pl.col("count").sum()).sort("account_id", "day")
    summed = daily.with_columns(pl.col("count").cum_sum().over("account_id"))
    for row in course(snapshot(store, TODAY)).iter_rows(named=True):
        own = summed.filter(account_id=row["account_id"])
        assert row["done"] == own["count"].max()
        assert row["reached_on"] == own.filter(pl.col("count") >= row["threshold"])["day"].min()


def test_a_column_of_domains_is_told_as_one_domain_is():
    values = ["acme.example", "www.acme.example", "WWW.Acme.example", "https://shop.acme.example/x", "gmail.com"]
    values += ["x@acme.example", "acme", "a b.c", ""]
    rows = pl.DataFrame({"domain": values})
    assert rows.select(companys_own("domain", rows["domain"])).to_series().to_list() == [company_domain(v) for v in values]


@pytest.mark.parametrize("name", ["B.O.L.T. Ltd", "Bo'lt", "The BOLT, Inc.", "bolt.com", "BÖLT", "Bolt & Co"])
def test_a_name_in_any_spelling_is_found_among_those_that_can_be_alike(name):
    companies = pl.DataFrame({"account_id": ["b", "c"], "name": [name, "Cord"], "domain": [None, None], "company_ref": ["1", "2"]})
    companies = companies.with_columns(pl.col("domain").cast(pl.String))
    assert named(companies, pl.Series(["Bolt GmbH"])).rows() == [("Bolt GmbH", "b")]
