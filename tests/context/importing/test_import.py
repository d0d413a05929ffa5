"""The importer: every row landed, unchanged or refused with a reason; twice is once; nothing is lost in silence."""

import json
from datetime import datetime

import polars as pl
import pytest

from cs_core.context.importing.landed import FIRST_ROWS, REASONS_SHOWN
from cs_core.context.importing.landing import store_to_try
from cs_core.context.store import open_store
from cs_core.context.usage.events import scan
from cs_core.errors import BadInput
from tests.context.importing.builders import ACME, BOLT, COMPANIES, LATER, NOW, TEAM, USAGE, counts, run, store, write

__all__ = ["store", "write"]


def test_a_header_without_rows_asks_for_rows_and_for_no_mapping(store, write):
    [file] = run(store, write("account_id,account_name,domain,segment\n", "accounts.csv"))["files"]
    assert file["decision"] == "not needed" and "proposal" not in file
    assert [r["why"] for r in file["reasons"]] == ["not needed: it holds a header and no rows: import it again once it has some"]


def test_rows_land_with_what_they_say_and_where_they_stand(store, write):
    report = run(store, write(COMPANIES + ACME + BOLT))
    [file] = report["files"]
    assert (file["system"], file["object"], file["rows"], file["landed"], file["refused"]) == ("hubspot", "company", 2, 2, 0)
    acme, bolt = store.rows("company")
    assert (acme["source_id"], acme["name"], acme["employees"], acme["customer_on"]) == ("1", "Acme", 12, "2024-01-05")
    assert acme["source_row"] == "companies.csv:2"
    assert bolt["employees"] is None


def test_importing_the_same_file_twice_lands_once(store, write):
    folder = write(COMPANIES + ACME + BOLT)
    run(store, folder)
    assert counts(run(store, folder, now=LATER)) == (2, 0, 2, 0)
    assert store.count("company") == 2
    assert store.count("import_file") == 2


def test_an_exact_duplicate_is_unchanged_and_another_content_under_the_same_id_is_a_version(store, write):
    report = run(store, write(COMPANIES + ACME + ACME + ACME.replace("12", "40")))
    assert counts(report) == (3, 2, 1, 0)
    assert [row["employees"] for row in store.rows("company")] == [12, 40]


def test_a_row_without_its_id_or_with_an_impossible_date_is_refused_and_kept(store, write):
    folder = write(COMPANIES + ACME + ",Nobody,,,,\n" + "3,Crane,crane.example,5,31/02/2025,\n" + "4,Dune,dune.example,many,,\n")
    [file] = run(store, folder)["files"]
    assert (file["landed"], file["refused"]) == (1, 3)
    assert [reason["row"] for reason in file["reasons"]] == [3, 4, 5]
    assert file["reasons"][0]["why"] == "no Record ID"
    assert file["reasons"][1]["why"].startswith("Became a Customer Date is not a date")
    assert file["reasons"][2]["why"] == "Number of Employees is not a whole number: many"
    kept = store.rows("refused_row")
    assert json.loads(kept[1]["content"])["Company name"] == "Crane"
    run(store, folder, now=LATER)
    assert store.count("refused_row") == 3


def test_only_some_reasons_are_shown_but_all_are_stored(store, write):
    many = REASONS_SHOWN + 20
    [file] = run(store, write(COMPANIES + ",Nobody,,,,\n" * many))["files"]
    assert (file["refused"], len(file["reasons"])) == (many, REASONS_SHOWN)
    assert store.count("refused_row") == many


def test_the_report_says_how_many_reasons_it_leaves_out(store, write):
    [file] = run(store, write(COMPANIES + ",Nobody,,,,\n" * (REASONS_SHOWN + 20)))["files"]
    assert (len(file["reasons"]), file["reasons_left_out"]) == (REASONS_SHOWN, 20)
    [file] = run(store, write(COMPANIES + ",Nobody,,,,\n"), now=LATER)["files"]
    assert (len(file["reasons"]), file["reasons_left_out"]) == (1, 0)


