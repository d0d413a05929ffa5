"""What people do in the console, from the first click to what the store holds: in a real browser, on a copy of the demo company."""

import re
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.store import open_store
from cs_core.orchestration.direction import direction
from cs_core.orchestration.review import queue
from tests.browser.conftest import running, settle
from tests.conftest import NOON, copied

WAITING = re.compile(r"\d+ of \d+ waiting")
BUSY_MS = 120_000


@pytest.fixture(scope="module")
def own(demo_template, tmp_path_factory, chromium):
    """A console on a copy of its own, which these flows may change: its address, and its store's file."""
    folder = tmp_path_factory.mktemp("flows")
    path = copied(demo_template, folder)
    with running(path) as address:
        yield address, path


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


def test_words_typed_right_before_approve_is_clicked_are_kept_as_an_edit(own, tab):
    address, path = own
    with open_store(path) as store:
        letter = next(p for p in queue(store, now=NOON) if p["route"] != "human_only" and "Best regards" in p["body"])
    at(tab, address, f"Review?pick={letter['id']}")
    before, text = tab.get_by_text(WAITING).inner_text(), tab.locator("textarea").first
    text.fill(text.input_value().replace("Best regards", "Kind regards"))
    approve(tab).first.click()
    changed(tab, before)
    [kept] = [row for row in decided(path) if row["decision"] == "edit"]
    assert kept["proposal_id"] == letter["id"] and kept["body"] == letter["body"].strip().replace("Best regards", "Kind regards")


def test_two_tabs_see_each_other_and_a_double_decision_is_one_line(own, tab):
    address, path = own
    other = tab.context.new_page()
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


def commit(tab, path: Path) -> None:
    """The plan on screen, by the hand of a person; until the store has it."""
    tab.get_by_role("button", name="Commit this plan").click(timeout=BUSY_MS)
    tab.get_by_role("dialog").get_by_role("button", name="Commit this plan").click(timeout=BUSY_MS)
    tab.get_by_text("Committed now").wait_for(timeout=BUSY_MS)
    with open_store(path) as store:
        assert store.count("coverage_plan") == 1


def test_a_plan_is_committed_by_hand_of_a_person(own, tab):
    address, path = own
    at(tab, address, "Coverage")
    commit(tab, path)


def test_a_first_start_leads_from_welcome_to_a_committed_plan(tab, tmp_path, monkeypatch):
    monkeypatch.setenv("CS_DEMO_ACCOUNTS", "20")
    with running(tmp_path / "context.db") as address:
        tab.goto(address)
        tab.locator("h1", has_text="Welcome").wait_for(timeout=BUSY_MS)
        tab.locator("h3", has_text="My own data").wait_for(timeout=BUSY_MS)
        assert tab.locator("h3").all_inner_texts() == ["A demo company", "My own data"]
        tab.locator("h1", has_text="Today").wait_for(timeout=BUSY_MS)
        tab.get_by_test_id("stSidebar").get_by_role("link", name="Coverage").click()
        commit(tab, tmp_path / "context.db")


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


def customers(tab) -> int:
    """How many the list of accounts says that it holds."""
    said = tab.get_by_text("current customers").first
    said.wait_for(timeout=BUSY_MS)
    return int(said.inner_text().split()[0].replace(",", ""))


def test_what_the_sidebar_chose_holds_on_the_next_page_and_stands_in_its_address(own, tab):
    address, _ = own
    at(tab, address, "Accounts")
    everybody = customers(tab)
    at(tab, address, "Review?segment=long+tail")
    tab.get_by_text("Saved views").wait_for(timeout=BUSY_MS)
    tab.get_by_test_id("stSidebar").get_by_role("link", name="Accounts").click()
    assert customers(tab) < everybody
    arrived(tab, "Accounts", "segment=long+tail")


def test_the_open_tab_stays_over_a_reload(own, tab):
    address, _ = own
    at(tab, address, "Coverage")
    tab.get_by_role("tab", name="What if").click()
    arrived(tab, "part=What+if")
    tab.reload()
    tab.get_by_role("tab", name="What if", selected=True).wait_for(timeout=BUSY_MS)


def test_a_view_is_saved_and_opened_again_with_its_filters(own, tab):
    address, _ = own
    at(tab, address, "Accounts?segment=enterprise")
    large = customers(tab)
    tab.get_by_role("button", name="Saved views").click()
    tab.get_by_label("Name of this view").fill("Large ones")
    tab.get_by_role("button", name="Save this view").click()
    tab.get_by_role("button", name="Saved views (1)").wait_for(timeout=BUSY_MS)
    at(tab, address, "Quality?segment=long+tail")
    tab.get_by_role("button", name="Saved views (1)").click(timeout=BUSY_MS)
    tab.get_by_role("link", name="Large ones").click()
    arrived(tab, "Accounts", "segment=enterprise")
    assert customers(tab) == large


def test_a_table_is_taken_along_with_every_row_under_the_headings_of_the_screen(own, tab, tmp_path):
    address, _ = own
    at(tab, address, "Accounts")
    everybody = customers(tab)
    headings = tab.get_by_test_id("stDataFrame").first.locator("[role=columnheader]")
    headings.nth(3).wait_for(state="attached", timeout=BUSY_MS)  # the grid is drawn after the page has run
    shown = headings.all_text_contents()
    tab.get_by_role("button", name=f"Export {everybody:,} rows").click()
    for kind, read in (("CSV", pl.read_csv), ("Excel", pl.read_excel)):
        with tab.expect_download(timeout=BUSY_MS) as download:
            tab.get_by_test_id("stDownloadButton").get_by_role("button", name=kind).click()
        kept = tmp_path / download.value.suggested_filename
        download.value.save_as(kept)
        rows = read(kept)
        assert rows.height == everybody > 100
        assert {title for title in shown if title} <= set(rows.columns) and len(shown) > 3
