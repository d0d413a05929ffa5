"""Average effects on the confounded software accounts, ours against the naive difference: `python bench/impact.py`."""

import os
import sys
from pathlib import Path
from time import perf_counter

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.leadership.impact import estimate

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT / "../shared/data")) / "causal" / "software_accounts.csv"


def main() -> None:
    """Print one line an investment; both columns come from the same rows."""
    if not DATA.exists():
        print(f"{DATA} is absent: set CS_CONFORMANCE_DATA")
        return
    accounts = pl.read_csv(DATA)
    print(f"{'investment':14}{'naive':>9}{'ours':>9}{'95 % interval':>20}{'naive / ours':>14}{'Qini low':>10}{'learner':>12}{'s':>6}")
    for investment in ("Tech Support", "Discount"):
        means = dict(accounts.group_by(investment).agg(pl.col("Revenue").mean()).iter_rows())
        start = perf_counter()
        features = accounts.drop("Revenue", investment)
        impact = estimate(features, accounts[investment], accounts["Revenue"], randomised=False)
        seconds, naive, (point, low, high) = perf_counter() - start, means[1] - means[0], impact.average
        between = f"{low:,.0f} to {high:,.0f}"
        print(f"{investment:14}{naive:>9,.0f}{point:>9,.0f}{between:>20}{naive / point:>14.2f}{impact.qini.low:>10,.0f}"
              f"{impact.learner:>12}{seconds:>6.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
