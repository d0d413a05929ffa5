"""A call on a person that nobody answers is passed on, and dropped in the end; each is a row, and each happens once."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput, NotFound
from cs_core.orchestration.contact.ledger import open_proposals
from cs_core.orchestration.contact.unanswered import UNANSWERED, deputies, handovers, policy_of, set_deputy, stand_in
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch, open_tasks, task_of
from cs_core.orchestration.world import MINUTES
from cs_core.records import Routed
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, with_company, with_team_member

TEN_DAYS = a_proposal(expires_at=TODAY + timedelta(days=10))
HALF, OVER = TODAY + timedelta(days=5), TODAY + timedelta(days=11)
TEAM = {"Mia Sand", "Tor Lund", "Ola Berg"}


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_team_member(store, "Mia Sand")
        with_team_member(store, "Tor Lund")
        with_team_member(store, "Ola Berg", role="Head of Customer Success")
        yield store


def on(store, day):
    """What is handed over on a day, written down as a cycle does."""
    rows = handovers(snapshot(store, day), cycle_id=f"c-{day}")
    store.append("handover", rows)
    return rows


def test_at_half_of_its_time_a_call_passes_to_the_deputy_that_a_leader_set(store):
    made = waiting(store, TEN_DAYS, route="human_with_draft")
    set_deputy(store, "Mia Sand", "Tor Lund", by="Ola Berg", now=NOW, team=TEAM)
    assert not on(store, HALF - timedelta(days=1))
    [row] = on(store, HALF)
    assert (row["proposal_id"], row["how"], row["from_person"], row["to_person"]) == (made.id, "passed on", "Mia Sand", "Tor Lund")
    assert "Half of its time is gone" in row["why"] and spelt(TEN_DAYS.expires_at) in row["why"]
    assert not on(store, HALF + timedelta(days=1))


def test_without_a_deputy_it_passes_to_the_lead_and_without_a_lead_it_stays_and_says_so(store, tmp_path):
    waiting(store, TEN_DAYS, route="human_only")
    assert on(store, HALF)[0]["to_person"] == "Ola Berg"
    (tmp_path / "other").mkdir()
    with a_store(tmp_path / "other") as alone:
        with_team_member(alone, "Mia Sand")
        waiting(alone, TEN_DAYS, route="human_only")
        [row] = on(alone, HALF)
        assert (row["how"], row["to_person"]) == ("stays", None) and "name one on My work" in row["why"]
        assert not on(alone, HALF + timedelta(days=1))


def test_whoever_it_was_passed_to_has_it_in_the_queue_among_the_tasks_and_in_the_hours(store):
    made = waiting(store, TEN_DAYS, route="human_with_draft")
    routed = Routed(proposal_id=made.id, cycle_id="c1", as_of=TODAY, route="human_with_draft", why="x", change="y", assignee="Mia Sand")
    store.append("task", [task_of(made, routed, now=NOW)])
    assert queue(store, now=NOW)[0]["assignee"] == "Mia Sand"
    on(store, HALF)
    assert queue(store, now=NOW + timedelta(days=5))[0]["assignee"] == "Ola Berg"
    assert open_tasks(store, as_of=HALF, person="Ola Berg").height == 1 and not open_tasks(store, as_of=HALF, person="Mia Sand").height
    assert open_tasks(store, as_of=TODAY, person="Mia Sand").height == 1
    assert open_proposals(snapshot(store, HALF))["assignee"].to_list() == ["Ola Berg"]


def test_a_call_that_is_over_today_is_passed_to_nobody_by_a_second_cycle_of_the_day_it_was_made(store):
    waiting(store, a_proposal(expires_at=TODAY), route="human_with_draft")
    assert not on(store, TODAY) and [row["how"] for row in on(store, TODAY + timedelta(days=1))] == ["dropped"]


def test_what_nobody_answered_by_its_end_is_dropped_once_and_the_record_says_so(store):
    waiting(store, TEN_DAYS)
    [row] = on(store, OVER)
    assert row["how"] == "dropped" and "Nobody answered it" in row["why"]
    assert not on(store, OVER + timedelta(days=1)) and not queue(store, now=NOW + timedelta(days=11))


def test_a_letter_to_look_at_is_nobodys_in_particular_and_is_not_passed_on(store):
    waiting(store, TEN_DAYS)
    assert not on(store, HALF)


def test_what_was_answered_is_neither_passed_on_nor_dropped(store):
    decided, done = waiting(store, TEN_DAYS, route="human_with_draft"), waiting(store, a_proposal(id="t"), route="human_only")
    decide(store, decided.id, "reject", by="Mia Sand", now=NOW, reason="wrong time")
    routed = Routed(proposal_id=done.id, cycle_id="c1", as_of=TODAY, route="human_only", why="x", change="y", assignee="Mia Sand")
    store.append("task", [task := task_of(done, routed, now=NOW)])
    log_touch(store, "acme", mode="call", minutes=5, by="Mia Sand", now=NOW, task_id=task.id)
    assert not on(store, HALF) and not on(store, OVER)


@pytest.mark.parametrize("route", ["held", "rejected", "agent"])
def test_what_calls_on_nobody_is_not_handed_over(store, route):
    waiting(store, TEN_DAYS, route=route)
    assert not on(store, HALF) and not on(store, OVER)


def test_a_day_in_the_past_knows_nothing_of_what_was_handed_over_later(store):
    waiting(store, TEN_DAYS, route="human_only")
    on(store, HALF)
    assert open_proposals(snapshot(store, HALF - timedelta(days=1)))["assignee"].to_list() == ["Mia Sand"]


def test_a_deputy_is_of_the_team_not_oneself_and_may_be_taken_away(store):
    with pytest.raises(NotFound, match="not of the team"):
        set_deputy(store, "Mia Sand", "Somebody", by="Ola", now=NOW, team=TEAM)
    with pytest.raises(BadInput, match="themselves"):
        set_deputy(store, "Mia Sand", "Mia Sand", by="Ola", now=NOW, team=TEAM)
    assert not deputies(store)
    set_deputy(store, "Mia Sand", "Tor Lund", by="Ola", now=NOW, team=TEAM)
    assert deputies(store) == {"Mia Sand": "Tor Lund"}
    set_deputy(store, "Mia Sand", None, by="Ola", now=NOW + timedelta(hours=1), team=TEAM)
    assert not deputies(store)


def test_a_deputy_on_leave_does_not_stand_in():
    team = {n: {"hours_left": h, "role": r} for n, h, r in (("Mia", 10, "CSM"), ("Tor", 0.0, "CSM"), ("Ola", 10, "VP of CS"))}
    assert stand_in("Mia", team, {"Mia": "Tor"}) == "Ola" and stand_in("Ola", team, {}) is None
    assert stand_in("Mia", team | {"Tor": {"hours_left": 5, "role": None}}, {"Mia": "Tor"}) == "Tor"


@pytest.mark.parametrize("role", ["Vice President, Customer Success", "Head, Customer Success", "VP of CS", "CS team lead"])
def test_a_call_goes_to_who_leads_the_team_and_to_no_other_customer_success_manager(role):
    team = {name: {"hours_left": 10, "role": "Customer Success Manager"} for name in ("Ada", "Mia", "Tor")}
    assert stand_in("Mia", team, {}) is None
    assert stand_in("Mia", team | {"Zoe": {"hours_left": 10, "role": role}}, {}) == "Zoe"


def test_every_route_that_costs_a_person_minutes_has_a_policy_and_no_other():
    assert {u.route for u in UNANSWERED} == set(MINUTES) and policy_of("held") is None
