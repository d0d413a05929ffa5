"""Conditions in plain words: what they mean, what is unknown, and what is refused in one line."""

import pytest

from cs_core.errors import BadInput
from cs_core.execution.playbooks.conditions import any_holds, holds, scale, which_holds
from tests.execution.builders import ago, signals_of


def true_of(lines: list[str], **signals) -> bool:
    return signals_of(signals).select(holds(lines)).item()


@pytest.mark.parametrize(
    ("line", "signals", "said"),
    [
        ("usage_change <= -25", {"usage_change": -25.0}, True),
        ("usage_change <= -25", {"usage_change": -24.0}, False),
        ("health < 40 or usage_alert = slow drift", {"usage_alert": "slow drift"}, True),
        ("usage_z known and usage_change <= -25 or usage_z unknown and usage_change <= -45", {"usage_change": -50.0}, True),
        ("usage_z known and usage_change <= -25 or usage_z unknown and usage_change <= -45", {"usage_change": -30.0}, False),
        ("days_to_renewal in 0..14", {"days_to_renewal": 14}, True),
        ("days_to_renewal in 0..14", {"days_to_renewal": 15}, False),
        ("champion unknown", {}, True),
        ("champion known", {"champion": "Ada"}, True),
        ("first_value_on > last_touch_on", {"first_value_on": ago(3), "last_touch_on": ago(9)}, True),
        ("renewal_on >= 2026-06-30", {"renewal_on": ago(0)}, True),
        ("auto_renew = yes", {"auto_renew": True}, True),
        ("quarter_day in 0..13", {"tenure_days": 95}, True),
    ],
)
def test_a_condition_means_what_it_reads(line, signals, said):
    assert true_of([line], **signals) is said


def test_what_is_unknown_never_holds_and_never_forbids():
    assert not true_of(["usage_change <= -25"])
    assert not signals_of({}).select(any_holds(["escalations_open >= 1"])).item()


def test_all_lines_must_hold():
    both = ["open_tickets >= 1", "health < 40"]
    assert true_of(both, open_tickets=1, health=30.0) and not true_of(both, open_tickets=1, health=60.0)


def test_the_line_that_holds_is_told_as_it_is_written():
    assert signals_of({"health": 30.0}).select(which_holds(["health > 90", "health < 40"])).item() == "health < 40"


def test_a_scale_runs_from_its_first_figure_to_its_second():
    found = signals_of({"usage_change": -25.0}).select(scale("usage_change from 0 to -100")).item()
    assert found == 0.25


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("useage <= 3", "useage"),
        ("usage_change is low", "is no condition"),
        ("usage_change <= lots", "cannot be compared"),
        ("champion_left_on = yesterday", "cannot be compared"),
        ("usage_change <= -25 and ", "is no condition"),
    ],
)
def test_a_wrong_condition_is_refused_in_one_line_that_names_it(line, word):
    with pytest.raises(BadInput, match=word) as said:
        holds([line])
    assert "\n" not in str(said.value)


def test_a_scale_without_two_figures_is_refused():
    with pytest.raises(BadInput, match="is no scale"):
        scale("usage_change from low to high")
