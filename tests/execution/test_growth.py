"""Growth: full seats, growing use, an unused feature; never while anything is wrong."""

import pytest

from cs_core.execution.growth import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play

FULL = {
    "tenure_days": 300,
    "utilisation": 95.0,
    "seats": 20,
    "active_users_4w": 19,
    "usage_change": 4.0,
    "usage_4w": 208,
    "usage_prev_4w": 200,
}
TURN = {"tenure_days": 91 * 4 + 49, "unused_feature": "parts_stock", "top_feature": "work_orders"}


def test_full_seats_open_the_conversation():
    row = noticed(AGENT, **FULL)
    assert row["play"] == "talk about seats"
    assert "95 %" in row["reason"] and "20 seats" in row["reason"]


def test_free_seats_do_not():
    assert play(AGENT, **FULL | {"utilisation": 70.0}) is None


def test_unknown_use_of_seats_is_not_taken_for_full():
    assert play(AGENT, **FULL | {"utilisation": None}) is None


def test_strong_growth_does():
    grown = {"tenure_days": 300, "usage_change": 48.0, "usage_z": 2.2, "usage_4w": 148, "usage_prev_4w": 100}
    assert play(AGENT, **grown) == "talk about growth"
    assert play(AGENT, **grown | {"usage_z": 0.4}) is None


def test_a_feature_that_peers_use_is_shown_in_its_turn():
    assert play(AGENT, **TURN) == "show the unused feature"
    assert play(AGENT, **TURN | {"tenure_days": TURN["tenure_days"] + 40}) is None


@pytest.mark.parametrize(
    "trouble",
    [
        {"escalations_open": 1}, {"health_band": "red"}, {"satisfaction_90d": 20.0}, {"overdue_invoices": 1}, {"usage_change": -30.0},
        {"champion_left_on": ago(4)}, {"days_to_renewal": 10}, {"open_expansion": 500.0},
    ],
    ids=lambda t: next(iter(t)),
)  # fmt: skip
def test_trouble_forbids_it(trouble):
    assert play(AGENT, **FULL | trouble) is None
    assert play(AGENT, **TURN | trouble) is None


def test_far_more_people_than_seats_are_counted_and_not_a_percentage():
    known = FULL | {"seats": 1, "active_users_4w": 4, "utilisation": 400.0, "plan": "Pro"}
    proposal = drafted(AGENT, a_brief(**known))
    assert "4 people" in proposal.body and "1 seat" in proposal.body
    assert "400 %" not in proposal.subject + proposal.body + proposal.reason
