"""A table of counts by customer and month, with a column for each use and none for its name: proposed, confirmed, landed, told of."""

import json
from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.contradictions import contradictions
from cs_core.context.importing.landing import import_paths
from cs_core.context.importing.mappings import confirm_mapping
from cs_core.context.snapshot import snapshot
from cs_core.context.sources.mapping import tables_from
from cs_core.context.store import open_store
from cs_core.context.usage import events
from cs_core.errors import BadInput
from tests.cli.commands import run
from tests.worlds import a_store

NOW = datetime(2026, 6, 15, 12)
ACCOUNTS = (
    "account_id,account_name,domain,customer_since,segment,industry,country,csm\n"
    "A-1,Acme Ltd,acme.example,2024-02-01,,,,\nA-2,Bolt,bolt.example,2024-02-01,,,,\n"
)
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
USAGE = "Account,Month,Logins,Reports run,Seats active\n" + "".join(
    f"{account},{month},{100 * n + k},{10 * n},{n}\n" for k, month in enumerate(MONTHS) for n, account in ((1, "Acme Ltd"), (2, "Bolt"))
)
MAPPING = {
    "system": "table", "object": "usage", "noun": "event",
    "columns": {"id": ["Account", "Month"], "ref": "Account", "at": {"column": "Month", "kind": "month"}},
    "counts": {"logins": "Logins", "reports_run": "Reports run"},
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    with a_store(tmp_path / "store") as store:
        import_paths(store, [tmp_path / "accounts.csv"], now=NOW)
        yield store


def brought(store, text, *, now=NOW, name="usage.csv", **more):
    file = store.path.parent.parent / name
    file.write_text(text)
    return import_paths(store, [file], now=now, **more)["files"]


def used(store):
    """(event, ref, day, count) of all that landed."""
    rows = events.scan(store).sort("at", "ref", "event").select("event", "ref", pl.col("at").dt.date(), "count").collect()
    return rows.rows()


def test_a_table_of_counts_is_proposed_with_each_use_and_why_other_numbers_are_left_out(store):
    [file] = brought(store, USAGE)
    assert file["decision"] == "not understood" and file["proposal"]["mapping"] == MAPPING
    assert file["proposal"]["says"].startswith("it looks like a table of counts, 2 uses a row: 4 of 5 columns understood")
    assert file["proposal"]["unsure"][0]["column"] == "Seats active"
    assert file["proposal"]["unsure"][0]["why"].startswith("counts people, not uses")


def test_once_confirmed_each_column_is_a_use_of_the_months_customer_and_a_running_month_waits(store):
    confirm_mapping(store, MAPPING, ["Account", "Month", "Logins", "Reports run", "Seats active"], by="Ada", now=NOW)
    files = brought(store, USAGE)
    assert [f["object"] for f in files] == ["usage_logins", "usage_reports_run"]
    assert [(f["rows"], f["landed"], f["not_needed"]) for f in files] == [(12, 10, 2)] * 2
    assert files[0]["reasons"][0]["why"] == "not needed: Month names a month that is not over: import the table again when it is"
    assert used(store)[:2] == [("logins", "Acme Ltd", date(2026, 1, 31), 100), ("reports_run", "Acme Ltd", date(2026, 1, 31), 10)]
    later = brought(store, USAGE, now=datetime(2026, 7, 2, 12))
    assert [(f["landed"], f["unchanged"]) for f in later] == [(2, 10), (2, 10)]
    snap = snapshot(store, date(2026, 6, 30))
    assert set(snap.use.ever["account_id"]) == {"A-1", "A-2"} and snap.use.feed.monthly
    assert not [row for row in contradictions(snap) if row["rule"].startswith("same usage id")], "two uses of a month are two things"


def test_a_month_that_stands_twice_in_one_file_with_two_figures_is_refused_and_not_added(store):
    again = "Account,Month,Logins,Reports run\nAcme Ltd,2026-02,5,1\nAcme Ltd,2026-02,6,1\n"
    files = brought(store, again, mapping=MAPPING)
    why = "Acme Ltd/2026-02/logins stands further up as 5, and this is 6: name a row by more columns"
    assert [r["why"] for r in files[0]["reasons"]] == [why]
    assert [(f["landed"], f["unchanged"], f["refused"]) for f in files] == [(1, 0, 1), (1, 1, 0)]


BAD = """Account,Month,Logins,Reports run
Acme Ltd,2026-01,5,
Acme Ltd,2026-02,many,3
Acme Ltd,Mar 2026,7,0
Acme Ltd,sometime,7,1
,2026-04,7,1
Acme Ltd,04/2026,-4,1
Total,2026-04,70,10
"""


def test_of_a_bad_row_each_count_says_in_one_line_why_it_is_not_read_and_what_can_be_read_is(store):
    files = brought(store, BAD, mapping=MAPPING)
    assert [{(r["row"], r["why"]) for r in f["reasons"]} for f in files] == [
        {
            (3, "Logins is not a whole number: many"), (5, "Month is not a month (write 2026-03): sometime"), (6, "no Account"),
            (7, "Logins cannot be negative: -4"), (8, "Total is a sum of other rows, not a customer"),
        },
        {
            (2, "not needed: Reports run is empty"), (4, "not needed: Reports run is 0: it was not used"),
            (5, "Month is not a month (write 2026-03): sometime"), (6, "no Account"),
            (8, "Total is a sum of other rows, not a customer"),
        },
    ]  # fmt: skip
    assert all(f["rows"] == f["landed"] + f["refused"] == 7 for f in files)
    assert used(store) == [
        ("logins", "Acme Ltd", date(2026, 1, 31), 5), ("reports_run", "Acme Ltd", date(2026, 2, 28), 3),
        ("logins", "Acme Ltd", date(2026, 3, 31), 7), ("reports_run", "Acme Ltd", date(2026, 4, 30), 1),
    ]  # fmt: skip


def test_uses_of_a_customer_whom_no_table_names_are_remarked_with_the_first_of_them(store):
    file = store.path.parent.parent / "usage.csv"
    file.write_text(USAGE.replace("Bolt,", "Bold Ltd,") + "A-2,2026-01,3,1,1\n")
    said = import_paths(store, [file], now=NOW, mapping=MAPPING)
    assert said["remarks"] == [
        "uses of 1 customer are of nobody known (Bold Ltd): import the table that names the customer, or correct the name or id"
    ]
    (store.path.parent.parent / "accounts.csv").write_text(ACCOUNTS.replace("Bolt,bolt.example", "Bold Ltd,bold.example"))
    assert import_paths(store, [store.path.parent.parent / "accounts.csv"], now=NOW)["remarks"] == []


def test_a_mapping_with_counts_is_given_on_the_command_line(tmp_path):
    (tmp_path / "usage.csv").write_text(USAGE)
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING | {"columns": MAPPING["columns"] | {"at": "Month"}}))
    status, said = run(tmp_path / "c.db", "import", str(tmp_path / "usage.csv"), "--mapping", str(tmp_path / "mapping.json"))
    assert status == 0 and [f["object"] for f in said["files"]] == ["usage_logins", "usage_reports_run"]
    with open_store(tmp_path / "c.db") as store:
        assert used(store)[0] == ("logins", "Acme Ltd", date(2026, 1, 31), 100), "a month needs no kind to be one"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"noun": "ticket"}, "is one of event"),
        ({"columns": MAPPING["columns"] | {"event": "Logins"}}, "without columns for event and count"),
        ({"counts": {}}, "must be an object of name of a use: column"),
        ({"counts": {"logins": 3}}, "must be an object of name of a use: column"),
        ({"counts": ["Logins"]}, "must be an object of name of a use: column"),
        ({"columns": {"id": "Account", "ref": "Account"}}, "needs columns for at"),
    ],
)
def test_counts_that_mean_nothing_are_refused_in_one_line(more, why):
    with pytest.raises(BadInput, match=why):
        tables_from(MAPPING | more)


