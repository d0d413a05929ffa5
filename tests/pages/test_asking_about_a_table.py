"""What the question about an unknown table shows, and the mapping that its answer gives."""

import polars as pl

from cs_core.context.sources.mapping import tables_from
from cs_core.context.sources.propose import propose
from pages._ui.asking import CONTRACT, NOTHING, _nothing_known, _rows, _told

CUSTOMERS = pl.DataFrame(
    {
        "_row": list(range(2, 32)),
        "Web Site": [f"firm{n}.example" for n in range(30)],
        "Customer Name": [f"Firm {n} Ltd" for n in range(30)],
        "ARR EUR": [str(1200 * n + 1200) for n in range(30)],
        "Renewal Date": [f"2026-{n % 12 + 1:02d}-15" for n in range(30)],
    }
)


def proposed(frame):
    return propose(frame, name="customers.csv").report([c for c in frame.columns if c != "_row"])


def test_a_column_may_name_a_row_and_be_its_domain_too():
    asked = proposed(CUSTOMERS)
    told = _told(asked["mapping"], "company", ["Web Site"], _rows(asked, asked["mapping"]))
    assert told["columns"]["id"] == "Web Site" == told["columns"]["domain"]
    assert tables_from(told)[0].id == ("Web Site",)


def test_what_the_rows_say_of_contracts_is_shown_and_kept_as_it_is_read():
    asked = proposed(CUSTOMERS)
    shown = dict(_rows(asked, asked["mapping"]).select("column", "field").iter_rows())
    assert shown["ARR EUR"] == f"{CONTRACT}mrr"
    told = _told(asked["mapping"], "company", ["Web Site"], _rows(asked, asked["mapping"]))
    assert told["also"][0]["columns"]["mrr"] == asked["mapping"]["also"][0]["columns"]["mrr"]
    assert [t.noun for t in tables_from(told)] == ["company", "subscription"]


def test_what_is_left_out_is_not_read():
    asked = proposed(CUSTOMERS)
    edited = _rows(asked, asked["mapping"]).with_columns(
        pl.when(pl.col("field").str.starts_with(CONTRACT)).then(pl.lit(NOTHING)).otherwise("field").alias("field")
    )
    assert "also" not in _told(asked["mapping"], "company", ["Web Site"], edited)


def test_a_table_of_which_nothing_is_recognised_can_still_be_told():
    asked = _nothing_known({"path": "exports/Kunden liste.csv", "header": ["knr", "wer", "seit"]})
    edited = pl.DataFrame({"column": ["knr", "wer", "seit"], "field": [NOTHING, "name", "customer_on"]})
    [table] = tables_from(_told(asked["mapping"], "company", ["knr"], edited))
    assert (table.object, table.id, set(table.columns)) == ("Kunden_liste", ("knr",), {"name", "customer_on"})
