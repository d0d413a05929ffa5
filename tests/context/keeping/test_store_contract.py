"""The contract of the store, verb by verb, held against whatever implements it: SQLite; Postgres where ``CS_TEST_POSTGRES`` is its URI."""

import inspect
import os
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.keeping.access import Actor
from cs_core.context.keeping.contract import Store
from cs_core.context.keeping.schema import HISTORY, TABLES, columns_of
from cs_core.context.keeping.sqlite import SqliteStore
from cs_core.context.store import open_store
from cs_core.errors import NotAllowed, StoreError
from cs_core.records import Decision, Touch

NOW = datetime(2026, 6, 30, 12)
POSTGRES = os.environ.get("CS_TEST_POSTGRES", "")
IMPLEMENTATIONS = ("sqlite", *(["postgres"] if POSTGRES else []))
VERBS = tuple(name for name in (*vars(Store), *Store.__annotations__) if not name.startswith("_") and name != "register")
LEADER = Actor(name="Lea", email="lea@x.example", role="leader")
REVIEWER = Actor(name="Rob", email="rob@x.example", role="reviewer")
VIEWER = Actor(name="Vic", email="vic@x.example", role="viewer")


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


def a_cycle(n: int) -> dict:
    summary = {"proposals": {"risk": n}, "words": ["é", None]}
    return {"id": f"c{n}", "as_of": date(2026, 6, n), "started_at": NOW, "seconds": 0.5, "accounts": n, "model": "m", "summary": summary}


def ids(rows: list[dict]) -> list[str]:
    return [row["id"] for row in rows]


def test_every_verb_of_the_contract_is_there_is_explained_and_is_tried_here():
    own = set(vars(SqliteStore)) | {"path", "lake", "actor"}
    tried = inspect.getsource(inspect.getmodule(a_touch))
    for verb in VERBS:
        assert verb in own, verb
        assert verb in Store.__annotations__ or inspect.getdoc(getattr(Store, verb)), verb
        assert f".{verb}" in tried, f"no test asks for {verb}"
    assert len(VERBS) > 20


def test_verbs_are_called_as_the_contract_says():
    for verb in VERBS:
        if callable(getattr(Store, verb, None)):
            ours, theirs = (inspect.signature(getattr(kind, verb)) for kind in (Store, SqliteStore))
            assert [(p.name, p.kind, p.default) for p in ours.parameters.values()] == [
                (p.name, p.kind, p.default) for p in theirs.parameters.values()
            ], verb


def test_a_row_is_added_once_whoever_adds_it_again(store):
    assert store.append("touch", [a_touch(1), a_touch(2)]) == 2
    assert store.append("touch", [a_touch(2, mode="mail"), a_touch(3), a_touch(3, mode="mail")]) == 1
    assert [(r["id"], r["mode"]) for r in store.rows("touch")] == [("t1", "call"), ("t2", "call"), ("t3", "call")]
    assert store.append("touch", []) == 0 and store.append("touch", iter([a_touch(4)])) == 1


def test_a_record_a_row_and_a_frame_say_the_same(store):
    touch = Touch.model_validate(a_touch(1))
    store.append("touch", [touch, a_touch(2)])
    frame = pl.DataFrame([a_touch(3) | {"minutes": 5.0}]).with_columns(pl.col("task_id").cast(pl.String), done=pl.lit(0), two_way=pl.lit(1))
    assert store.append_frame("touch", frame.drop("task_id")) == 1 and store.append_frame("touch", frame) == 0
    one, *others = ([{**row, "id": ""} for row in store.rows("touch")])
    assert others == [one, one] and one["two_way"] is True and one["done"] is False and one["task_id"] is None
    assert store.records(Touch) == [touch, touch.model_copy(update={"id": "t2"}), touch.model_copy(update={"id": "t3"})]


def test_what_no_column_holds_is_left_out_and_what_is_missing_is_null(store):
    store.append("note", [{"id": "n", "account_id": "a", "text": "é", "colour": "red"}])
    [row] = store.rows("note")
    assert list(row) == list(columns_of("note")) and row["text"] == "é" and row["by"] is None


@pytest.mark.parametrize("rows", [[{"id": "n3"}, {"id": "n4", "text": object()}], [{"id": "n3"}, 5]])
def test_rows_are_added_all_or_none(store, rows):
    store.append("note", [{"id": "n1"}])
    with pytest.raises(Exception):  # noqa: B017  (whatever is wrong with a row)
        store.append("note", rows)
    assert ids(store.rows("note")) == ["n1"]


def test_rows_come_in_the_order_in_which_they_were_written(store):
    store.append("touch", [a_touch(n) for n in (3, 1)])
    store.append("touch", [a_touch(2)])
    assert ids(store.rows("touch")) == ["t3", "t1", "t2"] == store.frame("touch")["id"].to_list()
    assert [t.id for t in store.records(Touch)] == ["t3", "t1", "t2"] and ids(store.rows("touch", limit=2)) == ["t3", "t1"]


