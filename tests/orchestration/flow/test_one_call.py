"""A newer word of theirs makes another call of one that is asked for already: one person makes one call, and knows the newest."""

from datetime import date, datetime, time, timedelta

import pytest

from cs_core.context.readings import read_new
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.calls import Asked
from cs_core.orchestration.contact.ledger import Ledger
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.one_call import worth_of_all
from cs_core.orchestration.governor import govern
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import open_tasks
from tests.orchestration.builders import a_proposal, a_task, a_world
from tests.orchestration.governed import LEAVES, NOTICE
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_store,
    ago,
    with_company,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_usage,
)

ASKED_ON, GIVEN_ON = ago(20), ago(18)
SORRY = "We are not happy with this. Please take this as notice: we cancel our contract at the end of the term."


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", owner="Mia Sand")
        with_person(made, "acme", "Ada Lind", role="Champion")
        with_team_member(made, "Mia Sand", hours=40.0, skills="technical")
        with_team_member(made, "Tor Lund", hours=40.0, skills="technical;commercial")
        contract = {"mrr": 1_000.0, "seats": 20, "plan": "Pro", "currency": "EUR", "term_start_on": ago(305), "term_end_on": ago(-60)}
        with_subscription(made, "acme", **contract, cancelled_on=GIVEN_ON)
        with_usage(made, "acme", [40] * 60)
        with_message(made, "acme", SORRY, sender="ada@acme.example", recipients="us@ours.example", sent=ago(21))
        read_new(made, now=IMPORTED)
        yield made


def cycle(store, day: date) -> dict[str, str]:
    """Play -> who is called in for it that day."""
    made = run_cycle(store, as_of=day, now=at(day, 7), model=OfflineModel(), roster=ROSTER)
    plays = {row["id"]: row["play"] for row in store.rows("proposal", cycle_id=made["cycle_id"])}
    return {plays[row["proposal_id"]]: row["assignee"] for row in store.rows("routed", cycle_id=made["cycle_id"]) if row["assignee"]}


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


@pytest.mark.parametrize("promised", [True, False])
def test_a_notice_that_comes_while_a_lesser_call_is_asked_for_takes_it_over_for_the_same_person(store, promised):
    [(lesser, person)] = cycle(store, ASKED_ON).items()
    [task] = open_tasks(store, as_of=ASKED_ON).to_dicts()
    if promised:
        decide(store, task["proposal_id"], "approve", by=person, now=at(ASKED_ON, 12))
    assert lesser == "hear why they want to leave"
    assert cycle(store, GIVEN_ON) == {"answer the notice": person}
    assert [t["title"].split(": ")[-1][:12] for t in open_tasks(store, as_of=GIVEN_ON).to_dicts()] == ["notice given"]
    assert [row["play"] for row in queue(store, now=at(GIVEN_ON, 8))] == ["answer the notice"]
    [row] = store.rows("handover", proposal_id=task["proposal_id"])
    assert row["how"] == "taken over" and row["why"].endswith("for more than this tells: answer the notice")
    assert cycle(store, GIVEN_ON + timedelta(days=8)) == {"answer the notice": person}, "it was not made: it is asked for again"
    assert not store.rows("handover", proposal_id=task["proposal_id"], how="dropped")
    assert cycle(store, GIVEN_ON + timedelta(days=9)) == {} and "calls not made" in {row["kind"] for row in store.rows("finding")}


def test_the_play_of_a_call_that_was_taken_over_goes_no_further_and_its_page_says_why(store):
    assert cycle(store, ASKED_ON) and cycle(store, GIVEN_ON)
    assert [cycle(store, ago(days)) for days in (17, 13)] == [{}, {}], "its next step would be due a week after it began"
    assert not any("is not settled" in row["subject"] for row in store.rows("proposal"))
    [row] = store.rows("play_run", play="hear why they want to leave", state="stopped")
    assert (row["as_of"], row["why"]) == (ago(17).isoformat(), "another call on the same matter took over what it asked last")


@pytest.mark.parametrize("known_on", [ASKED_ON + timedelta(days=1), GIVEN_ON])
def test_a_notice_that_is_older_than_the_call_and_known_only_after_it_takes_it_over_too(store, known_on):
    contract = {"mrr": 1_000.0, "seats": 20, "plan": "Pro", "currency": "EUR", "term_start_on": ago(305), "term_end_on": ago(-60)}
    with_subscription(store, "acme", **contract, cancelled_on=ago(21), known_at=at(known_on, 6))
    assert cycle(store, ASKED_ON) == {"hear why they want to leave": "Mia Sand"}
    assert cycle(store, known_on) == {"answer the notice": "Mia Sand"}
    assert [row["play"] for row in queue(store, now=at(known_on, 8))] == ["answer the notice"]


def test_only_a_call_that_tells_more_takes_over_what_is_asked_for_since_an_earlier_day():
    world = a_world(ledger=Ledger(calls={"acme": (Asked(LEAVES.play, "Mia Sand", TODAY - timedelta(days=2)),)}))
    world.accounts["acme"] |= {"notice_given_on": TODAY, "competitor_said_on": TODAY}
    rival = a_task(agent="risk", play="hear why they look elsewhere", stakes="high")
    term = a_task(agent="renewal", play="settle the risk before the term ends", stakes="high")
    assert not govern([NOTICE], world) and govern([rival], world) and govern([term], world), "the last tells no word of theirs"


def test_the_one_call_is_worth_what_the_most_valuable_is_of_those_for_which_it_is_enough():
    notice, leaves = NOTICE.model_copy(update={"value": 0.05}), LEAVES.model_copy(update={"value": 0.2})
    other, letter = a_task(account="bolt", play="answer the notice", stakes="high", value=0.1), a_proposal(value=0.01)
    made = [notice, leaves, other, letter]
    worth = worth_of_all(made, govern(made, a_world()))
    assert [p.value for p in worth] == [0.2, 0.2, 0.1, 0.01]
    assert worth_of_all([notice, letter], govern([notice, letter], a_world())) == [notice, letter]


def test_the_queue_and_peoples_hours_go_by_that_worth(store):
    cycle(store, GIVEN_ON)
    told = {row["play"]: row["value"] for row in store.rows("proposal")}
    assert told["answer the notice"] == max(told.values()) > 0
