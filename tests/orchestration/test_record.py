"""Rates with intervals, and which goals the work served."""

import pytest

from cs_core.orchestration.record import effort_by_goal, rates, wilson
from cs_core.orchestration.review import decide
from cs_core.orchestration.work import log_touch
from cs_core.records import Task
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, with_company


def test_wilson_gives_the_published_interval_and_nothing_for_no_trials():
    found = wilson(90, 100)
    assert found.point == 0.9 and found.low == pytest.approx(0.826, abs=1e-3) and found.high == pytest.approx(0.945, abs=1e-3)
    assert wilson(0, 0) is None
    assert wilson(0, 10).low == 0 and wilson(10, 10).high == pytest.approx(1)


def test_rates_count_decisions_by_agent_and_cannot_tell_without_any(tmp_path):
    with a_store(tmp_path) as store:
        for n, word in enumerate(("approve", "approve", "reject")):
            made = waiting(store, a_proposal(id=f"p{n}"))
            decide(store, made.id, word, by="Lea", now=NOW)
        waiting(store, a_proposal(id="g", agent="growth"))
        risk, growth = rates(store).sort("agent", descending=True).to_dicts()
        assert (risk["proposals"], risk["n"], risk["accepted"], risk["rejected"]) == (3, 3, pytest.approx(2 / 3), pytest.approx(1 / 3))
        assert risk["accepted_low"] == pytest.approx(wilson(2, 3).low) and risk["accepted_high"] == pytest.approx(wilson(2, 3).high)
        assert risk["grounded"] == 1 and growth["n"] == 0 and growth["accepted"] is None and growth["accepted_low"] is None
        assert rates(store, by=("agent", "play")).height == 2


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


def test_an_empty_store_has_no_effort_and_no_rates(tmp_path):
    with a_store(tmp_path) as store:
        assert effort_by_goal(store, TODAY).is_empty() and rates(store).is_empty()
