"""A store of each implementation of the contract, and rows to write into it."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cs_core.context.keeping.contract import Store
from cs_core.context.store import KINDS, open_store
from cs_core.records import key_of
from tests.context.keeping.in_memory import KIND, SCHEME

NOW = datetime(2026, 6, 30, 12)
UNDER_TEST = os.environ.get("CS_TEST_STORE", "")
IMPLEMENTATIONS: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: str(folder / "context.db"),
    "memory": lambda folder: f"{SCHEME}://{folder}/context.db",
    **({"other": lambda folder: UNDER_TEST.replace("{name}", f"cs_{key_of(folder)}")} if UNDER_TEST else {}),
}
"""Name -> the address of a new store for a test, to which the folder belongs."""


@pytest.fixture
def in_memory(monkeypatch) -> None:
    """There are stores in memory too."""
    monkeypatch.setitem(KINDS, SCHEME, KIND)


@pytest.fixture(params=IMPLEMENTATIONS)
def opened(request, tmp_path, in_memory) -> Callable[..., Store]:
    """Opens the same new store each time it is called."""
    return lambda actor=None: open_store(IMPLEMENTATIONS[request.param](tmp_path), actor=actor)


@pytest.fixture
def store(opened):
    with opened() as store:
        yield store


def a_touch(n: int, **changed: object) -> dict:
    plain = {"id": f"t{n}", "account_id": "a", "task_id": None, "mode": "call", "minutes": 5.0, "two_way": True, "by": "Lea", "at": NOW}
    return plain | {"result": "", "done": False} | changed


def ids(rows: list[dict]) -> list[str]:
    return [row["id"] for row in rows]
