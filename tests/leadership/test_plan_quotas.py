"""Goals keep hours for whom they are about: setting one moves a plan's hours there, taking it away moves them back."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.coverage import plan
from cs_core.leadership.goals import set_goals
from cs_core.leadership.hours.quotas import kept_by_goals
from tests.conftest import END

NOON = datetime(END.year, END.month, END.day, 12)
FEW_HOURS, SOME_HOURS = 60.0, 80.0
"""With the fewer, one account that is worth four hours in one piece decides whether a share is reached."""


def hours_for(made: dict, accounts: pl.Series) -> float:
    """Share of the plan's hours that these accounts get."""
    rows = pl.DataFrame(made["assignments"])
    return rows.filter(pl.col("account_id").is_in(accounts.implode()))["hours"].sum() / rows["hours"].sum()


@pytest.mark.parametrize("key,change", [("touch_every_days", 30), ("ttv_days", 20), ("long_tail_grr", "90@2099-01-01*2")])
def test_a_goal_moves_a_plans_hours_to_its_customers_and_back(demo_store, key, change):
    with open_store(demo_store) as store:
        before = plan(snapshot(store, END), hours=FEW_HOURS)
        set_goals(store, {key: change}, by="Ines", now=NOON, snap=snapshot(store, END))
        snap = snapshot(store, END)
        [kept] = kept_by_goals(snap)
        bound = plan(snap, hours=FEW_HOURS, unit="accounts_kept")
        told = bound["kept_by_goals"][0]
        assert told["share"] == pytest.approx(hours_for(bound, kept.accounts))
        assert told["share"] >= min(kept.share - 0.02, hours_for(before, kept.accounts))
        assert told["met"] or told["share"] > hours_for(before, kept.accounts)
        assert sum(told[fate] for fate in ("served", "held", "no_gain", "left")) == told["accounts"]
        set_goals(store, {key: None}, by="Ines", now=NOON.replace(hour=13), snap=snap)
        assert plan(snapshot(store, END), hours=FEW_HOURS)["assignments"] == before["assignments"]


def test_what_a_goal_keeps_costs_impact_that_the_bound_still_shows(demo_store):
    with open_store(demo_store) as store:
        free = plan(snapshot(store, END), hours=SOME_HOURS, unit="arr_kept")
        set_goals(store, {"long_tail_grr": "90@2099-01-01*2"}, by="Ines", now=NOON, snap=snapshot(store, END))
        kept = plan(snapshot(store, END), hours=SOME_HOURS, unit="arr_kept")
    tail = next(m for m in kept["kept_by_goals"] if m["goal"] == "long_tail_grr")
    assert kept["impact"]["point"] < free["impact"]["point"] <= kept["bound"] * 1.0001
    assert tail["share"] > 0.5 and tail["met"]
    assert "keeps 60% of the hours for customers of the long tail" in kept["says"]
