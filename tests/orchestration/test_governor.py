"""One voice, precedence, one call, and caps that count agents and people alike."""

from datetime import timedelta

import pytest

from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.calls import STAY, Asked
from cs_core.orchestration.contact.ledger import Contact, Ledger, of_contacts
from cs_core.orchestration.direction import NAMES, Direction
from cs_core.orchestration.governor import govern
from cs_core.orchestration.learning.learnt import Learnt, Lesson, play_key
from tests.orchestration.builders import TODAY, a_proposal, a_task, a_world
from tests.orchestration.governed import GROWTH, LEAVES, NOTICE, RENEWAL, RISK, by


def test_one_message_a_customer_and_the_higher_precedence_speaks_whatever_the_value():
    holds = govern([RENEWAL, RISK], a_world())
    assert set(holds) == {RENEWAL.id} and "risk agent speaks" in holds[RENEWAL.id].why


def test_an_escalation_speaks_before_everything():
    urgent = a_proposal(agent="relationship", play="own the escalation", value=0.0)
    assert set(govern([RISK, urgent], a_world())) == {RISK.id}


@pytest.mark.parametrize("letter", [RENEWAL, a_proposal(agent="success_planning", play="ask for the outcome")])
def test_whom_a_person_is_to_call_gets_no_letter_of_another_matter_meanwhile(letter):
    call = a_task(agent="risk", play="answer before use is asked about", stakes="high")
    hold = govern([letter, call], a_world())[letter.id]
    assert hold.why == "A person is to call this customer first: answer before use is asked about"
    assert not govern([letter, a_task(agent="risk", play="look closer", stakes="medium")], a_world())
    due = a_proposal(agent="renewal", play="tell the notice day")
    assert not govern([due, call], a_world())


def test_a_call_comes_before_the_letter_of_an_agent_that_would_speak_first():
    call = a_task(agent="renewal", play="call before the term ends", stakes="high")
    assert set(govern([RISK, call], a_world())) == {RISK.id}
    assert set(govern([RISK, a_task(agent="growth", play="talk about growth", stakes="high")], a_world())) != {RISK.id}


def test_other_customers_are_not_held():
    other = a_proposal(account="bolt", recipient="ada@bolt.example")
    assert not govern([RISK, other], a_world())


@pytest.mark.parametrize(
    "quiet", [GROWTH, a_task(agent="growth", play="talk about growth"), a_proposal(agent="relationship", play="say what is new")]
)
def test_no_growth_and_no_greetings_while_there_is_trouble(quiet):
    in_trouble = a_world()
    in_trouble.accounts["acme"]["escalations_open"] = 2
    assert "2 escalated tickets" in govern([quiet], in_trouble)[quiet.id].why
    assert "risk" in govern([quiet, RISK], a_world())[quiet.id].why
    assert "risk" in govern([quiet], a_world(ledger=Ledger(worried=frozenset({"acme"}))))[quiet.id].why
    assert not govern([quiet], a_world())


def test_tasks_do_not_contact_the_customer_so_caps_do_not_bind_them():
    full = a_world(ledger=of_contacts(by("agent", 4, 9)))
    task = a_task()
    assert govern([RISK], full) and not govern([task], full)


def offered(days: int, *, by: str = "growth", account: str = "acme", person: str = "ada@acme.example"):
    return a_world(ledger=of_contacts([Contact(account, person, TODAY - timedelta(days=days), by, "agent")]))


def test_who_had_an_offer_a_week_ago_gets_no_other_one_whichever_play_or_account_it_is_for():
    other = a_proposal(agent="growth", play="talk about growth", value=9.0)
    on = spelt(TODAY - timedelta(days=7))
    assert govern([other], offered(7))[other.id].why == f"ada@acme.example had an offer of the growth agent on {on}"
    assert NAMES["min_days_between_offers"] in govern([other], offered(7, account="bolt"))[other.id].change
    assert not govern([other], offered(30)) and not govern([other], offered(7, person="bo@acme.example"))


def test_a_letter_of_another_kind_neither_waits_for_an_offer_nor_counts_as_one():
    assert not govern([RENEWAL], offered(7)) and not govern([GROWTH], offered(7, by="renewal"))


def test_use_beyond_the_commitment_is_told_at_once_and_counts_as_an_offer_for_the_next():
    beyond = a_proposal(agent="growth", play="settle what is beyond the commitment", value=9.0)
    assert not govern([beyond], offered(7)) and govern([GROWTH], offered(7))


def test_an_agent_in_shadow_takes_nobodys_turn():
    assert not govern([RISK, RENEWAL], a_world(autonomy={("risk", "mid-market"): "shadow"}))


