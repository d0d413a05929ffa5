from datetime import date

import polars as pl
import pytest

from cs_core.errors import BadInput
from cs_core.leadership.effects.prior import LIFTS, PRIOR, prior_impact


def the_call(**signals) -> dict:
    """The row of a call to one account with these signals."""
    found = prior_impact(pl.DataFrame({"account_id": ["brightloom"], **{k: [v] for k, v in signals.items()}}))
    return found.filter(pl.col("mode") == "call").row(0, named=True)


def test_every_account_has_a_row_for_every_mode_with_a_range_and_its_label():
    found = prior_impact(pl.DataFrame({"account_id": ["a", "b"], "churn_probability": [0.2, 0.5]}))
    assert found.columns == ["account_id", "mode", "skill", "hours", "impact", "low", "high", "why"]
    assert found.height == 2 * len(PRIOR)
    assert found.filter((pl.col("low") > pl.col("impact")) | (pl.col("impact") > pl.col("high"))).is_empty()
    assert found["why"].str.starts_with("Assumption: ").all()


@pytest.mark.parametrize("p", [0.005, 0.995])
def test_a_near_certain_keeper_and_a_near_certain_loser_gain_little(p):
    assert the_call(churn_probability=p)["impact"] < 0.1 * the_call(churn_probability=0.5)["impact"]


def test_size_does_not_enter():
    assert the_call(churn_probability=0.3, arr=1_000.0) == the_call(churn_probability=0.3, arr=9_000_000.0)


def test_a_champion_who_left_makes_a_call_worth_more_and_says_so():
    without, gone = the_call(churn_probability=0.2), the_call(churn_probability=0.2, champion_left_on=date(2024, 3, 1))
    assert gone["impact"] > without["impact"] and "champion left" in gone["why"]


def test_an_account_that_does_not_answer_gains_less():
    assert the_call(churn_probability=0.2, days_since_touch=300)["impact"] < the_call(churn_probability=0.2)["impact"]


def test_no_mode_keeps_more_than_its_most_nor_more_than_would_leave():
    everything = {"champion_left_on": date(2024, 3, 1), "escalations_open": 3, "usage_z": -5.0}
    assert the_call(churn_probability=0.5, **everything)["impact"] == pytest.approx(PRIOR[1].most)
    assert the_call(churn_probability=0.01, **everything)["high"] <= 0.01


def test_absent_and_null_signals_apply_no_lift():
    bare = the_call()
    nulls = the_call(churn_probability=None, usage_z=None, champion_left_on=None, tenure_days=None, onboarding_status=None)
    assert bare == nulls and bare["why"].endswith("40% of that here, where the chance to leave is not known")


def test_an_assumption_is_told_in_customers_of_a_hundred_and_names_what_lifts_it():
    said = "Assumption: call keeps up to 3 of 100 customers (-0.5 to 6); 36% of that here, where the chance to leave is 10.0%"
    assert the_call(churn_probability=0.1)["why"] == said
    assert the_call(churn_probability=0.1, escalations_open=1)["why"] == f"{said}; escalation open: × 1.3"


def test_an_unknown_churn_probability_takes_the_mean_room_of_the_book():
    found = prior_impact(pl.DataFrame({"account_id": ["a", "b", "c"], "churn_probability": [0.5, 0.5, None]}))
    assert found.filter(pl.col("mode") == "call")["impact"].n_unique() == 1


def test_who_is_certain_to_leave_takes_no_room_from_those_of_unknown_chance():
    book = pl.DataFrame({"account_id": ["a", "b", "c"], "churn_probability": [0.5, 1.0, None]})
    calls = dict(prior_impact(book).filter(pl.col("mode") == "call").select("account_id", "impact").iter_rows())
    assert calls["c"] == calls["a"] > calls["b"] == 0


def test_late_onboarding_calls_for_a_workshop():
    late = prior_impact(pl.DataFrame({"account_id": ["a"], "churn_probability": [0.2], "onboarding_status": ["stuck"]}))
    fine = prior_impact(pl.DataFrame({"account_id": ["a"], "churn_probability": [0.2], "onboarding_status": ["on track"]}))
    more = late.join(fine, on="mode").filter(pl.col("impact") > pl.col("impact_right"))
    assert more["mode"].to_list() == ["workshop"]


def test_an_empty_book_gives_an_empty_table_and_a_frame_without_ids_is_refused():
    assert prior_impact(pl.DataFrame(schema={"account_id": pl.String})).is_empty()
    with pytest.raises(BadInput, match="account_id"):
        prior_impact(pl.DataFrame({"name": ["a"]}))


def test_each_assumption_is_a_row_with_its_reason():
    modes = {m.mode for m in PRIOR}
    assert all(m.low <= m.most <= m.high and m.why for m in PRIOR)
    assert all(set(lift.modes) <= modes and lift.why and lift.factor > 0 for lift in LIFTS)
