"""Several at work on one store at once: nobody is told that it is locked, no row is lost, nothing is done twice."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.backup import check
from cs_core.context.store import open_store
from cs_core.errors import CSError, Refused
from cs_core.orchestration.review import queue
from tests.faults import work
from tests.faults.work import END, NOON, Running, command
from tests.faults.worlds import copied, rows_of

ROOT = Path(__file__).resolve().parent.parent.parent


def test_two_cycles_at_once_write_one_and_the_other_is_told(worlds, tmp_path):
    path = copied(worlds.imported, tmp_path / "s")
    both = [Running(work.do_cycle, path, now=NOON + timedelta(seconds=n)) for n in range(2)]
    ended = [told for run in both for told in run.end()]
    refused = [told for told in ended if isinstance(told, Exception)]
    with open_store(path) as store:
        assert check(store)["ok"]
        proposals, cycles = store.frame("proposal", "id", "account_id", "agent", "play"), store.count("cycle")
        assert proposals.unique(["account_id", "agent", "play"]).height == proposals.height == rows_of(worlds.cycled)["proposal"].total()
    assert cycles + len(refused) == 2
    assert all(isinstance(told, Refused) and "Another cycle was written while this one ran" in str(told) for told in refused)


def test_the_same_cycle_twice_at_once_is_written_once(worlds, tmp_path):
    path = copied(worlds.imported, tmp_path / "s")
    for run in [Running(work.do_cycle, path) for _ in range(2)]:
        run.end()
    with open_store(path) as store:
        assert check(store)["ok"] and store.count("cycle") == 1
    assert rows_of(path)["proposal"] == rows_of(worlds.cycled)["proposal"]


def test_one_proposal_decided_by_several_at_once_is_decided_once(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    with open_store(path) as store:
        ids = [row["id"] for row in queue(store, now=NOON)][:20]
    for run in [Running(work.do_decide, path, ids) for _ in range(3)]:
        run.end()
    with open_store(path) as store:
        made = Counter(row["proposal_id"] for row in store.rows("decision"))
        made += Counter(row["planted_id"] for row in store.rows("planted_decision"))
        assert made == dict.fromkeys(ids, 1) and check(store)["ok"]


def test_eight_that_open_a_new_store_at_once_all_find_it_made(tmp_path):
    path = tmp_path / "context.db"
    told = [told for run in [Running(work.do_check, path) for _ in range(8)] for told in run.end()]
    assert len(told) == 8 and all(report["ok"] for report in told)


def test_two_imports_of_the_same_exports_at_once_land_each_row_once(worlds, tmp_path):
    path = tmp_path / "context.db"
    told = [told for run in [Running(work.do_import, path, worlds.exports) for _ in range(2)] for told in run.end()]
    assert not [t for t in told if isinstance(t, Exception)]
    with open_store(path) as store:
        assert check(store)["ok"]
    both, one = rows_of(path), rows_of(worlds.imported)
    nouns = [table for table in one if table not in ("meta", "import_file", "link")]
    assert {table for table in nouns if both[table] != one[table]} == set()


def more_exports(folder: Path, turn: int) -> Path:
    """A turn's own export: ten companies and their users' doings."""
    home = folder / f"turn-{turn}"
    home.mkdir(parents=True)
    names = [f"Turn {turn} Works {n}" for n in range(10)]
    companies = "".join(f"{turn}{n:02d},{name},t{turn}-{n}.example\n" for n, name in enumerate(names))
    (home / "companies.csv").write_text("Record ID,Company name,Company Domain Name\n" + companies, encoding="utf-8")
    rows = "".join(f"t{turn}e{n},t{turn},a@t{turn}-{n % 10}.example,report,2026-06-2{n % 9}T08:00:00Z,3,60,0\n" for n in range(50))
    head = "event_id,workspace_id,user_email,event,occurred_at,count,duration_seconds,errors\n"
    (home / "events.csv").write_text(head + rows, encoding="utf-8")
    return home


@pytest.fixture
def console(worlds, tmp_path) -> Iterator[tuple[str, Path]]:
    """The console on a store of one's own data, as people open it: its address and its store."""
    path = tmp_path / "s" / "context.db"
    Running(work.do_import, path, worlds.exports).end()
    Running(work.do_cycle, path).end()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with (tmp_path / "console.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"CS_STORE": str(path)}, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}", path
        finally:
            process.terminate()
            process.wait(30)
    assert "locked" not in (tmp_path / "console.log").read_text() and "Traceback" not in (tmp_path / "console.log").read_text()


@pytest.mark.parametrize("seconds", [8, pytest.param(600, marks=pytest.mark.slow)])
def test_console_cycle_import_and_people_together_lose_nothing_and_see_no_lock(console, tmp_path, seconds, monkeypatch):
    """Cycles day after day, imports, decisions and backups by processes of their own, and pages read all the while."""
    address, path = console
    monkeypatch.setenv("CS_STORE", str(path))
    before, until, turn = rows_of(path), time.monotonic() + seconds, 0
    going: dict[str, Running] = {}
    told: list[object] = []
    imported, decided, pages = [], [], 0

    def begin(kind: str) -> Running:
        match kind:
            case "cycle":
                day = END + timedelta(days=turn % 7)
                return Running(work.do_cycle, path, now=NOON + timedelta(days=turn % 7, seconds=turn), as_of=day)
            case "import":
                imported.append(turn)
                return Running(work.do_import, path, more_exports(tmp_path / "more", turn), now=NOON + timedelta(seconds=turn))
            case "decide":
                with open_store(path) as store:
                    ids = [row["id"] for row in queue(store, now=NOON)][:5]
                return Running(work.do_decide, path, ids)
        return Running(work.do_backup, path, tmp_path / f"kept-{turn}.zip")

    while time.monotonic() < until:
        for kind in ("cycle", "import", "decide", "backup"):
            if kind not in going:
                turn, going[kind] = turn + 1, begin(kind)
            elif not going[kind].process.is_alive():
                ended = going.pop(kind).end()
                told += [e for e in ended if isinstance(e, Exception)]
                decided += [e for e in ended if kind == "decide" and isinstance(e, str)]
        page = ("00_Today", "30_Review", "31_Trace", "11_Context")[pages % 4]
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=120).run()
        assert not app.exception and not app.error, (page, [e.value for e in (*app.exception, *app.error)])
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=30) as answer:
            assert answer.read() == b"ok"
        pages += 1
        for old in sorted(tmp_path.glob("kept-*.zip"))[:-2]:
            old.unlink()
    for run in going.values():
        told += [e for e in run.end() if isinstance(e, Exception)]
    said = [str(error) for error in told]
    assert all(isinstance(e, CSError) and "Another cycle" in str(e) for e in told), said
    with open_store(path) as store:
        assert check(store)["problems"] == []
        names = store.keys_of("company", "name")
        assert all(f"Turn {n} Works {k}" in names for n in imported for k in range(10))
        made = Counter(row["proposal_id"] for row in store.rows("decision"))
        assert max(made.values(), default=1) == 1
        assert set(decided) <= {*made, *store.keys_of("planted_decision", "planted_id")}
        waits = store.frame("proposal", "account_id", "agent", "play", "as_of")
        assert waits.unique().height == waits.height
    after = rows_of(path)
    assert not {table: gone for table, rows in before.items() if table != "meta" and (gone := rows - after[table])}
    assert pages and len(imported) > 1
    assert command("--store", path, "check").status == 0
