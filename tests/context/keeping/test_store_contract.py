"""The contract of the store, verb by verb, held against whatever implements it: SQLite, rows in memory, and what ``CS_TEST_STORE`` names.

It is the address of a store of another implementation; ``{name}`` in it stands for a name of each test's own: ``postgresql://host/{name}``.
"""

import inspect
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.keeping.contract import Store
from cs_core.context.keeping.schema import TABLES, columns_of
from cs_core.records import Touch
from tests.context.keeping.builders import NOW, a_touch, ids, in_memory, opened, store

__all__ = ["in_memory", "opened", "store"]

VERBS = tuple(name for name in (*vars(Store), *Store.__annotations__) if not name.startswith("_") and name != "register")


def a_cycle(n: int) -> dict:
    summary = {"proposals": {"risk": n}, "words": ["é", None]}
    return {"id": f"c{n}", "as_of": date(2026, 6, n), "started_at": NOW, "seconds": 0.5, "accounts": n, "model": "m", "summary": summary}


def test_every_verb_of_the_contract_is_there_is_explained_and_is_tried_here(store):
    tried = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_store_contract*.py"))
    for verb in VERBS:
        assert hasattr(store, verb), verb
        assert verb in Store.__annotations__ or inspect.getdoc(getattr(Store, verb)), verb
        assert f".{verb}" in tried, f"no test asks for {verb}"
    assert len(VERBS) > 20


def test_verbs_are_called_as_the_contract_says(store):
    for verb in VERBS:
        if callable(getattr(Store, verb, None)):
            ours, theirs = (inspect.signature(getattr(kind, verb)) for kind in (Store, type(store)))
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
    one, *others = [{**row, "id": ""} for row in store.rows("touch")]
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
