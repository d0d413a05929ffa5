"""Zips as they come: damaged, locked, packed to burst, of countless files. A reason for each, and no other file loses a row."""

import gzip
import io
import json
import zipfile

import pytest

from cs_core.context.sources import packed, reading
from cs_core.errors import BadInput
from tests.context.sources.builders import HEADER, TEXT, folder, run, store, whys

__all__ = ["folder", "store"]


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
