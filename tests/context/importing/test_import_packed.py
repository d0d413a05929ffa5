"""Files that are imported from folders, zips and gz: the same rows, each once, and nothing from outside."""

import gzip
import json
import zipfile

import pytest

from tests.context.importing.builders import ACME, BOLT, COMPANIES, counts, run, store, write

__all__ = ["store", "write"]


def test_zip_and_gz_hold_the_same_rows_as_the_folder(store, write, tmp_path):
    folder = write(COMPANIES + ACME + BOLT)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(folder / "companies.csv", "hubspot/companies.csv")
    (tmp_path / "companies.csv.gz").write_bytes(gzip.compress((folder / "companies.csv").read_bytes()))
    assert counts(run(store, tmp_path / "all.zip")) == (2, 2, 0, 0)
    assert counts(run(store, tmp_path / "companies.csv.gz", folder)) == (4, 0, 4, 0)


def test_a_file_that_is_named_twice_is_read_once(store, write):
    folder = write(COMPANIES + ACME + BOLT)
    report = run(store, folder, folder / "companies.csv", folder / "companies.csv")
    assert (report["totals"]["files"], counts(report)) == (1, (2, 2, 0, 0))


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "..\\evil.csv", "a/../../evil.csv", "/evil.csv", "//server/evil.csv", "\\evil.csv", "C:\\evil.csv", "C:/evil.csv"],
)
def test_a_path_in_a_zip_that_leads_outside_it_is_refused_and_listed(store, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(name, COMPANIES + ACME)
        archive.writestr("hubspot/.hidden.csv", COMPANIES + ACME)
        archive.writestr("companies.csv", COMPANIES + BOLT)
    report = run(store, tmp_path / "all.zip")
    [refused] = [file for file in report["files"] if file["refused"]]
    assert (refused["system"], refused["landed"], refused["reasons"][0]["row"]) == (None, 0, 0)
    assert "leads outside it" in refused["reasons"][0]["why"]
    assert (report["totals"]["files"], report["totals"]["landed"]) == (2, 1)


@pytest.mark.parametrize("kept", [0, 10, 200])
def test_a_zip_that_is_cut_short_is_said_to_be_damaged(store, write, tmp_path, kept):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("companies.csv", COMPANIES + ACME)
    (tmp_path / "all.zip").write_bytes((tmp_path / "all.zip").read_bytes()[:kept])
    report = run(store, tmp_path / "all.zip", write(COMPANIES + BOLT))
    assert "the zip is damaged" in report["files"][0]["reasons"][0]["why"]
    assert report["totals"]["landed"] == 1


def a_slack_export(folder):
    posts = [{"type": "message", "user": "U1", "text": "Hi", "ts": "1772352000.000100"}]
    files = {"users.json": [{"id": "U1", "profile": {"email": "ada@acme.example"}}], "channels.json": [], "ext-acme/2026-03-01.json": posts}
    for name, content in files.items():
        path = folder / "slack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return folder


def test_a_slack_export_is_one_source_as_a_folder_and_in_a_zip(store, tmp_path):
    folder = a_slack_export(tmp_path / "export")
    [file] = run(store, folder)["files"]
    assert (file["system"], file["rows"], file["landed"]) == ("slack", 1, 1)
    assert store.rows("message")[0]["source_row"] == "ext-acme/2026-03-01.json:1"
    with zipfile.ZipFile(tmp_path / "slack.zip", "w") as archive:
        for path in sorted((folder / "slack").rglob("*.json")):
            archive.write(path, path.relative_to(folder / "slack"))
    assert counts(run(store, tmp_path / "slack.zip", folder / "slack")) == (2, 0, 2, 0)
