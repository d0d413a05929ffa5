"""Files as they come: other encodings, cut short, damaged, of no use. A reason for each, and no other file loses a row."""

import gzip

import pytest

from cs_core.context.importing.landing import CONTENT_KEPT
from cs_core.context.sources.cells import decoded, read_delimited
from cs_core.context.sources.objects import read_lines
from tests.context.sources.builders import HEADER, TEXT, folder, run, store, whys

__all__ = ["folder", "store"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_reads_the_same_in_every_encoding(store, folder, encoding):
    (folder / "companies.csv").write_bytes(TEXT.encode(encoding))
    assert run(store, folder)["totals"]["landed"] == 2
    assert {row["name"] for row in store.rows("company")} == {"Café Łódź", "Bolt"}


def test_the_code_page_of_old_spreadsheets_is_understood():
    assert decoded("Café – 5 €".encode("cp1252")) == "Café – 5 €"


def test_a_file_cut_within_a_character_loses_that_character_only():
    assert decoded("Łódź, Café".encode()[:-1]) == "Łódź, Caf"
    assert decoded("Łódź".encode("utf-16")[:-1]).startswith("Łód")


def test_upper_case_headers_semicolons_and_windows_lines_are_understood(store, folder):
    (folder / "companies.csv").write_bytes(TEXT.upper().replace(",", ";").replace("\n", "\r\n").encode())
    assert run(store, folder)["totals"]["landed"] == 2


def test_ragged_and_nul_rows_are_refused_one_by_one(store, folder):
    rows = "1,Acme,acme.example\n2,Bolt\n3,Cr\0ne,crane.example\n4,Dune,dune.example,more\n"
    (folder / "companies.csv").write_text(HEADER + rows, "utf-8")
    report = run(store, folder)
    assert (report["totals"]["landed"], report["totals"]["refused"]) == (1, 3)
    assert whys(report) == [
        "malformed line: 2 cells where the header has 3",
        "malformed line: it holds NUL characters",
        "malformed line: 4 cells where the header has 3",
    ]


def test_a_stray_quote_costs_its_own_line_however_far_the_next_one_is():
    rows = "".join(f"{n},Firm,f{n}.example\n" for n in range(30_000))
    frame, bad = read_delimited((HEADER + '0,"Acme,acme.example\n' + rows).encode())
    assert (frame.height, [b.row for b in bad]) == (30_000, [2])
    frame, bad = read_delimited((HEADER + '0,"Acme,acme.example\n' + rows + '1,"Bolt,bolt.example\n' + rows).encode())
    assert (frame.height, [b.row for b in bad]) == (60_000, [2, 30_003])


def test_a_quoted_cell_of_several_lines_is_one_cell():
    frame, bad = read_delimited((HEADER + '1,"Acme ""and""\nsons, Ltd",acme.example\n2,Bolt 5" pipes,bolt.example').encode())
    assert not bad
    assert frame["Company name"].to_list() == ['Acme "and"\nsons, Ltd', 'Bolt 5" pipes']


def test_a_file_cut_within_a_quoted_cell_refuses_that_line():
    frame, bad = read_delimited((HEADER + '1,Acme,acme.example\n2,Bolt,"bolt.exa').encode())
    assert frame.height == 1
    assert [b.why for b in bad] == ["malformed line: a quote without its end"]


def test_columns_of_one_name_are_told_apart():
    frame, _ = read_delimited(b"a,a,a (1),,_row\n1,2,3,4,5\n")
    assert frame.width == 6
    assert frame["_row"].to_list() == [2]
    assert frame.row(0)[1:] == ("1", "2", "3", "4", "5")


def test_ten_thousand_columns_are_read(store, folder):
    extra = [f"c{n}" for n in range(10_000)]
    (folder / "wide.csv").write_text(HEADER.strip() + "," + ",".join(extra) + "\n1,Acme,acme.example," + ",".join(extra) + "\n")
    assert run(store, folder)["totals"]["landed"] == 1


def test_one_line_of_fifty_megabytes_is_no_table_and_no_burden(store, folder):
    (folder / "blob.csv").write_bytes(b"x" * 50_000_000)
    (folder / "blob.json").write_bytes(b'{"a": "' + b"x" * 50_000_000)
    (folder / "rows.csv").write_text(HEADER + "1," + "x" * 50_000_000 + ",acme.example\n2,Bolt,bolt.example\n")
    report = run(store, folder)
    assert report["totals"]["landed"] == 1
    assert [why[:40] for why in whys(report)] == [
        "not understood: its first line has more ", "malformed line: it is no JSON from chara", "malformed line: it has more than 16,777,",
    ]  # fmt: skip
    assert max(len(row["content"]) for row in store.rows("refused_row")) <= CONTENT_KEPT


def test_words_that_cannot_be_stored_cost_nothing_else():
    frame, bad = read_lines(b'{"name": "half \\ud83d of a face"}\n{"name": "nul \\u0000 within"}\n{"name": "ok"}\n')
    assert not bad
    assert frame["name"].to_list() == ["half ? of a face", "nul  within", "ok"]


def test_nesting_without_end_is_refused_in_words(store, folder):
    (folder / "deep.json").write_text("[" * 100_000 + "]" * 100_000)
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    report = run(store, folder)
    assert report["totals"]["landed"] == 2
    assert whys(report)[0].startswith(("not understood", "malformed"))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cut.csv.gz", gzip.compress(TEXT.encode() * 100)[:-20], "cut short"),
        ("no.csv.gz", b"just words", "no gzip file"),
        ("broken.csv.gz", gzip.compress(TEXT.encode() * 100)[:60] + b"\0" * 60, "gzip file"),
        ("cut.zip", b"PK\x03\x04 and then nothing", "damaged or cut short"),
        ("fake.parquet", b"PAR1 and then nothing", "not understood: it is no Parquet file, or a damaged one: export or copy it again"),
        ("plain.parquet", TEXT.encode(), "not understood: it is no Parquet file, or a damaged one: export or copy it again"),
        ("cut.json", b"{x", "malformed line: it is no JSON from character 2 on"),
        ("cut.jsonl", b'{"a": 1', "malformed line: it is no JSON from character 8 on"),
        ("list.json", b'[{"a" 1}]', "malformed row: it is no JSON from character 6 on; nothing after it can be read"),
    ],
)
def test_a_damaged_file_is_one_refused_row_and_the_others_land(store, folder, name, content, why):
    (folder / name).write_bytes(content)
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    report = run(store, folder)
    assert report["totals"]["landed"] == 2
    [file] = [file for file in report["files"] if file["path"].endswith(name)]
    assert (file["rows"], file["refused"]) == (1, 1)
    assert why in file["reasons"][0]["why"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cut.eml", "just words that somebody saved", "no Message-ID: it is no mail"),
        ("cut.mbox", "just words that somebody saved", "not understood: no mail begins in it"),
        ("half.mbox", "From x\nSubject: hello\n\nText\n", "no Message-ID: it is no mail"),
        ("empty.csv", "", "not understood: it is empty: export it again"),
        ("blank.json", " \n\n", "not understood: it is empty: export it again"),
        ("none.json", "[]", "not needed: it holds no rows"),
        ("header.csv", "this,that\n", "not needed: it holds a header and no rows"),
        ("deep.json", '{"a":' * 5_000 + "1" + "}" * 5_000, "nested too deep"),
        ("deep.jsonl", '{"a":' * 5_000 + "1" + "}" * 5_000 + "\n", "malformed line: it is nested too deep"),
        ("export", "a,b\n1,2\n", "its name does not say what it holds"),
        ("LICENSE", "Anybody may use this.", "not needed: no data file"),
        ("README.md", "# About\n\n| column | means |\n|---|---|\n| a | b |\n", "not needed: no data file"),
        ("Readme.txt", "These are the exports of May.", "not needed: no data file"),
    ],
)
def test_a_file_without_use_is_one_refused_row_that_says_what_to_do(store, folder, name, content, why):
    (folder / name).write_text(content)
    [file] = run(store, folder)["files"]
    assert (file["rows"], file["refused"], file["landed"]) == (1, 1, 0)
    assert why in file["reasons"][0]["why"]
    assert file["decision"] == ("used" if file["system"] else why[:10] if why.startswith("not needed") else "not understood")


def test_a_whole_mail_lands_beside_one_that_is_cut(store, folder):
    whole = "From x\nMessage-ID: <m1>\nDate: Mon, 1 Jun 2026 10:00:00 +0200\nFrom: a@x.example\nTo: b@y.example\n\nText\n\n"
    (folder / "box.mbox").write_text(whole + "From y\nSubject: cut\n\nText\n")
    [file] = run(store, folder)["files"]
    assert (file["landed"], file["refused"], file["reasons"][0]["row"]) == (1, 1, 9)
    assert "cut" in store.rows("refused_row")[0]["content"]


def test_a_readme_that_says_what_document_it_is_is_read(store, folder):
    (folder / "README.md").write_text("---\nkind: article\n---\n# How to sync\n\nPress the button.\n")
    assert run(store, folder)["totals"]["landed"] == 1
