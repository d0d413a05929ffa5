"""One click on a finding does what a person could do by hand, once, and only while the finding stands."""

import pytest

from cs_core.errors import CSError, NotFound, Refused
from cs_core.execution.playbooks.edits import book, save_playbook
from cs_core.execution.sending.connect import modes
from cs_core.leadership.act import DOES, SAYS, in_words, take
from cs_core.orchestration.autonomy import changes, level, levels
from cs_core.orchestration.direction import direction
from cs_core.records import Finding
from tests.orchestration.builders import NOW, TODAY
from tests.worlds import a_store, with_company

PLAY = "own the escalation"
LEVEL = {"do": "set_level", "agent": "risk", "segment": "long tail", "play": PLAY, "to": "sample", "why": "40 of 40", "evidence": {"n": 40}}


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store)
        yield store


def told(store, act: dict | None, *, cycle: str = "c1") -> str:
    """A finding of the newest cycle."""
    made = Finding(id=f"f-{cycle}", cycle_id=cycle, kind="a kind", says="Something is off.", action="Do this.", page="Quality", act=act)
    summary = {"findings": [made.model_dump(mode="json", exclude={"cycle_id"})]}
    store.append("cycle", [{"id": cycle, "as_of": TODAY, "started_at": NOW, "summary": summary}])
    store.append("finding", [made])
    return made.id


def test_a_level_is_granted_with_its_evidence_and_once_only(store):
    finding = told(store, LEVEL)
    assert "Lea set risk, “own the escalation” in long tail to sample" in take(store, finding, by="Lea", now=NOW)
    assert level(levels(store), "risk", "long tail", PLAY) == "sample"
    assert changes(store)[0]["evidence"] == {"n": 40} and changes(store)[0]["why"] == "40 of 40"
    with pytest.raises(Refused, match="done already: Lea set"):
        take(store, finding, by="Mia", now=NOW)
    assert store.count("autonomy") == store.count("taken") == 1


def test_an_agent_goes_to_shadow_in_every_segment(store):
    take(store, told(store, LEVEL | {"segment": None, "play": None, "to": "shadow"}), by="Lea", now=NOW)
    assert {k[1] for k in levels(store)} == {"long tail", "mid-market", "enterprise"} and set(levels(store).values()) == {"shadow"}


def test_a_guardrail_is_moved(store):
    take(store, told(store, {"do": "set_guardrail", "key": "test_drafts", "value": 2.0}), by="Lea", now=NOW)
    assert direction(store).guardrails["test_drafts"] == 2.0


def test_a_playbook_is_switched_off_and_an_older_version_comes_back(store):
    shipped = book(store, "risk", PLAY)
    take(store, told(store, {"do": "playbook_off", "agent": "risk", "name": PLAY}), by="Lea", now=NOW)
    assert book(store, "risk", PLAY)["off"] and "orchestrator found" in book(store, "risk", PLAY)["why"]
    back = {"do": "playbook_version", "agent": "risk", "name": PLAY, "version": shipped["version"]}
    take(store, told(store, back, cycle="c2"), by="Lea", now=NOW)
    now = book(store, "risk", PLAY)
    assert now["data"] == shipped["data"] and now["version"] == shipped["version"] + 2
    with pytest.raises(NotFound, match="no version 99"):
        take(store, told(store, back | {"version": 99}, cycle="c3"), by="Lea", now=NOW)


def test_a_channel_goes_back_to_the_outbox(store):
    store.append("channel", [{"id": "k", "channel": "email", "mode": "approved", "why": "live", "set_at": NOW, "by": "Lea"}])
    take(store, told(store, {"do": "set_channel", "channel": "email", "to": "outbox"}), by="Lea", now=NOW)
    assert modes(store)["email"] == "outbox"


def test_a_finding_that_no_longer_stands_is_refused_and_an_unknown_one_not_found(store):
    old = told(store, LEVEL)
    told(store, None, cycle="c2")
    with pytest.raises(Refused, match="no longer stands"):
        take(store, old, by="Lea", now=NOW)
    with pytest.raises(Refused, match="Quality page"):
        take(store, "f-c2", by="Lea", now=NOW)
    with pytest.raises(NotFound):
        take(store, "nothing", by="Lea", now=NOW)
    assert not store.count("taken")


def test_what_a_person_may_not_do_a_click_may_not_either_and_nothing_is_half_done(store):
    store.append("goal", [{"id": "g", "key": "autonomy_ceiling", "kind": "guardrail", "value": 1.0, "set_at": NOW, "by": "Lea"}])
    with pytest.raises(CSError, match="at most review"):
        take(store, told(store, LEVEL), by="Lea", now=NOW)
    gone = {"do": "playbook_off", "agent": "risk", "name": PLAY}
    save_playbook(store, "risk", book(store, "risk", PLAY)["data"] | {"off": True}, why="no", by="Lea", now=NOW)
    with pytest.raises(Refused, match="nothing was changed"):
        take(store, told(store, gone, cycle="c2"), by="Lea", now=NOW)
    assert not store.count("taken") and not store.count("autonomy")


def test_every_act_says_what_it_would_do():
    assert set(DOES) == set(SAYS)
    assert in_words(LEVEL) == "Set risk, “own the escalation” in long tail to sample"
    more_hours = {"do": "set_guardrail", "key": "human_share_of_hours", "value": 0.8}
    assert in_words(more_hours) == "Set “Share of hours open to agents' requests” to 80%"
