"""Who the customers are before anything happens: segment, trade, place, plan, seats, price, start, owner and temper."""

from typing import NamedTuple

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.names import PLACES, TRADES, company_names
from cs_core.demo.weeks import Weeks, up_to_28th

QUIET_TRADES = (5, 6, 7)
"""Places in TRADES: they buy once and want to be left alone."""


class Portfolio(NamedTuple):
    """One entry an account in every array; `segment` counts from enterprise 0 to long tail 2."""

    name: list[str]
    old_name: list[str]
    """What billing still calls it: differs for renamed companies."""
    slug: list[str]
    segment: np.ndarray
    trade: np.ndarray
    place: np.ndarray
    owner: np.ndarray
    """Place in TEAM, -1 for nobody."""
    plan: np.ndarray
    seats: np.ndarray
    employees: np.ndarray
    price: np.ndarray
    """What a seat costs as a share of today's list price: long-standing accounts pay less."""
    discount: np.ndarray
    """Percent."""
    monthly: np.ndarray
    start: np.ndarray
    """Day the first subscription began."""
    fit: np.ndarray
    """How well the product suits them, standard normal."""
    slow: np.ndarray
    """Onboarding stalls."""
    noise: np.ndarray
    """Three columns: base, human and agent response beyond what can be seen."""

    @property
    def size(self) -> int:
        return len(self.segment)


def portfolio(accounts: int, weeks: Weeks, rng: np.random.Generator) -> Portfolio:
    """Draw `accounts` customers. Temper (fit, stalls, noise, trade) is drawn without a look at size."""
    segment = np.searchsorted([0.06, 0.30], (rng.permutation(accounts) + 0.5) / accounts)
    place = rng.choice(len(PLACES), accounts, p=[p.share for p in PLACES])
    trade = rng.integers(0, len(TRADES), accounts)
    names = list(company_names(place, trade, rng))
    plan = _plans(segment, rng)
    seats = _seats(segment, plan, rng)
    start = _starts(accounts, weeks, rng)
    return Portfolio(
        name=[n for n, _ in names],
        old_name=_old_names([n for n, _ in names], place, rng),
        slug=[s for _, s in names],
        segment=segment, trade=trade, place=place,
        owner=vendor.owner_of(segment, rng.random(accounts)),
        plan=plan, seats=seats,
        employees=np.round(seats * rng.uniform(3, 9, accounts)).astype(int),
        price=np.where(start < weeks.first, rng.uniform(0.86, 1.0, accounts).round(2), 1.0),
        discount=np.where(rng.random(accounts) < np.array([0.6, 0.25, 0.04])[segment], rng.choice([5, 10, 15, 20], accounts), 0),
        monthly=rng.random(accounts) < np.array([0.02, 0.15, 0.42])[segment],
        start=start,
        fit=rng.standard_normal(accounts),
        slow=rng.random(accounts) < 0.2,
        noise=rng.standard_normal((accounts, 3)),
    )  # fmt: skip


def _plans(segment: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Enterprise mostly buys Enterprise, mid-market Professional, the long tail Essential; each segment holds neighbours too."""
    cuts = np.array([[0.0, 0.2], [0.15, 0.9], [0.72, 1.0]])[segment]
    return (rng.random(len(segment))[:, None] > cuts).sum(axis=1)


def _seats(segment: np.ndarray, plan: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Log-normal within the segment, never below the plan's smallest order."""
    middle = np.log(np.array([34, 9, 3.2]))[segment]
    drawn = np.exp(middle + 0.42 * rng.standard_normal(len(segment))).round()
    return np.maximum(drawn, np.array([p.min_seats for p in vendor.PLANS])[plan]).astype(int)


def _starts(accounts: int, weeks: Weeks, rng: np.random.Generator) -> np.ndarray:
    """From 130 weeks before the window to last week, a little denser towards the end."""
    span = 7 * (weeks.count + 130) - 5
    day = weeks.first - 7 * 130 + np.floor(span * rng.random(accounts) ** 0.85).astype(int)
    return up_to_28th(day)


def _old_names(names: list[str], place: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Four in a hundred were renamed: billing keeps a name with another stem."""
    renamed = rng.random(len(names)) < 0.04
    picks = rng.permutation(len(names))
    return [
        f"{names[other].split()[0]} {PLACES[at].trades[other % len(TRADES)]}" if was else name
        for name, was, other, at in zip(names, renamed, picks, place, strict=True)
    ]
