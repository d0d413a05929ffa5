"""What a person does on a page is done in the store: decide, log a touch, set a goal, commit a plan, grant autonomy."""

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.store import open_store
from cs_core.orchestration.review import REJECT_REASONS, queue
from tests.conftest import NOON
from tests.pages.test_pages import ROOT, on_demo, opened
from tests.pages.test_working import until

__all__ = ["on_demo"]


def button(app, label: str):
    """The button of that label."""
    return next(b for b in app.button if b.label == label)


def count(path, table: str, **equals: object) -> int:
    with open_store(path) as store:
        return store.count(table, **equals)


def test_approving_takes_one_decision_and_the_next_proposal_is_shown(on_demo):
    app = opened("30_Review.py")
    first = app.text_area[0].key
    next(b for b in app.button if b.label in ("Approve", "Accept the task")).click().run()
    assert not app.exception
    assert count(on_demo, "decision", decision="approve") == 1
    assert app.text_area[0].key != first


def at_a_letter(path):
    """The Review page with a letter to a customer open."""
    with open_store(path) as store:
        letter = next(p["id"] for p in queue(store, now=NOON) if p["kind"] == "message" and p["route"] != "human_only")
    app = opened("30_Review.py", alone=True)
    app.session_state["pick"] = letter
    return app.run()


def test_a_task_is_accepted_whether_or_not_its_text_was_edited(on_demo):
    with open_store(on_demo) as store:
        task = next(p["id"] for p in queue(store, now=NOON) if p["kind"] == "task")
    app = opened("30_Review.py", alone=True)
    app.session_state["pick"] = task
    assert button(app.run(), "Accept the task")
    app.text_area[0].set_value(app.text_area[0].value + "\nCall before noon.").run()
    assert button(app, "Accept with my edits")


def test_an_edit_is_kept_with_its_text(on_demo):
    app = at_a_letter(on_demo)
    body = app.text_area[0].value
    app.text_area[0].set_value(body.replace("Best regards", "Kind regards")).run()
    button(app, "Approve with my edits").click().run()
    assert not app.exception
    with open_store(on_demo) as store:
        [decision] = store.rows("decision")
    assert "Kind regards" in decision["body"]
    assert 0 < decision["edit_distance"] < 0.2


def test_an_edit_that_invents_a_figure_is_refused_and_nothing_is_lost(on_demo):
    app = at_a_letter(on_demo)
    app.text_area[0].set_value(app.text_area[0].value + "\nYour team saved 87,431 EUR last year.").run()
    assert any("judged the draft before your edit" in c.value for c in app.caption)
    assert any(e.label.endswith("gates passed before your edit") for e in app.expander)
    button(app, "Approve with my edits").click().run()
    assert len(app.error) == 1 and count(on_demo, "decision") == 0
    assert app.error[0].value.startswith("Figures match: 87,431")
    said = [(e.type, getattr(e, "label", "")) for e in app.main if e.type in ("button", "error", "text_area")]
    at = [kind for kind, _ in said].index("error")
    assert said.index(("text_area", "Text")) < said.index(("button", "Reject")) < at, "the reason stands at the button"
    assert not app.run().error


def test_rejecting_needs_a_reason_and_one_that_blames_what_is_known_says_which_part(on_demo):
    app = opened("30_Review.py")
    button(app, "Reject").click().run()
    assert count(on_demo, "decision") == 0 and {b.label for b in app.button} > {r.capitalize() for r in REJECT_REASONS}
    next(s for s in app.selectbox if s.label.startswith("What is wrong or missing, for 1 and 2")).set_value("roles").run()
    button(app, "Wrong fact").click().run()
    button(app, "Reject").click().run()
    button(app, "Wrong tone").click().run()
    with open_store(on_demo) as store:
        assert [d["reason"] for d in store.rows("decision")] == ["wrong fact: roles", "wrong tone"]
        assert all(d["seconds"] >= 0 for d in store.rows("decision"))


def test_next_and_previous_go_through_the_list_and_stay_at_its_ends(on_demo):
    app = opened("30_Review.py")
    waiting = list(app.radio(key="pick").options)
    assert button(app, "Previous").click().run().radio(key="pick").index == 0
    assert button(app, "Next").click().run().radio(key="pick").index == 1
    assert button(app, "Next").click().run().radio(key="pick").index == 2
    assert button(app, "Previous").click().run().radio(key="pick").index == 1
    assert list(app.radio(key="pick").options) == waiting and count(on_demo, "decision") == 0


