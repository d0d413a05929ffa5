"""The onboarding case over its life: opened on the first day, changed by what they do, closed with full value or with their leaving."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import standing
from cs_core.execution.jobs.onboarding_course import PLAYS
from cs_core.execution.jobs.onboarding_times import onboarding_times
from cs_core.execution.onboarding import AGENT
from tests.execution.builders import cases_kept, signals_of
from tests.worlds import TODAY, a_store, ago, at, land, with_company, with_milestone, with_subscription, with_ticket, with_usage

START = ago(60)


@pytest.fixture
def store(tmp_path):
    """Two milestones: 20 uses of the board in 21 days, 10 of the portal in 70; a feed that began long before the customer did."""
    with a_store(tmp_path) as made:
        with_milestone(made, "Crew on the board", event="dispatch_board", threshold=20, days=21, main=True)
        with_milestone(made, "Portal open", event="customer_portal", threshold=10, days=70)
        with_company(made, "old", customer_on=ago(400))
        with_subscription(made, "old", mrr=10.0, started_on=ago(400))
        with_usage(made, "old", [5] * 60, until=TODAY)
        yield made


def a_customer(store, **subscription):
    with_company(store, "acme", customer_on=START, owner="Mia Sand")
    with_subscription(store, "acme", mrr=100.0, seats=8, plan="Pro", started_on=START, **subscription)


def keep(store, day, cycle="c"):
    """A cycle's cases of that day, written; the rows of acme."""
    rows = cases_kept("onboarding", AGENT.keep, snapshot(store, day), cycle_id=f"{cycle}{day}")
    store.append("case", rows)
    return [row for row in rows if row.account_id == "acme"]


def test_it_is_opened_on_the_first_day_and_is_on_track(store):
    a_customer(store)
    [case] = keep(store, START)
    assert (case.state, case.opened_on, case.due_on, case.closed_on) == ("on track", START, START + timedelta(days=70), None)
    assert (case.owner, case.play) == ("Mia Sand", None)
    assert [m["name"] for m in case.data["milestones"]] == ["Crew on the board", "Portal open"]
    assert case.data["next"]["name"] == "get a first person in" and case.data["ttfv_days"] is None


def test_its_whole_life_is_a_row_a_change_and_none_in_between(store):
    a_customer(store)
    with_usage(store, "acme", [10, 10, 10], until=ago(33))
    with_usage(store, "acme", [4, 8], until=ago(3), event="customer_portal")
    states = [row.state for n in range(60, -1, -6) for row in keep(store, ago(n))]
    assert states[0] == "on track" and states[-1] == "done" and len(states) <= 9
    [last] = [r for r in standing(snapshot(store, TODAY), "onboarding").to_dicts() if r["account_id"] == "acme"]
    assert last["closed_on"] == ago(3) and '"ttfv_days": 20' in last["data"] and '"full_value_days": 57' in last["data"]


def test_full_value_once_reached_is_not_taken_back_by_a_milestone_added_later(store):
    a_customer(store)
    with_usage(store, "acme", [30], until=ago(40))
    with_usage(store, "acme", [30], until=ago(30), event="customer_portal")
    assert keep(store, ago(5))[0].state == "done"
    with_milestone(store, "A third thing", event="route_planner", threshold=5, days=90)
    assert keep(store, TODAY) == []


def test_late_is_behind_while_they_use_it_and_stuck_when_they_do_not(store):
    a_customer(store)
    with_usage(store, "acme", [5, 5], until=ago(35))
    [behind] = keep(store, ago(35))
    [stuck] = keep(store, ago(15))
    assert (behind.state, stuck.state) == ("behind", "stuck")
    assert (behind.play, stuck.play) == (PLAYS["behind"], PLAYS["stuck"])
    assert stuck.reason == "0 of 2 milestones reached; next is “Crew on the board”, 24 days past its expected day."
    assert {f.key for f in stuck.facts} >= {"onboarding_status", "next_milestone", "milestone_overdue_days"}


@pytest.mark.parametrize(
    ("use", "days_ago", "step"),
    [
        ((("dispatch_board", [19], 41),), 40, "a last stretch"),
        ((("route_planner", [9], 42),), 42, "show the feature"),
        ((("dispatch_board", [2], 51),), 36, "bring them back"),
        ((("dispatch_board", [1], 42),), 42, "use it more"),
        ((("dispatch_board", [15], 49),), 49, "let it run"),
    ],
)
def test_the_next_step_follows_from_what_they_did(store, use, days_ago, step):
    a_customer(store)
    for event, weekly, until in use:
        with_usage(store, "acme", weekly, until=ago(until), event=event)
    assert keep(store, ago(days_ago))[0].data["next"]["name"] == step


