"""What only the clock takes away ends no running play."""

import pytest

from cs_core.execution.playbooks.reasons import timeless, which_fails
from tests.execution.builders import ago, signals_of


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("usage_change <= -25", "usage_change <= -25"),
        ("days_to_renewal in 46..75", "days_to_renewal <= 75"),
        ("days_to_renewal >= 30", None),
        ("tenure_days in 0..365", "tenure_days >= 0"),
        ("days_since_value in 0..21 and usage_4w >= 5", "days_since_value >= 0 and usage_4w >= 5"),
        ("days_since_event >= 28", "days_since_event >= 28"),
        ("quarter_day in 0..13", None),
        ("quarter_day in 0..13 and champion known", "champion known"),
        ("quarter_day in 0..13 or champion known", None),
        ("health < 40 or usage_alert = slow drift", "health < 40 or usage_alert = slow drift"),
    ],
)
def test_a_line_is_read_without_the_end_that_time_alone_brings(line, left):
    assert timeless(line) == left


def test_the_line_that_no_longer_holds_is_named_as_it_is_written():
    late = {"overdue_invoices": 1}
    frame = signals_of({"days_to_renewal": 40} | late, {"days_to_renewal": 380} | late, {"renewal_on": ago(1)})
    lines = ["overdue_invoices >= 1", "days_to_renewal in 46..75"]
    assert frame.select(which_fails(lines).alias("why"))["why"].to_list() == [None, lines[1], lines[0]]


def test_a_trigger_of_dates_alone_never_fails():
    assert signals_of({}).select(which_fails(["quarter_day in 0..13"]).alias("why"))["why"].to_list() == [None]
