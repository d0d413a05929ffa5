"""A store that is damaged, cut off, of a newer version, no store at all, or held by somebody else: one line says what to do.

A restore works from there, and what stood there is kept as it was.
"""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.backup import check
from cs_core.context.evidence import FOLDERS
from cs_core.context.keeping import sqlite as stores
from cs_core.context.store import open_store
from tests.faults.work import command
from tests.faults.worlds import copied, differing, rows_of

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = (["check"], ["cycle"], ["queue"], ["coverage"], ["quality"], ["deliver"], ["backup", "OUT"], ["import", "EXPORTS"])


def in_pages(path: Path, seed: int, *, share: float = 0.3, size: int = 200) -> None:
    """Random bytes in so large a share of the file's pages."""
    chance, data = random.Random(seed), bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        if chance.random() < share:
            at = page * 4096 + chance.randrange(4096 - size)
            data[at : at + size] = chance.randbytes(size)
    path.write_bytes(bytes(data))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def no_sqlite(path: Path) -> None:
    path.write_text("Company,Domain\nAcme,acme.example\n" * 1_000)


def header_gone(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes(100) + data[100:])


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE invoices (id TEXT)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('context', 'm999_later', '2030-01-01')")
        db.commit()


def first_page(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + random.Random(1).randbytes(3_996) + data[4096:])


DAMAGES: dict[Callable[[Path], None], str] = {
    cut_off: "restore FILE", emptied: "it was cut off", no_sqlite: "is no context store, or a damaged one", first_page: "restore FILE",
    header_gone: "is no context store, or a damaged one", another_database: "is a database of something else",
    newer: "was written by a newer version (m999_later): update the program, or restore a backup",
}  # fmt: skip


def one_line(said) -> str:
    assert said.status in (0, 1, 2), said
    assert "Traceback" not in said.out + said.err, said
    if said.status and not said.out:
        assert len(said.err.strip().splitlines()) == 1, said.err
    return said.err.strip()


def typed(words: list[str], worlds, folder: Path) -> list[str]:
    given = {"OUT": str(folder / "out.zip"), "EXPORTS": str(worlds.exports)}
    return [given.get(word, word) for word in words]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_store_that_cannot_be_read_says_so_and_a_restore_puts_another_in_its_place(worlds, tmp_path, damage):
    path = copied(worlds.decided, tmp_path / "s")
    damage(path)
    damaged = path.read_bytes()
    for words in COMMANDS[:: len(COMMANDS) - 1]:
        said = command("--store", path, *typed(words, worlds, tmp_path))
        assert said.status == 1 and DAMAGES[damage] in one_line(said)
    assert command("--store", path, "backup", tmp_path / "of-damaged.zip").status == 1 and not (tmp_path / "of-damaged.zip").exists()
    said = command("--store", path, "restore", worlds.kept, "--json")
    assert said.status == 0 and rows_of(path) == rows_of(worlds.cycled)
    kept = {Path(name).suffix: Path(name) for name in said.document["kept"]}
    assert kept[".db"].read_bytes() == damaged and list(kept[".lake"].rglob("*.parquet"))
    assert json.loads(command("--store", path, "check", "--json").out)["ok"]


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 30))])
def test_random_bytes_in_its_pages_show_no_traceback_and_check_tells(worlds, tmp_path, seed):
    path = copied(worlds.cycled, tmp_path / "s")
    in_pages(path, seed, share=(0.5, 0.1, 0.02)[seed % 3])
    for words in COMMANDS if seed >= 3 else COMMANDS[:3]:
        one_line(command("--store", path, *typed(words, worlds, tmp_path)))
    said = command("--store", path, "check")
    assert said.status == 1 and "restore FILE" in said.out + said.err
    assert command("--store", path, "restore", worlds.kept).status == 0
    assert rows_of(path) == rows_of(worlds.cycled)


@pytest.mark.parametrize("damage", [*list(DAMAGES)[:3], newer, in_pages], ids=lambda damage: damage.__name__)
def test_the_console_says_it_in_one_line_too(worlds, tmp_path, damage, monkeypatch):
    path = copied(worlds.cycled, tmp_path / "s")
    damage(path, *((5,) if damage is in_pages else ()))
    monkeypatch.setenv("CS_STORE", str(path))
    for page in ("00_Today", "30_Review") if damage is in_pages else ("00_Today",):
        app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
        assert not app.exception, [e.value for e in app.exception]
        [error] = app.error
        assert ("restore" in error.value or "no context store" in error.value) and len(error.value.splitlines()) == 1


def lake_file(path: Path) -> Path:
    return next((path.with_suffix(".lake") / "events").rglob("*.parquet"))


@pytest.mark.parametrize(("cut", "words"), [(lambda b: b"", "damaged"), (lambda b: b[:500], "damaged"), (lambda b: b[:-300], "damaged")])
def test_a_damaged_file_of_the_lake_is_told_and_mended_by_a_restore(worlds, tmp_path, cut, words):
    path = copied(worlds.cycled, tmp_path / "s")
    lake_file(path).write_bytes(cut(lake_file(path).read_bytes()))
    for asked in (["cycle", "--as-of", "2026-06-20"], ["import", "EXPORTS"]):
        said = command("--store", path, *typed(asked, worlds, tmp_path))
        assert said.status == 1 and "`check` says which" in one_line(said)
    said = command("--store", path, "check")
    assert said.status == 1 and "cannot be read" in said.out
    assert command("--store", path, "restore", worlds.kept).status == 0
    assert json.loads(command("--store", path, "check", "--json").out)["ok"]