def test_what_is_decided_gives_way_to_the_next_of_the_list(on_demo):
    app = opened("30_Review.py")
    app.button(key="approve").click().run()
    first = app.radio(key="pick").value
    button(app, "Next").click().run()
    here, after = app.radio(key="pick").value, app.radio(key="pick").options
    app.button(key="approve").click().run()
    assert app.radio(key="pick").value not in (first, here) and len(app.radio(key="pick").options) == len(after) - 1
    assert app.radio(key="pick").index == 1


def test_a_proposal_is_replayed_to_the_same_verdict_on_its_trace(on_demo):
    app = opened("31_Trace.py")
    button(app, "Replay").click().run()
    assert not app.exception
    assert any("The same verdict from all" in s.value for s in app.success)


def test_a_leader_names_who_answers_in_a_persons_place_and_takes_it_back(on_demo):
    app = opened("12_My_work.py")
    chosen = app.selectbox(key="deputy")
    chosen.set_value(chosen.options[1]).run()
    assert not app.exception
    assert app.selectbox(key="deputy").value == chosen.options[1] and count(on_demo, "deputy") == 1
    app.selectbox(key="deputy").set_value(chosen.options[0]).run()
    with open_store(on_demo) as store:
        assert [row["deputy"] for row in store.rows("deputy")] == [chosen.options[1], None]


def test_a_logged_touch_closes_its_task(on_demo):
    app = opened("12_My_work.py")
    before = int(app.metric[0].value)
    next(t for t in app.text_area if t.label == "What came of it").set_value("Agreed to meet on Monday")
    next(t for t in app.toggle if t.label == "The task is done").set_value(True)
    button(app, "Log it").click().run()
    assert not app.exception
    assert int(app.metric[0].value) == before - 1
    assert count(on_demo, "touch") == 1


@pytest.mark.parametrize("done", [True, False])
def test_a_touch_is_not_logged_without_a_word_on_what_came_of_it_and_what_was_set_stays(done, on_demo):
    app = opened("12_My_work.py")
    before = count(on_demo, "touch")
    next(t for t in app.toggle if t.label == "The task is done").set_value(done)
    next(n for n in app.number_input if n.label == "Minutes").set_value(45)
    button(app, "Log it").click().run()
    assert "Say what came of it" in app.error[0].value and count(on_demo, "touch") == before
    assert next(n for n in app.number_input if n.label == "Minutes").value == 45


def test_a_committed_plan_is_there_for_the_next_cycle(on_demo):
    app = opened("41_Coverage.py")
    button(app, "Commit this plan").click().run()
    assert not app.exception and count(on_demo, "coverage") == 0
    said = " ".join(m.value for m in app.markdown)
    assert "goes to the people of this plan" in said
    app.button(key="yes_commit_plan").click().run()
    assert not app.exception and any("Committed" in s.value for s in app.success)
    assert count(on_demo, "coverage") > 0


def test_autonomy_is_granted_with_its_evidence_or_refused(on_demo):
    app = opened("20_Agents.py", alone=True, part="May do alone")
    button(app, "Grant").click().run()
    assert app.error
    assert count(on_demo, "autonomy") == 0


@pytest.mark.parametrize("page", ["20_Agents.py"])
def test_a_cycle_runs_from_the_page(page, on_demo):
    app = opened(page)
    button(app, "Run a cycle").click().run()
    assert not app.exception
    until(lambda: count(on_demo, "cycle") == 2)


def noted(path, key: str, text: str) -> tuple[AppTest, str]:
    """An account's page on which a person has tried to add a note; and the account."""
    with open_store(path) as store:
        account = store.rows("link", limit=1)[0]["account_id"]
    app = AppTest.from_file(str(ROOT / "pages" / "10_Accounts.py"), default_timeout=60)
    app.query_params["account"], app.query_params["part"] = account, "Notes"
    app.run()
    next(s for s in app.selectbox if s.label == "What do you know?").set_value(key)
    next(t for t in app.text_area if t.label == "In words").set_value(text)
    button(app, "Add the note").click().run()
    return app, account


