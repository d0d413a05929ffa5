"""Figures as they are read: parts that add up, no false precision, no minus nothing, days that are spelt."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages._ui import exports, words
from pages._ui.strategy_goals import adding_up, amount

MISSED = """
from pages._ui.coverage_said import said_of

row = {"goal": "long_tail_grr", "says": "customers of the long tail", "kept": 0.3, "share": 0.24, "met": False,
       "accounts": 40, "served": 9, "held": 20, "no_gain": 0, "left": LEFT}
sentence = "Gross revenue retention of the long tail keeps 30% of the hours for customers of the long tail: they get 24%."
said_of({"kept_by_goals": [row], "people": [{"left": 12.0}, {"left": 4.2}], "says": f"By assumption. {sentence}"})
"""


@pytest.mark.parametrize(
    ("parts", "total"),
    [([-3.84, 1.56, 1.36, -0.17], -1.09), ([-0.04, 1.0], 0.96), ([0.333, 0.333, 0.333], 0.999), ([-1200.4, 90.4], -1110.0)],
)
def test_parts_of_a_change_add_up_to_the_total_that_is_shown(parts, total):
    short, digits = adding_up(parts, total)
    assert round(sum(short), digits) == round(total, digits)


def test_one_decimal_is_kept_where_it_adds_up():
    assert adding_up([1.12, -0.41], 0.71) == ([1.1, -0.4], 1)
    assert adding_up([None, 1.0], 1.0) == ([None, 1.0], 1)


def test_nothing_has_no_sign():
    assert amount(-0.004, "%", signed=True) == "0 points"
    assert amount(-0.17, "%", signed=True, digits=2) == "-0.17 points"


def test_a_pasted_table_is_rounded_as_it_is_read():
    rows = pl.DataFrame({"x": [18.81818181818182, 0.0858123, -0.0, 12.0, None, 1234567.891, float("inf"), -0.00000001]})
    cells = [line.strip("| ") for line in exports.markdown_table(rows).splitlines()[2:]]
    assert cells == ["18.82", "0.08581", "0", "12", "", "1234567.89", "inf", "0"]


def test_days_in_a_name_are_spelt():
    assert words.spelt_days("long-tail accounts, 2026-09-05") == "long-tail accounts, 5 September 2026"


def test_a_goal_s_share_that_is_missed_is_a_warning_and_said_once():
    app = AppTest.from_string(MISSED.replace("LEFT", "11")).run()
    assert not app.exception and "they get 24%" in app.warning[0].value and "Team tab" in app.warning[0].value
    assert [c.value for c in app.caption] == ["By assumption."]


def test_where_hours_lie_idle_beside_a_missed_share_it_is_said_why_they_cannot_go_there():
    app = AppTest.from_string(MISSED.replace("LEFT", "0")).run()
    said = app.warning[0].value
    assert "Of their 40, 9 get hours; 20 may get none, for a running pilot" in said and "16 hours stay free all the same" in said
    assert "Team tab" not in said, "no skill or language would change it"
