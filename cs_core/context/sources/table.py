"""A table of a source, as data: how it is recognised, which column fills which field, and how a sheet of it is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.sources.cells import META
from cs_core.context.sources.kinds import DATED, KINDS, currency_in, is_not, is_nothing, text
from cs_core.context.sources.numerals import Written, currency_of, one_of, written
from cs_core.context.sources.slashed import Order, order

#: The fields of a usage event, the one thing that is no noun: it goes to the event lake.
EVENT_FIELDS: dict[str, type] = {
    "ref": str, "person": str, "at": str, "event": str, "count": int, "seconds": float, "errors": int,
}  # fmt: skip
#: Columns by which systems and the warehouses synced with them say that a row was deleted where it lives.
SOFT_DELETES = ("_fivetran_deleted", "is_deleted", "isdeleted", "is deleted", "deleted", "is_archived", "archived")
READ = "\0"
"""Begins the name of a column of values, beside the cells that they were read from."""
NUMERIC = ("integer", "number")
"""Kinds whose cells are read by how their whole column is written, beside the `DATED` ones."""
NOTHING_TOLD: Mapping[str, Written | Order] = {}
KIND_OF = {str: "text", int: "integer", float: "number", bool: "flag", date: "day", datetime: "time"}


class Column(NamedTuple):
    """Where a field is read from: the first of `names` that the sheet has."""

    names: tuple[str, ...]
    """A name may be a pattern (``how likely*``), or a path into objects (``properties.email``), be they columns or JSON in a cell."""
    kind: str = ""
    """Of `kinds.KINDS`; empty for the one that the field's own type and name promise."""
    words: dict[str, str | float | None] | None = None
    """What its words (lower case) stand for; other words are kept in lower case. Without it words stay as they are."""


def col(*names: str, kind: str = "", words: dict | None = None) -> Column:
    """A column under any of these names."""
    return Column(names, kind, words)


@dataclass(frozen=True, eq=False)
class Table:
    """One kind of export of one system."""

    system: str
    object: str
    noun: str
    """A noun of `nouns.NOUNS`, or ``event``."""
    signature: tuple[str, ...]
    """Columns that only this table has together: it is known by its header, never by its file name."""
    id: tuple[str, ...]
    """The columns whose values, joined by ``/``, name a row."""
    columns: dict[str, Column]
    """Field -> column; a field whose name begins with ``_`` is only read for `derive`."""
    known_at: tuple[str, ...] = ()
    """Columns that say when the row was last changed, best first; never when the thing came to be, which dates no later version."""
    derive: dict[str, pl.Expr] = field(default_factory=dict)
    """Field -> expression over the fields read; ``_refused`` is why the row is refused, where it is."""
    needs: tuple[str, ...] = ()
    """Fields without which a row means nothing."""
    may_lack: tuple[str, ...] = ()
    """Columns of the id that may be empty: such a row is named by the others."""
    ref_object: str = "company"
    """Of events: what `ref` is the id of, ``company`` or ``subscription``."""
    born: str = ""
    """Column that says since when the thing is there, where no field does: a company's `customer_on` is another day."""
    unneeded: str = ""
    """Why nothing of this table is needed: it is known, counted and left alone."""
    exact: bool = False
    """Whether only a sheet without any other column is of this table: for headers that say too little to be known by."""
    currency: str = ""
    """In which sums of money are whose row, cell and header name no currency; empty where nobody says it."""
    once: bool = False
    """Of events: whether an id stands for one count, so that another one of the same id takes its place and is not added."""
    besides: tuple["Table", ...] = ()
    """Tables whose rows stand in the same sheet, each with its `only`; what none of them claims is of this table."""
    only: tuple[str, tuple[str, ...]] = ("", ())
    """(column, words in lower case): of a sheet that holds several kinds of rows, the ones that are of this table."""


