"""The steps of a cycle are told in words, of how many of what, and none as the store keeps it."""

import ast
from pathlib import Path

from cs_core.orchestration.flow.stages import READ_LATER
from pages._ui.cycle_steps import COLUMNS, STEPS, rows_of

ROOT = Path(__file__).resolve().parent.parent.parent / "cs_core"


def a_step(kind: str, rows_in: int, rows_out: int, **more) -> dict:
    return {"kind": kind, "agent": "", "rows_in": rows_in, "rows_out": rows_out, "ms": 10.4, "detail": ""} | more


def test_every_step_that_a_cycle_takes_has_its_words():
    nodes = (node for path in ROOT.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step")
    assert {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)} == set(STEPS)


def test_a_step_is_read_with_what_it_counts_and_its_agent_by_name():
    rows = rows_of([a_step("notice", 1248, 1, agent="success_planning"), a_step("lessons", 0, 0)]).to_dicts()
    assert rows[0] == {
        "step": "Notice reasons to act", "agent": "Success Planning", "of": "1,248 customers", "made": "1 reason", "ms": 10, "detail": "",
    }  # fmt: skip
    assert (rows[1]["of"], rows[1]["made"]) == ("", "0 lessons"), "what it is given is not counted"


def test_the_briefs_of_a_large_book_are_told_with_when_they_are_read():
    [row] = rows_of([a_step("brief", 5200, 4100, detail=READ_LATER)]).to_dicts()
    assert (row["of"], row["made"], row["detail"]) == ("5,200 reasons", "4,100 customers", "read with each draft, part by part")
    assert sum(column["width"] for column in COLUMNS.values()) <= 975, "within the fold that holds it"
