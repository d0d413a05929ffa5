"""Is a text supported by its source?"""

import pytest

from cs_core.orchestration.judging.grounding import check_text

ACME = {
    "name": "Acme Robotics",
    "usage_change": -0.23,
    "arr": 54000,
    "adoption": 0.123,
    "response_hours": 12.34,
    "renewal_on": "2025-03-31",
    "seats": 120,
    "active": 87,
    "champion": "Dana Wu",
    "calls": 5400,
}


@pytest.mark.parametrize(
    "text",
    [
        "It takes about 12 hours to answer.",
        "Adoption stands at 12 %.",
        "They made 5.4k calls.",
        "The contract is worth $54,000, or 54k a year.",
        "Renewal is due on March 31, 2025.",
        "Renewal is due on 31 Mar 2025.",
        "Renewal is due on 31/03/2025, the 31st.",
        "Usage fell by 23 percent.",
        "Of 120 seats 87 are active, so 33 are idle.",
        "One hundred and twenty people know Dana Wu.",
        "We spoke with Dana Wu of Acme Robotics.",
    ],
)
def test_what_the_source_says_in_other_words_is_supported(text):
    assert check_text(text, ACME).problems == ()
    assert check_text(text, ACME).grounded is True


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It takes about 14 hours to answer.", "14"),
        ("Adoption stands at 21 %.", "21 %"),
        ("The contract is worth 55k.", "55k"),
        ("Renewal is due on 30 March 2025.", "30 March 2025"),
        ("Renewal is due in April 2025.", "April 2025"),
        ("Usage rose by 23 %.", "rose"),
        ("Usage is up.", "up"),
        ("Seats went down from 87 to 120.", "down"),
        ("They have ninety seats.", "ninety"),
        ("We spoke with Globex about it.", "Globex"),
        ("Thanks to Peter Quill for the call.", "Peter Quill"),
    ],
)
def test_what_the_source_does_not_say_is_pointed_at(text, wrong):
    check = check_text(text, ACME)
    assert check.grounded is False
    assert wrong in [text[start:end] for start, end, _ in check.problems]


@pytest.mark.parametrize(
    ("text", "source"), [("Thanks for the call.", ACME), ("Usage fell by 23 %.", {}), ("87 seats.", ""), ("", ACME)]
)
def test_nothing_to_look_up_or_to_look_it_up_in_is_no_pass(text, source):
    assert check_text(text, source).grounded is None
    assert check_text(text, source).why.startswith("Cannot tell")


def test_more_problems_score_higher_and_the_score_stays_within_bounds():
    scores = [check_text(text, ACME).score for text in ("87 active.", "88 active.", "88 of 119 active at Globex.")]
    assert scores == sorted(scores)
    assert 0 <= scores[0] < scores[-1] <= 1


def test_facts_as_a_list_carry_their_key_into_the_direction():
    facts = [{"id": "f1", "key": "usage_change", "value": -0.4}]
    assert check_text("Usage dropped 40 %.", facts).grounded is True
    assert check_text("Usage grew 40 %.", facts).grounded is False


def test_a_table_as_text_and_json_as_text_are_sources_too():
    assert check_text("In 1950 it was 51.9.", "year,value\n1950,51.9433\n1951,52.5578").grounded is True
    assert check_text("In 1953 it was 51.9.", "year,value\n1950,51.9433\n1951,52.5578").grounded is False
    assert check_text("Usage is up.", '{"usage_change": -3}').grounded is False


def test_part_of_a_date_is_not_a_number_of_something_else():
    assert check_text("They have 31 admins.", {"renewal_on": "2025-03-31", "admins": "some"}).grounded is False
