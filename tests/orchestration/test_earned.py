"""Autonomy is earned by a record whose lower bound clears the leader's bar, and lost when it no longer does."""

from datetime import datetime, time, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, Refused
from cs_core.orchestration.autonomy import changes, level, levels, set_level
from cs_core.orchestration.oversight.earned import earned, report_harm, standings, step_down
from cs_core.orchestration.review import action_of
from cs_core.records import Outcome
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, ago, with_company

PLAY = "recover use"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for account, segment in (("acme", "long tail"), ("bolt", "enterprise")):
            with_company(store, account, segment=segment)
        yield store


def decided(store, word: str, n: int = 1, *, days: float = 10, distance: float = 0.0, account: str = "acme", play: str = PLAY, **changed):
    """So many messages that a person decided alike, so many days ago; those sent have their action."""
    day = ago(days)
    for _ in range(n):
        number = store.count("proposal")
        made = waiting(store, a_proposal(id=f"p{number}", account=account, play=play, as_of=day, **({"stakes": "low"} | changed)))
        at = datetime.combine(day, time(10), None) + timedelta(seconds=number)
        row = {"id": f"d{number}", "proposal_id": made.id, "decision": word, "by": "Lea", "decided_at": at, "edit_distance": distance}
        store.append("decision", [row])
        store.append("action", [] if word == "reject" else [action_of(made, by="Lea", now=at, route="agent_with_review")])


def stands(store, play: str | None = PLAY, segment: str = "long tail"):
    """How the risk agent stands there."""
    return next(s for s in standings(snapshot(store, TODAY)) if (s.agent, s.play, s.segment) == ("risk", play, segment))


def harmed(store, kind: str, *, days_later: int, proposal: str = "p0") -> None:
    [action] = store.rows("action", proposal_id=proposal)
    on = datetime.fromisoformat(action["created_at"]).date() + timedelta(days=days_later)
    store.append(
        "outcome", [Outcome(id=f"o{kind}", account_id="acme", cause_id=action["id"], agent="risk", kind=kind, good=False, observed_on=on)]
    )


def test_few_decisions_cannot_tell_yet_and_propose_nothing(store):
    decided(store, "approve", 29)
    assert stands(store).clears is None and stands(store).to is None


def test_a_record_whose_lower_bound_clears_the_bar_is_proposed_for_one_level_more_with_its_evidence(store):
    decided(store, "approve", 34)
    decided(store, "edit", 6, distance=0.1)
    found = stands(store)
    evidence = found.evidence()
    assert (found.level, found.to, evidence["k"], evidence["n"], len(evidence["decisions"])) == ("review", "sample", 40, 40, 40)
    assert evidence["low"] == pytest.approx(0.912, abs=1e-3) and earned(standings(snapshot(store, TODAY))) == [found]
    assert stands(store, play=None).to is None, "more is proposed for one play at a time"


@pytest.mark.parametrize(("word", "distance"), [("reject", 0.0), ("edit", 0.5)])
def test_rejected_and_rewritten_drafts_count_against_it(store, word, distance):
    decided(store, "approve", 40)
    decided(store, word, 3, distance=distance)
    assert stands(store).k == 40 and stands(store).clears is False and stands(store).to is None


@pytest.mark.parametrize(("kind", "days", "counts"), [("bounced", 2, True), ("asked_to_stop", 30, True), ("asked_to_stop", 31, False),
                                                      ("silence", 30, False)])  # fmt: skip
def test_harm_within_thirty_days_counts_against_it(store, kind, days, counts):
    decided(store, "approve", 40, days=100)
    harmed(store, kind, days_later=days)
    assert stands(store).k == 40 - counts and stands(store).evidence()["harmed"] == counts


def test_a_person_reports_a_complaint_once_and_only_of_what_went_out(store):
    decided(store, "approve", 40)
    decided(store, "reject")
    report_harm(store, "p0", "complaint", detail="wrong tone in a hard week", by="Lea", now=NOW)
    assert stands(store).evidence()["harmed"] == 1
    with pytest.raises(Refused, match="already"):
        report_harm(store, "p0", "complaint", detail="again", by="Lea", now=NOW)
    with pytest.raises(Refused, match="went out"):
        report_harm(store, "p40", "violation", detail="a promise", by="Lea", now=NOW)
    with pytest.raises(BadInput, match="choose one"):
        report_harm(store, "p1", "rudeness", detail="x", by="Lea", now=NOW)


