"""Work of ours is over once it is done: a yes to it, or a word left on a machine, leaves the customer where they were."""

from datetime import date, datetime, time, timedelta

import pytest

from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.repeats import COOL_DOWN_DAYS, already
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.oversight.past import past_of
from cs_core.orchestration.review import decide
from cs_core.orchestration.work import log_touch, open_tasks, task_of
from cs_core.records import Routed
from tests.orchestration.builders import NOW, TODAY, a_task, waiting, with_acme_at_work
from tests.worlds import (
    IMPORTED,
    a_store,
    ago,
    with_message,
    with_ticket,
)

LEAVE, BEGUN = "hear why they want to leave", ago(30)
LAPSED = BEGUN + timedelta(days=8)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_acme_at_work(made)
        yield made


@pytest.fixture
def leaving(store):
    words = "We are not happy with this. Please take this as notice: we cancel our contract at the end of the term."
    with_message(store, "acme", words, sender="ada@acme.example", recipients="us@ours.example", sent=ago(36))
    read_new(store, now=IMPORTED)
    return store


def cycle(store, day: date) -> list[dict]:
    now = datetime.combine(day, time(7))
    made = run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=ROSTER, agents=["risk"])
    routes = {row["proposal_id"]: row["route"] for row in store.rows("routed", cycle_id=made["cycle_id"])}
    return [row | {"route": routes[row["id"]]} for row in store.rows("proposal", cycle_id=made["cycle_id"])]


def asked(store, day: date) -> list[tuple[str, str]]:
    return [(row["play"], row["route"]) for row in cycle(store, day)]


def the_call_is_logged(store, *, two_way: bool, first_a_yes: bool = False) -> None:
    [call] = cycle(store, BEGUN)
    noon = datetime.combine(BEGUN, time(12))
    if first_a_yes:
        decide(store, call["id"], "approve", by="Mia Sand", now=noon)
    [task] = store.rows("task", proposal_id=call["id"])
    log_touch(store, "acme", mode="call", minutes=15, by="Mia Sand", now=noon, task_id=task["id"], two_way=two_way, result="they spoke")


def the_call_is_promised(store) -> str:
    [call] = cycle(store, BEGUN)
    decide(store, call["id"], "approve", by="Mia Sand", now=datetime.combine(BEGUN, time(12)))
    return call["id"]


@pytest.mark.parametrize("first_a_yes", [True, False])
@pytest.mark.parametrize("two_way", [True, False])
def test_work_that_was_done_rests_as_long_whether_or_not_somebody_said_yes_before(store, first_a_yes, two_way):
    made = waiting(store, a_task(agent="risk", play="look closer", stakes="medium"), route="human_with_draft")
    routed = Routed(proposal_id=made.id, cycle_id="c1", as_of=TODAY, route="human_with_draft", why="x", change="y", assignee="Mia Sand")
    store.append("task", [task := task_of(made, routed, now=NOW)])
    if first_a_yes:
        decide(store, made.id, "approve", by="Mia Sand", now=NOW)
    log_touch(store, "acme", mode="call", minutes=15, by="Mia Sand", now=NOW, task_id=task.id, two_way=two_way)
    rest = timedelta(days=COOL_DOWN_DAYS["risk"])
    on = [made.expires_at + timedelta(days=1), TODAY + rest - timedelta(days=1), TODAY + rest]
    assert [("risk", "look closer", "acme") in already(snapshot(store, day)) for day in on] == [True, True, False]


@pytest.mark.parametrize("first_a_yes", [True, False])
def test_a_call_of_high_stakes_that_reached_nobody_is_asked_for_again_once_its_time_is_over(leaving, first_a_yes):
    the_call_is_logged(leaving, two_way=False, first_a_yes=first_a_yes)
    assert asked(leaving, BEGUN + timedelta(days=2)) == []
    assert asked(leaving, LAPSED) == asked(leaving, LAPSED + timedelta(days=9)) == [(LEAVE, "human_with_draft")]


def test_a_call_that_was_promised_and_never_made_is_asked_for_again_and_the_record_says_so(leaving):
    promised = the_call_is_promised(leaving)
    assert asked(leaving, BEGUN + timedelta(days=5)) == [] and not leaving.rows("handover", how="passed on")
    assert asked(leaving, LAPSED) == [(LEAVE, "human_with_draft")]
    [dropped] = leaving.rows("handover", proposal_id=promised, how="dropped")
    assert dropped["why"].startswith("Mia Sand said yes to it, and by ") and "it was not done" in dropped["why"]


def test_work_that_lapsed_leaves_the_list_of_whoever_said_yes_to_it_and_counts_as_not_answered(leaving):
    promised = the_call_is_promised(leaving)
    assert open_tasks(leaving, as_of=BEGUN + timedelta(days=7))["proposal_id"].to_list() == [promised]
    assert open_tasks(leaving, as_of=LAPSED).is_empty()
    past = past_of(snapshot(leaving, LAPSED))
    assert (past.called, past.expired) == (1, 1)


def test_a_call_about_one_word_of_theirs_is_made_once_and_no_draft_of_it_fails_a_gate_later(leaving):
    the_call_is_logged(leaving, two_way=True)
    assert asked(leaving, LAPSED) == [(LEAVE, "human_with_draft")], "its follow-up"
    later = [one for days in (12, 8, 4) for one in asked(leaving, ago(days))]
    assert LEAVE not in {play for play, _ in later} and "rejected" not in {route for _, route in later}


@pytest.mark.parametrize("dealt_with", ["made", "turned down"])
def test_a_matter_that_was_dealt_with_hides_no_new_one_of_high_stakes(store, dealt_with):
    with_ticket(store, "acme", "The board is down", opened=ago(34), priority="urgent")
    [call] = cycle(store, BEGUN)
    assert call["play"] == "own the escalation"
    [task], noon = store.rows("task", proposal_id=call["id"]), datetime.combine(BEGUN, time(12))
    if dealt_with == "made":
        log_touch(store, "acme", mode="call", minutes=15, by="Mia Sand", now=noon, task_id=task["id"])
    else:
        decide(store, call["id"], "reject", by="Mia Sand", now=noon, reason="wrong time")
    assert asked(store, BEGUN + timedelta(days=1)) == []
    words = "This is unacceptable. We have lost three working days and nobody has called us back. Please call me today."
    with_message(store, "acme", words, sender="ada@acme.example", recipients="us@ours.example", sent=BEGUN + timedelta(days=1))
    read_new(store, now=IMPORTED)
    assert asked(store, BEGUN + timedelta(days=2)) == [("answer the serious complaint", "human_with_draft")]


def test_what_is_still_due_after_its_rest_is_asked_for_again_in_the_same_words(store):
    they_ask = "Can you look at our workspace? When can we expect a fix?"
    with_message(store, "acme", they_ask, sender="ada@acme.example", recipients="us@ours.example", sent=ago(36))
    read_new(store, now=IMPORTED)
    the_call_is_logged(store, two_way=False)
    assert asked(store, ago(10)) == [] and asked(store, ago(8)) == [("answer what they asked", "human_with_draft")]
