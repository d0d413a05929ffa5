"""Human hours to accounts: at most one mode an account, within the hours of each skill, for the most impact.

A multiple-choice knapsack, solved by putting a price on an hour of each skill and searching for the price at which
demand meets capacity. The price is what one more hour is worth; no plan can pass the Lagrangian bound.
Source: Sinha and Zoltners 1979 (the knapsack), Everett 1963 (the multipliers).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.errors import BadInput
from cs_core.leadership.hours.choices import Table, choices

HALVINGS = 60
SWEEPS = 10
"""Rounds over the skills; with one skill the first is exact."""

SAMPLE = 5_000
NEAR = 0.03
CLOSE = 1e-7
LEFTOVER_TRIES = 2_000
LOOKED_AT = 20_000
"""Of a large book only the best upgrades are sorted, where they would spend all hours left."""

GAP = 1e-4
MARGIN = 40
WIDTH = 2_000
EXACT = 1e-9

COLUMNS = ("account_id", "mode", "skill", "hours", "impact")


class Allocation(NamedTuple):
    """The chosen rows of the options, their summed impact, the bound of any plan, and each skill's price an hour."""

    chosen: pl.DataFrame
    value: float
    bound: float
    price: dict[str, float]


def allocate(options: pl.DataFrame, capacity: dict[str, float]) -> Allocation:
    """The plan with the most impact from account_id, mode, skill, hours, impact: at most one row an account.

    `capacity` is hours by skill; a skill that is not in it has none. Options whose impact is unknown, zero or negative
    are never chosen. `.price` is in impact an hour. Raises BadInput with the column that is missing or wrong.
    """
    _check(options, capacity)
    skills = skills_of(options, capacity)
    return solve(options, choices(options, skills), skills, capacity)


def skills_of(options: pl.DataFrame, capacity: dict[str, float]) -> list[str]:
    """Skills with hours first, then those that are only asked for."""
    return list(dict.fromkeys([*capacity, *options["skill"].drop_nulls().unique().sort().to_list()]))


def solve(options: pl.DataFrame, table: Table, skills: list[str], capacity: dict[str, float]) -> Allocation:
    """`allocate` of options whose table is built: what-ifs about hours use it again and again."""
    limits = np.array([float(capacity.get(s, 0.0)) for s in skills])
    if not table.worth.size:
        return Allocation(options.clear(), 0.0, 0.0, dict.fromkeys(skills, 0.0))
    table = table.within(limits)
    prices = _prices(table, limits)
    slots, best = table.pick(prices)
    bound = float(prices @ limits + best.sum())
    slots = _fill(table, _fit(table, slots, prices, limits), limits)
    if table.worth_of(slots).sum() < bound * (1 - GAP):
        slots = _settle(table, slots, prices, limits)
    chosen = options[np.sort(table.row[slots, np.arange(len(slots))][slots >= 0])]
    value = float(chosen["impact"].sum())
    return Allocation(chosen, value, max(value, bound), dict(zip(skills, prices.tolist(), strict=True)))


def _check(options: pl.DataFrame, capacity: dict[str, float]) -> None:
    if missing := [c for c in COLUMNS if c not in options.columns]:
        raise BadInput(f"options lack {', '.join(missing)}: allocate needs {', '.join(COLUMNS)}")
    for name in ("hours", "impact"):
        if not options[name].dtype.is_numeric() and options[name].dtype != pl.Null:
            raise BadInput(f"options.{name} must be a number, not {options[name].dtype}")
    if options["hours"].is_null().any() or options["account_id"].is_null().any():
        raise BadInput("options have rows without hours or account_id: fill them or leave those rows out")
    hours, impact = options["hours"].cast(pl.Float64), options["impact"].cast(pl.Float64)
    if not hours.is_finite().all() or (hours < 0).any() or not impact.drop_nulls().is_finite().all():
        raise BadInput("options need finite hours of 0 or more and finite impacts (null where the impact is unknown)")
    if wrong := [s for s, h in capacity.items() if not (np.isfinite(h) and h >= 0)]:
        raise BadInput(f"capacity of {wrong[0]!r} must be hours of 0 or more, not {capacity[wrong[0]]}")


