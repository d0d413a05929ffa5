"""A success plan from facts: each rule of how it is made, followed, made anew and closed."""

from datetime import date, timedelta

import pytest

from cs_core.execution.jobs.success_plan import NO_OBJECTIVE, due_of, plan_of
from cs_core.execution.jobs.success_plan_progress import adoption_progress, milestone_progress, own_progress, success_rate, way

TODAY = date(2026, 6, 30)
STATED = date(2026, 3, 1)


def known(day: date = TODAY, **more) -> dict:
    """A customer who wants to fix more on the first visit; what a test does not name is unknown."""
    said = {
        "as_of": day, "account_id": "a1", "desired_outcome": "Fix more on the first visit", "outcome_stated_on": STATED,
        "outcome_metric": "first-time fix rate", "outcome_baseline": 60.0, "outcome_target": 80.0, "outcome_unit": "%",
        "champion": "Eva Lind", "owner": "Mia Sand", "seats": 20, "plan": "Professional",
    }  # fmt: skip
    return said | more


def told(figure: float, day: date = TODAY) -> dict:
    return {"outcome_figure": figure, "outcome_told_on": day}


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def own(plan: dict) -> dict:
    return plan["outcomes"][0]


def tasks(plan: dict) -> dict[str, dict]:
    return {t["id"]: t for o in plan["outcomes"] for i in o["initiatives"] for t in i["tasks"]}


def test_without_a_stated_outcome_no_plan_is_invented():
    plan = plan_of(known(desired_outcome=None, outcome_stated_on=None), None)
    assert plan["state"] == NO_OBJECTIVE and plan["objective"] is None and plan["outcomes"] == []
    assert plan["play"] == "ask for the outcome"


def test_the_goal_its_measure_and_its_people_are_those_on_record():
    plan = plan_of(known(outcome_quote="Too many second trips.", sponsor="Jon Ek"), None)
    assert plan["objective"]["text"] == "Fix more on the first visit" and plan["objective"]["owner"] == "Jon Ek"
    assert own(plan)["text"] == "first-time fix rate: 60% to 80%" and own(plan)["proxy"] is False
    assert "outcome_target" in own(plan)["cites"] and "outcome_quote" in plan["objective"]["cites"]


def test_their_own_figure_is_never_guessed():
    plan = plan_of(known(utilisation=95.0), None)
    assert own(plan)["current"] is None and own(plan)["current_says"] == "cannot tell: ask"
    assert plan["state"] == "cannot tell" and plan["why"] == "their own figure is not known: ask"


def test_what_we_can_see_is_a_proxy_and_says_so():
    plan = plan_of(known(milestones_done=1, milestones_total=4, next_milestone="First routes", milestone_overdue_days=-5), None)
    [proxy] = [o for o in plan["outcomes"] if o["proxy"]]
    assert (proxy["baseline"], proxy["current"], proxy["target"]) == (1, 1, 4)
    assert plan["state"] == "on course" and plan["why"].startswith("by what we can see") and plan["why"].endswith("ask")


def test_all_milestones_reached_do_not_reach_the_goal():
    had = plan_of(known(milestones_done=3, milestones_total=4, next_milestone="First routes", milestone_overdue_days=-5), None)
    plan = plan_of(known(later(7), milestones_done=4, milestones_total=4), had)
    assert plan["outcomes"][1]["progress"] == "achieved"
    assert plan["closed_on"] is None and plan["state"] == "on course"


def test_seats_in_use_are_an_outcome_only_where_customers_alike_use_far_more():
    far = plan_of(known(utilisation=40.0, peer_utilisation=70.0, unused_feature="route_planner"), None)
    assert [o["id"] for o in far["outcomes"]] == ["own", "adoption"]
    assert far["outcomes"][1]["text"].endswith("40% to 70%")
    assert far["outcomes"][1]["initiatives"][0]["text"] == "Bring Route planner into use"
    assert len(plan_of(known(utilisation=65.0, peer_utilisation=70.0), None)["outcomes"]) == 1
    assert len(plan_of(known(utilisation=50.0, peer_utilisation=70.0, seats=4), None)["outcomes"]) == 1


def test_tasks_say_whose_they_are_and_keep_their_day():
    first = plan_of(known(), None)
    ask, review = tasks(first)["own/measure"], tasks(first)["own/review"]
    assert (ask["whose"], ask["owner"]) == ("theirs", "Eva Lind") and (review["whose"], review["owner"]) == ("ours", "Mia Sand")
    again = plan_of(known(later(5)), first)
    assert tasks(again)["own/measure"]["due_on"] == ask["due_on"]
    assert tasks(plan_of(known(later(60)), first))["own/measure"]["progress"] == "behind"


