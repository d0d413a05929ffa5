"""RavenStack is the negative control: nothing in it tells who leaves, and the backtest must say so."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.backtest import backtest
from cs_core.leadership.coverage import plan
from cs_core.leadership.forecast import retention

ROOT = Path(__file__).resolve().parents[2]
RAVENSTACK = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT.parent / "shared" / "data")) / "exports" / "ravenstack"

pytestmark = pytest.mark.skipif(not RAVENSTACK.is_dir(), reason=f"no RavenStack export at {RAVENSTACK}")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("ravenstack") / "context.db") as opened:
        import_paths(opened, [RAVENSTACK], now=datetime(2025, 1, 2, 8))
        yield opened


@pytest.fixture(scope="module")
def told(store):
    return backtest(store, date(2023, 9, 1), date(2024, 9, 30), leak=True)


def test_the_backtest_says_that_there_is_nothing_to_find(told):
    assert told["departures"] > 200 and told["auc"]["low"] <= 0.5 <= told["auc"]["high"]
    assert told["says"].startswith("There is nothing to find")
    assert told["precision_interval"]["low"] <= told["base_rate"] + 0.02
    lists = {row["name"]: row for row in told["compared"]["policies"]}
    assert not any(row["precision"]["low"] > told["base_rate"] for row in lists.values()), "no list finds anything either"
    assert all(lists[n]["ahead"]["precision"]["low"] <= 0 <= lists[n]["ahead"]["precision"]["high"] for n in lists if lists[n]["ahead"])
    assert told["calibration"]["ece"] is None and "No outlook was usable" in told["calibration"]["says"]
    leak = told["leak_test"]
    assert not leak["leak"] and leak["auc"]["low"] <= 0.5 <= leak["auc"]["high"]


def test_retention_cannot_be_told_where_departures_contradict_subscriptions(store, told):
    kept = retention(snapshot(store, date(2024, 12, 31)))
    assert [kept[k]["point"] for k in ("grr", "nrr", "logo")] == [None] * 3 and "300 of 315" in kept["grr"]["says"]
    assert "disputed" in told["says"]


def test_coverage_works_without_a_team_when_hours_are_given(store):
    made = plan(snapshot(store, date(2024, 12, 31)), hours=100)
    assert 0 < sum(a["hours"] for a in made["assignments"]) <= 100 and {a["person"] for a in made["assignments"]} == {"unassigned"}
    assert "cannot be told apart" in made["says"] and "arbitrary" in made["says"]