def _prices(table: Table, limits: np.ndarray) -> np.ndarray:
    """The price of each skill, one after the other until none moves; a sample of a large book says where to look."""
    prices, accounts = np.zeros(len(limits)), table.worth.shape[1]
    if accounts > 2 * SAMPLE:
        part = np.arange(0, accounts, accounts // SAMPLE)
        prices = _prices(table.only(part), limits * len(part) / accounts)
    for _ in range(SWEEPS if len(limits) > 1 else 1):
        before = prices.copy()
        for skill in range(len(limits)):
            prices[skill] = _price(table, prices, skill, limits[skill])
        if np.allclose(prices, before, rtol=CLOSE, atol=0):
            break
    return prices


def _demand(table: Table, prices: np.ndarray, skill: int, price: float) -> np.ndarray:
    """Hours of one skill that each account would take if that skill cost this much."""
    trial = prices.copy()
    trial[skill] = price
    best, taken = np.zeros(table.worth.shape[1]), np.zeros(table.worth.shape[1])
    for worth, hours, skills in zip(table.worth, table.hours, table.skill, strict=True):
        net = worth - trial[skills] * hours
        better = net > best
        taken[better] = (hours * (skills == skill))[better]
        np.maximum(best, net, out=best)
    return taken


def _price(table: Table, prices: np.ndarray, skill: int, limit: float) -> float:
    """The lowest price of this skill at which its hours suffice, the others' held; accounts settle as it narrows."""
    low, high, at_low, at_high = _bracket(table, prices, skill, limit)
    settled = 0.0
    for _ in range(HALVINGS):
        moving = at_low != at_high
        if not moving.any():
            break
        settled += at_high[~moving].sum()
        at_low, at_high, table = at_low[moving], at_high[moving], table.only(moving)
        middle = (low + high) / 2
        now = _demand(table, prices, skill, middle)
        if settled + now.sum() > limit:
            low, at_low = middle, now
        else:
            high, at_high = middle, now
    return high


def _bracket(table: Table, prices: np.ndarray, skill: int, limit: float) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Two prices with the answer between them, and each account's hours at both."""
    low, high = prices[skill] * (1 - NEAR), prices[skill] * (1 + NEAR)
    at_low, at_high = (_demand(table, prices, skill, p) for p in (low, high))
    if at_low.sum() <= limit:
        low, high, at_high = 0.0, low, at_low
        at_low = _demand(table, prices, skill, low)
        if at_low.sum() <= limit:
            return low, low, at_low, at_low
    if at_high.sum() > limit:
        paid = (table.skill == skill) & (table.hours > 0)
        low, at_low, high = high, at_high, float((table.worth[paid] / table.hours[paid]).max()) * (1 + CLOSE)
        at_high = np.zeros(len(at_low))
    return low, high, at_low, at_high


def _fit(table: Table, slots: np.ndarray, prices: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Let go of the least net worth an hour until each skill's hours suffice."""
    for skill, limit in enumerate(limits):
        spent = table.spent(slots, skill)
        if spent.sum() <= limit:
            continue
        accounts = np.flatnonzero(spent)
        worth = table.worth[slots[accounts], accounts] / spent[accounts] - prices[skill]
        order = accounts[np.argsort(-worth, kind="stable")]
        slots = slots.copy()
        slots[order[np.cumsum(spent[order]) > limit]] = -1
    return slots


def _fill(table: Table, slots: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Spend what is left on the best upgrades an hour: first as many as fit in a row, then one by one."""
    slots = slots.copy()
    for skill, limit in enumerate(limits):
        left = limit - table.spent(slots, skill).sum()
        if left <= EXACT:
            continue
        slot, account, extra = _upgrades(table, slots, skill, left)
        first = np.sort(np.unique(account, return_index=True)[1])
        run = first[np.cumsum(extra[first]) <= left]
        slots[account[run]] = slot[run]
        left -= extra[run].sum()
        if len(first) > len(run):
            slots, left = _one_by_one(table, slots, skill, left)
    return slots


def _one_by_one(table: Table, slots: np.ndarray, skill: int, left: float) -> tuple[np.ndarray, float]:
    slot, account, extra = (part[:LEFTOVER_TRIES].tolist() for part in _upgrades(table, slots, skill, left))
    done = set()
    for j, i, hours in zip(slot, account, extra, strict=True):
        if hours <= left and i not in done:
            slots[i], left = j, left - hours
            done.add(i)
    return slots, left


def _upgrades(table: Table, slots: np.ndarray, skill: int, left: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Better slots of this skill within the hours left, best rate first, as many as could be wanted: slot, account, extra hours."""
    gain = table.worth - table.worth_of(slots)
    extra = table.hours - table.spent(slots, skill)
    slot, account = np.nonzero((gain > 0) & (table.skill == skill) & (extra <= left))
    extra = extra[slot, account]
    rate = gain[slot, account] / np.maximum(extra, 1e-12)
    if len(rate) > 2 * LOOKED_AT:
        top = np.argpartition(-rate, LOOKED_AT)[:LOOKED_AT]
        if _least(account[top], extra[top]) > left:
            slot, account, extra, rate = slot[top], account[top], extra[top], rate[top]
    order = np.lexsort((account, slot, -rate))
    return slot[order], account[order], extra[order]


def _least(account: np.ndarray, extra: np.ndarray) -> float:
    """The hours that these upgrades take at least, one an account."""
    order = np.argsort(account, kind="stable")
    starts = np.flatnonzero(np.diff(account[order], prepend=-1))
    return float(np.minimum.reduceat(extra[order], starts).sum())


def _settle(table: Table, slots: np.ndarray, prices: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Try the accounts nearest to indifference together, the rest as they are: what a small book needs.

    A plan falls short of the bound by each account's regret at these prices and by the worth of hours left over; partial
    plans are kept in order of regret, the WIDTH best of different hours. Source: Pisinger 1995 (a core of few accounts).
    """
    net = np.vstack([table.worth - prices[table.skill] * table.hours, np.zeros(len(slots))])
    regret = net.max(axis=0) - net
    near = np.argsort(np.partition(regret, 1, axis=0)[1], kind="stable")[:MARGIN]
    others = np.delete(np.arange(len(slots)), near)
    used = [table.only(others).spent(slots[others], k).sum() for k in range(len(limits))]
    plans, hours, lost = _plans(table.only(near), regret[:, near], limits - used)
    if not len(plans):
        return slots
    trial = slots.copy()
    trial[near] = plans[np.argmax(hours @ prices - lost)]
    return trial if table.worth_of(trial).sum() > table.worth_of(slots).sum() else slots


def _plans(table: Table, regret: np.ndarray, room: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plans for a few accounts within the room of each skill: slots (-1 is none), hours by skill, regret."""
    plans, hours, lost = np.zeros((1, 0), int), np.zeros((1, len(room))), np.zeros(1)
    mark = np.random.default_rng(0).random(len(room))
    for account in range(regret.shape[1]):
        offered = np.flatnonzero(np.isfinite(regret[:, account]))
        slots = np.where(offered < len(table.worth), offered, -1)
        costs = np.zeros((len(slots), len(room)))
        costs[slots >= 0, table.skill[slots[slots >= 0], account]] = table.hours[slots[slots >= 0], account]
        grown = (hours[:, None] + costs).reshape(-1, len(room))
        short = (lost[:, None] + regret[offered, account]).ravel()
        fits = np.flatnonzero((grown <= room + EXACT).all(axis=1))
        fits = fits[np.argsort(short[fits], kind="stable")]
        _, first = np.unique(np.round(grown[fits] @ mark, 9), return_index=True)
        kept = fits[np.sort(first)[:WIDTH]]
        plans = np.column_stack([plans[kept // len(slots)], slots[kept % len(slots)]])
        hours, lost = grown[kept], short[kept]
    return plans, hours, lost
