"""The console in a real browser: every page by a cold deep link, and one proposal from queue to decision."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = Path(__file__).parent / "shots"
PAGES = sorted(p.stem.split("_", 1)[1] for p in (ROOT / "pages").glob("*.py"))


def settle(tab) -> None:
    """Wait until the page has stopped running."""
    tab.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=60_000)
    busy = "[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]"
    tab.wait_for_function(f"() => !document.querySelector('{busy}')", timeout=60_000)
    tab.wait_for_timeout(400)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_by_its_address(page, console, tab):
    tab.goto(f"{console}/{page}")
    settle(tab)
    assert tab.locator("[data-testid=stMainBlockContainer] h1").first.inner_text() == page.replace("_", " ")
    assert tab.locator("[data-testid=stException]").count() == 0
    SHOTS.mkdir(exist_ok=True)
    tab.screenshot(path=SHOTS / f"{page}.png", full_page=True)


def test_a_proposal_goes_from_queue_to_decision(console, tab):
    tab.goto(f"{console}/Review")
    settle(tab)
    before = tab.get_by_text("waiting. Choose rows").inner_text()
    tab.get_by_role("button", name=re.compile("(Approve|Accept the task)$")).first.click()
    tab.wait_for_function(f"() => ![...document.querySelectorAll('p')].some(p => p.innerText === {before!r})", timeout=30_000)
    assert tab.get_by_text("waiting. Choose rows").inner_text() != before


def test_an_account_opens_by_its_row_and_by_its_address(console, tab):
    tab.goto(f"{console}/Accounts")
    settle(tab)
    grid = tab.locator("[data-testid=stDataFrame]").first.bounding_box()
    tab.mouse.click(grid["x"] + 20, grid["y"] + 55)
    tab.wait_for_selector("text=What drives the health score", timeout=30_000)
    assert "account=" in tab.url
    address = tab.url
    tab.goto(f"{console}/Today")
    settle(tab)
    tab.goto(address)
    tab.wait_for_selector("text=What drives the health score", timeout=30_000)
    assert tab.url == address
