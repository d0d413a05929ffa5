"""A store of each implementation of the contract, and rows to write into it."""

import os
from collections.abc import Callable
from datetime import datetime

import pytest

from cs_core.context.keeping.contract import Store
from cs_core.context.store import open_store

NOW = datetime(2026, 6, 30, 12)
POSTGRES = os.environ.get("CS_TEST_POSTGRES", "")
IMPLEMENTATIONS = ("sqlite", *(["postgres"] if POSTGRES else []))


@pytest.fixture(params=IMPLEMENTATIONS)
def opened(request, tmp_path) -> Callable[..., Store]:
    """Opens the same new store each time it is called."""
    return lambda actor=None: open_store(tmp_path / "context.db" if request.param == "sqlite" else POSTGRES, actor=actor)


@pytest.fixture
def store(opened):
    with opened() as store:
        yield store


def a_touch(n: int, **changed: object) -> dict:
    plain = {"id": f"t{n}", "account_id": "a", "task_id": None, "mode": "call", "minutes": 5.0, "two_way": True, "by": "Lea", "at": NOW}
    return plain | {"result": "", "done": False} | changed


def ids(rows: list[dict]) -> list[str]:
    return [row["id"] for row in rows]
