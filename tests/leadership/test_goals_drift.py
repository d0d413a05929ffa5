"""Effort is counted for the goal it served, for none, or as what worked against one; the shares make one."""

from datetime import datetime, time

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.steering.drift import AGAINST, AGAINST_GOALS, NONE, SERVED, UNDONE_BY_NOTHING, UNTOLD, drift
from cs_core.orchestration.cost import cost_to_serve
from cs_core.orchestration.direction import GOALS, Direction
from cs_core.records import Action, Case, Task
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_record, with_subscription, with_touch


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for company, segment in (("acme", "Long tail"), ("bolt", "Enterprise")):
            with_company(store, company, segment=segment)
            with_subscription(store, company, mrr=100.0)
        yield store


def wrote(store, agent, account="acme", day=3, n=0):
    made = Action(
        id=f"{agent}-{account}-{day}-{n}", proposal_id="p", account_id=account, agent=agent, kind="message", channel="email",
        recipient="a@b.example", subject="s", body="b", created_at=datetime.combine(ago(day), time(9)), authorised_by="Lea",
    )  # fmt: skip
    with_record(store, made)


def at_risk(store, account="acme", opened=10, closed=None):
    case = {"case_id": f"r-{account}", "agent": "risk", "account_id": account, "kind": "risk", "state": "open", "reason": "use fell"}
    with_record(store, Case(id=f"{account}{closed}", as_of=ago(opened), opened_on=ago(opened), closed_on=closed, **case))


def on_a_task(store, *, minutes):
    """A call on a task of the risk agent."""
    task = Task(
        id="t", account_id="bolt", proposal_id="p", agent="risk", assignee="Mia Sand", title="t", brief="b", due_on=TODAY, minutes=20,
        created_at=datetime.combine(ago(9), time(9)),
    )  # fmt: skip
    with_record(store, task)
    touch = {"id": "x", "account_id": "bolt", "task_id": "t", "mode": "call", "minutes": minutes, "two_way": False, "by": "Mia Sand"}
    store.append("touch", [touch | {"at": datetime.combine(ago(4), time(9)), "done": True}])


def told(store, **goals):
    return drift(snapshot(store, TODAY), Direction(goals))


def kinds(found, measure="actions"):
    return {(row["kind"], row["goal"]): row[measure] for row in found["rows"]}


def test_every_goal_says_what_works_against_it_or_that_nothing_does():
    assert {a.goal for a in AGAINST_GOALS} | set(UNDONE_BY_NOTHING) == {g.key for g in GOALS} and all(a.why for a in AGAINST_GOALS)


def test_without_effort_and_without_goals_it_says_so(store):
    assert "No effort in the last 28 days" in told(store)["says"]
    with_touch(store, "acme", minutes=45)
    assert "No goal is set" in told(store)["says"] and kinds(told(store), "minutes") == {(NONE, "none"): 45}


def test_a_message_counts_for_the_goals_that_its_agent_serves_there(store):
    wrote(store, "risk")
    wrote(store, "risk", "bolt")
    wrote(store, "growth", "bolt")
    assert kinds(told(store, long_tail_grr=90.0)) == {(SERVED, "long_tail_grr"): 1, (NONE, "none"): 2}
    both = told(store, long_tail_grr=90.0, grr=90.0)
    assert kinds(both) == {(SERVED, "grr"): 1.5, (SERVED, "long_tail_grr"): 0.5, (NONE, "none"): 1}
    assert sum(row["actions_share"] for row in both["rows"]) == pytest.approx(1)


def test_selling_into_an_open_risk_works_against_keeping_revenue(store):
    at_risk(store)
    wrote(store, "growth")
    wrote(store, "growth", "bolt")
    found = told(store, grr=90.0)
    assert kinds(found) == {(AGAINST, "grr"): 1, (NONE, "none"): 1} and found["rows"][0]["accounts"] == ["acme"]
    assert "open risk" in found["rows"][0]["why"] and "50% of messages worked against one" in found["says"]
    at_risk(store, closed=ago(5))
    assert kinds(told(store, grr=90.0)) == {(NONE, "none"): 2}, "the risk was over by then"


def test_how_a_customer_stood_is_what_the_cycle_of_those_days_kept(store):
    folder = store.lake / "snapshots"
    folder.mkdir(parents=True)
    stuck = snapshot(store, TODAY).signals.with_columns(pl.lit("stuck").alias("onboarding_status"))
    stuck.write_parquet(folder / f"{ago(12)}-c1.parquet")
    for day in (10, 20):
        wrote(store, "relationship", day=day)
    assert kinds(told(store, ttv_days=30.0)) == {(AGAINST, "ttv_days"): 1, (NONE, "none"): 1}


def test_a_person_s_two_way_contact_serves_the_touch_goal_unless_the_customer_is_at_the_cap(store):
    with_touch(store, "bolt", day=ago(4), minutes=30)
    assert kinds(told(store, touch_every_days=30.0), "minutes") == {(SERVED, "touch_every_days"): 30}
    wrote(store, "risk", "bolt", day=5)
    wrote(store, "risk", "bolt", day=6)
    assert kinds(told(store, touch_every_days=30.0), "minutes")[AGAINST, "touch_every_days"] == 30


def test_meetings_are_effort_and_what_they_were_for_is_said_to_be_unknown(store):
    with_meeting(store, "acme", held=ago(3), minutes=60.0)
    with_meeting(store, "bolt", held=ago(4), minutes=45.0)
    with_touch(store, "bolt", day=ago(4), minutes=30)
    found = told(store, grr=90.0)
    assert kinds(found, "minutes") == {(UNTOLD, "not known"): 90} and found["touches"] == 2, "the touch tells of the meeting of its day"
    assert found["rows"][0]["name"] == "Not on record" and "100% of people's minutes are of no task" in found["says"]
    assert kinds(told(store, grr=90.0, touch_every_days=30.0), "minutes") == {(SERVED, "touch_every_days"): 90}
    hours = cost_to_serve(snapshot(store, TODAY), days=28)["hours"].sum()
    assert hours * 60 == found["minutes"], "as many as cost to serve counts"


def test_a_little_is_not_called_nothing_and_meetings_of_unknown_length_are_no_lack_of_effort(store):
    with_meeting(store, "acme", held=ago(3), minutes=None)
    assert told(store, grr=90.0)["says"].endswith("Of 1 touch or meeting and 0 messages in 28 days: how long they took is not known.")
    with_meeting(store, "acme", held=ago(9), minutes=2_000.0)
    on_a_task(store, minutes=5.0)
    said = told(store, grr=90.0)["says"]
    assert "under 1% of people's minutes served a goal; over 99% of people's minutes are of no task" in said


def test_work_on_a_task_counts_for_its_agent(store):
    on_a_task(store, minutes=20.0)
    assert kinds(told(store, grr=90.0), "minutes") == {(SERVED, "grr"): 20}


def test_what_is_older_than_four_weeks_is_not_counted(store):
    wrote(store, "risk", day=29)
    assert told(store, grr=90.0)["rows"] == []
