"""One look through a text for many patterns finds what each of them would, and leaves none of them out."""

import re
import sys

import pytest

from cs_core.orchestration.judging import compared, days, directions, policy, tone, wholes
from cs_core.orchestration.judging.first_look import _ALSO_LETTERS, any_of

ROWS = (
    re.compile(r"\bWe (?:guarantee|promise)\b", re.IGNORECASE),
    re.compile(r"\[(?P<slot>NAME|date)[^\]]*\]", re.IGNORECASE),
    re.compile(r"\b(?P<slot>\d+) %\W", re.IGNORECASE),
    re.compile(r"\S+://\S"),
    re.compile(r"[A-Z]{3}!"),
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("we GUARANTEE it", True), ("Dear [Name of yours]", True), ("by 5 %.", True), ("see x://y", True), ("NOW!", True),
        ("now!", False), ("weguarantee 5 %", False), ("", False),
        ("“We guarantee”", True), ("“we warrant”", False), ("we promiſe", True), ("we guarantee: ﬁne", True), ("wE promise İt", True),
    ],
)  # fmt: skip
def test_a_text_holds_what_one_of_the_patterns_finds_whatever_its_case_and_names_of_groups(text, holds):
    assert any_of(ROWS)(text) is holds is any(bool(row.search(text)) for row in ROWS)


def test_letters_that_are_taken_for_one_of_ascii_are_searched_with_each_pattern():
    others = "".join(map(chr, range(128, sys.maxunicode + 1)))
    assert set(re.findall("[a-z]", others, re.IGNORECASE)) == _ALSO_LETTERS
    assert any_of(ROWS)("Ça va, WE PROMISE it in Zürich") and not any_of(ROWS)("Ça va à Zürich")


def test_no_pattern_finds_nothing():
    assert not any_of(())("anything") and not any_of(())("“anything”")


def test_a_planted_row_is_caught():
    planted = policy.Ban("planted", re.compile(r"\bBananas Galore\b", re.IGNORECASE), "it promises fruit")
    assert not any_of(ban.pattern for ban in policy.BANNED)("They get bananas galore.")
    assert any_of(ban.pattern for ban in (*policy.BANNED, planted))("They get bananas galore.")


SENTENCES = (
    "We guarantee it.", "We offer you a refund.", "At no extra cost.", "A special price for you.", "Half-price seats, 20% off.",
    "We will hold your rates.", "We can waive the fees.", "LEGALLY we may terminate your contract.", "It is cheaper than Acme.",
    "Last chance to act now!", "Your health score fell.", "I hope this finds you well.", "Hello [NAME], it is TBD.", "www.acme.example",
    "A discount of 10 % off.", "Twice as many uses as before.", "You had a third more, 3x in all.", "Nobody uses half of your seats.",
    "Everybody uses it.", "It ended two weeks ago, in early March 2026.", "Next week is over now.", "On 08.06.2026 it went up by 3.",
    "You failed us: hurry, no later than asap.", "An awesome, valued customer ;-)", "Usage has dropped below others.", "Hello Ada,",
    "Two of nine invoices are open since 3 May.", "“Quoted” words – and a half of their seats are in use.",
)  # fmt: skip
LOOKS = {
    "harm": (policy._holds_harm, (*(ban.pattern for ban in policy.BANNED), policy._LINKED, policy.DISCOUNT)),
    "link": (policy._holds_link, (policy.LINK,)),
    "tone": (tone._holds_tone, [pattern for why, pattern in tone.TONES if why != "it shouts"]),
    "ratio": (compared._holds_ratio, [pattern for pattern, _ in compared.RATIOS]),
    "direction": (directions._holds_direction, [words for axis in directions.AXES for words in (axis.up, axis.down)]),
    "span": (days._holds_span, (days._IN_FIGURES, days._PART_OF_YEAR, days._PART_OF_MONTH, days._SEASON, days._NEAR)),
    "quantity": (wholes._holds_quantity, (wholes._ALL, wholes._LESS_THAN_ALL, wholes._NONE, wholes._SOME, wholes._USED, wholes._NOT_HELD)),
}


@pytest.mark.parametrize("look", LOOKS)
def test_each_first_look_says_what_its_rows_say_one_by_one(look):
    holds, rows = LOOKS[look]
    told = {text: any(bool(row.search(text)) for row in rows) for text in (*SENTENCES, *map(str.upper, SENTENCES))}
    assert {text: holds(text) for text in told} == told and len(set(told.values())) == 2
