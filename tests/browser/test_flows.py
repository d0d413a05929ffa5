"""What people do in the console, from the first click to what the store holds: in a real browser, on a copy of the demo company."""

import re
import shutil
from pathlib import Path

import pytest

from cs_core.context.store import open_store
from cs_core.orchestration.direction import direction
from tests.browser.conftest import served, settle

WAITING = re.compile(r"\d+ of \d+ waiting")
BUSY_MS = 40_000


@pytest.fixture(scope="module")
def own(demo_template, tmp_path_factory, chromium):
    """A console on a copy of its own, which these flows may change: its address, and its store's file."""
    folder = tmp_path_factory.mktemp("flows")
    with open_store(demo_template) as store:
        store.copy_to(folder / "context.db")
        shutil.copytree(store.lake, folder / "context.lake")
    process, address = served(folder / "context.db", folder / "server.log")
    yield address, folder / "context.db"
    process.terminate()
    process.wait(10)


def at(tab, address: str, page: str) -> None:
    tab.goto(f"{address}/{page}")
    settle(tab)


def decided(path: Path) -> list[dict]:
    with open_store(path) as store:
        return store.rows("decision") + store.rows("planted_decision")


def approve(tab):
    return tab.get_by_role("button", name=re.compile("(Approve|Accept the task)"))


def changed(tab, before: str) -> None:
    tab.wait_for_function(f"() => ![...document.querySelectorAll('p')].some(p => p.innerText === {before!r})", timeout=BUSY_MS)
    settle(tab)


def arrived(tab, *parts: str) -> None:
    """The address holds all of it: it is written when the page has run."""
    tab.wait_for_function(f"() => {list(parts)!r}.every(part => location.href.includes(part))", timeout=BUSY_MS)


def test_a_draft_is_rejected_with_its_reason(own, tab):
    address, path = own
    at(tab, address, "Review")
    before = tab.get_by_text(WAITING).inner_text()
    tab.get_by_role("button", name="Reject").click()
    tab.get_by_role("button", name="Wrong tone").click(timeout=BUSY_MS)
    changed(tab, before)
    assert [row["reason"] for row in decided(path) if row["decision"] == "reject"][-1] == "wrong tone"


def test_two_tabs_see_each_other_and_a_double_decision_is_one_line(own, tab, chromium):
    address, path = own
    other = chromium.new_page(viewport={"width": 1440, "height": 1000})
    for page in (tab, other):
        at(page, address, "Review")
    said, before = tab.get_by_text(WAITING).inner_text(), len(decided(path))
    approve(tab).first.click()
    changed(tab, said)
    assert other.get_by_text(WAITING).inner_text() == said
    approve(other).first.click()
    other.get_by_text(re.compile("already", re.I)).first.wait_for(timeout=BUSY_MS)
    settle(other)
    assert len(decided(path)) == before + 1 and other.locator("[data-testid=stException]").count() == 0
    assert other.get_by_text(WAITING).inner_text() == tab.get_by_text(WAITING).inner_text()
    other.close()


def test_a_goal_is_previewed_before_it_is_saved(own, tab):
    address, path = own
    at(tab, address, "Strategy")
    assert tab.get_by_role("button", name="Save this change").count() == 0
    tab.get_by_role("button", name="Preview").click()
    save = tab.get_by_role("button", name="Save this change")
    save.wait_for(timeout=BUSY_MS)
    save.click()
    tab.get_by_text("Saved:").first.wait_for(timeout=BUSY_MS)
    with open_store(path) as store:
        assert direction(store).goals


def test_a_plan_is_committed_by_hand_of_a_person_who_confirms(own, tab):
    address, path = own
    at(tab, address, "Coverage")
    tab.get_by_role("button", name=re.compile("^Commit")).first.click()
    confirm = tab.get_by_role("button", name=re.compile("^(Yes|Commit)")).last
    confirm.wait_for(timeout=BUSY_MS)
    confirm.click()
    for _ in range(120):
        with open_store(path) as store:
            if store.count("coverage_plan"):
                break
        tab.wait_for_timeout(250)
    with open_store(path) as store:
        assert store.count("coverage_plan") == 1


def test_filters_stay_over_a_reload(own, tab):
    address, _ = own
    at(tab, address, "Today?segment=enterprise&period=30+days&owner=Nobody")
    tab.reload()
    settle(tab)
    assert "segment=enterprise" in tab.url and "period=30" in tab.url and "owner=Nobody" in tab.url


def test_search_finds_an_account_from_any_page(own, tab):
    address, path = own
    with open_store(path) as store:
        name = store.frame("company", "name")["name"].drop_nulls()[0]
    at(tab, address, "Quality")
    tab.get_by_placeholder("Find an account").fill(name)
    tab.keyboard.press("Enter")
    link = tab.get_by_test_id("stSidebar").get_by_role("link", name=name)
    link.first.click(timeout=BUSY_MS)
    arrived(tab, "Accounts", "account=")


def test_what_the_sidebar_chose_holds_on_the_next_page(own, tab):
    address, _ = own
    at(tab, address, "Accounts")
    everybody = tab.get_by_text("current customers").first.inner_text()
    at(tab, address, "Review?segment=long+tail")
    tab.get_by_test_id("stSidebar").get_by_role("link", name="Accounts").click()
    settle(tab)
    tab.get_by_text("current customers").first.wait_for(timeout=BUSY_MS)
    some = tab.get_by_text("current customers").first.inner_text()
    assert int(some.split()[0].replace(",", "")) < int(everybody.split()[0].replace(",", ""))
