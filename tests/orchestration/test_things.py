"""What a sentence says of a named thing must stand in the record of that thing, however the table is laid out."""

import pytest

from cs_core.orchestration.judging.grounding import check_text

ROWS = [
    {"site": "Oslo", "visits": 41, "tickets": 3, "faults": 1},
    {"site": "Bergen", "visits": 29, "tickets": 8, "faults": 0},
    {"site": "Tromsø", "visits": 17, "tickets": 5, "faults": 2},
]
COLUMNS = {key: {str(n): str(row[key]) for n, row in enumerate(ROWS)} for key in ROWS[0]}
SIDES = {"home": {"name": "Falcons", "PTS": "88", "REB": "40"}, "away": {"name": "Otters", "PTS": "79", "REB": "31"}}


@pytest.mark.parametrize("source", [ROWS, COLUMNS, {"on": "2026-06-01", "by_site": COLUMNS}])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Oslo had 41 visits and 3 tickets.", True),
        ("Oslo had 29 visits.", False),
        ("Bergen made 29 visits, eight tickets and 0 faults.", True),
        ("Bergen made 29 visits, with 5 tickets.", False),
        ("Bergen made 29 visits, Oslo 41 visits.", True),
        ("Bergen and Oslo came to 17 visits.", False),
        ("There were 17 visits at one site.", True),
    ],
)
def test_a_figure_told_of_one_row_must_stand_in_it(source, text, said):
    assert check_text(text, source).grounded is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The Falcons beat the Otters, 88-79.", True),
        ("The Falcons beat the Otters, 88-31.", True),
        ("The Falcons won, 88-79.", True),
        ("The Falcons won, 88-78.", False),
        ("The Otters had 31 rebounds.", True),
        ("The Otters had 40 rebounds.", False),
        ("The Otters had 31 rebounds on average over their last 40 games.", True),
    ],
)
def test_a_key_may_be_short_for_the_word_and_a_score_must_be_of_those_it_is_told_of(text, said):
    assert check_text(text, SIDES).grounded is said


def test_a_problem_names_the_thing():
    [(_, _, why)] = check_text("Oslo had 29 visits.", ROWS).problems
    assert why == "29 is not of Oslo"


def test_a_weekday_must_be_that_of_a_day_of_the_source():
    known = {"signed_on": "2026-07-03", "seats": 3}
    assert check_text("It was signed on Friday.", known).grounded is not False
    assert check_text("It was signed on Monday.", known).grounded is False
    assert check_text("Friday, 3 July 2026 it was.", known).grounded is True
