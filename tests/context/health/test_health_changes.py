"""What moved a score from cycle to cycle, and how it stands to the account's own past and to its peers."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from cs_core.context.health import drivers, health, weights
from cs_core.context.health.changes import changes
from cs_core.context.health.relative import FEWEST_PEERS, FEWEST_WEEKS, relative
from cs_core.context.health.weights import DEFAULTS, set_weight
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS, type_of
from tests.worlds import TODAY, ago

GOOD = {
    "usage_z": 0.0, "utilisation": 60.0, "features_4w": 4, "days_since_event": 1, "onboarding_status": "done", "escalations_open": 0,
    "satisfaction_90d": 90.0, "champion": "Ada Lind", "days_since_touch": 10, "overdue_invoices": 0,
}  # fmt: skip


def frame(*rows):
    full = [dict.fromkeys(SIGNALS) | {"account_id": "acme", "segment": "mid-market", "plan": "Pro"} | row for row in rows]
    return pl.DataFrame(full, schema={name: type_of(name) for name in SIGNALS})


def a_cycle(store, day, *rows, cycle=None, drop=()):
    """What a cycle keeps: its row and the signals of the day beside the store."""
    cycle = cycle or f"cycle-{day}"
    store.append("cycle", [{"id": cycle, "as_of": day, "started_at": datetime.combine(day, datetime.min.time())}])
    folder = store.lake / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    frame(*rows).drop(drop).write_parquet(folder / f"{day}-{cycle}.parquet")


def test_two_cycles_are_enough_and_the_drivers_add_up_to_the_change(store):
    a_cycle(store, ago(7), GOOD)
    a_cycle(store, TODAY, GOOD | {"usage_z": -4.0, "overdue_invoices": 2, "satisfaction_90d": 95.0})
    [change] = changes(store, "acme", TODAY)
    assert (change["date"], change["since"]) == (TODAY, ago(7))
    assert change["to"] < change["from"] - 15
    assert sum(d["points"] for d in change["drivers"]) == pytest.approx(change["to"] - change["from"], abs=0.3)
    assert [d["measure"] for d in change["drivers"]] == ["usage trend", "payment", "satisfaction"]
    assert change["drivers"][1]["why"] == "invoices past their due day: 2 (before: invoices past their due day: 0)"


def test_one_cycle_an_unmoved_score_and_an_unknown_account_have_no_changes(store):
    assert changes(store, "acme", TODAY) == []
    a_cycle(store, ago(7), GOOD)
    assert changes(store, "acme", TODAY) == []
    a_cycle(store, TODAY, GOOD)
    assert changes(store, "acme", TODAY) == changes(store, "bolt", TODAY) == []


def test_what_later_cycles_saw_is_not_told_of_an_earlier_day(store):
    for day, z in ((ago(14), 0.0), (ago(7), -2.0), (TODAY, -4.0)):
        a_cycle(store, day, GOOD | {"usage_z": z})
    assert [c["date"] for c in changes(store, "acme", TODAY)] == [TODAY, ago(7)]
    assert [c["date"] for c in changes(store, "acme", ago(1))] == [ago(7)]


def test_the_last_cycle_of_a_day_counts(store):
    a_cycle(store, ago(7), GOOD)
    a_cycle(store, TODAY, GOOD | {"usage_z": -4.0}, cycle="first")
    a_cycle(store, TODAY, GOOD, cycle="second")
    assert changes(store, "acme", TODAY) == []


def test_a_change_of_the_weights_is_a_driver_of_its_own_with_its_author(store):
    poor = GOOD | {"usage_z": -3.0}
    a_cycle(store, ago(7), poor)
    a_cycle(store, TODAY, poor)
    set_weight(store, segment="mid-market", measure="usage trend", weight=75, by="Lena", now=datetime.combine(ago(2), datetime.min.time()))
    [change] = changes(store, "acme", TODAY)
    [driver] = change["drivers"]
    assert driver == {
        "measure": "weights", "points": pytest.approx(change["to"] - change["from"], abs=0.05),
        "why": "the weights were changed: usage trend in mid-market: 25 to 75 by Lena",
    }  # fmt: skip
    assert change["to"] < change["from"] - 10


def test_what_became_unknown_is_named_and_an_older_file_without_a_column_is_read(store):
    a_cycle(store, ago(14), GOOD, drop=["satisfaction_90d", "usage_alert"])
    a_cycle(store, ago(7), GOOD | {"satisfaction_90d": 40.0})
    a_cycle(store, TODAY, {"satisfaction_90d": 40.0})
    lost, worse = changes(store, "acme", TODAY)
    assert (lost["to"], {d["points"] for d in lost["drivers"]}) == (None, {None})
    assert {"usage trend", "champion"} <= {d["measure"] for d in lost["drivers"]}
    assert all(d["why"].startswith("unknown") for d in lost["drivers"])
    [found] = [d for d in worse["drivers"] if d["measure"] == "satisfaction"]
    assert found["points"] < 0 and "unknown" in found["why"]


def own(store, *rows, day=TODAY):
    now = frame(*rows)
    now = now.drop("health", "health_band").join(health(now), on="account_id")
    told = relative(snapshot(store, day), now, DEFAULTS)
    return told.select("health_vs_own", "health_vs_own_weeks").row(0)


def test_health_against_the_own_past_is_points_from_its_median_of_the_weeks(store):
    for week in range(1, 7):
        a_cycle(store, ago(7 * week), GOOD)
    points, weeks = own(store, GOOD | {"usage_z": -4.0})
    assert weeks == 6
    assert points == pytest.approx(-25 * 100 * 0.8 / 110, abs=0.01)
    assert own(store, GOOD)[0] == 0.0


def test_one_bad_week_in_the_past_moves_what_is_usual_by_nothing(store):
    for week in range(1, 7):
        a_cycle(store, ago(7 * week), GOOD | ({"usage_z": -4.0} if week == 3 else {}))
    assert own(store, GOOD)[0] == 0.0


def test_too_few_weeks_are_no_past_and_daily_cycles_of_one_week_are_one_week(store):
    for day in range(1, 6):
        a_cycle(store, ago(day), GOOD)
    assert own(store, GOOD) == (None, None)
    for week in range(2, FEWEST_WEEKS + 1):
        a_cycle(store, ago(7 * week), GOOD)
    assert own(store, GOOD)[1] == FEWEST_WEEKS
    assert own(store, GOOD, day=ago(20)) == (None, None)


def test_the_past_is_scored_by_the_weights_of_today(store):
    for week in range(1, 7):
        a_cycle(store, ago(7 * week), GOOD | {"usage_z": -3.0})
    set_weight(store, segment="mid-market", measure="usage trend", weight=90, by="Lena", now=datetime.combine(TODAY, datetime.min.time()))
    assert own(store, GOOD | {"usage_z": -3.0})[0] == 0.0


def test_peers_are_those_of_the_same_segment_and_plan(store):
    rows = [GOOD | {"account_id": f"a{n:02}", "usage_z": -4.0 + 0.1 * n} for n in range(FEWEST_PEERS + 1)]
    rows += [GOOD | {"account_id": "alone", "plan": "Basic"}, GOOD | {"account_id": "gone", "churned_on": TODAY - timedelta(days=3)}]
    now = frame(*rows)
    now = now.drop("health", "health_band").join(health(now), on="account_id")
    told = {r["account_id"]: r for r in relative(snapshot(store, TODAY), now, DEFAULTS).to_dicts()}
    assert (told["a00"]["health_vs_peers"], told["a10"]["health_vs_peers"], told["a20"]["health_vs_peers"]) == (0.0, 50.0, 100.0)
    assert told["a00"]["health_peers"] == FEWEST_PEERS
    assert told["alone"]["health_vs_peers"] is told["gone"]["health_vs_peers"] is None


def test_the_drivers_of_today_follow_the_weights_that_were_set(store):
    row = frame(GOOD | {"usage_z": -3.0}).row(0, named=True)
    set_weight(store, segment="mid-market", measure="usage trend", weight=0, by="Lena", now=datetime.combine(TODAY, datetime.min.time()))
    assert "usage trend" not in {d["measure"] for d in drivers(row, weights(store, TODAY))}
    assert "usage trend" in {d["measure"] for d in drivers(row)}
