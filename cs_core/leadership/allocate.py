"""Human hours to accounts: at most one mode an account, within the hours of each skill, for the most impact.

A multiple-choice knapsack, solved by putting a price on an hour of each skill and searching for the price at which
demand meets capacity. The price is what one more hour is worth; no plan can pass the Lagrangian bound.
Source: Sinha and Zoltners 1979 (the knapsack), Everett 1963 (the multipliers).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.errors import BadInput

HALVINGS = 60
SWEEPS = 10
"""Rounds over the skills; with one skill the first is exact."""

SAMPLE = 5_000
NEAR = 0.03
CLOSE = 1e-7
LEFTOVER_TRIES = 2_000
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


class Table(NamedTuple):
    """Options as arrays of slots x accounts: worth, hours, skill's number, row in `options`; an empty slot is -inf."""

    worth: np.ndarray
    hours: np.ndarray
    skill: np.ndarray
    row: np.ndarray


def allocate(options: pl.DataFrame, capacity: dict[str, float]) -> Allocation:
    """The plan with the most impact from account_id, mode, skill, hours, impact: at most one row an account.

    `capacity` is hours by skill; a skill that is not in it has none. Options whose impact is unknown, zero or negative
    are never chosen. `.price` is in impact an hour. Raises BadInput with the column that is missing or wrong.
    """
    _check(options, capacity)
    offered = options["skill"].drop_nulls().unique().sort().to_list()
    skills = list(dict.fromkeys([*capacity, *offered]))
    limits = np.array([float(capacity.get(s, 0.0)) for s in skills])
    table = _table(options, skills, limits)
    if not table.worth.size:
        return Allocation(options.clear(), 0.0, 0.0, dict.fromkeys(skills, 0.0))
    prices = _prices(table, limits)
    slots, best = _pick(table, prices)
    bound = float(prices @ limits + best.sum())
    slots = _fill(table, _fit(table, slots, prices, limits), limits)
    if _worth(table, slots).sum() < bound * (1 - GAP):
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


def _table(options: pl.DataFrame, skills: list[str], limits: np.ndarray) -> Table:
    """Only what could be chosen; the cheapest slot first, so that a tie goes to fewer hours, and to the account that is first in the rows.

    A skill without hours keeps its paid options: nobody gets them, and they give the price of a first hour.
    """
    limit = pl.col("skill").replace_strict(skills, limits, default=None, return_dtype=pl.Float64)
    fits = ((limit > 0) & (pl.col("hours") <= limit)) | ((limit == 0) & (pl.col("hours") > 0))
    flat = (
        options.select(*(pl.col(c) for c in ("account_id", "skill", "hours", "impact")), row=pl.int_range(pl.len()))
        .filter(pl.col("impact") > 0, fits)
        .with_columns(pl.col("row").min().over("account_id").rank("dense").cast(pl.Int64).alias("account") - 1)
        .sort("account", "hours", "row")
        .with_columns(slot=pl.int_range(pl.len()).over("account"))
    )
    number = flat["skill"].replace_strict(skills, range(len(skills)), return_dtype=pl.Int64).to_numpy()
    shape = (0, 0) if flat.is_empty() else (flat["slot"].max() + 1, flat["account"].max() + 1)
    at = (flat["slot"].to_numpy(), flat["account"].to_numpy())
    parts = (flat["impact"], -np.inf, float), (flat["hours"], 0, float), (number, 0, int), (flat["row"], -1, int)
    return Table(*(_grid(shape, at, np.asarray(values), empty, kind) for values, empty, kind in parts))


def _grid(shape: tuple, at: tuple, values: np.ndarray, empty: float, kind: type) -> np.ndarray:
    grid = np.full(shape, empty, kind)
    grid[at] = values
    return grid


