"""What the orchestrator sees over several cycles: each kind appears under its planted condition, and goes away without it."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.orchestration.autonomy import levels, set_level
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.orchestrator import MOST_OF_A_KIND, findings, standing
from cs_core.orchestration.oversight.earned import step_down
from cs_core.orchestration.oversight.past import past_of
from cs_core.orchestration.oversight.watch_cycle import TRIED_GATES
from cs_core.records import Finding, Verdict
from tests.orchestration.builders import NOW, TODAY, a_member, a_proposal, a_world, waiting
from tests.orchestration.test_earned import PLAY, decided
from tests.orchestration.test_orchestrator import a_record, many
from tests.worlds import a_store, ago, with_company

PLAY_THERE = "own the escalation"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for account, segment in (("acme", "long tail"), ("bolt", "enterprise")):
            with_company(store, account, segment=segment)
        yield store


def found(store, *, proposals=(), lowered=(), **changed) -> dict[str, Finding]:
    """Kind -> the finding, of a cycle over this store."""
    told = findings(a_record(proposals, past=past_of(snapshot(store, TODAY), lowered=lowered), **changed))
    return {f.kind: f for f in told}


def versions(store, *shares: tuple[int, int]) -> None:
    """Version after version: so many drafts sent unchanged, so many rewritten."""
    for n, (good, bad) in enumerate(shares, 1):
        decided(store, "approve", good, days=30 - 5 * n, playbook_version=n)
        decided(store, "edit", bad, days=30 - 5 * n, distance=0.6, playbook_version=n)


def test_a_fall_after_a_new_version_is_told_with_its_interval_and_one_click_goes_back(store):
    versions(store, (18, 2), (8, 12))
    drift = found(store)["quality drift"]
    assert "version 2 was sent unchanged 8 of 20 times, version 1 18 of 20: 50 points less (21 to 70)" in drift.says
    assert drift.act == {"do": "playbook_version", "agent": "risk", "name": PLAY, "version": 1}


def test_a_fall_that_may_be_chance_cannot_be_told_yet_and_says_how_many_it_takes(store):
    versions(store, (5, 1), (4, 3))
    drift = found(store)["quality drift"]
    assert "Cannot tell yet: it takes about 44 decisions on each" in drift.says and drift.act is None


@pytest.mark.parametrize("shares", [((18, 2),), ((18, 2), (17, 3)), ((8, 12), (18, 2)), ((18, 2), (1, 3))])
def test_no_fall_no_finding(store, shares):
    versions(store, *shares)
    assert "quality drift" not in found(store)


def test_a_fall_after_a_new_prompt_is_told_and_takes_back_what_the_agent_may_do_alone(store):
    for n, version in enumerate(("aaa", "bbb")):
        decided(store, "approve", (20, 5)[n], days=20 - n, prompt_version=version)
        decided(store, "edit", (0, 15)[n], days=20 - n, distance=0.6, prompt_version=version)
    assert "version bbb was sent unchanged 5 of 20 times, version aaa 20 of 20" in found(store)["quality drift"].says
    assert found(store)["quality drift"].act is None
    set_level(store, "risk", "long tail", "sample", why="a trial", by="Lea", now=NOW)
    assert found(store)["quality drift"].act["to"] == "review"


def test_a_play_that_nobody_approves_can_be_switched_off_by_a_click(store):
    decided(store, "reject", 7)
    assert "nobody approves" not in found(store)
    decided(store, "reject")
    told = found(store)["nobody approves"]
    assert "0 of 8 times" in told.says and told.act == {"do": "playbook_off", "agent": "risk", "name": PLAY}
    decided(store, "approve", 4)
    assert "nobody approves" not in found(store)


def test_an_earned_level_is_proposed_with_its_evidence_and_a_lost_one_is_told(store):
    decided(store, "approve", 40, days=20)
    told = found(store)["autonomy earned"]
    assert told.says.startswith(f"Risk's “{PLAY}” for long tail customers has earned the level sample, and is at review now: 40 of 40")
    assert f"since {TODAY.year}-" not in told.says
    assert told.act["to"] == "sample" and told.act["evidence"]["n"] == 40
    set_level(store, "risk", "long tail", "sample", play=PLAY, why="earned", by="Lea", now=NOW - timedelta(days=10))
    assert "autonomy earned" not in found(store)
    decided(store, "reject", 6, days=2)
    lowered = step_down(snapshot(store, TODAY), now=NOW)
    assert "went from sample to review: 40 of 46" in found(store, lowered=lowered)["autonomy taken back"].says


def test_an_agent_that_acts_alone_on_too_small_a_record_is_told_and_a_click_has_some_of_it_reviewed(store):
    set_level(store, "risk", "long tail", "autonomous", play=PLAY_THERE, why="a trial", by="Lea", now=NOW)
    world = a_world(direction=Direction({"grr": 95.0}), autonomy=levels(store))
    told = found(store, world=world)["autonomy unproven"]
    assert "nothing decided since" in told.says and told.act["to"] == "sample" and told.act["play"] == PLAY_THERE
    decided(store, "approve", 40, play=PLAY_THERE)
    assert "autonomy unproven" not in found(store, world=world)


def some_tests(store, *, gates: int, reviewers: int, n: int = 20) -> None:
    """Test drafts of which so many were caught."""
    for i in range(n):
        row = {"id": f"t{i}", "error": "promise", "caught": i < gates, "expires_at": TODAY, "draft": {}, "gates": []}
        store.append("planted", [row])
        said = {"id": f"d{i}", "planted_id": f"t{i}", "decision": "approve", "caught": i < reviewers, "by": "Lea"}
        store.append("planted_decision", [said])


def test_reviewers_who_let_test_drafts_pass_are_told_and_no_autonomy_rests_on_them(store):
    decided(store, "approve", 40)
    some_tests(store, gates=20, reviewers=8)
    told = found(store)
    assert "8 of 20" in told["reviewers let errors pass"].says and "autonomy earned" not in told and "gates let errors pass" not in told


def test_gates_that_let_test_drafts_pass_are_told_and_a_click_stops_what_acts_alone(store):
    some_tests(store, gates=8, reviewers=20)
    assert found(store)["gates let errors pass"].act is None
    set_level(store, "risk", "long tail", "sample", why="a trial", by="Lea", now=NOW)
    assert found(store)["gates let errors pass"].act == {"do": "set_guardrail", "key": "autonomy_ceiling", "value": 1.0}


def test_watchful_gates_and_reviewers_are_not_told(store):
    some_tests(store, gates=20, reviewers=19)
    assert not {"reviewers let errors pass", "gates let errors pass"} & set(found(store))


def test_a_failing_channel_is_told_and_a_click_puts_it_back_to_the_outbox(store):
    def tried(n: int, status: str, via: str) -> None:
        row = {"id": f"{status}{n}", "action_id": f"{status}{n}", "at": NOW - timedelta(days=1), "status": status, "via": via}
        store.append("delivery", [row | {"why": "535 authentication failed"}])

    for n in range(3):
        tried(n, "sent", "email")
    tried(0, "failed", "bounced email")
    tried(1, "failed", "refused email")
    tried(2, "failed", "refused email")
    assert "channel fails" not in found(store), "an address that takes no mail is no failure of the channel"
    tried(3, "failed", "started email")
    told = found(store)["channel fails"]
    assert "3 of 7 sendings by email failed" in told.says and "535" in told.says
    assert told.act == {"do": "set_channel", "channel": "email", "to": "outbox"}


def test_a_queue_that_outgrows_the_hours_or_ends_unanswered_is_told(store):
    world = a_world(team=(a_member(hours=1.0),), direction=Direction({"grr": 95.0}))
    for n in range(2):
        waiting(store, a_proposal(id=f"w{n}", as_of=ago(3), expires_at=ago(-2)), route="human_with_draft")
    told = found(store, world=world)["overloaded queue"]
    assert "2 proposals wait for people, 0.7 hours of work, against 0.6" in told.says
    assert f"oldest is of {spelt(ago(3))}; 2 expire within 3 days" in told.says
    assert told.act == {"do": "set_guardrail", "key": "human_share_of_hours", "value": 0.8}
    assert "overloaded queue" not in found(store, world=a_world(team=(a_member(hours=2.0),), direction=Direction({"grr": 95.0})))
    for n in range(20):
        waiting(store, a_proposal(id=f"x{n}", as_of=ago(20), expires_at=ago(5)))
    assert "Of 20 calls that ended in the last two weeks, nobody saw to 20" in found(store)["overloaded queue"].says


def test_work_beyond_the_minutes_of_the_day_is_told_and_a_click_allows_more_of_them():
    limits = Direction().guardrails | {"flag_minutes_a_day": 20.0}
    world = a_world(team=(a_member(),), direction=Direction({"grr": 95.0}, limits))
    drafts = many(9, stakes="high")
    told = {f.kind: f for f in findings(a_record(drafts, world=world))}
    assert "8 proposals wait because the 20 minutes a day" in told["queue larger than today"].says
    assert told["queue larger than today"].act == {"do": "set_guardrail", "key": "flag_minutes_a_day", "value": 80.0}
    assert f"assumed to keep {8 * drafts[0].value:.1f} customers" in told["queue larger than today"].says, "a goal orders, it keeps nobody"
    assert "queue larger than hours" not in told
    roomy = a_world(team=(a_member(),), direction=Direction({"grr": 95.0}, limits | {"flag_minutes_a_day": 180.0}))
    assert "queue larger than today" not in {f.kind for f in findings(a_record(drafts, world=roomy))}
    tight = a_world(team=(a_member(),), direction=Direction({"grr": 95.0}, limits | {"flag_minutes_a_day": 19.0}))
    never = next(f for f in findings(a_record(drafts, world=tight)) if f.kind == "queue larger than today")
    assert "9 of them wait for good" in never.says and "wait for good" not in told["queue larger than today"].says


def test_gates_that_caught_a_test_draft_are_not_idle(store):
    idle = found(store, proposals=many(100))["gates never fire"]
    assert "keeps policy" in idle.says and idle.act == {"do": "set_guardrail", "key": "test_drafts", "value": 2.0}
    store.append("planted", [{"id": "t", "error": "promise", "caught": True, "expires_at": TODAY, "draft": {}, "gates": ["keeps_policy"]}])
    tried = found(store, proposals=many(100))["gates never fire"]
    assert "keeps policy" not in tried.says and tried.action == TRIED_GATES != idle.action


def test_an_agent_that_reads_stale_context_is_named(store):
    drafts = many(10)
    old = {
        p.id: (Verdict(proposal_id=p.id, gate="facts_are_fresh", passed=None if n < 5 else True, why="usage is of May"),)
        for n, p in enumerate(drafts)
    }
    told = found(store, proposals=drafts, verdicts=old)["stale context"]
    assert "Risk works from old facts: 5 of its 10 drafts" in told.says and "usage is of May" in told.action and told.page == "Context"
    assert "stale context" not in found(store, proposals=drafts)


def test_a_finding_that_stands_keeps_its_id_until_its_figure_moves_and_few_of_a_kind_are_told(store):
    def cycle(n: int, gap: int) -> list[Finding]:
        gaps = {"risk": {"usage": gap, "contract": 3, "people": 2, "support": 1, "roles": 1}}
        told = findings(a_record(missing=gaps, cycle_id=f"c{n}", past=past_of(snapshot(store, TODAY))))
        summary = {"findings": [f.model_dump(mode="json", exclude={"cycle_id"}) for f in told]}
        store.append("cycle", [{"id": f"c{n}", "as_of": ago(10 - n), "started_at": NOW, "summary": summary}])
        store.append("finding", told)
        return told

    first = cycle(1, 100)
    assert len(first) == MOST_OF_A_KIND and first[-1].says.endswith("And 2 more like it.")
    again = cycle(2, 110)
    assert [f.id for f in again] == [f.id for f in first] and store.count("finding") == 3
    assert "110 of" in standing(store)[0]["says"] and standing(store)[0]["since"] == ago(9).isoformat() and not standing(store)[0]["new"]
    moved = cycle(3, 200)
    assert moved[0].id != first[0].id and moved[1].id == first[1].id and standing(store)[0]["new"]
