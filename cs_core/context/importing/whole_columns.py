"""How numbers and days of a table are written that is read in parts: a column is judged once, over all of them, and read in one way."""

from collections.abc import Iterable, Mapping

import polars as pl

from cs_core.context.sources.numerals import Written
from cs_core.context.sources.reading import Sheet
from cs_core.context.sources.slashed import Order
from cs_core.context.sources.table import Table, shares, written_in

Told = Mapping[Table, Mapping[str, Written | Order]]
"""Table -> field -> how its numbers or days are written."""


def is_open(sheet: Sheet, tables: Iterable[Table]) -> bool:
    """Whether the first part of a sheet holds numbers as text, or days with slashes, in any of the tables that it is read as: only then
    must all of it be judged."""
    return any(_written(sheet.frame, table) for table in tables)


def over_all(parts: Iterable[Sheet], tables: Iterable[Table]) -> Told:
    """What all parts of a sheet show together; a part that cannot be read as a table says nothing, and is refused where it lands."""
    found: dict[Table, dict[str, Written]] = {}
    for part in parts:
        for table in tables:
            for own, fields in _written(part.frame, table).items():
                before = found.setdefault(own, {})
                before |= {name: before[name].and_more(more) if name in before else more for name, more in fields.items()}
    return found


def _written(frame: pl.DataFrame, table: Table) -> dict[Table, dict[str, Written | Order]]:
    try:
        return {own: fields for own, rows in shares(frame, table) if (fields := written_in(rows, own))}
    except pl.exceptions.PolarsError:
        return {}
