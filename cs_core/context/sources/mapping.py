"""A table that no source knows, as told by a person, or proposed by `propose` and confirmed by a person."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.sources.closing import CONTRACT, OWN_ENDED, kind_of
from cs_core.context.sources.mapping_words import currency_of, kind_told, need_writable, ref_object_of
from cs_core.context.sources.salesforce import KINDS as DEAL_KINDS
from cs_core.context.sources.sense import LARGEST
from cs_core.context.sources.slashed import DAY_FIRST, MONTH_FIRST
from cs_core.context.sources.surveys import MOST, scale_of, within
from cs_core.context.sources.synonyms import called
from cs_core.context.sources.table import Column, Table, col, fields_of, plain
from cs_core.errors import BadInput

#: Fields whose words are compared by the signals: kept in lower case, and told in one word where people have several.
WORDS: dict[str, dict[str, str]] = {
    "billing": {"monthly": "month", "annual": "year", "annually": "year", "yearly": "year", "quarterly": "quarter"},
    "status": {}, "priority": {}, "role": {}, "reason": {},
}  # fmt: skip
#: Amounts of a noun that are divided to become one of its fields, as `synonyms` writes them: a yearly price, cents.
DIVIDED: dict[str, dict[str, int]] = {"subscription": {"mrr/12": 12}, "invoice": {"amount/100": 100}}
KIND_OF_FIELD = {"at": "period"}
"""How a field is read that people write in more ways than systems do."""
USES = "uses"
"""Stands for a column that counts how often what it is called was used, beside the readings of a field."""
SCORES = [f"score@{scale}" for scale in MOST]
DEAL = {"kind": kind_of(pl.col("kind").str.to_lowercase().replace(DEAL_KINDS)), "stage": pl.col("stage").str.to_lowercase()}
ENDS: dict[str, dict[str, pl.Expr]] = {"deal": OWN_ENDED | DEAL, "subscription": CONTRACT}
"""Noun -> how it ended; a deal is told in the words of the systems that have deals."""
SCORED = {"score": "_score", "kind": "_kind"}
"""Fields of an answer that are what is read of it only where both fit each other."""
TOTALS = ("total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme")
"""What the last row of a list of customers is called where it sums them up."""


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
    """A table from ``{"system", "object", "noun", "columns": {field: column}}``; `noun` may be ``event``, `currency` is that of bare sums.

    Besides the noun's fields `columns` names the `id` (needed; a list of columns that together name a row) and may name `known_at`,
    the time of the last change. A column is its name, or ``{"column": name, "kind": one of kinds.KINDS, "divide": number}`` (cents:
    divide by 100; a yearly price told as `mrr`: by 12). The `name` of a person may be a list of columns, which are joined (first name, last
    name); the `score` of a survey says of what it is, ``"of": "nps"``, ``"csat"`` or ``"ces"``, where no column is its `kind`. Raises
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
    if not isinstance(mapping["columns"], dict):
        raise BadInput("The mapping's columns must be an object of field: column.")
    columns = dict(mapping["columns"])
    key, own = columns.pop("id", None), columns.pop("known_at", None)
    ids = tuple(key) if isinstance(key, list) else (key,)
    unknown = sorted(set(columns) - set(fields_of(noun)))
    if not ids or not all(isinstance(part, str) and part for part in ids) or unknown:
        why = f"has no field {', '.join(unknown)}" if unknown else "needs a column for its id"
        raise BadInput(f"The mapping of {noun} {why}: its fields are id, known_at, {', '.join(fields_of(noun))}.")
    joined, scale, ends = _joined(noun, columns), _scale(noun, columns), ENDS.get(noun, {})
    told = {field: _column(noun, field, column) for field, column in columns.items() if field not in joined}
    told |= {f"_{field}{n}": _column(noun, field, part) for field, parts in joined.items() for n, part in enumerate(parts)}
    return Table(
        system=system, object=name, noun=noun, signature=tuple(dict.fromkeys((*ids, *(c.names[0] for c in told.values())))), id=ids,
        columns={SCORED.get(field, field) if scale else field: column for field, column in told.items()},
        known_at=(_name(own),) if own else (),
        derive=_derived(noun, columns) | {field: _together(field, parts) for field, parts in joined.items()} | scale | ends,
        needs=_needs(noun, columns),
        ref_object=ref_object_of(mapping), once=_sums_of_months(noun, columns),
        currency=currency_of(mapping),
    )  # fmt: skip


def _sums_of_months(noun: str, columns: dict[str, Any]) -> bool:
    """Whether a row is how often something was used in a month: with another count it is another word on that month."""
    return noun == "event" and "count" in columns and isinstance(at := columns.get("at"), dict) and at.get("kind") == "month"


