"""A large table in parts, each with the header of the whole: of a file of any size only a part stands in memory at once."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import polars as pl

from cs_core.context.sources.cells import MOST_SHOWN, Bad, decoded, is_wide, parquet_claims, read_delimited, typed_cells
from cs_core.context.sources.objects import read_lines
from cs_core.context.sources.packed import Opened, in_utf8

PART_BYTES = 16 * 1024**2
"""Of text; a smaller file is read whole."""
PART_ROWS = 250_000
"""Of Parquet; a file of fewer is read whole."""
FIRST = 256 * 1024
"""Bytes by which a file is looked at before it is cut."""
TOO_LONG = f"malformed line: it has more than {PART_BYTES:,} characters, which is no row"

Read = tuple[pl.DataFrame, list[Bad]]


def parts_of(kind: str, opened: Opened, file: Path | BinaryIO | None) -> Iterator[Read] | None:
    """The parts of a file as its reader gives them (frame, bad lines), `_row` counted over the whole; None where it is read whole.

    `kind` is its ending, `file` what can be read at any place, as Parquet must be. A record is never cut, a quoted cell of several lines
    neither, unless it is longer than half a part.
    """
    if kind == ".parquet":
        return _of_parquet(file)
    if kind not in TEXTS:
        return None
    with opened() as content:
        first = content.read(PART_BYTES + 1)
    if len(first) <= PART_BYTES:
        return None
    if wide := is_wide(first):
        opened = partial(in_utf8, opened, wide)
        with opened() as content:
            first = content.read(FIRST)
    first = first[:FIRST]
    head = _header(first) if TEXTS[kind] is read_delimited else b""
    return None if head is None or b"\n" not in first else _of_text(opened, head, TEXTS[kind])


def _of_parquet(file: Path | BinaryIO) -> Iterator[Read] | None:
    try:
        claims, height = parquet_claims(file)
    except ValueError:
        return None  # what is wrong with it is said where it is read whole
    if height <= PART_ROWS:
        return None
    return ((typed_cells(claims.slice(start, PART_ROWS).collect(), first=start + 1), []) for start in range(0, height, PART_ROWS))


def _header(first: bytes) -> bytes | None:
    """What stands before the second record: blank lines and the header; None where it cannot be told."""
    begins = re.match(rb"\s*", first).end()
    ends = (at.end() for at in re.finditer(rb"\n", first[begins:]))
    end = next((end for end in ends if first.count(b'"', begins, begins + end) % 2 == 0), None)
    return first[: begins + end] if end and first[begins : begins + end].strip() else None


def _of_text(opened: Opened, head: bytes, read: Callable[[bytes], Read]) -> Iterator[Read]:
    """Each part with the header before it; of a line that is longer than a part nothing is kept but its beginning."""
    with opened() as content:
        content.read(len(head))
        line, rest, too_long = _lines(head), b"", []
        while True:
            raw = rest + content.read(PART_BYTES - len(rest))
            is_last = len(raw) < PART_BYTES
            cut = len(raw) if is_last else _cut(raw, quoted=bool(head))
            if not cut and not is_last:
                too_long.append(Bad(line + 1, TOO_LONG, decoded(raw[:MOST_SHOWN])))
                line, rest = line + 1, _next_line(content)
                continue
            frame, bad = read(b"".join((head, memoryview(raw)[:cut])))
            ahead = line - _lines(head)
            bad = [*too_long, *(one._replace(row=one.row + ahead) for one in bad)]
            yield (frame.with_columns(pl.col("_row") + ahead) if frame.width else frame), bad
            if is_last:
                return
            line, rest, too_long = line + _lines(raw, cut), raw[cut:], []


def _cut(raw: bytes, *, quoted: bool) -> int:
    """Where the last whole record ends; where quotes leave that open in half of it (one is stray), the last line. 0 where there is none."""
    end = last = raw.rfind(b"\n") + 1
    odd = quoted and raw.count(b'"', 0, end) % 2
    while odd and end > len(raw) // 2:
        before = raw.rfind(b"\n", 0, end - 1) + 1
        odd, end = (odd + raw.count(b'"', before, end)) % 2, before
    return last if odd else end


def _lines(raw: bytes, end: int | None = None) -> int:
    lone = raw.count(b"\r", 0, end)
    return raw.count(b"\n", 0, end) + (lone and lone - raw.count(b"\r\n", 0, end))


def _next_line(content: BinaryIO) -> bytes:
    """What was read beyond the end of a line that is skipped."""
    while raw := content.read(PART_BYTES // 2):
        if end := raw.find(b"\n") + 1:
            return raw[end:]
    return b""


#: Kinds of text that are cut: extension -> how a part is read.
TEXTS: dict[str, Callable[[bytes], Read]] = {
    ".csv": read_delimited, ".tsv": read_delimited, ".tab": read_delimited, ".jsonl": read_lines, ".ndjson": read_lines,
}  # fmt: skip
