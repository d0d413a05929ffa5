"""What is imported or removed while a page is drawn: it may tell of before, and nothing that it leaves behind stands for after."""

from shutil import rmtree

import pytest

from cs_core.context.shelves.shelved import Shelved
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import open_store
from pages._ui.kept import kept, known_of
from tests.worlds import TODAY, a_store, with_company


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def imported(store, company: str) -> None:
    with open_store(store.path) as other:
        with_company(other, company)


def names(snap: Snapshot) -> list[str]:
    return sorted(snap.accounts["account_id"])


def test_an_answer_from_before_an_import_is_not_kept_for_after_it(store):
    before = known_of(store, TODAY)
    imported(store, "bolt")
    assert kept(before, names, says="Counting") in (["acme"], ["acme", "bolt"])
    assert kept(known_of(store, TODAY), names, says="Counting") == ["acme", "bolt"]


def test_what_a_shelf_from_before_an_import_had_is_not_put_down_for_after_it(store):
    before = known_of(store, TODAY)
    assert isinstance(before, Shelved)
    imported(store, "bolt")
    assert sorted(before.signals["account_id"]) == names(before) == ["acme"]
    after = known_of(store, TODAY)
    assert names(after) == sorted(after.signals["account_id"]) == names(snapshot(store, TODAY)) == ["acme", "bolt"]


def test_a_shelf_that_is_gone_while_its_signals_are_kept_is_put_down_anew(store):
    assert isinstance(known_of(store, TODAY), Shelved)
    rmtree(store.lake / "shelf")
    assert isinstance(known_of(store, TODAY), Shelved)
    rmtree(store.lake / "shelf")
    (store.lake / "shelf").write_text("in the way")
    assert names(known_of(store, TODAY)) == ["acme"]
