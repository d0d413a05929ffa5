"""A month that a later file tells otherwise: the newer figure counts from its import on, the older as of every day before."""

from datetime import date, datetime, timedelta

import pytest

from cs_core.context.contradictions import contradictions
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from tests.worlds import a_store

FIRST = datetime(2026, 6, 15, 12)
HEADER = "Account,Month,Logins,Reports run\n"
MAPPING = {
    "system": "table", "object": "usage", "noun": "event",
    "columns": {"id": ["Account", "Month"], "ref": "Account", "at": {"column": "Month", "kind": "month"}},
    "counts": {"logins": "Logins", "reports_run": "Reports run"},
}  # fmt: skip
ACCOUNTS = "account_id,account_name,domain,customer_since,segment,industry,country,csm\nA-1,Acme Ltd,acme.example,2024-02-01,,,,\n"
AS_TOLD = f"{HEADER}Acme Ltd,2026-03,90,9\nAcme Ltd,2026-04,100,10\nAcme Ltd,2026-05,110,11\n"
RESTATED = f"{HEADER}Acme Ltd,2026-05,150,11\n"


@pytest.fixture
def store(tmp_path):
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    with a_store(tmp_path / "store") as store:
        import_paths(store, [tmp_path / "accounts.csv"], now=FIRST)
        brought(store, {"usage.csv": AS_TOLD})
        yield store


def brought(store, files, *, days=0, **more):
    folder = store.path.parent.parent
    for name, text in files.items():
        (folder / name).write_text(text)
    return import_paths(store, [folder / name for name in files], now=FIRST + timedelta(days=days), mapping=MAPPING, **more)["files"]


def logins(store, *, days=0, month=date(2026, 5, 31)):
    rows = snapshot(store, (FIRST + timedelta(days=days)).date()).events.collect().to_dicts()
    return [row["count"] for row in rows if (row["event"], row["at"].date()) == ("logins", month)]


def test_the_newer_figure_counts_from_its_import_on_and_the_older_as_of_every_day_before(store):
    said, other = brought(store, {"restated.csv": RESTATED}, days=7)
    assert [(f["landed"], f["unchanged"], f["refused"]) for f in (said, other)] == [(1, 0, 0), (0, 1, 0)]
    assert said["remarks"] == [
        "1 count takes the place of what was told before (Acme Ltd/2026-05/logins: 110, now 150);"
        " as of days before today the earlier figures stand"
    ]
    assert (logins(store, days=6), logins(store, days=7), logins(store, days=7, month=date(2026, 4, 30))) == ([110], [150], [100])
    uses = [snapshot(store, (FIRST + timedelta(days=d)).date()).use.weekly["uses"].sum() for d in (6, 7)]
    assert round(uses[1] - uses[0]) == 40
    assert not [row for row in contradictions(snapshot(store, date(2026, 6, 30))) if row["rule"].startswith("same usage id")]


def test_a_file_that_was_used_before_says_nothing_new(store):
    brought(store, {"restated.csv": RESTATED}, days=7)
    for name, text in (("usage.csv", AS_TOLD), ("restated.csv", RESTATED)):
        files = brought(store, {name: text}, days=8)
        assert all((f["landed"], f["refused"], f["remarks"]) == (0, 0, []) for f in files)
    files = brought(store, {"usage.csv": AS_TOLD, "restated.csv": RESTATED}, days=9)
    assert all((f["landed"], f["refused"], f["remarks"]) == (0, 0, []) for f in files)
    assert logins(store, days=9) == [150]


def test_a_third_file_may_go_back_to_the_first_figure(store):
    brought(store, {"restated.csv": RESTATED}, days=7)
    files = brought(store, {"again.csv": f"{HEADER}Acme Ltd,2026-05,110,11\nAcme Ltd,2026-02,80,8\n"}, days=9)
    assert files[0]["remarks"][0].startswith("1 count takes the place of what was told before (Acme Ltd/2026-05/logins: 150, now 110)")
    assert [logins(store, days=d) for d in (6, 8, 9)] == [[110], [150], [110]]


def test_a_count_that_is_none_any_more_is_no_use_from_then_on_and_may_come_back(store):
    files = brought(store, {"none.csv": f"{HEADER}Acme Ltd,2026-05,0,11\n"}, days=7)
    assert files[0]["reasons"][0]["why"] == "not needed: it is 0 now: the 110 of Acme Ltd/2026-05/logins counts no more"
    assert [logins(store, days=d) for d in (6, 7)] == [[110], []]
    brought(store, {"back.csv": f"{HEADER}Acme Ltd,2026-05,70,11\n"}, days=9)
    assert [logins(store, days=d) for d in (6, 8, 9)] == [[110], [], [70]]


def test_of_two_files_of_one_import_nobody_can_tell_the_newer_and_by_itself_it_counts(store):
    two = {"a.csv": f"{HEADER}Acme Ltd,2026-02,80,8\n", "b.csv": f"{HEADER}Acme Ltd,2026-02,85,8\n"}
    files = brought(store, two, days=7)
    assert files[2]["reasons"][0]["why"] == (
        "Acme Ltd/2026-02/logins is 80 in a file of the same import, and this is 85:"
        " import the newer of the two files by itself, after the other"
    )
    february = date(2026, 2, 28)
    assert logins(store, days=7, month=february) == [80]
    brought(store, {"b.csv": two["b.csv"]}, days=8)
    assert (logins(store, days=7, month=february), logins(store, days=8, month=february)) == ([80], [85])


def test_sums_of_months_that_name_their_use_in_a_column_are_replaced_too(store):
    columns = {"id": ["Who", "Month", "What"], "ref": "Who", "at": {"column": "Month", "kind": "month"}, "event": "What", "count": "Times"}
    mapping = {"system": "table", "object": "long", "noun": "event", "columns": columns}
    for day, times in ((7, 5), (8, 6)):
        file = store.path.parent.parent / f"long{day}.csv"
        file.write_text(f"Who,Month,What,Times\nAcme Ltd,2026-05,exports,{times}\n")
        import_paths(store, [file], now=FIRST + timedelta(days=day), mapping=mapping)
    for day, times in ((7, [5]), (8, [6])):
        rows = snapshot(store, (FIRST + timedelta(days=day)).date()).events.collect()
        assert rows.filter(rows["event"] == "exports")["count"].to_list() == times


def test_a_dry_run_replaces_nothing(store):
    files = brought(store, {"restated.csv": RESTATED}, days=7, dry_run=True)
    assert files[0]["remarks"] and logins(store, days=7) == [110]
