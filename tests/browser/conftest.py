"""A real server and a real browser; skipped with a reason where there is no Chromium or no Playwright."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import copied

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE = {"width": 1440, "height": 1000}
WATCH = """() => {
    window.changedAt = performance.now();
    window.watched ??= new MutationObserver(() => { window.changedAt = performance.now(); });
    window.watched.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
RESTS = """still_ms => {
    const busy = "[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]";
    const rests = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
    if (!rests || document.querySelector(busy)) window.changedAt = performance.now();
    return performance.now() - window.changedAt >= still_ms;
}"""
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def served(store: Path, log: Path, *options: str) -> tuple[subprocess.Popen, str]:
    """A cold server on a store, and its address, once it answers. `options` are Streamlit's own."""
    port = _free_port()
    with log.open("w") as out:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port), "--server.headless", "true",
                *options,
            ],
            env=os.environ | {"CS_STORE": str(store)}, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://localhost:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return process, address
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"the server did not start: {log.read_text()[-500:]}")


@contextmanager
def running(store: Path, *options: str) -> Iterator[str]:
    """A console on a store for as long as it is looked at: its address. Its store is a copy: nothing is lost where it is killed."""
    process, address = served(store, store.with_name("server.log"), *options)
    try:
        yield address
    finally:
        process.kill()
        process.wait(10)


def settle(tab) -> None:
    """Wait until the page has stopped running: its head is there long before, and between two waits of its own nothing is busy."""
    tab.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=60_000)
    still(tab)


def still(tab, still_ms: int = 200) -> None:
    """Wait until the page has not run, and nothing in it has changed, for a while."""
    tab.evaluate(DRAWN)
    tab.evaluate(WATCH)
    tab.wait_for_function(RESTS, arg=still_ms, timeout=60_000, polling=50)


def onwards(tab, title: str) -> None:
    """To another page by its link in the sidebar: the console's own scripts stay loaded."""
    tab.get_by_test_id("stSidebar").get_by_role("link").filter(has=tab.get_by_text(title, exact=True)).first.click()
    tab.locator("[data-testid=stMainBlockContainer] h1").get_by_text(title, exact=True).wait_for(timeout=60_000)
    settle(tab)


@pytest.fixture(scope="session")
def chromium():
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if path is None:
        pytest.skip("no Chromium on this machine: install it to run the browser tests")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install -r requirements-dev.txt")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def console_store(demo_template, tmp_path_factory):
    """The store of the console that all tests of a worker look at."""
    return copied(demo_template, tmp_path_factory.mktemp("console"))


@pytest.fixture(scope="session")
def console(console_store, chromium):
    """A console on a copy of the small demo company; its address."""
    with running(console_store) as address:
        yield address


@pytest.fixture(scope="session")
def window(chromium):
    """The one tab that all tests look through: a new one would load and compile all of the console's scripts again.

    Its reader likes no moving pictures: to draw them takes time from the page they stand in for.
    """
    context = chromium.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def forgotten(window):
    """The tab, on no page, and of nobody: what the pages before kept in it is gone."""
    if window.url.startswith("http"):
        window.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    window.goto("about:blank")
    window.context.clear_cookies()
    window.set_viewport_size(SIZE)
    window.emulate_media(color_scheme="light")
    return window


@pytest.fixture
def tab(window):
    yield forgotten(window)
    forgotten(window)
