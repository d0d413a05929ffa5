"""Two that write at once: the second waits, and where that takes too long says so in one line."""

import pytest

from cs_core.context.keeping import sqlite as stores
from cs_core.context.store import open_store
from cs_core.errors import StoreError


def test_who_waits_too_long_for_another_writer_is_told_so_and_writes_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "WAIT_SECONDS", 0.05)
    with open_store(tmp_path / "context.db") as one, open_store(tmp_path / "context.db") as two:
        with one.transaction(), pytest.raises(StoreError, match="is being written by somebody else"), two.transaction():
            pass
        with two.transaction():
            pass
