"""Exports of tables in every format they come in: rows of a source's own columns, some cells of them odd, then spoilt as a file."""

import csv
import io
import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.sources.table import Table
from tests.context.fuzz.cells_drawn import ODD, TYPED, UNTYPED, a_cell, kinds_of
from tests.context.sources.test_workbook import a_workbook

LETTERS = 26
"""Columns that a sheet drawn here has at most."""
FORMATS = ("csv", "tsv", "json", "jsonl", "parquet", "xlsx")


class Grid(NamedTuple):
    """A table as it will be written: names may come twice."""

    names: list[str]
    rows: list[list[Any]]


def a_grid(rng: Random, table: Table, *, rows: int, odd: int) -> Grid:
    """So many rows of some columns of the table, its signature among them; `odd` of the cells hold what they should not."""
    kinds = kinds_of(table)
    more = [name for name in kinds if name not in table.signature and not table.exact and rng.random() < 0.5]
    names = [*(name.replace("*", "x") for name in table.signature), *more]
    grid = Grid(names, [[_filled(rng, table, name, kinds.get(name, "text"), n) for name in names] for n in range(rows)])
    for _ in range(odd if rows and names else 0):
        rng.choice(grid.rows)[rng.randrange(len(names))] = rng.choice(ODD)
    return grid


def _filled(rng: Random, table: Table, name: str, kind: str, n: int) -> str:
    if name in table.id and kind == "text":
        return str(n + 1)
    of = [part.only[1] for part in (table, *table.besides) if part.only[0] == name]
    return rng.choice(rng.choice(of)) if of and rng.random() < 0.8 else a_cell(rng, kind)


def renamed(rng: Random, grid: Grid) -> Grid:
    """A header in other letters, with another sign, empty, or gone for another one."""
    at = rng.randrange(len(grid.names))
    name = grid.names[at]
    other = rng.choice((name.upper(), f" {name} ", f"{name}x", "", "_row", "_file", f"{name}\n", "\0", name.replace("_", " "), "x" * 3_000))
    return Grid([other if n == at else own for n, own in enumerate(grid.names)], grid.rows)


def doubled(rng: Random, grid: Grid) -> Grid:
    """A column twice."""
    at = rng.randrange(len(grid.names))
    return Grid([*grid.names, grid.names[at]], [[*row, row[at]] for row in grid.rows])


def without_one(rng: Random, grid: Grid) -> Grid:
    """A column less."""
    at = rng.randrange(len(grid.names))
    return Grid([n for i, n in enumerate(grid.names) if i != at], [[c for i, c in enumerate(row) if i != at] for row in grid.rows])


def shuffled(rng: Random, grid: Grid) -> Grid:
    """The columns in another order."""
    order = list(range(len(grid.names)))
    rng.shuffle(order)
    return Grid([grid.names[i] for i in order], [[row[i] for i in order] for row in grid.rows])


def repeated(rng: Random, grid: Grid) -> Grid:
    """A row twice."""
    return Grid(grid.names, [*grid.rows, list(rng.choice(grid.rows))] if grid.rows else [])


def untyped(rng: Random, grid: Grid) -> Grid:
    """A value of JSON that is no text; other formats write its words."""
    rows = [list(row) for row in grid.rows]
    if rows:
        rng.choice(rows)[rng.randrange(len(grid.names))] = rng.choice(UNTYPED)
    return Grid(grid.names, rows)


SHAPES: tuple[Callable[[Random, Grid], Grid], ...] = (renamed, doubled, without_one, shuffled, repeated, untyped)


def written(rng: Random, grid: Grid, form: str) -> tuple[bytes, int | None]:
    """The file, and how many rows it holds; None where that cannot be said for certain."""
    return WRITERS[form](rng, grid)


def _delimited(sign: str) -> Callable[[Random, Grid], tuple[bytes, int | None]]:
    def write(rng: Random, grid: Grid) -> tuple[bytes, int | None]:
        text = io.StringIO(newline="")
        ends = rng.choice(("\n", "\r\n", "\r"))
        csv.writer(text, delimiter=sign, lineterminator=ends, quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))).writerows(
            [grid.names, *([_word(cell) for cell in row] for row in grid.rows)]
        )
        words = "".join(grid.names) + "".join(_word(cell) for row in grid.rows for cell in row)
        sure = len(grid.names) > 1 and not any(c in words for c in '"\n\r\0\ufeff') and sign not in words and "".join(grid.names).strip()
        return text.getvalue().encode("utf-8", "replace"), (len(grid.rows) or None) if sure else None

    return write


def _objects(rng: Random, grid: Grid) -> list[dict]:
    nested = rng.random() < 0.5
    return [_object(zip(grid.names, row, strict=True), nested=nested) for row in grid.rows]


def _object(pairs, *, nested: bool) -> dict:
    found: dict = {}
    for name, value in pairs:
        home, *path = name.split(".") if nested else [name]
        at, steps = found, [home, *path]
        for step in steps[:-1]:
            inner = at.setdefault(step, {})
            at = inner if isinstance(inner, dict) else at
        at[steps[-1]] = value
    return found


def _json(rng: Random, grid: Grid) -> tuple[bytes, int | None]:
    rows = _objects(rng, grid)
    whole: Any = rows if rng.random() < 0.7 else {"results": rows, "paging": None}
    return json.dumps(whole, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace"), len(rows) if isinstance(
        whole, list
    ) and rows else None


def _jsonl(rng: Random, grid: Grid) -> tuple[bytes, int | None]:
    rows = _objects(rng, grid)
    return "\n".join(json.dumps(row) for row in rows).encode(), len(rows) or None


def _parquet(rng: Random, grid: Grid) -> tuple[bytes, int | None]:
    columns = {name: [_word(row[n]) for row in grid.rows] for n, name in enumerate(grid.names)}
    frame = pl.DataFrame({name: [w.encode("utf-8", "replace").decode() for w in words] for name, words in columns.items()})
    for name in frame.columns:
        if rng.random() < 0.25:
            dtype, values = rng.choice(TYPED)
            cells = [rng.choice(values) for _ in range(frame.height)]
            frame = frame.with_columns(pl.Series(name, cells, dtype=dtype, strict=False))
    raw = io.BytesIO()
    frame.write_parquet(raw)
    return raw.getvalue(), frame.height or None


def _xlsx(rng: Random, grid: Grid) -> tuple[bytes, int | None]:
    rows = [[_xml(_word(cell)) for cell in row[:LETTERS]] for row in (grid.names, *grid.rows)]
    sheets = {"Sheet1": rows} if rng.random() < 0.7 else {"One": rows, "Two": [["a", "b"], ["1", "2"]], "None": []}
    return a_workbook(**sheets), None


def _xml(word: str) -> str:
    sound = "".join(c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" else "?" for c in word)
    return sound.replace("&", "&amp;").replace("<", "&lt;")


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


WRITERS = {"csv": _delimited(","), "tsv": _delimited("\t"), "json": _json, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx}
