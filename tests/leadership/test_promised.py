"""A committed plan against what came: hours, touches, accounts kept; and no word on causes."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.identity.answers import answer
from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.leadership.hours.promised import NO_CAUSE, against_forecast, plans
from tests.leadership.past_plans import THEN, a_past, commit_then, two_way
from tests.worlds import IMPORTED, TODAY

CALLS = {f"c{i}": ("call", "Mia Sand", 1.0) for i in range(20)}


def told(store, day=TODAY):
    snap = snapshot(store, day)
    return against_forecast(snap, plans(snap)[-1])


def test_hours_planned_stand_beside_hours_logged_by_person_and_mode(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS | {"c30": ("named CSM", "Uwe Kern", 12.0)})
    two_way(store, "c0", 3, minutes=60)
    two_way(store, "c0", 5, minutes=30, mode="email", two_way=False)
    two_way(store, "c50", 6, minutes=120)
    hours = told(store)["hours"]
    assert (hours["planned"], hours["logged"], hours["elsewhere"]) == (32.0, 1.5, 2.0)
    assert {p["person"]: (p["planned"], p["logged"], p["elsewhere"]) for p in hours["by_person"]} == {
        "Mia Sand": (20.0, 1.5, 2.0), "Uwe Kern": (12.0, 0.0, 0.0),
    }  # fmt: skip
    assert {m["mode"]: (m["accounts"], m["planned"], m["logged"]) for m in hours["by_mode"]} == {
        "call": (20, 20.0, 1.5), "named CSM": (1, 12.0, 0.0),
    }  # fmt: skip
    assert {c["mode"]: (c["touches"], c["minutes"]) for c in hours["by_contact"]} == {"call": (2, 180.0), "email": (1, 30.0)}


def test_what_came_before_the_plan_or_after_its_quarter_is_not_its_work(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS)
    for days in (-1, 92):
        two_way(store, "c0", days, minutes=60)
    found = told(store)
    assert found["hours"]["logged"] == 0 and found["touched"]["accounts"] == 0


@pytest.mark.parametrize("other", ["c50", "c1"])
def test_work_for_an_account_that_is_part_of_another_one_by_now_stays_the_plans_work(tmp_path, other):
    store = a_past(tmp_path)
    commit_then(store, CALLS)
    two_way(store, "c0", 3, minutes=60)
    answer(store, f"hubspot/{other}", "hubspot/c0", noun="company", same=True, by="Ann", now=IMPORTED)
    assert len(snapshot(store, TODAY).moved) == 1
    hours = told(store)["hours"]
    assert (hours["planned"], hours["logged"], hours["elsewhere"]) == (20.0, 1.0, 0.0)
    assert [(m["accounts"], m["logged"]) for m in hours["by_mode"]] == [(20, 1.0)]
    assert (told(store)["touched"]["accounts"], told(store)["touched"]["n"]) == (1, 20 if other == "c50" else 19)


def test_accounts_that_got_their_touch_are_those_of_two_way_contact_in_person(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS | {"c40": ("agent with review", "Uwe Kern", 0.25)})
    for account in ("c0", "c1", "c40"):
        two_way(store, account, 10)
    two_way(store, "c2", 10, two_way=False)
    touched = told(store)["touched"]
    assert (touched["accounts"], touched["n"], touched["point"]) == (2, 20, pytest.approx(0.1))
    assert touched["low"] < 0.1 < touched["high"]


def test_before_ninety_days_it_cannot_tell_and_says_when_it_could(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS)
    kept = told(store, THEN + timedelta(days=89))["kept"]
    assert kept["kept"] is None and f"cannot tell yet, first on {spelt(THEN + timedelta(days=90))}" in kept["says"]
    assert told(store, THEN + timedelta(days=90))["kept"]["kept"] == 20


def test_kept_is_held_against_agents_alone_and_against_the_plan(tmp_path):
    store = a_past(tmp_path, left=(1, 50, 51))
    commit_then(store, CALLS)
    found = told(store)
    assert found["kept"]["kept"] == 19 and found["kept"]["n"] == 20
    assert found["kept"]["expected_alone"]["point"] == pytest.approx(18.0)
    assert found["kept"]["expected"]["point"] == pytest.approx(19.0)
    assert found["kept"]["expected"]["low"] < 18 and "within what was forecast" in found["kept"]["says"]
    assert (found["left_to_agents"]["kept"], found["left_to_agents"]["n"]) == (38, 40)
    assert found["left_to_agents"]["expected"] == found["left_to_agents"]["expected_alone"]


def test_far_fewer_kept_than_forecast_is_said_without_a_cause(tmp_path):
    store = a_past(tmp_path, left=range(10))
    commit_then(store, CALLS)
    found = told(store)
    assert "fewer than forecast" in found["kept"]["says"] and found["says"] == NO_CAUSE
    assert "pilot" in NO_CAUSE


def test_impact_in_money_is_brought_back_to_accounts(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS, unit="arr_kept", impact=0.05 * 1_200, low=0.0, high=0.1 * 1_200)
    assert told(store)["kept"]["expected"]["point"] == pytest.approx(19.0)


def test_a_plan_of_before_units_were_kept_counts_accounts_unless_it_cannot(tmp_path):
    store = a_past(tmp_path)
    about = {"plan_id": "old", "as_of": THEN, "set_at": "2026-03-20T12:00:00", "mode": "call", "person": "Mia Sand", "hours": 1.0}
    store.append("coverage", [about | {"id": "o1", "account_id": "c1", "impact": 0.05}])
    store.append("coverage", [about | {"plan_id": "older", "id": "o2", "account_id": "c1", "impact": 60.0}])
    assert [p["unit"] for p in plans(snapshot(store, TODAY))] == ["arr_kept", "accounts_kept"]


def test_a_plan_that_another_replaced_is_judged_by_the_time_for_which_it_stood(tmp_path):
    store = a_past(tmp_path)
    commit_then(store, CALLS)
    commit_then(store, {"c0": ("call", "Mia Sand", 1.0)}, day=THEN + timedelta(days=45), plan_id="p2")
    two_way(store, "c0", 50, minutes=60)
    first = told(store)
    assert first["until"] == THEN + timedelta(days=45) and first["days"] == 45 and first["hours"]["logged"] == 0
    assert first["kept"]["expected"]["point"] == pytest.approx(18 + 20 * 0.05 * 45 / 91)


def test_unknown_chances_are_left_out_and_counted(tmp_path):
    store = a_past(tmp_path, chance=None)
    commit_then(store, CALLS)
    assert "cannot tell: of 20 accounts no chance" in told(store)["kept"]["says"]


def test_who_had_given_notice_was_expected_to_leave_whatever_a_model_said(tmp_path):
    store = a_past(tmp_path, chance=0.1)
    file = next((store.lake / "snapshots").glob("*.parquet"))
    gone = pl.col("account_id") == "c0"
    noticed = [pl.when(gone).then(THEN).otherwise(None).alias("notice_given_on"), pl.when(gone).then(30).alias("days_to_renewal")]
    pl.read_parquet(file).with_columns(noticed).write_parquet(file)
    commit_then(store, CALLS)
    assert told(store)["kept"]["expected_alone"]["point"] == pytest.approx(19 * 0.9)


def test_a_store_without_plans_has_none(tmp_path):
    assert plans(snapshot(a_past(tmp_path), TODAY)) == []
