import numpy as np
import polars as pl
import pytest
from sklearn.model_selection import StratifiedGroupKFold

from cs_core.errors import BadInput
from cs_core.leadership.effects.crossfit import Dealt
from cs_core.leadership.effects.ranking import qini
from cs_core.leadership.effects.sensitivity import strength
from cs_core.leadership.impact import estimate


def a_pilot(n: int = 1_500, *, base: float = 0.0, slope: float = 0.0, confounded: bool = False, seed: int = 0):
    """A numeric outcome; a touch adds base + slope x need. Where confounded, good accounts are touched more often."""
    rng = np.random.default_rng(seed)
    need, fit = rng.normal(size=(2, n))
    touched = rng.random(n) < (1 / (1 + np.exp(-1.2 * fit)) if confounded else 0.5)
    effect = base + slope * need
    outcome = 2 * fit + effect * touched + rng.normal(size=n)
    features = pl.DataFrame({"need": need, "fit": fit, "plan": rng.choice(["basic", "pro"], n)})
    return features, pl.Series(touched), pl.Series(outcome), effect


def a_renewal_pilot(n: int = 4_000, *, seed: int = 0):
    """A yes/no outcome in an experiment: a touch helps where need is high and does little elsewhere."""
    rng = np.random.default_rng(seed)
    need = rng.normal(size=n)
    touched = rng.random(n) < 0.5
    p = [1 / (1 + np.exp(-(0.5 - 0.3 * need + t * (0.6 + 0.8 * need)))) for t in (0, 1)]
    kept = rng.random(n) < np.where(touched, p[1], p[0])
    return pl.DataFrame({"need": need, "noise": rng.normal(size=n)}), pl.Series(touched), pl.Series(kept), p[1] - p[0]


@pytest.fixture(scope="module")
def helpful():
    features, touched, outcome, effect = a_pilot(base=0.5, slope=1.0)
    return estimate(features, touched, outcome, randomised=True), features, effect


def test_an_experiment_finds_the_average_and_who_gains_more(helpful):
    impact, _, effect = helpful
    assert impact.evidence == "experiment" and impact.usable and impact.ranks
    assert impact.average.low < effect.mean() < impact.average.high
    assert impact.qini.low > 0
    assert "A person changes the outcome" in impact.says and "confounded" not in impact.says


def test_each_account_has_an_effect_whose_interval_mostly_holds(helpful):
    impact, features, effect = helpful
    found = impact.effect(features)
    assert found.columns == ["effect", "low", "high"] and found.height == features.height
    held = found.select(pl.lit(pl.Series(effect)).is_between("low", "high").mean()).item()
    assert held > 0.85
    assert np.corrcoef(found["effect"], effect)[0, 1] > 0.9


def test_accounts_with_unknown_features_have_an_effect_too(helpful):
    impact, _, _ = helpful
    found = impact.effect(pl.DataFrame({"need": [None, 1.0], "plan": ["unheard of", None]}, schema={"need": float, "plan": str}))
    assert found["effect"].is_finite().all()
    assert impact.effect(found.clear()).height == 0


def test_no_effect_is_said_to_be_none():
    features, touched, outcome, _ = a_pilot()
    impact = estimate(features, touched, outcome, randomised=True)
    assert impact.average.low < 0 < impact.average.high
    assert not impact.usable and not impact.ranks
    assert impact.says.startswith("No usable effect")


def test_an_effect_equal_for_all_is_usable_but_gives_no_order():
    features, touched, outcome, _ = a_pilot(base=0.8)
    impact = estimate(features, touched, outcome, randomised=True)
    assert impact.usable and not impact.ranks
    assert "Who gains more could not be shown" in impact.says


@pytest.fixture(scope="module")
def confounded():
    features, touched, outcome, effect = a_pilot(base=0.5, confounded=True)
    return estimate(features, touched, outcome, randomised=False), features, touched, outcome, effect


def test_history_is_adjusted_and_labelled(confounded):
    impact, _, touched, outcome, effect = confounded
    naive = outcome.filter(touched).mean() - outcome.filter(~touched).mean()
    assert naive > 1.5
    assert impact.average.low < effect.mean() < impact.average.high
    assert impact.evidence == "observed" and "may be confounded" in impact.says
    assert 0 < impact.overlap.share <= 1 and impact.overlap.touched[1] > impact.overlap.untouched[0]


def test_history_says_how_strong_a_hidden_cause_would_have_to_be(confounded):
    impact, features, touched, outcome, _ = confounded
    robust = impact.sensitivity
    assert 0 < robust.interval < robust.average < 1
    assert robust.feature == "fit" and robust.strongest > robust.average and not robust.holds
    assert f"explains {robust.average:.1%} of what is open" in impact.says and "(fit)" in impact.says
    assert estimate(features, touched, outcome, randomised=True).sensitivity is None


def test_a_hidden_cause_as_strong_as_the_robustness_value_just_explains_the_average_away():
    rng = np.random.default_rng(0)
    n, hidden = 20_000, rng.normal(size=20_000)
    touched = rng.random(n) < 1 / (1 + np.exp(-0.8 * hidden))
    outcome = hidden + rng.normal(size=n)
    impact = estimate(pl.DataFrame({"noise": rng.normal(size=n)}), pl.Series(touched), pl.Series(outcome), randomised=False)
    on_touch, on_outcome = np.corrcoef(hidden, touched)[0, 1] ** 2, 0.5
    needed = strength(float(np.sqrt(on_outcome * on_touch / (1 - on_touch))))
    assert impact.usable
    assert impact.sensitivity.average == pytest.approx(needed, rel=0.1)


