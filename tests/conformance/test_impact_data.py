"""Effects on data that nobody here wrote, where the truth or a randomised twin is known."""

import os
from pathlib import Path

import polars as pl
import pytest

from cs_core.leadership.impact import estimate

DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", Path(__file__).parents[2] / "../shared/data")) / "causal"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is absent")

NAIVE_EXCESS = 1.66
"""By how much the naive differences overstate, as the data's README has it."""


@pytest.mark.parametrize("investment", ["Tech Support", "Discount"])
def test_confounded_investments_are_corrected_to_what_they_are(investment):
    accounts = pl.read_csv(DATA / "software_accounts.csv")
    means = dict(accounts.group_by(investment).agg(pl.col("Revenue").mean()).iter_rows())
    impact = estimate(accounts.drop("Revenue", investment), accounts[investment], accounts["Revenue"], randomised=False)
    assert impact.average.low < (means[1] - means[0]) / NAIVE_EXCESS < impact.average.high
    assert impact.evidence == "observed" and "may be confounded" in impact.says
    assert impact.ranks


@pytest.mark.parametrize("world", [1, 2, 3])
def test_ihdp_average_lies_in_the_interval_and_each_effect_near_its_truth(world):
    rows = pl.read_csv(DATA / f"ihdp_npci_{world}.csv", has_header=False)
    touched, outcome, _, without, with_, *_ = rows.get_columns()
    features, truth = rows[:, 5:], with_ - without
    impact = estimate(features, touched, outcome, randomised=False)
    found = impact.effect(features)
    assert impact.average.low < truth.mean() < impact.average.high
    assert ((found["effect"] - truth) ** 2).mean() ** 0.5 < 0.7 * truth.std()
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() > 0.85


def test_randomised_e_mails_give_the_difference_in_means():
    customers = pl.read_csv(DATA / "invest_email_rnd.csv")
    impact = estimate(customers.drop("converted", "em1"), customers["em1"], customers["converted"], randomised=True)
    assert impact.evidence == "experiment" and impact.usable
    assert impact.average.point == pytest.approx(0.069, abs=6e-4)


def test_e_mails_sent_to_unlike_customers_cannot_be_told_from_history():
    customers = pl.read_csv(DATA / "invest_email_biased.csv")
    impact = estimate(customers.drop("converted", "em3"), customers["em3"], customers["converted"], randomised=False)
    assert not impact.usable and impact.says.startswith("Cannot tell from this history")
