"""All six agents over 100,000 accounts, against walking each account through them: `python bench/notice.py`.

The signals are made (every signal runs through its range at its own pace), so that each playbook is due for some. The peer asks the
same agents about one account at a time, for as many accounts as fit into a few seconds, and is scaled up.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.vocabulary import SIGNALS, type_of
from cs_core.execution.roster import ROSTER

ACCOUNTS, WALKED = 100_000, 100
LIMIT_S = 10.0


def signals(n: int, seed: int = 7) -> pl.DataFrame:
    """The signals of n made accounts, a fifth of each signal unknown."""
    rng, columns = np.random.default_rng(seed), {}
    for name in SIGNALS:
        kind = type_of(name)
        if kind == pl.Date:
            values = pl.Series(np.datetime64("2026-06-30") - rng.integers(-120, 720, n).astype("timedelta64[D]")).cast(pl.Date)
        elif kind == pl.Boolean:
            values = pl.Series(rng.random(n) < 0.5)
        elif kind == pl.String:
            values = pl.Series(rng.choice(WORDS.get(name, ["route planner", "work orders", "dispatch board"]), n))
        elif kind == pl.Int64:
            values = pl.Series(rng.integers(0, 200, n) if "escalations" not in name and "overdue" not in name else rng.poisson(0.1, n))
        else:
            values = pl.Series(rng.normal(40, 40, n) if name not in PROBABILITIES else rng.random(n))
        known = pl.Series(rng.random(n) < 0.8)
        columns[name] = pl.select(pl.when(known).then(values)).to_series().cast(kind)
    ids = pl.Series([f"a{i}" for i in range(n)])
    return pl.DataFrame(columns).with_columns(account_id=ids, name=pl.lit("Customer"), currency=pl.lit("EUR"))


def seconds_of(frame: pl.DataFrame) -> tuple[float, dict[str, tuple[int, float]]]:
    """Seconds of all agents, and for each how many it noticed and in what time."""
    found, whole = {}, perf_counter()
    for agent in ROSTER:
        start = perf_counter()
        found[agent.name] = (agent.notice(frame).height, perf_counter() - start)
    return perf_counter() - whole, found


def main() -> None:
    """Print one line an agent and one for all."""
    frame = signals(ACCOUNTS)
    seconds_of(frame.head(1_000))
    total, found = seconds_of(frame)
    start = perf_counter()
    for row in range(WALKED):
        seconds_of(frame.slice(row, 1))
    walked = (perf_counter() - start) / WALKED * ACCOUNTS
    print(f"{'agent':20}{'noticed':>10}{'seconds':>10}")
    for name, (n, seconds) in found.items():
        print(f"{name:20}{n:>10,}{seconds:>10.2f}")
    held = "held" if total < LIMIT_S else "BROKEN"
    print(f"{'all six':20}{sum(n for n, _ in found.values()):>10,}{total:>10.2f}   limit of {LIMIT_S:.0f} s: {held}")
    print(f"one account at a time, scaled from {WALKED}: {walked:,.0f} s, {walked / total:,.0f} times as long")


PROBABILITIES = ("churn_probability", "renewal_likelihood", "expansion_propensity")
WORDS = {
    "health_band": ["red", "yellow", "green"], "onboarding_status": ["done", "on track", "behind", "stuck"],
    "usage_alert": ["none", "sudden", "slow drift", "with its segment"], "segment": ["enterprise", "mid-market", "long tail"],
    "contract_kind": ["seats", "consumption", "both"],
}  # fmt: skip

if __name__ == "__main__":
    main()
