"""What a sheet's table means: as told by `--mapping`, by a source that knows it, by a mapping remembered, else a proposal."""

from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.importing.mappings import rememberable, tables_remembered
from cs_core.context.sources.cells import META
from cs_core.context.sources.mapping import signature_of, tables_from
from cs_core.context.sources.propose import propose
from cs_core.context.sources.reading import Sheet
from cs_core.context.sources.table import Table, detect, plain
from cs_core.context.sources.wide import wide
from cs_core.context.store import Store

BY_HAND = "; name the columns by --mapping"
CONFIRM = "confirm it on the Context page or with --mapping"


class Meaning(NamedTuple):
    """One table that a sheet is read as, or None and why not."""

    table: Table | None
    why: str = ""
    mapping: str = ""
    """Where it comes from a person: ``given`` for this import, or ``remembered`` for every one."""
    proposal: dict[str, Any] | None = None
    """What it may be, for a person to confirm: see `propose.Proposed.report`."""


class Lexicon(NamedTuple):
    """All that one import knows of tables."""

    tables: tuple[Table, ...]
    told: tuple[Table, ...]
    """Of the mapping given for this import."""
    kept: dict[str, tuple[Table, ...]]
    """By signature."""
    ids: Callable[[], dict[str, set[str]]]
    """System -> ids of its companies so far, those of this import too, read when a proposal needs them."""


def lexicon(store: Store, tables: tuple[Table, ...], mapping: dict[str, Any] | None) -> Lexicon:
    """What is known at the beginning of an import. Raises BadInput where the mapping is wrong."""
    return Lexicon(tables, tables_from(mapping) if mapping else (), tables_remembered(store), lambda: _company_ids(store))


def meanings(sheet: Sheet, known: Lexicon) -> list[Meaning]:
    """The tables that a sheet is read as: one, or several where a mapping takes more than one thing from each row."""
    header = [name for name in sheet.frame.columns if name not in META]
    if not header:
        return [Meaning(None, "not needed: it holds no rows")]
    table, why = detect(header, known.tables)
    if known.told and not _lacking(header, known.told):
        lasting = table is None and rememberable(header)
        return [Meaning(told, mapping="remembered" if lasting else "given") for told in known.told]
    if table:
        return [Meaning(table)]
    lacks = _lacking(header, known.told)
    kept = known.kept.get(signature_of(header))
    if kept:
        return [Meaning(told, mapping="remembered") for told in kept]
    if sheet.frame.is_empty():
        return [Meaning(None, "not needed: it holds a header and no rows: import it again once it has some")]
    if lacks:
        why = f"not understood: the mapping names what it has no column for ({', '.join(lacks)}): correct the mapping, or the heading"
    found = propose(sheet.frame, name=sheet.name, known=known.ids()) or wide(sheet.frame, name=sheet.name, known=known.ids())
    if found is None:
        return [Meaning(None, why)]
    if lacks:
        return [Meaning(None, why, proposal=found.report(header))]
    beside = why.removeprefix("not understood: ").removesuffix(BY_HAND)
    return [Meaning(None, f"not understood: {found.says} ({beside}): {CONFIRM}", proposal=found.report(header))]


def _lacking(header: list[str], tables: tuple[Table, ...]) -> list[str]:
    """The columns of these tables that the header lacks, each once."""
    have = {plain(name) for name in header}
    return list(dict.fromkeys(name for table in tables for name in table.signature if plain(name) not in have))


def _company_ids(store: Store) -> dict[str, set[str]]:
    rows = store.frame("company", "system", "source_id").unique()
    return {system: set(ids) for system, ids in rows.group_by("system").agg(pl.col("source_id")).iter_rows()}
