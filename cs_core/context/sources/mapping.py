"""A table that no source knows, as told by the person who imports it."""

import json
import re
from pathlib import Path
from typing import Any

from cs_core.context.nouns import NOUNS
from cs_core.context.sources.table import Table, col, fields_of
from cs_core.errors import BadInput


def read_mapping(path: Path) -> dict[str, Any]:
    """A mapping from a JSON file. Raises BadInput where it is not one JSON object."""
    try:
        mapping = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise BadInput(f"{path} is not a mapping: it must be one JSON object with system, object, noun and columns ({error}).") from error
    if not isinstance(mapping, dict):
        raise BadInput(f"{path} is not a mapping: it must be one JSON object with system, object, noun and columns.")
    return mapping


def table_from(mapping: dict[str, Any]) -> Table:
    """A table from ``{"system", "object", "noun", "columns": {field: column}}``; `noun` may be ``event``.

    Besides the noun's fields `columns` names the `id` (needed) and may name `known_at`, the time of the last change. Raises
    BadInput naming what is missing or unknown.
    """
    lacks = [key for key in ("system", "object", "noun", "columns") if not mapping.get(key)]
    if lacks:
        raise BadInput(f"The mapping lacks {', '.join(lacks)}: it needs system, object, noun and columns.")
    system, name, noun = (str(mapping[key]) for key in ("system", "object", "noun"))
    if not all(re.fullmatch(r"[A-Za-z0-9_.-]+", word) for word in (system, name)):
        raise BadInput("The mapping's system and object may hold letters, digits, '_', '-' and '.' only.")
    if noun != "event" and noun not in NOUNS:
        raise BadInput(f"The mapping's noun {noun!r} is unknown: use event, {', '.join(NOUNS)}.")
    columns = dict(mapping["columns"])
    key, own = columns.pop("id", None), columns.pop("known_at", None)
    unknown = sorted(set(columns) - set(fields_of(noun)))
    if key is None or unknown:
        why = f"has no field {', '.join(unknown)}" if unknown else "needs a column for its id"
        raise BadInput(f"The mapping of {noun} {why}: its fields are id, known_at, {', '.join(fields_of(noun))}.")
    return Table(
        system=system, object=name, noun=noun, signature=(key, *columns.values()), id=(key,),
        columns={field: col(column) for field, column in columns.items()}, known_at=(own,) if own else (),
        needs=_needs(noun, columns), ref_object=mapping.get("ref_object", "company"),
    )  # fmt: skip


def _needs(noun: str, columns: dict) -> tuple[str, ...]:
    if noun == "event" and not {"at", "event"} <= set(columns):
        raise BadInput("The mapping of event needs columns for at and event, and for ref or person.")
    return tuple(field for field in ("at", "event", "sent_at") if field in columns)
