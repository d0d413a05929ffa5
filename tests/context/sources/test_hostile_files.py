"""Files as they come: other encodings, cut short, packed to burst, leading elsewhere. A reason for each, and no other file loses a row."""

import gzip
import io
import json
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from cs_core.context.importing.landing import CONTENT_KEPT, import_paths
from cs_core.context.sources import packed, reading
from cs_core.context.sources.cells import decoded, read_delimited
from cs_core.context.sources.objects import read_lines
from cs_core.context.store import open_store
from cs_core.errors import BadInput
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
HEADER = "Record ID,Company name,Company Domain Name\n"
TEXT = HEADER + "1,Café Łódź,acme.example\n2,Bolt,bolt.example\n"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "export").mkdir()
    return tmp_path / "export"


def run(store, *paths):
    return import_paths(store, list(paths), now=NOW)


def whys(report):
    return [reason["why"] for file in report["files"] for reason in file["reasons"]]


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


def test_a_member_that_is_damaged_or_locked_costs_only_itself(store, folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bad.csv", TEXT)
        archive.writestr("good.csv", TEXT)
    raw = bytearray(packed.getvalue())
    raw[raw.index(b"Bolt")] ^= 1
    (folder / "all.zip").write_bytes(raw)
    report = run(store, folder)
    assert report["totals"]["landed"] == 2
    assert "damaged" in whys(report)[0]


def test_what_would_burst_is_refused_before_it_is_unpacked(store, folder, monkeypatch):
    monkeypatch.setattr(packed, "MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            archive.writestr(f"{n}.csv", b"0" * 600_000)
    (folder / "bomb.csv.gz").write_bytes(gzip.compress(b"0" * 2_000_000))
    (folder / "big.csv").write_bytes(b"0" * 1_000_001)
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    report = run(store, folder)
    assert report["totals"]["landed"] == 2
    assert ["split the file" in why or "import the parts" in why for why in whys(report)] == [True, True, False, True]
    assert "split the workbook" in whys(report)[2]


def test_a_zip_of_too_many_files_is_refused_as_one(store, folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_MEMBERS", 5)
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for n in range(6):
            archive.writestr(f"{n}.csv", TEXT)
    [file] = run(store, folder)["files"]
    assert (file["rows"], file["refused"]) == (1, 1)
    assert "6 files" in file["reasons"][0]["why"]


def test_a_zip_or_folder_of_more_tables_than_are_read_at_once_is_refused_but_a_slack_export_counts_as_one(store, folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILES", 5)
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for n in range(6):
            archive.writestr(f"{n}.csv", TEXT)
    [file] = run(store, folder)["files"]
    assert "the zip holds 6 files" in file["reasons"][0]["why"] and "(5 files, 2.0 GB): unpack it" in file["reasons"][0]["why"]
    with zipfile.ZipFile(folder / "slack.zip", "w") as archive:
        archive.writestr("users.json", "[]")
        archive.writestr("channels.json", "[]")
        for day in range(1, 9):
            archive.writestr(f"general/2026-06-0{day}.json", "[]")
    [file] = run(store, folder / "slack.zip")["files"]
    assert "the zip holds" not in json.dumps(file)
    for n in range(6):
        (folder / f"{n}.csv").write_text(TEXT, "utf-8")
    with pytest.raises(BadInput, match=r"These are 8 files, more than 5 that are read at once: import their folders one by one\."):
        run(store, folder)


def test_the_list_of_a_zip_is_read_once_however_many_files_it_holds(store, folder, monkeypatch):
    opened, whole = [], zipfile.ZipFile.__init__
    with zipfile.ZipFile(folder / "some.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"{n}.csv", HEADER + f"{n},Firm {n},f{n}.example\n")
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda self, *args, **named: (opened.append(self), whole(self, *args, **named))[1])
    assert run(store, folder)["totals"]["landed"] == 4
    assert len(opened) == 1


def test_a_link_that_is_named_itself_is_held_to_the_rule_of_its_folder(store, folder, tmp_path):
    (tmp_path / "secret.csv").write_text(HEADER + "9,Secret,secret.example\n")
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "newest.csv").symlink_to(folder / "companies.csv")
    [by_name], [by_folder] = whys(run(store, folder / "out.csv")), whys(run(store, folder))
    assert by_name == by_folder == "not understood: it is a link that leads outside the folder (out.csv): copy the file itself"
    with open_store(tmp_path / "other.db") as other:
        assert run(other, folder / "newest.csv")["totals"]["landed"] == 2


def test_links_that_lead_outside_or_nowhere_are_named_and_not_followed(store, folder, tmp_path):
    (tmp_path / "secret.csv").write_text(HEADER + "9,Secret,secret.example\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.csv").write_text(HEADER + "8,Secret,secret.example\n")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "inside.csv").symlink_to(folder / "companies.csv")
    report = run(store, folder)
    assert {row["name"] for row in store.rows("company")} == {"Café Łódź", "Bolt"}
    assert sum("outside the folder" in why for why in whys(report)) == 2
    assert sum("leads nowhere" in why for why in whys(report)) == 2


def test_our_own_store_and_lake_are_no_data(store, folder):
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "events.csv").write_text("event_id,workspace_id,event,occurred_at\ne1,w,open,2026-06-01T08:00:00Z\n")
    with a_store(folder) as inside:
        first, second = run(inside, folder), run(inside, folder)
    assert [len(report["files"]) for report in (first, second)] == [2, 2]
    assert json.dumps(second["totals"]["landed"]) == "0"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_a_pipe_and_a_link_that_goes_round_are_named_and_hold_nothing_up(store, folder):
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    os.mkfifo(folder / "pipe.csv")
    (folder / "round").symlink_to(folder)
    report = run(store, folder)
    files = {Path(file["path"]).name: file for file in report["files"]}
    assert report["totals"]["landed"] == 2
    assert files["pipe.csv"]["decision"] == "not understood"
    assert "it is a pipe" in files["pipe.csv"]["reasons"][0]["why"]
    assert files["round"]["decision"] == "not needed"
    assert "link to a folder" in files["round"]["reasons"][0]["why"]
    assert "it is a pipe" in whys(run(store, folder / "pipe.csv"))[0]


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
