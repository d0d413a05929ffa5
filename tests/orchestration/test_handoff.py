"""The note of a hand-off answers what a person asks who is handed a customer."""

from datetime import timedelta

import pytest

from cs_core.context.wording.days import spelt
from cs_core.orchestration.budget import within_hours
from cs_core.orchestration.contact.calls import Asked
from cs_core.orchestration.contact.ledger import Contact, Ledger, of_contacts
from cs_core.orchestration.contact.unanswered import passes_on
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.handoff import note, to_do, tried, why_you
from cs_core.orchestration.routing import route
from cs_core.orchestration.work import task_of
from tests.orchestration.builders import FACTS, NOW, TODAY, a_claim, a_fact, a_member, a_proposal, a_task, a_world, passes
from tests.orchestration.governed import LEAVES, NOTICE

QUESTIONS = ("Why you", "Why a person", "Why now", "What we know", "What we tried", "What to do", "Until", "If not")
HIGH = a_proposal(stakes="high")


def told(proposal=HIGH, world=None, **changed):
    """The note by question."""
    world = world or a_world()
    routed = route(proposal, passes(proposal), world).model_copy(update={"assignee": "Mia Sand"} | changed)
    text = note(proposal, routed, world, due_on=TODAY + timedelta(days=2))
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_the_note_answers_every_question_in_one_line_each():
    assert tuple(told()) == QUESTIONS


def test_it_tells_three_facts_with_their_source_and_day():
    four = a_proposal(a_claim("Hm.", *(f.id for f in FACTS)), stakes="high")
    known = told(four)["What we know"]
    assert known == (
        "Change of use: -34% (Product, 28 June 2026); Uses, last 4 weeks: 120 uses (Product, 28 June 2026); "
        "Top feature: Route planner (Product, 28 June 2026)"
    )


def test_what_the_reason_or_the_draft_tells_is_not_told_again_but_where_it_is_from():
    facts = (a_fact("alarm_said_on", "2026-06-24", ""), a_fact("alarm_by", "Ada Lind <ada@acme.example>", ""),
             a_fact("alarm_said", "It failed us again.", ""), a_fact("usage_change", -34.0, "%"), a_fact("auto_renew", True, ""),
             a_fact("churn_probability", 0.42, ""), a_fact("open_tickets", 3, "tickets"))  # fmt: skip
    cites = [f.id for f in facts]
    says = 'On 24 June 2026 Ada Lind wrote "It failed us again".'
    body = says + " Use fell by 34 %, the chance to leave is 42 %. It renews by itself. 13 came in 3,300 days."
    made = a_proposal(a_claim(body, *cites), facts=facts, reason=says, stakes="high")
    assert told(made)["What we know"] == "Open tickets: 3 tickets (Product, 28 June 2026)"
    made = made.model_copy(update={"body": f"{body} Open tickets: 3."})
    assert told(made)["What we know"] == "no more than is said here; it comes from Product, 28 June 2026"


def test_of_a_letter_that_no_draft_comes_with_only_the_reason_is_told_already():
    letter = a_proposal(play="own the escalation", reason="use fell by 34 %", stakes="high")
    assert told(letter)["What we know"] == "Uses, last 4 weeks: 120 uses (Product, 28 June 2026)"


def test_what_is_known_is_told_in_the_words_of_letters_and_not_in_keys():
    facts = (a_fact("usage_4w", 1_199, "uses"), a_fact("top_feature", "dispatch_board", ""),
             a_fact("release_reason", "touches dispatch_board", ""))  # fmt: skip
    known = told(a_proposal(a_claim("x", *(f.id for f in facts)), facts=facts, stakes="high"))["What we know"]
    assert "1,199 uses (" in known and ": Dispatch board (" in known and ": is about Dispatch board (" in known


def test_one_thing_is_told_as_one_and_a_yes_as_a_yes():
    facts = (a_fact("escalations_open", 1, "tickets"), a_fact("auto_renew", True, ""))
    one = a_proposal(a_claim("x", *(f.id for f in facts)), facts=facts, stakes="high")
    known = told(one)["What we know"]
    assert known.startswith("Escalated or urgent tickets: 1 ticket (") and "; Renews by itself: yes (" in known


def test_it_tells_what_was_tried_the_newest_first_and_no_campaign():
    contacts = [
        Contact("acme", None, TODAY - timedelta(days=9), "risk", "agent"),
        Contact("acme", None, TODAY - timedelta(days=2), "Tor Lund", "person"),
        Contact("acme", "ada@acme.example", TODAY - timedelta(days=1), "", "campaign"),
    ]
    world = a_world(ledger=of_contacts(contacts))
    assert tried(HIGH, world) == ["Tor Lund was in contact on 26 June 2026", "the risk agent wrote on 19 June 2026"]
    assert "nothing in the last 60 days" in told()["What we tried"]


def test_it_says_when_it_passes_on_and_what_happens_in_the_end():
    said = told(a_proposal(stakes="high", expires_at=TODAY + timedelta(days=7)))["If not"]
    assert said.startswith("on 2 July 2026 it passes to your deputy") and "after 5 July 2026 it is dropped" in said


@pytest.mark.parametrize("stakes", ["high", "medium", "low"])
@pytest.mark.parametrize("days", [4, 7, 14, 28])
def test_nobody_is_given_longer_than_until_it_passes_to_somebody_else(stakes, days):
    proposal = a_proposal(stakes=stakes, expires_at=TODAY + timedelta(days=days))
    task = task_of(proposal, route(proposal, passes(proposal), a_world()).model_copy(update={"route": "human_with_draft"}), now=NOW)
    assert f"Until: {spelt(task.due_on)}" in task.brief and task.due_on <= passes_on(TODAY, proposal.expires_at)


