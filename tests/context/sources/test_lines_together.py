"""JSON lines that are read a batch at once: each gives what it gives when it is read alone, or is refused as it would be."""

import json
import random
import time

import pytest

from cs_core.context.sources import objects
from cs_core.context.sources.objects import read_lines

VALUES = (
    None, "", "a", "né", "half \\ud83d", "whole \\ud83d\\ude00", "nul \\u0000", "tab \\t", 0, -1, 10**30, 1.0, 1e22, 0.1, True, False, [],
    ["a", "b"], ["a", None], [1, True], [[1]], [{"a": 1}], {}, {"a": 1}, {"b": None}, {"a": {"a": "deep", "_row": 1}},
    {"_file": 1}, {"a": {}}, ["half \\ud83d", {"a": "half \\ud83d"}], {"half \\ud83d": 1},
)  # fmt: skip
NAMES = ("a", "b", "a.a", "a.b", "_row", "_file", "c", "é", "half \\ud83d", "a\\u0000")
ODD = (
    '{"a":[1', "2]}", '{"a":1},{"b":2}', '{"a":[{"b":1}', '{"c":2}]}', "", "  ", "[]", "1", '"x"', "null", "{", "}", "{}", '{"a":1}]',
    '[{"a":1}', '{"a":1,"a":2}', ' {"a" : 1} \r', '{"a":NaN}', '{"a":01}', '{"a":"\t"}', '\ufeff{"a":1}', '{"a":1}\x0b', "\x0b",
    '{"a":' * 3_000,
)  # fmt: skip


def a_line(draw: random.Random) -> str:
    if draw.random() < 0.1:
        return draw.choice(ODD)
    chosen = {name: draw.choice(VALUES) for name in draw.sample(NAMES, draw.randint(0, 4))}
    return json.dumps(chosen, ensure_ascii=draw.random() < 0.5).replace("\\\\u", "\\u")


def both(monkeypatch, raw: bytes) -> list:
    """The frame and the bad lines as they are read, and one by one."""
    together, found = objects._together, [read_lines(raw)]
    monkeypatch.setattr(objects, "_together", lambda *_: None)
    found.append(read_lines(raw))
    monkeypatch.setattr(objects, "_together", together)
    return found


def test_lines_read_together_give_what_they_give_one_by_one(monkeypatch):
    draw, taken, read = random.Random(7), [], objects._together
    monkeypatch.setattr(objects, "LINES_AT_ONCE", 3)
    monkeypatch.setattr(objects, "_together", lambda *given: (taken.append(frame := read(*given)), frame)[1])
    for _ in range(1_500):
        raw = "\n".join(a_line(draw) for _ in range(draw.randint(1, 8))).encode()
        (frame, bad), (alone, bad_alone) = both(monkeypatch, raw)
        assert frame.equals(alone) and frame.columns == alone.columns and frame.dtypes == alone.dtypes and bad == bad_alone, raw
    assert sum(frame is not None for frame in taken) > 300 < sum(frame is None for frame in taken)


@pytest.mark.parametrize("lines", [('{"x":[1', "2]}", '{"a":1},{"b":2}'), ('{"x":[{"y":1}', '{"z":2}]}', '{"a":1},0,{"b":2}')])
def test_lines_that_are_whole_only_together_are_no_rows(monkeypatch, lines):
    (frame, bad), (alone, bad_alone) = both(monkeypatch, "\n".join(lines).encode())
    assert frame.is_empty() and alone.is_empty()
    assert bad == bad_alone and [b.row for b in bad] == [1, 2, 3]


def test_half_a_character_wherever_it_stands_costs_no_other_line():
    frame, bad = read_lines(b'{"id": 1, "of": [["half \\ud83d"]]}\n{"id": 2, "half \\ud83d": "x", "in": {"a\\u0000": 3}}\n{"id": 4}')
    assert frame["id"].to_list() == ["1", "2", "4"] and frame["of"][0] == '[["half ?"]]'
    assert {"half ?", "in.a"} <= {*frame.columns} and not bad


def test_plain_lines_are_read_together():
    lines = "\n".join(json.dumps({"id": n, "tags": ["a", "b"], "by": {"name": "Ada"} if n % 2 else None}) for n in range(2_500))
    assert objects._together(lines.split("\n")[:1_000], 1) is not None
    frame, bad = read_lines(lines.encode())
    assert (frame.height, bad, frame.columns) == (2_500, [], ["_row", "id", "tags", "by", "by.name"])
    assert frame.row(1) == (2, "1", "a;b", None, "Ada") and frame["_row"].to_list() == list(range(1, 2_501))


def test_many_columns_of_objects_in_objects_are_not_spread_over_rows_that_lack_them(monkeypatch):
    wide = json.dumps({f"o{n}": {f"c{m}": 1 for m in range(100)} for n in range(100)})
    started = time.perf_counter()
    assert objects._together([wide, *["{}"] * 999], 1) is None
    assert time.perf_counter() - started < 10  # it would take minutes