def _scale(noun: str, columns: dict[str, Any]) -> dict[str, pl.Expr]:
    """kind, score and most of the answers to a survey; none where no score is read."""
    if noun != "survey" or "score" not in columns:
        return {}
    of = columns["score"].get("of") if isinstance(columns["score"], dict) else None
    if (of is None) == ("kind" not in columns) or (of is not None and str(of) not in MOST):
        raise BadInput(
            "The mapping of survey must say of what its score is: name a column for kind, or write"
            f' "score": {{"column": ..., "of": one of {", ".join(MOST)}}}; on the Context page choose what the column of scores stands for.'
        )
    scale = within(pl.lit(of) if of else scale_of(pl.col("_kind")), pl.col("_score"))
    return {field: how for field, how in scale.items() if field not in columns or field in SCORED}


def _joined(noun: str, columns: dict[str, Any]) -> dict[str, list[str]]:
    """Field -> columns that it is joined of."""
    return {"name": columns["name"]} if noun == "person" and isinstance(columns.get("name"), list) and columns["name"] else {}


def _together(field: str, parts: list[str]) -> pl.Expr:
    return pl.concat_str([f"_{field}{n}" for n in range(len(parts))], separator=" ", ignore_nulls=True).replace("", None)


def tables_from(mapping: dict[str, Any]) -> tuple[Table, ...]:
    """The table of a mapping and those under ``"also"``: what else each row tells, such as the contract in a list of customers.

    A mapping of event may have ``"counts": {name of a use: column}`` in place of columns for event and count: each of these columns says
    how often that was used, and is a table of its own.
    """
    need_writable(mapping)
    also = mapping.get("also") or []
    if not isinstance(also, list) or not all(isinstance(part, dict) for part in also):
        raise BadInput('The mapping\'s "also" must be a list of mappings.')
    tables = tuple(table for part in (mapping, *also) for table in _tables_of({"currency": mapping.get("currency")} | part))
    if len({(table.system, table.object) for table in tables}) < len(tables):
        raise BadInput('The mapping\'s "also" must name another object than the mapping itself.')
    if tables[0].noun == "company":
        name = tables[0].columns.get("name")
        tables = (_without_totals(tables[0], "name"), *(_without_totals(part, "_called", name) for part in tables[1:]))
    return tables


def _tables_of(part: dict[str, Any]) -> list[Table]:
    counts, columns = part.get("counts"), part.get("columns")
    if counts is None or not isinstance(columns, dict):
        return [table_from(part)]
    if part.get("noun") != "event" or {"event", "count"} & set(columns):
        raise BadInput('A mapping with "counts" is one of event, without columns for event and count: each of its counts is both.')
    if not isinstance(counts, dict) or not counts or not all(name.strip() and isinstance(column, str) for name, column in counts.items()):
        raise BadInput('The mapping\'s "counts" must be an object of name of a use: column.')
    objects = {name: f"{part.get('object')}_{re.sub(r'[^A-Za-z0-9_.-]+', '_', name).strip('_') or n}" for n, name in enumerate(counts, 1)}
    if len(set(objects.values())) < len(objects):
        objects = {name: f"{called}_{n}" for n, (name, called) in enumerate(objects.items(), 1)}
    whole = {**part, "columns": columns}
    return [
        _one_count(table_from(whole | {"object": objects[name], "columns": columns | {"event": column, "count": column}}), name)
        for name, column in counts.items()
    ]


def _one_count(table: Table, name: str) -> Table:
    """The table whose rows tell how often `name` was used; what says nothing of that is left alone, with the reason."""
    column, count, ref = table.columns["count"].names[0], pl.col("count"), pl.col("ref")
    why = pl.coalesce(
        pl.when(_sums_up(ref)).then(pl.format("{} is a sum of other rows, not a customer", ref)),
        pl.when(count.is_null()).then(pl.lit(f"not needed: {column} is empty")),
        pl.when(count == 0).then(pl.lit(f"not needed: {column} is 0: it was not used")),
        pl.when(count < 0).then(pl.format("{} cannot be negative: {}", pl.lit(column), count)),
    )
    event, own = pl.lit(name), pl.concat_str("source_id", pl.lit(f"/{name}"))
    needs = ("at",) if "person" in table.columns or "ref" not in table.columns else ("at", "ref")
    read = {field: told for field, told in table.columns.items() if field != "event"}
    return replace(table, columns=read, needs=needs, derive=table.derive | {"event": event, "source_id": own, "_refused": why}, once=True)


def _without_totals(table: Table, called_by: str, name: Column | None = None) -> Table:
    """Refusing the row of a list of customers that sums them up: it would be a customer, and its contract all that they pay.

    `called_by`: the field that holds the customer's name, which is read from `name` where the table does not read it itself.
    """
    read = {called_by: Column(name.names)} if name else {}
    cells = [pl.col(field).cast(pl.String) for field in ("source_id", *({called_by} & {*table.columns, *read}))]
    found = [pl.when(_sums_up(cell)).then(cell) for cell in cells]
    why = pl.format("{} is a sum of other rows, not a customer: where a customer is called so, write more of its name", pl.coalesce(found))
    known = [table.derive[c] for c in ("_refused",) if c in table.derive]
    return replace(table, columns=table.columns | read, derive=table.derive | {"_refused": pl.coalesce(why, *known)})


def _sums_up(cell: pl.Expr) -> pl.Expr:
    return cell.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(" :*=").is_in(TOTALS)


