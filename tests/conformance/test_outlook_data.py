"""The outlook on data that nobody here wrote: a real signal is found and calibrated, an absent one is refused."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cs_core.context.outlook import auc_interval, calibration_error, fit_outcome

DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", Path(__file__).parents[2] / "../shared/data"))
TELCO = DATA / "churn" / "telco.csv"
RAVENSTACK = DATA / "exports" / "ravenstack"

needs_telco = pytest.mark.skipif(not TELCO.exists(), reason=f"{TELCO} is absent")
needs_ravenstack = pytest.mark.skipif(not RAVENSTACK.exists(), reason=f"{RAVENSTACK} is absent")


def ravenstack_accounts() -> tuple[pl.DataFrame, pl.Series]:
    """One row an account: its own columns, and sums over subscriptions, usage and tickets."""
    accounts, subscriptions, usage, tickets = (
        pl.read_csv(RAVENSTACK / f"ravenstack_{name}.csv")
        for name in ("accounts", "subscriptions", "feature_usage", "support_tickets")
    )
    owner = subscriptions.select("subscription_id", "account_id")
    per_account = (
        subscriptions.group_by("account_id").agg(pl.len().alias("subscriptions"), pl.col("mrr_amount", "upgrade_flag").sum()),
        usage.join(owner, on="subscription_id").group_by("account_id").agg(pl.col("usage_count", "error_count").sum()),
        tickets.group_by("account_id").agg(pl.len().alias("tickets"), pl.col("satisfaction_score").mean()),
    )
    for table in per_account:
        accounts = accounts.join(table, on="account_id", how="left")
    return accounts.drop("churn_flag"), accounts["churn_flag"]


@needs_telco
def test_telco_is_told_as_well_as_it_can_be_and_calibrated():
    telco = pl.read_csv(TELCO)
    outlook = fit_outcome(telco.drop("Churn"), telco["Churn"])
    assert outlook.usable
    assert 0.84 <= outlook.auc.point <= 0.86
    assert outlook.brier <= 0.14
    assert outlook.ece <= 0.02
    assert outlook.drivers["feature"][0] == "Contract"


@needs_telco
def test_telco_holds_on_a_third_that_was_never_seen():
    telco = pl.read_csv(TELCO)
    unseen = pl.Series(np.random.default_rng(0).random(telco.height) < 1 / 3)
    learnt, new = telco.filter(~unseen), telco.filter(unseen)
    probability = fit_outcome(learnt.drop("Churn"), learnt["Churn"]).predict(new.drop("Churn")).to_numpy()
    y = (new["Churn"] == "Yes").to_numpy().astype(int)
    assert auc_interval(probability, y).point > 0.83
    assert np.mean((probability - y) ** 2) < 0.145
    assert calibration_error(probability, y) < 0.035


@needs_telco
def test_telco_with_its_outcome_shuffled_is_refused():
    telco = pl.read_csv(TELCO)
    assert not fit_outcome(telco.drop("Churn"), telco["Churn"].shuffle(seed=1)).usable


@needs_ravenstack
def test_ravenstack_has_no_usable_signal_and_this_is_said():
    outlook = fit_outcome(*ravenstack_accounts())
    assert outlook.auc.low <= 0.5
    assert not outlook.usable and "No usable signal" in outlook.says
