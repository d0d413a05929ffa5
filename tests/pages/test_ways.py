"""A leader edits a playbook and sets the voice on the console: shown first, kept with a reason, refused in one line."""

from cs_core.context.store import open_store
from tests.pages.test_acts import button, count
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]


def field(parts, label: str):
    """The first part of a page with that label."""
    return next(part for part in parts if part.label == label)


def at_invoices(app):
    next(s for s in app.selectbox if s.key == "playbook_agent").set_value("risk").run()
    return next(s for s in app.selectbox if s.key == "playbook_risk").set_value("settle the invoices").run()


def test_a_playbook_reads_as_sentences_and_is_edited_after_a_look(on_demo):
    app = at_invoices(opened("20_Agents.py", alone=True, part="Playbooks"))
    assert any(m.value.startswith("**When** an invoice is overdue") for m in app.markdown)
    field(app.text_area, "When").set_value("overdue_invoices >= 3")
    button(app, "Preview").click().run()
    assert not app.exception and any("would be due for" in m.value for m in app.markdown) and count(on_demo, "playbook") == 0
    field(app.text_area, "When").set_value("overdue_invoices >= 3")
    field(app.text_input, "Why").set_value("three is enough")
    button(app, "Save as a new version").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        [row] = store.rows("playbook")
    assert (row["data"]["when"], row["why"]) == (["overdue_invoices >= 3"], "three is enough")
    assert row["data"]["words"]["opening"] and row["data"]["gain"] == 0.01


def test_a_condition_that_cannot_be_read_is_refused_in_one_line(on_demo):
    app = at_invoices(opened("20_Agents.py", alone=True, part="Playbooks"))
    field(app.text_area, "When").set_value("overdue_bills >= 3")
    field(app.text_input, "Why").set_value("x")
    button(app, "Save as a new version").click().run()
    assert "no signal 'overdue_bills'" in app.error[0].value and count(on_demo, "playbook") == 0


def test_the_voice_is_heard_in_a_letter_before_it_is_saved(on_demo):
    app = opened("40_Strategy.py", alone=True, part="Voice")
    next(r for r in app.radio if r.key == "voice_tone").set_value("formal")
    look = [b for b in app.button if b.label == "Preview"]
    look[[b.form_id == "voice" for b in look].index(True)].click().run()
    texts = [t.value for t in app.text]
    assert not app.exception and any(t.startswith("Dear ") for t in texts) and any(t.startswith("Hello ") for t in texts)
    assert count(on_demo, "voice") == 0
    next(r for r in app.radio if r.key == "voice_tone").set_value("formal")
    save = [b for b in app.button if b.label == "Save" and b.form_id == "voice"]
    save[0].click().run()
    with open_store(on_demo) as store:
        assert {row["key"]: row["text"] for row in store.rows("voice")}["tone"] == "formal"
