from datetime import date

import numpy as np
import polars as pl
import pytest

from cs_core.context.encoding import learn
from cs_core.context.outlook import FEWEST_EVENTS, Outlook, as_yes_no, fit_again, fit_outcome
from cs_core.context.separation import auc_gain, auc_interval, calibration_error
from cs_core.errors import BadInput


def a_book(n: int = 600, *, pull: float = 1.5, seed: int = 0) -> tuple[pl.DataFrame, pl.Series]:
    """Accounts whose usage z and plan decide who leaves, as strongly as `pull` says; 0 leaves it to chance."""
    rng = np.random.default_rng(seed)
    usage, plan = rng.normal(size=n), rng.choice(["basic", "pro", "enterprise"], n)
    odds = -1 + pull * (-usage + (plan == "basic"))
    left = rng.random(n) < 1 / (1 + np.exp(-odds))
    features = pl.DataFrame(
        {
            "account_id": [f"acc-{i}" for i in range(n)],
            "usage_z": pl.Series(usage).set(pl.Series(rng.random(n) < 0.1), None),
            "plan": plan,
            "champion": pl.Series(rng.random(n) < 0.5),
            "renewal_on": [date(2024, 1, 1)] * n,
            "notes": pl.Series([None] * n, dtype=pl.String),
        }
    )
    return features, pl.Series("left", left)


def test_a_real_signal_is_usable_with_an_interval_and_calibrated_probabilities():
    features, left = a_book()
    outlook = fit_outcome(features, left)
    assert outlook.usable
    assert 0.5 < outlook.auc.low < outlook.auc.point < outlook.auc.high <= 1
    probability = outlook.predict(features)
    assert probability.is_between(0, 1).all()
    assert abs(probability.mean() - left.mean()) < 0.03
    assert outlook.ece < 0.06
    assert "n = 600" in outlook.says


def test_probabilities_hold_on_accounts_never_seen():
    outlook = fit_outcome(*a_book(2_000))
    features, left = a_book(2_000, seed=7)
    probability, y = outlook.predict(features).to_numpy(), left.to_numpy().astype(int)
    assert auc_interval(probability, y).high > outlook.auc.low
    assert calibration_error(probability, y) < 0.04


def test_chance_is_refused_with_the_reason_and_n():
    features, left = a_book(pull=0)
    outlook = fit_outcome(features, left)
    assert not outlook.usable
    assert "No usable signal" in outlook.says and "n = 600" in outlook.says
    assert outlook.predict(features).n_unique() == 1


def test_chance_passes_for_signal_in_few_worlds_only():
    worlds = [fit_outcome(*a_book(300, pull=0, seed=s)).usable for s in range(12)]
    assert sum(worlds) <= 1


def test_too_few_events_cannot_be_told():
    features, _ = a_book()
    few = pl.Series([True] * (FEWEST_EVENTS - 1) + [False] * (600 - FEWEST_EVENTS + 1))
    outlook = fit_outcome(features, few)
    assert not outlook.usable and outlook.auc is None
    assert outlook.says.startswith(f"Cannot tell: {FEWEST_EVENTS - 1} of 600")


def test_an_empty_book_is_refused_and_predicts_nothing():
    features, left = a_book()
    outlook = fit_outcome(features.clear(), left.clear())
    assert not outlook.usable
    assert outlook.predict(features).null_count() == features.height


def test_words_never_seen_nulls_and_missing_columns_are_no_error_when_predicting():
    outlook = fit_outcome(*a_book())
    strange = pl.DataFrame({"plan": ["free", None], "usage_z": [None, float("inf")]}, schema={"plan": pl.String, "usage_z": pl.Float64})
    assert outlook.predict(strange).is_between(0, 1).all()
    assert len(outlook.predict(strange.clear())) == 0


def test_the_reason_that_was_planted_is_the_first_driver():
    outlook = fit_outcome(*a_book(1_000))
    first = outlook.drivers.row(0, named=True)
    assert first["feature"] == "usage_z" and first["direction"] == "lowers"
    assert first["low"] > 0
    assert "account_id" not in outlook.drivers["feature"]


def test_the_same_book_gives_the_same_outlook():
    features, left = a_book()
    assert fit_outcome(features, left).predict(features).equals(fit_outcome(features, left).predict(features))