@pytest.mark.parametrize(
    ("proposal", "words"),
    [
        (HIGH, "send the draft below"),
        (a_task(stakes="high"), "the step below"),
        (a_proposal(play="own the escalation"), "no draft is sent"),
        (a_task(play="own the escalation"), "the step below"),
    ],
)
def test_it_says_what_is_asked(proposal, words):
    assert words in told(proposal)["What to do"]


TEAM = (a_member("Mia Sand", skills=("technical",)), a_member("Tor Lund"))


@pytest.mark.parametrize(
    ("person", "world", "why"),
    [
        ("Mia Sand", {"coverage": {"acme": {"person": "Mia Sand", "mode": "call"}}}, "the coverage plan gives you"),
        ("Tor Lund", {"owner": "Tor Lund"}, "you own this account"),
        ("Mia Sand", {"owner": "Tor Lund"}, "Tor Lund has no minutes left, and it asks for technical skill"),
        ("Mia Sand", {}, "it asks for technical skill, which you have"),
        ("Tor Lund", {}, "you have the most minutes left"),
        (None, {}, "nobody is named"),
    ],
)
def test_it_says_why_you(person, world, why):
    made = a_world(team=TEAM, coverage=world.get("coverage", {}))
    made.accounts["acme"]["owner"] = world.get("owner")
    assert why_you(HIGH, route(HIGH, passes(HIGH), made).model_copy(update={"assignee": person}), made).startswith(why)


def test_it_says_that_somebody_is_asked_already_for_the_same_call():
    asked = Ledger(calls={"acme": (Asked(LEAVES.play, "Tor Lund", TODAY - timedelta(days=1)),)})
    world = a_world(team=TEAM, ledger=asked)
    for call, why in ((NOTICE, "you are asked already to call them on the same matter"), (HIGH, "you have the most minutes left")):
        routed = route(call, passes(call), world).model_copy(update={"assignee": "Tor Lund"})
        assert why_you(call, routed, world).startswith(why)


def test_the_task_holds_the_note_and_then_the_draft():
    routed = route(HIGH, passes(HIGH), a_world())
    brief = task_of(HIGH, routed, now=NOW, world=a_world()).brief
    assert brief.index("Why you:") < brief.index("If not:") < brief.index("Hello Ada")


@pytest.mark.parametrize(("owner", "told_so"), [("Tor Lund", True), ("Mia Sand", False), (None, False)])
def test_nobody_is_asked_to_send_a_letter_under_a_colleagues_name(owner, told_so):
    world, letter = a_world(team=TEAM), HIGH.model_copy(update={"body": f"{HIGH.body}\n\nBest regards,\n{owner}"})
    world.accounts["acme"]["owner"] = owner
    asked = to_do(letter, route(letter, passes(letter), world).model_copy(update={"assignee": "Mia Sand"}), world)
    assert (f"it is signed {owner}" in asked and "put your own name" in asked) is told_so


def test_who_owns_an_escalation_gets_the_note_on_it_and_no_letter():
    note_of, letter = a_task(play="own the escalation", stakes="high"), a_proposal(play="own the escalation", stakes="high")
    made = [task_of(p, route(p, passes(p), a_world()), now=NOW, world=a_world()) for p in (note_of, letter)]
    assert made[0].title == note_of.subject and made[0].brief.endswith(note_of.body.strip())
    assert made[1].title.startswith("own the escalation: ") and "Hello Ada" not in made[1].brief


def test_a_day_has_so_many_minutes_a_person_and_the_most_valuable_get_them():
    team = (a_member("Mia Sand", hours=38),)
    few = Direction({}, Direction().guardrails | {"flag_minutes_a_day": 25})
    large, small = a_proposal(stakes="high", value=0.9), a_proposal(account="bolt", stakes="high", value=0.1)

    def given(**more):
        world = a_world(team=team, direction=few, **more)
        routed = [route(p, passes(p), world) for p in (small, large)]
        return {r.proposal_id: r for r in within_hours(routed, {p.id: p for p in (small, large)}, world)}

    found = given()
    assert (found[large.id].route, found[small.id].route) == ("human_with_draft", "held")
    assert "Today's 25 minutes" in found[small.id].why and found[small.id].change.startswith("Tomorrow")
    assert {r.route for r in given(asked_today={"Mia Sand": 10.0}).values()} == {"held"}
    few = Direction()
    assert {r.route for r in given().values()} == {"human_with_draft"}


def test_drafts_to_look_at_come_out_of_the_week_and_not_of_the_day():
    few = Direction({}, Direction().guardrails | {"flag_minutes_a_day": 25})
    world = a_world(team=(a_member("Mia Sand", hours=38),), direction=few)
    letters = [a_proposal(account=account) for account in ("acme", "bolt", "cedar")]
    call = a_proposal(stakes="high", value=0.9, play="re-engage champion")
    every = [call, *letters] * 4
    routed = [route(p, passes(p), world).model_copy(update={"proposal_id": f"{p.id}{n}"}) for n, p in enumerate(every)]
    found = within_hours(routed, {r.proposal_id: p for r, p in zip(routed, every, strict=True)}, world)
    assert [r.route for r in found].count("agent_with_review") == 12
    assert [r.route for r in found].count("human_with_draft") == 1


def test_what_is_over_on_the_day_it_is_asked_for_passes_to_nobody_by_its_note():
    assert told(a_task(stakes="high", expires_at=TODAY))["If not"] == "after 28 June 2026 it is dropped and nothing is sent"
    tomorrow = told(a_task(stakes="high", expires_at=TODAY + timedelta(days=1)))["If not"]
    assert tomorrow.startswith("on 29 June 2026 it passes to your deputy") and "after 29 June 2026" in tomorrow
