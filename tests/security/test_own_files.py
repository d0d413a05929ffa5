"""Facts of customers stand in many files: whatever the program makes, only the user who runs it can read."""

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.cli.commands import run

ROOT = Path(__file__).resolve().parent.parent.parent
COMPANIES = "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n2,Bolt,bolt.example\n"
USAGE = "event_id,workspace_id,user_email,event,occurred_at\ne1,ws,a@acme.example,report,2026-06-01T08:00:00Z\n"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise on this system")


@pytest.fixture(autouse=True)
def shared_by_default():
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable_by_others(folder: Path) -> list[str]:
    return [f"{path} {path.stat().st_mode:o}" for path in sorted(folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_what_commands_make_only_its_own_user_can_read(tmp_path):
    exports, home = tmp_path / "exports", tmp_path / "home"
    exports.mkdir()
    (exports / "companies.csv").write_text(COMPANIES)
    (exports / "events.csv").write_text(USAGE)
    store = home / "mine.db"
    for words in (["import", exports], ["cycle"], ["deliver"], ["backup", home / "kept.zip"], ["digest", "--out", home / "digest.md"]):
        assert run(store, *map(str, words))[0] == 0, words
    assert run(home / "drill.db", "restore", str(home / "kept.zip"))[0] == 0
    made = {path.relative_to(home).parts[0] for path in home.rglob("*")}
    assert {"mine.db", "mine.lake", "kept.zip", "digest.md", "drill.db", "drill.lake"} <= made
    assert readable_by_others(home) == []


def test_what_the_console_makes_only_its_own_user_can_read(tmp_path, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(tmp_path / "home" / "mine.db"))
    app = AppTest.from_file(str(ROOT / "pages" / "00_Today.py"), default_timeout=60).run()
    assert not app.exception and (tmp_path / "home" / "mine.db").exists()
    assert readable_by_others(tmp_path) == []
