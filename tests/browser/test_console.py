"""The console in a real browser: one proposal from queue to decision, an account by its row, a table that is asked about, long work."""

import re
import sqlite3

from cs_core.context.store import open_store
from tests.browser.conftest import SIZE, onwards, settle

WAITING = re.compile(r"\d+ of \d+ waiting")
RUNNING = re.compile(r"A cycle: .+ · \d+%, (about .+ left|a few seconds left|cannot tell yet how long)")


def test_a_proposal_goes_from_queue_to_decision(console, tab):
    tab.goto(f"{console}/Review")
    settle(tab)
    before = tab.get_by_text(WAITING).inner_text()
    tab.get_by_role("button", name=re.compile("(Approve|Accept the task)")).first.click()
    tab.wait_for_function(f"() => ![...document.querySelectorAll('p')].some(p => p.innerText === {before!r})", timeout=30_000)
    assert tab.get_by_text(WAITING).inner_text() != before


def test_the_queue_is_worked_by_keyboard_and_typing_in_a_letter_decides_nothing(console, tab):
    tab.goto(f"{console}/Review")
    settle(tab)
    tab.wait_for_selector("textarea")
    said, name = tab.get_by_text(WAITING), tab.locator("[data-testid=stHeading] h3").first
    before, first = said.inner_text(), name.inner_text()
    tab.locator("textarea").first.click()
    tab.keyboard.type("ajx")
    tab.wait_for_timeout(1_000)
    assert (said.inner_text(), name.inner_text()) == (before, first)
    tab.goto(f"{console}/Review")
    settle(tab)
    tab.wait_for_selector("textarea")
    tab.locator("h1").first.click()
    tab.keyboard.press("x")
    tab.get_by_role("button", name="Wrong tone").wait_for()
    tab.keyboard.press("6")
    tab.wait_for_function(f"() => ![...document.querySelectorAll('p')].some(p => p.innerText === {before!r})", timeout=30_000)
    settle(tab)
    assert name.inner_text() != first


def test_pages_ask_nothing_of_another_host(console, chromium):
    tab, asked = chromium.new_page(viewport=SIZE, reduced_motion="reduce"), []
    tab.on("request", lambda request: asked.append(request.url))
    for page in ("", "Today"):
        tab.goto(f"{console}/{page}")
        settle(tab)
    for page in ("Accounts", "Agents", "Review", "Coverage"):
        onwards(tab, page)
    assert asked and not [url for url in asked if not url.startswith((console, console.replace("http", "ws"), "data:", "blob:"))]
    assert tab.locator("link[rel*=icon]").first.get_attribute("href").startswith(("data:", "/", console))
    tab.close()


def test_an_account_opens_by_its_row_and_by_its_address(console, tab):
    tab.goto(f"{console}/Accounts")
    settle(tab)
    grid = tab.locator("[data-testid=stDataFrame]").first.bounding_box()
    tab.mouse.click(grid["x"] + 20, grid["y"] + 55)
    tab.wait_for_selector("text=Value realised against the desired outcome", timeout=30_000)
    assert "account=" in tab.url
    address = tab.url
    tab.goto(f"{console}/Today")
    settle(tab)
    tab.goto(address)
    tab.wait_for_selector("text=Value realised against the desired outcome", timeout=30_000)
    assert tab.url == address


def test_a_table_that_no_source_knows_is_asked_about_confirmed_and_imported(console, tab, tmp_path):
    table = tmp_path / "kunden.csv"
    rows = [f"K-{n},Firm {n} Ltd,firm{n}.example,2024-0{n % 9 + 1}-15,{10 * n}" for n in range(1, 31)]
    table.write_text("\n".join(["Client no,Client name,Website,Client since,Headcount", *rows]), encoding="utf-8")
    tab.goto(f"{console}/Context?data=My+data")
    settle(tab)
    tab.get_by_role("tab", name="Import").click()
    tab.locator("input[type=file]").set_input_files(table)
    tab.get_by_text("Nothing lands yet").wait_for(timeout=60_000)
    assert tab.get_by_role("button", name="Import", exact=True).count() == 0, "who imported it now would land nothing"
    tab.get_by_role("button", name="Confirm what this table means").click()
    tab.get_by_role("button", name="Confirm what this table means").wait_for(state="detached", timeout=60_000)
    tab.get_by_role("button", name="Import", exact=True).click()
    tab.wait_for_selector("text=30 rows landed", timeout=60_000)
    assert tab.locator("[data-testid=stException]").count() == 0


def test_one_of_demo_and_own_data_is_always_chosen(console, tab):
    def chosen() -> list[str]:
        settle(tab)
        return [each.inner_text() for each in tab.get_by_role("radiogroup", name="Data").get_by_role("radio", checked=True).all()]

    tab.goto(f"{console}/Context?data=")
    assert chosen() == ["Demo company"]
    tab.get_by_role("radio", name="My data").click()
    assert chosen() == ["My data"]
    onwards(tab, "Accounts")
    assert chosen() == ["My data"]
    tab.go_back()
    assert len(chosen()) == 1
    tab.go_back()
    assert len(chosen()) == 1


def test_a_running_cycle_tells_how_far_it_is_survives_another_page_and_is_stopped(console, console_store, tab):
    tab.goto(f"{console}/Agents")
    settle(tab)
    holder = sqlite3.connect(console_store, isolation_level=None)
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
    with open_store(console_store) as store:
        assert store.problems() == [] and store.count("cycle") == 1
