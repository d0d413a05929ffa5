"""The outlook on data that nobody here wrote: a real signal is found and calibrated, an absent one is refused."""

import os
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.outlook import fit_outcome
from cs_core.context.separation import auc_interval, calibration_error
from cs_core.context.signals.outcomes import OUTCOMES
from cs_core.context.signals.outlooks import outlook_says
from cs_core.context.signals.past import features
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

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


@pytest.fixture(scope="module")
def ravenstack(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("ravenstack") / "context.db") as store:
        import_paths(store, [str(RAVENSTACK)], now=datetime(2025, 1, 1))
        yield snapshot(store, date(2024, 12, 31))


@needs_ravenstack
def test_ravenstack_through_our_own_signals_has_no_usable_outlook_either(ravenstack):
    says = outlook_says(ravenstack)
    assert all(text.startswith(("Cannot tell", "No usable signal")) for text in says.values()), says
    for outcome in OUTCOMES:
        assert ravenstack.signals[outcome.signal].null_count() == ravenstack.signals.height == 500


@needs_ravenstack
def test_our_own_signals_do_not_tell_ravenstacks_own_flag_of_churn(ravenstack):
    flags = pl.read_csv(RAVENSTACK / "ravenstack_accounts.csv").select("account_id", "churn_flag")
    rows = ravenstack.signals.join(flags, on="account_id", how="inner", maintain_order="left")
    outlook = fit_outcome(features(rows), rows["churn_flag"])
    assert (outlook.n, outlook.usable) == (500, False)
    assert outlook.auc.low < 0.55 and outlook.says.startswith("No usable signal")