def _pick(table: Table, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each account the slot with the most net worth at these prices, -1 where none is above 0; and that worth."""
    best, slots = np.zeros(table.worth.shape[1]), np.full(table.worth.shape[1], -1)
    for j in range(len(table.worth)):
        net = table.worth[j] - prices[table.skill[j]] * table.hours[j]
        slots = np.where(net > best, j, slots)
        best = np.maximum(best, net)
    return slots, best


def _spent(table: Table, slots: np.ndarray, skill: int) -> np.ndarray:
    """Hours of one skill by account."""
    accounts = np.arange(len(slots))
    taken = (slots >= 0) & (table.skill[slots, accounts] == skill)
    return np.where(taken, table.hours[slots, accounts], 0.0)


def _worth(table: Table, slots: np.ndarray) -> np.ndarray:
    return np.where(slots >= 0, table.worth[slots, np.arange(len(slots))], 0.0)


def _prices(table: Table, limits: np.ndarray) -> np.ndarray:
    """The price of each skill, one after the other until none moves; a sample of a large book says where to look."""
    prices, accounts = np.zeros(len(limits)), table.worth.shape[1]
    if accounts > 2 * SAMPLE:
        part = np.arange(0, accounts, accounts // SAMPLE)
        prices = _prices(_only(table, part), limits * len(part) / accounts)
    for _ in range(SWEEPS if len(limits) > 1 else 1):
        before = prices.copy()
        for skill in range(len(limits)):
            prices[skill] = _price(table, prices, skill, limits[skill])
        if np.allclose(prices, before, rtol=CLOSE, atol=0):
            break
    return prices


def _only(table: Table, accounts: np.ndarray) -> Table:
    return Table(*(part[:, accounts] for part in table))


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
        at_low, at_high, table = at_low[moving], at_high[moving], _only(table, moving)
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
        spent = _spent(table, slots, skill)
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
        left = limit - _spent(table, slots, skill).sum()
        if left <= EXACT:
            continue
        slot, account, extra = _upgrades(table, slots, skill, left)
        _, first = np.unique(account, return_index=True)
        first = np.sort(first)
        run = first[np.cumsum(extra[first]) <= left]
        slots[account[run]] = slot[run]
        left -= extra[run].sum()
        slot, account, extra = (part[:LEFTOVER_TRIES] for part in _upgrades(table, slots, skill, left))
        done = set()
        for j, i, hours in zip(slot.tolist(), account.tolist(), extra.tolist(), strict=True):
            if hours <= left and i not in done:
                slots[i], left = j, left - hours
                done.add(i)
    return slots


def _upgrades(table: Table, slots: np.ndarray, skill: int, left: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Better slots of this skill within the hours left, best rate first: slot, account, extra hours."""
    gain = table.worth - _worth(table, slots)
    extra = table.hours - _spent(table, slots, skill)
    slot, account = np.nonzero((gain > 0) & (table.skill == skill) & (extra <= left))
    rate = gain[slot, account] / np.maximum(extra[slot, account], 1e-12)
    order = np.argsort(-rate, kind="stable")
    return slot[order], account[order], extra[slot, account][order]


def _settle(table: Table, slots: np.ndarray, prices: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Try the accounts nearest to indifference together, the rest as they are: what a small book needs.

    A plan falls short of the bound by each account's regret at these prices and by the worth of hours left over; partial
    plans are kept in order of regret, the WIDTH best of different hours. Source: Pisinger 1995 (a core of few accounts).
    """
    net = np.vstack([table.worth - prices[table.skill] * table.hours, np.zeros(len(slots))])
    regret = net.max(axis=0) - net
    near = np.argsort(np.partition(regret, 1, axis=0)[1], kind="stable")[:MARGIN]
    others = np.delete(np.arange(len(slots)), near)
    used = [_spent(_only(table, others), slots[others], k).sum() for k in range(len(limits))]
    plans, hours, lost = _plans(_only(table, near), regret[:, near], limits - used)
    if not len(plans):
        return slots
    trial = slots.copy()
    trial[near] = plans[np.argmax(hours @ prices - lost)]
    return trial if _worth(table, trial).sum() > _worth(table, slots).sum() else slots


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