def test_unknown_outcomes_are_left_out():
    features, left = a_book()
    left = left.set(pl.Series([True] * 100 + [False] * 500), None)
    assert fit_outcome(features, left).n == 500


def test_an_account_that_is_known_again_by_its_other_rows_is_no_forecast():
    rng = np.random.default_rng(0)
    owner = pl.Series("owner", np.repeat(np.arange(120), 5))
    mark, fate = rng.normal(size=(120, 3)), rng.random(120) < 0.3
    features = pl.DataFrame({f"mark{i}": np.repeat(mark[:, i], 5) for i in range(3)})
    left = pl.Series("left", np.repeat(fate, 5))
    assert fit_outcome(features, left).auc.low > 0.7
    honest = fit_outcome(features, left, groups=owner)
    assert not honest.usable and abs(honest.auc.point - 0.5) < 0.12


def test_a_feature_moves_an_account_by_what_the_usual_value_would_change():
    features, left = a_book(1_000)
    outlook = fit_outcome(features, left)
    moved, likely = outlook.moved_by(features), outlook.predict(features)
    usual = features.with_columns(usage_z=pl.lit(features["usage_z"].median()))
    assert np.allclose(moved["usage_z"], likely - outlook.predict(usual))
    common = features.with_columns(plan=pl.lit(features["plan"].mode().sort()[0]))
    assert np.allclose(moved["plan"], likely - outlook.predict(common))
    low = features["usage_z"].fill_null(0) < -1
    assert moved["usage_z"].filter(low).mean() > 0.1 > 0 > moved["usage_z"].filter(features["usage_z"].fill_null(0) > 1).mean()
    assert outlook.moved_by(features.clear()).is_empty()
    assert fit_outcome(*a_book(pull=0)).moved_by(features).is_empty()


def test_a_model_that_is_fitted_again_on_the_same_rows_says_the_same():
    features, left = a_book()
    first = fit_outcome(features, left)
    kept = Outlook(**{k: getattr(first, k) for k in ("n", "events", "auc", "brier", "ece", "usable", "says", "model", "calibration")})
    again = fit_again(features, left, judged=kept)
    assert again.predict(features).equals(first.predict(features))


def test_a_column_known_only_afterwards_is_called_suspicious():
    features, left = a_book()
    assert "Suspiciously good" in fit_outcome(features.with_columns(refund=left.cast(pl.Int8)), left).says


@pytest.mark.parametrize(
    ("answers", "said"),
    [(["Yes", "no", None], [True, False, None]), ([1, 0, 1], [True, False, True]), ([1.0, 0.0], [True, False]), ([True], [True])],
)
def test_yes_and_no_are_read_as_they_are_written(answers, said):
    assert as_yes_no(pl.Series(answers)).to_list() == said


def test_other_outcomes_and_lengths_are_refused_in_one_line():
    features, left = a_book()
    with pytest.raises(BadInput, match="must be yes/no"):
        fit_outcome(features, pl.Series("left", ["maybe"] * 600))
    with pytest.raises(BadInput, match="600 rows of features but 3 outcomes"):
        fit_outcome(features, left[:3])


def test_numbers_written_as_text_are_numbers_and_ids_are_left_out():
    features = pl.DataFrame({"id": [f"c{i}" for i in range(50)], "total": [str(i) for i in range(48)] + [" ", None]})
    encoding = learn(features)
    assert encoding.owners == ["total"]
    assert np.isnan(encoding.matrix(features)[-2:, 0]).all()


def test_a_gain_in_auc_has_an_interval_that_covers_none_where_the_second_score_adds_nothing():
    rng = np.random.default_rng(3)
    y = (rng.random(800) < 0.3).astype(int)
    old = y + rng.normal(size=800) * 1.5
    better, same = old + y, old + 0.2 * rng.normal(size=800)
    assert auc_gain(better, old, y).low > 0
    assert auc_gain(same, old, y).low < 0 < auc_gain(same, old, y).high
    assert auc_gain(old, old, y) == (0, 0, 0)


def test_delong_agrees_with_the_pairs_counted_one_by_one():
    rng = np.random.default_rng(1)
    scores, y = rng.integers(0, 9, 80).astype(float), rng.integers(0, 2, 80)
    pairs = (scores[y == 1][:, None] > scores[y == 0]) + 0.5 * (scores[y == 1][:, None] == scores[y == 0])
    assert auc_interval(scores, y).point == pytest.approx(pairs.mean())
