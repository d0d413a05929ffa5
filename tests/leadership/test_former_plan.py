"""A committed plan gives way to the one before it, as a new plan."""

from datetime import date, datetime, timedelta

import pytest

from cs_core.errors import Refused
from cs_core.leadership.coverage import current_plan
from cs_core.leadership.hours.former import former, put_back
from tests.worlds import a_store

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
