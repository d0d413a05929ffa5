"""Allocation against its bound and against HiGHS (scipy.optimize.milp), in one run: `python bench/allocate.py`."""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.leadership.allocate import allocate

HOURS = [0.25, 1.0, 4.0, 12.0]
WORLDS = (
    ("one skill", ("csm",) * 4, {"csm": 0.5}),
    ("three skills", ("csm", "csm", "technical", "senior"), {"csm": 0.1, "technical": 0.2, "senior": 0.5}),
)


def a_book(accounts: int, skills: tuple) -> pl.DataFrame:
    """Four modes an account with random impacts."""
    rng = np.random.default_rng(0)
    impact = rng.gamma(1, 0.02, (accounts, 1)) * np.array([0.3, 1, 1.8, 2.6]) * rng.lognormal(0, 0.4, (accounts, 4))
    ids, modes = np.repeat([f"acc-{i}" for i in range(accounts)], 4), ["agent with review", "call", "workshop", "named CSM"]
    return pl.DataFrame(
        {"account_id": ids, "mode": modes * accounts, "skill": skills * accounts, "hours": HOURS * accounts, "impact": impact.ravel()}
    )


def by_highs(options: pl.DataFrame, capacity: dict[str, float]) -> tuple[float, float]:
    """Value and seconds of the same plan as an integer programme, solved to a gap of one in ten thousand."""
    start, n = perf_counter(), options.height
    account, row = options["account_id"].rank("dense").to_numpy() - 1, np.arange(n)
    one_each = coo_array((np.ones(n), (account, row)))
    hours = [np.where(options["skill"] == s, options["hours"], 0) for s in capacity]
    room = np.concatenate([np.ones(one_each.shape[0]), list(capacity.values())])
    rules = LinearConstraint(vstack([one_each, coo_array(np.array(hours))]).tocsr(), ub=room)
    solved = milp(-options["impact"].to_numpy(), integrality=np.ones(n), bounds=Bounds(0, 1), constraints=rules,
                  options={"mip_rel_gap": 1e-4, "time_limit": 120})  # fmt: skip
    return -solved.fun, perf_counter() - start


def ours(options: pl.DataFrame, capacity: dict[str, float]) -> tuple:
    """The allocation and the median seconds of three runs."""
    seconds = []
    for _ in range(3):
        start = perf_counter()
        plan = allocate(options, capacity)
        seconds.append(perf_counter() - start)
    return plan, float(np.median(seconds))


def main() -> None:
    """Print one line a size and world."""
    print(f"{'world':14}{'accounts':>9}{'seconds':>9}{'short of bound':>16}{'HiGHS s':>9}{'value / HiGHS':>15}{'faster':>8}")
    for name, skills, share in WORLDS:
        for accounts in (1_000, 20_000, 100_000):
            options, capacity = a_book(accounts, skills), {s: h * accounts for s, h in share.items()}
            plan, seconds = ours(options, capacity)
            line = f"{name:14}{accounts:>9,}{seconds:>9.3f}{1 - plan.value / plan.bound:>16.1e}"
            if accounts <= 20_000:
                value, theirs = by_highs(options, capacity)
                line += f"{theirs:>9.2f}{plan.value / value:>15.6f}{theirs / seconds:>7.0f}x"
            print(line, flush=True)


if __name__ == "__main__":
    main()
