"""Beside a task of high stakes only the letters wait that would cut across it, and who is asked to do it is named."""

import pytest

from cs_core.execution.playbooks.shelf import shelf
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.calls import ANSWERS, BY_HAND, CARE, ERRANDS, STAY, Asked, in_the_way
from cs_core.orchestration.contact.ledger import Ledger
from cs_core.orchestration.governor import govern
from tests.orchestration.builders import TODAY, a_proposal, a_task, a_world

PROMISE = a_task(agent="risk", play="keep our promise", stakes="high")
LEAVING = a_task(agent="risk", play="hear why they look elsewhere", stakes="high")
QUOTE = a_task(agent="renewal", play="write up the quote", stakes="high")
OUTAGE = a_task(agent="risk", play="look for an outage first", stakes="high")

STUCK = a_proposal(agent="onboarding", play="unblock the milestone")
FIX = a_proposal(agent="relationship", play="tell of the fix")
DAY = a_proposal(agent="renewal", play="tell the notice day")
DECIDE = a_proposal(agent="renewal", play="settle before the notice day")
GOAL = a_proposal(agent="success_planning", play="ask for the outcome")
USE = a_proposal(agent="risk", play="recover use")
TERMS = a_proposal(agent="renewal", play="prepare the quote")
SEATS = a_proposal(agent="growth", play="talk about seats")


@pytest.mark.parametrize(
    ("call", "go", "wait"),
    [
        (PROMISE, [STUCK, FIX, DAY, DECIDE], [GOAL, USE, TERMS, SEATS]),
        (LEAVING, [FIX, DAY], [STUCK, DECIDE, GOAL, USE, TERMS, SEATS]),
        (QUOTE, [STUCK, FIX, DAY, GOAL, USE], [TERMS, SEATS, DECIDE]),
        (OUTAGE, [DAY], [STUCK, FIX, DECIDE, GOAL, USE, TERMS, SEATS]),
    ],
    ids=["a promise", "another vendor", "a quote", "an outage"],
)
def test_useful_care_goes_on_beside_a_call_and_what_cuts_across_it_waits(call, go, wait):
    assert [letter.play for letter in go if govern([letter, call], a_world())] == []
    assert [letter.play for letter in wait if letter.id not in govern([letter, call], a_world())] == []


def test_what_a_customer_reported_is_answered_while_a_risk_is_worked_but_not_into_an_escalation():
    unhappy = a_world()
    unhappy.accounts["acme"]["low_answer_on"] = TODAY
    thanks = a_proposal(agent="relationship", play="thank for the rating")
    for world in (unhappy, a_world(ledger=Ledger(worried=frozenset({"acme"})))):
        assert not govern([FIX], world) and govern([thanks], world)
    unhappy.accounts["acme"]["escalations_open"] = 1
    assert govern([FIX], unhappy)


def test_a_letter_that_waits_names_who_is_to_call_and_since_when():
    def why(asked):
        return govern([GOAL], a_world(ledger=Ledger(calls={"acme": (asked,)})))[GOAL.id].why

    told = "Mia Sand is asked since 28 June 2026 to call this customer first: keep our promise"
    assert why(Asked("keep our promise", "Mia Sand", TODAY)) == told
    assert why(Asked("keep our promise", "unassigned", TODAY)).startswith("A person is asked since 28 June 2026 to call")
    assert in_the_way(TERMS, [Asked("write up the quote")]).startswith("A person is to settle their contract before")


def test_each_of_several_tasks_at_one_customer_counts():
    assert govern([STUCK, QUOTE, LEAVING], a_world()).keys() == {STUCK.id, QUOTE.id}
    assert not govern([STUCK, QUOTE, PROMISE], a_world())


@pytest.mark.parametrize("call", [*STAY, "answer the serious complaint", "enter the new contract"])
def test_no_quote_is_sent_by_hand_before_the_call_that_asks_whether_they_stay(call):
    hold = govern([QUOTE, a_task(agent="risk", play=call, stakes="high")], a_world())[QUOTE.id]
    assert hold.why.endswith(call) and hold.rule == "a_call_first"
    waits = Ledger(calls={"acme": (Asked(QUOTE.play, "Mia Sand", TODAY),)})
    assert not govern([QUOTE], a_world(ledger=waits)), "its own task is nothing to wait for"


@pytest.mark.parametrize("play", ["prepare the quote", "size the next commitment"])
def test_the_step_of_a_play_by_which_a_quote_is_sent_by_hand_waits_for_such_a_call_too_and_for_no_other(play):
    step = a_task(agent="renewal", play=play)
    assert govern([step, LEAVING], a_world())[step.id].rule == "a_call_first"
    assert not govern([step, PROMISE], a_world()), "its letter would wait"
    assert govern([a_proposal(agent="renewal", play=play), PROMISE], a_world())


def test_each_task_that_says_to_send_it_oneself_is_one_by_hand():
    books = [book for agent in ROSTER for book in shelf(agent.name).playbook]
    said = {book.name for book in books if any("send it yourself" in script.step for script in (book.words, *(s.words for s in book.then)))}
    assert said and said <= {*BY_HAND}


@pytest.mark.parametrize("first", STAY)
def test_whichever_call_stands_for_those_on_the_same_matter_holds_what_each_of_them_would(first):
    calls = [a_task(agent="renewal", play=first, stakes="high"), LEAVING]
    assert {STUCK.id, DECIDE.id, QUOTE.id} <= govern([STUCK, DECIDE, QUOTE, *calls], a_world()).keys()


def test_a_task_of_a_leaders_own_playbook_is_a_call_like_others():
    own = a_task(agent="risk", play="ask about the merger", stakes="high")
    assert govern([GOAL, own], a_world()) and not govern([STUCK, own], a_world())


def test_each_play_that_is_named_is_one_that_ships():
    plays = {play.name for agent in ROSTER for play in shelf(agent.name).playbook}
    assert {*CARE, *ANSWERS, *BY_HAND, *STAY, *(play for errand in ERRANDS for play in errand.plays)} <= plays
