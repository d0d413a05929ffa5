"""What the document on undoing names exists: every command with its options, every verb, every button."""

import re
from pathlib import Path

import click
import pytest

from cs_core.__main__ import cli
from cs_core.cli.lead import GOAL_VERBS

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "undo.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"`python -m cs_core ([^`]+)`", TEXT)))
BUTTONS = {
    "30_Review.py": "Undo", "12_My_work.py": "Undo", "_ui/coverage_after.py": "Put the former plan back",
    "_ui/coverage_people.py": "Let go",
    "_ui/importing.py": "Forget", "_ui/working.py": "Stop", "_ui/account.py": "Take back",
    "_ui/account_head.py": "Take it back", "_ui/strategy_limits.py": "Set it back",
}  # fmt: skip
"""File of pages -> the button that the document names there."""
VERBS = {"goals": set(GOAL_VERBS), "decide": {"take-back"}}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_exists_with_its_options_and_verbs(line):
    name, *rest = line.split()
    options = {option for param in cli.commands[name].params if isinstance(param, click.Option) for option in param.opts}
    assert [word for word in rest if word.startswith("--") and word not in options] == []
    assert {word for word in rest if word.islower() and not word.startswith("--")} <= VERBS.get(name, set())


def test_take_back_is_a_decision_of_the_command():
    [choice] = [param.type for param in cli.commands["decide"].params if isinstance(param.type, click.Choice)]
    assert "take-back" in choice.choices


@pytest.mark.parametrize(("file", "label"), BUTTONS.items())
def test_a_button_stands_where_the_document_says(file, label):
    assert label in TEXT and f'"{label}"' in (ROOT / "pages" / file).read_text(encoding="utf-8")
