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
MOST_IN_HEADER = 2_000_000
"""Characters; a longer first line is no header."""
MOST_IN_CELL = 4 * 1024**2
csv.field_size_limit(MOST_IN_CELL)


class Bad(NamedTuple):
    """A line that is no row of its table."""

    row: int
    why: str
    content: str
    file: str = ""
    """Where it differs from the sheet's name (a Slack day file)."""


def decoded(raw: bytes) -> str:
    """Text in UTF-8 (with or without a mark), UTF-16, else in the code page that old spreadsheets write.

    A file cut short within its last character loses that character, nothing else.
    """
    wide = _wide(raw)
    if wide:
        return raw[: len(raw) // 2 * 2].decode(wide, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return raw[: len(raw) - (error.end - error.start)].decode("utf-8-sig")
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _wide(raw: bytes) -> str:
    """Which UTF-16 it is: by its mark, or because nearly every other byte is zero."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = raw[:2000]
    zeros = [start[n::2].count(0) / max(len(start[n::2]), 1) for n in (0, 1)]
    return "utf-16-le" if zeros[1] > 0.6 > 0.1 > zeros[0] else "utf-16-be" if zeros[0] > 0.6 > 0.1 > zeros[1] else ""


def read_delimited(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """Rows of delimited text; the delimiter is the one its header has most of. `_row` is the line on which a row begins."""
    lines = list(io.StringIO(decoded(raw), newline=""))
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return pl.DataFrame(), []
    if len(lines[start]) > MOST_IN_HEADER:
        raise ValueError(f"not understood: its first line has {len(lines[start]):,} characters, which is no header of a table")
    delimiter = max(DELIMITERS, key=lambda d: lines[start].count(d))
    records = _records(lines[start:], start + 1, delimiter)
    header = next(records)[1] or []
    width, rows, numbers, bad = len(header), [], [], []
    for number, cells, text in records:
        why = _malformed(cells, text, width)
        if why:
            bad.append(Bad(number, f"malformed line: {why}", text))
        else:
            rows.append(cells)
            numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    named = dict(zip(_names(header), columns, strict=True))
    return pl.DataFrame({"_row": numbers} | named, schema={"_row": pl.Int64} | dict.fromkeys(named, pl.String)), bad


def _malformed(cells: list[str] | None, text: str, width: int) -> str:
    if cells is None:
        return "a cell is too long" if len(text) > MOST_IN_CELL else "a quote without its end"
    if len(cells) != width:
        return f"{len(cells)} cells where the header has {width}"
    return "it holds NUL characters" if "\0" in text else ""


def _names(header: list[str]) -> list[str]:
    """The column names, each once: an empty one gets its place for a name, a second of one name its place added."""
    names: dict[str, None] = {}
    for n, word in enumerate(header, start=1):
        name = word.strip().replace("\0", "") or f"column {n}"
        name = f"{name} ({n - 1})" if name in names or name in META else name
        names[f"{name} ({n - 1})" if name in names else name] = None
    return list(names)


def _records(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """(line number, cells, text) of each record; blank lines are none. A quote that swallows lines costs one line, not the rest."""
    at, width = 0, None
    while at < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter)
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
            text = "".join(lines[at + done : at + done + took]).rstrip("\r\n")
            is_last = at + done + took >= len(lines)
            if took > 1 and (cells is None or len(cells) != width or not _well_quoted(text, delimiter)):
                yield first + at + done, None, lines[at + done].rstrip("\r\n")
                at += done + 1
                break
            if cells or cells is None:
                cut = is_last and '"' in text and not _well_quoted(text, delimiter)
                yield first + at + done, None if cut else cells, text
            done += took


def _well_quoted(text: str, delimiter: str) -> bool:
    """Whether a record of several lines is one: a stray quote that swallowed the next rows ends amid a cell, or never."""
    try:
        return len(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def read_lines(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """One JSON object a line; nested objects become ``outer.inner`` columns, lists of words are joined by semicolons."""
    found, bad = [], []
    for number, line in enumerate(decoded(raw).split("\n"), start=1):
        if line.strip():
            try:
                found.append((number, _object(json.loads(line))))
            except RecursionError:
                bad.append(Bad(number, "malformed line: it is nested too deep to be a row", line.strip()))
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
            yield key, cell_text(value)


def cell_text(value: Any) -> str | None:
    """A value of JSON or of a database as a cell: what is nothing stays null, a list of words is joined by semicolons."""
    match value:
        case None:
            return None
        case str():
            return _sound(value)
        case bool():
            return "true" if value else "false"
        case list() if not any(isinstance(part, dict | list) for part in value):
            return ";".join(cell_text(part) or "" for part in value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def _sound(text: str) -> str:
    """Without NULs, and without the halves of characters that a careless program cut in two: neither can be stored."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
