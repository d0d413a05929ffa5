"""What a leader sees and does with the orchestrator's findings, and with what agents may do alone."""

from datetime import datetime

import pytest

from cs_core.context.store import open_store
from cs_core.orchestration.autonomy import level, levels, set_level
from cs_core.records import Finding
from tests.pages.test_acts import button, count
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]

ACT = {"do": "set_level", "agent": "risk", "segment": "long tail", "play": None, "to": "sample", "why": "40 of 40", "evidence": None}
NOW = datetime(2026, 6, 30, 15)


def findings(path, *acts: dict | None) -> None:
    """A newer cycle with a finding for each act."""
    made = [
        Finding(id=f"f{n}", cycle_id="new", kind="a kind", says=f"Something *is* off, {n}.", action="Do this.", page="Quality", act=act)
        for n, act in enumerate(acts)
    ]
    summary = {"findings": [f.model_dump(mode="json", exclude={"cycle_id"}) for f in made]}
    with open_store(path) as store:
        last = store.rows("cycle")[-1]
        row = {"as_of": last["as_of"], "started_at": NOW, "seconds": 1.0, "accounts": 1, "model": "offline", "summary": last["summary"]}
        store.append("cycle", [row | {"id": "new", "summary": last["summary"] | summary}])
        store.append("finding", made)


def shown(app) -> str:
    return "\n".join(e.value for e in (*app.markdown, *app.caption, *app.subheader, *app.error))


def test_one_click_on_a_finding_does_what_it_proposes_and_says_so(on_demo):
    findings(on_demo, ACT, None)
    app = opened("20_Agents.py", alone=True)
    assert not app.exception and r"Something \*is\* off, 0" in shown(app) and "New in this cycle" in shown(app)
    button(app, "Set risk in long tail to sample").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        assert level(levels(store), "risk", "long tail") == "sample" and store.count("taken") == 1
    assert "set risk in long tail to sample on" in shown(app)
    assert not [b for b in app.button if b.label.startswith("Set risk")], "a click is for once"


def test_a_click_that_is_refused_says_why_and_changes_nothing(on_demo):
    findings(on_demo, ACT | {"segment": "enterprise"})
    app = opened("20_Agents.py", alone=True)
    button(app, "Set risk in enterprise to sample").click().run()
    assert not app.exception and "long tail comes first" in app.error[0].value
    assert count(on_demo, "taken") == count(on_demo, "autonomy") == 0


def test_calls_on_people_and_test_drafts_say_that_they_cannot_be_told_yet(on_demo):
    app = opened("20_Agents.py", alone=True)
    told = shown(app)
    assert not [d for d in app.dataframe if "share" in d.value.columns], "a table of shares that cannot be told tells nothing"
    assert "How well it calls people in" in told and "None was planted yet" in told
    assert "Whether a person was needed can be told of none of" in told


def test_a_level_of_one_playbook_is_granted_and_stands_in_the_history_with_its_evidence(on_demo):
    with open_store(on_demo) as store:
        set_level(store, "risk", "long tail", "shadow", why="too loud", by="Lea", now=NOW, evidence=evidence())
    app = opened("20_Agents.py", alone=True, part="May do alone")
    assert not app.exception and "too loud" in shown(app) and "38 of 40 since" in shown(app)
    next(s for s in app.selectbox if s.label == "Agent").set_value("risk").run()
    next(s for s in app.selectbox if s.label == "Playbook").set_value("own the escalation").run()
    next(t for t in app.text_input if t.label == "Evidence").set_value("60 of 62 sent unchanged")
    next(s for s in app.selectbox if s.label == "Level").set_value("sample")
    button(app, "Grant").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        assert level(levels(store), "risk", "long tail", "own the escalation") == "sample"
        assert level(levels(store), "risk", "long tail") == "shadow"


@pytest.mark.parametrize("proposal", ["", "nothing"])
def test_harm_of_what_never_went_out_is_refused(on_demo, proposal):
    app = opened("20_Agents.py", alone=True, part="May do alone")
    next(t for t in app.text_input if t.label == "Proposal").set_value(proposal)
    next(t for t in app.text_input if t.label == "What happened").set_value("They were upset")
    button(app, "Report").click().run()
    assert not app.exception and "went out" in app.error[0].value and count(on_demo, "outcome", kind="complaint") == 0


def evidence() -> dict:
    return {
        "k": 38, "n": 40, "point": 0.95, "low": 0.835, "high": 0.986, "bar": 0.9, "least": 30, "since": "2026-06-01", "light_edit": 0.2,
        "harmed": 0, "decisions": ["d1", "d2"],
    }  # fmt: skip
