"""Mappings that a person confirmed: kept in the store, known again by the headers of their table, forgotten by a new row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cs_core.context.sources.mapping import columns_of, signature_of, tables_from
from cs_core.context.sources.table import Table, plain
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound
from cs_core.records import key_of

LEAST_COLUMNS = 3
"""A header of fewer fits too many tables: its mapping is told again each time."""
LEFT_OUT = "left_out"
"""Under which a mapping keeps the columns that it does not read."""
NOTHING_SAID: Mapping[str, str] = {}


def confirm_mapping(
    store: Store, mapping: dict[str, Any], header: Iterable[str], *, by: str, now: datetime, why: Mapping[str, str] = NOTHING_SAID
) -> str:  # fmt: skip
    """Remember what a table with this header means; returns its signature. The newest answer for a signature holds.

    The columns that it leaves out are kept by their names, each with the reason that `why` gives (column -> reason) or that it had before.
    Raises BadInput where the mapping is wrong, names columns that the header lacks, or the header is too short to be known again.
    """
    header = list(header)
    have = {plain(name) for name in header}
    lacks = [name for name in columns_of(mapping) if plain(name) not in have]
    if lacks:
        raise BadInput(f"The table has no column {', '.join(lacks)}: correct the mapping.")
    if not rememberable(header):
        raise BadInput(f"A table of fewer than {LEAST_COLUMNS} columns cannot be known again: give its mapping each time (--mapping).")
    signature, read = signature_of(header), {plain(name) for name in columns_of(mapping)}
    before = next((row["left_out"] for row in remembered(store) if row["signature"] == signature), {})
    left_out = {name: why.get(name) or before.get(name, "") for name in header if plain(name) not in read}
    _write(store, signature, mapping, left_out, gone=False, by=by, now=now)
    return signature


def forget_mapping(store: Store, signature: str, *, by: str, now: datetime) -> None:
    """Stop using the mapping of a signature; rows landed by it stay. Raises NotFound where there is none."""
    kept = next((row for row in remembered(store) if row["signature"] == signature), None)
    if kept is None:
        raise NotFound("No mapping is remembered for that table: see the list on the Context page.")
    _write(store, signature, kept["mapping"], kept["left_out"], gone=True, by=by, now=now)


def remembered(store: Store) -> list[dict[str, Any]]:
    """Each mapping in force: signature, mapping, by, set_at, left_out.

    left_out: why each column of the table is not read, empty where nobody said it; what an older version wrote knows of no such column.
    """
    newest = [row for row in store.latest("mapping", "signature") if not row["gone"]]
    return [{key: row[key] for key in ("signature", "by", "set_at")} | _apart(row["mapping"]) for row in newest]


def _apart(kept: dict[str, Any]) -> dict[str, Any]:
    """The mapping, and what is kept with it of the columns that it leaves out."""
    return {"mapping": {key: told for key, told in kept.items() if key != LEFT_OUT}, "left_out": kept.get(LEFT_OUT, {})}


def tables_remembered(store: Store) -> dict[str, tuple[Table, ...]]:
    """Signature -> tables of the mappings in force; one that an older version wrote and this one cannot read is left out."""
    found = {}
    for row in remembered(store):
        try:
            found[row["signature"]] = tables_from(row["mapping"])
        except BadInput:
            continue
    return found


def rememberable(header: Iterable[str]) -> bool:
    """Whether a table can be known again by its header."""
    return len(set(header)) >= LEAST_COLUMNS


def _write(
    store: Store, signature: str, mapping: dict[str, Any], left_out: dict[str, str], *, gone: bool, by: str, now: datetime
) -> None:  # fmt: skip
    """Append, unless it says what holds already."""
    told = {"mapping": mapping, "left_out": left_out}
    if not gone and any(row["signature"] == signature and {key: row[key] for key in told} == told for row in remembered(store)):
        return
    kept, turn = mapping | ({LEFT_OUT: left_out} if left_out else {}), store.count("mapping", signature=signature)
    row = {"signature": signature, "mapping": kept, "by": by, "set_at": now, "gone": gone}
    store.append("mapping", [row | {"id": key_of(signature, kept, now, turn)}])
