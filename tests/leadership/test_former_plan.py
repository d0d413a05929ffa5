"""A committed plan gives way to the one before it, as a new plan."""

from datetime import date, datetime, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import Refused
from cs_core.leadership.coverage import current_plan
from cs_core.leadership.hours.former import former, put_back, what_changes
from cs_core.leadership.hours.overrides import Instead, keep
from tests.worlds import a_store, with_company, with_subscription, with_team_member

NOW = datetime(2026, 6, 28, 9)


def commit(store, plan_id: str, hours: dict[str, float], at: datetime) -> None:
    about = {"as_of": date(2026, 6, 28), "set_at": at}
    told = {"id": plan_id, "rule": "impact", "unit": "arr_kept", "hours": sum(hours.values()), "by": "Lea"}
    store.append("coverage_plan", [about | told])
    store.append(
        "coverage",
        [
            about | {"id": f"{plan_id}:{a}", "plan_id": plan_id, "account_id": a, "mode": "call", "person": "Mia", "hours": h}
            for a, h in hours.items()
        ],
    )


def test_the_former_plan_stands_again_as_a_new_one(tmp_path):
    with a_store(tmp_path) as store:
        commit(store, "first", {"acme": 2.0, "bolt": 1.0}, NOW)
        commit(store, "second", {"cedar": 3.0}, NOW + timedelta(hours=1))
        assert former(store)["id"] == "first"
        plan_id = put_back(store, by="Lea", now=NOW + timedelta(hours=2))
        now = current_plan(store)
        assert now["plan_id"] == plan_id != "first"
        assert {r["account_id"]: r["hours"] for r in now["assignments"]} == {"acme": 2.0, "bolt": 1.0}
        assert former(store)["id"] == "second" and store.count("coverage_plan") == 3


def test_without_a_plan_before_it_is_refused(tmp_path):
    with a_store(tmp_path) as store:
        commit(store, "first", {"acme": 2.0}, NOW)
        with pytest.raises(Refused, match="No plan stood before"):
            put_back(store, by="Lea", now=NOW)


def test_what_it_would_change_is_told_before_and_a_past_day_keeps_the_plan_of_its_time(tmp_path):
    later = NOW + timedelta(days=2)
    with a_store(tmp_path) as store:
        for name in ("acme", "bolt", "cedar", "dune"):
            with_subscription(store, with_company(store, name), mrr=100.0)
        commit(store, "first", {"acme": 2.0, "bolt": 1.0, "dune": 1.0}, NOW)
        commit(store, "second", {"bolt": 3.0, "cedar": 3.0, "dune": 1.0}, NOW + timedelta(hours=1))
        found = what_changes(snapshot(store, later.date()))
        assert [row["account_id"] for row in found["gains"]] == ["acme"] and found["gains"][0]["to"] == "call, Mia, 2 h"
        assert [row["account_id"] for row in found["loses"]] == ["cedar"]
        assert [(row["from"], row["to"]) for row in found["changes"]] == [("call, Mia, 3 h", "call, Mia, 1 h")]
        assert (found["same"], found["hours"], found["hours_now"]) == (1, 4.0, 7.0)
        put_back(store, by="Lea", now=later)
        assert current_plan(store, as_of=NOW.date())["plan_id"] == "second"
        assert current_plan(store, as_of=later.date())["as_of"] == later.date().isoformat()


def test_it_comes_back_as_it_stood_last_with_its_overrides(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Uwe Kern", hours=20)
        for name in ("acme", "bolt"):
            with_subscription(store, with_company(store, name), mrr=100.0)
        commit(store, "first", {"acme": 2.0, "bolt": 1.0}, NOW)
        said = {"reason": "promise", "why": "they were promised it", "by": "Lea"}
        keep(snapshot(store, NOW.date()), "acme", Instead("workshop", "Uwe Kern", 4.0), now=NOW + timedelta(minutes=1), **said)
        keep(snapshot(store, NOW.date()), "bolt", Instead(None), now=NOW + timedelta(minutes=2), **said)
        commit(store, "second", {"bolt": 3.0}, NOW + timedelta(hours=1))
        put_back(store, by="Lea", now=NOW + timedelta(hours=2))
        assert [(r["account_id"], r["mode"], r["person"]) for r in current_plan(store)["assignments"]] == [("acme", "workshop", "Uwe Kern")]


def test_a_customer_who_has_left_is_not_told_of(tmp_path):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store, "acme"), mrr=100.0, ended_on=NOW.date() - timedelta(days=5))
        with_subscription(store, with_company(store, "bolt"), mrr=100.0)
        commit(store, "first", {"acme": 2.0, "bolt": 1.0}, NOW)
        assert what_changes(snapshot(store, NOW.date())) is None
        commit(store, "second", {"bolt": 1.0}, NOW + timedelta(hours=1))
        found = what_changes(snapshot(store, NOW.date()))
        assert (found["accounts"], found["hours"], found["gains"]) == (1, 1.0, [])
