"""How facts are said."""

from datetime import date

import pytest

from cs_core.execution.phrases import fill, first_name, number, say


@pytest.mark.parametrize(
    ("value", "unit", "form", "said"),
    [
        (12_431.7, "EUR/yr", "", "12,432 EUR a year"), (12_000.0, "/yr", "", "12,000 a year"), (-34.2, "%", "size", "34 %"),
        (1, "days", "", "1 day"), (12, "days", "", "12 days"), (0.42, "", "share", "42 %"), (1240, "uses", "n", "1,240"),
        (date(2026, 11, 3), "", "", "3 November 2026"), ("2026-11-03", "", "", "3 November 2026"),
        ("route_planner", "", "feature", "Route planner"), ('He said "no"', "", "quote", "\"He said 'no'\""),
        ("one\ntwo\x00  three", "", "", "one two three"), (True, "", "", "yes"),
    ],
)  # fmt: skip
def test_facts_are_said_readably(value, unit, form, said):
    assert say(value, unit, form) == said


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