def unneeded(system: str, object: str, *signature: str, why: str) -> Table:
    """A table that a system exports and that no job here needs, with the reason."""
    return Table(system, object, "", signature, (), {}, unneeded=why)


@lru_cache(maxsize=20_000)
def plain(header: str) -> str:
    """A header in comparable form: ``Company Domain Name`` -> ``company_domain_name``."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def fields_of(noun: str) -> dict[str, type]:
    """Field -> type of a noun or of the events."""
    return EVENT_FIELDS if noun == "event" else NOUNS[noun].columns | {"deleted": bool}


def detect(header: Iterable[str], tables: Iterable[Table]) -> tuple[Table | None, str]:
    """The one table that the header is of, or None and what the nearest one misses, where one is near: more than half agrees."""
    have = {plain(name) for name in header}
    missing = {table: [name for name in table.signature if plain(name) not in have] for table in tables}
    fits = [table for table, lacks in missing.items() if not lacks and not (table.exact and len(have) > len(table.signature))]
    longest = max((len(table.signature) for table in fits), default=0)
    best = [table for table in fits if len(table.signature) == longest]
    if len(best) == 1:
        return best[0], ""
    if best:
        return None, "not understood: it fits " + " and ".join(f"{t.system} {t.object}" for t in best) + "; name one by --system"
    lacking = [table for table, lacks in missing.items() if lacks]
    if not lacking:
        return None, "not understood: no table of that system is known"
    near = min(lacking, key=lambda t: (len(missing[t]) / len(t.signature), t.system, t.object))
    if 2 * len(missing[near]) >= len(near.signature):
        return None, "not understood: no known table has columns like these; name the columns by --mapping"
    lacks = ", ".join(missing[near])
    return None, f"not understood: nearest is {near.system} {near.object}, which also has {lacks}; name the columns by --mapping"


def shares(sheet: pl.DataFrame, table: Table) -> list[tuple[Table, pl.DataFrame]]:
    """The rows of a sheet by the table they are of, in their order; the first of `besides` that claims a row has it."""
    at, claimed = _headers(sheet), pl.lit(None, pl.Int32)
    for n, other in reversed(list(enumerate(table.besides))):
        name, words = other.only
        place = _place(sheet, at, name)
        if place:
            claimed = pl.when(text(place.cell, place.dtype).str.to_lowercase().is_in(words)).then(n).otherwise(claimed)
    if not table.besides:
        return [(table, sheet)]
    whose = sheet.select(claimed.fill_null(len(table.besides)).alias("n")).to_series()
    parts = [(other, sheet.filter(whose == n)) for n, other in enumerate((*table.besides, table))]
    return [(other, part) for other, part in parts if part.height or other is table]


def written_in(sheet: pl.DataFrame, table: Table) -> dict[str, Written | Order]:
    """How the fields that are numbers or days are written in a part of a sheet, for `read`; those that need no judging are left out."""
    found, at = {}, _headers(sheet)
    for name, column in _wanted(table).items():
        kind, place = _kind_of(name, column, table), _first_place(sheet, at, column)
        if kind in (*NUMERIC, *DATED) and column.words is None and place and place.dtype == pl.String:
            words = sheet.select(text(place.cell, place.dtype)).to_series()
            shown = order(words) if kind in DATED else written(words, whole=kind == "integer")
            found |= {name: shown} if shown else {}
    return found


def _wanted(table: Table) -> dict[str, Column]:
    """Field -> column of all that is read of a row, the times of its last change and birth included."""
    times = {f"_known{n}": name for n, name in enumerate(table.known_at)} | ({"_born": table.born} if table.born else {})
    return {**table.columns, **{name: col(column, kind="time") for name, column in times.items()}}


def read(sheet: pl.DataFrame, table: Table, told: Mapping[str, Written | Order] = NOTHING_TOLD) -> pl.DataFrame:
    """The sheet's rows in the table's fields, typed, with source_id, _own (time of the last change, as the row says), _born and
    _why (null, or why the row is refused). The sheet's own columns `cells.META` are kept.

    `told`: how the numbers or days of a field are written in the whole table, where the sheet is a part of it.
    """
    at = _headers(sheet)
    typed, checks = {}, []
    gone = {} if table.noun == "event" or "deleted" in table.derive else {"deleted": col(*SOFT_DELETES)}
    for wanted_field, column in (gone | _wanted(table)).items():
        place = _first_place(sheet, at, column)
        if place is None:
            continue
        typed[wanted_field], bad = _cell(wanted_field, column, table, place, told.get(wanted_field))
        if wanted_field not in gone:
            checks.append(bad)
    if "currency" in fields_of(table.noun) and "currency" not in table.derive:
        typed |= _currency(sheet, at, table, typed.get("currency"))
    values = sheet.with_columns(expression.alias(f"{READ}{field}") for field, expression in typed.items())
    places = [_place(sheet, at, name) for name in table.id]
    parts = [text(place.cell, place.dtype) if place else pl.lit(None, pl.String) for place in places]
    parts = [part.fill_null("") if name in table.may_lack else part for name, part in zip(table.id, parts, strict=True)]
    lacks = [pl.when(part.is_null()).then(pl.lit(name)) for name, part in zip(table.id, parts, strict=True)]
    kept = [c for c in sheet.columns if c in META]
    rows = values.select(
        *kept,
        pl.concat_str(parts, separator="/").alias("source_id"),
        pl.concat_str(lacks, separator=" or ", ignore_nulls=True).alias("_lacks"),
        *(pl.col(f"{READ}{field}").alias(field) for field in typed),
        pl.coalesce(*checks, pl.lit(None, pl.String)).alias("_cell"),
    )
    rows = rows.with_columns(pl.lit(None, _polars(f, t)).alias(f) for f, t in _all_fields(table).items() if f not in rows.columns)
    rows = rows.with_columns(expression.alias(field) for field, expression in table.derive.items())
    own = [f"_known{n}" for n in range(len(table.known_at)) if f"_known{n}" in rows.columns]
    born = ["_born"] if "_born" in rows.columns else []
    return rows.with_columns(
        pl.coalesce(*own, pl.lit(None, pl.Datetime("us"))).alias("_own"),
        pl.coalesce(*born, pl.lit(None, pl.Datetime("us"))).alias("_born"),
        pl.coalesce(
            pl.when(pl.col("source_id").is_null()).then(pl.format("no {}", "_lacks")),
            "_cell",
            *(pl.col(f) for f in ("_refused",) if f in rows.columns),
            *(pl.when(pl.col(f).is_null()).then(pl.lit(f"no {told_as(table, f)}")) for f in table.needs),
        ).alias("_why"),
    ).select(*kept, "source_id", *fields_of(table.noun), "_own", "_born", "_why")


def _currency(sheet: pl.DataFrame, at: dict[str, str], table: Table, own: pl.Expr | None) -> dict[str, pl.Expr]:
    """The currency of a row: as its own column tells it, else the cells that hold its sums of money, else their headers, else the table."""
    numbers = [column for name, column in table.columns.items() if _kind_of(name, column, table) == "number"]
    places = [place for column in numbers if (place := _first_place(sheet, at, column))]
    cells = [currency_in(place.cell, place.dtype) for place in places if place.dtype == pl.String]
    headers = {code for place in places if (code := currency_of(place.name))}
    told = [own] if own is not None else []
    told += [one_of(*cells)] if cells else []
    told += [pl.lit(code) for code in ([*headers] if len(headers) == 1 else []) + ([table.currency] if table.currency else [])]
    return {"currency": pl.coalesce(told)} if told else {}


class _Place(NamedTuple):
    """Where a name leads in a sheet."""

    name: str
    cell: pl.Expr
    dtype: pl.DataType


def _headers(sheet: pl.DataFrame) -> dict[str, str]:
    return {plain(name): name for name in reversed(sheet.columns) if name not in META}


def _place(sheet: pl.DataFrame, at: dict[str, str], name: str) -> _Place | None:
    header = at.get(plain(name)) if "*" not in name else None
    if "*" in name:
        fits = re.compile(".*".join(plain(part) + "_" * part.endswith(".") for part in name.split("*")))
        header = next((own for own in sheet.columns if own not in META and fits.fullmatch(plain(own))), None)
    if header is not None:
        return _Place(header, pl.col(header), sheet.schema[header])
    outer, _, path = name.partition(".")
    column = at.get(plain(outer))
    if not path or column is None or sheet.schema[column] != pl.String:
        return None
    steps = "".join(".*" if step == "*" else f"['{step}']" for step in path.split("."))
    return _Place(f"{column}.{path}", pl.col(column).str.json_path_match(f"${steps}"), pl.String())


def _first_place(sheet: pl.DataFrame, at: dict[str, str], column: Column) -> _Place | None:
    return next(filter(None, (_place(sheet, at, name) for name in column.names)), None)


def _cell(field: str, column: Column, table: Table, place: _Place, told: Written | Order | None) -> tuple[pl.Expr, pl.Expr]:
    """The value, and the reason where the cell holds something that is none: as the value was read, which is dear, it is not read twice."""
    name, cell, dtype = place
    kind = _kind_of(field, column, table)
    how, _ = KINDS[kind]
    raw = text(cell, dtype)
    if column.words is not None:
        value = raw.str.to_lowercase().replace(column.words) if kind == "text" else _number_words(raw, column.words)
        return value, pl.lit(None, pl.String)
    value = how(cell, dtype, told) if told else how(cell, dtype)
    says = pl.format("{} is not {}: {}", pl.lit(name), is_not(kind, raw), raw.str.slice(0, 60))
    unread = pl.lit(False) if kind == "text" else pl.col(f"{READ}{field}").is_null() & raw.is_not_null() & ~is_nothing(raw)
    return value, pl.when(unread).then(says)


def told_as(table: Table, field: str) -> str:
    """What a reader of the file calls the field; what follows from several columns has only our name."""
    made_of = table.derive[field].meta.root_names() if field in table.derive else [field]
    return table.columns[made_of[0]].names[0] if len(made_of) == 1 and made_of[0] in table.columns else field


def _number_words(raw: pl.Expr, words: dict) -> pl.Expr:
    return raw.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Float64)


def _kind_of(field: str, column: Column, table: Table) -> str:
    return column.kind or own_kind(field, fields_of(table.noun).get(field, str))


def own_kind(field: str, kind: type) -> str:
    """How a field of this type is read where nothing else is told: by its name, else by the type."""
    if field.endswith("_on"):
        return "day"
    return "time" if field.endswith("_at") or field == "at" else KIND_OF[kind]


def _all_fields(table: Table) -> dict[str, type]:
    types = {kind: type_ for type_, kind in KIND_OF.items()}
    return fields_of(table.noun) | {f: types.get(c.kind, str) for f, c in table.columns.items() if f.startswith("_")}


def _polars(field: str, kind: type) -> pl.DataType:
    named = {"day": pl.Date(), "time": pl.Datetime("us"), "integer": pl.Int64(), "number": pl.Float64(), "flag": pl.Boolean()}
    return named.get(own_kind(field, kind), pl.String())


def digests(rows: pl.DataFrame, columns: Iterable[str]) -> list[str]:
    """A stable 64-bit digest (hexadecimal) of each row's known content; columns without a value do not count."""
    parts = [(pl.lit(f"\x1f{name}=") + pl.col(name).cast(pl.String)).fill_null("") for name in sorted(columns)]
    return [blake2b(line.encode(), digest_size=8).hexdigest() for line in rows.select(pl.concat_str(parts)).to_series()]

