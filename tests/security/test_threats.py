"""The page of threats names tests that exist, and is one page."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]


def test_every_row_says_who_what_how_and_names_a_test():
    assert len(ROWS) > 10
    for row in ROWS:
        assert len(row) == 4 and all(cell.strip() for cell in row), row
        assert re.search(r"`(test_|tests/)", row[3]), row


def test_every_test_that_the_page_names_is_there():
    trees = (ast.parse(p.read_text(encoding="utf-8")) for p in (ROOT / "tests").rglob("test_*.py"))
    there = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    named = re.findall(r"`(test_\w+)`", PAGE)
    assert len(named) > 15 and [name for name in named if name not in there] == []
    assert [name for name in re.findall(r"`(tests/[\w/]+\.py)`", PAGE) if not (ROOT / name).is_file()] == []


def test_it_is_one_page():
    assert len(PAGE.split()) < 1_100
