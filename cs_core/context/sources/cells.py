"""Delimited text, JSON and Parquet as frames of cells with row numbers; a line that is no row never costs another."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import polars as pl

DELIMITERS = ",;\t|"
META = ("_row", "_file")
"""Our own columns of a frame of cells; a column of the file that has such a name gets another."""


class Bad(NamedTuple):
    """A line that is no row of its table."""

    row: int
    why: str
    content: str
    file: str = ""
    """Where it differs from the sheet's name (a Slack day file)."""


def decoded(raw: bytes) -> str:
    """Text in UTF-8 (with or without a mark), UTF-16 with one, else in the code page that old spreadsheets write."""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def read_delimited(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """Rows of delimited text; the delimiter is the one its header has most of. `_row` is the line on which a row begins."""
    lines = list(io.StringIO(decoded(raw), newline=""))
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return pl.DataFrame(), []
    delimiter = max(DELIMITERS, key=lambda d: lines[start].count(d))
    records = _records(lines[start:], start + 1, delimiter)
    header = next(records)[1] or []
    width, rows, numbers, bad = len(header), [], [], []
    for number, cells, text in records:
        if cells is None or len(cells) != width:
            had = "a quote without its end" if cells is None else f"{len(cells)} cells where the header has {width}"
            bad.append(Bad(number, f"malformed line: {had}", text))
        else:
            rows.append(cells)
            numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    names = [name.strip() or f"column {n}" for n, name in enumerate(header, start=1)]
    own = [f"{name} ({n})" if name in names[:n] or name in META else name for n, name in enumerate(names)]
    named = dict(zip(own, columns, strict=True))
    return pl.DataFrame({"_row": numbers} | named, schema={"_row": pl.Int64} | dict.fromkeys(named, pl.String)), bad


def _records(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """(line number, cells, text) of each record; blank lines are none. A quote that swallows lines costs one line, not the rest."""
    at, width = 0, None
    while at < len(lines):
        reader = csv.reader(iter(lines[at:]), delimiter=delimiter)
        done = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            took = max(reader.line_num - done, 1)
            width = width or len(cells or [])
            if took > 1 and (cells is None or len(cells) != width):
                yield first + at + done, None, lines[at + done].rstrip("\r\n")
                at += done + 1
                break
            if cells or cells is None:
                yield first + at + done, cells, "".join(lines[at + done : at + done + took]).rstrip("\r\n")
            done += took


def read_lines(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """One JSON object a line; nested objects become ``outer.inner`` columns, lists of words are joined by semicolons."""
    found, bad = [], []
    for number, line in enumerate(decoded(raw).split("\n"), start=1):
        if line.strip():
            try:
                found.append((number, _object(json.loads(line))))
            except ValueError as error:
                bad.append(Bad(number, f"malformed line: {error}", line.strip()))
    return _flat(found), bad


def read_json(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """A list of objects, or an object that holds one; `_row` is the place in the list. JSON lines are understood too."""
    try:
        page = json.loads(decoded(raw))
    except ValueError:
        return read_lines(raw)
    lists = [v for v in page.values() if isinstance(v, list) and v and isinstance(v[0], dict)] if isinstance(page, dict) else [page]
    items = lists[0] if len(lists) == 1 else [page]
    good = [(n, item) for n, item in enumerate(items, start=1) if isinstance(item, dict)]
    bad = [Bad(n, "malformed row: not an object", json.dumps(item)) for n, item in enumerate(items, start=1) if not isinstance(item, dict)]
    return _flat(good), bad


def read_parquet(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """Typed columns as they are; `_row` is the place in the file."""
    frame = pl.read_parquet(io.BytesIO(raw))
    return frame.rename({name: f"{name} (1)" for name in META if name in frame.columns}).with_row_index("_row", offset=1), []


def _object(value: Any) -> dict:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _flat(found: Iterable[tuple[int, dict]]) -> pl.DataFrame:
    rows = [{"_row": number} | dict(_leaves("", item)) for number, item in found]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names}, schema={n: pl.Int64 if n == "_row" else pl.String for n in names}
    )


def _leaves(prefix: str, item: dict) -> Iterator[tuple[str, str | None]]:
    for name, value in item.items():
        key = f"{prefix}{name} (1)" if name in META else prefix + name
        if isinstance(value, dict) and value:
            yield from _leaves(f"{key}.", value)
        else:
            yield key, _cell(value)


def _cell(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case list() if not any(isinstance(part, dict | list) for part in value):
            return ";".join(_cell(part) or "" for part in value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
