"""Leaders set the weights: from their moment on, within bounds, in the direction they mean, and seen before they are saved."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from cs_core.context.health import MEASURES, health, weights
from cs_core.context.health.changes import preview
from cs_core.context.health.weights import DEFAULTS, SCORED, set_weight
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS, type_of
from cs_core.errors import BadInput
from tests.worlds import TODAY, ago, with_company, with_invoice, with_subscription, with_usage

NOW = datetime(2026, 6, 28, 9)


def scored(by=DEFAULTS, **known):
    row = dict.fromkeys(SIGNALS) | {"account_id": "acme", "segment": "mid-market"} | known
    return health(pl.DataFrame([row], schema={name: type_of(name) for name in SIGNALS}), by)["health"].item()


MIXED = {"usage_z": -3.0, "utilisation": 70.0, "features_4w": 4, "days_since_event": 2, "escalations_open": 0, "overdue_invoices": 0}


def weight_of(store, segment, measure, day=TODAY):
    return weights(store, day).filter(segment=segment, measure=measure).row(0, named=True)


def test_nothing_set_means_the_defaults_and_every_segment_has_every_measure(store):
    assert weights(store, TODAY).equals(DEFAULTS)
    assert DEFAULTS.height == len(SCORED) * len(MEASURES)


def test_more_weight_on_what_is_bad_lowers_the_score_and_less_raises_it(store):
    before = scored(weights(store, TODAY), **MIXED)
    set_weight(store, segment="mid-market", measure="usage trend", weight=60, by="Lena", now=NOW)
    lower = scored(weights(store, TODAY), **MIXED)
    set_weight(store, segment="mid-market", measure="usage trend", weight=0, by="Lena", now=NOW + timedelta(hours=1))
    higher = scored(weights(store, TODAY), **MIXED)
    assert lower < before - 10 and higher > before + 10
    assert scored(weights(store, TODAY), **MIXED | {"segment": "enterprise"}) == scored(**MIXED | {"segment": "enterprise"})


def test_a_stricter_scale_lowers_the_score_and_holds_when_only_the_weight_is_set_next(store):
    set_weight(store, segment="mid-market", measure="licence utilisation", weight=15, best=100.0, worst=60.0, by="Lena", now=NOW)
    assert scored(weights(store, TODAY), **MIXED) < scored(**MIXED)
    set_weight(store, segment="mid-market", measure="licence utilisation", weight=20, by="Tom", now=NOW + timedelta(hours=1))
    row = weight_of(store, "mid-market", "licence utilisation")
    assert (row["weight"], row["worst"], row["best"], row["by"]) == (20.0, 60.0, 100.0, "Tom")


def test_the_day_before_a_change_is_scored_as_it_was(store):
    company = with_company(store, segment="mid market")
    with_subscription(store, company, mrr=10.0, seats=10)
    with_usage(store, company, weekly=[50] * 30 + [5] * 4, person="ada@acme.example")
    with_invoice(store, company, due=ago(10))
    then = snapshot(store, ago(1)).signals["health"].item()
    set_weight(store, segment="mid-market", measure="usage trend", weight=90, by="Lena", now=NOW)
    assert snapshot(store, ago(1)).signals["health"].item() == then
    assert snapshot(store, TODAY).signals["health"].item() < then
    assert weight_of(store, "mid-market", "usage trend", ago(1))["weight"] == 25.0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"segment": "galaxy"}, "no measure 'usage trend' in segment 'galaxy'"),
        ({"measure": "luck"}, "no measure 'luck'"),
        ({"weight": -1.0}, "a weight must be 0 or more"),
        ({"weight": float("nan")}, "must be finite"),
        ({"weight": float("inf")}, "must be finite"),
        ({"worst": 2.0, "best": 2.0}, "best (2) must lie above worst (2)"),
        ({"worst": 3.0}, "best (1) must lie above worst (3)"),
        ({"measure": "last use", "best": 40.0}, "best (40) must lie below worst (28)"),
        ({"by": "  "}, "say who sets the weight"),
    ],
)
def test_bad_input_is_refused_in_one_line_and_nothing_is_kept(store, given, said):
    good = {"segment": "long tail", "measure": "usage trend", "weight": 10.0, "by": "Lena", "now": NOW}
    with pytest.raises(BadInput) as refused:
        set_weight(store, **good | given)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert store.count("health_weight") == 0


def test_a_segment_cannot_lose_all_its_weights(store):
    names = [m.name for m in MEASURES]
    for name in names[:-1]:
        set_weight(store, segment="other", measure=name, weight=0, by="Lena", now=NOW)
    with pytest.raises(BadInput, match="all weights of other would be 0"):
        set_weight(store, segment="other", measure=names[-1], weight=0, by="Lena", now=NOW)
    assert weight_of(store, "other", names[-1])["weight"] > 0


def test_the_same_setting_back_and_forth_is_kept_each_time(store):
    for weight in (5.0, 9.0, 5.0):
        set_weight(store, segment="other", measure="payment", weight=weight, by="Lena", now=NOW)
    assert weight_of(store, "other", "payment")["weight"] == 5.0
    assert store.count("health_weight") == 3


def test_a_preview_says_who_would_change_band_and_saves_nothing(store):
    for n in range(12):
        company = with_company(store, f"c{n:02}", segment="mid market" if n < 8 else "small business")
        with_subscription(store, company, mrr=10.0, seats=1)
        with_usage(store, company, weekly=[50] * 30 + [2 if n < 4 else 50] * 4, person=f"p@c{n:02}.example")
    snap = snapshot(store, TODAY)
    wanted = [{"segment": "mid-market", "measure": "usage trend", "weight": 500.0}]
    told = preview(snap, wanted)
    assert (told["accounts"], told["down"], told["up"], told["moved"]) == (12, 4, told["moved"] - 4, told["moved"])
    by = {row["segment"]: row for row in told["by_segment"]}
    assert (by["long tail"]["moved"], by["long tail"]["points"], by["long tail"]["bands"]) == (0, 0.0, [])
    assert sum(b["n"] for b in by["mid-market"]["bands"]) == by["mid-market"]["moved"]
    assert {"from": "yellow", "to": "red", "n": 4} in by["mid-market"]["bands"]
    assert store.count("health_weight") == 0
    set_weight(store, by="Lena", now=NOW, **wanted[0])
    after = snapshot(store, TODAY).signals
    assert (after["health_band"] == "red").sum() == 4
    with pytest.raises(BadInput, match="no measure"):
        preview(snap, [{"segment": "mid-market", "measure": "luck", "weight": 1.0}])