def test_a_table_that_is_not_understood_is_kept_as_one_row_with_its_count_and_its_first_rows(store, write):
    rows = "".join(f"{n},x,y\n" for n in range(500))
    [file] = run(store, write("this,that,other\n" + rows + "cut\n", "odd.csv"))["files"]
    assert (file["decision"], file["rows"], file["refused"]) == ("not understood", 501, 501)
    malformed, whole = store.rows("refused_row")
    assert "(500 rows" in whole["why"] and whole["row"] == 2
    assert [json.loads(line)["this"] for line in whole["content"].split("\n")] == [str(n) for n in range(FIRST_ROWS)]
    assert malformed["why"].startswith("malformed line")
    run(store, write("this,that,other\n" + rows + "cut\n", "odd.csv"), now=LATER)
    assert store.count("refused_row") == 2


def test_a_malformed_line_costs_no_other_line(store, write):
    text = COMPANIES + ACME + "7,too,few\n" + '8,"a quote without its end,x,,,\n' + BOLT
    [file] = run(store, write(text))["files"]
    assert (file["rows"], file["landed"], file["refused"]) == (4, 2, 2)
    assert [reason["row"] for reason in file["reasons"]] == [3, 4]
    assert all(reason["why"].startswith("malformed line") for reason in file["reasons"])


def test_a_cell_may_span_lines_and_rows_are_numbered_by_the_line_on_which_they_begin(store, write):
    text = "Record ID,Company name,Company Domain Name\n" + '1,"Acme\nand sons",acme.example\n' + "2,Bolt,bolt.example\n"
    run(store, write(text))
    assert [row["source_row"] for row in store.rows("company")] == ["companies.csv:2", "companies.csv:4"]


def test_an_unknown_table_is_refused_whole_and_the_nearest_known_one_is_named(store, write):
    [file] = run(store, write("Record ID,Company name,Town\n1,Acme,Ghent\n2,Bolt,Bruges\n"))["files"]
    assert (file["system"], file["object"], file["rows"], file["refused"]) == (None, None, 2, 2)
    assert "nearest is hubspot company" in file["reasons"][0]["why"]
    assert "Company Domain Name" in file["reasons"][0]["why"]


@pytest.mark.parametrize("header", ["name,colour,river", "Record ID", "town,mayor,river"])
def test_a_table_that_hardly_agrees_with_a_known_one_is_not_called_near_to_it(store, write, header):
    [file] = run(store, write(f"{header}\n{header}\n", "odd.csv"))["files"]
    assert file["reasons"][0]["why"].startswith("not understood: no known table has columns like these")
    assert "nearest" not in file["reasons"][0]["why"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("events.parquet", b"not parquet"), ("notes.txt", b"hello"), ("a.csv.gz", b"not gzip"), ("empty.csv", b""), ("x.json", b"[3")],
)
def test_a_file_that_cannot_be_read_is_listed_and_the_others_land(store, write, name, content):
    write(content, name)
    report = run(store, write(COMPANIES + ACME))
    broken = next(file for file in report["files"] if file["path"].endswith(name))
    assert broken["system"] is None
    assert broken["rows"] == broken["refused"]
    assert broken["landed"] == 0
    assert report["totals"]["landed"] == 1
    assert broken["refused"] == 0 or broken["reasons"][0]["why"].startswith(("not understood", "malformed"))


def test_a_dry_run_reports_the_same_and_keeps_nothing(store, write):
    write(USAGE + "e1,ws,a@acme.example,report,2026-06-01T08:00:00Z,3,60,0\n" * 2, "events.csv")
    folder = write(COMPANIES + ACME + ACME)
    first = run(store, folder, dry_run=True)
    assert store.count("company") == store.count("link") == store.count("import_file") == 0
    assert scan(store).collect().is_empty()
    second = run(store, folder)
    assert [f | {"path": ""} for f in first["files"]] == [f | {"path": ""} for f in second["files"]]
    assert first["totals"] == second["totals"]
    assert counts(second) == (4, 2, 2, 0)


