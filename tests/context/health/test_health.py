"""The health score: measures, weights per segment, drivers that add up, and no score where too little is known."""

from datetime import date

import polars as pl
import pytest

from cs_core.context.health import BANDS, MEASURES, drivers, health
from cs_core.context.health.score import held_back, why
from cs_core.context.vocabulary import SIGNALS, type_of

GOOD = {
    "usage_z": 1.0, "utilisation": 85.0, "features_4w": 6, "days_since_event": 1, "onboarding_status": "done", "escalations_open": 0,
    "satisfaction_90d": 100.0, "champion": "Ada Lind", "days_since_touch": 7, "overdue_invoices": 0,
}  # fmt: skip


def a_row(**known):
    return dict.fromkeys(SIGNALS) | {"account_id": "acme", "segment": "mid-market"} | known


def scored(**known):
    frame = pl.DataFrame([a_row(**known)], schema={name: type_of(name) for name in SIGNALS})
    return health(frame).row(0, named=True)


def test_a_share_is_told_as_english_writes_it():
    row = a_row(**GOOD) | {"health": 100.0}
    assert any(": 85%" in why(measure, row) for measure in MEASURES)


def test_a_customer_who_does_well_in_all_scores_a_hundred():
    assert scored(**GOOD) == {"account_id": "acme", "health": 100.0, "health_band": "green"}


def test_too_little_known_is_no_score_and_not_fifty():
    assert scored(overdue_invoices=0, satisfaction_90d=90.0) == {"account_id": "acme", "health": None, "health_band": None}


def test_a_customer_who_left_has_no_score():
    assert scored(**GOOD, churned_on=None)["health"] == 100.0
    assert scored(**GOOD | {"churned_on": pl.Series([19_000]).cast(pl.Date)[0]})["health"] is None


@pytest.mark.parametrize(
    ("signal", "bad"),
    [
        ("usage_z", -4.0),
        ("utilisation", 5.0),
        ("days_since_event", 60),
        ("escalations_open", 3),
        ("overdue_invoices", 4),
        ("onboarding_status", "stuck"),
    ],
)
def test_each_measure_that_gets_worse_lowers_the_score(signal, bad):
    assert scored(**GOOD | {signal: bad})["health"] < 100.0


@pytest.mark.parametrize("signal", ["leaving_said_on", "alarm_said_on", "competitor_said_on"])
def test_who_speaks_of_leaving_or_complains_is_not_green_whatever_the_score(signal):
    row = GOOD | {signal: date(2026, 6, 2)}
    assert scored(**row) == {"account_id": "acme", "health": 100.0, "health_band": "yellow"}
    why = held_back(a_row(**row) | {"health": 100.0, "health_band": "yellow"})
    assert why.startswith("not green though the score is: they ") and "2 June 2026" in why
    assert scored(**row | {"usage_z": -4.0, "days_since_event": 60, "utilisation": 5.0, "features_4w": 0})["health_band"] == "yellow"


def test_nothing_holds_back_a_band_that_is_as_good_as_the_score():
    assert held_back(a_row(**GOOD) | {"health": 100.0, "health_band": "green"}) == ""


def test_the_drivers_add_up_to_the_score_and_name_what_is_unknown():
    known = GOOD | {"usage_z": -3.0, "satisfaction_90d": None, "champion": None, "champion_left_on": None}
    rows = drivers(a_row(**known))
    assert 50 + sum(r["points"] for r in rows if r["points"] is not None) == pytest.approx(scored(**known)["health"], abs=0.5)
    assert {r["measure"] for r in rows if r["points"] is None} == {"satisfaction", "champion"}
    assert all(r["why"].startswith("unknown") for r in rows if r["points"] is None)


def test_weights_differ_by_segment_and_an_unmet_long_tail_is_not_blamed_for_silence():
    silent = GOOD | {"days_since_touch": 300}
    assert scored(**silent | {"segment": "long tail"})["health"] == 100.0
    assert scored(**silent | {"segment": "enterprise"})["health"] < 95.0


def test_every_measure_reads_a_signal_that_exists_and_the_bands_reach_zero():
    assert {m.signal for m in MEASURES} <= set(SIGNALS)
    assert BANDS[-1][1] == 0.0
