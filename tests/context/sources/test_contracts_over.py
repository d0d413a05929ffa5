"""A contract in a table of one's own whose status says that it is over does not run on: it ended with its term, or the row is refused."""

from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
MAPPING = {
    "system": "table", "object": "contracts", "noun": "subscription",
    "columns": {
        "id": "No", "company_ref": "Customer", "mrr": "MRR", "started_on": "Start", "term_end_on": "Renewal", "ended_on": "End",
        "cancelled_on": "Cancelled", "status": "Status",
    },
}  # fmt: skip
HEADER = "No,Customer,MRR,Start,Renewal,End,Cancelled,Status"
BOOK = """Customer,Website,ARR,Currency,Start date,Renewal date,Status
Acme GmbH,acme.example,120000,EUR,2024-02-01,2026-09-01,Active
Bolt Inc,bolt.example,24000,EUR,2025-03-15,2026-03-15,Churned
Crane & Sons,crane.example,18000,EUR,2023-06-01,,Cancelled
"""


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


def landed(store, text, **options):
    path = store.path.parent.parent / "contracts.csv"
    path.write_text(text, encoding="utf-8")
    return import_paths(store, [path], now=NOW, **options)["files"]


@pytest.mark.parametrize(
    ("cells", "ended"),
    [
        ("2026-03-01,,,Churned", date(2026, 3, 1)),
        ("2026-03-01,2026-01-31,,expired", date(2026, 1, 31)),
        (",,2026-02-10,Canceled", date(2026, 2, 10)),
        ("2026-03-01,,,Active", None),
        ("2026-03-01,,,", None),
    ],
)
def test_a_contract_that_is_over_ended_on_the_day_that_is_told(store, cells, ended):
    landed(store, f"{HEADER}\n1,A,100,2024-03-01,{cells}\n", mapping=MAPPING)
    assert store.frame("subscription", "ended_on")["ended_on"].to_list() == [ended]


def test_one_that_was_cancelled_runs_to_the_end_of_its_term(store):
    landed(store, f"{HEADER}\n1,A,100,2024-03-01,2026-09-01,,2026-06-01,Cancelled\n", mapping=MAPPING)
    assert snapshot(store, date(2026, 8, 31)).subscriptions["ended_on"].to_list() == [None]
    assert snapshot(store, date(2026, 9, 1)).subscriptions["ended_on"].to_list() == [date(2026, 9, 1)]


def test_in_a_list_of_customers_only_what_runs_counts_as_revenue_and_an_end_without_a_day_is_refused(store):
    [proposed] = landed(store, BOOK)
    files = landed(store, BOOK, mapping=proposed["proposal"]["mapping"])
    assert [(f["landed"], f["refused"]) for f in files] == [(3, 0), (2, 1)]
    assert files[1]["reasons"][0]["why"] == ("its status says that it is over, but no day says when: fill in the day on which it ended")
    rows = snapshot(store, NOW.date()).signals.select("name", "arr", "churned_on").sort("name").rows()
    assert rows == [("Acme GmbH", 120_000, None), ("Bolt Inc", 0, date(2026, 3, 15)), ("Crane & Sons", None, None)]
