"""A deal that its stage calls won or lost is closed, in a system's export without a column for that and in a table of one's own."""

from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
OWN = {
    "system": "table", "object": "renewals", "noun": "deal",
    "columns": {"id": "Deal ID", "kind": "Type", "stage": "Stage", "amount": "Amount", "close_on": "Close Date", "created_on": "Created"},
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def deals(store, tmp_path):
    def landed(text, **options):
        path = tmp_path / "deals.csv"
        path.write_text(text, encoding="utf-8")
        report = import_paths(store, [path], now=NOW, **options)
        rows = snapshot(store, NOW.date()).deals.sort("source_id")
        return report["files"][0], rows

    return landed


@pytest.mark.parametrize(
    ("stage", "won"), [("Closed Won", True), ("closed-lost", False), ("WON", True), ("Not renewed", False), ("Negotiation", None)]
)
def test_a_deal_of_a_table_of_ones_own_is_closed_as_its_stage_says_on_the_day_of_its_close(deals, stage, won):
    _, rows = deals(f"Deal ID,Type,Stage,Amount,Close Date,Created\nD1,Renewal,{stage},900,2026-02-03,2025-12-01\n", mapping=OWN)
    [row] = rows.to_dicts()
    assert (row["closed_on"], row["won"]) == (None if won is None else date(2026, 2, 3), won)
    assert (row["kind"], row["stage"]) == ("renewal", stage.lower())


def test_a_deal_of_no_told_kind_is_a_renewal_where_its_name_says_so(deals):
    columns = {"id": "Deal ID", "name": "Deal", "stage": "Stage", "amount": "Amount", "close_on": "Close Date"}
    mapping = OWN | {"columns": columns}
    lines = (
        "D1,Acme renewal 2026,Proposal,900,2026-08-03",
        "D2,Acme Renewal,Closed Won,900,2026-02-03",
        "D3,Bolt seats,Proposal,5,2026-08-03",
    )
    _, rows = deals("Deal ID,Deal,Stage,Amount,Close Date\n" + "\n".join(lines) + "\n", mapping=mapping)
    assert rows["kind"].to_list() == ["renewal", "renewal", None]


def test_a_pipeline_or_type_that_is_no_kind_of_deal_leaves_the_word_to_its_name(deals):
    header = "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Associated Company IDs\n"
    lines = (
        "1,Acme - Renewal,Sales Pipeline,Closed won,900,2026-02-03,2025-12-01,7",
        "2,Acme Verlängerung 2027,Sales Pipeline,Proposal,900,2026-12-03,2025-12-01,7",
        "3,Bolt seats,Sales Pipeline,Proposal,5,2026-08-03,2025-12-01,7",
        "4,More seats at the renewal,Expansion,Proposal,5,2026-08-03,2025-12-01,7",
    )
    _, rows = deals(header + "\n".join(lines) + "\n")
    assert rows["kind"].to_list() == ["renewal", "renewal", "sales pipeline", "expansion"]


def test_before_its_day_a_closed_deal_is_open(deals, store):
    deals("Deal ID,Type,Stage,Amount,Close Date,Created\nD1,Renewal,Closed Won,900,2026-02-03,2025-12-01\n", mapping=OWN)
    import_day = snapshot(store, NOW.date()).deals.row(0, named=True)
    before = snapshot(store, date(2026, 1, 15)).deals.row(0, named=True)
    assert (import_day["won"], before["won"], before["closed_on"], before["close_on"]) == (True, None, None, date(2026, 2, 3))


def test_a_closed_deal_without_any_day_is_refused_with_what_to_do(deals):
    report, rows = deals("Deal ID,Type,Stage,Amount,Close Date,Created\nD1,Renewal,Closed Lost,900,,2025-12-01\n", mapping=OWN)
    assert rows.is_empty()
    assert report["reasons"][0]["why"] == "it is closed, but no day says when: fill in the day on which it closed"


def test_a_yes_or_no_of_its_own_says_how_a_closed_deal_ended(deals):
    mapping = OWN | {"columns": OWN["columns"] | {"won": "Won"}}
    _, rows = deals(
        "Deal ID,Type,Stage,Amount,Close Date,Created,Won\nD1,Renewal,Closed,900,2026-02-03,2025-12-01,no\n"
        "D2,Renewal,Done,900,2026-02-03,2025-12-01,yes\nD3,Renewal,Proposal,900,2026-09-03,2025-12-01,no\n",
        mapping=mapping,
    )
    assert [(row["closed_on"], row["won"]) for row in rows.to_dicts()] == [
        (date(2026, 2, 3), False), (date(2026, 2, 3), True), (None, None),
    ]  # fmt: skip


def test_a_hubspot_export_without_its_columns_for_closed_deals_is_read_by_their_stages(deals):
    _, rows = deals(
        "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date\n1,Acme 2025,Renewals,Closed won,900,2025-02-03,2024-12-01\n"
        "2,Bolt 2025,Renewals,Closed lost,900,2025-03-03,2024-12-01\n3,Acme 2026,Renewals,Negotiation,900,2026-08-03,2026-03-01\n"
    )
    assert [(row["closed_on"], row["won"]) for row in rows.to_dicts()] == [
        (date(2025, 2, 3), True), (date(2025, 3, 3), False), (None, None),
    ]  # fmt: skip
