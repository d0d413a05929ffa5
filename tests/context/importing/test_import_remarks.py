"""What an import remarks without refusing it, and what a well written cell still cannot say."""

from datetime import datetime

import pytest

from cs_core.cli.show import text
from cs_core.context.importing.landing import import_paths
from cs_core.context.sources.cells import decoded, read_delimited
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
ACCOUNTS = "account_id,account_name,domain,customer_since,segment,industry,country,csm\n"
ONE = "A1,One Ltd,one.example,2024-02-01,,,,\n"
GHOST = "GHOST,Ghost Ltd,ghost.example,2024-02-01,,,,\n"
SUBSCRIPTIONS = "subscription_id,account_id,plan,seats,arr,currency,start_date,renewal_date,auto_renew,ended_on\n"
LOST = "S2,GHOST,Pro,5,250000,EUR,2024-02-01,2027-01-31,yes,\n"


@pytest.fixture
def land(tmp_path):
    """Imports files given by name as one export."""
    turn = iter(range(100))

    def run(dry_run=False, **files):
        folder = tmp_path / f"export{next(turn)}"
        folder.mkdir()
        for name, told in files.items():
            (folder / f"{name}.csv").write_text(told)
        with a_store(tmp_path) as store:
            return import_paths(store, [folder], now=NOW, dry_run=dry_run)

    return run


def subscription(**cells):
    row = {"id": "S1", "ref": "A1", "plan": "Pro", "seats": "5", "arr": "1000", "money": "EUR", "start": "2024-02-01"} | cells
    return ",".join(row.values()) + ",2027-01-31,yes,\n"


def why_refused(report):
    return [reason["why"] for file in report["files"] for reason in file["reasons"]]


def test_rows_of_a_customer_whom_no_table_names_are_told_with_their_worth_by_currency(land):
    more = subscription(id="S3", ref="NOBODY", arr="1200", money="USD") + subscription(id="S4", ref="NOBODY", arr="9")
    ended = LOST.replace("S2", "S5").replace("yes,", "yes,2025-01-01")
    report = land(accounts=ACCOUNTS + ONE, subs=SUBSCRIPTIONS + subscription() + LOST + more + ended, people=(
        "account_id,email,name,job_title,role\nGHOST,g@ghost.example,G,,\nA1,a@one.example,A,,\n"
    ))  # fmt: skip
    subscriptions, contacts = report["remarks"]
    assert subscriptions.startswith(
        "4 subscriptions point at no known customer (S2 of GHOST, S3 of NOBODY, S4 of NOBODY, ...), worth 250,009 EUR and 1,200 USD a year:"
    )
    assert contacts.startswith("1 contact points at no known customer (GHOST/g@ghost.example of GHOST): import")
    assert report["totals"]["refused"] == 0
    assert f"remark: {contacts}" in text("import", report)


def test_a_contact_whose_address_is_of_a_customer_belongs_to_it_and_is_not_remarked(land):
    people = "account_id,email,name,job_title,role\nOne Limited,A@One.example,A,,\nNobody,b@nobody.example,B,,\nNobody,,C,,\n"
    [remark] = land(accounts=ACCOUNTS + ONE, people=people)["remarks"]
    assert remark.startswith("1 contact points at no known customer (Nobody/b@nobody.example of Nobody): import")
    assert land(accounts=ACCOUNTS + ONE, dry_run=True)["remarks"] == [remark]


def test_nothing_is_remarked_where_the_accounts_come_last_in_one_import_or_in_a_later_one(land):
    assert land(a_subs=SUBSCRIPTIONS + LOST, b_accounts=ACCOUNTS + GHOST, dry_run=True)["remarks"] == []
    assert len(land(subs=SUBSCRIPTIONS + LOST)["remarks"]) == 1
    assert land(accounts=ACCOUNTS + GHOST)["remarks"] == []


def test_an_id_that_stands_twice_in_a_file_with_other_values_is_remarked_once(land):
    first = subscription() + subscription(arr="2000") + subscription(id="S2") + subscription(id="S2")
    [_, file] = land(accounts=ACCOUNTS + ONE, subs=SUBSCRIPTIONS + first)["files"]
    assert file["remarks"] == ["id S1 stands in it more than once with other values: the last row counts"]
    many = "".join(subscription(id=f"S{n}", arr=arr) for n in range(5) for arr in ("1", "2"))
    [file] = land(subs=SUBSCRIPTIONS + many)["files"]
    assert file["remarks"] == ["5 ids stand in it more than once with other values (S0, S1, S2, ...): of each the last row counts"]


def test_versions_that_say_when_each_was_written_are_no_contradiction(land):
    header = "Record ID,Company name,Company Domain Name,Last Modified Date\n"
    [file] = land(companies=header + "1,Acme,acme.example,2026-01-02 08:00\n1,Acme Ltd,acme.example,2026-02-02 08:00\n")["files"]
    assert (file["landed"], file["remarks"]) == (2, [])


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"seats": "-3"}, "seats cannot be negative: -3"), ({"arr": "-5000"}, "arr cannot be negative"),
        ({"arr": "1e308"}, "arr is larger than can be"), ({"seats": "5000000000000"}, "seats is larger than can be: 5000000000000"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_costs_its_row(land, cells, why):
    report = land(subs=SUBSCRIPTIONS + subscription(**cells) + subscription(id="S9"))
    assert why_refused(report) == [why]
    assert report["totals"]["landed"] == 1


def test_a_credit_on_an_invoice_is_no_impossible_number(land):
    [file] = land(invoices="id,customer,amount_due,amount_paid,due_date,created\nin_1,c_1,-500,,,2026-01-01\n")["files"]
    assert (file["object"], file["landed"]) == ("invoice", 1)


def test_a_customer_of_the_year_9999_is_refused_in_words_and_one_of_next_year_is_not(land):
    rows = "A2,Two,two.example,9999-12-31,,,,\nA3,Three,three.example,2027-05-01,,,,\n"
    assert why_refused(land(accounts=ACCOUNTS + ONE + rows)) == ["customer_since lies too far ahead to be a beginning: 9999-12-31"]
    never = "S7,A1,Pro,5,1000,EUR,2024-02-01,9999-12-31,yes,\n"
    assert why_refused(land(subs=SUBSCRIPTIONS + never)) == []


def test_each_line_is_read_in_the_code_page_that_it_is_written_in():
    raw = "name,town\nCafé GmbH,Köln\n".encode() + "Müller – KG,Nürnberg\n".encode("cp1252") + b"plain,x\n"
    frame, bad = read_delimited(raw)
    assert (frame["name"].to_list(), bad) == (["Café GmbH", "Müller – KG", "plain"], [])
    assert decoded(b"\xef\xbb\xbfCaf\xc3\xa9\r\nCaf\xe9\r\n\x81\xe9") == "Café\r\nCafé\r\n\x81é"


def test_a_table_that_is_not_understood_is_told_once_and_not_row_by_row(land):
    report = land(odd="account_id,name,arr,renewal_date\nA1,One,5,2027-01-01\nA2,Two,6,2027-01-01\nA3,Three,7,2027-01-01\n")
    said = text("import", report)
    assert said.count("not understood: it looks like") == 1
    assert "row 2" not in said and "more" not in said.splitlines()[2]