def test_an_open_escalation_comes_before_any_step(store):
    a_customer(store)
    with_ticket(store, "acme", opened=ago(45), escalated=True)
    assert keep(store, ago(40))[0].data["next"]["name"] == "mend first"


def test_leaving_before_full_value_ends_it_on_that_day(store):
    a_customer(store, ended_on=ago(20), cancelled_on=ago(30))
    assert keep(store, ago(40))[0].closed_on is None
    [case] = keep(store, ago(10))
    assert (case.state, case.closed_on, case.play) == ("ended", ago(20), None)
    assert case.reason.startswith("They left on 8 June 2026")
    assert keep(store, TODAY) == []


def test_who_left_before_anybody_looked_has_no_case(store):
    a_customer(store, ended_on=ago(20), cancelled_on=ago(30))
    assert keep(store, TODAY) == []


def test_after_a_year_without_full_value_it_is_closed_and_stays_what_it_was(store):
    [old] = [c for c in cases_kept("onboarding", AGENT.keep, snapshot(store, TODAY), cycle_id="c") if c.account_id == "old"]
    assert (old.state, old.closed_on) == ("stuck", ago(35)) and old.data["next"] is None and old.play is None


def test_a_feed_that_began_later_than_the_customer_is_named_as_what_is_missing(store):
    with_company(store, "older", customer_on=ago(600))
    with_subscription(store, "older", mrr=10.0)
    with_usage(store, "older", [1] * 10, until=TODAY)
    [case] = [c for c in cases_kept("onboarding", AGENT.keep, snapshot(store, TODAY), cycle_id="c") if c.account_id == "older"]
    assert case.state == "cannot tell" and case.data["missing"].startswith("the usage feed begins on")
    assert all(m["reached_on"] is None for m in case.data["milestones"])


def test_where_no_milestones_are_known_it_says_so(tmp_path):
    with a_store(tmp_path) as store:
        a_customer(store)
        with_usage(store, "acme", [5] * 4)
        [case] = keep(store, TODAY)
        assert (case.state, case.reason) == ("cannot tell", "Cannot tell: no milestones are known.")


def test_a_feed_that_stops_makes_an_open_one_unclear_and_leaves_a_closed_one_alone(store):
    a_customer(store)
    with_usage(store, "acme", [30], until=ago(40))
    later = TODAY + timedelta(days=60)
    [before], [after] = keep(store, TODAY), keep(store, later)
    assert (before.state, after.state) == ("on track", "cannot tell")
    assert "the usage feed ends on 28 June 2026" in after.reason
    assert [r for r in store.rows("case") if r["account_id"] == "old"][-1]["state"] == "stuck"


def test_times_are_medians_with_their_number_and_with_those_who_are_not_there_yet():
    new = {"customer_on": ago(50), "tenure_days": 50, "next_milestone": "Portal", "onboarding_status": "on track"}
    times = onboarding_times(
        signals_of(
            new | {"days_to_value": 10}, new | {"days_to_value": 30}, new, new,
            new | {"onboarding_status": "done", "next_milestone": None, "days_to_value": 20, "days_to_full_value": 40},
            {"customer_on": ago(900), "tenure_days": 900},
        )
    )  # fmt: skip
    assert times.first_value == (20.0, 3, 30.0, 5)
    assert times.full_value == (40.0, 1, None, 5)


def test_where_nobody_got_there_no_time_is_told():
    assert onboarding_times(signals_of({"customer_on": ago(5), "tenure_days": 5})).first_value == (None, 0, None, 0)


def test_nobody_is_left_without_a_case_and_none_is_said_twice(store):
    land(store, "company", "unknown", system="hubspot", born=ago(9), name="Nobody knows when")
    link = {"id": "l1", "company_key": "hubspot/unknown", "account_id": "unknown", "score": 1.0, "why": "", "linked_at": at(ago(9))}
    store.append("link", [link])
    a_customer(store)
    rows = AGENT.keep(snapshot(store, TODAY), standing(snapshot(store, TODAY), "onboarding"))
    assert sorted(rows["account_id"]) == ["acme", "old", "unknown"]
    assert rows.filter(pl.col("account_id") == "unknown")["state"].item() == "cannot tell"
