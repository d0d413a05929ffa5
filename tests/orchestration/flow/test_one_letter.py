"""Two agents with something to say to one person become one letter, or one of them waits; and what went into it is not said again."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.playbooks.runs import Course, course
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.repeats import already
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.flow.minutes import without_held_again
from cs_core.orchestration.flow.one_letter import PAIRS, in_one_letter, joint
from cs_core.orchestration.flow.running import moved
from cs_core.orchestration.learning.learnt import Learnt, Lesson, play_key
from cs_core.orchestration.review import decide
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.trace import trace
from cs_core.orchestration.world import World, load_world
from cs_core.records import Claim, Verdict
from tests.orchestration.builders import NOW, TODAY, a_brief, a_claim, a_fact, a_member, a_proposal, a_world, passes, waiting
from tests.worlds import a_store, with_company

RELEASE = a_fact("release", "Handover notes", "")
FEATURE = a_fact("top_feature", "route planner", "")
FACTS = (*a_brief().facts, RELEASE)
BRIEFS = {"acme": a_brief(facts=FACTS)}
LEAD = a_proposal(agent="renewal", play="tell the notice day", value=0.02, run_id="run-lead", playbook_version=1)
OTHER = a_proposal(
    a_claim("We have released “Handover notes”.", RELEASE.id), a_claim("Most of your use is in route planner.", FEATURE.id),
    agent="relationship", play="tell of the release", facts=FACTS, stakes="low", confidence=0.6, run_id="run-other",
    playbook_version=1,
)  # fmt: skip


def joined(*proposals, world: World | None = None, briefs=BRIEFS):
    return in_one_letter(proposals, {p.id: passes(p) for p in proposals}, lambda _: briefs, world or a_world())


def together(*proposals, world: World | None = None):
    """Route and where its words went, by agent."""
    made = joined(*proposals, world=world)
    return {p.agent: r for p, r in zip(made.proposals, route_all(made.proposals, made.verdicts, made.world), strict=True)}, made


def test_the_news_stands_in_the_letter_before_its_question_and_both_ids_are_kept():
    routed, made = together(LEAD, OTHER)
    letter = made.proposals[0]
    assert letter.id == LEAD.id and RELEASE in letter.facts
    assert letter.body.index("120 uses") < letter.body.index("Handover notes") < letter.body.index("What has changed")
    assert routed["relationship"].merged_into == LEAD.id and routed["relationship"].route == "held"
    assert "renewal agent's letter" in routed["relationship"].why and routed["renewal"].merged_into is None


def test_the_gates_judge_the_letter_as_it_became():
    made = joined(LEAD, OTHER)
    assert {v.gate for v in made.verdicts[LEAD.id]} > {"figures_match", "keeps_policy"}
    assert all(v.passed for v in made.verdicts[LEAD.id])
    assert made.verdicts[OTHER.id] == passes(OTHER)


def test_an_other_that_opens_with_mostly_what_the_letter_says_stays_apart():
    again = a_claim("Use is 120 uses after a fall of 34 %, and we have “Handover notes”.", *(f.id for f in FACTS[:2]), RELEASE.id)
    assert joint(LEAD, OTHER.model_copy(update={"claims": (again,)})) is None and joint(LEAD, OTHER) is not None


def test_a_letter_that_the_gates_would_not_pass_stays_as_it_was_and_the_other_waits():
    wrong = OTHER.model_copy(update={"claims": (*OTHER.claims[:1], a_claim("We have released 77 notes.", RELEASE.id))})
    routed, made = together(LEAD, wrong)
    assert made.proposals[0] == LEAD and not made.world.joined
    assert routed["relationship"].merged_into is None and "speaks to this customer first" in routed["relationship"].why


def test_the_letter_is_as_risky_as_the_riskier_and_as_sure_as_the_less_sure():
    letter = joined(LEAD.model_copy(update={"stakes": "low"}), OTHER.model_copy(update={"stakes": "medium"})).proposals[0]
    assert (letter.stakes, letter.confidence) == ("medium", 0.6)


def test_the_letter_goes_by_the_lower_level_of_the_two():
    low = LEAD.model_copy(update={"stakes": "low"})
    alone = {("renewal", "mid-market"): "autonomous"}
    assert together(low, OTHER, world=a_world(autonomy=alone))[0]["renewal"].route == "agent_with_review"
    both = alone | {("relationship", "mid-market"): "autonomous"}
    assert together(low, OTHER, world=a_world(autonomy=both))[0]["renewal"].route == "agent"


UNLISTED = OTHER.model_copy(update={"play": "ask for a word"})
UNWANTED = Lesson("l", "play", play_key("relationship", OTHER.play, "mid-market"), "", "turned down", 5, 5, 0.6, TODAY, ())


@pytest.mark.parametrize(
    ("lead", "other", "world"),
    [
        (LEAD, UNLISTED, {}),
        (LEAD, OTHER.model_copy(update={"recipient": "tom@acme.example"}), {}),
        (LEAD, OTHER, {"autonomy": {("relationship", "mid-market"): "shadow"}}),
        (LEAD.model_copy(update={"play": "executive review"}), OTHER, {}),
        (LEAD, OTHER, {"learnt": Learnt(unwanted={UNWANTED.what: UNWANTED})}),
        (LEAD.model_copy(update={"facts": FACTS, "claims": (*LEAD.claims, a_claim("x", RELEASE.id, FEATURE.id))}), OTHER, {}),
        (a_proposal(), OTHER, {}),
        (a_proposal(), a_proposal(agent="growth", play="talk about seats"), {}),
    ],
    ids=["not listed", "another person", "in shadow", "for people", "unwanted", "nothing new", "a risk", "growth into a risk"],
)  # fmt: skip
def test_what_may_not_be_joined_stays_two_and_one_waits(lead, other, world):
    made = joined(lead, other, world=a_world(**world))
    assert not made.world.joined and made.proposals == [lead, other]


def test_nothing_joins_an_offer_or_a_complaint():
    assert not any(pair.other == "growth" or pair.lead in ("risk", "escalation") for pair in PAIRS)
    complained = a_world()
    complained.accounts["acme"]["low_answer_on"] = TODAY
    assert not joined(LEAD, OTHER, world=complained).world.joined


def test_every_listed_play_is_one_of_its_agents():
    plays = {a.name: set(a.plays) for a in ROSTER}
    assert all(set(pair.plays) <= plays[pair.other] and pair.lead in plays for pair in PAIRS)


def test_a_letter_takes_up_one_other():
    third = a_proposal(
        a_claim("We have released “Handover notes”.", RELEASE.id), agent="success_planning", play="report progress", facts=FACTS
    )
    assert len(joined(LEAD, OTHER, third).world.joined) == 1


def test_what_failed_a_gate_joins_nothing():
    bad = (Verdict(proposal_id=OTHER.id, gate="keeps_policy", passed=False, why="a promise"),)
    made = in_one_letter([LEAD, OTHER], {LEAD.id: passes(LEAD), OTHER.id: bad}, lambda _: BRIEFS, a_world())
    assert not made.world.joined


@pytest.mark.parametrize(
    ("stand", "written"),
    [((), {LEAD, OTHER}), ((LEAD,), {LEAD, OTHER}), ((OTHER,), {LEAD, OTHER}), ((LEAD, OTHER), set())],
    ids=["neither stands", "the letter", "what went into it", "both"],
)
def test_of_a_letter_that_is_held_again_and_what_went_into_it_both_are_written_or_neither(stand, written):
    routed, made = together(LEAD, OTHER, world=a_world(team=(a_member(hours=0),)))
    assert {r.route for r in routed.values()} == {"held"} and routed["relationship"].merged_into == LEAD.id
    nothing = {"accounts": 1, "missing": {}, "ready": {}, "model": {}}
    said = {"proposals": made.proposals, "verdicts": made.verdicts, "routed": [*routed.values()], "world": made.world}
    record = CycleRecord("c1", TODAY, **said, **nothing)
    found = without_held_again(record, {(p.agent, p.play, p.account_id) for p in stand})
    assert {p.id for p in found.proposals} == {r.proposal_id for r in found.routed} == {p.id for p in written}


def test_a_row_that_names_a_letter_which_was_never_written_is_traced_all_the_same(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store, OTHER, route="held", merged_into="gone")
        assert trace(store, OTHER.id)["merged"] == []


@pytest.fixture
def store(tmp_path):
    """A store in which the letter waits, and what it says of the other is recorded."""
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        made = joined(LEAD, OTHER)
        waiting(store, made.proposals[0])
        waiting(store, OTHER, route="held", merged_into=LEAD.id)
        yield store


def is_due(store, days=1):
    """Whether the other may be proposed again by then."""
    return ("relationship", OTHER.play, "acme") not in already(snapshot(store, TODAY + timedelta(days=days)))


def test_while_the_letter_waits_the_other_is_not_proposed_again(store):
    assert not is_due(store)


def test_a_letter_that_went_counts_as_a_word_of_both(store):
    decide(store, LEAD.id, "approve", by="Lea", now=NOW)
    assert not is_due(store, 20) and is_due(store, 61)


def begun(store, days=1):
    """Plays that start by then, with the proposal that began each."""
    snap = snapshot(store, TODAY + timedelta(days=days))
    rows = course(snap, snap.signals, ROSTER, cycle_id="c2", able={}).rows
    return {(r["play"], r["run_id"], r["proposal_id"]) for r in rows if r["state"] == "started"}


def test_a_letter_that_went_begins_the_plays_of_both(store):
    assert begun(store) == set(), "it waits"
    decide(store, LEAD.id, "approve", by="Lea", now=NOW)
    assert begun(store) == {(p.play, p.run_id, p.id) for p in (LEAD, OTHER)}


def test_a_letter_that_was_rejected_begins_neither(store):
    decide(store, LEAD.id, "reject", by="Lea", now=NOW, reason="wrong time")
    assert begun(store) == set() == begun(store, 30)


def test_a_letter_that_goes_by_itself_begins_the_plays_of_both_at_once():
    freely = {("renewal", "mid-market"): "autonomous", ("relationship", "mid-market"): "autonomous"}
    lead = LEAD.model_copy(update={"stakes": "low"})
    made = joined(lead, OTHER, world=a_world(autonomy=freely))
    routed = route_all(made.proposals, made.verdicts, made.world)
    assert [r.route for r in routed] == ["agent", "held"]
    record = CycleRecord("c1", TODAY, 3, made.proposals, made.verdicts, routed, {}, {}, {}, made.world)
    assert {(r["play"], r["state"]) for r in moved(record, Course())} == {(lead.play, "started"), (OTHER.play, "started")}


@pytest.mark.parametrize(("hours", "rows"), [(10, {(OTHER.play, "stepped")}), (0, set())])
def test_a_step_whose_words_went_into_a_letter_is_done_once_that_letter_goes_its_way(hours, rows):
    routed, made = together(LEAD, OTHER, world=a_world(team=(a_member(hours=hours),)))
    record = CycleRecord("c1", TODAY, 3, made.proposals, made.verdicts, [*routed.values()], {}, {}, {}, made.world)
    agent = next(agent for agent in ROSTER if agent.name == "relationship")
    step = {"run_id": OTHER.run_id, "play": OTHER.play, "account_id": "acme", "version": 1, "started_on": TODAY, "step": 1}
    assert {(r["play"], r["state"]) for r in moved(record, Course(due=((agent, step),)))} == rows


def test_a_letter_that_was_rejected_says_nothing_against_the_other(store):
    decide(store, LEAD.id, "reject", by="Lea", now=NOW, reason="wrong time")
    assert is_due(store)


def test_a_cycle_that_is_replayed_knows_what_was_joined(store):
    world = load_world(snapshot(store, TODAY), ["acme"], before="c1")
    assert world.joined[OTHER.id].into == LEAD.id
    assert Claim(text="We have released “Handover notes”.", fact_ids=(RELEASE.id,)) in joined(LEAD, OTHER).proposals[0].claims
