"""Saved views, and accounts found by a few letters."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from cs_core.context.search import find_accounts
from cs_core.context.views import forget_view, save_view, saved_views
from cs_core.errors import BadInput
from tests.worlds import a_store

NOON = datetime(2026, 6, 30, 12)
NAMES = pl.DataFrame({"account_id": ["a1", "b2", "c3"], "name": ["Northwind Traders", "Trade North", None]})


def test_a_view_is_kept_with_its_whole_address_and_the_last_one_of_a_name_holds(tmp_path):
    with a_store(tmp_path) as store:
        save_view(store, "Tail", "10_Accounts", [("segment", "long tail"), ("segment", "mid-market")], by="Ada", now=NOON)
        save_view(store, " tail ", "00_Today", [("owner", "A & B")], by="Ben", now=NOON + timedelta(minutes=1))
        save_view(store, "All", "10_Accounts", [], by="Ada", now=NOON)
        assert [(v.name, v.page, v.query, v.by) for v in saved_views(store)] == [
            ("All", "10_Accounts", (), "Ada"),
            ("tail", "00_Today", (("owner", "A & B"),), "Ben"),
        ]


def test_a_view_that_was_taken_away_is_gone_and_can_be_saved_again(tmp_path):
    with a_store(tmp_path) as store:
        save_view(store, "Tail", "10_Accounts", [], by="Ada", now=NOON)
        forget_view(store, "Tail", by="Ben", now=NOON + timedelta(minutes=1))
        assert saved_views(store) == []
        with pytest.raises(BadInput, match="No view"):
            forget_view(store, "Tail", by="Ben", now=NOON)
        save_view(store, "Tail", "10_Accounts", [], by="Ada", now=NOON + timedelta(minutes=2))
        assert len(saved_views(store)) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name_that_can_be_read_in_a_list(tmp_path, name):
    with a_store(tmp_path) as store, pytest.raises(BadInput, match="name of 1 to 60"):
        save_view(store, name, "10_Accounts", [], by="Ada", now=NOON)


@pytest.mark.parametrize(
    ("text", "found"),
    [("north", ["a1", "b2"]), ("B2", ["b2"]), ("Nortwind Tradrs", ["a1"]), ("zzzzqq", []), (" ", []), ("(", [])],
)
def test_an_account_is_found_by_what_it_begins_with_holds_or_sounds_like(text, found):
    assert [account_id for account_id, _ in find_accounts(NAMES, text)] == found


def test_what_is_written_changes_the_state_of_the_store_and_reading_does_not(tmp_path):
    with a_store(tmp_path) as store:
        before = store.state()
        saved_views(store)
        assert store.state() == before
        save_view(store, "Tail", "10_Accounts", [], by="Ada", now=NOON)
        after = store.state()
        assert after != before
        store.put("demo_end", "2026-06-30", at=NOON)
        store.put("demo_end", "2026-07-01", at=NOON)
        assert len({before, after, store.state()}) == 3
