"""What the vendor knows by heart and has written down: its own tables, and what customers said that they want to reach."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.mess import untidy
from cs_core.demo.weeks import text
from cs_core.demo.world import World

LONG_BEFORE = timedelta(days=3 * 365)


class Wish(NamedTuple):
    """An outcome customers ask for: where they stand, how far they want to go, and how they put it."""

    outcome: str
    metric: str
    unit: str
    baseline: tuple[int, int]
    change: float
    """Target over baseline."""
    quotes: tuple[str, ...]


def knowledge(w: World, end: date) -> dict[str, pl.DataFrame]:
    """The tables of knowledge/ by file name. What has held since before the story begins says so in ``valid_from``."""
    since = pl.lit((end - timedelta(weeks=w.weeks.count) - LONG_BEFORE).isoformat()).alias("valid_from")
    return {
        "products.csv": pl.DataFrame(vendor.products()).with_columns(since),
        "plans.csv": pl.DataFrame(vendor.plans()).with_columns(since),
        "milestones.csv": pl.DataFrame(vendor.milestones()).with_columns(since),
        "release_notes.csv": pl.DataFrame(vendor.releases(end=end, weeks=w.weeks.count)),
        "policies.csv": pl.DataFrame(vendor.policies()).with_columns(since),
        "team.csv": pl.DataFrame(vendor.team(end)).with_columns(since),
        "desired_outcomes.csv": _desired_outcomes(w),
    }


def _desired_outcomes(w: World) -> pl.DataFrame:
    """For 45 % of accounts, of every size, what the champion or the sponsor said in the first weeks or at a renewal."""
    rng = w.rng("outcomes")
    account = np.flatnonzero(rng.random(w.who.size) < 0.45)
    said = np.maximum(w.who.start[account] + rng.integers(3, 40, len(account)), w.weeks.first - 300).clip(max=w.weeks.end)
    rows = [_outcome(w, a, *rng.integers(0, 1 << 20, 4).tolist()) for a in account.tolist()]
    frame = pl.DataFrame(rows).with_columns(pl.Series("stated_on", text(said)))
    return untidy(frame.select(COLUMNS), rng, key="company_id", date="stated_on", altered=("target", ""))


def _outcome(w: World, account: int, which: int, level: int, quote: int, who: int) -> dict:
    wish = WISHES[which % len(WISHES)]
    low, high = wish.baseline
    baseline = low + level % (high - low + 1)
    target = round(baseline * wish.change)
    here = [w.people.contacts[at] for at in w.people.of[account][:2]]
    return {
        "company_id": w.ids.crm[account],
        "outcome": wish.outcome,
        "metric": wish.metric,
        "baseline": str(baseline),
        "target": str(target),
        "unit": wish.unit,
        "quote": wish.quotes[quote % len(wish.quotes)].format(baseline=baseline, target=target),
        "stated_by": here[who % len(here)].name,
    }


COLUMNS = ("company_id", "outcome", "metric", "baseline", "target", "unit", "quote", "stated_on", "stated_by")
WISHES = (
    Wish("Fix more on the first visit", "first-time fix rate", "%", (58, 74), 1.2, (
        "If we get from {baseline} to {target} per cent fixed on the first visit, this has paid for itself.",
        "Too many second trips. I want {target} per cent done the first time.")),
    Wish("Fit more visits into a day", "visits per technician and day", "visits", (4, 6), 1.3, (
        "Each van does {baseline} stops a day and should do {target}.",
        "We cannot hire, so it has to be {target} visits a day with the people we have.")),
    Wish("Invoice sooner", "days from job to invoice", "days", (9, 21), 0.4, (
        "It takes us {baseline} days to bill a job. Make that {target}.",
        "Cash is the point: {target} days from signature to invoice.")),
    Wish("Less typing in the office", "office hours per week on job paperwork", "hours", (20, 60), 0.5, (
        "My office spends {baseline} hours a week on paperwork. Half of that would be a dream.",
        "I want to be at {target} hours of typing a week by the end of the year.")),
    Wish("Pass audits without a scramble", "jobs with complete records", "%", (61, 80), 1.22, (
        "The auditor found {baseline} per cent complete records. He wants {target}.",
        "Never again a weekend of looking for photos: {target} per cent complete, always.")),
    Wish("Fewer calls from customers", "status calls per day", "calls", (15, 40), 0.5, (
        "The phone rings {baseline} times a day with 'where is your man?'. I want {target} at most.",
        "Customers should see it themselves, so that we get down to {target} calls.")),
)  # fmt: skip
