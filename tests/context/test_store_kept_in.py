"""Nothing outside ``context/`` knows how rows are kept: only verbs of the contract, no SQL, nothing worked out from where the file is."""

import ast
import re
from functools import cache
from pathlib import Path

from cs_core.context.keeping.contract import Store

ROOT = Path(__file__).resolve().parent.parent.parent
CONTEXT = ROOT / "cs_core" / "context"
OUTSIDE = [p for p in (ROOT / "app.py", *(ROOT / "cs_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")) if CONTEXT not in p.parents]
OWN_DATABASE = ROOT / "cs_core" / "orchestration" / "durable"
"""The durable engine keeps its own work in a database of its own."""
CONTRACT = {name for name in (*vars(Store), *Store.__annotations__) if not name.startswith("_")}
SQL = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\s", re.DOTALL)


@cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(str(p.relative_to(ROOT)), ast.parse(p.read_text(encoding="utf-8"))) for p in sorted(OUTSIDE)]


def stores_of(tree: ast.AST) -> set[str]:
    """Names that hold a store in a file: arguments annotated so, and what `open_store` gives."""
    given = [a for a in ast.walk(tree) if isinstance(a, ast.arg) and a.annotation]
    found = {a.arg for a in given if "Store" in re.split(r"\W+", ast.unparse(a.annotation))}
    for node in ast.walk(tree):
        pairs = [(node.context_expr, node.optional_vars)] if isinstance(node, ast.withitem) else []
        pairs += [(node.value, node.targets[0])] if isinstance(node, ast.Assign) else []
        found |= {name.id for call, name in pairs if isinstance(name, ast.Name) and _opens(call)}
    return found


def _opens(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("open_store", ".open"))


@cache
def asked(tree: ast.AST) -> list[tuple[int, str, ast.Attribute]]:
    """(line, verb, node) of all that is asked of a store: ``store.rows``, ``snap.store.rows``, but not of the path in the settings."""
    names = stores_of(tree)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    direct = [n for n in found if isinstance(n.value, ast.Name) and n.value.id in names]
    held = [n for n in found if isinstance(n.value, ast.Attribute) and n.value.attr == "store" and not _settings(n.value.value)]
    return [(n.lineno, n.attr, n) for n in (*direct, *held)]


def _settings(node: ast.AST) -> bool:
    return ast.unparse(node).split(".")[-1] in ("settings", "plain")


def test_no_other_room_asks_a_store_for_anything_but_verbs_of_the_contract():
    asks = [(where, line, verb) for where, tree in trees() for line, verb, _ in asked(tree)]
    assert len(asks) > 300, "they are not found"
    assert [a for a in asks if a[2] not in CONTRACT] == []


def test_no_other_room_works_anything_out_from_where_the_store_is():
    wrong = []
    for where, tree in trees():
        places = {id(node) for _, verb, node in asked(tree) if verb == "path"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and id(node.value) in places:
                wrong.append((where, node.lineno, ast.unparse(node)))
            if isinstance(node, ast.Call) and any(id(a) in places for a in node.args) and ast.unparse(node.func) == "Path":
                wrong.append((where, node.lineno, ast.unparse(node)))
    assert wrong == []


def test_no_other_room_works_anything_out_from_where_the_settings_say_it_is():
    given = re.compile(r"(Path\()?(\w+\.)*settings\.store\)?")
    named = [(where, node) for where, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.BinOp)]
    parts = [(where, node.lineno, part) for where, node in named for part in (getattr(node, "value", None), getattr(node, "right", None))]
    assert [(where, line) for where, line, part in parts if part and given.fullmatch(ast.unparse(part))] == []


def test_the_files_of_the_lake_are_laid_out_in_context_alone():
    lakes = [(where, line) for where, tree in trees() for line, verb, _ in asked(tree) if verb == "lake"]
    assert [where for where, _ in lakes] == ["pages/_ui/start.py"], "the folder of a demo's exports lies beside the lake; nothing else asks"


def test_no_sql_leaves_context():
    wrong = []
    for where, tree in ((where, tree) for where, tree in trees() if OWN_DATABASE not in (ROOT / where).parents):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                wrong.append((where, node.lineno, node.value[:60]))
    assert wrong == []