def test_a_dry_run_where_no_store_is_makes_none(write, tmp_path):
    path, folder = tmp_path / "new" / "context.db", write(COMPANIES + ACME)
    with store_to_try(path) as trial:
        assert counts(run(trial, folder, dry_run=True)) == (1, 1, 0, 0)
    assert not path.parent.exists()
    with open_store(path) as store:
        run(store, folder)
    with store_to_try(path) as trial:
        assert counts(run(trial, folder, dry_run=True)) == (1, 0, 1, 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings_are_told_by_the_file(store, write, delimiter, encoding):
    text = "Record ID,Company name,Company Domain Name\n1,Brülo Café,brulo.example\n".replace(",", delimiter)
    run(store, write(text.encode(encoding)))
    assert [row["name"] for row in store.rows("company")] == ["Brülo Café"]


def test_headers_are_known_in_any_case_and_order(store, write):
    run(store, write("COMPANY_DOMAIN_NAME,record id,COMPANY NAME\nacme.example,1,Acme\n"))
    assert [(row["source_id"], row["domain"]) for row in store.rows("company")] == [("1", "acme.example")]


def test_a_column_that_means_nothing_to_us_does_not_make_a_new_version(store, write):
    run(store, write("Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n"))
    report = run(store, write("Record ID,Company name,Company Domain Name,Colour\n1,Acme,acme.example,red\n"), now=LATER)
    assert counts(report) == (1, 0, 1, 0)


def test_a_version_is_known_from_its_own_time_else_from_birth_else_from_now(store, write):
    header = "Record ID,Company name,Company Domain Name,Became a Customer Date,Last Modified Date\n"
    rows = "1,Acme,acme.example,2024-01-05,2026-01-02 08:00\n2,Bolt,bolt.example,2025-02-01,\n3,Crane,crane.example,,\n"
    run(store, write(header + rows))
    known = [row["known_at"] for row in store.rows("company")]
    assert known == ["2026-01-02T08:00:00", "2025-02-01T00:00:00", NOW.isoformat()]
    run(store, write(header + rows.replace("Bolt", "Bolt and Nut")), now=LATER)
    assert store.rows("company")[-1]["known_at"] == LATER.isoformat()


def test_a_table_of_ones_own_is_read_by_a_mapping(store, write):
    mapping = {"system": "erp", "object": "customer", "noun": "company", "columns": {"id": "Kunde", "name": "Firma", "employees": "MA"}}
    folder = write("Kunde;Firma;MA\nK1;Acme;1.200,0\nK2;;zwölf\n", "kunden.csv")
    [file] = run(store, folder, mapping=mapping)["files"]
    assert (file["system"], file["landed"], file["refused"]) == ("erp", 1, 1)
    assert [(row["key"].split("@")[0], row["employees"]) for row in store.rows("company")] == [("erp/customer/K1", 1200)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"noun": "planet"}, "noun 'planet' is unknown"),
        ({"columns": {"name": "Firma"}}, "needs a column for its id"),
        ({"columns": {"id": "K", "colour": "F"}}, "has no field colour"),
        ({"system": ""}, "lacks system"),
        ({"system": "a/b"}, "letters, digits"),
    ],
)
def test_a_wrong_mapping_is_answered_in_one_line(store, write, change, says):
    mapping = {"system": "erp", "object": "customer", "noun": "company", "columns": {"id": "Kunde"}} | change
    with pytest.raises(BadInput, match=says) as error:
        run(store, write("Kunde\nK1\n"), mapping=mapping)
    assert "\n" not in str(error.value)


