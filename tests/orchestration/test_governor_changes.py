"""What a hold says would change it: done, it lets the proposal go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.orchestration.contact.calls import Asked
from cs_core.orchestration.contact.ledger import Contact, Ledger, of_contacts
from cs_core.orchestration.contact.optouts import Optouts
from cs_core.orchestration.direction import NAMES, Direction
from cs_core.orchestration.governor import RULES, govern
from tests.orchestration.builders import TODAY, a_world
from tests.orchestration.governed import LEAVES, LOW, NOTICE, RENEWAL, RISK, SHUT, UPSELL, by
from tests.worlds import ago

OFFERED = of_contacts([Contact("acme", "ada@acme.example", TODAY - timedelta(days=7), "growth", "agent")])
THREE = of_contacts([Contact("acme", "ada@acme.example", TODAY - timedelta(days=d), "risk", "agent") for d in (8, 15, 22)])
CALLED = Ledger(made={"acme": (Asked(NOTICE.play, "Mia Sand", ago(5)),)})
CHANGES = [
    ("trouble_first", UPSELL, {"accounts": {"escalations_open": 1}}, {"accounts": {"escalations_open": 0}}),
    ("trouble_first", UPSELL, {"ledger": Ledger(worried=frozenset({"acme"}))}, {"ledger": Ledger()}),
    ("trouble_first", UPSELL, {"ledger": Ledger(at_risk=frozenset({"acme"}))}, {"ledger": Ledger()}),
    ("no_sale_into_a_complaint", UPSELL, {"accounts": {"low_answer_on": TODAY}}, {"accounts": {"low_answer_on": None}}),
    ("no_sale_into_a_complaint", UPSELL, {"accounts": {"low_answer_on": ago(9)}},
     {"accounts": {"low_answer_on": ago(9)}, "ledger": of_contacts(by("person", 5))}),
    ("no_push_after_notice", RENEWAL, {"accounts": {"notice_given_on": TODAY}}, {"accounts": {"notice_given_on": None}}),
    ("no_work_against_a_goal", UPSELL, {"accounts": {"health_band": "red"}, "goals": {"grr": 95.0}},
     {"accounts": {"health_band": "yellow"}, "goals": {"grr": 95.0}}),
    ("no_work_against_a_goal", UPSELL, {"accounts": {"health_band": "red"}, "goals": {"grr": 95.0}}, {"accounts": {"health_band": "red"}}),
    ("one_call", LEAVES, {"with": (NOTICE,)}, {}),
    ("one_call", NOTICE, {"ledger": Ledger(calls={"acme": (Asked(LEAVES.play),)})}, {"ledger": Ledger()}),
    ("one_call", LEAVES, {"ledger": CALLED, "accounts": {"leaving_said_on": ago(6)}},
     {"ledger": CALLED, "accounts": {"leaving_said_on": ago(5)}}),
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
    ("letters_apart", RISK, {"ledger": of_contacts(by("agent", 1))}, {"ledger": of_contacts(by("agent", 3))}),
    ("letters_apart", RISK, {"ledger": of_contacts(by("agent", 1))},
     {"ledger": of_contacts(by("agent", 1)), "limits": {"min_days_between_letters": 1}}),
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
