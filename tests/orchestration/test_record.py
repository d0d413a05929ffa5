"""Rates with intervals, and which goals the work served."""

import pytest

from cs_core.orchestration.record import effort_by_goal, newcombe, wilson
from cs_core.orchestration.work import log_touch
from cs_core.records import Task
from tests.orchestration.builders import NOW, TODAY, a_proposal
from tests.worlds import a_store, with_company


def test_wilson_gives_the_published_interval_and_nothing_for_no_trials():
    found = wilson(90, 100)
    assert found.point == 0.9 and found.low == pytest.approx(0.826, abs=1e-3) and found.high == pytest.approx(0.945, abs=1e-3)
    assert wilson(0, 0) is None
    assert wilson(0, 10).low == 0 and wilson(10, 10).high == pytest.approx(1)


def test_a_difference_of_shares_has_newcombes_published_interval():
    found = newcombe(56, 70, 48, 80)
    assert tuple(found) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert newcombe(1, 2, 0, 0) is None


def test_effort_is_split_over_the_goals_it_served_and_the_rest_is_named_none(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        store.append("proposal", [a_proposal(id="p")])
        store.append(
            "routed", [{"id": "p", "proposal_id": "p", "cycle_id": "c1", "as_of": TODAY, "route": "human_only", "goals": ["grr", "nrr"]}]
        )
        task = Task(
            id="t",
            account_id="acme",
            proposal_id="p",
            agent="risk",
            assignee="Mia",
            title="",
            brief="",
            due_on=TODAY,
            minutes=20,
            created_at=NOW,
        )
        store.append("task", [task])
        log_touch(store, "acme", mode="call", minutes=30, by="Mia", now=NOW, task_id="t")
        log_touch(store, "acme", mode="email", minutes=10, by="Mia", now=NOW)
        assert dict(effort_by_goal(store, TODAY).select("goal", "minutes").iter_rows()) == {"grr": 15, "nrr": 15, "none": 10}


def test_an_empty_store_has_no_effort(tmp_path):
    with a_store(tmp_path) as store:
        assert effort_by_goal(store, TODAY).is_empty()
