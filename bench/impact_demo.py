"""Simulated: what a pilot of so many accounts is worth on the demo company's truth: `python bench/impact_demo.py`.

A pilot draws accounts of one simulated company by chance, half of them get a person, and who is kept is drawn from the company's true
response. What it learns is asked of a fresh book, another company of the same kind: the fifth with the highest estimated effects gets a
person. As in the product, where the pilot could not show who gains more the order stays that of the assumption; `learner alone` is what
the estimate would have done by itself. Told is the share of what the oracle's fifth would keep, beside a fifth by ARR, by risk (learnt
from another company's past), by chance, and by the assumption. What accounts show is their drivers with noise, as systems would:
engagement and trend blurred, three champions in ten unknown to have left. The product never reads this truth, and no figure here is a
measurement of customers.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.outlook import Outlook, fit_outcome
from cs_core.demo.truth import truth
from cs_core.demo.world import make
from cs_core.leadership.effects.prior import prior_impact
from cs_core.leadership.impact import Impact, estimate

SIZES = (500, 2_000, 5_000)
SEEDS = 10
TOP = 0.2
END, WEEKS = date(2026, 6, 28), 78
MADE = 8_000
BLUR = 0.3
"""Standard deviation of what use and surveys add to engagement and trend."""
LEARNT = 0.7
"""Share of champions' departures that systems learn of."""


def a_company(seed: int) -> pl.DataFrame:
    """Undecided accounts of a simulated company with their truth, and what systems show of them."""
    rows = truth(make(MADE, seed, WEEKS, END)).filter("undecided")
    rng = np.random.default_rng(seed)
    n = rows.height
    known = rng.random(n) < LEARNT
    return rows.with_columns(
        pl.col("engagement", "trend") + pl.Series(rng.normal(0, BLUR, n)),
        (pl.col("champion") | ~pl.Series(known)).alias("champion"),
        (pl.lit(END) - pl.col("started_on")).dt.total_days().alias("tenure_days"),
    )


def a_risk(past: pl.DataFrame) -> Outlook:
    """A model of who leaves, learnt from a company that nobody touched."""
    left = np.random.default_rng(1).random(past.height) > past["kept"].to_numpy()
    return fit_outcome(past.select(FEATURES), pl.Series(left))


FEATURES = ("engagement", "trend", "champion", "sponsor", "complaint", "stalled", "tenure_days", "industry", "segment", "plan", "monthly")
GUESSES = ("churn_probability", "assumed_impact")


def with_guesses(rows: pl.DataFrame, risk: Outlook) -> pl.DataFrame:
    """With the risk that a model tells, and the effect of a call as the product assumes it."""
    rows = rows.with_columns(risk.predict(rows.select(FEATURES)).alias("churn_probability"))
    signals = rows.select(
        pl.int_range(pl.len()).cast(pl.String).str.zfill(6).alias("account_id"), "churn_probability",
        pl.when(~pl.col("champion")).then(pl.lit(END)).alias("champion_left_on"),
        pl.col("complaint").cast(pl.Int64).alias("escalations_open"),
        pl.when("stalled").then(pl.lit("stuck")).alias("onboarding_status"), "tenure_days",
    )  # fmt: skip
    calls = prior_impact(signals).filter(pl.col("mode") == "call").sort("account_id")
    return rows.with_columns(calls["impact"].alias("assumed_impact"))


def a_pilot(company: pl.DataFrame, size: int, seed: int) -> Impact:
    """What a pilot of so many accounts learns, half of them touched."""
    rng = np.random.default_rng([seed, size])
    rows = company[rng.permutation(company.height)[:size]]
    touched = rng.permutation(size) < size / 2
    chance = rows["kept"].to_numpy() + rows["effect_human"].to_numpy() * touched
    kept = pl.Series(rng.random(size) < chance)
    return estimate(rows.select(*FEATURES, *GUESSES), pl.Series(touched), kept, randomised=True)


def share(order: np.ndarray, book: pl.DataFrame) -> float:
    """What the fifth highest in an order would keep, as a share of the oracle's."""
    effect, top = book["effect_human"].to_numpy(), round(TOP * book.height)
    chosen, best = (np.argsort(-by, kind="stable")[:top] for by in (order, effect))
    return float(effect[chosen].sum() / effect[best].sum())


def main() -> None:
    """Print a line a rule and pilot size."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=SEEDS)
    seeds, risk = range(asked.parse_args().seeds), a_risk(a_company(9))
    company, book = (with_guesses(a_company(seed), risk) for seed in (7, 8))
    top, effect = round(TOP * book.height), book["effect_human"]
    print(f"Simulated. A book of {book.height:,} accounts: a person changes {effect.mean() * 100:+.1f} pt on average, "
          f"{effect.top_k(top).mean() * 100:+.1f} pt for the oracle's {TOP:.0%}; {(effect < 0).mean():.0%} are put off.")  # fmt: skip
    rng = np.random.default_rng(0)
    others = {
        "chance": [share(rng.random(book.height), book) for _ in seeds],
        "ARR": [share(book["arr"].to_numpy(), book)],
        "risk": [share(book["churn_probability"].to_numpy(), book)],
        "the assumption": [share(book["assumed_impact"].to_numpy(), book)],
    }
    heads = f"{'lowest':>9}{'highest':>9}{'learner alone':>15}{'order shown':>13}{'average held':>14}"
    print(f"\n{'the best fifth by':24}{'share of oracle':>16}{'spread':>9}{heads}")
    for rule, shares in others.items():
        print(f"{rule:24}{np.mean(shares):16.2f}{_spread(shares)}")
    for size in SIZES:
        pilots = [a_pilot(company, size, seed) for seed in seeds]
        alone = [share(p.effect(book)["effect"].to_numpy(), book) for p in pilots]
        shares = [one if p.ranks else others["the assumption"][0] for p, one in zip(pilots, alone, strict=True)]
        truly = company["effect_human"].mean()
        held = np.mean([p.average.low <= truly <= p.average.high for p in pilots])
        last = f"{np.mean(alone):15.2f}{np.mean([p.ranks for p in pilots]):13.0%}{held:14.0%}"
        print(f"{f'a pilot of {size:,}':24}{np.mean(shares):16.2f}{_spread(shares)}{last}")


def _spread(shares: list[float]) -> str:
    return f"{np.std(shares, ddof=1):9.2f}{min(shares):9.2f}{max(shares):9.2f}" if len(shares) > 1 else " " * 27


if __name__ == "__main__":
    main()
