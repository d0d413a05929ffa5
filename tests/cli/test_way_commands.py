"""Leaders read and change playbooks and the voice from the command line."""

import json

import pytest

from cs_core.execution.playbooks.shelf import shelf
from tests.cli.commands import run
from tests.worlds import a_store

NAME = "settle the invoices"
FIRST = shelf("risk").version


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        return made.path


def a_file(store, text: str, name: str = "book.json"):
    path = store.with_name(name)
    path.write_text(text, encoding="utf-8")
    return str(path)


def data(store) -> dict:
    return run(store, "playbooks", "risk", "--show", NAME)[1]["data"]


def test_playbooks_lists_those_of_all_agents_or_of_one(store):
    status, said = run(store, "playbooks")
    assert status == 0 and {p["agent"] for p in said["playbooks"]} >= {"risk", "growth"}
    status, said = run(store, "playbooks", "risk")
    assert status == 0 and NAME in [p["name"] for p in said["playbooks"]] and {p["agent"] for p in said["playbooks"]} == {"risk"}


def test_a_playbook_is_shown_read_from_a_file_and_set_as_a_new_version(store):
    changed = data(store) | {"when": ["overdue_invoices >= 3"]}
    path = a_file(store, json.dumps(changed))
    status, said = run(store, "playbooks", "set", "risk", "--file", path, "--why", "three", "--by", "Lea", "--version", str(FIRST))
    assert (status, said) == (0, {"agent": "risk", "name": NAME, "version": FIRST + 1})
    shown = run(store, "playbooks", "risk", "--show", NAME)[1]
    assert shown["reads"][0] == ["When", "at least 3 invoices are overdue"]
    assert [(h["version"], h["by"]) for h in shown["history"]] == [(FIRST + 1, "Lea"), (FIRST, "")]
    status, said = run(store, "playbooks", "set", "risk", "--file", path, "--why", "again", "--version", str(FIRST))
    assert status == 1 and f"stands at version {FIRST + 1} by Lea" in said["error"]


def test_toml_of_one_playbook_is_read_too(store):
    text = """
    [[playbook]]
    name = "mind the bills"
    when = ["overdue_invoices >= 2"]
    why = ["Overdue: {overdue_invoices|n}."]
    gain = 0.01
    kind = "task"
    [playbook.words]
    title = "bills"
    step = "ask finance first."
    """
    status, said = run(store, "playbooks", "set", "risk", "--file", a_file(store, text, "book.toml"), "--why", "ours")
    assert status == 0 and said["name"] == "mind the bills"


def test_a_playbook_is_switched_off_and_on(store):
    status, said = run(store, "playbooks", "off", "risk", NAME, "--why", "finance does it", "--by", "Lea")
    assert status == 0 and said["off"] and said["version"] == FIRST + 1
    status, said = run(store, "playbooks", "on", "risk", NAME, "--why", "not any more", "--by", "Lea")
    assert status == 0 and not said["off"] and said["version"] == FIRST + 2


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (("set", "risk", "--why", "x"), None, "needs the playbook"),
        (("set", "risk", "--why", "x"), "{", "is no JSON"),
        (("set", "risk", "--why", "x"), "[]", "one playbook with a name"),
        (("set", "risk", "--why", "x"), '{"name": "abc"}', "Field required"),
        (("swap", "risk", "x"), None, "playbooks set AGENT"),
    ],
)
def test_a_wrong_call_ends_in_one_line(store, words, text, said):
    more = ("--file", a_file(store, text)) if text else ()
    status, told = run(store, "playbooks", *words, *more)
    assert status == 2 and said in told["error"] and "\n" not in told["error"]


def test_the_voice_is_set_shown_and_taken_back(store):
    status, said = run(store, "voice", "set", "tone=formal", "banned_phrases=going forward\\nleverage", "--by", "Lea")
    assert status == 0 and said["tone"] == "formal" and said["banned_phrases"] == "going forward\nleverage"
    assert run(store, "voice")[1] == said
    assert run(store, "voice", "set", "tone=")[1]["tone"] == "plain"


@pytest.mark.parametrize(("words", "said"), [(("set",), "KEY=TEXT"), (("set", "tone"), "KEY=TEXT"), (("get",), "voice knows only"),
                                             (("set", "tone=loud"), "no tone")])  # fmt: skip
def test_a_voice_that_cannot_be_is_refused(store, words, said):
    status, told = run(store, "voice", *words)
    assert status == 2 and said in told["error"]