def test_conditions_are_a_value_null_or_any_of_several_and_all_must_hold(store):
    rows = [a_touch(1), a_touch(2, account_id="b", task_id="k"), a_touch(3, account_id="c", mode="mail", two_way=False)]
    store.append("touch", rows)
    asked = (
        ({"account_id": "b"}, ["t2"]), ({"account_id": ["a", "c"]}, ["t1", "t3"]), ({"account_id": []}, []), ({"two_way": False}, ["t3"]),
        ({"task_id": None}, ["t1", "t3"]), ({"at": NOW}, ["t1", "t2", "t3"]), ({"account_id": "' OR 1=1 --"}, []),
        ({"account_id": {"a", "b"}, "mode": "call", "task_id": "k"}, ["t2"]),
    )  # fmt: skip
    for equals, wanted in asked:
        assert ids(store.rows("touch", **equals)) == wanted == store.frame("touch", "id", **equals)["id"].to_list(), equals
        assert store.count("touch", **equals) == len(wanted) == len(store.records(Touch, **equals))


def test_json_booleans_days_and_times_come_back_as_they_are_promised(store):
    store.append("cycle", [a_cycle(1), a_cycle(2)])
    first, _ = store.rows("cycle")
    assert first["summary"] == a_cycle(1)["summary"] and first["as_of"] == "2026-06-01" and first["started_at"] == "2026-06-30T12:00:00"
    frame = store.frame("cycle", "as_of", "started_at", "accounts", "seconds", "summary")
    assert list(frame.schema.values()) == [pl.Date, pl.Datetime("us"), pl.Int64, pl.Float64, pl.String]
    assert frame["as_of"].to_list() == [date(2026, 6, 1), date(2026, 6, 2)] and frame["started_at"][0] == NOW
    store.append("touch", [a_touch(1)])
    assert store.frame("touch", "two_way", "done").rows() == [(True, False)] == store.frame("touch", "two_way", "done", id="t1").rows()


def test_an_empty_table_has_its_columns_and_types(store):
    for table in (t for t in TABLES if t != "meta"):
        whole, none = store.frame(table), store.frame(table, **{next(iter(columns_of(table))): "x"})
        assert whole.is_empty() and whole.schema == none.schema and whole.columns == list(columns_of(table)) and store.rows(table) == []


def test_the_newest_of_each_group_stands_where_its_group_began(store):
    store.append("touch", [a_touch(1), a_touch(2, account_id="b"), a_touch(3), a_touch(4, account_id="c", mode="mail")])
    assert ids(store.latest("touch", "account_id")) == ["t3", "t2", "t4"] == ids(store.latest("touch", "account_id", "two_way"))
    assert ids(store.latest("touch", "mode")) == ["t3", "t4"] and ids(store.latest("touch", "account_id", mode="call")) == ["t3", "t2"]
    assert store.latest("note", "id") == []


def test_keys_are_those_of_a_table_or_of_one_column(store):
    store.append("touch", [a_touch(1), a_touch(2, account_id="b", task_id="k")])
    assert store.keys("touch") == {"t1", "t2"} and store.keys_of("touch", "account_id") == {"a", "b"}
    assert store.keys_of("touch", "task_id") == {None, "k"} and store.keys("note") == set()


def test_versions_grow_with_their_tables_and_with_nothing_else(store):
    before, whole = store.version("touch", "note"), store.state()
    assert store.version("touch", "note") == before and store.state() == whole
    store.append("touch", [a_touch(1)])
    after = store.version("touch", "note")
    assert after[0] > before[0] and after[1] == before[1] and store.state() != whole
    whole = store.state()
    store.append("touch", [a_touch(1)])
    store.put("seen_tour", "3", at=NOW)
    assert store.version("touch", "note") == after and store.state() == whole
    store.put("colour", "red", at=NOW)
    assert store.state() != whole and store.version() == ()


def test_a_setting_is_overwritten_and_has_a_default(store):
    assert store.get("colour") == "" and store.get("colour", "none") == "none"
    store.put("colour", "red", at=NOW)
    store.put("colour", "blue", at=NOW)
    assert store.get("colour", "none") == "blue"


def test_the_clock_is_the_walls_a_demos_last_day_or_the_last_day_of_a_file_of_the_past(store):
    assert store.now(NOW) == NOW
    store.put("newest_on", "2026-06-01", at=NOW)
    assert store.now(NOW) == NOW and store.now(NOW + timedelta(days=200)) == datetime(2026, 6, 1, 12)
    store.put("demo_end", "2026-05-05", at=NOW)
    assert store.now(NOW) == datetime(2026, 5, 5, 12)


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
    raise NotImplementedError(f"say here how {type(store).__name__} is asked to change a row")


def test_a_store_of_a_newer_version_is_left_as_it_is(store, opened):
    store.append("note", [{"id": "n"}])
    if isinstance(store, SqliteStore):
        store._db["_sqlite_migrations"].insert({"migration_set": "context", "name": "m999_of_tomorrow", "applied_at": NOW.isoformat()})
    with pytest.raises(StoreError, match="newer version") as error:
        opened()
    assert "\n" not in str(error.value) and store.keys("note") == {"n"}


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
