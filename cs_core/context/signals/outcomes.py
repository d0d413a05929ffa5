"""What is foretold of a customer: which outcomes, of whom, how far ahead, and how each is told once it has come to pass.

Labels are told from contracts alone, as of two days of the past: whoever was a customer then, and what is known of it a horizon later.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.rest import as_it_rests
from cs_core.context.signals.contract import decided_by_deal, departures, recurring_revenue, renewal

HORIZON_DAYS = 90
EXPANSION_DAYS = 180
GROWN = 1.05
"""Seats or recurring revenue from which on an account has grown."""
SETTLES_DAYS = 14
"""A term that ended less than this ago may still be renewed late, or its end may still be booked."""

Labels = Callable[[Observed, Observed], pl.DataFrame]


class Outcome(NamedTuple):
    """One thing that is foretold."""

    name: str
    signal: str
    days: int
    says: str
    """What happens, after "likely to"."""
    asked_of: pl.Expr
    """Over the signals: the customers of whom it can be asked today."""
    otherwise: str
    """Why it is not asked of the others."""
    labels: Labels
    """(what is known now, what was known on a past day) -> account_id, happened, of whom it could have been asked on that day."""


def left_within(now: Observed, then: Observed) -> pl.DataFrame:
    """Of all customers of that day: whether they had left a horizon later."""
    until = then.as_of + timedelta(days=HORIZON_DAYS)
    gone = departures(now).filter(pl.col("churned_on") <= until).select("account_id", pl.lit(True).alias("happened"))
    return _customers(then).join(gone, on="account_id", how="left", maintain_order="left").with_columns(pl.col("happened").fill_null(False))


def renewed(now: Observed, then: Observed) -> pl.DataFrame:
    """Of the customers whose term ended within the horizon: whether they stayed beyond its end; terms that ended just now are left out.

    Of a customer of whom no contract is known and no day was known then, it is the renewal deal that closed within the horizon that tells.
    """
    grace = timedelta(days=SETTLES_DAYS)
    due = renewal(then).filter(pl.col("days_to_renewal") <= HORIZON_DAYS, pl.col("renewal_on") <= now.as_of - grace)
    rows = _customers(then).join(due.select("account_id", "renewal_on"), on="account_id", maintain_order="left")
    rows = rows.join(departures(now), on="account_id", how="left", maintain_order="left")
    lost = (pl.col("churned_on") <= pl.col("renewal_on") + grace).fill_null(False)
    by_deal = _by_deal(now, then).join(renewal(then), on="account_id", how="anti").join(_customers(then), on="account_id", how="semi")
    return pl.concat([rows.select("account_id", (~lost).alias("happened")), by_deal])


def _by_deal(now: Observed, then: Observed) -> pl.DataFrame:
    """account_id, happened: whether the first renewal deal that closed within the horizon was won; those closed just now are left out."""
    within = pl.col("closed_on").is_between(then.as_of, then.as_of + timedelta(days=HORIZON_DAYS), closed="right")
    settled = pl.col("closed_on") <= now.as_of - timedelta(days=SETTLES_DAYS)
    first = decided_by_deal(now).filter(within, settled).unique("account_id", keep="first", maintain_order=True)
    return first.select("account_id", pl.col("won").alias("happened"))


def expanded(now: Observed, then: Observed) -> pl.DataFrame:
    """Of the customers whose seats or revenue were known: whether either had grown by a twentieth half a year later."""
    day = then.as_of + timedelta(days=EXPANSION_DAYS)
    later = recurring_revenue(as_it_rests(then, as_of=day)).select("account_id", pl.col("arr", "seats").name.prefix("later_"))
    rows = _customers(then).join(recurring_revenue(then).select("account_id", "arr", "seats"), on="account_id", maintain_order="left")
    rows = rows.filter((pl.col("arr") > 0) | (pl.col("seats") > 0)).join(later, on="account_id", how="left", maintain_order="left")
    grown = [((pl.col(c) > 0) & (pl.col(f"later_{c}") >= GROWN * pl.col(c))).fill_null(False) for c in ("arr", "seats")]
    return rows.select("account_id", pl.any_horizontal(grown).alias("happened"))


def _customers(then: Observed) -> pl.DataFrame:
    return then.accounts.select("account_id").join(departures(then), on="account_id", how="anti", maintain_order="left")


def days_back(outcome: Outcome, today: date, most: int) -> list[date]:
    """The past days from which an outcome has come to pass, one horizon apart, so that nothing that happened counts twice."""
    return [today - timedelta(days=n * outcome.days) for n in range(1, most + 1)]


CURRENT = pl.col("churned_on").is_null()

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "churn", "churn_probability", HORIZON_DAYS, "leave within 90 days", CURRENT, "the customer has left", left_within,
    ),
    Outcome(
        "renewal", "renewal_likelihood", HORIZON_DAYS, "renew the term that ends within 90 days",
        CURRENT & (pl.col("days_to_renewal") <= HORIZON_DAYS), "no term is known to end within 90 days", renewed,
    ),
    Outcome(
        "expansion", "expansion_propensity", EXPANSION_DAYS, "grow in seats or revenue by 5% within 180 days",
        CURRENT & ((pl.col("arr") > 0) | (pl.col("seats") > 0)), "neither seats nor revenue are known", expanded,
    ),
)  # fmt: skip
