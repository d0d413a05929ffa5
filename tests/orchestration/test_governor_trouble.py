"""What holds letters of other matters: complaints, open risks, a notice, low scores, a closed office."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.ledger import Ledger, of_contacts
from cs_core.orchestration.governor import govern
from cs_core.orchestration.world import load_world
from tests.orchestration.builders import TODAY, a_proposal, a_task, a_world
from tests.orchestration.governed import LOW, RENEWAL, RISK, SHUT, THANKS, UPSELL, by, in_world
from tests.worlds import a_store, at, land, with_company


@pytest.mark.parametrize("quiet", [UPSELL, THANKS], ids=["upsell", "thanks"])
@pytest.mark.parametrize("complaint", ["leaving_said_on", "alarm_said_on", "low_answer_on"])
def test_nothing_is_sold_and_nobody_is_thanked_while_a_complaint_is_open(quiet, complaint):
    hold = govern([quiet], in_world(**{complaint: TODAY - timedelta(days=5)}))[quiet.id]
    assert spelt(TODAY - timedelta(days=5)) in hold.why and hold.change.endswith("settled, or at most 180 days without another")
    assert not govern([quiet], in_world(**{complaint: None}))
    assert complaint == "alarm_said_on" or not govern([RISK], in_world(**{complaint: TODAY}))


def test_nothing_is_sold_into_an_open_risk_but_news_may_be_told():
    watched = a_world(ledger=Ledger(at_risk=frozenset({"acme"})))
    assert "nothing is sold" in govern([UPSELL], watched)[UPSELL.id].why
    assert not govern([THANKS], watched) and not govern([UPSELL], a_world(ledger=Ledger(at_risk=frozenset({"bolt"}))))


@pytest.mark.parametrize("push", [RENEWAL, a_task(agent="renewal", play="write up the quote"), UPSELL])
def test_who_gave_notice_is_not_pressed_to_renew_and_only_the_answer_to_the_notice_goes(push):
    given = in_world(notice_given_on=TODAY - timedelta(days=2))
    assert "gave notice on 26 June 2026" in govern([push], given)[push.id].why and not govern([push], in_world(notice_given_on=None))
    answer = a_proposal(agent="renewal", play="answer the notice")
    assert not govern([answer], given)


@pytest.mark.parametrize("agent", ["renewal", "success_planning", "relationship", "onboarding", "growth", "risk"])
def test_who_gave_a_low_score_gets_no_letter_of_another_matter_before_a_person_answered_it(agent):
    letter = a_proposal(agent=agent, play="another matter", recipient="Ada@acme.example")
    hold = govern([letter], a_world(low_scores=LOW))[letter.id]
    assert hold.why == f"Ada Lind gave us 2 of 10 in a survey on {spelt(TODAY - timedelta(days=9))}, and nobody has answered yet"
    assert not govern([letter], a_world(low_scores=LOW, ledger=of_contacts(by("person", 6, person=None))))


def test_a_low_score_holds_no_letter_to_somebody_else_no_task_and_nothing_that_a_day_of_the_contract_asks_for():
    other, task = a_proposal(recipient="bo@acme.example"), a_task(agent="renewal", play="write up the quote")
    notice = a_proposal(agent="renewal", play="tell the notice day")
    assert not any(govern([one], a_world(low_scores=LOW)) for one in (other, task, notice))


@pytest.mark.parametrize("contact", [by("agent", 6), by("campaign", 6), by("person", 20), by("person", 6, person="bo@acme.example")])
def test_a_low_score_is_not_answered_by_an_agent_before_it_came_or_to_somebody_else(contact):
    assert govern([RISK], a_world(low_scores=LOW, ledger=of_contacts(contact)))


def test_a_letter_waiting_for_a_low_score_takes_no_turn_of_one_to_somebody_else():
    other = a_proposal(agent="renewal", play="prepare the quote", recipient="bo@acme.example")
    assert set(govern([RISK, other], a_world(low_scores=LOW))) == {RISK.id}


def test_the_world_knows_who_gave_which_low_score(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme", domain="acme.example")
        for n, (score, day) in enumerate([(9.0, 30), (2.0, 9)]):
            on = at(TODAY - timedelta(days=day))
            land(store, "survey", f"s{n}", system="survey", born=on, company_ref="acme", email="Ada@acme.example", kind="nps", score=score,
                 most=10.0, answered_at=on)  # fmt: skip
        [account] = snapshot(store, TODAY).accounts["account_id"]
        assert load_world(snapshot(store, TODAY), [account]).low_scores == {account: LOW["acme"]}
        assert load_world(snapshot(store, TODAY - timedelta(days=20)), [account]).low_scores == {}


def test_who_complained_seriously_gets_no_letter_of_another_matter_before_one_of_ours_has_answered():
    angry = {"alarm_said_on": TODAY - timedelta(days=2)}
    hold = govern([RISK], in_world(**angry))[RISK.id]
    assert hold.why == f"They complained seriously on {spelt(angry['alarm_said_on'])}, and nobody has answered since"
    notice = a_proposal(agent="renewal", play="tell the notice day")
    assert not any(govern([one], in_world(**angry)) for one in (notice, a_task(agent="risk")))
    assert not govern([RISK], in_world(alarm_said_on=None))


@pytest.mark.parametrize("agent", ["renewal", "success_planning", "relationship", "onboarding", "growth", "risk"])
def test_nobody_is_written_to_where_the_office_is_closed_but_for_a_day_of_the_contract(agent):
    letter, task = a_proposal(agent=agent, play="another matter"), a_task(agent="risk")
    hold = govern([letter], a_world(closed=SHUT))[letter.id]
    assert hold.why == "They wrote “Our office is closed until 12 July” on 28 June 2026: nobody there is written to until 12 July 2026"
    notice = a_proposal(agent="renewal", play="tell the notice day")
    assert not any(govern([one], a_world(closed=SHUT)) for one in (task, notice))


def test_a_mail_to_somebody_else_there_is_no_answer_to_a_bad_answer_of_theirs():
    offer = UPSELL.model_copy(update={"recipient": "bo@acme.example"})
    for person, waits in (("bo@acme.example", True), ("ada@acme.example", False), (None, False)):
        spoke = of_contacts(by("person", 5, person=person))
        world = replace(in_world(low_answer_on=TODAY - timedelta(days=9)), low_scores=LOW, ledger=spoke)
        assert [hold.rule for hold in govern([offer], world).values()] == ["no_sale_into_a_complaint"] * waits