def test_bytes_that_changed_in_the_lake_are_told_even_where_it_can_be_read(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    data = bytearray(lake_file(path).read_bytes())
    data[len(data) // 2] ^= 1
    lake_file(path).write_bytes(bytes(data))
    said = command("--store", path, "check")
    assert said.status == 1 and ("is not as it was written" in said.out or "cannot be read" in said.out)


def test_files_of_the_lake_that_are_gone_are_told_events_and_evidence_alike(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    shutil.rmtree(path.with_suffix(".lake"))
    said = command("--store", path, "check")
    assert said.status == 1 and said.out.count("is missing") == 1 + len(FOLDERS)
    assert command("--store", path, "import", worlds.exports).status in (0, 1)  # its usage is landed again
    with open_store(path) as store:
        [problem] = check(store)["problems"]
        assert all(f"{folder}/" in problem for folder in FOLDERS) and "restore a backup that has it" in problem


def test_without_a_file_of_use_a_cycle_writes_nothing_audit_says_so_and_an_import_heals_it(worlds, tmp_path):
    path = copied(worlds.imported, tmp_path / "s")
    lake_file(path).unlink()
    before = rows_of(path)
    with open_store(path) as store:
        name = store.rows("company", limit=1)[0]["name"]
    for words in (["cycle"], ["coverage"], ["account", name]):
        said = command("--store", path, *words)
        assert said.status == 1 and "of the lake is missing, and customers' use with it: import its file again" in one_line(said)
    assert differing(before, rows_of(path)) == set()
    said = command("--store", path, "audit", "--json")
    assert said.status == 0 and len(said.document["lost"]) == 1
    assert "is missing, and use is told without it" in command("--store", path, "audit").out.splitlines()[0]
    assert command("--store", path, "import", worlds.exports).status in (0, 1)
    assert command("--store", path, "check").status == 0 and command("--store", path, "cycle").status == 0


def test_the_console_refuses_too_but_opens_where_the_file_can_be_imported_again(worlds, tmp_path, monkeypatch):
    path = copied(worlds.cycled, tmp_path / "s")
    lake_file(path).unlink()
    monkeypatch.setenv("CS_STORE", str(path))
    app = AppTest.from_file(str(ROOT / "pages" / "00_Today.py"), default_timeout=60).run()
    assert not app.exception and "import its file again" in app.error[0].value
    context = AppTest.from_file(str(ROOT / "pages" / "11_Context.py"), default_timeout=60).run()
    assert not context.exception and "use is told without them: events/product/" in context.warning[0].value
    context.query_params["part"] = "Import"
    assert not context.run().exception and not context.error


def test_without_the_evidence_of_a_cycle_everything_else_goes_on(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    shutil.rmtree(path.with_suffix(".lake") / "snapshots")
    assert command("--store", path, "check").status == 1
    said = command("--store", path, "backup", tmp_path / "kept.zip")
    assert said.status == 0 and "without: the evidence that was kept of the cycle of 2026-06-30 is lost" in said.out
    for words in (["goals"], ["goals", "moved", "onboarding_on_track"], ["promised"], ["cycle"]):
        said = command("--store", path, *words)
        assert said.status == 0 and one_line(said) == ""


def test_a_damaged_file_that_is_made_anew_is_told_and_gone_once_it_is_removed(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    made = next((path.with_suffix(".lake")).rglob("*.rows"), None) or path.with_suffix(".lake") / "shelf" / "day" / "accounts.rows"
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(b"PAR1 cut off")
    said = command("--store", path, "check")
    assert said.status == 1 and f"{made} cannot be read" in said.out and "remove it, it is made anew" in said.out
    made.unlink()
    assert command("--store", path, "check").status == 0


def held(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    return db


def impatient() -> None:
    """Waits for nobody for long."""
    stores.WAIT_SECONDS = 0.3


@pytest.mark.parametrize("words", [["cycle"], ["import", "EXPORTS"], ["touch", "NAME", "--mode", "call", "--minutes", "5", "--by", "Lea"]])
def test_a_store_that_somebody_else_writes_for_too_long_is_told_and_works_afterwards(worlds, tmp_path, words):
    path = copied(worlds.imported, tmp_path / "s")
    with open_store(path) as store:
        name = store.rows("company", limit=1)[0]["name"]
    asked = [name if word == "NAME" else word for word in typed(words, worlds, tmp_path)]
    with closing(held(path)):
        said = command("--store", path, *asked, before=impatient)
        assert said.status == 1 and "is being written by somebody else: try again in a minute" in one_line(said)
        assert command("--store", path, "check", before=impatient).status == 0, "who only reads need not wait"
    assert command("--store", path, *asked).status in (0, 1 if "import" in words else 0)


def test_who_opens_a_store_that_is_upgraded_waits_for_it(tmp_path):
    path = tmp_path / "context.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    with closing(held(path)):
        said = command("--store", path, "check", before=impatient)
        assert said.status == 1 and "is being written by somebody else" in one_line(said)