def test_a_missing_path_or_an_unknown_system_is_answered_before_anything_is_read(store, write, tmp_path):
    with pytest.raises(BadInput, match="no file or folder"):
        run(store, write(COMPANIES + ACME), tmp_path / "nowhere")
    with pytest.raises(BadInput, match="use one of hubspot"):
        run(store, write(COMPANIES + ACME), system="hubspott")
    assert store.count("company") == 0


def test_progress_goes_from_nothing_to_all(store, write):
    seen = []
    write(TEAM + "Mia Sand,mia@ours.example,CSM,30,technical\n", "team.csv")
    run(store, write(COMPANIES + ACME), progress=lambda share, what: seen.append((share, what)))
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    assert seen[0] == (0.0, "companies.csv")
    assert seen[-1][0] == 1.0


def test_nested_json_is_flattened_and_a_line_that_is_no_json_is_refused(store, write):
    ticket = {"id": 7, "subject": "Help", "status": "open", "requester_id": 3, "organization_id": 9, "created_at": "2026-05-01T08:00:00Z"}
    ticket |= {"satisfaction_rating": {"score": "good"}, "tags": ["sync", "escalation"]}
    [file] = run(store, write(json.dumps(ticket) + "\n{broken\n", "tickets.jsonl"))["files"]
    assert (file["rows"], file["landed"], file["refused"]) == (2, 1, 1)
    [row] = store.rows("ticket")
    assert (row["satisfaction"], row["escalated"], row["tags"], row["company_ref"]) == (1.0, True, "sync;escalation", "9")


def test_rows_of_every_file_are_landed_unchanged_or_refused(store, write):
    write("not,a,known\ntable,at,all\n", "other.csv")
    write(b"\x00\x01", "thing.bin")
    report = run(store, write(COMPANIES + ACME + ACME + ",x,,,,\n7\n"))
    for file in report["files"]:
        assert file["rows"] == file["landed"] + file["unchanged"] + file["refused"], file
    assert report["totals"]["rows"] == 6


def test_a_mailbox_lands_and_points_at_its_lines(store, write):
    mail = "From x\nMessage-ID: <{0}>\nDate: {1}\nFrom: a@x.example\nTo: b@y.example\nSubject: s\n\nText\n\n"
    days = ("Mon, 1 Jun 2026 10:00:00 +0200", "some day", "1 Jun 2026 11:00:00 +0000")
    box = "".join(mail.format(f"m{n}", day) for n, day in enumerate(days, start=1))
    [file] = run(store, write(box, "box.mbox"))["files"]
    assert (file["system"], file["landed"], file["refused"]) == ("email", 2, 1)
    assert [row["source_row"] for row in store.rows("message")] == ["box.mbox:1", "box.mbox:19"]
    assert file["reasons"] == [{"row": 10, "why": "mail_date is not a time (write 2026-03-01T08:00:00Z): some day"}]


def test_the_same_bad_line_in_two_files_of_one_name_is_kept_twice(store, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / "two" / folder).mkdir(parents=True)
        (tmp_path / "two" / folder / "companies.csv").write_text(COMPANIES + ",Nobody,,,,\n")
    run(store, tmp_path / "two")
    assert store.count("refused_row") == 2


def test_columns_named_like_our_own_do_no_harm(store, write):
    run(store, write("_row,_file,Record ID,Company name,Company Domain Name\n9,x.csv,1,Acme,acme.example\n"))
    assert store.rows("company")[0]["source_row"] == "companies.csv:2"


def test_refused_rows_of_parquet_are_kept_readable(store, write):
    odd = pl.DataFrame({"when": [datetime(2026, 6, 1)], "tags": [["a", "b"]], "n": [1.5]})
    odd.write_parquet(write("", "empty.csv") / "odd.parquet")
    run(store, write("", "empty.csv") / "odd.parquet")
    [kept] = store.rows("refused_row")
    assert json.loads(kept["content"])["tags"] == "a;b"
