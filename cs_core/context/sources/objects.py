"""JSON as frames of cells: lists of objects, or one object a line; what is no object never costs another.

Lines are read a batch at once and by the column, where there is no doubt what they say; else one by one, which gives the same.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, count, repeat
from typing import Any
from uuid import uuid4

import polars as pl

from cs_core.context.sources.cells import LINE_END, META, MOST_CELLS, MOST_IN_CELL, MOST_SHOWN, Bad, cell_text, decoded, joined, sound

MOST_IN_PAGE = 256 * 1024**2
"""Characters of a JSON document that is one object, which is read at once."""
CELLS_AT_ONCE = 2_000_000
LINES_AT_ONCE = 1_000
LONGEST = MOST_IN_CELL // 8
"""Characters of a line that is read with others: none of its cells is too long, however it is written."""
MOST_TOGETHER = 16 * 1024**2
"""And of such lines together."""
SPACE = re.compile(r"\s*")
UNSOUND = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON writes what `sound` mends."""


def read_lines(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """One JSON object a line; nested objects become ``outer.inner`` columns, lists of words are joined by semicolons."""
    lines, bad = decoded(raw).removesuffix("\n").split("\n"), []
    names, held, frames = {"_row": None}, 0, []
    for start in range(0, len(lines), LINES_AT_ONCE):
        some = lines[start : start + LINES_AT_ONCE]
        frame = _together(some, start + 1)
        frames.append(_flat(_found(enumerate(some, start=start + 1), bad)) if frame is None else frame)
        names, held = names | dict.fromkeys(frames[-1].columns), held + frames[-1].height
        _no_more(held, names)
    return pl.concat(frames, how="diagonal", rechunk=True), bad


def _together(lines: list[str], first: int) -> pl.DataFrame | None:
    """The lines as rows, where each is one object and no two of its values share a name; None where that is not certain.

    `first`: the number of the first of them.
    """
    lengths = list(map(len, lines))
    if max(lengths) > LONGEST or sum(lengths) > MOST_TOGETHER:
        return None
    mark = uuid4().hex
    text = f',"{mark}",'.join(lines)
    try:
        values = json.loads(f"[{text}]")
        objects = values[::2]
        # A mark that stands in its place between two objects has nothing open before it: each line is whole.
        if len(values) != 2 * len(lines) - 1 or values[1::2].count(mark) < len(lines) - 1 or set(map(type, objects)) != {dict}:
            return None
        columns: dict[str, list[str | None]] = {}
        if not _spread(objects, "", columns, mend="\\u" in text and bool(UNSOUND.search(text))):
            return None
        names: dict[str, None] = {"_row": None}
        for item in objects:
            if len(names) > len(columns):
                break
            names.update(dict.fromkeys(_cells(item)))
        columns["_row"] = range(first, first + len(lines))
        return pl.DataFrame({name: columns[name] for name in names}, schema=_schema(names))
    except (ValueError, RecursionError):
        return None


def _spread(objects: list[dict], prefix: str, columns: dict[str, list[str | None]], *, mend: bool) -> bool:
    """Add the columns that objects have, those of the objects in them too; False where that would not be what `_cells` gives."""
    names = dict.fromkeys(chain.from_iterable(objects))
    if (len(columns) + len(names)) * len(objects) > CELLS_AT_ONCE:
        return False
    for name in names:
        key, values = prefix + name, list(map(dict.get, objects, repeat(name)))
        kinds = set(map(type, values))
        inner = [value if value.__class__ is dict else {} for value in values] if dict in kinds else []
        if name in META or key in columns or (mend and sound(name) != name):
            return False
        if inner and (kinds - {dict, type(None)} or inner.count({}) > values.count(None)):
            return False
        if not inner or any(name in item and item[name] is None for item in objects):
            columns[key] = [None] * len(values) if inner else _texts(values, kinds, mend=mend)
        if inner and not _spread(inner, f"{key}.", columns, mend=mend):
            return False
    return True


def _texts(values: list, kinds: set[type], *, mend: bool) -> list[str | None]:
    if kinds <= {str, type(None)} and not mend:
        return values
    if kinds <= {int, type(None)}:
        return [None if value is None else str(value) for value in values]
    return list(map(joined if kinds == {list} else cell_text, values))


def _found(lines: Iterable[tuple[int, str]], bad: list[Bad]) -> Iterator[tuple[int, dict]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield number, _cells(json.loads(line))
        except RecursionError:
            bad.append(Bad(number, "malformed line: it is nested too deep to be a row", line[:MOST_SHOWN].strip()))
        except ValueError as error:
            bad.append(Bad(number, f"malformed line: {no_json(error)}", line[:MOST_SHOWN].strip()))


def no_json(error: BaseException, *, begins: int = 0) -> str:
    """Where a row breaks off, in our words; `begins` is where it begins in what was read. Any other error as it is."""
    return f"it is no JSON from character {error.pos - begins + 1:,} on" if isinstance(error, json.JSONDecodeError) else str(error)


def read_json(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """A list of objects, or an object that holds one; `_row` is the place in the list. JSON lines are understood too."""
    text, bad = decoded(raw), []
    begins = SPACE.match(text).end()
    if text.startswith("[", begins):
        return _flat(_rows(_items(text, begins + 1, bad), bad)), bad
    if len(text) > MOST_IN_PAGE and not LINE_END.search(raw, 0, MOST_IN_PAGE):
        raise ValueError(f"not understood: one object of more than {MOST_IN_PAGE:,} characters: export a list of objects, or one a line")
    try:
        page = json.loads(text)
    except ValueError:
        return read_lines(raw)
    lists = [v for v in page.values() if isinstance(v, list) and v and isinstance(v[0], dict)] if isinstance(page, dict) else []
    return _flat(_rows(enumerate(lists[0] if len(lists) == 1 else [page], start=1), bad)), bad


def _items(text: str, at: int, bad: list[Bad]) -> Iterator[tuple[int, Any]]:
    """(place, value) of a list, one after the other, never all at once; where it breaks off, what went before stands."""
    read, at = json.JSONDecoder().raw_decode, SPACE.match(text, at).end()
    for n in count(1):
        if text.startswith("]", at):
            return
        try:
            item, end = read(text, at)
        except ValueError as error:
            bad.append(Bad(n, f"malformed row: {no_json(error, begins=at)}; nothing after it can be read", text[at : at + MOST_SHOWN]))
            return
        yield n, item
        at = SPACE.match(text, end).end()
        if text.startswith(",", at):
            at = SPACE.match(text, at + 1).end()
        elif not text.startswith("]", at):
            bad.append(Bad(n + 1, "malformed row: no comma before it; nothing after it can be read", text[at : at + MOST_SHOWN]))
            return


def _rows(items: Iterable[tuple[int, Any]], bad: list[Bad]) -> Iterator[tuple[int, dict]]:
    for n, item in items:
        try:
            yield n, _cells(item)
        except RecursionError:
            bad.append(Bad(n, "malformed row: it is nested too deep to be a row", ""))
        except ValueError as error:
            bad.append(Bad(n, f"malformed row: {error}", json.dumps(item)[:MOST_SHOWN]))


def _cells(value: Any) -> dict[str, str | None]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    cells: dict[str, str | None] = {}
    _leaves(cells, "", value)
    return cells


def _flat(found: Iterable[tuple[int, dict]]) -> pl.DataFrame:
    """The rows as a frame, made in parts: what waits to become one is a small part of a large file."""
    names, rows, frames = {"_row": None}, [], []
    for held, (number, cells) in enumerate(found, start=1):
        if not cells.keys() <= names.keys():
            names.update(dict.fromkeys(cells))
        cells["_row"] = number
        rows.append(cells)
        _no_more(held, names)
        if len(rows) * len(names) > CELLS_AT_ONCE:
            frames.append(_part(rows, names))
            rows = []
    return pl.concat([*frames, _part(rows, names)], how="diagonal")


def _no_more(held: int, names: dict[str, None]) -> None:
    if held * len(names) > MOST_CELLS:
        raise ValueError(f"not understood: {held:,} rows of {len(names):,} different columns are no table: export it as CSV")


def _part(rows: list[dict], names: dict[str, None]) -> pl.DataFrame:
    return pl.DataFrame({name: list(map(dict.get, rows, repeat(name))) for name in names}, schema=_schema(names))


def _schema(names: dict[str, None]) -> dict[str, type[pl.DataType]]:
    return {name: pl.Int64 if name == "_row" else pl.String for name in names}


def _leaves(cells: dict[str, str | None], prefix: str, item: dict) -> None:
    for name, value in item.items():
        name = sound(name)
        key = f"{prefix}{name} (1)" if name in META else prefix + name
        if isinstance(value, dict) and value:
            _leaves(cells, f"{key}.", value)
        else:
            cells[key] = cell = value if value is None else cell_text(value)
            if cell and len(cell) > MOST_IN_CELL:
                raise ValueError("a cell is too long")
