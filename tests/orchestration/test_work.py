"""People's tasks and touches."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.orchestration.account import account_page
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import MODES, log_touch, open_tasks, task_of
from cs_core.records import Routed, Task, Touch
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, waiting
from tests.worlds import a_store, with_company


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for company in ("acme", "bolt"):
            with_company(store, company)
        yield store


def given(store, proposal=None, *, route="human_with_draft", assignee="Mia Sand"):
    """A task in the store, as a route would make it."""
    made = waiting(store, proposal or a_task(), route=route)
    routed = Routed(
        proposal_id=made.id, cycle_id="c1", as_of=TODAY, route=route, why="the stakes are high", change="low", assignee=assignee
    )
    task = task_of(made, routed, now=NOW)
    store.append("task", [task])
    return task


def open_ids(store, day=TODAY, **of):
    return open_tasks(store, as_of=day, **of)["id"].to_list()


def test_a_task_says_why_it_came_to_a_person_and_is_due_before_it_passes_to_another(store):
    task = given(store, a_task(stakes="low", expires_at=TODAY + timedelta(days=3)))
    assert "the stakes are high" in task.brief and "use fell" in task.brief and task.due_on == TODAY + timedelta(days=2)


def test_what_people_do_alone_comes_without_a_draft(store):
    assert "Hello Ada" not in given(store, a_proposal(id="y"), route="human_only").brief
    assert "Hello Ada" in given(store, a_proposal(id="x")).brief


def test_open_tasks_are_those_of_the_person_and_tell_what_is_overdue(store):
    task = given(store)
    assert open_ids(store, person="Mia Sand") == [task.id] and not open_ids(store, person="Tor Lund")
    late = open_tasks(store, as_of=task.due_on + timedelta(days=1))
    assert late["overdue"].to_list() == [True] and late["minutes_logged"].to_list() == [0.0]
    assert not open_ids(store, TODAY - timedelta(days=1))


def test_a_letter_of_a_play_that_stopped_is_nobodys_task_from_that_day_on_and_work_of_no_draft_stays(store):
    letter = given(store, a_proposal(run_id="r1"))
    own = Task(
        id="own", account_id="acme", proposal_id=None, agent="leadership", assignee="Mia Sand", title="Meet Acme", brief="",
        due_on=letter.due_on, minutes=30, created_at=NOW,
    )  # fmt: skip
    store.append("task", [own])
    assert set(open_ids(store)) == {letter.id, "own"}
    stopped = {"id": "p1", "run_id": "r1", "state": "stopped", "as_of": TODAY + timedelta(days=1), "account_id": "acme", "step": 1}
    store.append("play_run", [stopped])
    assert set(open_ids(store)) == {letter.id, "own"} and open_ids(store, TODAY + timedelta(days=1)) == ["own"]


def test_a_touch_that_finishes_the_task_closes_it_and_one_that_does_not_leaves_it_open(store):
    task = given(store)
    log_touch(store, "acme", mode="call", minutes=15, by="Mia Sand", now=NOW, task_id=task.id, done=False)
    assert open_tasks(store, as_of=TODAY)["minutes_logged"].to_list() == [15.0]
    log_touch(store, "acme", mode="call", minutes=5, by="Mia Sand", now=NOW + timedelta(hours=1), task_id=task.id)
    assert not open_ids(store)


def test_a_rejected_proposal_and_an_approved_message_close_the_task_but_approved_work_stays(store):
    given(store, a_task(id="work"))
    given(store, a_proposal(id="letter", account="bolt"))
    given(store, a_task(id="no", account="bolt"))
    decide(store, "work", "approve", by="Lea", now=NOW)
    decide(store, "letter", "approve", by="Lea", now=NOW)
    decide(store, "no", "reject", by="Lea", now=NOW)
    assert open_tasks(store, as_of=TODAY)["proposal_id"].to_list() == ["work"]


def test_a_task_nobody_said_yes_to_lapses_with_its_proposal(store):
    given(store, a_task(expires_at=TODAY + timedelta(days=2)))
    assert open_ids(store, TODAY + timedelta(days=2)) and not open_ids(store, TODAY + timedelta(days=3))


def test_a_touch_without_a_task_is_kept_with_all_it_says(store):
    done = log_touch(store, "acme", mode="workshop", minutes=90, by=" Mia Sand ", now=NOW, result="Trained four people", two_way=False)
    [touch] = store.records(Touch)
    assert done == {"touch_id": touch.id, "task_id": None}
    assert (touch.by, touch.minutes, touch.two_way, touch.result) == ("Mia Sand", 90, False, "Trained four people")


@pytest.mark.parametrize("wrong", [{"mode": "fax"}, {"minutes": 0}, {"minutes": 1441}, {"minutes": float("nan")}, {"by": " "}])
def test_a_touch_that_cannot_be_is_refused(store, wrong):
    with pytest.raises(BadInput):
        log_touch(store, "acme", **({"mode": MODES[0], "minutes": 10, "by": "Mia", "now": NOW} | wrong))
    assert store.count("touch") == 0


def test_an_unknown_account_or_task_is_not_found(store):
    with pytest.raises(NotFound):
        log_touch(store, "nobody", mode="call", minutes=10, by="Mia", now=NOW)
    with pytest.raises(NotFound):
        log_touch(store, "acme", mode="call", minutes=10, by="Mia", now=NOW, task_id="nope")


def test_a_task_of_another_account_or_a_finished_one_is_refused(store):
    task = given(store)
    with pytest.raises(Refused, match="is for account acme"):
        log_touch(store, "bolt", mode="call", minutes=10, by="Mia", now=NOW, task_id=task.id)
    log_touch(store, "acme", mode="call", minutes=10, by="Mia", now=NOW, task_id=task.id)
    with pytest.raises(Refused, match="finished by Mia"):
        log_touch(store, "acme", mode="email", minutes=10, by="Mia", now=NOW, task_id=task.id)


def test_a_proposal_and_the_task_it_made_are_one_piece_of_open_work(store):
    made = a_task()
    task, other = given(store, made), waiting(store, a_proposal(id="other"))
    before = {item["id"]: item["task_id"] for item in account_page(snapshot(store, TODAY), "acme")["open"]}
    assert before == {made.id: task.id, other.id: None}
    decide(store, made.id, "approve", by="Mia Sand", now=NOW)
    left = [(item["kind"], item["id"]) for item in account_page(snapshot(store, TODAY), "acme")["open"]]
    assert left == [("proposal", other.id), ("task", task.id)]


def test_the_queue_the_account_and_the_tasks_of_a_person_name_one_day(store):
    task = given(store, a_task(stakes="high", expires_at=TODAY + timedelta(days=14)))
    [item] = queue(store, now=NOW)
    [open_] = account_page(snapshot(store, TODAY), "acme")["open"]
    assert {item["due_on"], str(open_["until"]), str(open_tasks(store, as_of=TODAY)["due_on"][0])} == {str(task.due_on)}
    assert item["expires_at"] > item["due_on"], "that it lapses later is told apart"


def test_what_is_no_work_for_a_person_is_due_when_it_lapses(store):
    waiting(store, a_proposal(id="letter"), route="agent_with_review")
    [item] = queue(store, now=NOW)
    assert item["due_on"] == item["expires_at"]
