"""How long customers take to first and to full value: medians with the number that they rest on."""

from typing import NamedTuple

import polars as pl


class TimeTo(NamedTuple):
    """Days from the start to one kind of value."""

    median_days: float | None
    """Of those who reached it; None where nobody did."""
    n: int
    """How many reached it on a day that is known."""
    within: float | None
    """Days within which half of all who could be watched got there, those who are still on the way or left before counted as
    such; None where fewer than half did so far."""
    watched: int
    """Customers whose start and milestones are seen, those who left included."""


class OnboardingTimes(NamedTuple):
    """Time to first and to full value over the whole company."""

    first_value: TimeTo
    full_value: TimeTo


def onboarding_times(signals: pl.DataFrame) -> OnboardingTimes:
    """From the signals frame, customers who left included: who left before first value would else make the median look better."""
    return OnboardingTimes(_time_to(signals, "days_to_value"), _time_to(signals, "days_to_full_value"))


def _time_to(signals: pl.DataFrame, days: str) -> TimeTo:
    seen = pl.col(days).is_not_null() | ((pl.col("onboarding_status") != "done") & pl.col("next_milestone").is_not_null())
    watched_for = pl.coalesce((pl.col("churned_on") - pl.col("customer_on")).dt.total_days(), "tenure_days")
    rows = signals.filter(seen, pl.col("customer_on").is_not_null()).select(
        pl.col(days).alias("reached"), pl.coalesce(days, watched_for).alias("days")
    )
    there = rows["reached"].drop_nulls()
    return TimeTo(there.median(), there.len(), _half(rows), rows.height)


def _half(rows: pl.DataFrame) -> float | None:
    """The day by which half got there, by the product of the shares that did not at each day (Kaplan and Meier)."""
    by_day = rows.group_by("days").agg(pl.len().alias("n"), pl.col("reached").is_not_null().sum().alias("got")).sort("days")
    at_risk = by_day["n"].reverse().cum_sum().reverse()
    still = (1 - by_day["got"] / at_risk).cum_prod()
    below = by_day.filter(still <= 0.5)
    return float(below["days"][0]) if below.height else None
