"""Whatever a file holds: nothing is raised, no row is lost in silence, what is refused says why, and the second time changes nothing."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources import SOURCES
from cs_core.context.store import open_store
from tests.context.fuzz.runs import INPUTS, an_end, given, st, tried
from tests.context.fuzz.spoilt import SPOILS, packed
from tests.context.fuzz.tables_drawn import FORMATS, SHAPES, Grid, a_grid, written
from tests.context.fuzz.texts_drawn import TEXTS

NOW = datetime(2026, 6, 30, 12)
FILES, SHORT = 30, 2
"""Of one import; and imports of a kind in the short run."""
OURS = re.compile(
    r"has no attribute|NoneType|not iterable|unhashable|not subscriptable|out of range|Traceback|argument|InvalidOperation|expression"
    r"|polars|Series|not supported"
)
"""Words of a fault of ours, which say nothing to a reader of the reason."""


class Plan(NamedTuple):
    """How one file is made."""

    which: int
    form: str
    rows: int
    odd: int
    shapes: list[int]
    spoils: list[int]
    seed: int


def plans(kind: str) -> st.SearchStrategy[Plan]:
    forms = st.sampled_from(FORMATS) if kind in TABLES else st.just("")
    shapes = st.lists(st.integers(0, len(SHAPES) - 1), max_size=2) if kind in TABLES else st.just([])
    spoils = st.lists(st.integers(0, len(SPOILS) - 1), max_size=2)
    return st.builds(Plan, st.integers(0, 999), forms, st.integers(0, 5), st.integers(0, 4), shapes, spoils, st.integers(0, 2**32))


def drawn(kind: str, plan: Plan) -> tuple[dict[str, bytes], int | None]:
    """The files of a plan, and how many rows they hold, where that is certain."""
    rng = Random(plan.seed)
    if kind not in TABLES:
        files, sure = TEXTS[kind](rng, rows=plan.rows, odd=plan.odd), None
    else:
        raw, sure = written(rng, a_spoilt_grid(rng, kind, plan), plan.form)
        files = {f"export.{plan.form}": raw}
    for spoil in plan.spoils:
        name = rng.choice(list(files))
        files[name], sure = SPOILS[spoil](rng, files[name]), None
    return packed(rng, files), sure


def a_spoilt_grid(rng: Random, kind: str, plan: Plan) -> Grid:
    grid = a_grid(rng, TABLES[kind][plan.which % len(TABLES[kind])], rows=plan.rows, odd=plan.odd)
    for shape in plan.shapes:
        grid = SHAPES[shape](rng, grid)
    return grid


ALONE = ("hubspot", "salesforce", "zendesk", "stripe", "chargebee", "intercom", "pendo", "survey")
GROUPS = {
    "plain tables": ("table", "ravenstack", "cs_console", "vendor"),
    "product analytics": ("posthog", "amplitude", "product", "mixpanel", "segment"),
}
SYSTEMS = {kind: (kind,) for kind in ALONE} | GROUPS
TABLES = {kind: tuple(t for t in SOURCES if t.system in systems) for kind, systems in SYSTEMS.items()}
KINDS = (*TABLES, *TEXTS)


def holds(template: Path, kind: str, several: list[Plan]) -> None:
    """Imports the files of the plans twice into an empty store, and holds the reports to what an import promises."""
    with TemporaryDirectory() as folder:
        home, sure = Path(folder), []
        for n, plan in enumerate(several):
            files, rows = drawn(kind, plan)
            sure.append(rows)
            for name, raw in files.items():
                path = home / "in" / str(n) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(raw)
        shutil.copy(template, home / "context.db")
        with an_end(), open_store(home / "context.db") as store:
            first, again = (import_paths(store, [home / "in"], now=NOW)["files"] for _ in range(2))
        of = [int(Path(file["path"]).relative_to(home / "in").parts[0]) for file in first]
        assert set(of) == set(range(len(several))), "each file is told of"
        for n, file, later in zip(of, first, again, strict=True):
            told = (several[n], file)
            assert is_balanced(file), told
            assert sure[n] in (None, file["rows"]), told
            assert not [bad for bad in file["reasons"] if not bad["why"].isprintable() or OURS.search(bad["why"])], told
            assert (later["landed"], later["rows"]) == (0, file["rows"]), told


def is_balanced(file: dict) -> bool:
    """Whether each row is landed, unchanged or refused with a reason; only a known table may have none."""
    told = len(file["reasons"]) + file["reasons_left_out"]
    balanced = file["rows"] == file["landed"] + file["unchanged"] + file["refused"]
    return balanced and told == file["refused"] and all(bad["why"] for bad in file["reasons"]) and bool(file["rows"] or file["system"])


def try_kind(kind: str, template: Path, imports: int) -> None:
    @tried(imports)
    @given(st.lists(plans(kind), min_size=FILES, max_size=FILES))
    def property(several):
        holds(template, kind, several)

    property()


def test_an_import_that_never_ends_is_a_fault():
    with pytest.raises(AssertionError, match="no end after"), an_end(0.1):
        while True:
            pass


@pytest.mark.parametrize("kind", KINDS)
def test_any_file_is_landed_or_refused_in_words(kind, template):
    try_kind(kind, template, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_ten_thousand_files_of_any_kind_are_landed_or_refused_in_words(kind, template):
    try_kind(kind, template, -(-INPUTS // FILES))
