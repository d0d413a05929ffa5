"""`quote`: one document, a draft or what is missing."""

import csv
import io

from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.cli.commands import run
from tests.conftest import END


def due(store) -> str:
    """The customer whose term ends next."""
    with open_store(store) as opened:
        rows = snapshot(opened, END).signals
        return rows.drop_nulls(["days_to_renewal", "seats", "currency"]).sort("days_to_renewal")["account_id"][0]


def spoken(store, *words: str) -> str:
    return CliRunner().invoke(cli, ["--store", str(store), *words], catch_exceptions=False).stdout


def test_a_quote_is_one_document_with_lines_total_and_facts(demo_store):
    status, said = run(demo_store, "quote", due(demo_store))
    assert status == 0 and said["made"]
    assert said["total"] == round(said["lines"][0]["amount"] * (1 - said["discount"] / 100), 2)
    assert {i for line in said["lines"] for i in line["facts"]} <= {fact["id"] for fact in said["facts"]}


def test_it_is_written_as_markdown_or_as_lines_for_a_crm(demo_store):
    account = due(demo_store)
    assert spoken(demo_store, "quote", account).startswith("# Quote draft: ")
    rows = list(csv.DictReader(io.StringIO(spoken(demo_store, "quote", account, "--format", "csv"))))
    assert rows and rows[0]["account_id"] == account and float(rows[0]["amount"]) > 0


def test_where_no_term_ends_it_says_what_is_missing(demo_store):
    with open_store(demo_store) as opened:
        rows = snapshot(opened, END).signals
        rolls = rows.filter(rows["churned_on"].is_null(), rows["renewal_on"].is_null())["account_id"][0]
    status, said = run(demo_store, "quote", rolls)
    assert status == 1 and not said["made"] and said["missing"] and "No quote yet" in said["text"]


def test_a_customer_whom_nobody_knows_is_refused_in_one_line(demo_store):
    status, said = run(demo_store, "quote", "Nobody Ltd")
    assert status == 1 and "No account" in said["error"]
