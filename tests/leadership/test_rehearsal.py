"""A demo company's played past: who decides, what it fills, and where it is refused."""

from datetime import date, datetime, time

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import REHEARSED, open_store
from cs_core.demo.first_start import make_demo
from cs_core.errors import Refused
from cs_core.leadership.rehearsal import rehearse
from cs_core.leadership.rehearsing.leader import MEETING, QUARTER, keep_the_plan
from cs_core.orchestration.review import queue
from tests import worlds

END = date(2026, 6, 28)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A demo of 60 customers with two weeks played."""
    folder = tmp_path_factory.mktemp("played")
    with open_store(folder / "c.db") as store:
        make_demo(store, folder / "x", accounts=60, seed=3, weeks=60, end=END, now=datetime.combine(END, time(12)))
        documents = rehearse(store, end=END, weeks=2)
        yield store, documents


def test_weeks_are_played_up_to_the_last_day(played):
    store, documents = played
    assert [d["as_of"] for d in documents] == ["2026-06-21", "2026-06-28"]
    assert store.get(REHEARSED) == "2"


def test_every_decision_and_touch_says_that_it_is_simulated(played):
    store, _ = played
    decisions, touches = store.frame("decision"), store.rows("touch")
    assert decisions.height > 10 and decisions["by"].str.ends_with("(simulated)").all()
    assert touches and all("simulated" in t["result"] for t in touches)


def test_people_keep_part_of_the_plan_and_the_last_cycle_waits_for_whoever_looks(played):
    store, _ = played
    kept = [t for t in store.rows("touch") if t["result"].startswith("as planned")]
    assert 0 < len({t["account_id"] for t in kept}) < store.frame("coverage").height
    assert max(t["minutes"] for t in kept) <= MEETING
    assert queue(store, now=datetime.combine(END, time(13)))
    assert not any(d.date() == END for d in store.frame("decision")["decided_at"])


def test_drafts_are_approved_edited_and_rejected_with_a_reason(played):
    store, _ = played
    said = store.frame("decision", "decision", "reason", "edit_distance")
    assert set(said["decision"]) == {"approve", "edit", "reject"}
    assert (said.filter(pl.col("decision") == "reject")["reason"] != "").all()


def test_a_simulated_leader_sets_goals_and_a_plan_first(played):
    store, _ = played
    assert {row["by"] for row in store.rows("goal")} == {"leader (simulated)"}
    assert store.count("coverage") and all(row["as_of"] == "2026-06-21" for row in store.rows("coverage_plan"))


def test_a_past_is_given_once_and_never_to_ones_own_data(played, tmp_path):
    store, _ = played
    with pytest.raises(Refused, match="has cycles already"):
        rehearse(store, end=END, weeks=1)
    mine = worlds.a_store(tmp_path)
    worlds.with_company(mine)
    with pytest.raises(Refused, match="Only a demo company"):
        rehearse(mine, end=END, weeks=1)


def test_whoever_spoke_with_a_customer_says_how_it_felt_once_there_is_a_health_score(tmp_path):
    with worlds.a_store(tmp_path) as store:
        worlds.with_company(store, "acme")
        worlds.with_company(store, "bolt")
        day = date(2026, 6, 29)
        plan = [("acme", "named CSM"), ("bolt", "call")]
        keys = {"plan_id": "p", "as_of": day, "person": "Ada", "hours": 12.0, "why": "", "set_at": day}
        store.append("coverage", [keys | {"id": a, "account_id": a, "mode": mode} for a, mode in plan])
        (store.lake / "snapshots").mkdir(parents=True)
        pl.DataFrame({"account_id": ["acme"], "health": [80.0]}).write_parquet(store.lake / "snapshots" / "2026-06-29-c.parquet")
        for week in range(QUARTER):
            keep_the_plan(snapshot(store, day), week)
        met = {row["account_id"] for row in store.rows("touch")}
        assert {row["account_id"] for row in store.rows("pulse")} == met & {"acme"}
        assert all(4 <= row["score"] <= 6 and "simulated" in row["why"] for row in store.rows("pulse"))
