"""Delimited text without a quote, each line with as many cells as the header: nearly all of a large export, split without a reader."""

from typing import NamedTuple

import numpy as np
import polars as pl

LONGEST = 1024**2
"""Bytes of a line; a file with a longer one goes the careful way."""
LEAST = 10_000
"""Bytes; less is as soon read the careful way."""


class Unquoted(NamedTuple):
    """The header, the cells of the lines after it (``column_1`` ...), and the line that the first of them stands on."""

    header: list[str]
    cells: pl.DataFrame
    line: int


def unquoted(raw: bytes, delimiters: str) -> Unquoted | None:
    """The table, where there is no doubt how it is read: UTF-8, no quotes, NULs or blank lines, all lines alike. None where there is one.

    What it gives is what the careful way gives.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    begins = len(raw) - len(raw.lstrip(b"\r\n"))
    ends = raw.find(b"\n", begins) + 1
    if len(raw) < LEAST or not 0 < ends < len(raw) or any(sign in raw for sign in (b'"', b"\0")):
        return None
    windows = raw.count(b"\r\n")
    if windows not in (0, raw.count(b"\n")) or raw.count(b"\r") != windows:
        return None
    try:
        header = raw[begins:ends].decode().rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    delimiter = max(delimiters, key=header.count)
    width = header.count(delimiter) + 1
    if width == 1 or not header.strip() or not _alike(raw, ends, delimiter, width):
        return None
    try:
        cells = pl.read_csv(
            raw[ends:], separator=delimiter, has_header=False, quote_char=None, infer_schema=False, empty_string_is_null=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None  # not UTF-8, for one
    if windows:
        cells = cells.with_columns(pl.col(cells.columns[-1]).str.strip_suffix("\r"))
    return Unquoted(header.split(delimiter), cells, raw.count(b"\n", 0, ends) + 1)


def _alike(raw: bytes, start: int, delimiter: str, width: int) -> bool:
    """Whether each line from `start` on has so many cells, and none is too long; a blank line has too few."""
    signs = np.frombuffer(raw, np.uint8)[start:]
    ends, between = np.flatnonzero(signs == ord("\n")), np.flatnonzero(signs == ord(delimiter))
    if raw[-1:] != b"\n":
        ends = np.append(ends, len(signs))
    if len(between) != len(ends) * (width - 1):
        return False
    begins = np.concatenate(([-1], ends[:-1]))
    between = between.reshape(len(ends), width - 1)
    return bool((between[:, 0] > begins).all() and (between[:, -1] < ends).all() and (ends - begins).max() <= LONGEST)
