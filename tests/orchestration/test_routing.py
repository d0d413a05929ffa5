"""Every row of the policy can be reached, goals move routes through the hours, and size decides nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.execution.writing.no_letter import CALL_THEM, FIND_A_PERSON
from cs_core.orchestration.contact.closed import Closed
from cs_core.orchestration.contact.low_scores import LowScore
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.learning.learnt import Learnt, Lesson, play_key
from cs_core.orchestration.routing import ROUTES, route, route_all
from cs_core.orchestration.world import Hold, Joined
from cs_core.records import ROUTES as ROUTE_NAMES
from cs_core.records import Verdict
from tests.orchestration.builders import TODAY, a_member, a_proposal, a_task, a_world, passes


def said(proposal, passed):
    return (Verdict(proposal_id=proposal.id, gate="figures_match", passed=passed, why="77 is not in the source"),)


AUTONOMOUS = {("risk", "mid-market"): "autonomous"}
LOW = a_proposal(stakes="low")
SUNDAY = TODAY
UNSURE = a_proposal(stakes="low", confidence=0.4)
STEERABLE = a_proposal(stakes="low", drafted_by="gpt", others_words=("ticket",))
UNSTEERED = STEERABLE.model_copy(update={"others_words": ()})
HERE = play_key("risk", "recover use", "mid-market")
UNWANTED = Lesson("l1", "play", HERE, "", "Reviewers turn it down (5 of 5 times)", 5, 5, 0.57, TODAY, ())
PLAN = {"acme": {"person": "Mia Sand", "mode": "call"}}
CASES = [
    ("a gate failed", a_proposal(), {"_passed": False}, "rejected"),
    ("another letter to that person says it too", a_proposal(), {"joined": {a_proposal().id: Joined("x", "renewal", "risk")}}, "held"),
    ("a contact rule says wait", a_proposal(), {"holds": {a_proposal().id: Hold("another speaks", "it not being due")}}, "held"),
    ("reviewers turn such drafts down here", a_proposal(), {"learnt": Learnt(unwanted={UNWANTED.what: UNWANTED})}, "held"),
    ("a pilot leaves the customer in standard care", a_proposal(), {"arms": {"acme": "standard care"}}, "held"),
    ("the agent drafts for the record only", a_proposal(), {"autonomy": {("risk", "mid-market"): "shadow"}}, "held"),
    ("the play is always done by a person", a_proposal(play="own the escalation"), {}, "human_only"),
    (
        "its reader gave a low score",
        LOW,
        {"low_scores": {"acme": {"ada@acme.example": LowScore("2 of 10", TODAY)}}, "autonomy": AUTONOMOUS},
        "human_with_draft",
    ),
    (
        "the customer is closed or in mourning",
        LOW,
        {"closed": {"acme": Closed("We are closed until Friday", TODAY, TODAY)}, "autonomy": AUTONOMOUS},
        "human_with_draft",
    ),
    ("a pilot gives it to a person", LOW, {"arms": {"acme": "agents + human"}, "autonomy": AUTONOMOUS}, "human_with_draft"),
    ("the coverage plan gives it to a person", a_proposal(), {"coverage": PLAN},
     "human_with_draft"),
    ("the stakes are high", a_proposal(stakes="high"), {"autonomy": AUTONOMOUS}, "human_with_draft"),
    ("the agent is not sure", UNSURE, {"autonomy": AUTONOMOUS}, "human_with_draft"),
    ("a gate could not tell", LOW, {"_passed": None, "autonomy": AUTONOMOUS}, "human_with_draft"),
    ("it is a task for one of ours, not a letter", a_task(stakes="low"), {"autonomy": AUTONOMOUS}, "human_with_draft"),
    ("a language model read other people's words", STEERABLE, {"autonomy": AUTONOMOUS}, "agent_with_review"),
    ("the customer is protected", LOW, {"protected": frozenset({"acme"}), "autonomy": AUTONOMOUS}, "agent_with_review"),
    ("today is a quiet day there", LOW, {"autonomy": AUTONOMOUS, "quiet": 1, "as_of": SUNDAY}, "held"),
    ("low stakes, and the agent may send alone", LOW, {"autonomy": AUTONOMOUS}, "agent"),
    ("a person reviews what the agent sends", a_proposal(), {}, "agent_with_review"),
]


def routed(proposal, changes):
    world = a_world(**{k: v for k, v in changes.items() if k != "_passed"})
    return route(proposal, said(proposal, changes.get("_passed", True)), world)


@pytest.mark.parametrize(("name", "proposal", "changes", "expected"), CASES, ids=[c[0] for c in CASES])
def test_every_row_is_reached_and_says_why_and_what_would_change_it(name, proposal, changes, expected):
    found = routed(proposal, changes)
    assert found.route == expected and found.why and found.change


def test_the_cases_name_every_row_but_the_last_and_every_route():
    assert [row.name for row in ROUTES[:-1]] == [case[0] for case in CASES]
    assert {case[3] for case in CASES} == set(ROUTE_NAMES)
    assert ROUTES[-1].route == "human_with_draft" and ROUTES[-1].when(None)


@pytest.mark.parametrize(
    ("by", "words", "expected"),
    [
        ("gpt", (), "agent"), ("gpt", None, "agent_with_review"), ("offline", ("ticket",), "agent"), ("offline (budget)", None, "agent"),
        ("offline (fallback)", ("ticket",), "agent_with_review"), ("offline (fallback)", (), "agent"),
    ],
)  # fmt: skip
def test_a_model_acts_alone_only_where_it_is_known_that_it_read_no_words_of_others(by, words, expected):
    assert routed(a_proposal(stakes="low", drafted_by=by, others_words=words), {"autonomy": AUTONOMOUS}).route == expected


def limits(**values):
    return Direction({}, Direction().guardrails | values)


SAMPLED = {("risk", "mid-market"): "sample"}
IN_SAMPLE, NOT_IN_SAMPLE = a_proposal(id=f"{5:016x}", stakes="low"), a_proposal(id=f"{6:016x}", stakes="low")
DONE = [
    ("a gate failed", "passes the gate", a_proposal(), {}),
    ("another letter to that person says it too", "not being due", a_proposal(), {"joined": {}}),
    ("a contact rule says wait", "not being due", a_proposal(), {"holds": {}}),
    ("reviewers turn such drafts down here", "lesson switched off", a_proposal(), {"learnt": Learnt()}),
    ("a pilot leaves the customer in standard care", "end of the pilot", a_proposal(), {"arms": {}}),
    ("the agent drafts for the record only", "higher level of autonomy", a_proposal(), {"autonomy": {("risk", "mid-market"): "review"}}),
    ("the play is always done by a person", "Nothing: people always do this play", a_proposal(), {}),
    ("its reader gave a low score", "contact with them since", LOW, {"autonomy": AUTONOMOUS}),
    ("the customer is closed or in mourning", "a word of theirs", LOW, {"autonomy": AUTONOMOUS}),
    ("a pilot gives it to a person", "end of the pilot", LOW, {"arms": {}, "autonomy": AUTONOMOUS}),
    ("the coverage plan gives it to a person", "spends the hours elsewhere", a_proposal(), {"coverage": {}}),
    ("the coverage plan gives it to a person", "sets the stakes of this play low", LOW, {}),
    ("the stakes are high", "sets the stakes of this play lower", a_proposal(stakes="medium"), {"autonomy": AUTONOMOUS}),
    ("the stakes are high", "sets the stakes of this play lower", LOW, {"autonomy": AUTONOMOUS}),
    ("the agent is not sure", "More confidence", LOW, {"autonomy": AUTONOMOUS}),
    ("the agent is not sure", "a lower figure at “Confidence", UNSURE, {"autonomy": AUTONOMOUS, "direction": limits(min_confidence=0.3)}),
    ("a gate could not tell", "fact that the gate lacks", LOW, {"autonomy": AUTONOMOUS}),
    ("it is a task for one of ours, not a letter", "with a letter here", LOW, {"autonomy": AUTONOMOUS}),
    ("a language model read other people's words", "offline composer", LOW, {"autonomy": AUTONOMOUS}),
    ("a language model read other people's words", "a brief that holds none", UNSTEERED, {"autonomy": AUTONOMOUS}),
    ("the customer is protected", "protection taken away", LOW, {"autonomy": AUTONOMOUS}),
    ("today is a quiet day there", "fewer quiet days", LOW, {"autonomy": AUTONOMOUS, "as_of": SUNDAY}),
    ("today is a quiet day there", "A working day", LOW, {"autonomy": AUTONOMOUS, "quiet": 1, "as_of": SUNDAY + timedelta(days=1)}),
    ("low stakes, and the agent may send alone", "lower level", LOW, {}),
    ("low stakes, and the agent may send alone", "higher stakes", a_proposal(stakes="medium"), {"autonomy": AUTONOMOUS}),
    ("a person reviews what the agent sends", "page, and low stakes", LOW, {"autonomy": AUTONOMOUS}),
]
"""(row, what its `change` says, and the proposal and world once that is done)."""


@pytest.mark.parametrize(("name", "says", "proposal", "done"), DONE, ids=[f"{d[0]}-{d[1]}" for d in DONE])
def test_doing_what_a_route_says_would_change_it_changes_it(name, says, proposal, done):
    _, before, changes, expected = next(case for case in CASES if case[0] == name)
    found = routed(before, changes)
    assert says in found.change
    assert routed(proposal, done).route not in (expected, "held", "rejected")


def test_the_counterfactuals_name_every_row():
    assert list(dict.fromkeys(d[0] for d in DONE)) == [case[0] for case in CASES]


def test_what_is_in_the_sample_goes_by_itself_outside_of_it_and_at_the_level_above():
    found = routed(IN_SAMPLE, {"autonomy": SAMPLED})
    assert found.route == "agent_with_review" and "Not being in the sample" in found.change
    assert routed(NOT_IN_SAMPLE, {"autonomy": SAMPLED}).route == "agent"
    assert routed(IN_SAMPLE, {"autonomy": AUTONOMOUS}).route == "agent" and "level autonomous" in found.change


def test_what_is_not_of_low_stakes_goes_by_itself_once_it_is_and_the_level_is_not_what_stops_it():
    found = routed(a_proposal(), {"autonomy": AUTONOMOUS})
    assert found.route == "agent_with_review" and found.change == "A playbook that sets the stakes of this play low, on the Agents page"
    assert routed(LOW, {"autonomy": AUTONOMOUS}).route == "agent"


def test_an_agent_that_is_sure_enough_needs_no_person():
    assert routed(a_proposal(stakes="low", confidence=0.5), {"autonomy": AUTONOMOUS}).route == "agent"
    assert "40% sure" in routed(UNSURE, {"autonomy": AUTONOMOUS}).why


@pytest.mark.parametrize("more", [{"team": (a_member(hours=24 / 60 / 0.6),)}, {"direction": Direction({"ttv_days": 30.0})}])
def test_more_hours_or_a_goal_let_go_what_found_no_hours(more):
    held = all_routed([RISK, START], a_world(**SHORT))[START.id]
    assert held.route == "held" and "More hours, or a goal" in held.change
    assert all_routed([RISK, START], a_world(**SHORT | more))[START.id].route == "agent_with_review"


def test_a_person_is_told_in_plain_words_that_a_task_is_no_letter():
    assert routed(a_task(), {}).why == "It is work for one of ours: a call, a check or an entry"


@pytest.mark.parametrize("said", [FIND_A_PERSON, CALL_THEM])
def test_a_task_in_place_of_a_letter_that_nobody_can_get_says_so(said):
    found = routed(a_task(body=f"Use fell. {said}"), {})
    assert found.why == "Nobody at the customer can be written to" and found.change == "A person at the customer with an e-mail address"


def test_a_failed_gate_wins_over_everything():
    assert (
        routed(a_proposal(play="own the escalation", stakes="high"), {"_passed": False, "arms": {"acme": "standard care"}}).route
        == "rejected"
    )


def test_the_leaders_ceiling_binds_whatever_was_granted():
    limits = Direction().guardrails | {"autonomy_ceiling": 1}
    assert routed(LOW, {"autonomy": AUTONOMOUS, "direction": Direction({}, limits)}).route == "agent_with_review"


def test_at_level_sample_some_low_stakes_are_reviewed_and_some_go():
    routes = {routed(a_proposal(id=f"{n:016x}", stakes="low"), {"autonomy": {("risk", "mid-market"): "sample"}}).route for n in range(20)}
    assert routes == {"agent", "agent_with_review"}


def test_an_agents_look_at_drafts_in_the_plan_is_no_reason_for_a_person_and_the_agents_arm_overrules_the_plan():
    plan = {"acme": {"person": "Mia Sand", "mode": "agent with review"}}
    assert routed(a_proposal(), {"coverage": plan}).route == "agent_with_review"
    plan = {"acme": {"person": "Mia Sand", "mode": "call"}}
    assert routed(a_proposal(), {"coverage": plan, "arms": {"acme": "agents"}}).route == "agent_with_review"


def test_account_size_changes_no_route():
    small, large = a_world(), a_world()
    large.accounts["acme"]["arr"] = 10_000_000
    assert route(LOW, passes(LOW), small) == route(LOW, passes(LOW), large)


def test_the_plans_person_comes_before_the_owner_and_nobody_outside_the_team_is_named():
    team = (a_member("Mia Sand"), a_member("Ola Berg"))
    world = a_world(team=team)
    world.accounts["acme"]["owner"] = "Ola Berg"
    assert route(a_proposal(), passes(a_proposal()), world).assignee == "Ola Berg"
    planned = replace(world, coverage={"acme": {"person": "Mia Sand", "mode": "call"}})
    assert route(a_proposal(), passes(a_proposal()), planned).assignee == "Mia Sand"
    assert route(a_proposal(), passes(a_proposal()), replace(world, team=team[:1])).assignee == "unassigned"


def all_routed(proposals, world):
    return {r.proposal_id: r for r in route_all(proposals, {p.id: passes(p) for p in proposals}, world)}


RISK = a_proposal(value=0.05)
START = a_proposal(account="bolt", agent="onboarding", play="start together", value=0.03, recipient="ada@bolt.example")
SHORT = {"team": (a_member(hours=4 / 60 / 0.6),)}
"""Minutes for one review and not for two."""


def test_a_goal_moves_a_named_proposal_and_taking_it_away_restores_the_route():
    before = all_routed([RISK, START], a_world(**SHORT))
    assert (before[RISK.id].route, before[START.id].route) == ("agent_with_review", "held")
    aimed = all_routed([RISK, START], a_world(**SHORT, direction=Direction({"ttv_days": 30.0})))
    assert (aimed[RISK.id].route, aimed[START.id].route) == ("held", "agent_with_review")
    assert aimed[START.id].goals == ("ttv_days",) and aimed[START.id].priority == pytest.approx(0.03 * 2.5)
    assert all_routed([RISK, START], a_world(**SHORT)) == before


def test_what_finds_no_hours_says_how_many_there_are():
    why = all_routed([RISK, START], a_world(**SHORT))[START.id].why
    assert "0.1 hours" in why and "3 minutes" in why


def test_a_customer_whom_the_plan_gives_a_person_still_has_letters_of_low_stakes_from_the_agents():
    planned = a_world(coverage=PLAN)
    assert route(LOW, passes(LOW), planned).route == "agent_with_review" and route(LOW, passes(LOW), planned).assignee == "Mia Sand"
    assert route(LOW, passes(LOW), a_world(coverage=PLAN, autonomy=AUTONOMOUS)).route == "agent"
    assert route(a_proposal(), passes(a_proposal()), planned).route == "human_with_draft"


def test_without_a_team_nothing_is_held_for_want_of_hours_and_only_the_owner_is_named():
    world = a_world()
    world.accounts["acme"]["owner"], world.accounts["bolt"]["owner"] = "Ola Berg", None
    found = all_routed([RISK, START], world)
    assert {r.route for r in found.values()} == {"agent_with_review"}
    assert (found[RISK.id].assignee, found[START.id].assignee) == ("Ola Berg", "unassigned")


@pytest.mark.parametrize(("value", "first"), [(0.9, "human_only"), (0.001, "held")])
def test_what_is_worth_most_a_minute_gets_its_hours_first(value, first):
    urgent = a_proposal(account="cedar", play="own the escalation", value=value, recipient="ada@cedar.example")
    found = all_routed([RISK, urgent], a_world(team=(a_member(hours=31 / 60 / 0.6),)))
    assert found[urgent.id].route == first
    assert (found[RISK.id].route == "held") is (first == "human_only")


def test_hours_already_spent_or_spoken_for_are_gone():
    found = all_routed([RISK], a_world(team=(a_member("Mia Sand", hours=10),), busy={"Mia Sand": 10 * 60 * 0.6}))
    assert found[RISK.id].route == "held"


def test_the_skill_decides_where_nobody_owns_the_account():
    team = (a_member("Mia Sand", hours=38), a_member("Tor Lund", hours=5, skills=("technical",)))
    assert all_routed([RISK], a_world(team=team))[RISK.id].assignee == "Tor Lund"
