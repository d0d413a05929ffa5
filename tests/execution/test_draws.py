"""Neighbours get other words, and the same letter can always be read again."""

import polars as pl

from cs_core.execution.playbooks.draws import Draw, in_turn
from cs_core.execution.playbooks.play import Play, Script
from cs_core.execution.writing.composer import compose
from tests.execution.builders import a_brief

SCRIPT = Script(
    subject=("Use at {name}", "{usage_4w} at {name}"),
    opening=("We count {usage_4w} at {name}.", "{name} came to {usage_4w}.", "Of late {name} recorded {usage_4w}."),
    details=(
        ("Your plan is {plan}.", "The plan is {plan}."),
        ("You have {seats}.", "Paid for are {seats}."),
        ("Most used is {top_feature|feature}.", "In front stands {top_feature|feature}."),
    ),
    ask=("Is that as planned?", "What has changed?"),
)
PLAY = Play("look", when=pl.lit(True), why=("{usage_4w}.",), gain=0.1, script=SCRIPT)


def letters(n: int, **row) -> list[str]:
    known = {"usage_4w": 60, "seats": 5, "plan": "Pro", "top_feature": "route_planner"}
    rows = pl.DataFrame([{"play": "look", "kind": "message", "to": "Eva Lind", "account_id": f"a{i}"} for i in range(n)])
    return [compose(a_brief("a1", **known), r, PLAY).body for r in in_turn(rows).to_dicts()]


def test_turns_are_counted_by_play():
    rows = in_turn(pl.DataFrame({"play": ["a", "b", "a"]})).to_dicts()
    assert [(r["turn"], r["among"]) for r in rows] == [(0, 2), (0, 1), (1, 2)]


def test_no_way_of_saying_it_comes_twice_before_all_have_come():
    assert len(set(letters(24))) == 24


def test_a_draw_is_the_same_whenever_it_is_made():
    assert letters(24) == letters(24)
    brief = a_brief("a1")
    alone = [Draw(brief, {}, "look").of(7, "x") for _ in range(3)]
    assert len(set(alone)) == 1


def test_one_of_the_two_weightiest_details_is_always_said():
    for body in letters(24):
        assert "plan is Pro" in body or "5 seats" in body


def test_no_two_sentences_begin_alike_where_there_is_a_choice():
    for body in letters(24):
        begins = [part.split()[0] for part in body.replace("\n\n", " ").split(". ")[:-1]]
        assert len(begins) == len(set(begins)), body