def test_rows_of_one_account_are_one_piece_of_evidence():
    features, touched, outcome, _ = a_pilot(600, base=0.5, confounded=True)
    one = estimate(features, touched, outcome, randomised=False).average
    four = [pl.concat([part] * 4) for part in (features, touched, outcome)]
    told = estimate(*four, randomised=False, groups=pl.Series(list(range(600)) * 4)).average
    blind = estimate(*four, randomised=False).average
    assert told.high - told.low == pytest.approx(one.high - one.low, rel=0.15)
    assert blind.high - blind.low < 0.6 * (one.high - one.low)


def test_an_effect_that_no_straight_line_shows_is_found_with_an_interval_that_holds():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2_000, 4))
    touched, effect = rng.random(2_000) < 0.5, 1.5 * (np.abs(x[:, 0]) > 0.7)
    outcome = x[:, 1] + effect * touched + rng.normal(size=2_000)
    features = pl.DataFrame(x, schema=["a", "b", "c", "d"])
    impact = estimate(features, pl.Series(touched), pl.Series(outcome), randomised=True)
    found = impact.effect(features)
    assert impact.ranks and np.corrcoef(found["effect"], effect)[0, 1] > 0.8
    assert found.select(pl.lit(pl.Series(effect)).is_between("low", "high").mean()).item() > 0.9


@pytest.fixture(scope="module")
def unlike():
    """Who is touched and who is not have little in common: told with who gains more, and without as it may not be used."""
    features, _, outcome, _ = a_pilot()
    touched = features["fit"] + 0.1 * features["need"] > 0
    return [estimate(features, touched, outcome, randomised=False, if_usable=only) for only in (False, True)]


def test_history_without_like_accounts_on_both_sides_cannot_tell(unlike):
    impact, _ = unlike
    assert impact.overlap.share < 0.9
    assert not impact.usable and impact.says.startswith("Cannot tell from this history")


def test_who_gains_more_is_not_learnt_from_history_that_may_not_be_used_and_the_same_is_said_of_it(unlike):
    learnt, left = unlike
    assert learnt.qini and learnt.learner and left.qini is None and left.learner is None
    assert (left.says, left.average, left.sensitivity) == (learnt.says, learnt.average, learnt.sensitivity)


def test_who_gains_more_is_learnt_from_history_that_may_be_used():
    features, touched, outcome, _ = a_pilot(base=0.5, slope=1.0)
    impact = estimate(features, touched, outcome, randomised=False, if_usable=True)
    assert impact.overlap.alike and impact.ranks and impact.qini.low > 0


@pytest.mark.parametrize("seed", range(5))
def test_accounts_are_dealt_into_the_folds_into_which_the_library_deals_them(seed):
    rng = np.random.default_rng(seed)
    group, kind = rng.integers(0, 150, 600), rng.choice(4, 600, p=(0.6, 0.25, 0.1, 0.05))
    one, other = ([part.tolist() for _, part in way(5, shuffle=True, random_state=seed).split(kind[:, None], kind, group)]
                  for way in (Dealt, StratifiedGroupKFold))  # fmt: skip
    assert one == other


def test_a_yes_no_outcome_gives_effects_between_minus_one_and_one():
    features, touched, kept, effect = a_renewal_pilot()
    impact = estimate(features, touched, kept, randomised=True)
    assert impact.usable and impact.ranks
    assert impact.average.low < effect.mean() < impact.average.high
    found = impact.effect(features)
    assert found["effect"].is_between(-1, 1).all()
    assert np.corrcoef(found["effect"], effect)[0, 1] > 0.9


def test_a_small_experiment_gives_an_average_and_the_same_effect_for_all():
    features, touched, outcome, _ = a_pilot(120, base=2.0)
    impact = estimate(features, touched, outcome, randomised=True)
    assert impact.qini is None and "Who gains more cannot be told" in impact.says
    assert impact.effect(features).n_unique() == 1
    assert impact.effect(features)["effect"][0] == impact.average.point


def test_too_few_touched_or_too_few_events_cannot_be_told():
    features, touched, outcome, _ = a_pilot(200)
    few = estimate(features, pl.Series([True] * 5 + [False] * 195), outcome, randomised=True)
    rare = estimate(features, touched, pl.Series([True] * 3 + [False] * 197), randomised=True)
    for impact in (few, rare):
        assert impact.average is None and not impact.usable and impact.says.startswith("Cannot tell")
        assert impact.effect(features).null_count().row(0) == (200, 200, 200)


def test_rows_with_an_unknown_touch_or_outcome_are_left_out():
    features, touched, outcome, _ = a_pilot(150, base=2.0)
    outcome = outcome.set(pl.Series([True] * 10 + [False] * 140), None)
    impact = estimate(features, touched, outcome, randomised=True)
    assert impact.touched + impact.untouched == 140


def test_a_wrong_call_is_refused_in_one_line():
    features, touched, outcome, _ = a_pilot(50)
    with pytest.raises(BadInput, match="give as many of each"):
        estimate(features, touched[:3], outcome, randomised=True)
    with pytest.raises(BadInput, match="touched must be yes/no"):
        estimate(features, outcome, outcome, randomised=True)


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_the_qini_interval_covers_the_truth_as_often_as_it_says(noise):
    rng, held, truth = np.random.default_rng(3), 0, 1 / np.sqrt(4 * np.pi)
    for _ in range(300):
        effect = rng.normal(size=400)
        found = qini(effect, effect + noise * rng.normal(size=400), choices=2)
        held += found.low <= truth <= found.high
    assert 0.95 <= held / 300 < 0.995


def test_an_order_by_chance_has_a_qini_around_nothing():
    rng = np.random.default_rng(4)
    found = qini(rng.normal(size=5_000), rng.normal(1, 1, 5_000))
    assert found.low < 0 < found.high
