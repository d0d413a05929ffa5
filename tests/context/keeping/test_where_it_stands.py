"""Where a store is: one address through the whole program, of a file or of something else, and told which only at the door."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.context.store import is_there, one_name, open_store, remove_store, seen_from
from cs_core.errors import StoreError
from tests.context.keeping.builders import NOW, in_memory, opened, store

__all__ = ["in_memory", "opened", "store"]


def test_a_store_is_there_once_it_was_opened_and_gone_once_it_was_removed(opened):
    with opened() as store:
        path = store.path
        store.put("colour", "red", at=NOW)
        store.lake.mkdir()
        assert is_there(path) and open_store(path).get("colour") == "red"
    assert {path, store.lake} <= {*remove_store(path)} and not is_there(path) and not store.lake.exists() and remove_store(path) == []
    with opened() as store:
        assert store.get("colour") == ""


def test_only_the_address_of_a_file_depends_on_where_it_is_told(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert seen_from(Path("/elsewhere"), store.path) == one_name(store.path) == store.path
    assert seen_from(tmp_path, Path("own.db")) == one_name(Path("own.db")) == tmp_path / "own.db"


@pytest.mark.parametrize("address", ["postgresql://host/database", "MySQL://host/database", "sqlite:///own.db"])
@pytest.mark.parametrize("command", ["demo", "check", "import"])
def test_an_address_that_nothing_keeps_rows_at_is_refused_on_every_way_in(tmp_path, monkeypatch, address, command):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CS_STORE", address)
    for way in ([], ["--store", address]):
        said = CliRunner().invoke(cli, [*way, command, *(["."] if command == "import" else [])])
        assert said.exit_code == 1 and "The store is a file: give its path" in said.output, said.output
    for path in (address, Path(address)):
        with pytest.raises(StoreError, match="The store is a file"):
            open_store(path)
    assert [*tmp_path.iterdir()] == [], "no folder was made of it"