def column_of(told: str | dict | list) -> str:
    """The column of one field of a mapping; of several that name a row together, all of them."""
    return told["column"] if isinstance(told, dict) else " and ".join(told) if isinstance(told, list) else told


def columns_in(told: str | dict | list) -> list[str]:
    """The same, one by one."""
    return told if isinstance(told, list) else [column_of(told)]


def readings_of(noun: str) -> list[str]:
    """What a column may stand for: the noun's fields, the amounts that are divided to become one, of events `USES`, of answers scores."""
    divided, uses = DIVIDED.get(noun, {}), [USES] if noun == "event" else SCORES if noun == "survey" else []
    return uses + [reading for field in fields_of(noun) for reading in (field, *(r for r in divided if r.startswith(f"{field}/")))]


def reading_of(noun: str, field: str, told: str | dict | list) -> str:
    """As what of `readings_of` a mapping reads the field."""
    by, of = (told.get("divide"), told.get("of")) if isinstance(told, dict) else (None, None)
    if of and (noun, field) == ("survey", "score"):
        return f"score@{of}"
    return next((reading for reading, n in DIVIDED.get(noun, {}).items() if n == by and reading.startswith(f"{field}/")), field)


def columns_told(noun: str, chosen: Iterable[tuple[str, str]], before: dict[str, Any]) -> dict[str, Any]:
    """The columns of a mapping from (reading, column): one that stands for the same as `before` keeps how it is read.

    Of a person two columns may stand for the name: it is joined of them. Raises BadInput where two columns stand for one other field.
    """
    columns: dict[str, Any] = {}
    for reading, column in chosen:
        (field, _, of), by = reading.partition("/")[0].partition("@"), DIVIDED.get(noun, {}).get(reading)
        if field in columns and (noun, field) == ("person", "name"):
            parts, was = [*columns_in(columns[field]), column], columns_in(before.get(field, []))
            columns[field] = was if sorted(was) == sorted(parts) else parts
            continue
        if field in columns:
            raise BadInput(f"{column_of(columns[field])} and {column} cannot both be {called(reading)}: leave one of them out.")
        was = before.get(field)
        same = was is not None and (reading_of(noun, field, was), column_of(was)) == (reading, column)
        columns[field] = was if same else {"column": column, "divide": by} if by else {"column": column, "of": of} if of else column
    return columns


def counts_told(columns: Iterable[str], before: dict[str, str]) -> dict[str, str]:
    """The counts of a mapping from the columns that are `USES`: each by the name that it had `before`, else by what it is called."""
    named, told = {column: name for name, column in before.items()}, {}
    for column in columns:
        name = named.get(column) or re.sub(r"\W+", "_", column.lower()).strip("_") or column
        told[column if name in told else name] = column
    return told


def columns_of(mapping: dict[str, Any]) -> list[str]:
    """The columns that a mapping reads, each once."""
    return list(dict.fromkeys(name for table in tables_from(mapping) for name in (*table.signature, *table.known_at)))


def signature_of(header: Iterable[str]) -> str:
    """By what a table is known again: its headers in plain form, sorted."""
    return ",".join(sorted({plain(name) for name in header}))


def _name(told: Any) -> str:
    name = told.get("column") if isinstance(told, dict) else told
    if not isinstance(name, str) or not name:
        raise BadInput(f'The mapping holds {told!r} where a column must stand: write its name, or {{"column": name, "divide": 100}}.')
    return name


def _column(noun: str, field: str, told: Any) -> Column:
    name, kind = _name(told), told.get("kind", "") if isinstance(told, dict) else ""
    kind = kind_told(noun, field, kind) or KIND_OF_FIELD.get(field, "")
    if field == "score":
        return col(name, kind=kind or "number")
    return col(name, kind=kind, words=None if kind else WORDS.get(field))


def _derived(noun: str, columns: dict[str, Any]) -> dict[str, pl.Expr]:
    """What is still to be done to a value read: a number divided, a month's last moment told as a day."""
    derived = {}
    for field, told in columns.items():
        by = told.get("divide") if isinstance(told, dict) else None
        if by is not None:
            if isinstance(by, bool) or not isinstance(by, int | float) or not 0 < abs(by) <= LARGEST:
                raise BadInput(f"The mapping divides {field} by {by!r}: give a number other than 0, such as 12 or 100.")
            if fields_of(noun)[field] is not float:
                raise BadInput(f"The mapping divides {field}, which is no amount: take the divide away.")
            derived[field] = pl.col(field) / by
        elif isinstance(told, dict) and told.get("kind") in ("month", "time", DAY_FIRST, MONTH_FIRST) and field.endswith("_on"):
            derived[field] = pl.col(field).dt.date()
    return derived


def _needs(noun: str, columns: dict[str, Any]) -> tuple[str, ...]:
    if noun == "event" and not {"at", "event"} <= set(columns):
        raise BadInput("The mapping of event needs columns for at and event, and for ref or person.")
    if noun == "survey" and "score" in columns:
        return ("kind", "score", *(field for field in ("answered_at",) if field in columns))
    return tuple(field for field in ("at", "event", "sent_at") if field in columns)
