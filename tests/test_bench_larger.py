"""What `make bench` runs asks for nothing, and copies of a company hold as many customers as they must."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MEASURES = sorted((ROOT / "bench").glob("*.py"))


def run(*told: str) -> subprocess.CompletedProcess:
    """A file of `bench/`, as somebody runs it from the project's folder."""
    return subprocess.run([sys.executable, *told], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def must_be_told(file: Path) -> list[str]:
    """Arguments without which a file of `bench/` ends at once."""
    calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    asks = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "add_argument"]
    given = [(c.args[0].value, {k.arg: ast.unparse(k.value) for k in c.keywords}) for c in asks]
    placed = [name for name, said in given if not name.startswith("-") and said.get("nargs") not in ("'?'", "'*'")]
    return placed + [name for name, said in given if said.get("required") == "True"]


@pytest.mark.parametrize("file", MEASURES, ids=lambda p: p.name)
def test_a_measurement_runs_without_being_told_what_to_measure(file):
    assert must_be_told(file) == []


def test_what_must_be_told_is_found(tmp_path):
    asks = ["'store', type=Path", "'--one', required=True", "'--two'", "'new', nargs='?'"]
    (tmp_path / "a.py").write_text("\n".join(f"told.add_argument({one})" for one in asks))
    assert must_be_told(tmp_path / "a.py") == ["store", "--one"]


def test_a_company_copied_a_few_times_is_compared_with_one_made_anew():
    done = run("bench/larger.py")
    found = re.search(r"[\d,]+ customers, 5 times [\d,]+: [\d.]+ s; as many made and imported anew: ([\d.]+) x as long", done.stdout)
    assert done.returncode == 0 and float(found[1]) > 1


def test_half_a_request_says_what_is_missing():
    done = run("bench/larger.py", "c.db", "3")
    assert done.returncode == 2 and "STORE N NEW" in done.stderr
