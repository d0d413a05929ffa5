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
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() > 0.93


@pytest.mark.parametrize(("mail", "effect"), [("em1", 0.069), ("em2", 0.061), ("em3", 0.037)])
def test_e_mails_sent_to_unlike_customers_land_on_the_randomised_twin_or_say_that_they_cannot(mail, effect):
    twins = [pl.read_csv(DATA / f"invest_email_{kind}.csv") for kind in ("rnd", "biased")]
    drawn, history = (
        estimate(rows.drop("converted", mail), rows[mail], rows["converted"], randomised=chance)
        for rows, chance in zip(twins, (True, False), strict=True)
    )
    assert drawn.evidence == "experiment" and drawn.usable
    assert drawn.average.point == pytest.approx(effect, abs=6e-4)
    landed = drawn.average.low <= history.average.point <= drawn.average.high
    assert landed if history.usable else history.says.startswith("Cannot tell from this history")


@pytest.mark.parametrize("investment", ["Tech Support", "Discount"])
def test_the_fifth_that_gains_most_is_told_from_the_fifth_that_gains_least(investment):
    accounts = pl.read_csv(DATA / "software_accounts.csv")
    features = accounts.drop("Revenue", investment)
    impact = estimate(features, accounts[investment], accounts["Revenue"], randomised=False)
    found = impact.effect(features).sort("effect")
    fifth = found.height // 5
    assert impact.qini.low > 0
    assert found["effect"].tail(fifth).mean() > found["high"].head(fifth).mean()
