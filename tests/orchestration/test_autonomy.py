"""Autonomy starts in review, is granted with a reason, and never passes the leader's ceiling."""

import pytest

from cs_core.errors import BadInput, NotFound, Refused
from cs_core.orchestration.autonomy import changes, level, levels, set_level
from tests.orchestration.builders import NOW


def test_everybody_starts_in_review():
    assert level({}, "risk", "long tail") == "review" and level({}, "risk", None) == "review"


def test_a_level_holds_for_its_agent_and_segment_and_the_newest_counts(store):
    set_level(store, "risk", "long tail", "autonomous", why="98 of 100 sent as drafted", by="Lea", now=NOW)
    assert level(levels(store), "risk", "long tail") == "autonomous"
    assert level(levels(store), "risk", "enterprise") == level(levels(store), "growth", "long tail") == "review"
    set_level(store, "risk", "long tail", "shadow", why="a wrong figure", by="Lea", now=NOW.replace(hour=10))
    assert level(levels(store), "risk", "long tail") == "shadow" and store.count("autonomy") == 2


def test_the_ceiling_caps_what_was_granted():
    assert level({("risk", "long tail"): "autonomous"}, "risk", "long tail", ceiling=2) == "sample"
    assert level({}, "risk", "long tail", ceiling=0) == "shadow"


def test_unknown_words_no_reason_and_too_high_a_level_are_refused(store):
    for words in (("nobody", "long tail", "review"), ("risk", "tiny", "review"), ("risk", "long tail", "free")):
        with pytest.raises(BadInput):
            set_level(store, *words, why="because", by="Lea", now=NOW)
    with pytest.raises(Refused, match="reason"):
        set_level(store, "risk", "long tail", "sample", why=" ", by="Lea", now=NOW)
    store.append("goal", [{"id": "g", "key": "autonomy_ceiling", "kind": "guardrail", "value": 1.0, "set_at": NOW, "by": "Lea"}])
    with pytest.raises(Refused, match="at most review"):
        set_level(store, "risk", "long tail", "sample", why="good record", by="Lea", now=NOW)


def test_a_level_of_one_play_holds_for_it_alone(store):
    set_level(store, "risk", "long tail", "sample", play="own the escalation", why="earned", by="Lea", now=NOW)
    granted = levels(store)
    assert level(granted, "risk", "long tail", "own the escalation") == "sample"
    assert level(granted, "risk", "long tail", "another") == level(granted, "risk", "long tail") == "review"
    with pytest.raises(NotFound, match="no play"):
        set_level(store, "risk", "long tail", "sample", play="sing", why="earned", by="Lea", now=NOW)


def test_trust_taken_from_all_plays_is_not_undone_by_an_older_grant_and_general_trust_lifts_no_distrusted_play(store):
    def grant(to, minute, play=None):
        set_level(store, "risk", "long tail", to, play=play, why="because", by="Lea", now=NOW.replace(minute=minute))

    play = "own the escalation"
    grant("autonomous", 1, play)
    grant("shadow", 2)
    assert level(levels(store), "risk", "long tail", play) == "shadow"
    grant("review", 3, play)
    assert level(levels(store), "risk", "long tail", play) == "review", "a newer word of the play itself counts"
    grant("autonomous", 4)
    assert level(levels(store), "risk", "long tail", play) == "review" and level(levels(store), "risk", "long tail", "x") == "autonomous"


def test_the_long_tail_comes_first(store):
    with pytest.raises(Refused, match="long tail comes first"):
        set_level(store, "risk", "enterprise", "sample", why="good record", by="Lea", now=NOW)
    set_level(store, "risk", "long tail", "sample", why="good record", by="Lea", now=NOW)
    set_level(store, "risk", "enterprise", "sample", why="good record", by="Lea", now=NOW)
    with pytest.raises(Refused, match="stands at sample"):
        set_level(store, "risk", "mid-market", "autonomous", why="good record", by="Lea", now=NOW)
    set_level(store, "growth", "enterprise", "shadow", why="too pushy", by="Lea", now=NOW)


def test_the_evidence_is_kept_with_the_change(store):
    set_level(store, "risk", "long tail", "sample", why="good record", by="Lea", now=NOW, evidence={"k": 40, "n": 40})
    [row] = changes(store)
    assert row["evidence"] == {"k": 40, "n": 40} and row["action"] is None
