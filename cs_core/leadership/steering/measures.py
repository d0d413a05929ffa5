"""Where each goal stands: one function a goal, from a snapshot to a figure with its interval, or to the reason why there is none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from cs_core.context.observed import once
from cs_core.context.rates import converted, in_one, main_currency, rates
from cs_core.context.signals.contract import deals_of
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.leadership.forecast import FEWEST_ACCOUNTS, measure, retention
from cs_core.leadership.revenue import in_segment, months_before
from cs_core.orchestration.record import wilson
from cs_core.records import SEGMENTS, Interval

Measure = Callable[[Snapshot, float | None], dict[str, Any]]
Z = 1.96
NEW_DAYS = 365
TOUCH_DAYS = 30
COVERED = 0.9
BINDS_NOTHING = "binds nothing"
"""How a reason begins where a goal could not be followed at all with what is known."""

MONTHS = 12


def stands(snap: Snapshot, key: str, target: float | None = None) -> dict[str, Any]:
    """point, low, high (in the goal's unit; null where it cannot be told), n and says, of one goal as of the snapshot's day."""
    return MEASURES[key](snap, target) if key in MEASURES else measure(None, 0, f"{BINDS_NOTHING}: no measure of it is known here")


def _percent(share: dict[str, Any]) -> dict[str, Any]:
    return share | {c: share[c] * 100 for c in Interval._fields if share[c] is not None}


def _retained(figure: str) -> Measure:
    return lambda snap, target: _percent(kept(snap)[figure])


@once
def kept(snap: Snapshot) -> dict[str, Any]:
    """`retention` of the twelve months to the snapshot's day, worked out once."""
    return retention(snap, MONTHS)


def long_tail_grr(snap: Snapshot, target: float | None = None) -> dict[str, Any]:
    """GRR in percent of accounts that were long tail twelve months ago (by what they paid then, where the CRM names no segment)."""
    if not (snap.signals["segment"] == SEGMENTS[-1]).any():
        return measure(None, 0, f"{BINDS_NOTHING}: no customer is of the long tail")
    then = snapshot(snap.store, months_before(snap.as_of, MONTHS))
    return _percent(retention(snap, MONTHS, accounts=in_segment(then, SEGMENTS[-1])["account_id"])["grr"])


def time_to_value(signals: pl.DataFrame) -> dict[str, Any]:
    """Median days from start to first value, of customers of the last year; those still on their way count as long as they have waited.

    Kaplan-Meier with the log-log interval (Brookmeyer and Crowley 1982); a bound that is not reached yet is null.
    """
    if not signals["milestones_total"].is_not_null().any():
        return measure(None, 0, f"{BINDS_NOTHING}: no milestones known; import the vendor's value milestones")
    waited = waits(signals)
    if waited["reached"].sum() < FEWEST_ACCOUNTS:
        n = int(waited["reached"].sum())
        return measure(None, n, f"cannot tell: {n} customers of the last year have reached value, {FEWEST_ACCOUNTS} are needed")
    point, low, high = _median_wait(waited["days"].to_numpy(), waited["reached"].to_numpy())
    if point is None:
        return measure(None, waited.height, "cannot tell yet: fewer than half of the new customers have reached value")
    says = "" if high else "no upper bound yet: too many are still on their way"
    return {"point": point, "low": low, "high": high, "n": waited.height, "says": says}


def waits(signals: pl.DataFrame) -> pl.DataFrame:
    """account_id, days, reached: how long each customer of the last year took to first value, or has waited so far."""
    known = signals.filter(pl.col("tenure_days") <= NEW_DAYS, pl.col("milestones_total").is_not_null())
    days = pl.coalesce("days_to_value", "tenure_days").cast(pl.Float64).alias("days")
    return known.select("account_id", days, pl.col("days_to_value").is_not_null().alias("reached"))


def median_wait_of(waited: pl.DataFrame) -> float | None:
    """The median of `waits`; None of fewer than FEWEST_ACCOUNTS that reached value, or where it is not reached yet."""
    if waited["reached"].sum() < FEWEST_ACCOUNTS:
        return None
    return _median_wait(waited["days"].to_numpy(), waited["reached"].to_numpy())[0]


def _median_wait(days: np.ndarray, reached: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """Median and its 95 % bounds: where the curve of those still waiting, and its interval, fall to one half."""
    times, events = np.unique(days[reached], return_counts=True)
    waiting = np.array([(days >= t).sum() for t in times])
    curve = np.cumprod(1 - events / waiting)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (waiting * (waiting - events)))
        error = Z * np.sqrt(greenwood) / np.abs(np.log(curve))
        low, high = curve ** np.exp(error), curve ** np.exp(-error)
    ends = (curve, np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=0.0))
    return tuple(float(times[line <= 0.5][0]) if (line <= 0.5).any() else None for line in ends)


