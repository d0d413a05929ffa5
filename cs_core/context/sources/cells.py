"""Delimited text and Parquet as frames of cells with row numbers; a line that is no row never costs another."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import polars as pl

from cs_core.context.sources.unquoted import unquoted

DELIMITERS = ",;\t|"
META = ("_row", "_file")
"""Our own columns of a frame of cells; a column of the file that has such a name gets another."""
MOST_IN_HEADER = 2_000_000
"""Characters; a longer first line is no header."""
NO_HEADER = f"not understood: its first line has more than {MOST_IN_HEADER:,} characters, which is no header of a table"
BLANK, LINE_END = re.compile(rb"[\s\0\xff\xfe]*"), re.compile(rb"[\r\n]")
OTHER_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
MOST_IN_CELL = 4 * 1024**2
MOST_IN_VAIN, MOST_IN_VAIN_LEAST = 20, 100_000
"""Lines that stray quotes may swallow, to be read again: so many times the lines of the file, and so many in any case."""
MOST_CELLS = 400_000_000
"""Of one file, cells without a value among them: a small file may claim any number."""
NO_PARQUET = "not understood: it is no Parquet file, or a damaged one: export or copy it again"
MOST_SHOWN = 10_000
"""Characters of a line that is no row: nobody reads more of it."""
csv.field_size_limit(MOST_IN_CELL)


class Bad(NamedTuple):
    """A line that is no row of its table."""

    row: int
    why: str
    content: str
    file: str = ""
    """Where it differs from the sheet's name (a Slack day file)."""


def decoded(raw: bytes) -> str:
    """Text in UTF-8 (with or without a mark), UTF-16, else each line in UTF-8 or in the code page that old spreadsheets write.

    Exports put together hold lines of both. A file cut short within its last character loses that character, nothing else.
    """
    wide = is_wide(raw)
    if wide:
        return raw[: len(raw) // 2 * 2].decode(wide, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return raw[: len(raw) - (error.end - error.start)].decode("utf-8-sig")
    return "".join(_decoded_line(line) for line in raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True))


