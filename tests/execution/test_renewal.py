"""Renewal: one step after the other from day 120 to day 0, and no discount in any of them."""

import pytest

from cs_core.execution.renewal import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play

TERM = {"plan": "Professional", "seats": 12, "arr": 10_080.0, "usage_4w": 420, "top_feature": "work_orders", "discount": 10.0}


def on(days: int) -> dict:
    return TERM | {"renewal_on": ago(-days), "days_to_renewal": days}


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (121, None), (120, "prepare the renewal"), (76, "prepare the renewal"), (75, "prepare the quote"), (46, "prepare the quote"),
        (45, "settle before the notice day"), (15, "settle before the notice day"), (14, "make the last call"), (0, "make the last call"),
        (-1, None),
    ],
)  # fmt: skip
def test_each_day_has_its_step(days, step):
    assert play(AGENT, **on(days)) == step


def test_an_unknown_date_is_never_invented():
    assert play(AGENT, **TERM) is None


def test_the_last_call_is_a_matter_of_high_stakes():
    assert noticed(AGENT, **on(7))["stakes"] == "high"


def test_the_letter_gives_the_date_in_words():
    assert "15 August 2026" in drafted(AGENT, a_brief(**on(46))).subject + drafted(AGENT, a_brief(**on(46))).body


@pytest.mark.parametrize("days", [110, 60, 30, 7])
def test_a_letter_never_speaks_of_a_discount_or_a_price(days):
    for n in range(20):
        proposal = drafted(AGENT, a_brief(f"a{n}", **on(days)))
        assert "iscount" not in proposal.body and "EUR" not in proposal.body


def test_a_poor_state_makes_it_more_urgent():
    poor, good = (noticed(AGENT, **on(40), health=health)["gain"] for health in (20.0, 90.0))
    assert poor > good
