"""Long work in a real browser: it says what it does and how long it may take, on every page, and Stop leaves a whole store."""

import re
import sqlite3

import pytest

from cs_core.context.store import open_store
from tests.browser.conftest import running, settle

RUNNING = re.compile(r"A cycle: .+ · \d+%, (about .+ left|a few seconds left|cannot tell yet how long)")


@pytest.fixture
def own(demo_store, chromium):
    """A console on a copy of its own, and its store's file."""
    with running(demo_store) as address:
        yield address, demo_store


def test_a_running_cycle_tells_how_far_it_is_survives_another_page_and_is_stopped(own, tab):
    address, path = own
    tab.goto(f"{address}/Agents")
    settle(tab)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")  # the cycle waits at its first write for as long as this test looks at it
    tab.get_by_role("button", name="Run a cycle").click()
    tab.get_by_text(RUNNING).wait_for(timeout=15_000)
    tab.get_by_role("link", name="Review").first.click()
    tab.locator("h1", has_text="Review").wait_for(timeout=15_000)
    tab.get_by_text(RUNNING).wait_for(timeout=15_000)
    tab.get_by_role("button", name="Stop", exact=True).click()
    tab.get_by_role("button", name="Stopping after this step").wait_for(timeout=15_000)
    holder.rollback()
    holder.close()
    tab.get_by_text("Stopped at your word").wait_for(timeout=15_000)
    with open_store(path) as store:
        assert store.problems() == [] and store.count("cycle") == 1
