"""The import command beyond files: databases by URI, mappings that stay, a watched folder that ends well."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.cli.base import Call, command, progress
from cs_core.context.store import open_store
from cs_core.errors import CSError
from cs_core.settings import from_env
from tests.cli.commands import run

ROOT = Path(__file__).resolve().parents[2]
HEADER = "Record ID,Company name,Company Domain Name\n"


@pytest.fixture
def crm(tmp_path) -> str:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        db.execute('CREATE TABLE companies ("Record ID" INTEGER, "Company name" TEXT, "Company Domain Name" TEXT)')
        db.execute("INSERT INTO companies VALUES (1, 'Acme', 'acme.example')")
    db.close()
    return f"sqlite:///{tmp_path / 'crm.db'}"


@pytest.fixture
def store(tmp_path) -> Path:
    return tmp_path / "store" / "context.db"


def test_a_table_of_a_database_is_imported_by_its_uri(store, crm):
    status, said = run(store, "import", crm, "--table", "companies")
    assert (status, said["files"][0]["system"], said["totals"]["landed"]) == (0, "hubspot", 1)
    assert run(store, "import", crm, "--query", "select * from companies")[1]["totals"]["unchanged"] == 1


def test_a_dry_run_of_a_database_makes_no_store(store, crm):
    status, said = run(store, "import", crm, "--table", "companies", "--dry-run")
    assert (status, said["totals"]["landed"]) == (0, 1)
    assert not store.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Name a file"),
        (("/nowhere/x.csv",), "There is no file or folder"),
        (("{crm}",), "choose one by --table"),
        (("{crm}", "--table", "a", "--query", "select 1"), "not both"),
        (("{crm}", "--query", "drop table companies"), "may only read"),
        ((".", "--table", "a"), "for a database"),
        (("sqlite:///{store}", "--table", "company"), "own store"),
        (("{crm}", "--watch", "."), "nothing else to import"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(store, crm, words, why):
    with open_store(store):
        pass
    status, said = run(store, "import", *(word.format(crm=crm, store=store) for word in words))
    assert status == 2
    assert why in said["error"]
    assert "\n" not in said["error"]


def test_a_mapping_given_once_is_known_the_next_time(store, tmp_path):
    table, mapping = tmp_path / "kunden.csv", tmp_path / "mapping.json"
    table.write_text("Nummer,Firma,Seit\n1,Acme,2024-01-05\n")
    told = {"system": "erp", "object": "kunde", "noun": "company", "columns": {"id": "Nummer", "name": "Firma", "customer_on": "Seit"}}
    mapping.write_text(json.dumps(told))
    assert run(store, "import", str(table))[0] == 1
    assert run(store, "import", str(table), "--mapping", str(mapping))[1]["files"][0]["mapping"] == "remembered"
    status, said = run(store, "import", str(table))
    assert (status, said["files"][0]["mapping"], said["totals"]["unchanged"]) == (0, "remembered", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches another process by a signal only on POSIX")
def test_a_watched_folder_is_imported_until_ctrl_c_which_is_no_failure(store, tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + "1,Acme,acme.example\n")
    words = [sys.executable, "-m", "cs_core", "--store", str(store), "import", "--watch", str(folder), "--every", "0.2", "--json"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        lines = iter(watching.stderr.readline, "")
        told = next(line for line in lines if "rows landed" in line)
        time.sleep(0.5)
        watching.send_signal(signal.SIGINT)
        out, rest = watching.communicate(timeout=60)
    assert "1 files, 1 rows landed" in told
    assert (watching.returncode, rest) == (0, "")
    said = json.loads(out)
    assert (said["totals"]["landed"], said["files"][0]["system"]) == (1, "hubspot")


UNUSED = "id,portal_subscription_status,subscriptions\n1,x,y\n"


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("companies.csv", HEADER + "1,Acme,acme.example\n", 0),
        ("companies.csv", HEADER + "1,Acme,acme.example\n,Nobody,\n", 1),
        ("events.jsonl", '{"event":"$identify","properties":{"distinct_id":"a","time":1780000000,"$insert_id":"x"}}\n', 0),
        ("LICENSE", "Anybody may use this.", 0),
        ("odd.csv", "this,that\n1,2\n", 1),
        ("empty.csv", "", 1),
        ("empty.json", "[]", 0),
    ],
)
def test_the_status_is_1_where_a_row_is_lost_and_0_where_nobody_misses_it(store, tmp_path, name, text, status):
    (tmp_path / name).write_text(text)
    done, said = run(store, "import", str(tmp_path / name))
    [file] = said["files"]
    assert (done, file["refused"] - file["not_needed"]) == (status, status)


def test_many_rows_that_are_lost_behind_many_that_nobody_misses_are_seen(store, tmp_path):
    unneeded = '{"event":"$identify","properties":{"distinct_id":"a","time":1780000000,"$insert_id":"x"}}\n'
    (tmp_path / "events.jsonl").write_text(unneeded * 150 + "{broken\n")
    status, said = run(store, "import", str(tmp_path / "events.jsonl"))
    assert (status, said["files"][0]["refused"], said["files"][0]["not_needed"]) == (1, 151, 150)


def test_a_program_that_listens_hears_no_progress(store, crm):
    done = CliRunner().invoke(cli, ["--store", str(store), "import", crm, "--table", "companies"])
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_person_sees_progress_and_an_error_on_a_line_of_its_own(monkeypatch, capsys):
    @click.group()
    @click.pass_context
    def group(context):
        context.obj = Call(from_env(), False)

    @command(group, "work")
    def work(call):
        progress(0.5, "half of it")
        raise CSError("It broke.")

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit):
        group(["work"])
    told = capsys.readouterr().err
    assert "50%  half of it" in told
    assert told.split("\n")[-2] == "It broke."
