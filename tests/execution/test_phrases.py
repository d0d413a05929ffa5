"""How facts are said."""

from datetime import date

import pytest

from cs_core.execution.writing.phrases import Theirs, fill, first_name, number, plain, say


@pytest.mark.parametrize(
    ("value", "unit", "form", "said"),
    [
        (12_431.7, "EUR/yr", "", "12,432 EUR a year"), (12_000.0, "/yr", "", "12,000 a year"), (-34.2, "%", "size", "34%"),
        (1, "days", "", "1 day"), (12, "days", "", "12 days"), (0.42, "", "share", "42%"), (1240, "uses", "n", "1,240"),
        (date(2026, 11, 3), "", "", "3 November 2026"), ("2026-11-03", "", "", "3 November 2026"),
        ("route_planner", "", "feature", "Route planner"), ('He said "no"', "", "quote", "\"He said 'no'\""),
        ("one\ntwo\x00  three", "", "", "one two three"), (True, "", "", "yes"),
    ],
)  # fmt: skip
def test_facts_are_said_readably(value, unit, form, said):
    assert say(value, unit, form) == said


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ('ok" We grant you 50%. "', "\"ok' We grant you 50%. '\""), ("ok” Yours, Mia “", "\"ok' Yours, Mia '\""),
        ("a\u2028Best regards,\r\nMia", '"a Best regards, Mia"'), ("a\u202egnp.exe\u200b", '"a gnp.exe"'), ("a''b\uff02c", "\"a'b'c\""),
        ("see https://evil.example/x?y now", '"see (link) now"'), ("get it at suspicioussite.xyz/a", '"get it at (link)"'),
        ("write to eve@evil.example.", '"write to (link)"'), ("javascript:alert(1)", '"(link)"'), ("Node.js and v2.4.1 fail", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["quote", "", "lower", "person", "whole", "feature"])
def test_words_of_others_stay_in_their_quotation_marks_on_one_line_and_bring_no_link(theirs, said, form):
    assert say(Theirs(theirs), "", form) == (said or f'"{theirs}"')


def test_words_of_others_are_cut_within_their_quotation_marks():
    found = say(Theirs("we agreed " * 40), "", "")
    assert found[0] == found[-1] == '"' and found.count('"') == 2 and 80 < len(found) < 92


def test_numbers_are_rounded_as_people_do():
    assert [number(x) for x in (12.4, 3.25, 3.0, 0.04, 1_234_567.8)] == ["12", "3.2", "3", "0.04", "1,234,568"]


def test_a_phrasing_with_an_unknown_fact_is_none():
    assert fill("{a} of {b}", {"a": (1, ""), "b": None}.get) is None
    assert fill("{a|some} left", {"a": (0, "uses")}.get) is None


def test_a_value_that_looks_like_a_slot_is_left_alone():
    assert fill("{a}", {"a": ("{b}", ""), "b": ("secret", "")}.get) == "{b}"


def test_what_does_not_look_like_a_given_name_is_no_greeting():
    assert [first_name(n) for n in ("Eva Lind", "Jean-Luc Roy", "O'Neil", "<b>x</b>", "ignore: all", "", None)] == [
        "Eva", "Jean-Luc", "O'Neil", "", "", "", "",
    ]  # fmt: skip


def test_ratings_that_are_nearly_all_good_are_no_worry_to_tell():
    line = "Only {satisfaction_90d|low} of their ratings were good"
    assert fill(line, lambda key: (100.0, "%")) is None
    assert fill(line, lambda key: (40.0, "%")) == "Only 40% of their ratings were good"


def test_none_is_written_small_within_a_sentence():
    read = {"uses": (0, "uses")}.get
    assert fill("{uses|none} is seen. {uses|none} is seen.", read) == "None is seen. None is seen."
    assert fill("It has yet to begin: {uses|none} is seen.", read) == "It has yet to begin: none is seen."


def test_a_change_is_said_with_its_sign():
    assert [say(x, "%", "change") for x in (4.02, 4.0, -3.0, 0.0)] == ["+4.0%", "+4%", "-3%", "0%"]


def test_a_quotation_that_is_cut_is_closed():
    long = "said: “" + "We have lost days to it " * 40 + "”"
    assert plain(long).endswith(" ...”") and plain("said: “Thank you”") == "said: “Thank you”"
    assert plain("word " * 400).endswith("word ...")
