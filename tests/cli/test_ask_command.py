"""Asking on the command line: ready questions, what they take, and what is said where there is no model."""

from click.testing import CliRunner

from cs_core.__main__ import cli
from tests.cli.commands import run


def test_the_ready_questions_are_listed(tmp_path):
    status, told = run(tmp_path / "none.db", "ask", "--list")
    assert status == 0 and {"champion-left", "arr-at-risk"} <= {q["name"] for q in told["questions"]}


def test_a_ready_question_is_answered_with_its_query_and_what_was_chosen(demo_store):
    status, told = run(demo_store, "ask", "--ready", "no-contact", "--set", "days=1", "--set", "segment=enterprise")
    assert status == 0 and told["n"] == len(told["rows"]) and told["given"]["days"] == 1 and "FROM accounts" in told["sql"]
    assert all(row["Segment"] == "enterprise" for row in told["rows"])
    text = CliRunner().invoke(cli, ["--store", str(demo_store), "ask", "--ready", "arr-at-risk"]).stdout
    assert "ARR at risk" in text and "query: SELECT" in text and " rows, as of " in text


def test_without_a_model_a_question_in_words_offers_the_ready_ones_that_are_like_it(demo_store, monkeypatch):
    monkeypatch.delenv("CS_MODEL", raising=False)
    status, told = run(demo_store, "ask", "whose champion left?")
    assert status == 1 and "needs a model" in told["says"] and told["nearest"][0]["name"] == "champion-left"


def test_a_wrong_call_says_what_to_do(demo_store):
    for words in ((), ("what?", "--list"), ("--ready", "no such"), ("--ready", "no-contact", "--set", "days"), ("x", "--set", "days=3"),
                  ("--ready", "no-contact", "--set", "days=many")):  # fmt: skip
        status, told = run(demo_store, "ask", *words)
        assert status in (1, 2) and told["ok"] is False and told["error"]
