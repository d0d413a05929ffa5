"""The contract of the store: history is only added to, transactions are whole, writers take turns, roles are kept, copies are stores."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.keeping.access import Actor
from cs_core.context.keeping.contract import Store
from cs_core.context.keeping.schema import HISTORY, columns_of
from cs_core.context.keeping.sqlite import SqliteStore
from cs_core.context.store import open_store
from cs_core.errors import NotAllowed, StoreError
from cs_core.records import Decision
from tests.context.keeping.builders import NOW, a_touch, in_memory, opened, store
from tests.context.keeping.in_memory import PLACES, MemoryStore

__all__ = ["in_memory", "opened", "store"]

LEADER = Actor(name="Lea", email="lea@x.example", role="leader")
REVIEWER = Actor(name="Rob", email="rob@x.example", role="reviewer")
VIEWER = Actor(name="Vic", email="vic@x.example", role="viewer")


def test_history_is_only_added_to_and_what_keeps_the_rows_refuses_anything_else(store):
    assert not {name for name in dir(store) if not name.startswith("_")} & {"update", "delete", "upsert", "replace", "execute", "query"}
    for table in (t for t in HISTORY if t != "meta"):
        key = next(iter(columns_of(table)))
        store.append(table, [{key: "k"}])
        before = store.rows(table)
        assert store.append(table, [dict.fromkeys(columns_of(table)) | {key: "k"}]) == 0 and store.rows(table) == before
        for statement in beneath(store, table, key):
            with pytest.raises(Exception, match="append-only"):
                statement()
        assert store.rows(table) == before


def beneath(store: Store, table: str, key: str) -> list[Callable]:
    """What somebody who goes round the contract could try, by the means of each implementation."""
    if isinstance(store, SqliteStore):
        told = (f"UPDATE [{table}] SET [{key}] = 'x'", f"DELETE FROM [{table}]")
        return [lambda sql=sql: store._db.execute(sql) for sql in told]
    if isinstance(store, MemoryStore):
        rows = PLACES[store.path].tables[table]
        return [lambda: rows.__setitem__("k", {key: "x"}), lambda: rows.__delitem__("k")]
    raise NotImplementedError(f"say here how {type(store).__name__} is asked to change a row")


def test_a_store_of_a_newer_version_is_left_as_it_is(store, opened):
    store.append("note", [{"id": "n"}])
    make_newer(store)
    with pytest.raises(StoreError, match="newer version") as error:
        opened()
    assert "\n" not in str(error.value) and store.keys("note") == {"n"}


def make_newer(store: Store) -> None:
    """As a program of tomorrow would leave the store."""
    if isinstance(store, SqliteStore):
        store._db["_sqlite_migrations"].insert({"migration_set": "context", "name": "m999_of_tomorrow", "applied_at": NOW.isoformat()})
    elif isinstance(store, MemoryStore):
        PLACES[store.path].version += 1
    else:
        raise NotImplementedError(f"say here how {type(store).__name__} knows a newer version")


def test_a_transaction_is_all_or_nothing(store, opened):
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.append("touch", [a_touch(1)])
        store.put("colour", "red", at=NOW)
        assert store.count("touch") == 1, "what is written within is seen within"
        with opened() as other:
            assert other.count("touch") == 0 and other.get("colour") == "", "and by nobody else"
        raise ZeroDivisionError
    assert store.count("touch") == 0 and store.get("colour") == ""
    with store.transaction():
        store.append("touch", [a_touch(1)])
    with opened() as other:
        assert other.count("touch") == 1


def test_nested_transactions_join_the_outer_one(store):
    with pytest.raises(ZeroDivisionError), store.transaction():
        with store.transaction():
            store.append("touch", [a_touch(1)])
        with store.transaction():
            store.append_frame("note", pl.DataFrame({"id": ["n"]}))
        raise ZeroDivisionError
    assert store.count("touch") == store.count("note") == 0
    with store.transaction(), store.transaction():
        store.append("touch", [a_touch(2)])
    assert store.keys("touch") == {"t2"}


def test_two_writers_take_turns_and_lose_nothing(opened):
    opened().close()
    begin = threading.Barrier(2)

    def write(who: int) -> None:
        with opened() as store:
            begin.wait()
            for n in range(20):
                with store.transaction():
                    n_before = store.count("touch")
                    store.append("touch", [a_touch(100 * who + n), a_touch(n_before + 1000)])

    threads = [threading.Thread(target=write, args=(who,)) for who in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened() as store:
        assert store.count("touch") == 80, "no writer counted what the other was about to write"


def test_who_is_logged_in_signs_and_is_refused_what_their_role_forbids(opened):
    with opened() as store:
        assert (store.by, store.actor) == ("console", None)
        store.need("goal")
    plain = {"reason": "", "edit_distance": 0.0, "decided_at": NOW}
    decision = plain | {"id": "d", "proposal_id": "p", "decision": "approve", "by": "console"}
    with opened(REVIEWER) as store:
        signed = store.by
        assert "Rob" in signed and store.actor.role == "reviewer"
        store.append("decision", [decision])
        assert [d.by for d in store.records(Decision)] == [signed]
        with pytest.raises(NotAllowed, match="signed by Lea"):
            store.append("decision", [decision | {"id": "e", "by": "Lea"}])
        for refused in (
            lambda: store.need("goal"), lambda: store.append("goal", [{"id": "g"}]), lambda: store.put("colour", "red", at=NOW),
            lambda: store.append_frame("goal", pl.DataFrame({"id": ["g"]})),
        ):  # fmt: skip
            with pytest.raises(NotAllowed, match="A reviewer may not"):
                refused()
    with opened(VIEWER) as store:
        assert store.count("decision") == 1 and store.version("decision")
        with pytest.raises(NotAllowed, match="A viewer may not"):
            store.append("decision", [decision | {"id": "f"}])
    with opened(LEADER) as store:
        assert store.append("goal", [{"id": "g"}]) == 1 and store.count("decision") == 1


def test_a_copy_is_a_store_and_holds_what_was_committed(store, opened, tmp_path):
    store.append("touch", [a_touch(1)])
    with opened() as other, other.transaction():
        other.append("touch", [a_touch(2)])
        store.copy_to(tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as copy:
        assert copy.keys("touch") == {"t1"} and copy.problems() == []


def test_a_whole_store_has_no_problems_also_after_it_was_made_durable(store):
    store.durable()
    store.append("touch", [a_touch(1)])
    assert store.problems() == [] and store.count("touch") == 1


def test_files_that_belong_to_it_lie_beside_it_under_names_of_their_own(store, opened):
    assert isinstance(store.lake, Path) and store.lake == store.beside("lake") and store.beside("outbox").parent == store.lake.parent
    with opened() as again:
        assert again.path == store.path and again.beside("outbox") == store.beside("outbox") != store.lake


def test_what_is_closed_tells_nothing_and_what_was_not_committed_is_gone(opened):
    store = opened()
    with pytest.raises(ZeroDivisionError), store, store.transaction():
        store.append("touch", [a_touch(1)])
        raise ZeroDivisionError
    with pytest.raises(Exception, match="closed"):
        store.count("touch")
    with opened() as again:
        assert again.count("touch") == 0
        again.close()


def test_an_address_of_another_kind_is_refused_in_one_line():
    with pytest.raises(StoreError, match="The store is a file: give its path") as error:
        open_store("mysql://here/there")
    assert "\n" not in str(error.value)


def test_times_with_a_zone_are_refused_or_kept_to_the_second(store):
    store.append("touch", [a_touch(1, at=datetime(2026, 6, 30, 12, tzinfo=UTC))])
    assert store.frame("touch", "at")["at"].to_list() == [NOW]
