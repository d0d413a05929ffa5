"""The queue: what waits, in which order, and how goals weigh it."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.orchestration.review import by_customer, queue
from cs_core.orchestration.review import waiting as every
from cs_core.records import Routed
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, with_company


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def test_the_queue_holds_what_waits_most_valuable_first_with_its_evidence(store):
    small = waiting(store, a_proposal(id="small"), priority=0.01)
    large = waiting(store, a_proposal(id="large"), priority=0.9)
    waiting(store, a_proposal(id="held"), route="held")
    waiting(store, a_proposal(id="old", expires_at=TODAY - timedelta(days=1)))
    rows = queue(store, now=NOW)
    assert [r["id"] for r in rows] == [large.id, small.id] and [r["id"] for r in queue(store, limit=1, now=NOW)] == [large.id]
    assert set(rows[0]) >= {
        "id",
        "agent",
        "job",
        "account_id",
        "subject",
        "body",
        "claims",
        "verdicts",
        "route",
        "why",
        "value",
        "expires_at",
    }
    assert rows[0]["claims"][1]["fact_ids"] == [f.id for f in large.facts] and rows[0]["verdicts"][0]["passed"] is True


def a_goal(store, key, value=90.0, **more):
    about = {"id": f"g{store.count('goal')}", "kind": "goal", "text": "{}", "set_at": NOW, "by": "Ann"}
    store.append("goal", [about | {"key": key, "value": value} | more])


def test_a_goal_weighs_what_waits_already_and_taking_it_away_puts_the_order_back(store):
    sale = waiting(store, a_proposal(id="sale", agent="growth"), priority=0.08)
    risk = waiting(store, a_proposal(id="risk"), priority=0.06)
    order = lambda: [(r["id"], r["priority"], r["goals"]) for r in queue(store, now=NOW)]  # noqa: E731
    assert order() == [(sale.id, 0.08, []), (risk.id, 0.06, [])]
    a_goal(store, "grr")
    assert order() == [(risk.id, 0.12, ["grr"]), (sale.id, 0.08, [])]
    a_goal(store, "grr", None)
    assert order() == [(sale.id, 0.08, []), (risk.id, 0.06, [])]


def test_drafts_of_before_and_after_a_goal_stand_in_one_order(store):
    old = waiting(store, a_proposal(id="old", play="hear why they want to leave"), priority=0.147)
    a_goal(store, "grr")
    new = a_proposal(id="new", play="own the escalation", value=0.078)
    store.append("proposal", [new])
    routed = Routed(proposal_id="new", cycle_id="c2", as_of=TODAY, route="human_with_draft", why="", change="", priority=0.156)
    store.append("routed", [routed.model_dump(mode="json") | {"id": "new"}])
    assert [r["id"] for r in queue(store, now=NOW)] == [old.id, new.id]


def test_a_goal_of_one_segment_weighs_what_waits_for_its_customers_alone(store):
    for account, segment in (("tiny", "Long tail"), ("huge", "Enterprise")):
        with_company(store, account, segment=segment)
    big = waiting(store, a_proposal(id="big", account="huge"), priority=0.06)
    small = waiting(store, a_proposal(id="small", account="tiny"), priority=0.05)
    a_goal(store, "long_tail_grr")
    assert [(r["id"], r["priority"]) for r in queue(store, now=NOW)] == [(small.id, 0.1), (big.id, 0.06)]
    folder = store.lake / "snapshots"
    folder.mkdir(parents=True)
    kept = pl.DataFrame({"account_id": ["huge", "tiny"], "segment": ["long tail", "enterprise"]})
    kept.write_parquet(folder / f"{TODAY}-c1.parquet")
    assert [r["id"] for r in queue(store, now=NOW)] == [big.id, small.id], "as the newest cycle saw them, where it kept its day"


def test_all_work_of_one_customer_stands_together_where_the_first_of_it_does():
    rows = pl.DataFrame({"id": ["a", "b", "d", "c"], "account_id": ["x", "y", "z", "x"], "priority": [0.9, 0.7, 0.5, 0.2]})
    assert by_customer(rows)["id"].to_list() == ["a", "c", "b", "d"]


def test_what_is_due_in_a_few_days_comes_before_what_is_worth_more_and_has_time(store):
    large = waiting(store, a_proposal(id="large"), priority=0.9)
    soon = waiting(store, a_proposal(id="soon", account="bolt", expires_at=TODAY + timedelta(days=3)), priority=0.01)
    sooner = waiting(store, a_proposal(id="sooner", account="bolt", expires_at=TODAY + timedelta(days=1)), priority=0.005)
    rest = waiting(store, a_proposal(id="rest", account="bolt"), priority=0.5)
    assert [r["id"] for r in queue(store, now=NOW)] == [soon.id, sooner.id, large.id, rest.id]
    assert by_customer(every(store, now=NOW))["id"].to_list() == [soon.id, sooner.id, rest.id, large.id]
