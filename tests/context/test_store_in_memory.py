"""The contract of the store is all that the program asks of it: a company lives on rows in memory as it does on a file, word for word.

What opens the store again in a process of its own (the way of large books, a durable cycle, `serve`) is left out: this one's rows are not
there. Figures of the machine's own clock differ on one file too, and the last digits of a sum that several threads add up.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from cs_core.context.store import KINDS, MADE_UNTIL, TABLES, open_store
from tests.cli.commands import run
from tests.conftest import END, NOON
from tests.context.keeping.builders import IMPLEMENTATIONS
from tests.context.keeping.in_memory import KIND, SCHEME, MemoryStore

WEEK = timedelta(days=7)
OWN = {"seconds", "ms", "bytes"}
"""Columns, and parts of documents, that say how long the machine took, and how small it packed."""

DIGITS = 12


class Life(NamedTuple):
    """What became of a company on one kind of store."""

    address: str
    backup: Path
    said: list[str]
    """Each command with its status and its document."""
    rows: dict[str, list[dict]]
    outbox: dict[str, bytes]


def plain(told: object) -> object:
    """A document or a row without what is the machine's own."""
    if isinstance(told, dict):
        return {key: plain(value) for key, value in told.items() if key not in OWN}
    if isinstance(told, float):
        return float(f"{told:.{DIGITS}g}")
    return [plain(one) for one in told] if isinstance(told, list) else told


def rows_of(address: str | Path) -> dict[str, list[dict]]:
    with open_store(address) as store:
        return {table: plain(store.rows(table)) for table in TABLES}


def lived(name: str, folder: Path, clock: pytest.MonkeyPatch) -> Life:
    """Import, a cycle, decisions, the outbox, a call that was logged, goals; a week later another cycle, and what is told of it all."""
    own, said = folder / name, []
    address, exports = IMPLEMENTATIONS[name](own), str(folder / "exports")
    own.mkdir()

    def tell(*words: str, now: datetime = NOON) -> dict:
        for module in [m for name, m in sys.modules.items() if name.startswith("cs_core.cli.") and hasattr(m, "wall")]:
            clock.setattr(module, "wall", lambda: now)
        status, document = run(address, *words)
        assert document.get("ok", True) and "error" not in document, (words, document)
        told = json.dumps([words, status, plain(document)])
        said.append(told.replace(str(Path(address)), "STORE").replace(str(own), "FOLDER"))
        return document

    tell("demo", "--accounts", "40", "--weeks", "60", "--end", END.isoformat(), "--out", exports)
    tell("import", exports, "--dry-run")
    tell("cycle")
    waits = tell("queue")["proposals"]
    tell("decide", waits[0]["id"], "approve", "--by", "Lea")
    tell("decide", waits[1]["id"], "reject", "--reason", "they called", "--by", "Lea")
    tell("decide", waits[2]["id"], "approve", "--by", "Lea")
    tell("decide", waits[2]["id"], "take-back", "--reason", "too soon", "--by", "Lea")
    account = waits[0]["account_id"]
    tell("deliver")
    tell("touch", account, "--mode", "call", "--minutes", "20", "--by", "Lea")
    tell("note", account, "--key", "remark", "--text", "Their budget is frozen", "--by", "Lea")
    tell("goals", "set", "nrr=110", "--by", "Lea")
    with open_store(address) as store:
        store.put(MADE_UNTIL, (END + WEEK).isoformat(), at=NOON)
    for words in (
        ("cycle",), ("deliver",), ("goals",), ("coverage", "--commit"), ("audit",), ("account", account), ("prep", account), ("work",),
        ("digest",), ("forecast",), ("ask", "--ready", "renewals-by-month"), ("check",), ("backup", str(own / "kept.zip")),
    ):  # fmt: skip
        tell(*words, now=NOON + WEEK)
    with open_store(address) as store:
        outbox = store.beside("outbox")
    sent = {str(file.relative_to(outbox)): file.read_bytes() for file in sorted(outbox.rglob("*")) if file.is_file()}
    return Life(address, own / "kept.zip", said, rows_of(address), sent)


@pytest.fixture(scope="module")
def lives(tmp_path_factory) -> Iterator[dict[str, Life]]:
    folder = tmp_path_factory.mktemp("lives")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, SCHEME, KIND)
        yield {name: lived(name, folder, patch) for name in ("sqlite", "memory")}


def test_every_command_says_the_same(lives):
    file, memory = lives["sqlite"], lives["memory"]
    for one, other in zip(file.said, memory.said, strict=True):
        assert one == other


def test_every_row_is_the_same_with_its_id(lives):
    file, memory = lives["sqlite"], lives["memory"]
    for table in TABLES:
        assert file.rows[table] == memory.rows[table], table
    there = ("company", "proposal", "verdict", "routed", "finding", "decision", "taken_back", "action", "delivery", "touch", "note", "goal",
             "coverage", "case", "task", "step")  # fmt: skip
    assert [table for table in there if not file.rows[table]] == []
    assert len(file.rows["cycle"]) == 2


def test_the_outbox_holds_the_same(lives):
    assert lives["sqlite"].outbox == lives["memory"].outbox != {}


def test_there_was_no_file_of_rows(lives):
    with open_store(lives["memory"].address) as store:
        assert isinstance(store, MemoryStore)
        assert not list(store.lake.parent.rglob("*.db")) and store.lake.is_dir()


def test_a_backup_of_either_is_put_back_as_a_file(lives, tmp_path):
    for name, life in lives.items():
        status, told = run(tmp_path / f"{name}.db", "restore", str(life.backup))
        assert status == 0 and told["ok"] and rows_of(tmp_path / f"{name}.db") == life.rows
        assert run(tmp_path / f"{name}.db", "check")[1]["ok"]
