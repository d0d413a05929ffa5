"""Success plans of a whole book over days: opened, followed, made anew, closed, and a day without change that writes nothing."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.brief import brief
from cs_core.context.notes import add_note
from cs_core.context.snapshot import snapshot
from cs_core.execution.success_planning import AGENT
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, ago, with_company, with_desired_outcome, with_person, with_subscription

START = ago(60)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        acme = with_company(made, "acme", segment="mid-market")
        with_subscription(made, acme, mrr=1_000.0, seats=20, plan="Pro")
        with_person(made, acme, "Ada Lind", role="champion")
        goal = {"metric": "first-time fix rate", "baseline": 60.0, "target": 80.0, "unit": "%"}
        with_desired_outcome(made, acme, "Fix more on the first visit", stated=ago(150), **goal)
        quiet = with_company(made, "quiet", segment="mid-market")
        with_subscription(made, quiet, mrr=500.0, seats=5, plan="Pro")
        yield made


def a_day(store, day):
    """One cycle's word on success plans: the cases written, by account."""
    rows = cases_kept(AGENT.name, AGENT.keep, snapshot(store, day), cycle_id=f"c{day}")
    store.append("case", rows)
    return {case.account_id: case for case in rows}


def note_figure(store, figure: str, day):
    moment = datetime.combine(day, datetime.min.time()).replace(hour=9)
    return add_note(store, "acme", key="outcome_figure", text=figure, by="Mia Sand", now=moment)


def test_a_notice_puts_the_plan_on_hold_in_the_next_cycle(store):
    first = a_day(store, START)["acme"]
    gone = {"term_start_on": ago(325), "term_end_on": ago(-40), "cancelled_on": ago(5), "auto_renew": False}
    with_subscription(store, "acme", mrr=1_000.0, seats=20, plan="Pro", **gone)
    held = a_day(store, TODAY)["acme"]
    assert held.case_id == first.case_id and (held.state, held.play, held.closed_on) == ("on hold", None, None)
    assert "acme" not in a_day(store, TODAY)


def test_each_customer_has_a_plan_or_the_word_that_no_objective_is_on_record(store):
    opened = a_day(store, START)
    assert opened["acme"].data["outcomes"][0]["current_says"] == "cannot tell: ask"
    assert opened["quiet"].state == "no objective on record" and opened["quiet"].closed_on is None
    assert {f.key for f in opened["acme"].facts} >= {"desired_outcome", "outcome_target", "champion", "seats"}


def test_a_day_on_which_nothing_changed_writes_nothing(store):
    a_day(store, START)
    assert a_day(store, START + timedelta(days=1)) == {}
    assert a_day(store, START) == {}


def test_a_task_whose_day_passed_is_seen_without_any_new_fact(store):
    a_day(store, START)
    late = a_day(store, START + timedelta(days=22))["acme"]
    assert late.data["version"] == 1
    assert late.data["outcomes"][0]["initiatives"][0]["tasks"][0]["progress"] == "behind"


def test_a_plan_over_its_whole_life(store):
    first = a_day(store, START)["acme"]
    note_figure(store, "68 %", ago(50))
    followed = a_day(store, ago(50))["acme"]
    assert followed.case_id == first.case_id and followed.state == "on course"
    assert [f.value for f in followed.facts if f.key == "outcome_figure"] == [68]

    with_desired_outcome(
        store, "acme", "Fix more on the first visit", stated=ago(40), metric="first-time fix rate", baseline=60.0, target=90.0, unit="%"
    )
    changed = a_day(store, ago(40))["acme"]
    assert (changed.data["version"], changed.play) == (2, "re-plan")
    assert changed.data["changed"] == ["The target is now 90%, before it was 80%."]
    assert changed.data["outcomes"][0]["current"] is None, "a figure from before the new statement belongs to the old one"

    note_figure(store, "91", ago(5))
    done = a_day(store, ago(5))["acme"]
    assert (done.state, done.closed_on, done.data["success_rate"]) == ("achieved", ago(5), 1.0)
    assert a_day(store, ago(4)) == {}, "a goal that is reached opens no plan by itself"

    with_desired_outcome(store, "acme", "Invoice sooner", stated=ago(2))
    nxt = a_day(store, ago(1))["acme"]
    assert nxt.case_id != first.case_id and nxt.data["key"] == "plan 2" and nxt.opened_on == ago(1)


def test_an_objective_that_becomes_known_opens_the_plan(store):
    before = a_day(store, START)["quiet"]
    with_desired_outcome(store, "quiet", "Invoice sooner", stated=ago(30))
    after = a_day(store, ago(30))["quiet"]
    assert after.case_id == before.case_id and after.data["version"] == 1 and after.play == "agree the plan"


def test_a_customer_who_left_has_no_open_plan(store):
    a_day(store, START)
    with_company(store, "gone", segment="mid-market")
    with_subscription(store, "gone", mrr=10.0, started_on=ago(300), ended_on=ago(10))
    with_desired_outcome(store, "gone", "Invoice sooner", stated=ago(200))
    assert a_day(store, ago(20))["gone"].closed_on is None
    left = a_day(store, ago(5))["gone"]
    assert (left.state, left.closed_on) == ("cancelled", ago(5))
    assert "gone" not in a_day(store, TODAY)


def test_signals_tell_plays_how_the_plan_stood_and_what_changed(store):
    a_day(store, START)
    with_desired_outcome(store, "acme", "Invoice sooner", stated=ago(40))
    a_day(store, ago(40))
    facts = brief(snapshot(store, ago(39)), "acme")
    assert facts.get("plan_state").value == "cannot tell" and facts.get("plan_changed_on").value == ago(40)
    assert "Invoice sooner" in facts.get("plan_change").value and facts.get("plan_change").source_row.startswith("case:")


def test_their_own_figure_is_a_fact_with_its_unit_and_its_note(store):
    note_figure(store, "1,068.5", ago(3))
    found = brief(snapshot(store, TODAY), "acme")
    assert (found.get("outcome_figure").value, found.get("outcome_figure").unit) == (1068.5, "%")
    assert found.get("outcome_figure").source == "note" and found.get("note:outcome_figure") is None
    assert found.get("outcome_way").source_row == found.get("outcome_figure").source_row
