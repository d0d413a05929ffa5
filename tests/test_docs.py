"""Documents cannot drift: lists are written from the code, and every command and page is named."""

import ast
import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from cs_core.__main__ import cli
from cs_core.context.keeping.sqlite import WAIT_SECONDS
from cs_core.execution.models import reader
from cs_core.leadership.effects.sources import WINDOW_DAYS
from cs_core.leadership.impact import FEWEST_ALIKE
from cs_core.leadership.trials.design import FEWEST_PER_ARM, LEAST_HOLDOUT, MOST_HOLDOUT, USUAL_HOLDOUT
from pages._ui.map import BY_TITLE

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import generate  # noqa: E402
import screenshots  # noqa: E402
from refusals import DOES, SAYS  # noqa: E402
from table_stakes import BLOCKS  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")
ALL = (ROOT / "README.md", *generate.DOCUMENTS)
PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)")
MOST_BYTES = 250_000
"""Of a picture: a page is read on a slow line too."""


@pytest.mark.parametrize("document", generate.DOCUMENTS, ids=lambda p: p.name)
def test_the_lists_of_a_document_are_those_of_the_code(document):
    text = document.read_text(encoding="utf-8")
    assert generate.written(text) == text, "run `python docs/generate.py`"


@pytest.mark.parametrize("part", generate.PARTS)
def test_every_list_stands_in_a_document(part):
    assert any(generate.PARTS[part]() in document.read_text(encoding="utf-8") for document in generate.DOCUMENTS)


@pytest.mark.parametrize("document", ALL, ids=lambda p: p.name)
def test_every_link_of_a_document_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def headings_of(document: Path) -> set[str]:
    """Anchors of a document, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", ALL, ids=lambda p: p.name)
def test_every_link_into_a_document_finds_its_heading(document):
    links = re.findall(r"\]\((?!https?://)([^)#]*)#([^)]+)", document.read_text(encoding="utf-8"))
    assert [anchor for to, anchor in links if anchor not in headings_of(document.parent / to if to else document)] == []


@pytest.mark.parametrize("document", generate.DOCUMENTS, ids=lambda p: p.name)
def test_the_readme_leads_to_every_document(document):
    assert f"](docs/{document.name})" in README


def commands_of(text: str) -> list[list[str]]:
    """The words of every command line of a text; `$cs` is the command in a shell script. What is only hinted at (...) is none."""
    lines = [re.search(r"(?:python -m cs_core|\$cs) (.+)", part) for part in re.split(r"\n|`|&&|\|\|", text) if not part.startswith("cs=")]
    return [shlex.split(line[1], comments=True) for line in lines if line and not re.search(r"COMMAND|\.\.\.", line[1])]


def parse(words: list[str]) -> None:
    """Raises where the command line is wrong in anything but that a file of the example does not exist."""
    at = next(n for n, word in enumerate(words) if word in cli.commands)
    with cli.make_context("cs", words[: at + 1]) as group:
        try:
            cli.commands[words[at]].make_context(words[at], words[at + 1 :], parent=group).close()
        except click.BadParameter as error:
            if "does not exist" not in str(error):
                raise


LINES = [(d.name, " ".join(words), words) for d in ALL for words in commands_of(d.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("words", [words for *_, words in LINES], ids=[f"{name}: {line}" for name, line, _ in LINES])
def test_every_command_line_of_a_document_is_understood(words):
    parse(words)


def test_a_command_line_that_is_wrong_is_found():
    with pytest.raises(click.NoSuchOption):
        parse(commands_of("`python -m cs_core cycle --every-week`")[0])


@pytest.mark.parametrize("document", ALL, ids=lambda p: p.name)
def test_every_picture_is_there_is_small_and_says_what_it_shows(document):
    for said, path in PICTURE.findall(document.read_text(encoding="utf-8")):
        assert len(said) > 30, f"{path} needs words for whoever does not see it"
        assert (document.parent / path).stat().st_size < MOST_BYTES, f"{path}: run `python docs/screenshots.py`"


def test_every_picture_is_used():
    used = {path.split("/")[-1] for d in ALL for _, path in PICTURE.findall(d.read_text(encoding="utf-8"))}
    assert {p.name for p in (ROOT / "docs").glob("*.png")} == used == {f"{p.name}.png" for p in screenshots.pictures("any")}


def words_of(page: str) -> set[str]:
    """The texts that stand in a page's own file, among them the names of its tabs."""
    tree = ast.parse((ROOT / "pages" / f"{BY_TITLE[page]}.py").read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


PLACES = {(stake.what, *answer) for _, rows in BLOCKS for stake in rows for answer in stake.answers}
PLACES |= {(f"the picture {p.name}", p.page or "Today", p.query.get("part", "")) for p in screenshots.pictures("any")}
PLACES |= {(refusal.what, refusal.page, refusal.tab) for refusal in (*SAYS, *DOES)}


@pytest.mark.parametrize(("what", "page", "tab"), sorted(PLACES))
def test_what_a_document_places_on_a_page_has_that_page_and_tab(what, page, tab):
    assert page in BY_TITLE
    assert not tab or tab in words_of(page)


def test_an_expectation_is_answered_or_it_says_why_not():
    rows = [stake for _, rows in BLOCKS for stake in rows]
    assert [s.what for s in rows if not s.answers and not s.lacks.startswith("not built: ")] == []
    assert [s.what for s in rows if s.answers and not s.how] == []


@pytest.mark.parametrize("refusal", [*SAYS, *DOES], ids=lambda r: r.what)
def test_what_is_refused_is_refused_by_the_code(refusal):
    assert refusal.words in (ROOT / "cs_core" / refusal.file).read_text(encoding="utf-8")


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
    text = " ".join(README.split())
    start = text[text.index("smallest useful start") :].partition("![")[0]
    assert "once you have confirmed" in start


FIGURES = {
    "impact.md": (
        f"within {WINDOW_DAYS} days of past days", f"at least {FEWEST_ALIKE * 100:g} % of customers", f"fewer than {FEWEST_PER_ARM}.",
        f"{LEAST_HOLDOUT * 100:g} to {MOST_HOLDOUT * 100:g} %, {USUAL_HOLDOUT * 100:g} % unless",
    ),
    "model.md": (f"up to {reader.MOST_CHARS:,} characters, the newest {reader.MOST_READ} a cycle",),
    "weekly.md": (f"{WAIT_SECONDS} seconds",),
}  # fmt: skip


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, figures in FIGURES.items() for figure in figures])
def test_a_figure_in_the_prose_is_that_of_the_code(name, figure):
    assert figure in " ".join((ROOT / "docs" / name).read_text(encoding="utf-8").split())
