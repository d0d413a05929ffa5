"""The made world as one value: customers, what happened to them, their people, and the ids every system gave them."""

from datetime import date
from random import Random
from typing import NamedTuple

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.consumption import Metered, metered
from cs_core.demo.course import NEVER, Course, run
from cs_core.demo.people import People, people
from cs_core.demo.portfolio import Portfolio, portfolio
from cs_core.demo.weeks import Weeks, add_months, window
from cs_core.records import key_of


class Ids(NamedTuple):
    """One id an account in every system of record."""

    crm: list[str]
    crm_twin: list[str]
    """The second CRM record of the same company, empty for most."""
    organization: np.ndarray
    customer: list[str]
    subscription: list[str]
    workspace: list[str]


class World(NamedTuple):
    """All that the writers read; `rng(stream)` gives each of them its own reproducible chance."""

    seed: int
    weeks: Weeks
    who: Portfolio
    course: Course
    people: People
    ids: Ids
    metered: Metered

    def rng(self, stream: str) -> np.random.Generator:
        """A generator of its own for each file, so that a change in one leaves the others as they were."""
        return np.random.default_rng([self.seed, self.who.size, self.weeks.count, self.weeks.end, *stream.encode()])

    def dice(self, stream: str) -> Random:
        """Quick dice for choosing words, reproducible like `rng`."""
        return Random(f"{self.seed} {self.who.size} {self.weeks.count} {self.weeks.end} {stream}")

    def arr(self, account: np.ndarray, week: np.ndarray) -> np.ndarray:
        """Annual recurring revenue in EUR of these accounts in these weeks (weeks outside the window take its edge)."""
        week = np.clip(week, np.maximum(self.course.began[account], 0), self.weeks.count - 1)
        return self.course.seats[account, week] * self.seat_price(account, week)

    def seat_price(self, account: np.ndarray, week: np.ndarray) -> np.ndarray:
        """EUR a seat and year after discount."""
        listed = LIST_PRICE[self.who.plan[account]] * self.course.price[account, week]
        return listed * (1 - self.who.discount[account] / 100)

    def commitment(self, account: np.ndarray, week: np.ndarray) -> np.ndarray:
        """Units a year that these accounts are committed to in these weeks; 0 for those who buy seats alone."""
        week = np.clip(week, np.maximum(self.course.began[account], 0), self.weeks.count - 1)
        return self.metered.per_seat[account] * self.course.seats[account, week]

    def live(self) -> np.ndarray:
        """Accounts under contract on the last day."""
        return self.course.ended_on > self.weeks.end

    def renewal(self) -> np.ndarray:
        """The day of each account's first renewal after the last day."""
        return _next_renewal(self.who, self.weeks)


def make(accounts: int, seed: int, weeks: int, end: date) -> World:
    """Make the world: the same arguments give the same world."""
    span = window(end, weeks)
    rngs = [np.random.default_rng([seed, accounts, weeks, span.end, stream]) for stream in range(5)]
    who = portfolio(accounts, span, rngs[0])
    course = run(Course(who, span, rngs[1]))
    counted = metered(course, LIST_PRICE, rngs[4])
    return World(seed, span, who, course, people(course, rngs[2]), _ids(seed, accounts, rngs[3]), counted)


def _ids(seed: int, accounts: int, rng: np.random.Generator) -> Ids:
    twin = rng.random(accounts) < 0.012
    twin[accounts // 3] = True
    at = rng.permutation(accounts)
    return Ids(
        crm=[str(21_400_000_000 + 37 * int(i)) for i in at],
        crm_twin=[str(21_900_000_000 + 41 * i) if t else "" for i, t in enumerate(twin)],
        organization=np.sort(rng.choice(90_000_000, accounts, replace=False)) + 360_000_000,
        customer=[f"cus_{key_of(seed, 'customer', i)[:14]}" for i in range(accounts)],
        subscription=[f"sub_{key_of(seed, 'subscription', i)}" for i in range(accounts)],
        workspace=[f"ws_{key_of(seed, 'workspace', i)[:10]}" for i in range(accounts)],
    )


def _next_renewal(who: Portfolio, weeks: Weeks) -> np.ndarray:
    """Add whole terms to the start until the day lies after the window."""
    day = np.full(who.size, NEVER)
    for month in range((weeks.end - int(who.start.min())) // 28 + 13, 0, -1):
        there = add_months(who.start, month)
        day = np.where((who.monthly | (month % 12 == 0)) & (there > weeks.end), there, day)
    return day


LIST_PRICE = np.array([p.seat_price for p in vendor.PLANS])