@pytest.mark.parametrize(("first", "next_one"), [(NOTICE, LEAVES), (NOTICE, GROWTH), (RISK, RENEWAL)])
def test_what_reviewers_turn_down_here_takes_nobodys_turn_and_holds_no_other_call(first, next_one):
    assert next_one.id in govern([first, next_one], a_world())
    what = play_key(first.agent, first.play, "mid-market")
    turned_down = Lesson("l", "play", what, "", "Reviewers turn it down", 5, 5, 0.6, TODAY, ())
    assert not govern([first, next_one], a_world(learnt=Learnt(unwanted={what: turned_down})))


def test_no_second_message_while_one_waits():
    assert "waits for review" in govern([RISK], a_world(ledger=Ledger(waiting={"acme": "renewal"})))[RISK.id].why


def test_a_persons_touch_counts_against_the_cap():
    two = of_contacts(by("person", 4, 2, person=None))
    assert "cap is 2" in govern([RISK], a_world(ledger=two))[RISK.id].why
    assert not govern([RISK], a_world(ledger=of_contacts(by("person", 4, 1, person=None))))
    higher = Direction({}, Direction().guardrails | {"max_contacts_per_account_7d": 5})
    assert not govern([RISK], a_world(ledger=two, direction=higher))


def test_the_cap_of_a_person_counts_28_days_and_campaigns_too():
    assert "had 4 messages" in govern([RISK], a_world(ledger=of_contacts(by("campaign", 8, 4))))[RISK.id].why
    assert not govern([RISK], a_world(ledger=of_contacts(by("campaign", 25, 4))))


def test_agents_stay_quiet_for_days_after_a_person_spoke():
    assert "Mia Sand was in contact" in govern([RISK], a_world(ledger=of_contacts(by("person", 1))))[RISK.id].why


def test_two_records_of_one_contact_count_once():
    assert of_contacts(by("person", 4) + by("agent", 4)).on_account("acme", TODAY - timedelta(days=7)) == 1


def test_one_person_at_two_customers_gets_one_message_a_cycle():
    elsewhere = a_proposal(agent="renewal", play="prepare the quote", account="bolt", recipient="Ada@acme.example")
    assert "same person" in govern([RISK, elsewhere], a_world())[elsewhere.id].why
    assert not govern([RISK, replace_recipient(elsewhere, "tom@bolt.example")], a_world())


def replace_recipient(proposal, to):
    return proposal.model_copy(update={"recipient": to})


@pytest.mark.parametrize(("days", "waits"), [(2, True), (3, True), (4, False)])
def test_agents_stay_quiet_before_a_meeting_that_is_in_the_calendar(days, waits):
    meets = {"acme": Contact("acme", None, TODAY + timedelta(days=days), "Mia Sand", "person")}
    holds = govern([RISK], a_world(ledger=Ledger(meets=meets)))
    assert bool(holds) is waits and (not waits or "Mia Sand meets this customer" in holds[RISK.id].why)


@pytest.mark.parametrize("other", STAY[1:])
def test_one_call_is_asked_for_where_two_agents_want_to_hear_whether_they_stay(other):
    task = a_task(agent="risk", play=other, stakes="high", value=9.0)
    [hold] = govern([task, NOTICE], a_world()).items()
    why = "A person is to call this customer first: answer the notice; one call is enough for both"
    assert (hold[0], hold[1].why) == (task.id, why)
    elsewhere = a_task(agent="risk", play=other, stakes="high", account="bolt")
    assert not govern([NOTICE, elsewhere], a_world()) and not govern([task], a_world())


def test_a_call_on_the_same_matter_that_somebody_has_already_been_asked_for_is_not_asked_for_again():
    waits = Ledger(calls={"acme": (Asked(LEAVES.play, "Mia Sand", TODAY - timedelta(days=3)),)})
    day = spelt(TODAY - timedelta(days=3))
    why = f"Mia Sand is asked since {day} to call this customer first: {LEAVES.play}; one call is enough for both"
    assert govern([NOTICE], a_world(ledger=waits))[NOTICE.id].why == why
    assert not govern([a_task(play="own the escalation", stakes="high")], a_world(ledger=waits))


def test_a_call_that_was_made_is_not_asked_for_again_under_another_name_unless_it_knew_less_or_they_spoke_since():
    def held(task, made, **known):
        world = a_world(ledger=Ledger(made={"acme": (Asked(made, "Mia Sand", TODAY - timedelta(days=5)),)}))
        world.accounts["acme"].update({signal: TODAY - timedelta(days=days) for signal, days in known.items()})
        return govern([task], world)

    day = spelt(TODAY - timedelta(days=5))
    hold = held(LEAVES, NOTICE.play, leaving_said_on=9)[LEAVES.id]
    assert (hold.rule, hold.why) == ("one_call", f"Mia Sand made a call on the same matter on {day}: {NOTICE.play}")
    assert not held(LEAVES, NOTICE.play, leaving_said_on=2), "they spoke since"
    assert not held(LEAVES, LEAVES.play, leaving_said_on=9), "its own next step"
    assert not held(NOTICE, LEAVES.play, leaving_said_on=9, notice_given_on=9), "nobody has spoken of the notice"
