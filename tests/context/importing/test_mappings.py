"""Tables that no source knows: proposed and refused, confirmed and read, remembered by their headers, forgotten again."""

import json
from datetime import date, datetime

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.importing.mappings import confirm_mapping, forget_mapping, remembered
from cs_core.context.sources import parts
from cs_core.context.sources.mapping import signature_of
from cs_core.errors import BadInput, NotFound
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
LATER = datetime(2026, 7, 7, 12)
HEADER = ["Customer No", "Customer", "Web", "Since"]
ROWS = "K-1,Acme GmbH,acme.example,2024-01-05\nK-2,Bolt,bolt.example,2025-02-01\nK-3,Crane,crane.example,2025-03-01\n"
CUSTOMERS = ",".join(HEADER) + "\n" + ROWS
MAPPING = {
    "system": "our_crm", "object": "customer", "noun": "company",
    "columns": {"id": "Customer No", "name": "Customer", "domain": "Web", "customer_on": "Since"},
}  # fmt: skip
USES = MAPPING | {"noun": "event", "columns": {"id": "Customer No", "at": "Since", "event": "Web", "ref": "Customer"}}
BILL = MAPPING | {"noun": "invoice"}
BOOK = """Customer,Website,ARR,Currency,Start date,Renewal date
Acme GmbH,acme.example,"120,000",EUR,2024-02-01,2026-09-01
Bolt Inc,bolt.example,24000,EUR,2025-03-15,2026-12-15
Crane & Sons,crane.example,18000,EUR,2023-06-01,2026-08-01
"""


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def file(tmp_path):
    def write(text=CUSTOMERS, name="customers.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def run(store, *paths, now=NOW, **options):
    return import_paths(store, list(paths), now=now, **options)


def test_an_unknown_table_is_refused_with_a_proposal_and_a_reason_that_says_what_to_do(store, file):
    [report] = run(store, file())["files"]
    assert (report["system"], report["decision"], report["refused"], store.count("company")) == (None, "not understood", 3, 0)
    assert report["reasons"][0]["why"].endswith("confirm it on the Context page or with --mapping")
    assert report["proposal"]["mapping"]["noun"] == "company"
    assert report["proposal"]["header"] == HEADER
    json.dumps(report)


def test_a_reason_leads_with_what_the_table_seems_to_be(store, file):
    [report] = run(store, file())["files"]
    assert report["reasons"][0]["why"].startswith(f"not understood: {report['proposal']['says']} (")


def test_a_confirmed_proposal_is_used_for_every_table_with_the_same_headers(store, file):
    proposal = run(store, file())["files"][0]["proposal"]
    confirm_mapping(store, proposal["mapping"], proposal["header"], by="Ada", now=NOW)
    swapped = "Since,WEB,customer-no,Customer\n2026-01-01,dune.example,K-4,Dune\n"
    [first, other] = run(store, file(), file(swapped, "june.csv"), now=LATER)["files"]
    assert [(f["landed"], f["mapping"], f["decision"]) for f in (first, other)] == [(3, "remembered", "used"), (1, "remembered", "used")]
    assert store.rows("company", source_id="K-4")[0]["name"] == "Dune"
    assert run(store, file(), now=LATER)["totals"]["landed"] == 0


def test_a_mapping_given_is_remembered_and_the_report_says_so(store, file):
    [report] = run(store, file(), mapping=MAPPING, by="Ada")["files"]
    assert (report["mapping"], report["landed"]) == ("remembered", 3)
    [kept] = remembered(store)
    assert (kept["mapping"], kept["signature"], kept["by"]) == (MAPPING, signature_of(HEADER), "Ada")
    run(store, file(), mapping=MAPPING, by="Ada", now=LATER)
    assert store.count("mapping") == 1
    [again] = run(store, file(), now=LATER)["files"]
    assert (again["mapping"], again["unchanged"]) == ("remembered", 3)


def test_a_mapping_by_which_no_row_could_be_read_is_not_remembered(store, file):
    wrong = MAPPING | {"columns": {"id": "Customer No", "customer_on": "Web"}}
    [report] = run(store, file(), mapping=wrong)["files"]
    assert report["refused"] == 3
    assert remembered(store) == []


SUMS = """No,Customer,Website,ARR,Currency,Start date,Renewal date
1,Acme GmbH,acme.example,120000,EUR,2024-02-01,2026-09-01
2,Totally Ltd,bolt.example,24000,EUR,2025-03-15,2026-12-15
{},,144000,,,
"""
LIST = {
    "system": "table", "object": "book", "noun": "company", "columns": {"id": "No", "name": "Customer", "domain": "Website"},
    "also": [{
        "system": "table", "object": "book_contract", "noun": "subscription",
        "columns": {"id": "No", "company_ref": "No", "mrr": {"column": "ARR", "divide": 12}, "started_on": "Start date"},
    }],
}  # fmt: skip


@pytest.mark.parametrize("row", ["3,TOTAL", "Total,", "Sum,3 customers", "4,Summe:", "5, Gesamt ", "6,Grand  total"])
def test_a_last_row_that_sums_up_the_customers_is_neither_a_customer_nor_a_contract(store, file, row):
    company, contract = run(store, file(SUMS.format(row)), mapping=LIST)["files"]
    assert [(f["landed"], f["refused"]) for f in (company, contract)] == [(2, 1), (2, 1)]
    why = f"{row.partition(',')[2].strip() or 'Total'} is a sum of other rows" if row[0] in "T3456" else "Sum is a sum of other rows"
    assert company["reasons"][0]["why"].startswith(why) and "not a customer" in contract["reasons"][0]["why"]
    assert sorted(company["name"] for company in store.rows("company")) == ["Acme GmbH", "Totally Ltd"]
    assert sum(contract["mrr"] for contract in store.rows("subscription")) == 12_000


def test_only_in_a_list_of_customers_a_row_may_not_be_called_total(store, file):
    text = "contract,customer,monthly,since\nTOTAL,C-1,10,2026-01-01\nK-2,C-2,10,2026-01-01\n"
    columns = {"id": "contract", "company_ref": "customer", "mrr": "monthly", "started_on": "since"}
    [report] = run(store, file(text), mapping={"system": "t", "object": "k", "noun": "subscription", "columns": columns})["files"]
    assert (report["landed"], report["refused"]) == (2, 0)


def test_a_dry_run_remembers_nothing(store, file):
    [report] = run(store, file(), mapping=MAPPING, dry_run=True)["files"]
    assert report["landed"] == 3
    assert store.count("mapping") == 0


def test_a_built_in_source_is_overridden_for_one_import_only(store, file):
    text = "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n"
    other = {"system": "ours", "object": "firm", "noun": "company", "columns": {"id": "Record ID", "name": "Company name"}}
    [report] = run(store, file(text), mapping=other)["files"]
    assert (report["system"], report["mapping"]) == ("ours", "given")
    assert remembered(store) == []
    assert run(store, file(text))["files"][0]["system"] == "hubspot"


def test_a_mapping_of_the_same_headers_as_a_built_in_table_cannot_take_it_over(store, file):
    header = ["Record ID", "Company name", "Company Domain Name"]
    other = {"system": "ours", "object": "firm", "noun": "company", "columns": {"id": "Record ID", "name": "Company name"}}
    confirm_mapping(store, other, header, by="Ada", now=NOW)
    assert run(store, file(",".join(header) + "\n1,Acme,acme.example\n"))["files"][0]["system"] == "hubspot"


def test_the_newest_mapping_of_a_signature_holds_and_a_forgotten_one_is_not_used(store, file):
    confirm_mapping(store, MAPPING, HEADER, by="Ada", now=NOW)
    confirm_mapping(store, MAPPING | {"object": "account"}, HEADER, by="Bo", now=LATER)
    assert [kept["mapping"]["object"] for kept in remembered(store)] == ["account"]
    confirm_mapping(store, MAPPING, HEADER, by="Ada", now=LATER)
    assert [kept["mapping"]["object"] for kept in remembered(store)] == ["customer"]
    forget_mapping(store, signature_of(HEADER), by="Ada", now=LATER)
    assert remembered(store) == []
    assert run(store, file())["files"][0]["decision"] == "not understood"
    assert store.count("mapping") == 4
    with pytest.raises(NotFound):
        forget_mapping(store, signature_of(HEADER), by="Ada", now=LATER)
    confirm_mapping(store, MAPPING, HEADER, by="Ada", now=LATER)
    assert run(store, file())["files"][0]["landed"] == 3


@pytest.mark.parametrize(
    ("mapping", "header", "why"),
    [
        (MAPPING, ["Customer No", "Customer", "Since"], "no column Web"),
        ({"noun": "company"}, HEADER, "lacks system, object, columns"),
        ({**MAPPING, "columns": {"id": "Customer No"}}, ["Customer No", "Customer"], "cannot be known again"),
        ({**MAPPING, "columns": {"id": "Customer No", "name": {"column": "Customer", "kind": ["text"]}}}, HEADER, "which is no kind"),
        ({**MAPPING, "columns": {"id": "Customer No", "trial": {"column": "Customer", "kind": "text"}}}, HEADER, "as 'text', which cannot"),
        ({**MAPPING, "columns": {"id": "Customer No", "customer_on": {"column": "Since", "kind": "text"}}}, HEADER, "use one of day, time"),
        ({**MAPPING, "columns": {"id": "Customer No", "name": "Customer\ud800"}}, HEADER, "half of a sign"),
        ({**MAPPING, "noun": "survey", "columns": {"id": "Customer No", "score": {"column": "Since", "of": ["nps"]}}}, HEADER, "nps"),
        ({**USES, "ref_object": ["company"]}, HEADER, "nothing that uses are counted by: write company or subscription"),
        ({**USES, "ref_object": "customer"}, HEADER, "nothing that uses are counted by"),
        ({**BILL, "columns": {"id": "Customer No", "amount": {"column": "Since", "divide": float("inf")}}}, HEADER, "other than 0"),
        ({**BILL, "columns": {"id": "Customer No", "amount": {"column": "Since", "divide": 10**400}}}, HEADER, "other than 0"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_not_kept(store, mapping, header, why):
    with pytest.raises(BadInput, match=why):
        confirm_mapping(store, mapping, header, by="Ada", now=NOW)
    assert store.count("mapping") == 0


def test_a_field_of_whole_numbers_that_is_told_as_numbers_takes_whole_ones_only(store, file):
    mapping = MAPPING | {"columns": {"id": "Customer No", "employees": {"column": "Since", "kind": "number"}}}
    [report] = run(store, file(",".join(HEADER) + "\nK-1,,,12\nK-2,,,5.5\n"), mapping=mapping)["files"]
    assert (report["landed"], report["reasons"][0]["why"]) == (1, "Since is not a whole number: 5.5")


def test_a_short_table_is_read_by_its_mapping_but_not_remembered(store, file):
    mapping = {"system": "ours", "object": "firm", "noun": "company", "columns": {"id": "id", "name": "firm"}}
    [report] = run(store, file("id,firm\n1,Acme\n"), mapping=mapping)["files"]
    assert (report["landed"], report["mapping"]) == (1, "given")
    assert remembered(store) == []


def test_a_list_of_customers_lands_as_customers_and_contracts_each_with_every_row_accounted_for(store, file):
    proposal = run(store, file(BOOK, "book.csv"))["files"][0]["proposal"]
    confirm_mapping(store, proposal["mapping"], proposal["header"], by="Ada", now=NOW)
    company, contract = run(store, file(BOOK, "book.csv"))["files"]
    for report in (company, contract):
        assert report["rows"] == report["landed"] + report["unchanged"] + report["refused"] == 3
    assert (company["object"], contract["object"]) == ("book", "book_contract")
    rows = store.frame("subscription").sort("mrr")
    assert rows["mrr"].to_list() == [1_500, 2_000, 10_000]
    assert rows["term_end_on"][0] == date(2026, 8, 1)
    linked = {row["company_key"]: row["account_id"] for row in store.rows("link")}
    assert len({linked[f"table/{ref}"] for ref in rows["company_ref"]}) == 3
    assert [f["landed"] for f in run(store, file(BOOK, "book.csv"), now=LATER)["files"]] == [0, 0]


def test_a_table_that_refers_to_a_systems_companies_lands_on_their_accounts(store, file, tmp_path):
    crm = "Record ID,Company name,Company Domain Name\n" + "".join(f"90000{n},Firm {'ABCDEFGH'[n]},firm{n}.example\n" for n in range(8))
    visits = "visit_id,account_id,held_on,topic\n" + "".join(f"V-{n},90000{n},2026-02-0{1 + n},Quarterly review\n" for n in range(8))
    run(store, file(crm, "crm.csv"))
    proposal = run(store, file(visits, "visits.csv"))["files"][0]["proposal"]
    assert proposal["mapping"]["system"] == "hubspot"
    [report] = run(store, file(visits, "visits.csv"), mapping=proposal["mapping"])["files"]
    assert report["landed"] == 8
    refs = set("hubspot/" + store.frame("meeting")["company_ref"])
    assert refs == set(store.frame("link")["company_key"])


SURVEY = {"id": ["Date", "E-mail"], "email": "E-mail", "answered_at": "Date"}


@pytest.mark.parametrize("score", ["Score", {"column": "Score"}, {"column": "Score", "of": "stars"}])
def test_a_mapping_of_answers_must_say_of_what_their_score_is(store, file, score):
    with pytest.raises(BadInput, match="must say of what its score is"):
        run(store, file(), mapping={"system": "ours", "object": "nps", "noun": "survey", "columns": SURVEY | {"score": score}})


def test_a_score_whose_mapping_says_of_what_it_is_lands_on_its_scale_or_is_refused(store, file):
    mapping = {"system": "ours", "object": "nps", "noun": "survey", "columns": SURVEY | {"score": {"column": "Score", "of": "nps"}}}
    [report] = run(store, file("Date,E-mail,Score\n2026-03-01,a@x.example,9\n2026-03-02,b@x.example,11\n"), mapping=mapping)["files"]
    assert (report["landed"], report["reasons"]) == (1, [{"row": 3, "why": "11 is off the 0-10 scale"}])
    assert store.frame("survey").select("kind", "score", "most").row(0) == ("nps", 9.0, 10.0)


def test_the_columns_of_a_given_mapping_that_a_file_lacks_are_named(store, file):
    wrong = MAPPING | {"columns": MAPPING["columns"] | {"owner": "CSM", "stage": "Stage"}}
    [report] = run(store, file(), mapping=wrong)["files"]
    assert report["reasons"][0]["why"] == (
        "not understood: the mapping names what it has no column for (CSM, Stage): correct the mapping, or the heading"
    )
    assert report["proposal"]


def test_a_row_that_the_mapping_cannot_read_is_refused_by_itself(store, file):
    text = ",".join(HEADER) + "\n" + ROWS.replace("2025-02-01", "01/02/2025")
    [report] = run(store, file(text), mapping=MAPPING)["files"]
    assert (report["landed"], report["refused"]) == (2, 1)
    clear = 'a date that is clear (write 2026-03-01, or give its column "kind": "day first" or "month first" in a mapping)'
    assert report["reasons"] == [{"row": 3, "why": f"Since is not {clear}: 01/02/2025"}]
    [report] = run(store, file(text.replace("01/02/2025", "31/31/2025")), mapping=MAPPING)["files"]
    assert report["reasons"] == [{"row": 3, "why": "Since is not a date (write 2026-03-01): 31/31/2025"}]


@pytest.mark.parametrize(("kind", "day"), [("day first", date(2025, 2, 1)), ("month first", date(2025, 1, 2))])
def test_a_mapping_tells_in_which_order_days_are_written(store, file, kind, day):
    text = ",".join(HEADER) + "\n" + ROWS.replace("2025-02-01", "01/02/2025")
    told = MAPPING | {"columns": MAPPING["columns"] | {"customer_on": {"column": "Since", "kind": kind}}}
    assert run(store, file(text), mapping=told)["totals"]["landed"] == 3
    assert dict(store.frame("company").select("source_id", "customer_on").iter_rows())["K-2"] == day


def test_days_of_a_file_in_parts_are_read_by_what_all_of_it_shows(store, file, monkeypatch):
    days = [f"{1 + n % 12:02}/{1 + n % 11:02}/2025" for n in range(400)] + ["26/06/2025"]
    rows = [f"K-{n},Firm {n},firm{n}.example,{day},{day} 10:00" for n, day in enumerate(days)]
    text = "\n".join([",".join([*HEADER, "Changed"]), *rows]) + "\n"
    told = MAPPING | {"columns": MAPPING["columns"] | {"known_at": "Changed"}}
    monkeypatch.setattr(parts, "PART_BYTES", 4_000)
    assert run(store, file(text), mapping=told)["totals"]["landed"] == 401
    one = store.frame("company").filter(source_id="K-11")
    assert (one["customer_on"][0], one["known_at"][0]) == (date(2025, 1, 12), datetime(2025, 1, 12, 10))
