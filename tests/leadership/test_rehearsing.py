"""The simulated people of a played past: what reviewers do with drafts and blind samples, and what a leader grants and changes."""

from datetime import date, datetime, time

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.errors import CSError
from cs_core.execution.playbooks.edits import book, books
from cs_core.leadership.output.blind import waiting
from cs_core.leadership.rehearsal import rehearse
from cs_core.leadership.rehearsing.leader import EDITED, LEADER, change_words, grant
from cs_core.leadership.rehearsing.reviewers import BLIND, QUESTION, STOPPED, USUAL, chance_of, judge_blindly
from cs_core.orchestration.autonomy import changes, level, levels
from cs_core.orchestration.cost import loaded_rate
from cs_core.orchestration.oversight.planted import caught
from cs_core.orchestration.review import REJECT_REASONS
from tests.leadership.test_act import LEVEL, PLAY, told
from tests.orchestration.builders import NOW
from tests.worlds import a_store, with_company

END = date(2026, 6, 28)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A demo of 40 customers with two weeks played."""
    folder = tmp_path_factory.mktemp("rehearsing")
    with open_store(folder / "c.db") as store:
        make_demo(store, folder / "x", accounts=40, seed=3, weeks=60, end=END, now=datetime.combine(END, time(12)))
        rehearse(store, end=END, weeks=2)
        yield store


def share(habits, good) -> float:
    """How much of the drafts meets such an end, by the habits' own steps."""
    steps = zip(habits, (0.0, *(h.upto for h in habits)), strict=False)
    return sum(h.upto - before for h, before in steps if good(h))


def test_what_is_of_low_stakes_is_mostly_sent_and_what_is_delicate_turned_down_more_often():
    routine, delicate = (share(habits, lambda h: h.decision != "reject") for habits in (USUAL.routine, USUAL.delicate))
    assert routine > 0.95 > 0.9 > delicate > 0.7
    every = (*USUAL.routine, *USUAL.delicate)
    assert {h.reason.split(":")[0] for h in every if h.decision == "reject"} <= set(REJECT_REASONS)
    assert all(habits[-1].upto == 1.0 for habits in (USUAL.routine, USUAL.delicate))


def test_everybody_writes_another_question_and_turns_one_play_down_so_that_agents_can_learn(played):
    words = book(played, *EDITED)["data"]["words"]
    assert words["ask"][0] == QUESTION[0], "the question is one that ships"
    draft = {"body": f"Hello,\n\n{QUESTION[0]}\n", "play": EDITED[1], "stakes": "low"}
    assert all(USUAL.of(draft, chance).change(draft["body"]) == f"Hello,\n\n{QUESTION[1]}\n" for chance in (0.0, 0.99))
    down = {"body": "", "play": "mark the anniversary", "stakes": "low"}
    assert down["play"] in {b["name"] for b in books(played, "relationship")}
    assert USUAL.of(down, 0.0).decision == "reject"


def test_chance_is_the_same_for_the_same_draft_and_below_one():
    drawn = [chance_of(n) for n in range(2000)]
    assert drawn == [chance_of(n) for n in range(2000)]
    assert max(drawn) < 1.0 and abs(sum(drawn) / 2000 - 0.5) < 0.03


def test_test_drafts_are_planted_and_most_are_found(played):
    found = caught(played)["reviewers"]
    assert 0 < found["caught"] <= found["n"]
    assert all(row["by"].endswith("(simulated)") for row in played.rows("planted_decision"))


def test_the_leader_sets_what_an_hour_costs(played):
    rate = loaded_rate(played, END)
    assert rate is not None and rate.by == LEADER


def test_blind_samples_are_drawn_and_all_answered(played):
    judge_blindly(snapshot(played, END), by="reviewer (simulated)", now=datetime.combine(END, time(18)))
    drawn, said = played.rows("blind_draw"), played.rows("blind_label")
    assert BLIND <= len(drawn) <= BLIND + STOPPED and not waiting(played)
    assert {row["draw_id"] for row in said} == {row["id"] for row in drawn}
    assert all("simulated" in row["by"] and row["why"] == "simulated" for row in said)


def test_the_leader_grants_what_the_orchestrator_found_to_be_earned_and_nothing_else(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store)
        told(store, LEVEL)
        grant(store, now=NOW)
        assert not changes(store), "a finding of another kind is left alone"
        [cycle] = store.rows("cycle")
        earned = cycle["summary"]["findings"][0] | {"kind": "autonomy earned"}
        store.append("cycle", [cycle | {"id": "c2", "summary": {"findings": [earned]}}])
        grant(store, now=NOW)
        assert level(levels(store), "risk", "long tail", PLAY) == "sample"
        assert changes(store)[0]["by"] == LEADER and changes(store)[0]["evidence"] == {"n": 40}
        grant(store, now=NOW)
        assert len(changes(store)) == 1


def test_the_words_of_a_playbook_are_changed_once(tmp_path):
    with a_store(tmp_path) as store:
        before = book(store, *EDITED)
        change_words(store, now=NOW)
        after = book(store, *EDITED)
        assert after["version"] == before["version"] + 1 and "simulated" in after["why"]
        assert after["data"]["words"]["ask"] == before["data"]["words"]["ask"][1:]


def test_a_playbook_without_a_second_question_is_left_as_it_is(tmp_path):
    with a_store(tmp_path) as store:
        change_words(store, now=NOW)
        change_words(store, now=NOW)
        with pytest.raises(CSError):
            change_words(store, now=NOW)
