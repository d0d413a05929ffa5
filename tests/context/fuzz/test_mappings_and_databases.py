"""Whatever a mapping or a database holds: one line that says what is wrong, or rows that are landed or refused, twice the same."""

import csv
import shutil
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
from cs_core.context.sources.table import fields_of
from cs_core.context.store import open_store
from cs_core.errors import BadInput
from tests.context.fuzz.cells_drawn import ODD, PLAIN
from tests.context.fuzz.runs import INPUTS, an_end, given, st, tried

NOW = datetime(2026, 6, 30, 12)
TOGETHER = 20
"""Tables of one database."""
WRITTEN = [word for words in PLAIN.values() for word in words]
HEADER = ("Ref", "Word", "When", "Sum", "Mail")
WORDS = st.sampled_from((*HEADER, "ref", "none", "", "../x", "company", "event"))
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6,
)  # fmt: skip


def mostly(sound: st.SearchStrategy) -> st.SearchStrategy:
    """Now and then anything in its place: where all is odd, the first thing refused hides the others."""
    return st.integers(0, 19).flatmap(lambda n: ANY if n == 19 else sound)


MORE = {
    "kind": mostly(st.sampled_from((*KINDS, "x"))), "divide": mostly(st.sampled_from((12, 100, 0, 1e-320, -1e308))),
    "of": mostly(st.sampled_from(("nps", "csat", "ces"))),
}  # fmt: skip
COLUMN = st.sampled_from(HEADER) | st.fixed_dictionaries({"column": mostly(st.sampled_from(HEADER))}, optional=MORE)
NEEDED = {
    "event": st.fixed_dictionaries({"at": COLUMN, "event": COLUMN, "ref": COLUMN}),
    "survey": st.fixed_dictionaries({"kind": COLUMN, "score": COLUMN}),
    "person": st.fixed_dictionaries({}, optional={"name": mostly(st.lists(st.sampled_from(HEADER), max_size=3))}),
}


def a_mapping(name: str) -> st.SearchStrategy[dict]:
    """Of any noun, with some of its fields; a few of its words are not what they should be."""
    return st.sampled_from(("event", *NOUNS)).flatmap(lambda noun: _of(noun, name))


def _of(noun: str, name: str) -> st.SearchStrategy[dict]:
    fields = st.sampled_from(("known_at", *fields_of(noun)))
    columns = st.builds(
        lambda told, needed, key: {"id": key} | told | needed, st.dictionaries(fields, mostly(COLUMN), max_size=4),
        NEEDED.get(noun, st.just({})), mostly(st.sampled_from(HEADER) | st.lists(st.sampled_from(HEADER), min_size=1, max_size=2)),
    )  # fmt: skip
    told = {
        "system": mostly(st.sampled_from(("crm", "hubspot"))), "object": mostly(st.just(name)), "noun": mostly(st.just(noun)),
        "columns": mostly(columns),
    }  # fmt: skip
    optional = {"ref_object": mostly(st.sampled_from(("company", "user"))), "currency": mostly(st.sampled_from(("EUR", "USD", "x")))}
    if noun != "event":
        return st.fixed_dictionaries(told, optional=optional)
    at = st.fixed_dictionaries({"id": st.just("Ref"), "at": COLUMN}, optional={"ref": COLUMN, "person": COLUMN})
    counts = st.fixed_dictionaries({"counts": mostly(st.dictionaries(st.text(max_size=5), WORDS, max_size=3))})
    counted = st.builds(lambda sound, own, counts: sound | {"columns": own} | counts, st.fixed_dictionaries(told), at, counts)
    return st.fixed_dictionaries(told, optional=optional) | counted


MAPPING = st.builds(
    lambda whole, also: whole | ({"also": also} if also is not None else {}), a_mapping("thing"),
    mostly(st.none() | st.lists(a_mapping("other"), max_size=2)),
)  # fmt: skip
LINES = st.lists(st.tuples(*[st.sampled_from((*ODD, *WRITTEN))] * len(HEADER)), max_size=4)
CELLS = st.sampled_from(ODD) | st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.binary(max_size=9) | st.text(max_size=9)
ROWS = st.lists(st.tuples(*[CELLS] * len(HEADER)), min_size=1, max_size=4)
KNOWN = ("Record ID", "Company name", "Company Domain Name", "_row", "a b", "a;b", "é")
NAMES = st.lists(st.sampled_from((*HEADER, *KNOWN)), min_size=5, max_size=5, unique=True)
TABLES = st.lists(st.tuples(NAMES, ROWS), min_size=TOGETHER, max_size=TOGETHER)


def is_balanced(file: dict) -> bool:
    return file["rows"] == file["landed"] + file["unchanged"] + file["refused"] and all(bad["why"].isprintable() for bad in file["reasons"])


def twice(folder: str, template: Path, paths: list[Path], **how) -> tuple[list[dict], list[dict]]:
    """What two imports into an empty store tell of each file."""
    store_at = Path(shutil.copy(template, Path(folder) / "context.db"))
    with an_end(), open_store(store_at) as store:
        first, again = (import_paths(store, paths, now=NOW, **how)["files"] for _ in range(2))
    return first, again


def is_read_or_refused(folder: str, template: Path, mapping: dict, lines: list[tuple]) -> None:
    table = Path(folder) / "table.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, ("1", "open", "2026-03-01", "5", "a@x.example"), ("2", "a\nb", "", "NaN", "@"), *lines])
    try:
        tables_from(mapping)
    except BadInput as error:
        assert "\n" not in str(error)
        return
    first, again = twice(folder, template, [table], mapping=mapping)
    assert all(map(is_balanced, first)) and not any(file["landed"] for file in again)


def is_read_by_rows(folder: str, template: Path, tables: list[tuple[list[str], list[tuple]]]) -> None:
    with sqlite3.connect(Path(folder) / "crm.db") as db:
        for n, (names, rows) in enumerate(tables):
            db.execute("CREATE TABLE t{} ({})".format(n, ", ".join(f'"{name}"' for name in names)))
            cells = [tuple(_storable(cell) for cell in row) for row in rows]
            db.executemany(f"INSERT INTO t{n} VALUES (?, ?, ?, ?, ?)", cells)
    db.close()
    uri, own = f"sqlite:///{folder}/crm.db", Path(folder) / "context.db"
    sheets = [read_database(uri, own=own, table=f"t{n}") for n in range(len(tables))]
    first, again = twice(folder, template, [], sheets=sheets)
    assert [file["rows"] for file in first] == [len(rows) for _, rows in tables]
    assert all(map(is_balanced, first)) and not any(file["landed"] for file in again)


def _storable(cell):
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def try_mappings(times: int, template: Path) -> None:
    @tried(times)
    @given(MAPPING, LINES)
    def property(mapping, lines):
        with TemporaryDirectory() as folder:
            is_read_or_refused(folder, template, mapping, lines)

    property()


def try_databases(times: int, template: Path) -> None:
    @tried(-(-times // TOGETHER))
    @given(TABLES)
    def property(tables):
        with TemporaryDirectory() as folder:
            is_read_by_rows(folder, template, tables)

    property()


@pytest.mark.parametrize("tries", [try_mappings, try_databases])
def test_any_mapping_and_any_database_is_read_or_refused_in_words(tries, template):
    tries(8, template)


@pytest.mark.slow
@pytest.mark.parametrize("tries", [try_mappings, try_databases])
def test_ten_thousand_mappings_and_databases_are_read_or_refused_in_words(tries, template):
    tries(INPUTS, template)
