"""Were the weights right? The planted reason is found, chance is not, few cannot tell, and nothing is changed by asking."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from cs_core.context.health.right import weights_right
from cs_core.context.health.suggested import NAMES, fitted, suggestion, weighted
from cs_core.context.snapshot import snapshot
from tests.context.pasts import where_silence_comes_before_leaving
from tests.worlds import TODAY, a_store, with_company, with_subscription

CURRENT = dict.fromkeys(NAMES, 10.0)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    with a_store(tmp_path_factory.mktemp("right")) as store:
        where_silence_comes_before_leaving(store, apart=4)
        snap = snapshot(store, TODAY)
        found = weights_right(snap)
        assert weights_right(snap) == found
        assert store.count("health_weight") == 0
        yield {row["outcome"]: row for row in found["outcomes"]} | {"days": found["days"]}


def test_it_looks_only_at_days_from_which_the_outcome_is_known(told):
    assert max(map(date.fromisoformat, told["days"])) + timedelta(days=90) == date(2026, 6, 22) <= TODAY


def test_low_scores_left_and_the_measure_that_was_planted_says_so_with_an_interval(told):
    left = told["stayed"]
    assert left["lost"] >= 20 and left["n"] > left["lost"]
    assert left["score"]["says"] == "right way round" and 0.5 < left["score"]["auc"]["low"] < left["score"]["auc"]["high"] <= 1
    measures = {m["measure"]: m for m in left["measures"]}
    assert measures["usage trend"]["says"] == "right way round"
    assert measures["satisfaction"]["auc"] is None and measures["satisfaction"]["says"].startswith("cannot tell: 0 of 0")


def test_the_bands_say_how_many_of_them_were_lost(told):
    bands = told["stayed"]["bands"]
    assert sum(b["n"] for b in bands) <= told["stayed"]["n"]
    assert sum(b["lost"] for b in bands) <= told["stayed"]["lost"]
    known = [b for b in bands if b["n"]]
    assert all(0 <= b["low"] <= b["share"] <= b["high"] <= 1 for b in known)
    assert known[-1]["share"] > known[0]["share"]


def test_renewals_are_asked_of_those_who_were_due_alone(told):
    assert 0 < told["renewed"]["n"] < told["stayed"]["n"]


def test_a_store_where_few_left_cannot_tell(tmp_path):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store, "acme"))
        for outcome in weights_right(snapshot(store, TODAY))["outcomes"]:
            assert outcome["score"]["auc"] is None
            assert outcome["score"]["says"].startswith("cannot tell")
            assert all(not s["suggestion"]["weights"] for s in outcome["by_segment"])


def a_past(n=1_200, *, telling=("champion",), misleading=(), seed=2):
    rng = np.random.default_rng(seed)
    x = {name: rng.random(n) for name in NAMES}
    pull = sum((x[m] - 0.5 for m in telling), np.zeros(n)) - sum((x[m] - 0.5 for m in misleading), np.zeros(n))
    kept = rng.random(n) < 1 / (1 + np.exp(-(2.0 + 5 * pull)))
    hidden = {name: np.where(rng.random(n) < 0.2, None, values) for name, values in x.items()}
    return pl.DataFrame({k: pl.Series(k, v.tolist(), dtype=pl.Float64) for k, v in hidden.items()}).with_columns(pl.Series("stayed", kept))


def test_weight_is_suggested_for_what_told_and_none_for_what_told_the_contrary():
    found = suggestion(a_past(telling=("champion", "last use"), misleading=("contact",)), "stayed", CURRENT)
    by = {row["measure"]: row["suggested"] for row in found["weights"]}
    assert found["says"].startswith("a suggestion, not applied: AUC higher by")
    assert found["gain"]["low"] > 0
    assert {n for n, _ in sorted(by.items(), key=lambda kv: -kv[1])[:2]} == {"champion", "last use"}
    assert by["contact"] == 0
    assert sum(by.values()) == pytest.approx(sum(CURRENT.values()), abs=3)


def test_where_chance_decides_the_weights_are_kept():
    assert [suggestion(a_past(telling=(), seed=s), "stayed", CURRENT)["weights"] for s in range(5)] == [[]] * 5


def test_weights_that_are_right_already_are_kept():
    right = dict.fromkeys(NAMES, 0.0) | {"champion": 50.0, "last use": 50.0}
    found = suggestion(a_past(telling=("champion", "last use")), "stayed", right)
    assert found["weights"] == [] and found["says"].startswith("keep the weights")


def test_few_losses_suggest_nothing():
    rows = a_past().with_columns((pl.int_range(pl.len()) > 15).alias("stayed"))
    assert suggestion(rows, "stayed", CURRENT)["says"] == "cannot tell: 16 of 1200 were lost; 20 lost and kept are needed"


def test_weights_are_never_negative_and_without_evidence_they_stay_in_proportion():
    now = np.array([CURRENT[n] * (i + 1) for i, n in enumerate(NAMES)])
    x, y = np.full((60, len(NAMES)), 0.5), np.tile([0, 1], 30)
    assert fitted(x, y, now) == pytest.approx(now, rel=0.05)
    assert (fitted(np.random.default_rng(0).random((60, len(NAMES))), y, now) >= 0).all()


def test_an_account_of_which_too_little_is_known_is_in_the_middle():
    x = np.full((1, len(NAMES)), np.nan)
    x[0, 0] = 0.0
    assert weighted(x, np.ones(len(NAMES))).tolist() == [0.0]
