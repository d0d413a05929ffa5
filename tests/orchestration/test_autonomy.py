"""Autonomy starts in review, is granted with a reason, and never passes the leader's ceiling."""

import pytest

from cs_core.errors import BadInput, Refused
from cs_core.orchestration.autonomy import level, levels, set_level
from tests.orchestration.builders import NOW
from tests.worlds import a_store


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        yield store


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
