"""Whatever a mapping or a database holds: one line that says what is wrong, or rows that are landed or refused, twice the same."""

import sqlite3
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cs_core.context.importing.databases import read_database
from cs_core.context.importing.landing import import_paths
from cs_core.context.nouns import NOUNS
from cs_core.context.sources.kinds import KINDS
from cs_core.context.sources.mapping import tables_from
from cs_core.context.store import open_store
from cs_core.errors import BadInput
from tests.context.fuzz.cells_drawn import ODD
from tests.context.fuzz.runs import INPUTS, given, st, tried

NOW = datetime(2026, 6, 30, 12)
HEADER = ("Ref", "Word", "When", "Sum", "Mail")
FIELDS = sorted({field for noun in NOUNS.values() for field in noun.columns} | {"id", "known_at", "at", "event", "ref"})
WORDS = st.sampled_from((*HEADER, "ref", "none", "", "../x", "company", "event"))
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)  # fmt: skip
MORE = {"kind": st.sampled_from((*KINDS, "x")), "divide": st.sampled_from((12, 0, "a"))}
COLUMN = WORDS | st.fixed_dictionaries({"column": WORDS}, optional=MORE) | ANY
MAPPING = st.fixed_dictionaries(
    {
        "system": st.sampled_from(("crm", "hubspot")) | ANY, "object": st.just("thing") | ANY,
        "noun": st.sampled_from(("event", *NOUNS)) | ANY,
        "columns": st.dictionaries(st.sampled_from(FIELDS), COLUMN, max_size=4).map(lambda told: {"id": "Ref"} | told) | ANY,
    },
    optional={"also": ANY, "ref_object": ANY, "counts": st.dictionaries(st.text(max_size=5), WORDS, max_size=3) | ANY},
)  # fmt: skip
CELLS = st.sampled_from(ODD) | st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.binary(max_size=9) | st.text(max_size=9)
ROWS = st.lists(st.tuples(*[CELLS] * len(HEADER)), min_size=1, max_size=4)
KNOWN = ("Record ID", "Company name", "Company Domain Name", "_row", "a b", "a;b", "é")
NAMES = st.lists(st.sampled_from((*HEADER, *KNOWN)), min_size=5, max_size=5, unique=True)


def is_balanced(file: dict) -> bool:
    return file["rows"] == file["landed"] + file["unchanged"] + file["refused"] and all(bad["why"].isprintable() for bad in file["reasons"])


def is_read_or_refused(folder: str, mapping: dict) -> None:
    table = Path(folder) / "table.csv"
    table.write_text(f'{",".join(HEADER)}\n1,open,2026-03-01,5,a@x.example\n,,,,\n2,"a\nb",9999-12-31,NaN,@\n')
    try:
        tables_from(mapping)
    except BadInput as error:
        assert "\n" not in str(error)
        return
    with open_store(Path(folder) / "context.db") as store:
        first, again = (import_paths(store, [table], now=NOW, mapping=mapping)["files"] for _ in range(2))
    assert all(map(is_balanced, first)) and not any(file["landed"] for file in again)


def is_read_by_rows(folder: str, names: list[str], rows: list[tuple]) -> None:
    with sqlite3.connect(Path(folder) / "crm.db") as db:
        db.execute("CREATE TABLE t ({})".format(", ".join(f'"{name}"' for name in names)))
        db.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", [tuple(_storable(cell) for cell in row) for row in rows])
    db.close()
    sheet = read_database(f"sqlite:///{folder}/crm.db", own=Path(folder) / "context.db", table="t")
    with open_store(Path(folder) / "context.db") as store:
        first, again = (import_paths(store, [], sheets=[sheet], now=NOW)["files"] for _ in range(2))
    assert all(map(is_balanced, first)) and [file["rows"] for file in first] == [len(rows)]
    assert not any(file["landed"] for file in again)


def _storable(cell):
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def try_mappings(times: int) -> None:
    @tried(times)
    @given(MAPPING)
    def property(mapping):
        with TemporaryDirectory() as folder:
            is_read_or_refused(folder, mapping)

    property()


def try_databases(times: int) -> None:
    @tried(times)
    @given(NAMES, ROWS)
    def property(names, rows):
        with TemporaryDirectory() as folder:
            is_read_by_rows(folder, names, rows)

    property()


@pytest.mark.parametrize("tries", [try_mappings, try_databases])
def test_any_mapping_and_any_database_is_read_or_refused_in_words(tries):
    tries(8)


@pytest.mark.slow
@pytest.mark.parametrize("tries", [try_mappings, try_databases])
def test_ten_thousand_mappings_and_databases_are_read_or_refused_in_words(tries):
    tries(INPUTS)