@pytest.mark.parametrize(
    ("header", "row", "counted"),
    [
        ("account_id,month,seats_active", "A-{n},2026-0{m}-01,{n}", ["seats_active"]),
        ("customer,period,logins,total", "C-{n},0{m}/2026,{n},{n}", ["logins"]),
        ("user_email,month,exports", "u{n}@acme.example,2026-0{m},{n}", ["exports"]),
        ("company,date,region,exports,employees,user_id", "C-{n},2026-0{m}-13,EU,{n},50,{n}{m}", ["exports"]),
        ("plan,month,logins", "P-{n},2026-0{m},{n}", None),
        ("customer,month,fee", "C-{n},2026-0{m},{n}.50", None),
        ("customer,since,logins", "C-{n},2026-0{m}-01,{n}", None),
    ],
    ids=["people alone", "no sum of the rest", "users by address", "no other number", "no customer", "no count", "no time"],
)  # fmt: skip
def test_what_is_taken_for_a_table_of_counts(store, header, row, counted):
    text = "\n".join([header, *(row.format(n=n, m=m) for n in range(1, 5) for m in range(1, 5))])
    [file] = brought(store, text)
    assert (list(file["proposal"]["mapping"].get("counts", {})) or None if "proposal" in file else None) == counted


def test_a_use_that_a_row_counts_as_none_is_not_told_as_what_they_use_most(store, tmp_path):
    columns = MAPPING["columns"] | {"id": ["Account", "Month", "Use"], "event": "Use", "count": "N"}
    lines = [f"{account},{month},Approvals,{n}" for account, n in (("Acme Ltd", 0), ("Bolt", 40)) for month in MONTHS[:5]]
    (tmp_path / "uses.csv").write_text("Account,Month,Use,N\n" + "\n".join(lines) + "\n")
    mapping = {"system": "table", "object": "uses", "noun": "event", "columns": columns}
    import_paths(store, [tmp_path / "uses.csv"], now=NOW, mapping=mapping)
    rows = snapshot(store, NOW.date()).signals.select("account_id", "top_feature", "features_4w").sort("account_id").rows()
    assert rows == [("A-1", None, 0), ("A-2", "Approvals", 1)]
