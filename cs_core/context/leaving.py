"""Who has given notice is leaving, whatever is computed of them: the one place that says so, over rows of the signals."""

import polars as pl

NOTICE_GIVEN, NOT_KNOWN = "notice given", "not known"
"""Stand where a health band would: use may look healthy to the last day of a term that will not be renewed."""
DAYS = 90
"""As far ahead as a chance to leave is told."""


def gave_notice() -> pl.Expr:
    """Whether the customer has told us that the contract ends."""
    return pl.col("notice_given_on").is_not_null()


def status() -> pl.Expr:
    """How a customer stands in one word: that notice was given, else the health band; null where neither is known."""
    return pl.when(gave_notice()).then(pl.lit(NOTICE_GIVEN)).otherwise("health_band").alias("status")


def sure_to_leave() -> pl.Expr:
    """Whether the term that notice was given for ends within DAYS."""
    return (gave_notice() & pl.col("days_to_renewal").is_between(0, DAYS)).fill_null(False)


def chance_to_leave() -> pl.Expr:
    """The chance to leave within DAYS: certain where the term that notice was given for ends by then, else as computed."""
    return pl.when(sure_to_leave()).then(1.0).otherwise("churn_probability").alias("churn_probability")


def in_trouble() -> pl.Expr:
    """In red health, or leaving: what a leader means by revenue at risk."""
    return status().is_in([NOTICE_GIVEN, "red"]).fill_null(False)