def test_what_went_out_by_itself_and_did_harm_counts_against_it(store):
    decided(store, "approve", 40)
    made = waiting(store, a_proposal(id="alone", play=PLAY, as_of=ago(5), stakes="low"), route="agent")
    store.append("action", [action_of(made, by="autonomy", now=NOW - timedelta(days=5), route="agent")])
    assert len(stands(store).trials) == 40
    harmed(store, "asked_to_stop", days_later=1, proposal="alone")
    assert (stands(store).k, len(stands(store).trials)) == (40, 41)


def test_what_people_did_in_its_place_says_nothing_of_the_agent(store):
    decided(store, "approve", 40)
    made = waiting(store, a_proposal(id="theirs", play=PLAY, as_of=ago(5), stakes="low"), route="human_only")
    row = {"id": "theirs", "proposal_id": made.id, "decision": "approve", "by": "Lea", "edit_distance": 0.0}
    store.append("decision", [row | {"decided_at": NOW - timedelta(days=4)}])
    assert len(stands(store).trials) == 40


def test_other_segments_come_after_the_long_tail(store):
    decided(store, "approve", 40, account="bolt")
    assert stands(store, segment="enterprise").clears and stands(store, segment="enterprise").to is None
    set_level(store, "risk", "long tail", "sample", play=PLAY, why="earned", by="Lea", now=NOW)
    assert stands(store, segment="enterprise").to == "sample"


def test_a_play_of_higher_stakes_is_not_proposed_as_it_never_goes_alone(store):
    decided(store, "approve", 40, stakes="medium")
    assert stands(store).clears and stands(store).to is None


def test_the_next_level_is_earned_on_decisions_since_the_last_change(store):
    decided(store, "approve", 40, days=20)
    set_level(store, "risk", "long tail", "sample", play=PLAY, why="earned", by="Lea", now=NOW - timedelta(days=15))
    assert stands(store).to is None
    decided(store, "approve", 40, days=5)
    assert stands(store).to == "autonomous"
    store.append("goal", [{"id": "g", "key": "autonomy_ceiling", "kind": "guardrail", "value": 2.0, "set_at": NOW, "by": "Lea"}])
    assert stands(store).to is None, "never above the ceiling"


def test_a_level_that_is_no_longer_borne_out_is_taken_back_with_its_evidence_and_earned_anew(store):
    decided(store, "approve", 40, days=60)
    set_level(store, "risk", "long tail", "autonomous", play=PLAY, why="earned", by="Lea", now=NOW - timedelta(days=50))
    assert step_down(snapshot(store, TODAY), now=NOW) == []
    decided(store, "reject", 4, days=5)
    [taken] = step_down(snapshot(store, TODAY), now=NOW)
    assert taken.play == PLAY and level(levels(store), "risk", "long tail", PLAY) == "review"
    row = changes(store)[0]
    assert row["by"] == "orchestrator" and "40 of 44" in row["why"] and (row["evidence"]["k"], row["evidence"]["n"]) == (40, 44)
    assert step_down(snapshot(store, TODAY), now=NOW) == [] and stands(store).trials == (), "what was before is spent"


def test_a_bad_week_after_a_long_good_past_is_enough(store):
    decided(store, "approve", 150, days=60)
    set_level(store, "risk", "long tail", "sample", play=PLAY, why="earned", by="Lea", now=NOW - timedelta(days=50))
    decided(store, "reject", 6, days=2)
    assert stands(store).share.low > 0.9 and stands(store).to == "review"


def test_one_bad_play_loses_its_own_level_where_all_of_the_agents_plays_had_one(store):
    decided(store, "approve", 200, days=60)
    set_level(store, "risk", "long tail", "sample", why="earned", by="Lea", now=NOW - timedelta(days=50))
    decided(store, "reject", 6, days=30, play="another")
    decided(store, "approve", 20, days=20)
    assert [(s.play, s.level) for s in step_down(snapshot(store, TODAY), now=NOW)] == [("another", "sample")]
    granted = levels(store)
    assert level(granted, "risk", "long tail", "another") == "review" and level(granted, "risk", "long tail", PLAY) == "sample"


def test_a_level_that_a_leader_gave_without_a_record_stands_until_the_record_speaks(store):
    set_level(store, "risk", "long tail", "sample", why="a trial", by="Lea", now=NOW - timedelta(days=50))
    decided(store, "reject", 4)
    assert step_down(snapshot(store, TODAY), now=NOW) == []
    decided(store, "reject")
    assert {s.play for s in step_down(snapshot(store, TODAY), now=NOW)} == {None, PLAY}