def test_a_note_on_an_account_becomes_a_fact_and_can_be_taken_back(on_demo):
    app, account = noted(on_demo, "competitor", "They also talk to Northbeam.")
    assert not app.exception
    assert count(on_demo, "note", account_id=account, key="competitor") == 1
    button(app, "Take back").click().run()
    assert not app.exception
    assert count(on_demo, "note", gone=True) == 1


def test_a_doubtful_pair_is_answered_and_does_not_wait_again(on_demo):
    app = opened("11_Context.py", alone=True, part="Who is who")
    waiting = next(h.value for h in app.subheader if h.value.startswith("Pairs that may be one"))
    button(app, "Different").click().run()
    assert not app.exception
    assert count(on_demo, "identity_answer", same=False) >= 1
    assert next(h.value for h in app.subheader if h.value.startswith("Pairs that may be one")) != waiting
    button(app, "Say the same").click().run()
    assert not app.exception
    assert count(on_demo, "identity_answer", same=True) >= 1


def test_a_note_that_cannot_be_read_is_refused_in_one_line_and_nothing_is_kept(on_demo):
    app, _ = noted(on_demo, "renewal_on", "next spring")
    assert "as 2026-12-31" in app.error[0].value
    assert count(on_demo, "note") == 0


def test_a_wrong_merge_is_undone_from_the_records_behind_an_account(on_demo):
    with open_store(on_demo) as store:
        links = store.frame("link", "company_key", "account_id")
        account = links.group_by("account_id").len().sort("len", "account_id")["account_id"][-1]
    app = opened("11_Context.py", alone=True, part="Who is who")
    next(s for s in app.selectbox if s.key == "merged_of").set_value(account).run()
    assert not app.exception
    button(app, "Undo the merge").click().run()
    assert not app.exception
    assert count(on_demo, "identity_answer", same=False) >= 1


def test_the_last_decision_is_undone_on_review_and_waits_again(on_demo):
    app = opened("30_Review.py", alone=True)
    first = app.radio(key="pick").value
    app.button(key="approve").click().run()
    assert count(on_demo, "decision") == 1 and app.radio(key="pick").value != first
    app.button(key="undo").click().run()
    assert not app.exception and app.radio(key="pick").value == first
    assert count(on_demo, "taken_back", noun="decision") == 1 and not any(b.key == "undo" for b in app.button)


def test_a_name_that_ends_in_a_full_stop_is_told_with_one(on_demo):
    app = opened("30_Review.py", alone=True)
    at = next(n for n, label in enumerate(app.radio(key="pick").options) if "Inc. · " in label)
    for _ in range(at):
        button(app, "Next").click().run()
    app.button(key="approve").click().run()
    assert any(c.value.startswith(("Approved: ", "Accepted: ")) and c.value.endswith("Inc.") for c in app.caption)


def test_a_task_is_accepted_and_not_approved_and_the_screen_says_who_has_it(on_demo):
    app = opened("30_Review.py", alone=True)
    while app.button(key="approve").label != "Accept the task":
        button(app, "Next").click().run()
    chosen = app.radio(key="pick").value
    with open_store(on_demo) as store:
        holder = store.rows("task", proposal_id=chosen)[-1]["assignee"]
    assert any(f"My work of {holder} already" in c.value and "Nothing is sent" in c.value for c in app.caption)
    app.button(key="approve").click().run()
    assert any(c.value.startswith("Accepted: ") for c in app.caption) and not any("Approved" in c.value for c in app.caption)
    assert [t.value for t in app.toast] == ["Accepted"]


def test_the_last_touch_is_undone_on_my_work_and_its_task_is_open_again(on_demo):
    app = opened("12_My_work.py", alone=True)
    before = app.metric[0].value
    next(t for t in app.text_area if t.label == "What came of it").set_value("agreed on the plan")
    next(t for t in app.toggle if t.label == "The task is done").set_value(True)
    button(app, "Log it").click().run()
    assert not app.exception and count(on_demo, "touch") == 1 and app.metric[0].value != before
    app.button(key="undo").click().run()
    assert not app.exception and app.metric[0].value == before
    assert count(on_demo, "touch") == 1 and count(on_demo, "taken_back", noun="touch") == 1
