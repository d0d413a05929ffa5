"""The house: imports point down, the screen stays out of the core, SQL stays in the store, modules stay short."""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import LONGEST, WHOLE

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("context", "execution", "orchestration", "leadership")
FREE = {"records", "errors", "settings", "progress"}
CORE = sorted((ROOT / "cs_core").rglob("*.py"))
SCREEN = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
ALL = CORE + SCREEN
TESTS = sorted((ROOT / "tests").rglob("*.py"))


class Read(NamedTuple):
    """What the rules ask of a file."""

    imports: frozenset[str]
    """Full names of the modules that it imports, wherever in it."""
    clock: tuple[int, ...]
    """Lines on which it reads the clock."""


@cache
def read(path: Path) -> Read:
    found, clock = set(), []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow") and isinstance(node.value, ast.Name):
            clock += [node.lineno] if node.value.id in ("date", "datetime") else []
    return Read(frozenset(found), tuple(clock))


def imports(path: Path) -> frozenset[str]:
    """Full names of the modules that a file imports, wherever in it."""
    return read(path).imports


def rooms(path: Path) -> set[str]:
    """The rooms of cs_core (first name under it) that a file imports from."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("cs_core.")}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CORE, ids=named)
def test_a_layer_imports_only_what_stands_to_its_left(path):
    room = Path(path.relative_to(ROOT / "cs_core").parts[0]).stem
    if room in LAYERS:
        assert rooms(path) <= FREE | set(LAYERS[: LAYERS.index(room) + 1])
    elif room == "demo":
        assert rooms(path) <= FREE | {"context", "demo"}
    elif room in FREE:
        assert rooms(path) <= FREE


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_library_stays_in_its_room(path):
    libraries = {name.split(".")[0] for name in imports(path)}
    inside = path.relative_to(ROOT).parts
    if inside[0] == "cs_core":
        assert not libraries & {"streamlit", "plotly"}
    if inside[:2] != ("cs_core", "context"):
        assert not libraries & {"sqlite3", "sqlite_utils"}
    if inside != ("cs_core", "execution", "models", "endpoint.py"):
        assert "openai" not in libraries


@pytest.mark.parametrize("path", ALL + TESTS, ids=named)
def test_no_module_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=named)
def test_no_string_stands_by_itself_on_a_page_which_would_show_it(path):
    _, *body = ast.parse(path.read_text(encoding="utf-8")).body
    assert not [n.lineno for n in body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]


@pytest.mark.parametrize("path", [p for p in CORE if p.relative_to(ROOT / "cs_core").parts[0] in (*LAYERS, "demo")], ids=named)
def test_the_core_never_reads_the_clock(path):
    assert not read(path).clock, "on these lines"


def test_no_cycle_among_modules_wherever_in_a_file_they_import():
    names = {named(p.with_suffix("")).replace("/", ".").removesuffix(".__init__"): p for p in ALL}
    arrows = {name: _modules_run(path, set(names)) - {name} for name, path in names.items()}
    assert arrows["cs_core.context.snapshot"], "the arrows are not read"
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for other in sorted(arrows[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in names:
        visit(name, ())


def test_the_files_of_tests_that_are_named_in_lists_are_there():
    files = list((ROOT / "tests").rglob("test_*.py"))
    assert set(LONGEST) <= {path.stem for path in files}
    assert set(WHOLE) <= {part for path in files for part in path.relative_to(ROOT / "tests").with_suffix("").parts}


def _modules_run(path: Path, names: set[str]) -> set[str]:
    """What a file imports of ours, inside functions and for types too, and the packages that are entered on the way."""
    own, direct = _packages_of(".".join(path.relative_to(ROOT).parts)), imports(path) & names
    return direct | {package for name in direct for package in _packages_of(name) & names} - own


def _packages_of(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}