def test_where_nobody_is_known_the_customer_has_to_name_somebody_and_the_agent_holds_ours():
    plan = plan_of(known(champion=None, owner=None), None)
    assert plan["objective"]["owner"] == "to be named by them" and tasks(plan)["own/review"]["owner"] == "agent"


def test_open_tickets_stand_in_the_way_until_they_are_closed():
    first = plan_of(known(open_tickets=2, escalations_open=1), None)
    assert tasks(first)["own/tickets/close"]["progress"] == "behind"
    assert tasks(plan_of(known(later(9), open_tickets=0, escalations_open=0), first))["own/tickets/close"]["progress"] == "achieved"
    assert "own/tickets/close" not in tasks(plan_of(known(open_tickets=0), None))


def test_a_plan_of_which_nothing_has_moved_has_just_begun_and_is_behind_once_its_pace_is_lost():
    idle = {"utilisation": 18.0, "peer_utilisation": 72.0}
    first = plan_of(known(**idle), None)
    assert first["state"] == "just begun" and "0% of the way, a steady pace would be at 0%" in first["why"]
    assert plan_of(known(later(30), **idle | {"utilisation": 30.0}), first)["state"] == "on course"
    day = date.fromisoformat(plan_of(known(later(30), **idle), first)["check_on"])
    while plan_of(known(day, **idle), first)["state"] == "just begun":
        day = date.fromisoformat(plan_of(known(day, **idle), first)["check_on"])
    assert plan_of(known(day, **idle), first)["state"] == "behind"
    assert (day - TODAY).days < (date.fromisoformat(first["due_on"]) - TODAY).days / 3


def test_a_figure_that_is_where_it_started_is_not_called_on_course():
    assert plan_of(known(STATED, **told(60.0, STATED)), None)["state"] == "just begun"


def test_the_plan_of_a_customer_that_gave_notice_is_on_hold_and_goes_on_where_they_stay():
    seen = {"utilisation": 18.0, "peer_utilisation": 72.0, "unused_feature": "route_planner", "open_tickets": 1}
    first = plan_of(known(**seen), None)
    held = plan_of(known(later(9), notice_given_on=later(7), **seen), first)
    assert (held["state"], held["play"], held["closed_on"]) == ("on hold", None, None)
    assert held["why"] == "they gave notice on 7 July 2026: the plan is on hold until they stay or leave"
    assert {o["progress"] for o in held["outcomes"]} == {t["progress"] for t in tasks(held).values()} == {"on hold"}
    assert "notice_given_on" in held["cites"]
    again = plan_of(known(later(20), **seen), held)
    assert again["state"] == first["state"] and again["version"] == first["version"]


def test_a_figure_given_is_judged_against_a_steady_pace():
    assert plan_of(known(**told(68.0)), None)["state"] == "on course"
    assert plan_of(known(**told(61.0)), None)["state"] == "behind"


def test_nothing_changed_makes_no_new_version():
    first = plan_of(known(), None)
    again = plan_of(known(later(3)), first)
    assert (again["version"], again["changed"], again["due_on"]) == (1, [], first["due_on"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome_target": 85.0}, "The target is now 85%, before it was 80%."),
        ({"desired_outcome": "Invoice sooner", "outcome_stated_on": TODAY}, 'The goal is now "Invoice sooner", before it was "Fix more on'),
        ({"champion": None}, "Eva Lind is no longer there as champion."),
        ({"champion": "Jon Ek"}, "Jon Ek is now champion, before it was Eva Lind."),
        ({"owner": "Ben Roe"}, "Ben Roe now holds the plan on our side, before it was Mia Sand."),
        ({"plan": "Enterprise"}, 'The product plan is now "Enterprise", before it was "Professional".'),
        ({"seats": 30}, "The number of seats is now 30, before it was 20."),
        (
            {"milestones_done": 2, "next_milestone": "Checklists"},
            'The milestone "First routes" was reached, the next one is "Checklists".',
        ),
    ],
)
def test_a_fact_that_changed_makes_a_new_version_that_says_what_changed(change, said):
    way_there = {"milestones_done": 1, "milestones_total": 4, "next_milestone": "First routes"}
    first = plan_of(known(**way_there), None)
    second = plan_of(known(later(5), **(way_there | change)), first)
    assert second["version"] == 2 and second["play"] == "re-plan" and second["changed_on"] == later(5).isoformat()
    assert second["changed"][0].startswith(said)


