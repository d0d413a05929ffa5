"""Documents cannot drift: lists are written from the code, and every command and page is named."""

import re
import sys
from pathlib import Path

import pytest

from cs_core.__main__ import cli

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import generate  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", generate.DOCUMENTS, ids=lambda p: p.name)
def test_the_lists_of_a_document_are_those_of_the_code(document):
    text = document.read_text(encoding="utf-8")
    assert generate.written(text) == text, "run `python docs/generate.py`"


@pytest.mark.parametrize("part", generate.PARTS)
def test_every_list_stands_in_a_document(part):
    assert any(generate.PARTS[part]() in document.read_text(encoding="utf-8") for document in generate.DOCUMENTS)


@pytest.mark.parametrize("document", [ROOT / "README.md", *generate.DOCUMENTS], ids=lambda p: p.name)
def test_every_link_of_a_document_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_the_readme_names_every_command(command):
    assert f"`{command}" in README


def test_the_readme_gives_a_reason_for_every_requirement():
    names = [line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line]
    assert [n for n in names if not re.search(rf"^\| [^|]*\b{n}\b[^|]* \|", README, re.M)] == []


def test_every_requirement_is_pinned():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert all("==" in line for line in lines)


def test_the_readme_says_that_plain_tables_wait_for_a_person():
    start = README[README.index("smallest useful start") :].partition("\n\n")[0]
    assert "once you have confirmed" in start.replace("\n", " ")
