"""One voice, precedence, and caps that count agents and people alike."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.days import spelt
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.calls import STAY, Asked
from cs_core.orchestration.closed import Closed
from cs_core.orchestration.direction import NAMES, Direction
from cs_core.orchestration.governor import RULES, govern
from cs_core.orchestration.ledger import Contact, Ledger, ledger_of, of_contacts
from cs_core.orchestration.low_scores import LowScore
from cs_core.orchestration.optouts import Optouts
from cs_core.orchestration.world import load_world
from cs_core.records import Action, Case
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, a_world, waiting
from tests.worlds import a_store, at, land, with_company, with_meeting, with_message, with_person, with_record, with_team_member, with_touch

RISK = a_proposal()
RENEWAL = a_proposal(agent="renewal", play="prepare the quote", value=9.0)
GROWTH = a_proposal(agent="growth", play="talk about seats", value=9.0)


def by(how: str, days: int, n: int = 1, person: str | None = "ada@acme.example") -> list[Contact]:
    return [Contact("acme", person, TODAY - timedelta(days=days + i), "Mia Sand", how) for i in range(n)]


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
    assert hold.why == "A person is asked to call this customer first: answer before use is asked about"
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


def test_the_ledger_reads_touches_meetings_mails_and_actions(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand")
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        with_touch(store, "acme", day=TODAY - timedelta(days=9))
        with_meeting(store, "acme", held=TODAY - timedelta(days=12))
        with_meeting(store, "acme", held=TODAY - timedelta(days=13), status="No show")
        with_message(
            store, "acme", "Here is the plan", sender="mia@ours.example", recipients="ada@acme.example", sent=TODAY - timedelta(days=14)
        )
        with_message(store, "acme", "Thank you", sender="ada@acme.example", recipients="mia@ours.example", sent=TODAY - timedelta(days=13))
        action = {"id": "a1", "proposal_id": "p1", "account_id": "acme", "agent": "risk", "kind": "message", "channel": "email"}
        with_record(store, Action(**action, recipient="Ada@acme.example", subject="", body="", created_at=NOW, authorised_by="Lea"))
        ledger = ledger_of(snapshot(store, TODAY))
        assert ledger.on_account("acme", TODAY - timedelta(days=20)) == 4
        assert ledger.on_person("ada@acme.example", TODAY - timedelta(days=28)) == 2
        assert ledger.last_by_person("acme").on == TODAY - timedelta(days=9)
        assert ledger_of(snapshot(store, TODAY - timedelta(days=10))).on_account("acme", TODAY - timedelta(days=20)) == 2
        assert ledger_of(snapshot(store, TODAY), ["acme"]).by_account == {"acme": ledger.by_account["acme"]}
        assert ledger_of(snapshot(store, TODAY), []).by_account == {}


def test_what_somebody_heard_at_another_customer_of_ours_counts(tmp_path):
    with a_store(tmp_path) as store:
        for company in ("acme", "bolt"):
            with_company(store, company, domain=f"{company}.example")
            with_person(store, company, "Ada Lind")
        sent = {"agent": "risk", "kind": "message", "channel": "email", "subject": "", "body": ""}
        sent |= {"created_at": NOW, "authorised_by": "Lea"}
        for n, person in enumerate(("ada@acme.example", "tom@bolt.example")):
            with_record(store, Action(id=f"a{n}", proposal_id=f"p{n}", account_id="bolt", recipient=person, **sent))
        snap, ada = snapshot(store, TODAY), pl.Series(["ada@acme.example"])
        assert ledger_of(snap, ["acme"]).by_person == {}
        assert ledger_of(snap, ["acme"], people=ada).by_person.keys() == {*ada}
        assert load_world(snap, ["acme"]).ledger.by_person.keys() == {*ada}, "in a preview as in the cycle"


def test_the_ledger_knows_what_waits_and_can_leave_out_a_cycle(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store)
        snap = snapshot(store, TODAY)
        assert ledger_of(snap).waiting == {"acme": "risk"} and ledger_of(snap).worried == {"acme"}
        replay = ledger_of(snap, before="c1")
        assert not replay.waiting and not replay.worried
        assert replace(replay, waiting={"acme": "risk"}).waiting


def test_the_ledger_knows_whom_a_person_is_to_call(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store)
        assert not ledger_of(snapshot(store, TODAY)).calls
        call = a_task(account="bolt", play="keep our promise", stakes="high")
        waiting(store, call, route="human_with_draft")
        assert ledger_of(snapshot(store, TODAY)).calls == {"bolt": (Asked("keep our promise", "Mia Sand", TODAY),)}
        assert not ledger_of(snapshot(store, call.expires_at + timedelta(days=1))).calls


UPSELL, THANKS = GROWTH, a_proposal(agent="relationship", play="thank for the rating")


def in_world(**known):
    """A world in which these signals are known of Acme."""
    world = a_world()
    world.accounts["acme"].update(known)
    return world


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
    assert "gave notice" in govern([push], given)[push.id].why and not govern([push], in_world(notice_given_on=None))
    answer = a_proposal(agent="renewal", play="answer the notice")
    assert not govern([answer], given)


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


def test_the_calendar_tells_the_next_meeting_and_not_one_that_was_called_off(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        for day, status in ((2, "Canceled"), (5, "Scheduled"), (9, "Scheduled")):
            on = TODAY + timedelta(days=day)
            with_meeting(store, "acme", held=on, status=status, held_by="Mia Sand")
        known = at(TODAY - timedelta(days=1))
        with_company(store, "bolt")
        land(
            store, "meeting", "m-bolt", system="hubspot", born=TODAY, known_at=known, recorded_at=known, company_ref="bolt",
            held_at=at(TODAY + timedelta(days=1)), held_by="Tor Lund",
        )  # fmt: skip
        ledger = ledger_of(snapshot(store, TODAY))
        assert set(ledger.meets) == {"bolt"} and ledger.meets["bolt"].by == "Tor Lund"
        assert ledger.on_account("bolt", TODAY - timedelta(days=7)) == 0


def test_an_open_case_of_risk_is_known_to_the_ledger_until_it_closes(tmp_path):
    case = {"case_id": "r1", "agent": "risk", "account_id": "acme", "kind": "risk", "state": "open", "opened_on": TODAY, "reason": "x"}
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_record(store, Case(id="a", as_of=TODAY - timedelta(days=3), **case))
        assert ledger_of(snapshot(store, TODAY)).at_risk == {"acme"}
        with_record(store, Case(id="b", as_of=TODAY - timedelta(days=1), closed_on=TODAY - timedelta(days=1), **case))
        assert not ledger_of(snapshot(store, TODAY)).at_risk


LOW = {"acme": {"ada@acme.example": LowScore("2 of 10", TODAY - timedelta(days=9))}}


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


SHUT = {"acme": Closed("Our office is closed until 12 July.", TODAY, TODAY + timedelta(days=14))}


@pytest.mark.parametrize("agent", ["renewal", "success_planning", "relationship", "onboarding", "growth", "risk"])
def test_nobody_is_written_to_where_the_office_is_closed_but_for_a_day_of_the_contract(agent):
    letter, task = a_proposal(agent=agent, play="another matter"), a_task(agent="risk")
    hold = govern([letter], a_world(closed=SHUT))[letter.id]
    assert hold.why == "They wrote “Our office is closed until 12 July” on 28 June 2026: nobody there is written to until 12 July 2026"
    notice = a_proposal(agent="renewal", play="tell the notice day")
    assert not any(govern([one], a_world(closed=SHUT)) for one in (task, notice))


LEAVES = a_task(play="hear why they want to leave", stakes="high")
NOTICE = a_task(agent="renewal", play="answer the notice", stakes="high")


@pytest.mark.parametrize("other", STAY[1:])
def test_one_call_is_asked_for_where_two_agents_want_to_hear_whether_they_stay(other):
    task = a_task(agent="risk", play=other, stakes="high", value=9.0)
    [hold] = govern([task, NOTICE], a_world()).items()
    why = "A person is asked to call this customer first: answer the notice; one call is enough for both"
    assert (hold[0], hold[1].why) == (task.id, why)
    elsewhere = a_task(agent="risk", play=other, stakes="high", account="bolt")
    assert not govern([NOTICE, elsewhere], a_world()) and not govern([task], a_world())


def test_a_call_on_the_same_matter_that_somebody_has_already_been_asked_for_is_not_asked_for_again():
    waits = Ledger(calls={"acme": (Asked(LEAVES.play, "Mia Sand", TODAY - timedelta(days=3)),)})
    day = spelt(TODAY - timedelta(days=3))
    why = f"Mia Sand is asked since {day} to call this customer first: {LEAVES.play}; one call is enough for both"
    assert govern([NOTICE], a_world(ledger=waits))[NOTICE.id].why == why
    assert not govern([a_task(play="own the escalation", stakes="high")], a_world(ledger=waits))


OFFERED = of_contacts([Contact("acme", "ada@acme.example", TODAY - timedelta(days=7), "growth", "agent")])
THREE = of_contacts([Contact("acme", "ada@acme.example", TODAY - timedelta(days=d), "risk", "agent") for d in (8, 15, 22)])
CHANGES = [
    ("trouble_first", UPSELL, {"accounts": {"escalations_open": 1}}, {"accounts": {"escalations_open": 0}}),
    ("trouble_first", UPSELL, {"ledger": Ledger(worried=frozenset({"acme"}))}, {"ledger": Ledger()}),
    ("trouble_first", UPSELL, {"ledger": Ledger(at_risk=frozenset({"acme"}))}, {"ledger": Ledger()}),
    ("no_sale_into_a_complaint", UPSELL, {"accounts": {"low_answer_on": TODAY}}, {"accounts": {"low_answer_on": None}}),
    ("no_push_after_notice", RENEWAL, {"accounts": {"notice_given_on": TODAY}}, {"accounts": {"notice_given_on": None}}),
    ("no_work_against_a_goal", UPSELL, {"accounts": {"health_band": "red"}, "goals": {"grr": 95.0}},
     {"accounts": {"health_band": "yellow"}, "goals": {"grr": 95.0}}),
    ("no_work_against_a_goal", UPSELL, {"accounts": {"health_band": "red"}, "goals": {"grr": 95.0}}, {"accounts": {"health_band": "red"}}),
    ("one_call", LEAVES, {"with": (NOTICE,)}, {}),
    ("one_call", NOTICE, {"ledger": Ledger(calls={"acme": (Asked(LEAVES.play),)})}, {"ledger": Ledger()}),
    ("no_play_that_drives_people_off", RISK, {"optouts": Optouts(3, 40)}, {"optouts": Optouts(2, 40)}),
    ("no_play_that_drives_people_off", RISK, {"optouts": Optouts(3, 40)},
     {"optouts": Optouts(3, 40), "limits": {"max_optouts_percent": 8}}),
    ("low_score_first", RISK, {"low_scores": LOW}, {"low_scores": LOW, "ledger": of_contacts(by("person", 4, person=None))}),
    ("low_score_first", RISK, {"low_scores": LOW}, {}),
    ("serious_complaint_first", RISK, {"accounts": {"alarm_said_on": TODAY}}, {"accounts": {"alarm_said_on": None}}),
    ("nobody_is_there", RISK, {"closed": SHUT}, {}),
    ("a_call_first", RENEWAL, {"ledger": Ledger(calls={"acme": (Asked("keep our promise"),)})}, {"ledger": Ledger()}),
    ("one_voice", RENEWAL, {"with": (RISK,)}, {}),
    ("one_in_the_queue", RENEWAL, {"ledger": Ledger(waiting={"acme": "risk"})}, {"ledger": Ledger()}),
    ("a_person_just_spoke", RISK, {"ledger": of_contacts(by("person", 1))}, {"ledger": of_contacts(by("person", 3))}),
    ("a_person_just_spoke", RISK, {"ledger": of_contacts(by("person", 1))},
     {"ledger": of_contacts(by("person", 1)), "limits": {"min_days_between_touches": 1}}),
    ("a_person_is_about_to_speak", RISK, {"ledger": Ledger(meets={"acme": Contact("acme", None, TODAY, "Mia", "person")})},
     {"ledger": Ledger()}),
    ("offers_apart", UPSELL, {"ledger": OFFERED}, {"ledger": Ledger()}),
    ("offers_apart", UPSELL, {"ledger": OFFERED}, {"ledger": OFFERED, "limits": {"min_days_between_offers": 7}}),
    ("a_pause_after_silence", RISK, {"ledger": THREE}, {"ledger": replace(THREE, heard={"ada@acme.example": TODAY})}),
    ("a_pause_after_silence", RISK, {"ledger": THREE}, {"ledger": THREE, "limits": {"min_days_after_silence": 8}}),
    ("account_cap", RISK, {"ledger": of_contacts(by("agent", 4, 2))}, {"ledger": of_contacts(by("agent", 8, 2))}),
    ("account_cap", RISK, {"ledger": of_contacts(by("agent", 4, 2))},
     {"ledger": of_contacts(by("agent", 4, 2)), "limits": {"max_contacts_per_account_7d": 3}}),
    ("person_cap", RISK, {"ledger": of_contacts(by("campaign", 8, 4))}, {"ledger": of_contacts(by("campaign", 30, 4))}),
    ("person_cap", RISK, {"ledger": of_contacts(by("campaign", 8, 4))},
     {"ledger": of_contacts(by("campaign", 8, 4)), "limits": {"max_contacts_per_person_28d": 5}}),
]  # fmt: skip


def as_given(state):
    limits = Direction(state.get("goals", {}), Direction().guardrails | state.get("limits", {}))
    told = {(RISK.agent, RISK.play): state["optouts"]} if "optouts" in state else {}
    scores, shut = state.get("low_scores", {}), state.get("closed", {})
    world = a_world(direction=limits, ledger=state.get("ledger", Ledger()), optouts=told, low_scores=scores, closed=shut)
    world.accounts["acme"].update(state.get("accounts", {}))
    return world


@pytest.mark.parametrize(("rule", "proposal", "before", "after"), CHANGES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CHANGES)])
def test_doing_what_a_hold_says_would_change_it_lets_the_proposal_go(rule, proposal, before, after):
    held = govern([proposal, *before.get("with", ())], as_given(before))[proposal.id]
    assert held.why and held.change
    assert all(NAMES[key] in held.change for key in after.get("limits", {})), "a limit is named as the page names it"
    assert not govern([proposal], as_given(after))


def test_every_rule_is_among_those_that_a_change_lets_go():
    assert {change[0] for change in CHANGES} == {rule.__name__ for rule in RULES}