def test_one_seat_more_is_no_new_plan_but_many_small_steps_are():
    plan = plan_of(known(), None)
    for n, seats in enumerate((21, 22, 23), 1):
        plan = plan_of(known(later(n), seats=seats), plan)
    assert plan["version"] == 1
    assert plan_of(known(later(9), seats=24), plan)["changed"] == ["The number of seats is now 24, before it was 20."]


def test_a_new_goal_starts_anew_with_its_own_date():
    first = plan_of(known(**told(70.0)), None)
    second = plan_of(known(later(30), desired_outcome="Invoice sooner", outcome_stated_on=later(30), outcome_metric=None), first)
    assert own(second)["current"] is None and second["due_on"] == (later(30) + timedelta(days=365)).isoformat()
    assert tasks(second)["own/measure"]["due_on"] > tasks(first)["own/measure"]["due_on"]


def test_their_own_figure_closes_it_before_its_date():
    first = plan_of(known(milestones_done=1, milestones_total=4, next_milestone="First routes"), None)
    done = plan_of(known(later(30), milestones_done=1, milestones_total=4, next_milestone="First routes", **told(81.0, later(30))), first)
    assert (done["state"], done["closed_on"], done["play"]) == ("achieved", later(30).isoformat(), "close the objective")
    assert [o["result"] for o in done["outcomes"]] == ["achieved", "cancelled"] and done["success_rate"] == 1.0


@pytest.mark.parametrize(("figure", "state", "rate"), [(72.0, "partial", 0.5), (61.0, "missed", 0.0)])
def test_on_its_date_it_closes_by_how_far_their_figure_is(figure, state, rate):
    first = plan_of(known(), None)
    due = date.fromisoformat(first["due_on"])
    done = plan_of(known(due, **told(figure, due - timedelta(days=3))), first)
    assert (done["state"], done["success_rate"], done["play"]) == (state, rate, "talk about the goal")


def test_without_their_figure_it_waits_past_its_date_and_then_closes_as_what_it_is():
    first = plan_of(known(), None)
    due = date.fromisoformat(first["due_on"])
    assert plan_of(known(due + timedelta(days=10)), first)["closed_on"] is None
    closed = plan_of(known(due + timedelta(days=60)), first)
    assert (closed["state"], closed["success_rate"], closed["play"]) == ("cannot tell", None, "ask for their figure")


def test_a_customer_who_left_and_a_statement_taken_back_cancel_it():
    first = plan_of(known(), None)
    assert plan_of(known(later(9), churned_on=later(8)), first)["state"] == "cancelled"
    assert plan_of(known(later(9), desired_outcome=None), first)["why"] == "their statement was taken back"


def test_it_says_on_which_day_time_alone_may_change_it():
    first = plan_of(known(), None)
    assert first["check_on"] == (TODAY + timedelta(days=22)).isoformat()
    assert plan_of(known(date.fromisoformat(first["check_on"])), first) != first


def test_the_date_is_the_renewal_where_that_comes_first_and_leaves_time():
    assert due_of(known(renewal_on=later(200)), TODAY) == (later(200), "the renewal")
    assert due_of(known(renewal_on=later(20)), TODAY)[1] == "a year after they stated it"
    assert due_of(known(outcome_stated_on=date(2024, 1, 1)), TODAY)[1] == "half a year after this plan began"


def test_the_success_rate_is_the_mean_and_leaves_out_what_was_cancelled():
    assert success_rate(["achieved", "partial", "missed", "cancelled"]) == 0.5
    assert success_rate(["cancelled", "cannot tell"]) is None


def test_a_figure_that_is_to_fall_goes_the_same_way():
    assert way(12, 5, 5) == 1 and way(12, 5, 8.5) == 0.5 and way(12, 5, 14) < 0 and way(None, 5, 5) is None


def test_progress_cannot_be_told_without_a_target_a_start_or_a_fresh_figure():
    days = {"start": STATED, "due": later(200), "as_of": TODAY}
    assert own_progress(60, None, 70, told_on=TODAY, **days).why.startswith("no target")
    assert own_progress(None, 80, 70, told_on=TODAY, **days).why.startswith("where they started")
    assert own_progress(60, 80, 70, told_on=TODAY - timedelta(days=150), **days).why.endswith("ask again")
    assert own_progress(60, 80, 80, told_on=TODAY - timedelta(days=150), **days).word == "achieved"
    assert milestone_progress(None, None, None).word == milestone_progress(1, 4, None).word == "cannot tell"
    assert milestone_progress(1, 4, 3).word == "behind"
    assert adoption_progress(40, 70, None, **days).word == "cannot tell"
    assert adoption_progress(40, 70, 71, **days).word == "achieved"
