"""Figures as they are read: parts that add up, no false precision, no minus nothing, days that are spelt."""

from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from cs_core.leadership.effects.response import KINDS
from cs_core.leadership.goals import ahead_in_brief
from pages._ui import charts, exports, words
from pages._ui.coverage_if import RESPONSES, _fine, _learnt
from pages._ui.coverage_plan import figure, full, spread
from pages._ui.coverage_said import with_hand_offs
from pages._ui.cycling import came_of
from pages._ui.importing import _counts
from pages._ui.strategy_goals import adding_up, amount
from pages._ui.today_head import _of_it, paying

PAGES = Path(__file__).resolve().parents[2] / "pages"
FIGURES = """
from pages._ui.coverage_plan import figures

gain = {"point": 9.98, "low": -0.4, "high": 20.0}
figures({
    "by": "BY", "unit": "accounts_kept", "unit_why": "Asked for", "impact": gain,
    "differences": {k: {"accounts_kept": gain} for k in ("today", "arr")}, "today": {"says": "Today is the plan."},
    "hours": 10.0, "hours_used": 9.0, "weeks": 13, "hour_price": 0.002, "currency": "EUR",
    "evidence_by_mode": {"call": "prior"}, "evidence": "prior", "assignments": [], "handoffs": [],
})
"""
MISSED = """
import streamlit as st

from pages._ui import words
from pages._ui.coverage_said import said_of

row = {"goal": "long_tail_grr", "says": "customers of the long tail", "kept": 0.3, "share": 0.24, "met": False,
       "accounts": 40, "served": 9, "held": 20, "no_gain": 0, "left": LEFT}
sentence = "Gross revenue retention of the long tail keeps 30% of the hours for customers of the long tail: they get 24%."
made = {"kept_by_goals": [row], "people": [{"left": 12.0}, {"left": 4.2}], "says": f"By assumption. {sentence}"}
st.caption(words.said(said_of(made)))
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


def test_a_forecast_too_wide_to_plan_by_is_told_as_a_range_on_the_first_page_too():
    told = {"point": 20.0, "low": 8.2, "high": 51.3, "wide": True, "chance": 0.48, "says": "it could go either way"}
    assert ahead_in_brief(told, "days") == "anything from 8.2 to 51.3 days, could go either way"
    assert ahead_in_brief(told | {"wide": False}, "days") == "20 days (8.2 to 51.3), could go either way (48%)"
    assert ahead_in_brief(told | {"wide": False, "chance": 0.8}, "days").endswith("likely (80%) to be met")
    assert ahead_in_brief(told | {"chance": None}, "days") == "anything from 8.2 to 51.3 days"
    assert ahead_in_brief({"point": None, "says": "cannot tell yet: why"}, "days") == "cannot tell yet: why"


def test_ranges_have_one_number_of_decimals_and_the_sign_of_every_other_figure():
    wide, narrow = {"point": 9.98, "low": -0.4, "high": 20.0}, {"point": 0.11, "low": -0.02, "high": 0.4}
    assert full(wide, "accounts_kept") == "10.0 (-0.4 to 20.0)" and spread(wide, "accounts_kept", sign=True) == "-0.4 to +20.0"
    assert full(narrow, "accounts_kept") == "0.11 (-0.02 to 0.40)" and figure(-0.004, "accounts_kept") == "0.00"
    assert full({"point": 2152.0, "low": -252.0, "high": 4577.0}, "arr_kept") == "2.2K (-0.3K to 4.6K)"
    assert full(None, "arr_kept") == "cannot tell: several currencies"


def test_the_price_of_placing_one_account_is_told_no_finer_than_a_hundredth_of_an_account():
    assert [_fine(x, "accounts_kept") for x in (-0.029, -0.0004, 0.0)] == ["-0.03", "next to nothing", "0.00"]


def test_no_screen_has_a_minus_of_its_own():
    assert not [p.name for p in PAGES.rglob("*.py") if "\u2212" in (text := p.read_text(encoding="utf-8")) or "u2212" in text]


def test_what_a_skill_adds_is_told_as_other_gains_are():
    assert _learnt({"point": 0.0143, "low": -0.0189, "high": 0.0441}, "accounts_kept") == "0.01 (-0.02 to 0.04)"
    assert _learnt({"point": 0.001, "low": -0.002, "high": 0.004}, "accounts_kept") == "next to nothing"
    assert _learnt(dict.fromkeys(("point", "low", "high"), 0.0), "arr_kept") == "nothing now"


@pytest.mark.parametrize(
    ("parts", "shown", "total"),
    [([163_600, 143_600, 137_000], ["164K", "143K", "137K"], "444K"), ([1_240, 1_240, 0], ["1.3K", "1.2K", "0.0K"], "2.5K"),
     ([0, 0, 0], ["0", "0", "0"], "0"), ([2_400_000, 90_000, 10_000], ["2.4M", "0.1M", "0.0M"], "2.5M")],
)  # fmt: skip
def test_parts_of_what_may_leave_add_up_as_they_are_shown(parts, shown, total):
    assert words.parts_of_money(parts) == shown and words.money(sum(parts)) == total
    assert sum(float(part.rstrip("KM")) for part in shown) == pytest.approx(float(total.rstrip("KM")))


def test_an_amount_is_written_as_its_currency_is_written():
    assert [words.money(1_234.0, code) for code in ("USD", "EUR", "GBP", "CHF", "")] == ["$1.2K", "€1.2K", "£1.2K", "CHF 1.2K", "1.2K"]
    assert words.money(-2_000_000.0, "USD") == "-$2.0M" and words.money(900.0, "EUR", sign=True) == "+€900"
    assert words.money(900.0, "(currency unknown)") == "900 (currency unknown)" and words.money(None, "USD") == "—"


def test_of_what_may_leave_the_head_says_which_part_cannot_be_told():
    said = _of_it({"notice": 1200.0, "due": None, "rest": None})
    assert said == "Of it 1.2K by notice; at renewals and with no renewal due it cannot be told yet. "
    assert _of_it(dict.fromkeys(("notice", "due", "rest"))) == ""


@pytest.mark.parametrize(("by", "there"), [("impact", True), ("arr", False)])
def test_a_plan_by_arr_is_not_compared_with_itself(by, there):
    app = AppTest.from_string(FIGURES.replace("BY", by)).run()
    assert not app.exception and ("More than by ARR" in [m.label for m in app.metric]) is there


def test_a_range_is_no_formula_and_a_formula_is():
    cells = ["-0.4 (-1.2 to 20.0)", "-€0.3K to +€4.6K", "-0.38", "-1+1", "+cmd|x to 3", "-2 to =3"]
    told = exports.no_formulas(pl.DataFrame({"x": cells}))["x"].to_list()
    assert told[:3] == cells[:3] and told[3:] == [f"'{cell}" for cell in cells[3:]]


@pytest.mark.parametrize(("each", "said"), [([1.0], ", with 1 hand-off hour"), ([1.0, 1.0], ", with 2 hand-off hours"), ([], "")])
def test_hours_of_hand_offs_are_counted_as_people_count(each, said):
    assert with_hand_offs({"handoffs": [{"hours_each": hours} for hours in each]}) == said


def test_every_word_for_who_responds_to_a_person_is_told_in_plain_words_with_what_to_do():
    assert set(RESPONSES) == {kind.kind for kind in KINDS}
    assert all(says.count(". ") == 1 and says.endswith(".") for says in RESPONSES.values())


def test_a_share_with_its_range_has_one_sign_and_an_amount_none():
    told = {"point": 1.0, "low": 0.207, "high": 1.0}
    assert (words.interval(told), words.interval(told, ".2f"), words.interval(told | {"low": None})) == (
        "100% (21 to 100)", "1.00 (0.21 to 1.00)", "cannot tell yet"
    )  # fmt: skip


def test_one_of_a_thing_is_told_as_one():
    assert charts._of_one("drafts decided") == "draft decided"
    assert came_of({"proposals": {"risk": 1}, "accounts": 1}) == "1 new proposal for 1 account."
    assert _counts({"totals": {"landed": 1, "unchanged": 0, "refused": 0}, "remarks": []}) == "1 row landed, 0 unchanged, 0 refused."


def test_revenue_in_a_currency_without_a_rate_is_not_said_to_be_missing():
    told = {"customers": 120, "arr_known": 73, "currency": "EUR", "says": "45 accounts in CHF cannot be added: no rate for CHF"}
    assert paying(told) == (
        "73 of 120 current customers: those whose recurring revenue is on record in EUR. "
        "45 accounts in CHF cannot be added: no rate for CHF. Enter one under Strategy, Currencies."
    )
    assert paying(told | {"says": ""}) == "73 of 120 current customers: those whose recurring revenue is on record."