def covered_within(customers: pl.DataFrame, target: float | None = None) -> dict[str, Any]:
    """Days within which nine in ten of the customers ever in contact had two-way contact; who never was stands apart, and is counted.

    The interval is of the order statistics (Conover 1999, 3.2). `says` gives the share of all customers in contact within the target's
    days, and how many never were. `short` says why no figure meets a target: more than one in ten were never in contact.
    """
    known = customers["days"].drop_nulls().sort()
    everyone, n = customers.height, len(known)
    if not n:
        return measure(None, everyone, f"{BINDS_NOTHING}: no contact with customers is known; import meetings or mail, or log touches")
    within = target or TOUCH_DAYS
    share = wilson((known <= within).sum(), everyone)
    never = f"{everyone - n:,} of {everyone:,} customers have no contact on record"
    says = f"{share.point:.0%} of all customers ({share.low:.0%} to {share.high:.0%}) had contact within {within:g} days"
    says += f"; {never} and are not in the days" if n < everyone else ""
    half = Z * (n * COVERED * (1 - COVERED)) ** 0.5
    places = [int(np.ceil(n * COVERED + shift)) - 1 for shift in (0, -half, half)]
    point, low, high = (float(known[i]) if 0 <= i < n else None for i in places)
    short = "more than one in ten customers have never been in contact" if n < COVERED * everyone else ""
    return {"point": point, "low": low, "high": high, "n": n, "says": says, "short": short}


def untouched(customers: pl.DataFrame) -> pl.DataFrame:
    """account_id, days: days since the last two-way contact; null where none is on record."""
    return customers.select("account_id", pl.col("days_since_touch").cast(pl.Float64).alias("days"))


def on_track(signals: pl.DataFrame) -> dict[str, Any]:
    """Share of the last year's onboardings, in percent, that are done or on track."""
    current = signals.filter(pl.col("churned_on").is_null())
    if not current["onboarding_status"].is_not_null().any():
        return measure(None, 0, f"{BINDS_NOTHING}: no milestones known; import the vendor's value milestones")
    status = started(signals)["onboarding_status"]
    if len(status) < FEWEST_ACCOUNTS:
        return measure(None, len(status), f"cannot tell: {len(status)} customers started in the last year, {FEWEST_ACCOUNTS} are needed")
    return _percent(measure(wilson(status.is_in(IN_ORDER).sum(), len(status)), len(status)))


def started(signals: pl.DataFrame) -> pl.DataFrame:
    """account_id, onboarding_status of the current customers of the last year of whom it is known."""
    current = signals.filter(pl.col("churned_on").is_null(), pl.col("tenure_days") <= NEW_DAYS)
    return current.select("account_id", "onboarding_status").drop_nulls("onboarding_status")


def expansion(snap: Snapshot, *, on: date | None = None) -> dict[str, Any]:
    """Sum of expansion deals won in the last twelve months, in their currency: a sum of what happened, so it has no interval."""
    won = expansions(snap, on=on)
    if deals_of(snap, "expan").is_empty():
        return measure(None, 0, f"{BINDS_NOTHING}: no expansion deals are known; import the CRM's deals")
    told = in_one(rates(snap.store), won, "amount")
    if told.left_out:
        return measure(None, won.height, f"cannot tell: deals in several currencies, and no rate is known for {', '.join(told.left_out)}")
    total = float(told.rows["amount"].sum())
    return measure(Interval(total, total, total), won.height, "a sum of what was won, not an estimate")


def expansions(snap: Snapshot, *, on: date | None = None) -> pl.DataFrame:
    """Expansion deals won in the twelve months to a day: the snapshot's own unless said."""
    day = on or snap.as_of
    within = pl.col("closed_on").is_between(months_before(day, MONTHS), day, closed="right")
    return deals_of(snap, "expan").filter(pl.col("won"), within)


def current(snap: Snapshot) -> pl.DataFrame:
    """Signals of current customers."""
    return snap.signals.filter(pl.col("churned_on").is_null())


IN_ORDER = ("done", "on track")
MEASURES: dict[str, Measure] = {
    "grr": _retained("grr"),
    "nrr": _retained("nrr"),
    "logo_retention": _retained("logo"),
    "long_tail_grr": long_tail_grr,
    "ttv_days": lambda snap, target: time_to_value(snap.signals),
    "touch_every_days": lambda snap, target: covered_within(untouched(current(snap)), target),
    "onboarding_on_track": lambda snap, target: on_track(snap.signals),
    "expansion_arr": lambda snap, target: expansion(snap),
}


def told_in(snap: Snapshot) -> str | None:
    """The currency in which sums over this store's accounts are told; None where no source says."""
    return main_currency(converted(rates(snap.store), snap.signals.select("currency")))
