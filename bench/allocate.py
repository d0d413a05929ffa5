"""Allocation against its bound and against HiGHS, in one run: `python bench/allocate.py`.

HiGHS solves the whole-number programme up to 20,000 accounts (at 100,000 it was stopped after nine minutes of processor time without an
answer, limit of time or not) and its linear relaxation, which no plan can pass, up to 100,000. Seconds are those of the processor, so
that a busy machine counts for neither.
"""

import sys
from pathlib import Path
from time import process_time

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, vstack

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.leadership.hours.allocate import allocate

HOURS = [0.25, 1.0, 4.0, 12.0]
WORLDS = (
    ("one skill", ("csm",) * 4, {"csm": 0.5}),
    ("three skills", ("csm", "csm", "technical", "senior"), {"csm": 0.1, "technical": 0.2, "senior": 0.5}),
)
FOR_WHOLE_HIGHS, FOR_HIGHS = 20_000, 100_000
"""The largest books that HiGHS is given: in whole numbers, and relaxed."""


def a_book(accounts: int, skills: tuple) -> pl.DataFrame:
    """Four modes an account with random impacts."""
    rng = np.random.default_rng(0)
    impact = rng.gamma(1, 0.02, (accounts, 1)) * np.array([0.3, 1, 1.8, 2.6]) * rng.lognormal(0, 0.4, (accounts, 4))
    ids, modes = np.repeat([f"acc-{i}" for i in range(accounts)], 4), ["agent with review", "call", "workshop", "named CSM"]
    return pl.DataFrame(
        {"account_id": ids, "mode": modes * accounts, "skill": skills * accounts, "hours": HOURS * accounts, "impact": impact.ravel()}
    )


def by_highs(options: pl.DataFrame, capacity: dict[str, float], *, whole: bool) -> tuple[float, float]:
    """Value and seconds of the same plan to a gap of one in ten thousand, or (not `whole`) of its relaxation, by interior points."""
    start, n = process_time(), options.height
    account, row = options["account_id"].rank("dense").to_numpy() - 1, np.arange(n)
    one_each = coo_array((np.ones(n), (account, row)))
    hours = [np.where(options["skill"] == s, options["hours"], 0) for s in capacity]
    room = np.concatenate([np.ones(one_each.shape[0]), list(capacity.values())])
    rules, worth = vstack([one_each, coo_array(np.array(hours))]).tocsr(), -options["impact"].to_numpy()
    if whole:
        solved = milp(worth, integrality=np.ones(n), bounds=Bounds(0, 1), constraints=LinearConstraint(rules, ub=room),
                      options={"mip_rel_gap": 1e-4})  # fmt: skip
    else:
        solved = linprog(worth, A_ub=rules, b_ub=room, bounds=(0, 1), method="highs-ipm")
    return -solved.fun, process_time() - start


def ours(options: pl.DataFrame, capacity: dict[str, float]) -> tuple:
    """The allocation and the median seconds of three runs."""
    seconds = []
    for _ in range(3):
        start = process_time()
        plan = allocate(options, capacity)
        seconds.append(process_time() - start)
    return plan, float(np.median(seconds))


def main(sizes: tuple[int, ...]) -> None:
    """Print one line a size and world."""
    head = f"{'world':14}{'accounts':>10}{'CPU s':>8}{'short of bound':>16}{'HiGHS s':>9}{'value / HiGHS':>15}"
    print(f"{head}{'relaxation s':>14}{'value / relaxation':>20}")
    for name, skills, share in WORLDS:
        for accounts in sizes:
            options, capacity = a_book(accounts, skills), {s: h * accounts for s, h in share.items()}
            plan, seconds = ours(options, capacity)
            line = f"{name:14}{accounts:>10,}{seconds:>8.3f}{1 - plan.value / plan.bound:>16.1e}"
            if accounts <= FOR_WHOLE_HIGHS:
                value, theirs = by_highs(options, capacity, whole=True)
                line += f"{theirs:>9.2f}{plan.value / value:>15.7f}"
            elif accounts <= FOR_HIGHS:
                line += f"{'-':>9}{'-':>15}"
            if accounts <= FOR_HIGHS:
                most, theirs = by_highs(options, capacity, whole=False)
                line += f"{theirs:>14.2f}{plan.value / most:>20.7f}"
            print(line, flush=True)


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or (1_000, 20_000, 100_000, 1_000_000))
