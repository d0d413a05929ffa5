"""Does the pilot's sequence keep its word? Whole pilots are drawn and watched every day; how many say something that is not so?

    python bench/pilot_sequence.py --pilots 10000

Each pilot: accounts in four strata of different risk, arms of given sizes, a constant hazard of leaving over 90 days. With no effect,
at most 5 in 100 may ever say "works" or "harms". At the difference that the wizard calls detectable, about 4 in 5 should see it.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.orchestration.pilots.readout import FEWEST_CAME
from cs_core.orchestration.pilots.sequential import Cell, detectable, difference, error_of

DAYS = 90
RISKS = np.array([0.4, 0.8, 1.2, 1.6])
"""Of the strata, relative to the mean."""


def verdict(days_one: np.ndarray, days_two: np.ndarray, strata: int, planned: float) -> str:
    """What a pilot says that is watched on every day: the first of works or harms, else nothing. Days of leaving by stratum (rows)."""
    n_one, n_two = days_one.shape[1], days_two.shape[1]
    var = planned * (1 - planned) * (1 / (n_one * strata + 2) + 1 / (n_two * strata + 2))
    for day in np.unique(np.concatenate([days_one[days_one <= DAYS], days_two[days_two <= DAYS]])):
        left_one, left_two = (days_one <= day).sum(axis=1), (days_two <= day).sum(axis=1)
        if left_one.sum() + left_two.sum() < FEWEST_CAME:
            continue
        cells = [Cell(n_one - int(a), n_one, n_two - int(b), n_two) for a, b in zip(left_one, left_two, strict=True)]
        total = Cell(*map(sum, zip(*cells, strict=True)))
        found = difference(cells, seen=error_of(total) ** 2 / var)
        if found and (found.low > 0 or found.high < 0):
            return "works" if found.low > 0 else "harms"
    return ""


def watched(pilots: int, *, n_one: int, n_two: int, left_one: float, left_two: float, planned: float | None = None, seed: int = 0) -> dict:
    """Shares of pilots that ever said works or harms; `left_*` are the shares leaving within 90 days, n of each arm."""
    rng, strata = np.random.default_rng(seed), len(RISKS)
    said = {"works": 0, "harms": 0, "": 0}
    for _ in range(pilots):
        groups = []
        for n, left in ((n_one, left_one), (n_two, left_two)):
            hazard = -np.log1p(-np.minimum(left * RISKS, 0.99)) / DAYS
            groups.append(np.ceil(rng.exponential(1 / hazard[:, None], (strata, n // strata))))
        said[verdict(*groups, strata, planned or left_two)] += 1
    return {"works": said["works"] / pilots, "harms": said["harms"] / pilots}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pilots", type=int, default=10_000)
    pilots = parser.parse_args().pilots
    began = time.process_time()
    for n_one, n_two, left in NOTHING:
        found = watched(pilots, n_one=n_one, n_two=n_two, left_one=left, left_two=left)
        print(json.dumps({"effect": 0, "n": [n_one, n_two], "left": left, "pilots": pilots, **found}), flush=True)
    for n_one, n_two, left in SOMETHING:
        rise = detectable(1 - left, n_one, n_two)
        found = watched(pilots // 5, n_one=n_one, n_two=n_two, left_one=left - rise, left_two=left)
        print(json.dumps({"effect": rise, "n": [n_one, n_two], "left": left, "pilots": pilots // 5, **found}), flush=True)
    print(json.dumps({"cpu_seconds": round(time.process_time() - began, 1)}))


NOTHING = ((400, 400, 0.12), (400, 400, 0.03), (520, 80, 0.12), (160, 160, 0.05), (1300, 500, 0.07), (200, 200, 0.45))
SOMETHING = ((400, 400, 0.15), (1300, 500, 0.10), (2000, 2000, 0.07))

if __name__ == "__main__":
    main()
