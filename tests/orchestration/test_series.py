"""A figure must be what the text says of it: of that day, the highest, of the first period, of a course that steady."""

import pytest

from cs_core.orchestration.judging.grounding import check_text

WEEK = [
    {"day": "2026-06-01", "uses": 40, "errors": 2},
    {"day": "2026-06-02", "uses": 55, "errors": 0},
    {"day": "2026-06-03", "uses": 38, "errors": 5},
    {"day": "2026-06-04", "uses": 61, "errors": 1},
]
GAME = {"home": {"period1": 2, "period2": 0}, "away": {"period1": 1, "period2": 3}}
CSV = "# uses by week\nweek,uses\n" + "\n".join(f"2026-{m:02}-01,{n}" for m, n in enumerate((9, 12, 8, 15, 7, 18, 6, 20, 5, 22, 4, 25), 1))


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("On 2 June 2026 there were 55 uses.", WEEK, True),
        ("On 2 June 2026 there were 38 uses.", WEEK, False),
        ("Uses peaked at 61.", WEEK, True),
        ("Uses peaked at 55.", WEEK, False),
        ("The lowest was 38 uses.", WEEK, True),
        ("Uses ranged from 38 to 61.", WEEK, True),
        ("Uses ranged from 40 to 61.", WEEK, False),
        ("They scored 2 goals in the first period.", GAME, True),
        ("They scored 3 goals in the first period.", GAME, False),
        ("Uses rose steadily.", CSV, False),
        ("Uses rose to 25.", CSV, True),
    ],
)
def test_what_is_said_of_a_figure_is_held_against_its_records(text, source, said):
    assert check_text(text, source).grounded is said


def test_a_problem_says_what_is_wrong_and_where():
    [(start, end, why)] = check_text("On 2 June 2026 there were 38 uses.", WEEK).problems
    assert (start, end) == (26, 28) and why == "38 is not of 2 June 2026"


def test_facts_each_on_its_own_are_no_records_of_a_day():
    facts = [{"renewal_on": "2026-08-01"}, {"seats": 12}, "seats"]
    assert check_text("Your 12 seats renew on 1 August 2026.", facts).grounded
