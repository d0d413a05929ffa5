"""Cells as exports hold them, and cells as they should never be: each by kind, chosen by a `random.Random`."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import polars as pl

from cs_core.context.sources.table import Table, fields_of

WORDS = ("Acme", "Bolt Ltd", "Café Łódź", "open", "won", "active", "annual", "ada", "Export fails", "9", "critical")
PLAIN = {
    "text": WORDS,
    "first": ("acme.example", "acme.example;bolt.example", "17", '["acme.example","x.example"]'),
    "number": ("12", "99.5", "1,200.50", "1.200,50", "€ 5", "7 %", "-3"),
    "integer": ("1", "12", "400", "3.0"),
    "flag": ("true", "No", "1", "f"),
    "time": ("2026-03-01T08:00:00Z", "2026-05-04 09:30", "1767225600", "1767225600000", "2026-02-03T10:00:00+02:00"),
    "day": ("2026-03-01", "01.04.2026", "2025/12/31", "2027-01-31"),
    "month": ("2026-03", "2026/04"),
}
"""What a cell of each kind may hold."""
ODD = (
    "", " ", "\t", "\0", "a\0b", "\ufeff", "\u202ealcA", "\u200b", "😀", "x" * 5_000, "NaN", "nan", "inf", "-inf", "1e400", "1e308", "-0",
    "99999999999999999999", "9223372036854775808", "-9223372036854775808", "0x10", "1_000", "٣", "１２", "--5", "1,2,3", "0000-00-00",
    "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-14:00", "10000-01-01", "2026-02-30", "2026-13-01",
    "2026-03-01T25:61:61Z", "31.12.9999", "01/03/2026", "0000-01", "9999999999", "9999999999999", "9999999999.99999", "-1767225600",
    "null", "None", "true", "[]", "{}", '["a"', '{"a":', '{"a": {"b": [1, {"c": null}]}}', "[" * 300, '[[["a"]]]', "a;b;;", ";", ",", '"',
    '""', '"a', 'a "quoted" b', "line\nbreak", "line\r\nbreak", "\r", "=1+1", "+49 1", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "[x](javascript:alert(1))", ":red[x] $y$", "a@b@c", "@", "a@", "ada@acme.example", "mailto:x", "../../x",
    "C:\\x", "'; DROP TABLE company; --", "%s%n{0}", "$[0]", "']['", "ﷺ", "e\u0301" * 50, "İ", "ß", "\x1f", "\x7f", "\x85", "\u2028",
)  # fmt: skip
"""What no cell should hold, and some does."""
UNTYPED = (
    0, -1, 2**63, -(2**63), 2**64, 10**30, 10**400, 1.5, 1e308, float("nan"), float("inf"), -0.0, True, False, None, [], {}, [1, 2],
    ["a", None], [[]], [{"a": 1}], {"a": 1}, {"a": {"b": {"c": [1]}}}, {"": ""}, {"a.b": 1, "a": {"b": 2}}, {"_row": 9, "_file": "x"},
    "\ud800", "\udfff x", {"data": [{"id": "1"}]}, {"data": "no list"},
)  # fmt: skip
"""What JSON puts where a word is expected."""
TYPED: tuple[tuple[pl.DataType, tuple], ...] = (
    (pl.String(), ("a", "", "\0", None)), (pl.Int64(), (1, -(2**63), 2**63 - 1, None)), (pl.UInt64(), (0, 2**64 - 1, 5)),
    (pl.Int8(), (1, -128, None)), (pl.Float64(), (1.5, float("nan"), float("inf"), 1e308, None)), (pl.Float32(), (1.5, float("-inf"))),
    (pl.Boolean(), (True, False, None)), (pl.Date(), (date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31), None)),
    (pl.Datetime("us"), (datetime(2026, 3, 1), datetime(1, 1, 1), datetime(9999, 12, 31, 23), None)),
    (pl.Datetime("ns"), (datetime(2026, 3, 1, 8), datetime(1700, 1, 1), None)),
    (pl.Datetime("ms", "Europe/Paris"), (datetime(2026, 3, 29, 1), datetime(1900, 1, 1), None)),
    (pl.Duration("us"), (timedelta(days=1), timedelta(0), None)), (pl.Time(), (time(8), time(0), None)),
    (pl.Decimal(20, 4), (Decimal("12.5"), Decimal("9" * 15), None)), (pl.Binary(), (b"ada@x.example", b"\xff\x00", None)),
    (pl.List(pl.String), (["a", "b"], [], None)), (pl.List(pl.Int64), ([1], [None], None)),
    (pl.Struct({"a": pl.String, "b": pl.Int64}), ({"a": "x", "b": 1}, {"a": None, "b": None}, None)),
    (pl.Categorical(), ("a", "b", None)), (pl.Enum(["a", "b"]), ("a", "b", None)), (pl.Null(), (None,)),
)  # fmt: skip
"""What Parquet may hold in a column that ought to be text, a number or a time."""


def kinds_of(table: Table) -> dict[str, str]:
    """Column -> kind, of all columns that a table and those beside it read."""
    found = dict.fromkeys((*table.signature, *table.id), "text") | dict.fromkeys((*table.known_at, *filter(None, (table.born,))), "time")
    for part in (table, *table.besides):
        found |= dict.fromkeys((*part.signature, *part.id), "text")
        for field, column in part.columns.items():
            found |= dict.fromkeys(column.names, column.kind or _promised(field, part))
        found |= dict.fromkeys(filter(None, (part.only[0],)), "text")
    return {name.replace("*", "x"): kind for name, kind in found.items()}


def a_cell(rng: Random, kind: str) -> str:
    """One that can be read."""
    return rng.choice(PLAIN[kind])


def _promised(field: str, table: Table) -> str:
    if field.endswith("_on"):
        return "day"
    type_ = fields_of(table.noun).get(field, str) if table.noun else str
    numbers = {int: "integer", float: "number", bool: "flag"}
    return "time" if field.endswith("_at") or field == "at" else numbers.get(type_, "text")
