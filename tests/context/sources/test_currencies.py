"""In which currency a sum of money is: its row, its cell, its header, its mapping, in this order; what names none beside others is told."""

from datetime import datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources.mapping import table_from, tables_from
from cs_core.context.sources.numerals import currency_of
from cs_core.errors import BadInput
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
MAPPING = {
    "system": "table", "object": "bills", "noun": "invoice",
    "columns": {"id": "No", "company_ref": "Customer", "issued_on": "Date", "amount": "Amount"},
}  # fmt: skip


@pytest.fixture
def bills(tmp_path):
    with a_store(tmp_path / "store") as store:

        def landed(*lines, header="No,Customer,Date,Amount", mapping=MAPPING):
            path = tmp_path / "bills.csv"
            path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
            [report] = import_paths(store, [path], now=NOW, mapping=mapping)["files"]
            rows = store.frame("invoice", "source_id", "amount", "currency").sort("source_id")
            return report, [tuple(row) for row in rows.select("amount", "currency").iter_rows()]

        yield landed


def test_bare_sums_beside_others_are_told_with_what_to_do(bills):
    report, rows = bills("1,A,2026-01-01,£100", "2,B,2026-01-01,€5", "3,C,2026-01-01,70")
    assert rows == [(100, "GBP"), (5, "EUR"), (70, None)]
    assert report["remarks"] == [
        "1 sum of money in it names no currency, beside others in EUR and GBP (3): fill in a column for the currency, write it into"
        ' the cells or the header, or give the one that all of these are in with the mapping, as "currency"'
    ]


def test_where_no_sum_names_a_currency_nothing_is_asked(bills):
    report, rows = bills("1,A,2026-01-01,100", "2,B,2026-01-01,5")
    assert (rows, report["remarks"]) == ([(100, None), (5, None)], [])


def test_the_mapping_says_what_bare_sums_are_in(bills):
    report, rows = bills("1,A,2026-01-01,£100", "2,B,2026-01-01,70", mapping=MAPPING | {"currency": "USD"})
    assert (rows, report["remarks"]) == ([(100, "GBP"), (70, "USD")], [])


def test_what_a_mapping_says_of_customers_holds_of_their_contracts_too():
    contract = {"system": "table", "object": "own", "noun": "subscription", "columns": {"id": "No", "company_ref": "No", "mrr": "MRR"}}
    mapping = {"system": "table", "object": "book", "noun": "company", "columns": {"id": "No", "name": "Name"}, "also": [contract]}
    assert [table.currency for table in tables_from(mapping | {"currency": "GBP"})] == ["GBP", "GBP"]
    other = mapping | {"also": [contract | {"currency": "EUR"}], "currency": "GBP"}
    assert [table.currency for table in tables_from(other)] == ["GBP", "EUR"]


def test_a_header_says_it_before_the_mapping_and_a_cell_before_both(bills):
    mapping = MAPPING | {"currency": "USD", "columns": MAPPING["columns"] | {"amount": "Amount (EUR)"}}
    _, rows = bills("1,A,2026-01-01,£100", "2,B,2026-01-01,70", header="No,Customer,Date,Amount (EUR)", mapping=mapping)
    assert rows == [(100, "GBP"), (70, "EUR")]


def test_a_column_of_currencies_goes_first_and_where_it_is_empty_the_cell_tells(bills):
    mapping = MAPPING | {"columns": MAPPING["columns"] | {"currency": "Currency"}}
    _, rows = bills("1,A,2026-01-01,100,SEK", "2,B,2026-01-01,£70,", header="No,Customer,Date,Amount,Currency", mapping=mapping)
    assert rows == [(100, "SEK"), (70, "GBP")]


@pytest.mark.parametrize(
    ("header", "code"),
    [("Amount (EUR)", "EUR"), ("arr_usd", "USD"), ("Fee £", "GBP"), ("feeEur", "EUR"), ("Amount", ""), ("USD to EUR", ""), ("Europe", "")],
)
def test_a_header_names_a_currency_by_its_code_or_sign(header, code):
    assert currency_of(header) == code


def test_a_currency_that_is_none_is_refused():
    with pytest.raises(BadInput, match="'Euro' is no code of a currency"):
        table_from(MAPPING | {"currency": "Euro"})


@pytest.mark.parametrize(
    ("cell", "sum"),
    [("(120.00)", (-120, None)), ("(€1,200.50)", (-1200.5, "EUR")), ("£(5)", (-5, "GBP")), ("-€5", (-5, "EUR")), ("− €5", (-5, "EUR")),
     ("7.50-", (-7.5, None)), ("(GBP 12)", (-12, "GBP")), ("(12) usd", (-12, "USD"))],
)  # fmt: skip
def test_a_sum_below_nothing_is_read_however_accounts_write_it_and_lands_once(bills, cell, sum):
    report, rows = bills(f'1,A,2026-01-01,"{cell}"')
    assert (rows, report["landed"]) == ([sum], 1)
    report, rows = bills(f'1,A,2026-01-01,"{cell}"')
    assert (rows, report["landed"], report["unchanged"]) == ([sum], 0, 1)


@pytest.mark.parametrize("cell", ["()", "(see note 5)", "5-6", "(5"])
def test_what_is_no_sum_in_brackets_is_refused(bills, cell):
    report, rows = bills(f"1,A,2026-01-01,{cell}")
    assert (rows, report["refused"]) == ([], 1)
