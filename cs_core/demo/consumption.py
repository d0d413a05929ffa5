"""Contracts that commit to use: who has one, what they bought, and the service reports that they sent, which is what is counted.

About 12 % of the accounts of every segment, all of them on annual terms: two in five pay one fee for a commitment, the others buy seats
with reports included. Three in five burn about what they committed to, one in five far too fast, one in five far too slowly; which of
them it is is drawn without a look at size. Longer notice, and contracts that must be signed anew, are those of larger accounts.
"""

from typing import NamedTuple

import numpy as np

from cs_core.demo.course import NEVER, Course
from cs_core.demo.weeks import add_months

UNIT, METER = "service reports", "service_report"
KINDS = ("seats", "consumption", "both")
SHARE = 0.12
PER_SEAT_WEEK = 3.0
"""Reports a week of a seat in use, in the middle."""
SETTLED_WEEKS = 8
"""Weeks after the start from which on use tells what is needed."""
STEP = 5
"""Commitments are so many reports a seat and year, in steps of this."""


class Metered(NamedTuple):
    """One entry an account in the first five arrays; then one entry a row of the meter, in order of day."""

    kind: np.ndarray
    """Place in KINDS."""
    per_seat: np.ndarray
    """Reports committed to, a seat and year; 0 where none are."""
    overage: np.ndarray
    """EUR a report beyond."""
    notice: np.ndarray
    """Days of notice that the contract names; 0 where it is silent and the policy holds."""
    signed: np.ndarray
    """Must be signed anew each term."""
    account: np.ndarray
    day: np.ndarray
    count: np.ndarray


def metered(c: Course, list_price: np.ndarray, rng: np.random.Generator) -> Metered:
    """Draw the contracts, and count what each account used. Whoever left had the usual notice, and renewed by itself."""
    who, n = c.who, c.who.size
    drawn = _drawn(c, rng)
    kind = np.where(drawn, np.where(rng.random(n) < 0.4, 1, 2), 0)
    pace, kept = PER_SEAT_WEEK * np.exp(0.25 * rng.standard_normal(n)), c.asked_on == NEVER
    per_seat = np.where(drawn, np.maximum(STEP * np.round(52 * pace * _in_use(c) / _burn(n, rng) / STEP), STEP), 0).astype(int)
    price = list_price[who.plan] * who.price * np.where(kind == 1, 1.25, 0.2)
    long = kept & ~who.monthly & (rng.random(n) < np.array([0.5, 0.15, 0.0])[who.segment])
    return Metered(
        kind, per_seat,
        np.where(drawn, np.maximum(np.round(price / np.maximum(per_seat, 1), 2), 0.01), 0.0),
        np.where(long, rng.choice([60, 90], n), 0),
        kept & ~who.monthly & (rng.random(n) < np.array([0.2, 0.08, 0.0])[who.segment]),
        *_reports(c, np.flatnonzero(drawn), pace, rng),
    )  # fmt: skip


def _drawn(c: Course, rng: np.random.Generator) -> np.ndarray:
    """The same share of each segment, among its annual contracts."""
    order, drawn = rng.permutation(c.who.size), np.zeros(c.who.size, bool)
    for segment in range(3):
        annual = order[(c.who.segment[order] == segment) & ~c.who.monthly[order]]
        drawn[annual[: round(SHARE * (c.who.segment == segment).sum())]] = True
    return drawn


def _in_use(c: Course) -> np.ndarray:
    """The share of its seats that each account uses once it has settled; half of them where it has not."""
    settled = (np.arange(c.weeks.count) >= c.began[:, None] + SETTLED_WEEKS) & (c.active > 0)
    seats = np.where(settled, c.seats, 0).sum(axis=1)
    return np.where(seats > 0, np.where(settled, c.active, 0).sum(axis=1) / np.maximum(seats, 1), 0.5)


def _burn(n: int, rng: np.random.Generator) -> np.ndarray:
    """Use over commitment: near one for most, far above for one in five, far below for one in five."""
    roll = rng.random(n)
    course = 1 + 0.06 * rng.standard_normal(n)
    return np.select([roll < 0.2, roll < 0.4], [rng.uniform(1.3, 1.8, n), rng.uniform(0.35, 0.7, n)], course)


def _reports(c: Course, at: np.ndarray, pace: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """account, day, count: one row an account and week with reports, on some day of the week from the start on and before the end."""
    mean = pace[at][:, None] * c.active[at] * np.exp(0.15 * rng.standard_normal((len(at), c.weeks.count)))
    sent = rng.poisson(mean)
    day = np.maximum(c.weeks.starts(np.arange(c.weeks.count)) + rng.integers(0, 7, sent.shape), c.who.start[at][:, None])
    account, week = np.nonzero((sent > 0) & (day < c.ended_on[at][:, None]) & (day <= c.weeks.end))
    order = np.argsort(day[account, week], kind="stable")
    account, week = account[order], week[order]
    return at[account], day[account, week], sent[account, week]


def consumed(m: Metered, renewal: np.ndarray, first: int) -> np.ndarray:
    """Reports of each account in the year before its next renewal; NaN where that began before the window, or nothing is committed."""
    begins = add_months(renewal, -12)
    total = np.bincount(m.account, weights=m.count * (m.day >= begins[m.account]), minlength=len(m.kind))
    return np.where((m.kind > 0) & (begins >= first), total, np.nan)