def _decoded_line(line: bytes) -> str:
    for code in ("utf-8", "cp1252"):
        try:
            return line.decode(code)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def is_wide(raw: bytes) -> str:
    """Which UTF-16 it is: by its mark, or because nearly every other byte is zero."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = raw[:2000]
    zeros = [start[n::2].count(0) / max(len(start[n::2]), 1) for n in (0, 1)]
    return "utf-16-le" if zeros[1] > 0.6 > 0.1 > zeros[0] else "utf-16-be" if zeros[0] > 0.6 > 0.1 > zeros[1] else ""


def read_delimited(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """Rows of delimited text; the delimiter is the one its header has most of. `_row` is the line on which a row begins."""
    begins = BLANK.match(raw).end()
    if len(raw) - begins > 4 * MOST_IN_HEADER and not LINE_END.search(raw, begins, begins + 4 * MOST_IN_HEADER):
        raise ValueError(NO_HEADER)
    simple = unquoted(raw, DELIMITERS)
    if simple:
        names = dict(zip(simple.cells.columns, _names(simple.header), strict=True))
        return simple.cells.rename(names).with_row_index("_row", offset=simple.line).with_columns(pl.col("_row").cast(pl.Int64)), []
    lines = _lines(decoded(raw))
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return pl.DataFrame(), []
    if len(lines[start]) > MOST_IN_HEADER:
        raise ValueError(NO_HEADER)
    delimiter = max(DELIMITERS, key=lambda d: lines[start].count(d))
    records = _records(lines[start:], start + 1, delimiter)
    header = next(records)[1] or []
    width, rows, numbers, bad = len(header), [], [], []
    for number, cells, text in records:
        why = _malformed(cells, text, width)
        if why:
            bad.append(Bad(number, f"malformed line: {why}", text[:MOST_SHOWN]))
        else:
            rows.append(cells)
            numbers.append(number)
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    named = dict(zip(_names(header), columns, strict=True))
    return pl.DataFrame({"_row": numbers} | named, schema={"_row": pl.Int64} | dict.fromkeys(named, pl.String)), bad


def _lines(text: str) -> list[str]:
    """The lines with their ends, which are those of files, not all that Unicode knows."""
    if any(sign in text for sign in OTHER_ENDS):
        return list(io.StringIO(text, newline=""))
    return text.splitlines(keepends=True)


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
    """(line number, cells, text) of each record; blank lines are none. A quote that swallows lines costs one line, not the rest.

    Once quotes have swallowed far more lines than there are, each line is a record: no file is read more than so many times.
    """
    at, width, in_vain = 0, None, 0
    while at < len(lines):
        until = len(lines) if in_vain < MOST_IN_VAIN * len(lines) + MOST_IN_VAIN_LEAST else at + 1
        reader = csv.reader(map(lines.__getitem__, range(at, until)), delimiter=delimiter)
        done = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                at += done
                break
            except csv.Error:
                cells = None
            took = max(reader.line_num - done, 1)
            width = width or len(cells or [])
            text = "".join(lines[at + done : at + done + took]).rstrip("\r\n")
            is_last = at + done + took >= len(lines)
            if took > 1 and (cells is None or len(cells) != width or not _well_quoted(text, delimiter)):
                yield first + at + done, None, lines[at + done].rstrip("\r\n")
                at += done + 1
                in_vain += took
                break
            if cells or cells is None:
                cut = (is_last or until < len(lines)) and '"' in text and not _well_quoted(text, delimiter)
                yield first + at + done, None if cut else cells, text
            done += took


def _well_quoted(text: str, delimiter: str) -> bool:
    """Whether a record of several lines is one: a stray quote that swallowed the next rows ends amid a cell, or never."""
    try:
        return len(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def read_parquet(raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """Typed columns as they are, those of kinds that no field has as text; `_row` is the place in the file."""
    parquet_claims(io.BytesIO(raw))
    try:
        frame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise ValueError(NO_PARQUET) from error
    return typed_cells(frame), []


def parquet_claims(source: Path | BinaryIO) -> tuple[pl.LazyFrame, int]:
    """What a file of Parquet says that it holds, and its height. Raises ValueError where it holds nothing to read, or too much."""
    try:
        claims = pl.scan_parquet(source)
        width, height = len(claims.collect_schema()), claims.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise ValueError(NO_PARQUET) from error
    if width * height > MOST_CELLS:
        raise ValueError(f"not understood: {height:,} rows of {width:,} columns are more than is read at once: split the file")
    return claims, height


def typed_cells(frame: pl.DataFrame, *, first: int = 1) -> pl.DataFrame:
    """Columns of Parquet as cells; `_row` counts from `first`."""
    long = frame.select(pl.col(pl.String).str.len_bytes().max()).transpose().to_series().max() if pl.String in frame.dtypes else 0
    if (long or 0) > MOST_IN_CELL:
        raise ValueError("not understood: a cell is too long")
    frame = frame.with_columns(_as_text(column) for column in frame if column.dtype not in AS_TYPED)
    return frame.rename({name: f"{name} (1)" for name in META if name in frame.columns}).with_row_index("_row", offset=first)


def _as_text(column: pl.Series) -> pl.Series:
    """A column of a kind that is no cell (bytes, lists, objects, numbers beyond the usual, spans of time in seconds) as text."""
    if column.dtype == pl.Binary:
        cells = [None if cell is None else decoded(cell) for cell in column]
        return pl.Series(column.name, [None if cell is None else sound(cell) for cell in cells], dtype=pl.String)
    if column.dtype.is_nested():
        return pl.Series(column.name, [cell_text(cell) for cell in column.to_list()], dtype=pl.String)
    return (column.dt.total_seconds() if column.dtype == pl.Duration else column).cast(pl.String)


def cell_text(value: Any) -> str | None:
    """A value of JSON or of a database as a cell: what is nothing stays null, a list of words is joined by semicolons."""
    if isinstance(value, str):  # as most are
        return sound(value)
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return joined(value)
        case dict():
            return sound(json.dumps(value, ensure_ascii=False, default=str))
        case _:
            return str(value)


def joined(values: list) -> str:
    """A list as a cell."""
    try:
        return sound(";".join(values))  # words, as most are
    except TypeError:
        if any(isinstance(value, dict | list) for value in values):
            return sound(json.dumps(values, ensure_ascii=False, default=str))
        return ";".join(cell_text(value) or "" for value in values)


def sound(text: str) -> str:
    """Without NULs, and without the halves of characters that a careless program cut in two: neither can be stored."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


AS_TYPED = (
    pl.String, pl.Boolean, pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.Float32, pl.Float64, pl.Date,
    pl.Datetime,
)  # fmt: skip
"""Kinds of columns of Parquet that are read as they stand."""
