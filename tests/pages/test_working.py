"""Long work goes on in the background: it says how far it is, survives other pages, is stopped cleanly, and its errors never vanish."""

import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.backup import check
from cs_core.context.store import open_store
from cs_core.errors import Refused
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.settings import from_env
from pages._ui import working
from tests.conftest import NOON
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]


def until(what, seconds: float = 60.0) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def worked_off(app: AppTest) -> AppTest:
    """Wait for what goes on in the store of this page, and look at the page again."""
    with open_store(from_env().store) as store:
        until(lambda: not working.running(store))
    return app.run()


def held(gate: threading.Event):
    """Work that goes on until it is let go, and says so."""

    def work(store, progress):
        for n in range(10_000):
            progress(min(n / 100, 0.9), f"step {n}")
            if gate.wait(0.01):
                return {"steps": n}
        return None

    return work


def test_it_runs_in_its_own_thread_and_its_result_is_found(store):
    job = working.start(store, "A count", lambda store, progress: store.count("company"), key="count")
    until(lambda: not job.running)
    assert job.result == 0 == working.found(store, "count") and not job.error


def test_one_work_at_a_time_a_store_and_the_other_is_told_what_runs(store):
    gate = threading.Event()
    job = working.start(store, "A cycle", held(gate), key="cycle")
    with pytest.raises(Refused, match="A cycle is running here already"):
        working.start(store, "An import", held(gate), key="import")
    gate.set()
    until(lambda: not job.running)
    again = working.start(store, "An import", held(gate), key="import")
    until(lambda: not again.running)


def test_a_stop_ends_it_at_its_next_word(store):
    job = working.start(store, "A cycle", held(threading.Event()), key="cycle")
    until(lambda: job.share > 0)
    job.stop.set()
    until(lambda: not job.running)
    assert job.stopped and "Stopped at your word" in job.error and working.found(store, "cycle") is None


def test_an_error_is_kept_in_one_line_whatever_it_is(store):
    def fails(store, progress):
        raise ZeroDivisionError("first\nsecond")

    def refused(store, progress):
        raise Refused("not today")

    for work, says in ((fails, "it failed (ZeroDivisionError: first)"), (refused, "not today")):
        job = working.start(store, "A cycle", work, key="cycle")
        until(lambda job=job: not job.running)
        assert job.error == says and not job.stopped


def test_a_result_is_kept_for_its_state_and_an_error_is_not_tried_again_by_itself(store, monkeypatch):
    drawn = []
    monkeypatch.setattr(working.st, "rerun", lambda: drawn.append("again"))

    def asked(state, work):
        return working.found_or_begun(store, "A count", work, key="count", state=state)

    def fails(store, progress):
        raise Refused("not today")

    assert asked(1, lambda store, progress: "one") is None and drawn == ["again"]
    until(lambda: not working.running(store))
    assert asked(1, fails) == "one" and working.found(store, "count", state=2) is None
    assert asked(2, fails) is None
    until(lambda: not working.running(store))
    assert asked(2, fails) is None and len(drawn) == 2, "it says why, and waits for another state"
    assert asked(3, lambda store, progress: "three") is None
    until(lambda: not working.running(store))
    assert asked(3, fails) == "three"


def test_the_bar_never_runs_backwards(store):
    def backwards(store, progress):
        progress(0.8, "late")
        progress(0.3, "early")

    job = working.start(store, "A cycle", backwards, key="cycle")
    until(lambda: not job.running)
    assert job.share == 0.8 and job.what == "early"


def test_a_cycle_from_the_page_says_what_it_does_is_seen_elsewhere_and_is_kept_until_seen(on_demo, monkeypatch):
    monkeypatch.setattr(working, "QUICK_S", 0.0)
    gate = threading.Event()
    with open_store(on_demo) as store:
        job = working.start(store, "A cycle", held(gate), key="cycle", says=lambda told: f"{told['steps']} steps made.")
    until(lambda: job.share > 0)
    for page in ("20_Agents.py", "00_Today.py"):
        app = opened(page)
        assert not app.exception and any(b.label == "Stop" for b in app.button)
    gate.set()
    until(lambda: not job.running)
    app = AppTest.from_file("../../app.py", default_timeout=60).run()
    assert any("A cycle is done" in s.value and "steps made" in s.value for s in app.success)
    next(b for b in app.button if b.label == "Got it").click().run()
    assert not any("A cycle is done" in s.value for s in app.success) and not app.exception


ENDED = """
import os
from pathlib import Path

import streamlit as st

from cs_core.context.store import open_store
from pages._ui import working

with open_store(Path(os.environ["CS_STORE"])) as store:
    working.panel(store, st.session_state.get("page", "Proof"))
"""


def test_what_came_of_it_stays_on_the_page_that_told_it_and_follows_to_no_other_but_an_error_does(on_demo):
    def refused(store, progress):
        raise Refused("not today")

    for work, follows in ((lambda store, progress: 1, False), (refused, True)):
        with open_store(on_demo) as store:
            job = working.start(store, "A count", work, key="count")
        until(lambda job=job: not job.running)
        job.began -= 60.0
        app = AppTest.from_string(ENDED, default_timeout=60).run()
        assert not app.exception and len(app.success) + len(app.error) == 1
        assert len(app.run().success) + len(app.error) == 1
        app.session_state["page"] = "Today"
        assert bool(len(app.run().success) + len(app.error)) is follows


def test_a_cycle_stopped_from_the_page_leaves_a_clean_store_and_the_next_one_completes(on_demo):
    seen = threading.Event()

    def cycle(store, progress):
        def slowly(share, what):
            progress(share, what)
            seen.set()
            time.sleep(0.05)

        at = store.now(NOON)
        return run_cycle(store, as_of=at.date(), now=at.replace(hour=13), model=OfflineModel(), roster=ROSTER, progress=slowly)

    with open_store(on_demo) as store:
        job = working.start(store, "A cycle", cycle, key="cycle")
        assert seen.wait(60)
        job.stop.set()
        until(lambda: not job.running)
        assert job.stopped and store.count("cycle") == 1 and check(store)["ok"]
        job = working.start(store, "A cycle", cycle, key="cycle")
        until(lambda: not job.running)
        assert not job.error and store.count("cycle") == 2


def test_what_was_done_at_once_is_not_said_to_have_taken_no_seconds():
    assert (working._took(0.3), working._took(11.6)) == ("", ", in 12 s")
