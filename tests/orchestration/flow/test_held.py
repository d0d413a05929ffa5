"""A cycle tells in a few words why what is held waits, and how much waits for each reason."""

from cs_core.orchestration.contact.ledger import Ledger
from cs_core.orchestration.flow.held import ANOTHER_LETTER, IN_WORDS, TOO_BUSY, why_held
from cs_core.orchestration.governor import RULES
from cs_core.orchestration.routing import ROUTES, governed, route_governed
from cs_core.orchestration.world import Joined
from tests.orchestration.builders import a_member, a_proposal, a_task, a_world, passes

RISK = a_proposal()
RENEWAL = a_proposal(agent="renewal", play="prepare the quote")
CALL = a_task(account="bolt", play="keep our promise", stakes="high")
GOAL = a_proposal(account="bolt", agent="success_planning", play="ask for the outcome")


def reasons(*proposals, **world):
    said = {p.id: passes(p) for p in proposals}
    known = governed(proposals, said, a_world(**world))
    return why_held(proposals, said, route_governed(proposals, said, known), known)


def test_what_waits_is_counted_by_why_and_what_goes_is_not():
    assert reasons(RISK, RENEWAL, CALL, GOAL) == {ANOTHER_LETTER: 1, "a person of ours calls or settles something first": 1}
    assert reasons(RISK) == {}
    waits = Ledger(waiting={"acme": "renewal", "bolt": "renewal"})
    assert reasons(RISK, GOAL, ledger=waits) == {ANOTHER_LETTER: 2}


def test_what_another_letter_says_and_what_people_have_no_time_for_is_told_as_such():
    joined = {RENEWAL.id: Joined(RISK.id, "risk", "renewal", "prepare the quote")}
    assert reasons(RISK, RENEWAL, joined=joined) == {"another letter to the same person says it too": 1}
    assert reasons(RISK, team=(a_member(hours=0.0),)) == {TOO_BUSY: 1}


def test_each_reason_to_hold_has_its_words():
    rows = {row.name for row in ROUTES if row.route == "held"} - {"a contact rule says wait"}
    assert {rule.__name__ for rule in RULES} | rows == IN_WORDS.keys()
